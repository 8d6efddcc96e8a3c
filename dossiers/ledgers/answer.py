"""The clerk's own workbook back, with a column 错误 that says what to mend in which row."""

from __future__ import annotations

import re
import warnings
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any, BinaryIO
from zipfile import BadZipFile

from openpyxl import Workbook as NewWorkbook
from openpyxl import load_workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import IllegalCharacterError, InvalidFileException

from dossiers.ledgers.cells import BLANK, Cell, Kind, Sheet, SheetRow, column_letters
from dossiers.ledgers.opening import open_workbook
from dossiers.ledgers.report import LedgerReport
from dossiers.ledgers.text import is_nothing, starts_formula
from dossiers.ledgers.verdicts import Finding, SheetFacts

HEADING = "错误"
_WIDTH = 48
_LARGE = 60_000  # cells; beyond it styles cost more memory than they are worth
_NUMBER = re.compile(r"-[0-9.,]+")
_RUNS = re.compile(
    r"\||!|\[|HYPERLINK|WEBSERVICE|FILTERXML|IMPORT|\bRTD\b|\bDDE\b|\bCALL\b|\bEXEC\b|\bREGISTER\b",
    re.IGNORECASE,
)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_RED = PatternFill("solid", fgColor="FFFFE3E0")
_BOLD = Font(bold=True, color="FFC00000")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_UNREADABLE = (
    KeyError, ValueError, TypeError, AttributeError, IndexError, BadZipFile, InvalidFileException,
    IllegalCharacterError, zlib.error,
)  # fmt: skip

Notes = Mapping[str, Mapping[int, str]]


def error_workbook(source: BinaryIO, report: LedgerReport, more: Notes | None = None) -> bytes:
    """The ledger as an .xlsx with the faults and warnings of each row in a last column.

    An .xlsx keeps its sheets, styles and harmless formulas; anything else, and a very large one,
    comes back with the same cells in a plain workbook. Text that a spreadsheet would run is
    neutralised in either.

    Args:
        source: The file the report was made from.
        more: What else is said of rows, beyond the report.
    """
    notes = _with_more(_notes(report), more or {})
    source.seek(0)
    columns = {facts.name: facts for facts in report.summary.sheets if facts.role == "data"}
    if report.summary.container.real_format == "xlsx" and _size(columns.values()) <= _LARGE:
        try:
            return _annotate(source, columns, notes)
        except _UNREADABLE:  # openpyxl is stricter than the reader about parts we do not need
            source.seek(0)
    return _copy(source, report, columns, notes)


def _size(sheets: Iterable[SheetFacts]) -> int:
    return sum(facts.rows * max(len(facts.columns), 1) for facts in sheets)


def _notes(report: LedgerReport) -> Notes:
    """What is written into the column, by sheet and row."""
    found: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for verdict in report.rejected:
        found[verdict.sheet][verdict.row] += [_said(finding) for finding in verdict.faults]
    for finding in report.warnings:
        found[finding.sheet][finding.row].append("提示:" + _said(finding))
    return {
        sheet: {row: "\n".join(dict.fromkeys(lines)) for row, lines in rows.items()}
        for sheet, rows in found.items()
    }


def _with_more(notes: Notes, more: Notes) -> Notes:
    """Both, the report's own first."""
    found = {sheet: dict(rows) for sheet, rows in notes.items()}
    for sheet, rows in more.items():
        for row, text in rows.items():
            said = found.setdefault(sheet, {}).get(row)
            found[sheet][row] = f"{said}\n{text}" if said else text
    return found


def _said(finding: Finding) -> str:
    where = f"{finding.column}列 {finding.header}:" if finding.column else ""
    earlier = ""
    if finding.earlier_row is not None:
        sheet = f"“{finding.earlier_sheet}”" if finding.earlier_sheet != finding.sheet else ""
        earlier = f"(见{sheet}第{finding.earlier_row}行)"
    return f"{where}{finding.code.zh}{earlier}"


def _annotate(source: BinaryIO, columns: Mapping[str, SheetFacts], notes: Notes) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl names every feature of Excel it drops
        book = load_workbook(source, keep_links=False)
    for sheet in book.worksheets:
        facts = columns.get(sheet.title)
        guarded = _guarded_columns(facts)
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell, SheetCell):
                    _neutralise(cell, guarded=cell.column - 1 in guarded)
        if facts:
            _write_column(sheet, facts, notes.get(sheet.title, {}))
    return _saved(book)


def _guarded_columns(facts: SheetFacts | None) -> frozenset[int]:
    """The columns in which any formula is suspect; those with figures keep theirs."""
    if facts is None:
        return frozenset()
    calculated = ("seq", "area", "move_in", "formed", "copies", "pages", "doc")
    return frozenset(
        column.index for column in facts.columns if not column.field.startswith(calculated)
    )


def _neutralise(cell: Any, *, guarded: bool) -> None:
    """Make plain text of whatever a spreadsheet would run."""
    text = cell.value
    if cell.data_type == "f":
        written = text if isinstance(text, str) else getattr(text, "text", None) or "="
        if guarded or _RUNS.search(written):
            _as_plain_text(cell, "'" + written)
    elif isinstance(text, str) and runs(text):
        _as_plain_text(cell, "'" + text)


def _as_plain_text(cell: Any, text: str) -> None:
    cell.value = None
    cell.data_type = "s"
    cell.value = text
    cell.hyperlink = None


def runs(text: str) -> bool:
    """Whether a spreadsheet that opens this text, or a CSV made of it, would run it."""
    return (
        not text.startswith("'")
        and starts_formula(text, name=True)
        and not is_nothing(text)
        and not _NUMBER.fullmatch(text.strip())
    )


def _write_column(sheet: Any, facts: SheetFacts, notes: Mapping[int, str]) -> None:
    column = _error_column(facts, sheet.max_column)
    heading = facts.header_rows[-1] if facts.header_rows else 1
    _put(sheet.cell(heading, column), HEADING)
    sheet.cell(heading, column).font = _BOLD
    sheet.column_dimensions[column_letters(column - 1)].width = _WIDTH
    for row in range(facts.first_data_row or 1, (facts.last_data_row or 0) + 1):
        sheet.cell(row, column).value = None  # an answer to an earlier version of the file
    for row, text in notes.items():
        cell = sheet.cell(row, column)
        _put(cell, text)
        cell.fill = _RED
        cell.alignment = _WRAPPED


def _error_column(facts: SheetFacts, last: int) -> int:
    """The column for the errors, from 1: the one of an earlier answer, or the first free one."""
    earlier = [column.index + 1 for column in facts.columns if column.header == HEADING]
    return earlier[0] if earlier else last + 1


def _put(cell: Any, text: str) -> None:
    cell.value = _FORBIDDEN.sub("", text)


def _saved(book: Any) -> bytes:
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _copy(
    source: BinaryIO, report: LedgerReport, columns: Mapping[str, SheetFacts], notes: Notes
) -> bytes:
    """The same cells in a plain workbook, written as a stream."""
    book = NewWorkbook(write_only=True)
    opened = open_workbook(source, filename=report.summary.file)
    for sheet in opened.sheets:
        target = book.create_sheet(re.sub(r"[\[\]:*?/\\]", "_", sheet.name)[:31] or "Sheet")
        facts = columns.get(sheet.name)
        for line in _lines(sheet, target, facts, notes.get(sheet.name, {})):
            target.append(line)
    return _saved(book)


def _lines(
    sheet: Sheet, target: Any, facts: SheetFacts | None, notes: Mapping[int, str]
) -> Iterator[list[Any]]:
    width = max((column.index + 1 for column in facts.columns), default=0) if facts else 0
    column = _error_column(facts, width) if facts else 0
    heading = facts.header_rows[-1] if facts and facts.header_rows else 0
    number = 0
    for row in sheet.rows():
        for _ in range(row.number - number - 1):
            yield []
        number = row.number
        line = [_copied(target, cell) for cell in _up_to_last(row)]
        note = HEADING if facts and row.number == heading else notes.get(row.number)
        if note:
            line += [None] * (column - len(line))
            cell = WriteOnlyCell(target, _FORBIDDEN.sub("", note))
            cell.font, cell.alignment = _BOLD, _WRAPPED
            line[column - 1] = cell
        yield line


def _up_to_last(row: SheetRow) -> list[Cell]:
    last = max(row.cells, default=-1)
    return [row.cells.get(column, BLANK) for column in range(last + 1)]


def _copied(target: Any, cell: Cell) -> Any:
    if cell.kind is Kind.BLANK or cell.merged:
        return None
    if cell.kind in (Kind.NUMBER, Kind.DATE):
        copy = WriteOnlyCell(target, cell.number)
        copy.number_format = cell.number_format or "General"
        return copy
    if cell.kind is Kind.BOOLEAN:
        return bool(cell.number)
    text = _FORBIDDEN.sub("", cell.text)
    copy = WriteOnlyCell(target, "")
    copy.data_type = "s"
    copy.value = "'" + text if runs(text) else text
    return copy
