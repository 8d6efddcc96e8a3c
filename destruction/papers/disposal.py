"""无需归档文件处置单: unfiled papers that were thrown away, and how."""

from archive_office.printing import marks
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
from archive_office.printing.text import capital
from destruction.papers.register_facts import DisposalSheet, Disposed

FORM = "AO-CZ-01 无需归档文件处置单"
BAN = "上列文件均未归档、无需归档，须按所列方式处置，不得随意丢弃，不得挪作他用，不得作为废纸出售。"

ITEMS = (
    Column("序号", 12),
    Column("文　件　名　称　及　内　容", 82, "left", wraps=True),
    Column("份　数", 16),
    Column("页　数", 16),
    Column("涉密或\n客户信息", 20),
    Column("处置方式", 28),
)
_TOTALS = 8.0
_BAN = 12.0
_SIGNATURES = 22.0


def disposal_list(facts: DisposalSheet) -> bytes:
    """The disposal list as PDF, with lines to sign on.

    Source: DES-03, DES-23.
    """
    number = f"处置单号：{facts.number}"
    department = f"处置部门：{facts.department}"
    head = Head(
        title="无需归档文件处置单",
        english="Disposal of Unfiled Papers",
        left=(*fonds_lines(facts.fonds), number),
        right=(f"处置日期：{day(facts.disposed_on)}",),
        again=(number, department),
    )
    grid = (
        (("处置部门", facts.department), ("处置人", facts.by)),
        (("备注", facts.remark),),
    )
    return draw_register(
        Register(
            page=PORTRAIT,
            info=info(facts.fonds, FORM, f"无需归档文件处置单 {facts.number}"),
            sections=(Section(ITEMS, [_row(item) for item in facts.items], blank=1),),
            first=first_band(head),
            following=following_band(head),
            grid=fields_band(grid),
            tail=Band(_TOTALS + _BAN + _SIGNATURES, lambda sheet, box: _tail(sheet, box, facts)),
            footer=Footer(FORM, facts.department),
            row=8,
        )
    )


def _row(item: Disposed) -> Row:
    return Row(
        (
            str(item.number),
            item.what,
            str(item.copies),
            "—" if item.pages is None else str(item.pages),
            "是" if item.confidential else "否",
            item.method,
        )
    )


def _tail(sheet: Sheet, box: Box, facts: DisposalSheet) -> None:
    copies = sum(item.copies for item in facts.items)
    pages = sum(item.pages or 0 for item in facts.items)
    middle = box.top + _TOTALS / 2
    sheet.write_middle(box.left + 2.5, middle, "合　　计", Style(size=9.5, bold=True))
    text = f"共{capital(copies)}份（{copies} 份　{pages} 页）。"
    sheet.write_middle(box.left + 22, middle, text, Style(size=9.5))
    top = box.top + _TOTALS
    sheet.stroke(box.left, top, box.right, top)
    ban = Box(box.left + 2.5, top + 1, box.width - 5, _BAN - 2)
    marks.text_block(sheet, ban, BAN, Style(size=9.5, bold=True))
    top += _BAN
    sheet.stroke(box.left, top, box.right, top)
    half = box.width / 2
    for place, (label, name) in enumerate(
        (("处置人（签字）", facts.by), ("部门负责人（签字）", ""))
    ):
        line = Box(box.left + place * half + 2.5, top + 3, half - 7, 8)
        marks.pen_line(sheet, label, line, name)
        when = marks.in_words(None if place else facts.disposed_on)
        sheet.write_middle(line.right, top + 17, when, Style(size=9, align="right"))
