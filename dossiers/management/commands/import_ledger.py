"""Bring in a ledger that an office keeps in Excel, or look what would come of it.

``manage.py import_ledger FILE --profile resident|catalogue|loan|destruction [--dry-run]``. A dry run writes
nothing and needs no office; otherwise the ledger is received, checked and brought in by one act.
"""

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, connections
from django.utils.translation import gettext as _

from archive_office import clock
from archive_office.cluster import Cluster, ClusterError
from archive_office.organisation.models import Department, DepartmentKind, User
from dossiers.ledgers import LIMITS, PROFILES, Code, LedgerRefused, LedgerReport, read_ledger
from dossiers.ledgers.answer import error_workbook
from dossiers.ledgers.looking import Look, look
from dossiers.ledgers.report import refusal_json
from dossiers.ledgers.telling import as_json, notes_of, refusals_of, text_of, where_of
from dossiers.ledgers.work import read_received
from dossiers.models import Estate, LedgerImport
from dossiers.procedures.imports.lifecycle import Arrival, confirm_ledger, receive_ledger

SHOWN = 40  # rows named on the terminal; the files name all


class Command(BaseCommand):
    """``manage.py import_ledger``."""

    help = "Bring in a ledger kept in Excel or CSV; --dry-run only tells what would come of it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--profile", choices=sorted(PROFILES), default="resident")
        parser.add_argument("--centre", default="", help="code of the service centre")
        parser.add_argument("--estate", default="", help="estate of rows that name none")
        parser.add_argument("--by", default="", help="user name of the archivist who acts")
        parser.add_argument("--dry-run", action="store_true", help="write nothing")
        parser.add_argument("--as-of", type=date.fromisoformat, help="day of the ledger (today)")
        parser.add_argument("--json", type=Path, help="write the verdicts of all rows here")
        parser.add_argument("--errors", type=Path, help="write the clerk's workbook back here")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with _database():
                self.run(**options)
        except LedgerRefused as refusal:
            self.refused(refusal, **options)
        except OSError as error:
            raise CommandError(f"{error.strerror}: {error.filename}") from error
        except ClusterError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:  # it may quote values; the kind of error is enough
            raise CommandError(
                _("The database did not take the ledger: %(error)s")
                % {"error": type(error).__name__}
            ) from error

    def run(self, **options: Any) -> None:
        """Look at the file, and unless it is a dry run, bring it in."""
        content = _content(options["file"])
        as_of = options["as_of"] or clock.today()
        report = read_ledger(
            BytesIO(content),
            filename=options["file"].name,
            profile=PROFILES[options["profile"]],
            as_of=as_of,
        )
        centre, estate = self.place(**options)
        if options["dry_run"]:
            seen = look(report, centre, estate, profile=options["profile"], today=clock.today())
        else:
            seen = self.bring_in(content, (centre, estate), **options)
        self.tell(report, seen, **options)
        if options["json"]:
            _write_json(options["json"], as_json(report, seen.refusals, seen.counts.get("totals")))
        if options["errors"]:
            marked = error_workbook(BytesIO(content), report, notes_of(seen.refusals))
            options["errors"].write_bytes(marked)

    def place(
        self, *, centre: str, estate: str, dry_run: bool, **_options: Any
    ) -> tuple[Department | None, Estate | None]:
        """The centre and the estate that were named, or the only ones there are."""
        centres = Department.objects.filter(kind=DepartmentKind.SERVICE_CENTRE, is_active=True)
        found = centres.filter(code=centre) if centre else centres
        chosen = found.first() if len(found) == 1 else None
        if chosen is None and (centre or not dry_run):
            codes = ", ".join(centres.values_list("code", flat=True)) or "—"
            raise CommandError(_("Name a service centre: --centre, one of %s") % codes)
        home = Estate.objects.filter(name=estate, centre=chosen).first() if estate else None
        if estate and home is None:
            raise CommandError(_("No estate %(name)s at this centre.") % {"name": estate})
        return chosen, home

    def bring_in(
        self,
        content: bytes,
        place: tuple[Department | None, Estate | None],
        **options: Any,
    ) -> Look:
        """Receive, check and confirm the ledger; one act brings it in."""
        centre, estate = place
        if centre is None:
            raise CommandError(_("Name a service centre."))
        by = User.objects.filter(username=options["by"]).first()
        if options["by"] and by is None:
            raise CommandError(_("Nobody is called %(name)s.") % {"name": options["by"]})
        arrival = Arrival(
            name=options["file"].name,
            content=content,
            profile=options["profile"],
            centre=centre,
            estate=estate,
            as_of=options["as_of"] or clock.today(),
        )
        import_ = receive_ledger(arrival, by=by, now=clock.now())
        import_ = read_received(import_, now=clock.now())
        if import_.state == LedgerImport.State.CHECKED:
            import_ = confirm_ledger(import_, by=by, now=clock.now())
            import_ = read_received(import_, now=clock.now())
        if import_.state != LedgerImport.State.IMPORTED:
            raise CommandError(_("Nothing was written: %(state)s.") % {"state": import_})
        said = import_.verdicts.filter(final=True).exclude(codes=[])
        return Look(import_.counts, refusals_of(list(said)))

    def tell(self, report: LedgerReport, seen: Look, **options: Any) -> None:
        """Figures, then the rows that go back to the clerk."""
        counts, codes = seen.counts, Counter(seen.counts["codes"])
        self.stdout.write(
            _(
                "%(rows)s rows: %(created)s new, %(completed)s completed, %(unchanged)s unchanged, "
                "%(rejected)s rejected; %(skipped)s rows are no data."
            )
            % {**counts, "skipped": report.summary.counts["skipped_rows"]}
        )
        for estate in counts["estates"]:
            self.stdout.write(_("New estate: %(code)s %(name)s") % estate)
        for code, count in codes.most_common():
            self.stdout.write(f"  {count:>5}  {code}  {text_of({'code': code})}")
        lines = list(_lines(report, seen))
        for line in lines[:SHOWN]:
            self.stdout.write(line)
        if len(lines) > SHOWN:
            more = {"count": len(lines) - SHOWN}
            self.stdout.write(_("… and %(count)d more; see --json or --errors.") % more)
        if options["dry_run"]:
            self.stdout.write(_("Dry run: nothing was written."))

    def refused(self, refusal: LedgerRefused, **options: Any) -> None:
        """Say why the whole file goes back; exit status 1."""
        profile, name = PROFILES[options["profile"]], options["file"].name
        if options["json"]:
            _write_json(options["json"], refusal_json(refusal, filename=name, profile=profile))
        raise CommandError(f"{refusal.code}  {refusal.code.text}: {name}") from refusal


def _content(path: Path) -> bytes:
    if path.stat().st_size > LIMITS.file_bytes:
        raise LedgerRefused(Code.FILE_TOO_LARGE)
    return path.read_bytes()


def _lines(report: LedgerReport, seen: Look) -> list[str]:
    said = [
        (fault.sheet, fault.row, f"{fault.column} {fault.header}", str(fault.code.text))
        for verdict in report.rejected
        for fault in verdict.faults
    ]
    said += [
        (sheet, row, where_of(one), text_of(one))
        for (sheet, row), told in seen.refusals.items()
        for one in told
    ]
    return [f"  {sheet} {row}  {where.strip()}  {text}" for sheet, row, where, text in said]


def _write_json(path: Path, content: dict[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


@contextmanager
def _database() -> Iterator[None]:
    """The database up for the block: our embedded one is started and migrated if need be."""
    cluster: Cluster = settings.EMBEDDED_CLUSTER
    embedded = settings.DATABASES["default"]["HOST"] == str(cluster.socket)
    asleep = embedded and cluster.ready() != 0
    with cluster.in_use() if asleep else nullcontext():
        if asleep:
            cluster.ensure_database(connection.settings_dict["NAME"])
        if LedgerImport._meta.db_table not in connection.introspection.table_names():
            if not embedded:
                raise CommandError(_("The database is empty: run manage.py migrate first."))
            call_command("migrate", verbosity=0, interactive=False)
        try:
            yield
        finally:
            if asleep:
                connections.close_all()
