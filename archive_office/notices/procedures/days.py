"""The office day 每日例行事务: everything registered is done once, and what came of it is kept."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.notices.daily import Done, do_all
from archive_office.notices.models import OfficeDay
from archive_office.organisation.models import User

LOCK = "archive office: office day"


def run_day(read_clock: Callable[[], datetime]) -> OfficeDay | None:
    """Do what the day asks and keep the record; ``None`` when somebody does it at this moment.

    Begin and end are acts of their own, so that a run that breaks off stands there unfinished.
    """
    with _alone() as free:
        if not free:
            return None
        now = read_clock()
        day = begin_day(now=now)
        return end_day(day, do_all(now), now=read_clock())


@act("notices.office_day_begun", _("Office day begun"))
def begin_day(*, now: datetime, by: User | None = None) -> OfficeDay:
    """A run of the office day begins."""
    day = OfficeDay(started_at=now)
    day.save()
    note(day)
    return day


@act("notices.office_day_ended", _("Office day ended"))
def end_day(
    day: OfficeDay, done: Sequence[Done], *, now: datetime, by: User | None = None
) -> OfficeDay:
    """A run has gone through everything: how much was done, and what failed."""
    day.finished_at = max(now, day.started_at)
    day.counts = {name: count for piece in done for name, count in piece.counts.items()}
    day.failures = {piece.name: piece.error for piece in done if piece.error}
    day.save()
    note(day, after={"done": day.counts, "failed": day.failures})
    return day


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else runs the day at this moment; held until the block ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [LOCK])
        (free,) = cursor.fetchone()
        try:
            yield bool(free)
        finally:
            if free:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [LOCK])
