"""What should have happened by now: dossiers not opened in time, dossiers not reviewed in time.

Reading only; the reminders and the first page ask here.
"""

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from archive_office import policy
from dossiers.models import (
    Dossier,
    DossierEvent,
    DossierState,
    Holding,
    HoldingState,
    Occupancy,
    Submission,
    SubmissionState,
    Unit,
)
from dossiers.rules.cases import EMPTY_PART
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

    One that lacks papers is due after ``incomplete_review_months``, one of which a change was
    reported at once.

    Source: COL-11, SVC-37.
    """
    limit = months_before(today, policy.number("dossier_review_months", on=today))
    sooner = months_before(today, policy.number("incomplete_review_months", on=today))
    changed = DossierEvent.objects.filter(
        dossier=OuterRef("pk"), kind=DossierEvent.Kind.CHANGE, on__gt=OuterRef("looked_at")
    )
    return (
        dossiers.filter(state=DossierState.OPEN)
        .exclude(kind=Dossier.Kind.CATEGORY)
        .annotate(looked_at=Coalesce(F("reviewed_on"), F("opened_on")))
        .filter(
            Q(looked_at__lte=limit)
            | Q(missing_count__gt=0, looked_at__lte=sooner)
            | Q(Exists(changed))
        )
    )


def review_round(today: date) -> int:
    """The number of the round of reviews a day belongs to; it grows by one each round.

    Source: COL-11.
    """
    months = min(
        policy.number("dossier_review_months", on=today),
        policy.number("incomplete_review_months", on=today),
    )
    return (today.year * MONTHS_OF_A_YEAR + today.month - 1) // months


def unregistered(submissions: QuerySet[Submission], *, today: date) -> QuerySet[Submission]:
    """What lies in a tray longer than ``registration_days`` after its receipt.

    Source: FIL-29.
    """
    last = today - timedelta(days=policy.number("registration_days", on=today))
    return submissions.filter(state=SubmissionState.SUBMITTED, submitted_at__date__lt=last)


def unfiled(holdings: QuerySet[Holding], *, today: date | None = None) -> QuerySet[Holding]:
    """Accepted volumes and items that never stood in a place; with a day, only late ones.

    Filed means numbered, catalogued and in its place (FIL-02). A part of a case in which nothing
    lies yet is not late.

    Source: FIL-29.
    """
    rows = holdings.filter(
        state=HoldingState.IN_PREPARATION, filed_on__isnull=True, verified_on__isnull=False
    ).exclude(EMPTY_PART)
    if today is None:
        return rows
    return rows.filter(verified_on__lt=today - timedelta(days=days_of_a_run(today)))


def days_of_a_run(today: date) -> int:
    """Within how many days accepted papers are put in their place.

    Source: FIL-29.
    """
    return {"daily": 1, "weekly": 7}[policy.text("filing_run", on=today)]


def months_before(day: date, months: int) -> date:
    """The same day some months earlier, or the last one of a shorter month."""
    year, month = divmod(day.year * MONTHS_OF_A_YEAR + day.month - 1 - months, MONTHS_OF_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
