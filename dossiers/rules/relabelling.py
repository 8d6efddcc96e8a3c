"""Labels that no longer fit: the customer's name has changed since they were printed.

Source: FIL-31, SVC-31.
"""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal
from dossiers.models import Dossier, DossierState


def out_of_date(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Open dossiers among these whose label was printed before the name changed.

    Source: FIL-31.
    """
    return dossiers.filter(state=DossierState.OPEN, label_due_on__isnull=False)


def against_renewing_label(dossier: Dossier, by: User) -> Iterator[Refusal]:
    """Why this person does not print this dossier's label anew.

    Source: FIL-31.
    """
    if not by.holds(Role.CENTRE_ARCHIVIST, dossier.centre):
        yield Refusal(
            Clause.ORG_08,
            _("Only the archivist of %(centre)s prints its labels anew.")
            % {"centre": dossier.centre},
        )
    if dossier.label_due_on is None:
        yield Refusal(
            Clause.FIL_31, _("The label of %(code)s is up to date.") % {"code": dossier.code}
        )


def against_old_label(dossier: Dossier) -> Iterator[Refusal]:
    """Why a dossier is not in order yet: its label says who was there before.

    Source: SVC-31.
    """
    if dossier.label_due_on is not None:
        yield Refusal(
            Clause.SVC_31,
            _("The label of %(code)s is out of date since %(day)s: print it anew first.")
            % {"code": dossier.code, "day": dossier.label_due_on.isoformat()},
        )
