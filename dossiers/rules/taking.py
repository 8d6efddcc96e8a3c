"""What of a dossier may be printed or downloaded, by whom.

Source: SEC-06, LND-03, LND-24, SEC-44.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import User
from archive_office.regulation import Clause, Refusal
from dossiers.models import Document, Dossier, DossierGrant, Holding, Secrecy
from dossiers.models.access import DossierGrantQuerySet
from dossiers.rules.access import right_to_look_inside, speaks_for_keeper


def against_taking_along(document: Document, user: User, *, at: datetime) -> Iterator[Refusal]:
    """Why this person gets no file of a graded paper out of the office: no permission to copy.

    Whoever may read it sees it on the page all the same.

    Source: SEC-06, LND-03.
    """
    holding = document.holding
    grade = max(document.secrecy, holding.secrecy, holding.dossier.secrecy)
    if grade < Secrecy.SECRET or _copying(user, at).filter(_covers(document)).exists():
        return
    yield Refusal(
        Clause.SEC_06,
        _("%(code)s is graded: it is shown, and leaves only with a permission to copy.")
        % {"code": document.code},
    )


def against_printing(
    dossier: Dossier, user: User, *, at: datetime, holdings: Iterable[Holding] | None = None
) -> Iterator[Refusal]:
    """Why this person prints no papers of a graded dossier; its keepers print the office's own.

    Args:
        holdings: Those of the dossier, where they are at hand.

    Source: SEC-06.
    """
    things = dossier.holdings.all() if holdings is None else holdings
    if max([dossier.secrecy, *(thing.secrecy for thing in things)]) < Secrecy.SECRET:
        return
    if speaks_for_keeper(dossier, user) or _copying(user, at).filter(dossier=dossier).exists():
        return
    yield Refusal(
        Clause.SEC_06,
        _("%(code)s is graded: its keepers print its papers, and whoever may copy them.")
        % {"code": dossier.code},
    )


def against_unsealing_by_print(dossier: Dossier, user: User, *, at: datetime) -> Iterator[Refusal]:
    """Why this person prints nothing of what a sealed dossier holds; its outside has no secret.

    Source: LND-24, SEC-44.
    """
    if dossier.sealed_on is not None and not right_to_look_inside(dossier, user, at=at):
        yield Refusal(
            Clause.LND_24,
            _("%(code)s is sealed; the director alone opens it.") % {"code": dossier.code},
        )


def _copying(user: User, at: datetime) -> DossierGrantQuerySet:
    grants = DossierGrant.objects.in_force(at)
    return grants.filter(permission__user=user, copying__isnull=False)


def _covers(document: Document) -> Q:
    whole = Q(copying=document.holding_id, copying_only=None)
    return whole | Q(copying_only=document.pk)
