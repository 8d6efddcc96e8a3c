"""The figures of appraisal and destruction as an Excel workbook.

Source: APR-21, DES-26.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Final, TypeAlias

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from archive_office.printing.facts import Fonds
from destruction.rules.figures import Appraised, Destroyed, Figures, Heading

Line: TypeAlias = tuple[str | int, ...]

_HEAD: Final = PatternFill("solid", fgColor="FFE8EDF2")
_BOLD: Final = Font(bold=True)
_MIDDLE: Final = Alignment(horizontal="center", vertical="center", wrap_text=True)
_VERDICTS: Final = ("续存", "永久保存", "销毁", "待定", "合计")
_AMOUNTS: Final = ("销毁清册（份）", "案卷（卷）", "单件、抽卷（件）", "页数")
_CLASS: Final = (("客户服务中心（部门）", 28), ("类别号", 10), ("类别", 26))
_NUMBER_WIDTH: Final = 14
_TOTAL: Final = "合　计"


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: its name, what it counts, its columns with their widths, and its lines."""

    name: str
    title: str
    columns: tuple[tuple[str, int], ...]
    lines: Sequence[Line]
    total: Line | None = None


def figures_workbook(facts: Figures, fonds: Fonds, *, stated_on: date) -> bytes:
    """The figures of one year, three sheets: appraised, destroyed, and all years side by side.

    Source: APR-21, DES-26.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    above = f"{fonds.code} {fonds.name}　统计截至 {stated_on.isoformat()}"
    for table in _tables(facts):
        _draw(book.create_sheet(table.name), table, above)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _tables(facts: Figures) -> Iterable[Table]:
    yield Table(
        "鉴定",
        f"{facts.year} 年档案鉴定统计（按中心、类别）",
        (*_CLASS, *((head, _NUMBER_WIDTH) for head in _VERDICTS)),
        [(*_named(row.heading), *_verdicts(row)) for row in facts.appraised],
        (_TOTAL, "", "", *_verdicts(facts.all_appraised)),
    )
    yield Table(
        "销毁",
        f"{facts.year} 年档案销毁统计（按中心、类别；一份清册涉及多个类别的，各行分别计入）",
        (*_CLASS, *((head, _NUMBER_WIDTH) for head in _AMOUNTS)),
        [(*_named(row.heading), *_amounts(row)) for row in facts.destroyed],
        (_TOTAL, "", "", *_amounts(facts.all_destroyed)),
    )
    destroyed = {row.heading.year: _amounts(row) for row in facts.destroyed_by_year}
    appraised = {row.heading.year: _verdicts(row) for row in facts.appraised_by_year}
    none = (0,) * len(_VERDICTS), (0,) * len(_AMOUNTS)
    yield Table(
        "历年",
        "历年档案鉴定、销毁统计",
        (("年度", 10), *((f"鉴定·{head}", 14) for head in _VERDICTS), *((h, 16) for h in _AMOUNTS)),
        [
            (year, *appraised.get(year, none[0]), *destroyed.get(year, none[1]))
            for year in sorted({*appraised, *destroyed}, reverse=True)
        ],
    )


def _named(heading: Heading) -> Line:
    return (heading.centre, heading.category, heading.name_zh)


def _verdicts(row: Appraised) -> tuple[int, ...]:
    return (row.keep, row.permanent, row.destroy, row.undecided, row.total)


def _amounts(row: Destroyed) -> tuple[int, ...]:
    return (row.registers, row.volumes, row.singles, row.pages)


def _draw(sheet: Worksheet, table: Table, above: str) -> None:
    heads, first = 3, 4
    _write(sheet, 1, (table.title,), font=Font(bold=True, size=13))
    _write(sheet, 2, (above,))
    _write(sheet, heads, tuple(head for head, _width in table.columns), font=_BOLD)
    for place, (_head, width) in enumerate(table.columns, 1):
        cell = sheet.cell(heads, place)
        cell.fill, cell.alignment = _HEAD, _MIDDLE
        sheet.column_dimensions[get_column_letter(place)].width = width
    for number, line in enumerate(table.lines, first):
        _write(sheet, number, line)
    if table.total is not None:
        _write(sheet, first + len(table.lines), table.total, font=_BOLD)
    sheet.freeze_panes = f"A{first}"


def _write(sheet: Worksheet, row: int, values: Line, font: Font | None = None) -> None:
    """Words stay words, whatever they begin with; counts are counts."""
    for place, value in enumerate(values, 1):
        cell = sheet.cell(row, place)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # never a formula
        if font is not None:
            cell.font = font
