"""检查与核对记录: one inspection of a storeroom point by point, filled in or blank (FRM-48).

Source: STO-02, STO-07, STO-11, STO-12, FRM-48.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from archive_office.custody.models import Point
from archive_office.printing import marks
from archive_office.printing.facts import Fonds
from archive_office.printing.form import PORTRAIT, Band, Footer, Register, draw_register
from archive_office.printing.heads import (
    Head,
    day,
    fields_band,
    first_band,
    following_band,
    fonds_lines,
    info,
)
from archive_office.printing.sheet import Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section
from archive_office.workbench.rooms.papers.words import BAD, GOOD, POINTS

FORM: Final = "AO-KF-11 库房检查与核对记录"

COLUMNS: Final = (
    Column("序号", 9),
    Column("类别", 11),
    Column("检 查 内 容", 38, "left", wraps=True),
    Column("结果", 10),
    Column("发 现 问 题", 32, "left", wraps=True, size=8),
    Column("后果", 10),
    Column("处 理 措 施", 31, "left", wraps=True, size=8),
    Column("责任人", 14, wraps=True, size=8),
    Column("限　期", 19, wraps=True, size=8),
)
_TAIL = 22.0


@dataclass(frozen=True, slots=True)
class Defect:
    """Something bad, with its remedy; `outcome` is one of 散、乱、丢、坏 or empty."""

    point: str
    what: str
    outcome: str
    remedy: str
    responsible: str
    due_on: date
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class InspectionSheet:
    """库房检查与核对记录; without answers it is the blank form.

    Args:
        answers: Whether each point was in order, by point.
    """

    fonds: Fonds
    keeper: str
    room: str
    occasion: str
    inspected_on: date | None
    inspected_by: str
    companions: str
    remark: str
    answers: dict[str, bool]
    defects: Sequence[Defect]


def inspection_sheet(facts: InspectionSheet) -> bytes:
    """The sheet of an inspection as PDF.

    Source: STO-11, FRM-48.
    """
    room = f"库　房：{facts.room}"
    head = Head(
        title="库房检查与核对记录",
        english="Inspection Record of a Storeroom",
        left=(*fonds_lines(facts.fonds), room),
        right=(f"保管单位：{facts.keeper}",),
        again=(room, facts.occasion),
    )
    grid = fields_band(
        (
            (
                ("检查原因", facts.occasion or "　"),
                ("检查日期", day(facts.inspected_on) if facts.inspected_on else "　"),
                ("检查人", facts.inspected_by or "　"),
            ),
        )
    )
    return draw_register(
        Register(
            page=PORTRAIT,
            info=info(facts.fonds, FORM, f"库房检查与核对记录 {facts.room}"),
            sections=(Section(COLUMNS, list(_rows(facts)), blank=2),),
            first=first_band(head),
            following=following_band(head),
            grid=grid,
            tail=Band(_TAIL, lambda sheet, box: _closing(sheet, box, facts)),
            footer=Footer(f"{FORM}　结果：√ 良好　× 异常", facts.keeper),
        )
    )


def _rows(facts: InspectionSheet) -> list[Row]:
    rows = []
    for number, point in enumerate(Point, 1):
        group, name = POINTS[point]
        answer = facts.answers.get(point.value)
        mark = "" if answer is None else GOOD if answer else BAD
        found = [defect for defect in facts.defects if defect.point == point.value]
        rows.append(Row((str(number), group, name, mark, *_told(found[0] if found else None))))
        rows += [Row(("", "", "", "", *_told(defect))) for defect in found[1:]]
    return rows


def _told(defect: Defect | None) -> tuple[str, str, str, str, str]:
    if defect is None:
        return ("", "", "", "", "")
    until = defect.due_on.isoformat()
    if defect.done_on:
        until = f"已办 {defect.done_on:%m-%d}"
    return (defect.what, defect.outcome, defect.remedy, defect.responsible, until)


def _closing(sheet: Sheet, box: Box, facts: InspectionSheet) -> None:
    style = Style(size=9.5)
    remark = f"备　　注：{facts.remark}"
    sheet.write_middle(box.left + 3, box.top + 5.5, remark, style.fit(remark, box.width - 8))
    third = (box.width - 12) / 3
    named = (
        ("检查人：", facts.inspected_by),
        ("同检人：", facts.companions),
        ("日　期：", marks.in_words(facts.inspected_on)),
    )
    for place, (label, value) in enumerate(named):
        left = box.left + 3 + place * (third + 3)
        marks.pen_line(sheet, label, Box(left, box.top + 11, third, 8), value)
