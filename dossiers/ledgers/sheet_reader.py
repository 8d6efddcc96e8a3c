"""From the rows of one sheet to a verdict for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dossiers.ledgers.cells import (
    BLANK,
    Cell,
    Kind,
    Sheet,
    SheetRow,
    column_letters,
    is_written,
)
from dossiers.ledgers.codes import Code
from dossiers.ledgers.counts import NO_DOCUMENT
from dossiers.ledgers.headings import bind_again, is_habit
from dossiers.ledgers.layout import Layout, Slot, lay_out
from dossiers.ledgers.profiles.base import Flaw, Judge, Judgement, Place, Profile, Row
from dossiers.ledgers.reading import AnyReading, as_text
from dossiers.ledgers.rows import RowClassifier, before_heading, is_void
from dossiers.ledgers.screen import Screen, raw_of
from dossiers.ledgers.sequence import Sequence
from dossiers.ledgers.text import compact
from dossiers.ledgers.verdicts import (
    Accepted,
    Column,
    FileWarning,
    Finding,
    Json,
    Normalised,
    Rejected,
    SheetFacts,
    Skip,
    Skipped,
    Verdict,
)

_SECTION_ENDS = frozenset({Skip.SUBTOTAL, Skip.HEADER, Skip.TITLE})
_ANY_WIDTH = 1 << 30
_FEWEST_HEADINGS = 3
_NO_SLOT = Slot("", "", -1, "")


class SheetReader:
    """Reads one data sheet from the top to its last row."""

    def __init__(self, sheet: Sheet, layout: Layout, profile: Profile, judge: Judge) -> None:
        self._sheet = sheet
        self._profile = profile
        self._judge = judge
        self._titles: set[str] = set()
        self._sequence = Sequence(sheet.name)
        self._first_layout = layout
        self._data_rows: list[int] = []  # first and last
        self._count = 0
        self._summed = 0  # rows above the last total
        self._filled: set[int] = set()
        self._width = _ANY_WIDTH
        self._warnings: list[FileWarning] = []
        self.declared: list[Mapping[str, Json]] = []
        self._use(layout)

    def _use(self, layout: Layout) -> None:
        self._layout = layout
        self._screen = Screen(self._profile, layout)
        self._classifier = RowClassifier(layout, self._profile, titles=frozenset(self._titles))
        self._seq = next((slot.column for slot in layout.slots if slot.field == "seq"), None)
        self._plain = {slot.column: slot for slot in layout.slots}
        self._split = {key for paper in layout.papers if paper.pages_key for key in paper[2:]}

    def verdicts(self) -> Iterator[Verdict]:
        """A verdict for every row up to the last written one; runs of blank rows count as one."""
        last = 0
        blank_from: int | None = None
        for row in self._sheet.rows():
            kind = self._kind_of(row)
            if kind is Skip.BLANK:
                blank_from = min(blank_from or row.number, last + 1)
            else:
                first_blank = blank_from or last + 1
                if first_blank < row.number:
                    yield Skipped(self._sheet.name, first_blank, Skip.BLANK, row.number - 1)
                blank_from, last = None, row.number
                yield self._verdict(row, kind)

    def _kind_of(self, row: SheetRow) -> Skip | None:
        heading = self._first_layout.heading
        if heading.rows and row.number <= heading.rows[-1]:
            self._width = row.width
            return Skip.HEADER if row.number in heading.rows else self._before_heading(row)
        if self._classifier.is_plainly_data(row):
            return None
        kind = self._classifier.kind_of(row)
        return Skip.HEADER if kind is None and self._is_other_heading(row) else kind

    def _is_other_heading(self, row: SheetRow) -> bool:
        """Whether the columns change here; from the next row on the new ones count."""
        heading = bind_again(row, self._profile.vocabulary) if self._may_be_heading(row) else None
        if heading:
            self._use(lay_out(self._sheet.name, heading, self._profile.vocabulary))
        return heading is not None

    def _may_be_heading(self, row: SheetRow) -> bool:
        """A cheap look before a row is compared with all the words for headings."""
        words = self._profile.vocabulary.all_words
        return sum(cell.text in words for cell in row.cells.values()) >= _FEWEST_HEADINGS

    def _before_heading(self, row: SheetRow) -> Skip:
        kind = before_heading(row, titled=bool(self._titles))
        if kind is Skip.TITLE:
            self._titles |= {compact(as_text(cell)) for cell in row.cells.values()} - {""}
            self._use(self._layout)
        return kind

    def _verdict(self, row: SheetRow, kind: Skip | None) -> Verdict:
        if kind is None:
            return self._read(row)
        if kind in _SECTION_ENDS:
            self._sequence.section_ends()
        if kind is Skip.TOTAL:
            self._check_total(row)
        return Skipped(self._sheet.name, row.number, kind, row.number)

    def _check_total(self, row: SheetRow) -> None:
        counts = frozenset({self._count, self._count - self._summed})
        self._summed = self._count
        declared, warning = self._judge.check_total(row, self._layout, data_rows=counts)
        if declared:
            place: dict[str, Json] = {"sheet": self._sheet.name, "row": row.number}
            self.declared.append({**place, **declared, "matches": warning is None})
        if warning:
            self._warnings.append(warning)

    def _read(self, row: SheetRow) -> Verdict:
        self._count += 1
        self._filled.update(row.cells)
        self._data_rows = [*self._data_rows[:1], row.number]
        if self._seq is not None:
            self._sequence.follow(row.number, row.cells.get(self._seq, BLANK))
        cells, failed = self._screen.look(row.cells)
        place = Place(self._sheet.name, row.number)
        judgement = self._judge.judge(Row(place, cells, failed), self._layout)
        self._screen.remember(cells, _unusable(failed, judgement.readings))
        faults = self._faults(row, failed, judgement)
        warnings = tuple(self._warnings_of(row, judgement))
        if faults or judgement.record is None:
            return Rejected(self._sheet.name, row.number, tuple(faults), warnings)
        self._judge.remember(judgement)
        return Accepted(judgement.record, warnings, tuple(self._changes(row, judgement)))

    def _faults(
        self, row: SheetRow, failed: Mapping[str, Code], judgement: Judgement
    ) -> list[Finding]:
        flaws = [Flaw(key, code) for key, code in failed.items()] + judgement.faults
        for key, reading in judgement.readings.items():
            if reading.faults:
                flaws += [Flaw(key, code) for code in reading.faults]
        found = [self._finding(row, flaw) for flaw in flaws] + self._void(row)
        if row.width > self._width:
            found += self._shifted(row)
        if not found:
            return found
        return sorted(found, key=lambda item: (len(item.column), item.column))

    def _warnings_of(self, row: SheetRow, judgement: Judgement) -> Iterator[Finding]:
        for key, reading in judgement.readings.items():
            if reading.warnings:
                for code in reading.warnings:
                    yield self._finding(row, Flaw(key, code))
        for flaw in judgement.warnings:
            yield self._finding(row, flaw)

    def _shifted(self, row: SheetRow) -> list[Finding]:
        """A text record with more fields than the heading: a comma was not put in quotes."""
        last = max((column for column, cell in row.cells.items() if is_written(cell)), default=0)
        slot = _NO_SLOT._replace(column=last)
        return [self._found_in(row, slot, Code.ROW_SHIFTED)] if last >= self._width else []

    def _void(self, row: SheetRow) -> list[Finding]:
        """The row is void when any of its cells says so, in a known column or not."""
        for column, cell in row.cells.items():
            if "废" in cell.text or "无效" in cell.text:
                slot = self._plain.get(column, _NO_SLOT._replace(column=column))
                if is_void(cell.text, slot.field):
                    return [self._found_in(row, slot, Code.ROW_VOID)]
        return []

    def _finding(self, row: SheetRow, flaw: Flaw) -> Finding:
        slot = self._layout.by_key.get(flaw.key, _NO_SLOT)
        return self._found_in(row, slot, flaw.code, flaw.earlier)

    def _found_in(
        self, row: SheetRow, slot: Slot, code: Code, earlier: Place | None = None
    ) -> Finding:
        cell = row.cells.get(slot.column, BLANK)
        raw, raw_type = raw_of(cell)
        return Finding(
            code=code,
            sheet=self._sheet.name,
            row=row.number,
            column=column_letters(slot.column) if slot.column >= 0 else "",
            header=slot.header,
            field=slot.field,
            raw=raw,
            raw_type=raw_type,
            number_format="" if cell.merged else cell.number_format,
            earlier_row=earlier.row if earlier else None,
            earlier_sheet=earlier.sheet if earlier else "",
        )

    def _changes(self, row: SheetRow, judgement: Judgement) -> Iterator[Normalised]:
        """Every value that is stored in another form than it was written, unless it is warned of."""
        readings = judgement.readings
        for slot in self._layout.slots:
            reading = readings.get(slot.key)
            if reading is None or reading.warnings:
                continue
            cell = row.cells.get(slot.column, BLANK)
            if cell.text == reading.value and not cell.merged and cell.formula is None:
                continue
            if slot.key not in self._split and self._is_changed(slot, cell, reading.value):
                yield self._change(row, slot, cell, reading.value)

    def _change(self, row: SheetRow, slot: Slot, cell: Cell, value: Any) -> Normalised:
        raw, raw_type = raw_of(cell)
        shown = self._profile.shown(slot.field, value)
        return Normalised(row.number, slot.letters, slot.header, slot.field, raw, raw_type, shown)

    def _is_changed(self, slot: Slot, cell: Cell, value: Any) -> bool:
        if cell.kind is Kind.BLANK:
            return value is False or bool(value == NO_DOCUMENT)  # nothing there says no
        if cell.merged or cell.formula is not None:
            return True
        if cell.kind is Kind.TEXT:
            return cell.text != self._profile.plain(slot.field, value)
        whole_day = (
            cell.kind is Kind.DATE and cell.number.is_integer() and not isinstance(value, bool)
        )
        return not whole_day and slot.field not in self._profile.numeric

    def facts(self) -> SheetFacts:
        """How the sheet was understood, once it was read."""
        layout = self._first_layout
        columns = [Column(s.column, s.letters, s.header, s.field) for s in layout.slots]
        columns += [Column(b.column, b.letters, b.header, "") for b in layout.heading.unknown]
        unnamed = self._filled - {column.index for column in columns}
        columns += [Column(index, column_letters(index), "", "") for index in unnamed]
        return SheetFacts(
            self._sheet.name,
            "data",
            header_rows=layout.heading.rows,
            first_data_row=self._data_rows[0] if self._data_rows else None,
            last_data_row=self._data_rows[-1] if self._data_rows else None,
            columns=tuple(sorted(columns, key=lambda column: column.index)),
            rows=self._count,
        )

    def file_warnings(self) -> list[FileWarning]:
        """The warnings about the sheet as a whole, once it was read."""
        later = (self._sequence.warning(), self._left_out())
        return [*self._warnings, *(warning for warning in later if warning)]

    def _left_out(self) -> FileWarning | None:
        """The columns whose facts the office does not collect, by their headings (COL-20)."""
        heading = self._first_layout.heading
        headers: list[Json] = [b.header for b in heading.unknown if is_habit(b.header)]
        if not headers:
            return None
        facts: dict[str, Json] = {"headers": headers}
        return FileWarning(Code.HABITS_LEFT_OUT, self._sheet.name, heading.rows[-1], facts)


def _unusable(failed: Mapping[str, Code], readings: Mapping[str, AnyReading]) -> frozenset[str]:
    """The columns whose value a ditto mark below cannot stand for."""
    return frozenset(failed) | {key for key, reading in readings.items() if reading.faults}
