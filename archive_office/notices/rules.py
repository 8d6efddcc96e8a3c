"""Reading the record of the office day."""

from datetime import datetime, timedelta
from typing import Final

from archive_office.notices.daily import morning_before
from archive_office.notices.models import OfficeDay

PATIENCE: Final = timedelta(hours=25)
"""A day and an hour: whoever runs it, and at whatever hour, an office day comes in this time."""


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
