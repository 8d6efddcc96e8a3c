"""The ledger engine: from an opened workbook to a verdict for every row.

Verdicts come one by one, so that a ledger of any length is read in bounded memory; only what
later rows are compared with is kept. A file that turns out to be damaged further down raises
:class:`LedgerRefused`: whoever takes verdicts must then throw all of them away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import BinaryIO

from dossiers.ledgers.cells import Sheet, SheetRow
from dossiers.ledgers.codes import Code, LedgerRefused
from dossiers.ledgers.headings import SEARCHED_ROWS, Heading, find_heading
from dossiers.ledgers.layout import (
    ColumnChoice,
    Layout,
    chosen_heading,
    lay_out,
    without_doubtful_papers,
)
from dossiers.ledgers.limits import LIMITS, Limits, too_large
from dossiers.ledgers.opening import open_workbook
from dossiers.ledgers.profiles.base import LateWarning, Place, Profile
from dossiers.ledgers.reading import Basis
from dossiers.ledgers.sheet_reader import SheetReader
from dossiers.ledgers.verdicts import (
    FileWarning,
    Finding,
    Json,
    Rejected,
    SheetFacts,
    Skipped,
    Summary,
    Verdict,
)


class Ledger:
    """One ledger file, opened: its verdicts, and after them its summary."""

    def __init__(
        self,
        source: BinaryIO,
        *,
        filename: str,
        profile: Profile,
        as_of: date,
        choice: Sequence[ColumnChoice] = (),
        limits: Limits = LIMITS,
    ) -> None:
        """Open the file and find its headings.

        Args:
            as_of: Day of the import; later dates cannot be true.
            choice: The clerk's own reading of sheets; only these are read then.

        Raises:
            LedgerRefused: The file cannot be read at all.
        """
        self._filename = filename
        self._profile = profile
        self._limits = limits
        self._workbook = open_workbook(source, filename=filename, limits=limits)
        self._basis = Basis(as_of, self._workbook.container.epoch_1904)
        self._judge = profile.judge(self._basis)
        self._choice = {item.sheet: item for item in choice}
        self._counts: Counter[str] = Counter()
        self._facts: list[SheetFacts] = []
        self._file_warnings: list[FileWarning] = []
        self._declared: list[Mapping[str, Json]] = []
        self._repeats: list[Mapping[str, Json]] = []
        self._warned: set[Place] = set()
        self._layouts = self._find_layouts()
        self._finished = False

    @property
    def layouts(self) -> Mapping[str, Layout | None]:
        """How each sheet is read; None for a sheet that holds no ledger of this kind."""
        return self._layouts

    def _find_layouts(self) -> dict[str, Layout | None]:
        layouts: dict[str, Layout | None] = {}
        written = False
        for sheet in self._workbook.sheets:
            first = list(islice((row for row in sheet.rows() if not row.is_blank), SEARCHED_ROWS))
            written = written or bool(first)
            heading = self._heading(sheet, first)
            layouts[sheet.name] = layout = (
                lay_out(sheet.name, heading, self._profile.vocabulary) if heading else None
            )
            if layout:
                self._judge.preview(first, layout)
        if not written:
            raise LedgerRefused(Code.FILE_EMPTY)
        if not any(layouts.values()):
            raise LedgerRefused(Code.HEADER_NOT_FOUND)
        return layouts

    def _heading(self, sheet: Sheet, first: Sequence[SheetRow]) -> Heading | None:
        if not self._choice:
            heading = find_heading(first, self._profile.vocabulary)
            return without_doubtful_papers(heading, first) if heading else None
        choice = self._choice.get(sheet.name)
        return chosen_heading(first, choice) if choice else None

    def rows(self) -> int:
        """How many rows are written on the sheets that are read: what there is to do at most."""
        sheets = [sheet for sheet in self._workbook.sheets if self._layouts[sheet.name]]
        return sum(_count_rows(sheet) for sheet in sheets)

    def verdicts(self) -> Iterator[Verdict]:
        """A verdict for every row, in the order of the file.

        Raises:
            LedgerRefused: The file breaks off; no verdict counts then.
        """
        for sheet in self._workbook.sheets:
            layout = self._layouts[sheet.name]
            if layout is None:
                self._facts.append(SheetFacts(sheet.name, "ignore", rows=_count_rows(sheet)))
                continue
            reader = SheetReader(sheet, layout, self._profile, self._judge)
            for verdict in reader.verdicts():
                self._count(verdict)
                yield verdict
            self._facts.append(reader.facts())
            self._declared += reader.declared
            self._file_warnings += reader.file_warnings()
        self._finished = True

    def _count(self, verdict: Verdict) -> None:
        if isinstance(verdict, Skipped):
            self._counts["skipped_rows"] += verdict.count
            return
        self._counts["data_rows"] += 1
        if self._counts["data_rows"] > self._limits.rows:
            raise too_large("too many rows")
        if isinstance(verdict, Rejected):
            self._counts["rejected"] += 1
            self._repeats += _repeats(verdict)
            return
        self._counts["accepted"] += 1
        self._counts["accepted_with_normalisation"] += bool(verdict.normalised)
        if verdict.warnings:
            self._warned.add(Place(verdict.sheet, verdict.row))

    def summary(self) -> Summary:
        """The figures of the whole file; all verdicts must have been taken before."""
        if not self._finished:
            raise RuntimeError("the ledger has not been read to its end")
        late = [self._late(warning) for warning in self._judge.late_warnings()]
        warned = self._warned | {Place(finding.sheet, finding.row) for finding in late}
        names = ("data_rows", "accepted", "rejected", "skipped_rows", "accepted_with_normalisation")
        counts = {name: self._counts[name] for name in names}
        return Summary(
            file=self._filename,
            kind=self._profile.kind,
            as_of=self._basis.as_of,
            container=self._workbook.container,
            sheets=tuple(self._facts),
            counts=counts | {"accepted_with_warning": len(warned)},
            totals=self._judge.totals(),
            declared_totals=tuple(self._declared),
            file_warnings=tuple(self._file_warnings),
            late_warnings=tuple(late),
            duplicates=(*self._repeats, *self._judge.duplicates()),
        )

    def _late(self, warning: LateWarning) -> Finding:
        layout = self._layouts[warning.place.sheet]
        slot = layout.by_key[warning.field] if layout else None
        return Finding(
            code=warning.code,
            sheet=warning.place.sheet,
            row=warning.place.row,
            column=slot.letters if slot else "",
            header=slot.header if slot else "",
            field=warning.field,
            raw=warning.value,
            raw_type="text",
        )


def _count_rows(sheet: Sheet) -> int:
    return sum(not row.is_blank for row in sheet.rows())


def _repeats(verdict: Rejected) -> list[Mapping[str, Json]]:
    """What a rejected row repeats, for the list of duplicates."""
    return [
        {
            "kind": _REPEATS[finding.code],
            "sheet": finding.sheet,
            "rows": [finding.earlier_row, finding.row],
            "earlier_sheet": finding.earlier_sheet,
            "code": str(finding.code),
        }
        for finding in verdict.faults
        if finding.code in _REPEATS
    ]


_REPEATS = {
    Code.DUP_ROW: "same_unit_same_owner",
    Code.DUP_UNIT: "same_unit_other_owner",
    Code.DUP_ARCHIVE_NO: "same_archive_no",
}
