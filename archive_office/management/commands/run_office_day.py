"""The daily round of the office: open what the calendar opens, remind whom it reminds."""

import logging
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from archive_office import clock
from dossiers.procedures.reminders import (
    remind_of_late_dossiers,
    remind_of_reviews,
    remind_of_trays,
)
from transfers.procedures.periods import ensure_periods, remind_centres

logger = logging.getLogger(__name__)
LOCK = "archive office: run_office_day"

#: Each step stands in a transaction of its own and returns how much it did.
STEPS: tuple[tuple[str, Callable[[datetime], int]], ...] = (
    ("half-years opened", lambda now: len(ensure_periods(today=clock.today()))),
    ("told of handovers due", lambda now: remind_centres(now=now)),
    ("told of late dossiers", lambda now: remind_of_late_dossiers(now=now)),
    ("told of reviews due", lambda now: remind_of_reviews(now=now)),
    ("told of waiting trays", lambda now: remind_of_trays(now=now)),
)


class Command(BaseCommand):
    """``manage.py run_office_day``: once a day; a missed or a second run does no harm."""

    help = "Open what the calendar opens and send the reminders that are due. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = "For cron: 10 6 * * * python manage.py run_office_day -v 0"

    def handle(self, *args: Any, verbosity: int = 1, **options: Any) -> None:
        with alone() as free:
            if not free:
                self.stdout.write("The day is being run already.")
                return
            failed = [name for name, step in STEPS if not self.run(name, step, verbosity)]
        if failed:
            raise CommandError(f"Not done: {', '.join(failed)}. The log says why.")

    def run(self, name: str, step: Callable[[datetime], int], verbosity: int) -> bool:
        """One step; when it fails the others are done all the same."""
        try:
            count = step(clock.now())
        except Exception:  # one broken step must not silence the other reminders
            logger.exception("Step of the day failed: %s", name)
            return False
        if verbosity:
            self.stdout.write(f"{count:>6} {name}")
        return True


@contextmanager
def alone() -> Iterator[bool]:
    """Whether nobody else runs the day at this moment; held until the block ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [LOCK])
        (free,) = cursor.fetchone()
        try:
            yield bool(free)
        finally:
            if free:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [LOCK])
