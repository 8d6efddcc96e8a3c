"""Compare journal and history with their seals."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive_office.journal.verifying import Finding, verify_history


class Command(BaseCommand):
    """``manage.py verify_history``: names every row that is not as it was sealed; ends with 1."""

    help = "Compare every row of journal and history with its seal, and the seals with each other."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = "Compare the last digest with the one that was printed."

    def handle(self, *args: Any, **options: Any) -> None:
        done = verify_history()
        for finding in done.findings:
            self.stdout.write(_line(finding))
        self.stdout.write(
            f"{done.rows} rows under {done.seals} seals, {done.unsealed} not sealed yet."
        )
        self.stdout.write(f"last digest {done.last_digest or '-'}")
        if not done.intact:
            raise CommandError(
                f"The history is not as it was sealed: {len(done.findings)} findings."
            )
        self.stdout.write("Intact.")


def _line(finding: Finding) -> str:
    keys = ", ".join(map(str, finding.keys))
    more = (
        ""
        if finding.count <= len(finding.keys)
        else f" and {finding.count - len(finding.keys)} more"
    )
    where = " ".join(filter(None, (finding.table, keys + more)))
    return f"{finding.fault:>8} seal {finding.seal} {where}".rstrip()
