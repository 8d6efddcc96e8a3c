"""Rhythms in months: the same day some months later, or the last one of a shorter month."""

from calendar import monthrange
from datetime import date

_OF_A_YEAR = 12


def months_after(day: date, months: int) -> date:
    """The same day some months later (earlier for a negative number)."""
    year, month = divmod(day.year * _OF_A_YEAR + day.month - 1 + months, _OF_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
