"""Seal what was written since the last seal; or begin a new era after a restore."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive_office import clock
from archive_office.journal.sealing import SealingError, open_era, seal_history


class Command(BaseCommand):
    """``manage.py seal_history``: what the worker does each minute, now."""

    help = "Seal journal and history as far as their transactions have ended."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--new-era", metavar="REASON", help="Begin a new chain, after a restore. Say why."
        )

    def handle(self, *args: Any, new_era: str | None, **options: Any) -> None:
        if new_era is not None:
            if not new_era.strip():
                raise CommandError("Say why a new era begins.")
            era = open_era(new_era.strip(), clock.now())
            self.stdout.write(f"Era {era.number} begins at transaction {era.first_xid}.")
        try:
            seal = seal_history(clock.now())
        except SealingError as error:
            raise CommandError(f"{error} (seal_history --new-era REASON).") from error
        if seal is None:
            self.stdout.write("Nothing new to seal.")
        else:
            self.stdout.write(f"Seal {seal}: {seal.row_count} rows, {seal.digest}")
