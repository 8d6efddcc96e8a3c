"""Measure what the office promises; the exit status is 1 when a promise is not kept."""

import json
import traceback
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from archive_office import clock
from archive_office.management import (
    measured_acts,
    measured_import,
    measured_manifest,
    measured_pages,
    measured_search,
)
from archive_office.management.measuring import Measure
from archive_office.management.own_office import fresh_office, move_into

OFFICE: Final = "bench"
SCALE: Final = 1_000_000
FIGURES: Final = "docs/figures.json"
MEASURES: Final[dict[str, Callable[[int], Measure]]] = {
    measured_import.NAME: measured_import.measured_import,
    measured_manifest.NAME: lambda _scale: measured_manifest.measured_manifest(),
    **measured_pages.MEASURES,
    **measured_search.MEASURES,
    **measured_acts.MEASURES,
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
        parser.add_argument(
            "--scale", type=int, default=SCALE, help="dossiers of the generated office"
        )
        parser.add_argument("--record", action="store_true", help=f"keep the figures in {FIGURES}")

    def handle(self, *args: Any, only: str, scale: int, record: bool, **options: Any) -> None:
        move_into(OFFICE)
        found: dict[str, Measure | None] = {}
        with fresh_office(OFFICE):
            call_command("collectstatic", verbosity=0, interactive=False)
            for name, measure in MEASURES.items():
                if only in name:
                    found[name] = self.measured(name, measure, scale)
        if record:
            keep(found, scale)
        failed = [name for name, measure in found.items() if not measure or not measure.kept]
        if failed:
            raise CommandError(f"Not kept: {', '.join(failed)}")

    def measured(self, name: str, measure: Callable[[int], Measure], scale: int) -> Measure | None:
        """Print the line of one promise; nothing if it cannot be measured."""
        try:
            found = measure(scale)
        except Exception:  # noqa: BLE001 - a measure that breaks is a missing line, and shows why
            self.stderr.write(traceback.format_exc())
            self.stdout.write(f"{name:<28} missing")
            return None
        self.stdout.write(str(found))
        self.stdout.flush()
        return found


def keep(found: dict[str, Measure | None], scale: int) -> None:
    """Write the figures of this run, with day and scale, where they are committed."""
    figures = [
        {
            "name": name,
            "value": round(measure.value, 4) if measure else None,
            "goal": measure.goal if measure else None,
            "verdict": measure.verdict if measure else "missing",
            "note": measure.note if measure else "",
        }
        for name, measure in found.items()
    ]
    text = {"measured_on": clock.today().isoformat(), "scale": scale, "figures": figures}
    path = settings.BASE_DIR / FIGURES
    path.write_text(json.dumps(text, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
