"""What the dates of a loan register come to, by the regulation as it stood: 7 days, 15 renewed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from dossiers.ledgers.verdicts import LoanRecord

USUAL_DAYS: Final = 7
RENEWED_DAYS: Final = 15


@dataclass(frozen=True, slots=True)
class LoanFacts:
    """How long a loan was out, and whether it was late; days are calendar days.

    Attributes:
        days_out: From the day of lending (day 0) to the return, or to the day of the register.
        status: ``returned_on_time``, ``returned_late``, ``open_in_time`` or ``open_overdue``.
    """

    days_out: int
    limit: int
    due: date
    status: str

    @property
    def over_7(self) -> bool:
        """Out for more than seven days, renewed or not."""
        return self.days_out > USUAL_DAYS

    @property
    def over_15(self) -> bool:
        """Out for more than fifteen days."""
        return self.days_out > RENEWED_DAYS

    @property
    def days_overdue(self) -> int:
        """Days past the limit; nothing when in time."""
        return max(self.days_out - self.limit, 0)


def facts_of(record: LoanRecord, *, as_of: date) -> LoanFacts:
    """Measure a loan; one still out is measured at the day of the register."""
    days_out = ((record.returned or as_of) - record.borrowed).days
    limit = RENEWED_DAYS if record.renewed else USUAL_DAYS
    late = days_out > limit
    if record.returned is None:
        status = "open_overdue" if late else "open_in_time"
    else:
        status = "returned_late" if late else "returned_on_time"
    return LoanFacts(days_out, limit, record.borrowed + timedelta(days=limit), status)
