"""The report on a whole ledger, kept in memory and written as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from dossiers.ledgers.cells import Container
from dossiers.ledgers.codes import Code, LedgerRefused
from dossiers.ledgers.engine import Ledger
from dossiers.ledgers.layout import ColumnChoice
from dossiers.ledgers.limits import LIMITS, Limits
from dossiers.ledgers.profiles.base import Profile
from dossiers.ledgers.verdicts import (
    Accepted,
    Finding,
    Json,
    Record,
    Rejected,
    SheetFacts,
    Skipped,
    Summary,
    Verdict,
)

SCHEMA = "archive-import-truth/1"
_MOST_BLANKS = 1_000  # rows of one run that are listed one by one


def read_ledger(
    source: BinaryIO,
    *,
    filename: str,
    profile: Profile,
    as_of: date,
    choice: Sequence[ColumnChoice] = (),
    limits: Limits = LIMITS,
) -> LedgerReport:
    """Read a whole ledger.

    Raises:
        LedgerRefused: The file is refused as a whole; there is no report then.
    """
    ledger = Ledger(
        source, filename=filename, profile=profile, as_of=as_of, choice=choice, limits=limits
    )
    verdicts = tuple(ledger.verdicts())
    return LedgerReport(verdicts, ledger.summary())


def read_faults(source: BinaryIO, *, filename: str, profile: Profile, as_of: date) -> LedgerReport:
    """Read a ledger and keep only the rows of which something is said, however long it is.

    Raises:
        LedgerRefused: The file is refused as a whole; there is no report then.
    """
    ledger = Ledger(source, filename=filename, profile=profile, as_of=as_of)
    told = tuple(verdict for verdict in ledger.verdicts() if _is_told(verdict))
    return LedgerReport(told, ledger.summary())


def _is_told(verdict: Verdict) -> bool:
    warned = isinstance(verdict, Accepted) and bool(verdict.warnings)
    return warned or isinstance(verdict, Rejected)


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """Every verdict on a ledger, and its figures."""

    verdicts: tuple[Verdict, ...]
    summary: Summary

    @property
    def accepted(self) -> Iterator[Accepted]:
        """The accepted rows."""
        return (verdict for verdict in self.verdicts if isinstance(verdict, Accepted))

    @property
    def rejected(self) -> Iterator[Rejected]:
        """The rejected rows."""
        return (verdict for verdict in self.verdicts if isinstance(verdict, Rejected))

    @property
    def skipped(self) -> Iterator[Skipped]:
        """The rows that are no data."""
        return (verdict for verdict in self.verdicts if isinstance(verdict, Skipped))

    @property
    def records(self) -> Iterator[Record]:
        """The records of the accepted rows."""
        return (verdict.record for verdict in self.accepted)

    @property
    def warnings(self) -> list[Finding]:
        """The warnings about accepted rows, in the order of the file."""
        found = [finding for verdict in self.accepted for finding in verdict.warnings]
        if not self.summary.late_warnings:
            return found
        order = {facts.name: place for place, facts in enumerate(self.summary.sheets)}
        return sorted(
            [*found, *self.summary.late_warnings],
            key=lambda item: (order[item.sheet], item.row, len(item.column), item.column),
        )

    def as_json(self) -> dict[str, Json]:
        """The report in the shape of the truth files."""
        summary = self.summary
        return {
            "schema": SCHEMA,
            "file": summary.file,
            "kind": summary.kind,
            "as_of": summary.as_of.isoformat(),
            "container": _container_json(summary.container),
            "sheets": [_sheet_json(facts) for facts in summary.sheets],
            "columns": {
                facts.name: _columns_json(facts) for facts in summary.sheets if facts.columns
            },
            "counts": dict(summary.counts),
            "rejected": [item.as_json() for verdict in self.rejected for item in verdict.faults],
            "warnings": [item.as_json() for item in self.warnings],
            "file_warnings": [item.as_json() for item in summary.file_warnings],
            "duplicates": [dict(item) for item in summary.duplicates],
            "totals": dict(summary.totals),
            "declared_totals": [dict(item) for item in summary.declared_totals],
            "skipped": list(_skipped_json(self.skipped)),
            "normalised": [
                change.as_json(verdict.sheet)
                for verdict in self.accepted
                for change in verdict.normalised
            ],
            "records": [record.as_json() for record in self.records],
            "notes": [
                {"sheet": record.sheet, "row": record.row, "field": field, "note": note}
                for record in self.records
                for field, note in record.notes.items()
            ],
        }


def _container_json(container: Container) -> Json:
    found: dict[str, Json] = {
        "real_format": container.real_format,
        "extension": container.extension,
        "opens": True,
        "expected": "import",
    }
    if container.encoding:
        found |= {"encoding": container.encoding, "bom": container.bom}
    return found


def _sheet_json(facts: SheetFacts) -> Json:
    if facts.role != "data":
        return {"name": facts.name, "role": facts.role, "rows": facts.rows}
    return {
        "name": facts.name,
        "role": facts.role,
        "header_rows": list(facts.header_rows),
        "first_data_row": facts.first_data_row,
        "last_data_row": facts.last_data_row,
    }


def _columns_json(facts: SheetFacts) -> Json:
    return {
        column.letters: {"field": column.field or None, "header": column.header}
        for column in facts.columns
    }


def _skipped_json(skipped: Iterable[Skipped]) -> Iterator[Json]:
    for item in skipped:
        if item.count > _MOST_BLANKS:
            yield {
                "sheet": item.sheet,
                "row": item.row,
                "last_row": item.last_row,
                "kind": str(item.kind),
            }
            continue
        for row in range(item.row, item.last_row + 1):
            yield {"sheet": item.sheet, "row": row, "kind": str(item.kind)}


def refusal_json(refusal: LedgerRefused, *, filename: str, profile: Profile) -> dict[str, Json]:
    """The report on a file that is refused as a whole, in the same shape."""
    code: Code = refusal.code
    empty: dict[str, Json] = {
        name: []
        for name in (
            "sheets", "rejected", "warnings", "file_warnings", "duplicates", "skipped",
            "normalised", "records",
        )
    }  # fmt: skip
    return {
        "schema": SCHEMA,
        "file": filename,
        "kind": profile.kind,
        "container": {
            "opens": False,
            "expected": "refuse_file",
            "code": str(code),
            "zh": code.zh,
            "en": code.en,
        },
        "counts": {"data_rows": 0, "accepted": 0, "rejected": 0, "skipped_rows": 0},
        "totals": {"records": 0, "documents": 0, "pages": 0},
        **empty,
    }
