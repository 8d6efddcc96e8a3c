"""The daily round of the office: open what the calendar opens, remind whom it reminds."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive_office import clock
from archive_office.notices.procedures.days import run_day


class Command(BaseCommand):
    """``manage.py run_office_day``: what the worker does each morning; a second run does no harm."""

    help = "Open what the calendar opens and send the reminders that are due. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = "The worker (run_worker) does this by itself every morning."

    def handle(self, *args: Any, verbosity: int = 1, **options: Any) -> None:
        day = run_day(clock.now)
        if day is None:
            self.stdout.write("The day is being run already.")
            return
        if verbosity:
            for name, count in day.counts.items():
                self.stdout.write(f"{count:>6} {name}")
        if day.failures:
            raise CommandError(f"Not done: {', '.join(day.failures)}. The log says why.")
