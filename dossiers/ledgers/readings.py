"""The register of reviewed readings as an Excel workbook, to be sorted and filtered.

What was typed stays text: a cell that a spreadsheet would take for a formula begins with an
apostrophe.

Source: SEC-41.
"""

import re
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from dossiers.papers.readings import ReviewRegister

COLUMNS: Final = (
    ("序号", 8),
    ("查阅时间", 18),
    ("查阅人", 20),
    ("档号", 28),
    ("复核事由", 24),
    ("查阅依据", 28),
    ("次数", 8),
    ("复核结论", 16),
    ("复核意见及查阅人说明", 50),
    ("复核人", 24),
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_HEAD: Final = PatternFill("solid", fgColor="FFE8EDF2")
_TOP: Final = Alignment(vertical="top", wrap_text=True)


def review_workbook(facts: ReviewRegister) -> bytes:
    """The register as a workbook of one sheet, written as a stream.

    Source: SEC-41.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("查阅复核登记簿")
    for number, (_head, width) in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    above = [f"{facts.fonds.code} {facts.fonds.name}　范围：{facts.scope}", facts.cut]
    above = [text for text in above if text]
    sheet.freeze_panes = f"A{len(above) + 2}"
    for text in above:
        sheet.append([_text(sheet, text)])
    sheet.append([_heading(sheet, head) for head, _width in COLUMNS])
    for number, line in enumerate(facts.lines, 1):
        texts = (line.at, line.person, line.thing, line.ground, line.right)
        rest = (line.verdict, line.words, line.reviewed)
        cells = [_text(sheet, fact) for fact in texts]
        sheet.append([number, *cells, line.views, *(_text(sheet, fact) for fact in rest)])
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _heading(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font, cell.fill, cell.alignment = Font(bold=True), _HEAD, _TOP
    return cell


def _text(sheet: Any, value: str) -> Any:
    """A cell that a spreadsheet shows and never runs."""
    text = _FORBIDDEN.sub("", value)
    cell = WriteOnlyCell(sheet, "")
    cell.value = f"'{text}" if text.lstrip(" \u3000\xa0\n").startswith(_FORMULA) else text
    cell.data_type = "s"
    cell.number_format = "@"
    return cell
