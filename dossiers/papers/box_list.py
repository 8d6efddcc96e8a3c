"""盒内目录: what lies in a box, one line a thing; printed again whenever something leaves it."""

from dataclasses import dataclass

from archive_office.printing.facts import Fonds
from archive_office.printing.form import PORTRAIT, Band, Footer, Register, draw_register
from archive_office.printing.heads import Head, first_band, following_band, info
from archive_office.printing.sheet import Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section
from archive_office.printing.text import capital

FORM = "AO-DA-13 盒内目录"

COLUMNS = (
    Column("序号", 11),
    Column("档　　　号", 46, "left"),
    Column("题　　　名", 55, "left", wraps=True),
    Column("年　度", 16),
    Column("期限", 12),
    Column("件数", 10),
    Column("页数", 11),
    Column("备注", 13, wraps=True, size=8),
)
_TOTALS = 9.0


@dataclass(frozen=True, slots=True)
class BoxLine:
    """One thing whose place is this box; `remark` says where it is while it is away."""

    reference: str
    title: str
    year: str
    retention: str
    items: int
    pages: int
    remark: str = ""


@dataclass(frozen=True, slots=True)
class BoxList:
    """盒内目录 of one box.

    Args:
        place: Where the box stands, "01-A-02·B0036".
    """

    fonds: Fonds
    keeper: str
    number: str
    place: str
    lines: tuple[BoxLine, ...]


def box_list(facts: BoxList) -> bytes:
    """The list of one box as PDF; what was destroyed stands on it no longer.

    Source: DES-11.
    """
    number = f"盒　号：{facts.number}"
    place = f"存址：{facts.place}"
    head = Head(
        title="盒内目录",
        english="Contents of the Box",
        left=(f"保管单位：{facts.keeper}", number),
        right=(f"全宗：{facts.fonds.code} {facts.fonds.name}", place),
        again=(number, place),
    )
    rows = [_row(place, line) for place, line in enumerate(facts.lines, 1)]
    return draw_register(
        Register(
            page=PORTRAIT,
            info=info(facts.fonds, FORM, f"盒内目录 {facts.number}"),
            sections=(Section(COLUMNS, rows, blank=2, struck=False),),
            first=first_band(head, 27),
            following=following_band(head),
            tail=Band(_TOTALS, lambda sheet, box: _totals(sheet, box, facts)),
            footer=Footer(FORM, facts.keeper),
            row=8,
        )
    )


def _row(number: int, line: BoxLine) -> Row:
    return Row(
        (
            str(number),
            line.reference,
            line.title,
            line.year,
            line.retention,
            str(line.items),
            str(line.pages),
            line.remark,
        )
    )


def _totals(sheet: Sheet, box: Box, facts: BoxList) -> None:
    items = sum(line.items for line in facts.lines)
    pages = sum(line.pages for line in facts.lines)
    text = f"共{capital(len(facts.lines))}卷（{len(facts.lines)} 卷　{items} 件　{pages} 页）。"
    sheet.write_middle(box.left + 2.5, box.middle, "合　　计", Style(size=9.5, bold=True))
    sheet.write_middle(box.left + 22, box.middle, text, Style(size=9.5))
