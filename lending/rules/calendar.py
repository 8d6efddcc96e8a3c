"""The Chinese working calendar: which days the office is closed, as far as it is published.

The State Council announces the holidays of a year, and the working days at weekends that make
up for them, late in the year before. Nobody can know a day of rest of a year that is not
announced: such a day is answered with :class:`CalendarUnknown`, never guessed.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from chinese_calendar import is_workday
from django.utils.translation import gettext as _

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CalendarUnknown:
    """The working calendar of this year is not published yet."""

    year: int

    def __str__(self) -> str:
        return _("The working calendar of %(year)s is not published yet.") % {"year": self.year}


def is_open(day: date) -> bool | CalendarUnknown:
    """Whether the office works on this day."""
    try:
        return bool(is_workday(day))
    except NotImplementedError:  # how chinese_calendar says that a year is not published
        return CalendarUnknown(day.year)


def next_open_day(day: date) -> date | CalendarUnknown:
    """This day if the office works then, else the first working day after it.

    Source: LND-04.
    """
    while (working := is_open(day)) is False:
        day += ONE_DAY
    return working if isinstance(working, CalendarUnknown) else day
