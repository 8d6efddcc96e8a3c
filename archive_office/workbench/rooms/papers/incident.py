"""突发事件报告: a theft, a loss or a fire, the rooms inspected after it, and what came of it.

Source: STO-14.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from archive_office.printing import marks
from archive_office.printing.facts import Fonds
from archive_office.printing.form import PORTRAIT, Band, Footer, Register, draw_register
from archive_office.printing.heads import (
    Head,
    fields_band,
    first_band,
    following_band,
    fonds_lines,
    info,
)
from archive_office.printing.sheet import Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section

FORM: Final = "AO-KF-13 突发事件报告"

COLUMNS: Final = (
    Column("序号", 12),
    Column("库　　　房", 62, "left", wraps=True),
    Column("检查日期", 30),
    Column("检查人", 30, wraps=True),
    Column("检　查　发　现", 40, "left", wraps=True),
)
_WHOLE: Final = (Column("内　　　　容", 174, "left", wraps=True, size=10),)
_TAIL: Final = 38.0


@dataclass(frozen=True, slots=True)
class Inspected:
    """A room concerned: inspected when, by whom, how much was found bad."""

    room: str
    on: date | None
    by: str
    findings: int


@dataclass(frozen=True, slots=True)
class IncidentReport:
    """突发事件报告."""

    fonds: Fonds
    keeper: str
    kind: str
    happened_on: date
    account: str
    told: str
    recorded_on: date
    recorded_by: str
    rooms: Sequence[Inspected]
    conclusion: str
    closed_on: date | None
    closed_by: str


def incident_report(facts: IncidentReport) -> bytes:
    """The report of an incident as PDF; unclosed it says so in red.

    Source: STO-14.
    """
    kind = f"事件：{facts.kind}　{facts.happened_on.isoformat()}"
    head = Head(
        title="突发事件报告",
        english="Report of an Incident",
        left=(*fonds_lines(facts.fonds), kind),
        right=(f"保管单位：{facts.keeper}",),
        warning="" if facts.closed_on else "尚未结案",
        again=(kind, facts.keeper),
    )
    grid = fields_band(
        (
            (("事件类别", facts.kind), ("发生日期", facts.happened_on.isoformat())),
            (("报告人", facts.recorded_by or "　"), ("报告日期", facts.recorded_on.isoformat())),
            (("已告知", facts.told or "　"),),
        )
    )
    rows = [_row(number, room) for number, room in enumerate(facts.rooms, 1)]
    return draw_register(
        Register(
            page=PORTRAIT,
            info=info(facts.fonds, FORM, f"突发事件报告 {facts.happened_on}"),
            sections=(
                Section(_WHOLE, [Row((facts.account,))], title="一、事件经过", struck=False),
                Section(COLUMNS, rows, title="二、事后检查", struck=False),
                Section(
                    _WHOLE, [Row((facts.conclusion or "　",))], title="三、处理结果", struck=False
                ),
            ),
            first=first_band(head),
            following=following_band(head),
            grid=grid,
            tail=Band(_TAIL, lambda sheet, box: _closing(sheet, box, facts)),
            footer=Footer(f"{FORM}　有关库房检查完毕方可结案", facts.keeper),
        )
    )


def _row(number: int, room: Inspected) -> Row:
    on = room.on.isoformat() if room.on else "尚未检查"
    found = f"异常 {room.findings} 项" if room.on else ""
    return Row((str(number), room.room, on, room.by, found))


def _closing(sheet: Sheet, box: Box, facts: IncidentReport) -> None:
    half = (box.width - 12) / 2
    lines = (
        ("报告人：", facts.recorded_by),
        ("结案人：", facts.closed_by),
        ("部门负责人：", ""),
        ("结案日期：", marks.in_words(facts.closed_on)),
    )
    for place, (label, value) in enumerate(lines):
        left = box.left + 3 + place % 2 * (half + 4)
        marks.pen_line(sheet, label, Box(left, box.top + 4 + place // 2 * 12, half, 9), value)
    note = Style(size=8)
    text = "结案须在有关库房检查完毕之后；本报告一式两份，保管单位、总部各执一份。"
    sheet.write_middle(box.left + 3, box.bottom - 4, text, note)
