"""权证清点记录: what ought to lie in a safe, what was found there, signed by both counters.

Source: STO-10.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from archive_office.printing import marks
from archive_office.printing.facts import Fonds, Signature
from archive_office.printing.form import PORTRAIT, Band, Footer, Register, draw_register
from archive_office.printing.heads import (
    Head,
    fields_band,
    first_band,
    following_band,
    fonds_lines,
    info,
)
from archive_office.printing.sheet import GREY, Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section

FORM = "AO-KF-19 权证清点记录"

COLUMNS = (
    Column("序号", 12),
    Column("档　　　号", 54, "left"),
    Column("权　证　名　称", 60, "left", wraps=True),
    Column("应有", 14),
    Column("实有", 14),
    Column("备　注", 20),
)
_TAIL = 46.0
_COUNTERS = 2


@dataclass(frozen=True, slots=True)
class CountedTitle:
    """One title document: expected in the safe, and whether it was there."""

    code: str
    title: str
    expected: bool
    there: bool


@dataclass(frozen=True, slots=True)
class CountRecord:
    """权证清点记录 of one safe; `remark` explains a difference."""

    fonds: Fonds
    keeper: str
    safe: str
    counted_on: date
    expected: int
    counted: int
    remark: str
    lines: Sequence[CountedTitle]
    signatures: Sequence[Signature]
    finished: bool


def count_record(facts: CountRecord) -> bytes:
    """The record of a count as PDF; without both signatures it says so in red.

    Source: STO-10.
    """
    safe = f"保险柜：{facts.safe}"
    head = Head(
        title="权证清点记录",
        english="Count of Title Documents",
        left=(*fonds_lines(facts.fonds), safe),
        right=(f"保管单位：{facts.keeper}",),
        warning="" if facts.finished else "双人签字未全，尚未生效",
        again=(safe, facts.counted_on.isoformat()),
    )
    grid = fields_band(
        (
            (
                ("清点日期", facts.counted_on.isoformat()),
                ("账面应有", f"{facts.expected} 件"),
                ("实际清点", f"{facts.counted} 件"),
            ),
        )
    )
    rows = [_row(number, line) for number, line in enumerate(facts.lines, 1)]
    return draw_register(
        Register(
            page=PORTRAIT,
            info=info(facts.fonds, FORM, f"权证清点记录 {facts.safe} {facts.counted_on}"),
            sections=(Section(COLUMNS, rows, blank=2),),
            first=first_band(head),
            following=following_band(head),
            grid=grid,
            tail=Band(_TAIL, lambda sheet, box: _closing(sheet, box, facts)),
            footer=Footer(f"{FORM}　重要权证视同现金管理，双人清点", facts.keeper),
        )
    )


def _row(number: int, line: CountedTitle) -> Row:
    remark = ""
    if line.expected != line.there:
        remark = "缺" if line.expected else "多"
    marked = ("√" if line.expected else "", "√" if line.there else "")
    return Row((str(number), line.code, line.title, *marked, remark))


def _closing(sheet: Sheet, box: Box, facts: CountRecord) -> None:
    style = Style(size=9.5)
    remark = f"差异说明：{facts.remark or '无'}"
    sheet.write_middle(box.left + 3, box.top + 6, remark, style.fit(remark, box.width - 8))
    half = (box.width - 12) / 2
    small = Style(size=6.5, colour=GREY)
    for place in range(_COUNTERS):
        left = box.left + 3 + place * (half + 4)
        signed = facts.signatures[place] if place < len(facts.signatures) else None
        label = f"清点人{'甲乙'[place]}："
        name = signed.signer if signed else ""
        marks.pen_line(sheet, label, Box(left, box.top + 12, half, 9), name)
        on = marks.in_words(signed.signed_at.date() if signed else None)
        marks.pen_line(sheet, "日　期：", Box(left, box.top + 24, half, 9), on)
        if signed:
            told = f"电子签名 {marks.moment(signed.signed_at)}　{signed.digest[:16]}"
            sheet.write_middle(left, box.top + 38, told, small)
