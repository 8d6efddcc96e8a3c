"""The seals of the history day by day, as they are looked through and printed.

Source: SEC-42.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Count, Max, Min, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from archive_office.journal.models import HistorySeal

LONGEST_PAUSE: Final = timedelta(days=1)
"""Every day writes something, if only that it was gone through; so every day is sealed."""


@dataclass(frozen=True, slots=True)
class SealedDay:
    """The seals of one era on one day."""

    day: date
    era: int
    first: int
    seals: int
    rows: int
    last: HistorySeal


def sealed_days(first: date, end: date) -> Sequence[SealedDay]:
    """The days on which something was sealed, newest first.

    Args:
        end: The day after the last one.

    Source: SEC-42.
    """
    seals = _between(first, end)
    days = list(
        seals.annotate(day=TruncDate("sealed_at"))
        .values("day", "era__number")
        .annotate(first=Min("number"), seals=Count("pk"), rows=Sum("row_count"), last=Max("pk"))
        .order_by("-day", "-era__number")
    )
    last = HistorySeal.objects.select_related("era").in_bulk([found["last"] for found in days])
    return [
        SealedDay(
            day=found["day"],
            era=found["era__number"],
            first=found["first"],
            seals=found["seals"],
            rows=found["rows"],
            last=last[found["last"]],
        )
        for found in days
    ]


def last_seal() -> HistorySeal | None:
    """The newest seal of all."""
    return HistorySeal.objects.select_related("era").order_by("-pk").first()


def has_stayed_out(last: HistorySeal | None, now: datetime) -> bool:
    """Whether nothing was sealed for a day."""
    return last is None or last.sealed_at < now - LONGEST_PAUSE


def _between(first: date, end: date) -> QuerySet[HistorySeal]:
    return HistorySeal.objects.filter(sealed_at__gte=_morning(first), sealed_at__lt=_morning(end))


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
