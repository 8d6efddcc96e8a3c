"""What the dates of a loan register come to, by the regulation as it stood: 7 days, 15 renewed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
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


@dataclass(frozen=True, slots=True)
class Outing:
    """From when a thing was out, and until which day; ``until`` is None while it still is.

    ``sheet`` and ``row`` say where the register tells it.
    """

    since: date
    until: date | None
    sheet: str = ""
    row: int = 0

    def meets(self, other: Outing) -> bool:
        """Whether the later of the two begins before the earlier has ended.

        A thing may be lent again on the day it comes back.
        """
        first, second = (self, other) if self.since <= other.since else (other, self)
        return first.until is None or second.since < first.until


class Outings:
    """The outings that the accepted rows of one register tell of, thing by thing."""

    def __init__(self) -> None:
        self._known: defaultdict[Hashable, list[Outing]] = defaultdict(list)

    def clash(self, thing: Hashable, wanted: Outing) -> Outing | None:
        """The earlier row by which the thing was still out, if any."""
        return next((had for had in self._known[thing] if had.meets(wanted)), None)

    def remember(self, thing: Hashable, outing: Outing) -> None:
        """Take note of an accepted row."""
        self._known[thing].append(outing)
