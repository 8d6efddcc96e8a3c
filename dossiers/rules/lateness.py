"""What should have happened by now: dossiers not opened in time, dossiers not reviewed in time.

Reading only; the reminders and the first page ask here.
"""

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from archive_office import policy
from dossiers.models import Dossier, DossierState, Occupancy, Unit
from dossiers.rules.completeness import units_without_dossier

MONTHS_OF_A_YEAR: Final = 12


def late_units(units: QuerySet[Unit], *, today: date) -> QuerySet[Unit]:
    """Units without a dossier in which somebody has been longer than a dossier may take.

    Source: FIL-28, COL-05.
    """
    limit = today - timedelta(days=policy.number("dossier_creation_days", on=today))
    present = Occupancy.objects.filter(unit=OuterRef("pk"), ending="", from_on__lt=limit)
    return units_without_dossier(units).filter(Exists(present))


def due_for_review(dossiers: QuerySet[Dossier], *, today: date) -> QuerySet[Dossier]:
    """Open customer dossiers that nobody has looked through for ``dossier_review_months``.

    Source: COL-11.
    """
    limit = months_before(today, policy.number("dossier_review_months", on=today))
    return (
        dossiers.filter(state=DossierState.OPEN)
        .exclude(kind=Dossier.Kind.CATEGORY)
        .annotate(looked_at=Coalesce(F("reviewed_on"), F("opened_on")))
        .filter(looked_at__lte=limit)
    )


def review_round(today: date) -> int:
    """The number of the round of reviews a day belongs to; it grows by one each round.

    Source: COL-11.
    """
    months = policy.number("dossier_review_months", on=today)
    return (today.year * MONTHS_OF_A_YEAR + today.month - 1) // months


def months_before(day: date, months: int) -> date:
    """The same day some months earlier, or the last one of a shorter month."""
    year, month = divmod(day.year * MONTHS_OF_A_YEAR + day.month - 1 - months, MONTHS_OF_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
