"""Measure what the office promises; the exit status is 1 when a promise is not kept."""

import traceback
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from archive_office.management import measured_import, measured_manifest
from archive_office.management.measuring import Measure
from archive_office.management.own_office import fresh_office, move_into

OFFICE: Final = "bench"
MEASURES: Final[dict[str, Callable[[], Measure]]] = {
    measured_import.NAME: measured_import.measured_import,
    measured_manifest.NAME: measured_manifest.measured_manifest,
}
"""Every promise has its line; one that is missing is as bad as one that is short."""


class Command(BaseCommand):
    """``manage.py bench``."""

    help = "Print name, value and goal of each measured promise; fail on short or missing ones."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--only", default="", help="measure only promises with this in the name"
        )

    def handle(self, *args: Any, only: str, **options: Any) -> None:
        move_into(OFFICE)
        failed = []
        with fresh_office(OFFICE):
            for name, measure in MEASURES.items():
                if only in name and not self.measured(name, measure):
                    failed.append(name)
        if failed:
            raise CommandError(f"Not kept: {', '.join(failed)}")

    def measured(self, name: str, measure: Callable[[], Measure]) -> bool:
        """Print the line of one promise; whether it is kept."""
        try:
            found = measure()
        except Exception:  # noqa: BLE001 - a measure that breaks is a missing line, and shows why
            self.stderr.write(traceback.format_exc())
            self.stdout.write(f"{name:<28} missing")
            return False
        self.stdout.write(str(found))
        self.stdout.flush()
        return found.verdict == "ok"
