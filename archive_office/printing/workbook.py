"""A register as an Excel workbook: one sheet, one line each, to be sorted and filtered.

What was typed stays text: a cell that a spreadsheet would take for a formula begins with an
apostrophe. Days and counts are days and counts.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Final, TypeAlias

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

Value: TypeAlias = str | int | date | None

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LONGEST: Final = 32_000  # a cell of Excel holds 32767 characters
_HEAD: Final = PatternFill("solid", fgColor="FFE8EDF2")
_BOLD: Final = Font(bold=True)
_TOP: Final = Alignment(vertical="top", wrap_text=True)


@dataclass(frozen=True, slots=True)
class Listing:
    """What stands in a workbook.

    Args:
        above: Lines over the table: whose register, of which days, what it leaves out.
        columns: Headings, each with its width in characters.
    """

    name: str
    above: Sequence[str]
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Value]]


def workbook_of(listing: Listing) -> bytes:
    """The register as an Excel workbook, written as a stream."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(listing.name)
    for number, (_head, width) in enumerate(listing.columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = f"A{len(listing.above) + 2}"
    for text in listing.above:
        sheet.append([_text(sheet, text)])
    sheet.append([_heading(sheet, head) for head, _width in listing.columns])
    for row in listing.rows:
        sheet.append([_cell(sheet, value) for value in row])
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _heading(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font, cell.fill, cell.alignment = _BOLD, _HEAD, _TOP
    return cell


def _cell(sheet: Any, value: Value) -> Any:
    """A cell that a spreadsheet shows and never runs."""
    if isinstance(value, str):
        return _text(sheet, value)
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, datetime.combine(value, time.min))
        cell.number_format = "yyyy-mm-dd"
        return cell
    return value


def _text(sheet: Any, value: str) -> Any:
    text = _FORBIDDEN.sub("", value)[:_LONGEST]
    cell = WriteOnlyCell(sheet, "")
    cell.data_type = "s"
    cell.value = f"'{text}" if text.lstrip(" \u3000\xa0\n").startswith(_FORMULA) else text
    cell.data_type = "s"
    cell.number_format = "@"
    return cell
