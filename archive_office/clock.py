"""The office's clock: the only place that reads the time, and its calendar days.

Procedures take ``today`` or ``now``; pages, admin and commands ask here.
"""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment, aware, in the office's time zone (Asia/Shanghai)."""
    return timezone.localtime(timezone.now())  # noqa: TID251 - the one place that may


def today() -> date:
    """The calendar day in the office (Asia/Shanghai)."""
    return now().date()


def day_of(moment: datetime) -> date:
    """The calendar day in the office (Asia/Shanghai) at a moment."""
    return timezone.localtime(moment).date()
