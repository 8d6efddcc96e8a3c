"""The daily round of the office: open what the calendar opens, remind whom it reminds."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from archive_office import clock
from archive_office.notices.daily import do_all

LOCK = "archive office: run_office_day"


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
            done = do_all(clock.now())
        for name, count in (entry for piece in done for entry in piece.counts.items()):
            if verbosity:
                self.stdout.write(f"{count:>6} {name}")
        if failed := [piece.name for piece in done if piece.error]:
            raise CommandError(f"Not done: {', '.join(failed)}. The log says why.")


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
