"""Reading the record of the office day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from archive_office.notices.daily import morning_before
from archive_office.notices.models import OfficeDay

PATIENCE: Final = timedelta(hours=25)
"""A day and an hour: whoever runs it, and at whatever hour, an office day comes in this time."""
COMPARED: Final = "journal.verified"
ROWS_COMPARED: Final = "rows as they were sealed"


def last_day() -> OfficeDay | None:
    """The newest office day that went through everything."""
    return OfficeDay.objects.filter(finished_at__isnull=False).order_by("-pk").first()


def is_overdue(last: OfficeDay | None, now: datetime) -> bool:
    """Whether the office day has stayed out."""
    return last is None or last.started_at < now - PATIENCE


def is_done_today(now: datetime) -> bool:
    """Whether an office day went through everything since its last hour."""
    done = OfficeDay.objects.filter(finished_at__isnull=False)
    return done.filter(started_at__gte=morning_before(now)).exists()


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the last daily comparison of journal and history with their seals ended."""

    day: OfficeDay
    intact: bool
    rows: int = 0


def last_comparison() -> Comparison | None:
    """What the newest office day found that compared the history with its seals.

    Source: SEC-42.
    """
    done = Q(failures__has_key=COMPARED) | Q(counts__has_key=ROWS_COMPARED)
    day = OfficeDay.objects.filter(done, finished_at__isnull=False).order_by("-pk").first()
    if day is None:
        return None
    return Comparison(day, COMPARED not in day.failures, day.counts.get(ROWS_COMPARED, 0))
