"""The figures of appraisal and destruction as an Excel workbook.

Source: APR-21, DES-26.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final, TypeAlias

from archive_office.printing.facts import Fonds
from archive_office.printing.workbook import Listing, workbook_of
from destruction.rules.figures import Appraised, Destroyed, Figures, Heading

Line: TypeAlias = tuple[str | int, ...]

_VERDICTS: Final = ("续存", "永久保存", "销毁", "待定", "合计")
_AMOUNTS: Final = ("销毁清册（份）", "案卷（卷）", "单件、抽卷（件）", "页数")
_CLASS: Final = (("客户服务中心（部门）", 28), ("类别号", 10), ("类别", 26))
_NUMBER_WIDTH: Final = 14
_TOTAL: Final = "合　计"


def figures_workbook(facts: Figures, fonds: Fonds, *, stated_on: date) -> bytes:
    """The figures of one year, three sheets: appraised, destroyed, and all years side by side.

    Source: APR-21, DES-26.
    """
    above = f"{fonds.code} {fonds.name}　统计截至 {stated_on.isoformat()}"
    return workbook_of(*_sheets(facts, above))


def _sheets(facts: Figures, above: str) -> Iterable[Listing]:
    yield Listing(
        "鉴定",
        (above,),
        (*_CLASS, *((head, _NUMBER_WIDTH) for head in _VERDICTS)),
        [(*_named(row.heading), *_verdicts(row)) for row in facts.appraised],
        title=f"{facts.year} 年档案鉴定统计（按中心、类别）",
        total=(_TOTAL, "", "", *_verdicts(facts.all_appraised)),
    )
    yield Listing(
        "销毁",
        (above,),
        (*_CLASS, *((head, _NUMBER_WIDTH) for head in _AMOUNTS)),
        [(*_named(row.heading), *_amounts(row)) for row in facts.destroyed],
        title=f"{facts.year} 年档案销毁统计（按中心、类别；一份清册涉及多个类别的，各行分别计入）",
        total=(_TOTAL, "", "", *_amounts(facts.all_destroyed)),
    )
    destroyed = {row.heading.year: _amounts(row) for row in facts.destroyed_by_year}
    appraised = {row.heading.year: _verdicts(row) for row in facts.appraised_by_year}
    none = (0,) * len(_VERDICTS), (0,) * len(_AMOUNTS)
    yield Listing(
        "历年",
        (above,),
        (("年度", 10), *((f"鉴定·{head}", 14) for head in _VERDICTS), *((h, 16) for h in _AMOUNTS)),
        [
            (year, *appraised.get(year, none[0]), *destroyed.get(year, none[1]))
            for year in sorted({*appraised, *destroyed}, reverse=True)
        ],
        title="历年档案鉴定、销毁统计",
    )


def _named(heading: Heading) -> Line:
    return (heading.centre, heading.category, heading.name_zh)


def _verdicts(row: Appraised) -> tuple[int, ...]:
    return (row.keep, row.permanent, row.destroy, row.undecided, row.total)


def _amounts(row: Destroyed) -> tuple[int, ...]:
    return (row.registers, row.volumes, row.singles, row.pages)
