"""Lists as Excel workbooks and as CSV: what was typed stays text, and nothing in them runs.

A cell that a spreadsheet would take for a formula begins with an apostrophe. Days and counts are
days and counts; a code with zeros before it is text. Rows are written as they come, so that a
long list needs no more memory than a short one.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO, TextIOWrapper
from typing import IO, Any, Final, TypeAlias

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

Value: TypeAlias = str | int | date | None

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NOT_IN_A_NAME: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST: Final = 32_000  # a cell of Excel holds 32767 characters
_LONGEST_NAME: Final = 31  # the name of a sheet
_HEAD: Final = PatternFill("solid", fgColor="FFE8EDF2")
_BOLD: Final = Font(bold=True)
_TITLE: Final = Font(bold=True, size=13)
_TOP: Final = Alignment(vertical="top", wrap_text=True)


@dataclass(frozen=True, slots=True)
class Listing:
    """What stands on one sheet.

    Args:
        name: What the sheet is called.
        above: Lines over the table: whose register, of which days, what it leaves out.
        columns: Headings, each with its width in characters.
        title: A heading over everything, in larger letters.
        total: The last line, in bold.
    """

    name: str
    above: Sequence[str]
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Value]]
    title: str = ""
    total: Sequence[Value] | None = None


def workbook_of(*listings: Listing) -> bytes:
    """Lists as one Excel workbook, a sheet each."""
    target = BytesIO()
    write_workbook(target, *listings)
    return target.getvalue()


def write_workbook(target: IO[bytes], *listings: Listing) -> None:
    """Lists as one Excel workbook, a sheet each, written row by row."""
    book = Workbook(write_only=True)
    for listing in listings:
        _write_sheet(book, listing)
    book.save(target)


def write_csv(target: IO[bytes], listing: Listing) -> None:
    """The table of a list as CSV in UTF-8, marked so that Excel reads its Chinese.

    Only headings and rows, for a program that reads them.
    """
    text = TextIOWrapper(target, encoding="utf-8-sig", newline="")
    lines = csv.writer(text)
    lines.writerow([harmless(head) for head, _width in listing.columns])
    for row in listing.rows:
        lines.writerow([_written(value) for value in row])
    text.detach()


def harmless(text: str) -> str:
    """A text that no spreadsheet runs as a formula."""
    clean = _FORBIDDEN.sub("", text)[:_LONGEST]
    return f"'{clean}" if text.lstrip(" \u3000\xa0\n").startswith(_FORMULA) else clean


def _write_sheet(book: Workbook, listing: Listing) -> None:
    name = _NOT_IN_A_NAME.sub(" ", listing.name).strip("' ")[:_LONGEST_NAME]
    sheet = book.create_sheet(name)
    for number, (_head, width) in enumerate(listing.columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = f"A{len(listing.above) + bool(listing.title) + 2}"
    if listing.title:
        sheet.append([_text(sheet, listing.title, font=_TITLE)])
    for text in listing.above:
        sheet.append([_text(sheet, text)])
    sheet.append([_heading(sheet, head) for head, _width in listing.columns])
    for row in listing.rows:
        sheet.append([_cell(sheet, value) for value in row])
    if listing.total is not None:
        sheet.append([_cell(sheet, value, font=_BOLD) for value in listing.total])


def _heading(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font, cell.fill, cell.alignment = _BOLD, _HEAD, _TOP
    return cell


def _cell(sheet: Any, value: Value, *, font: Font | None = None) -> Any:
    """A cell that a spreadsheet shows and never runs."""
    if isinstance(value, str):
        return _text(sheet, value, font=font)
    if value is None:
        return None
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, datetime.combine(value, time.min))
        cell.number_format = "yyyy-mm-dd"
    else:
        cell = WriteOnlyCell(sheet, value)
    if font is not None:
        cell.font = font
    return cell


def _text(sheet: Any, value: str, *, font: Font | None = None) -> Any:
    cell = WriteOnlyCell(sheet, "")
    cell.value = harmless(value)
    cell.data_type = "s"
    cell.number_format = "@"
    if font is not None:
        cell.font = font
    return cell


def _written(value: Value) -> str:
    if isinstance(value, str):
        return harmless(value)
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
