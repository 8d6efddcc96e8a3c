"""客户档案评估表: how the dossiers of one centre stand on a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from archive_office.printing import marks
from archive_office.printing.facts import Fonds
from archive_office.printing.form import PORTRAIT, Band, Footer, Register, draw_register
from archive_office.printing.heads import (
    Head,
    day,
    first_band,
    following_band,
    fonds_lines,
    info,
)
from archive_office.printing.sheet import Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section

FORM: Final = "AO-JD-03 客户档案评估表"

COLUMNS: Final = (
    Column("评　估　项　目", 60, "left", wraps=True),
    Column("数　量", 24),
    Column("占　比", 20),
    Column("说　　明", 70, "left", wraps=True),
)
_SENTENCE: Final = 4.9
_WORDS: Final = 48.0
_SIGNATURES: Final = 14.0
_LINES: Final = ("评估人（签字）", "中心负责人（签字）", "公司负责人（签字）")


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the evaluation.

    Args:
        unit: 量词, such as 户 or 卷.
        of: The whole that the share is taken of; None where there is none.
    """

    name: str
    count: int
    unit: str
    of: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the evaluation: its heading and its lines."""

    heading: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class EvaluationSheet:
    """客户档案评估表.

    Args:
        sentences: 评估意见: what is to be done, computed from the counts.
    """

    fonds: Fonds
    centre: str
    on: date
    stated_by: str
    parts: tuple[Part, ...]
    sentences: tuple[str, ...]


def evaluation_sheet(facts: EvaluationSheet) -> bytes:
    """The evaluation as PDF, with lines to sign on.

    Source: APR-23.
    """
    centre = f"被评估单位：{facts.centre}"
    dated = f"评估日期：{day(facts.on)}"
    head = Head(
        title="客户档案评估表",
        english="Evaluation of Customer Dossiers",
        left=(*fonds_lines(facts.fonds), centre),
        right=(dated,),
        again=(centre, dated),
    )
    return draw_register(
        Register(
            page=PORTRAIT,
            info=info(facts.fonds, FORM, f"客户档案评估表 {facts.centre} {facts.on.isoformat()}"),
            sections=(Section(COLUMNS, list(_rows(facts)), struck=False),),
            first=first_band(head),
            following=following_band(head),
            tail=Band(_WORDS + _SIGNATURES, lambda sheet, box: _tail(sheet, box, facts)),
            footer=Footer(f"{FORM}　数据由系统于评估当日统计", facts.centre),
            row=6.6,
        )
    )


def _rows(facts: EvaluationSheet) -> Iterator[Row]:
    for part in facts.parts:
        yield Row((part.heading,), heading=True)
        for item in part.items:
            yield Row((item.name, f"{item.count} {item.unit}", _share(item), item.note))


def _share(item: Item) -> str:
    """Rounded down, so that 100% means all of them."""
    if item.of is None:
        return ""
    return f"{100 * item.count // item.of}%" if item.of else "—"


def _tail(sheet: Sheet, box: Box, facts: EvaluationSheet) -> None:
    sheet.write_middle(box.left + 2.5, box.top + 5, "评估意见", Style(size=9.5, bold=True))
    style, top = Style(size=9.5), box.top + 10.5
    for number, sentence in enumerate(facts.sentences, 1):
        text = f"{number}．{sentence}"
        sheet.write_middle(box.left + 6, top, text, style.fit(text, box.width - 9))
        top += _SENTENCE
    top = box.top + _WORDS
    sheet.stroke(box.left, top, box.right, top)
    wide = box.width / len(_LINES)
    for place, label in enumerate(_LINES):
        line = Box(box.left + place * wide + 2.5, top + 3, wide - 6, 8)
        marks.pen_line(sheet, label, line, facts.stated_by if not place else "")
