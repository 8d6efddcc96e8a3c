"""Work by the clock: what the apps do once a day, kept in one list that the office day goes through.

Each app registers its work when it starts; whoever runs the day need not know who filled the list.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from django.utils import timezone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

logger = logging.getLogger(__name__)

MORNING: Final = time(6, 10)
"""When the office day begins, in the office's own time: before anybody is at work."""

#: Takes the moment of the run; returns how much was done, by the English name of what was done
#: (marked with ``gettext_noop``). Acts open their own transactions.
Work = Callable[[datetime], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class DailyWork:
    """One piece of the day.

    Attributes:
        name: For code and the record of runs, ``app.what``.
    """

    name: str
    title: "StrOrPromise"
    work: Work


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one piece: its counts, or the kind of error that stopped it."""

    name: str
    counts: Mapping[str, int] = field(default_factory=dict)
    error: str = ""


WORKS: dict[str, DailyWork] = {}


def every_day(name: str, title: "StrOrPromise") -> Callable[[Work], Work]:
    """Add work to the office day; registering a name twice replaces, never doubles.

    Whoever writes the work makes it safe to repeat and to miss: it may run twice a day, or not for
    a week.
    """

    def keep(work: Work) -> Work:
        WORKS[name] = DailyWork(name, title, work)
        return work

    return keep


def do_all(now: datetime) -> list[Done]:
    """Do everything registered, in order of registration; a failure stops nothing but itself."""
    return [_do(piece, now) for piece in list(WORKS.values())]


def _do(piece: DailyWork, now: datetime) -> Done:
    try:
        return Done(piece.name, dict(piece.work(now)))
    except Exception as error:  # one broken piece must not silence the others; it is kept and shown
        logger.exception("Work of the day failed: %s", piece.name)
        return Done(piece.name, error=type(error).__name__)


def morning_before(moment: datetime) -> datetime:
    """The last hour of the office day, up to and including this moment."""
    local = timezone.localtime(moment, timezone.get_default_timezone())
    today = datetime.combine(local.date(), MORNING, tzinfo=local.tzinfo)
    return today if today <= local else today - timedelta(days=1)


def morning_after(moment: datetime) -> datetime:
    """The next hour of the office day, after this moment."""
    return morning_before(moment) + timedelta(days=1)
