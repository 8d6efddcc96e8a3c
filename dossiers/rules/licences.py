"""Business licences of company customers: which lapse soon, and what stands against recording one.

Source: COL-16, SVC-26.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.organisation.models import User
from archive_office.regulation import Clause, Refusal
from dossiers.models import Customer, Dossier, DossierState, Licence
from dossiers.rules.closing import against_archivists_work
from dossiers.rules.lateness import MONTHS_OF_A_YEAR, months_before


def lapsing(licences: QuerySet[Licence], *, today: date) -> QuerySet[Licence]:
    """Those of open dossiers that end, or are due for review, within the days of warning.

    Where nobody said when the next annual review is due, it is a year after the last one.

    Source: COL-16, SVC-26.
    """
    until = today + timedelta(days=policy.number("licence_reminder_days", on=today))
    last = months_before(until, MONTHS_OF_A_YEAR)
    yearly = Q(reviewed_on__lte=last) | Q(reviewed_on__isnull=True, recorded_on__lte=last)
    soon = Q(expires_on__lte=until) | Q(review_due_on__lte=until)
    soon |= Q(review_due_on__isnull=True) & yearly
    return licences.filter(soon, dossier__state=DossierState.OPEN)


def without_licence(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Open dossiers of companies in which no licence is recorded.

    Source: SVC-26.
    """
    company = Q(occupancy__customer__kind=Customer.Kind.COMPANY)
    return dossiers.filter(company, state=DossierState.OPEN, licence__isnull=True)


def against_recording(
    dossier: Dossier, number: str, *, reviewed_on: date | None, by: User, today: date
) -> Iterator[Refusal]:
    """Why this person records no licence in this dossier.

    Source: COL-16.
    """
    yield from against_archivists_work(dossier, by)
    occupancy = dossier.occupancy
    if (
        dossier.state != DossierState.OPEN
        or occupancy is None
        or occupancy.customer.kind != Customer.Kind.COMPANY
    ):
        yield Refusal(
            Clause.COL_16, _("Only the open dossier of a company has a business licence.")
        )
    if not number:
        yield Refusal(Clause.COL_16, _("Enter the number of the licence."), "number")
    if reviewed_on is not None and reviewed_on > today:
        yield Refusal(Clause.COL_16, _("The annual review is not in the future."), "reviewed_on")
