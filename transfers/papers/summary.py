"""档案资料移交表: what a centre hands over at a half-year, one line a class."""

from dataclasses import dataclass
from datetime import date

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
from archive_office.printing.text import capital

FORM = "AO-YJ-06 档案资料移交表"

COLUMNS = (
    Column("序号", 12),
    Column("档　案　类　别", 62, "left", wraps=True),
    Column("卷　数", 16),
    Column("件　数", 18),
    Column("页　数", 20),
    Column("所属年度", 26, wraps=True),
    Column("备　注", 20, wraps=True, size=8),
)
_TOTALS = 9.0
_SIGNATURES = 26.0


@dataclass(frozen=True, slots=True)
class HandedClass:
    """What one class hands over.

    Args:
        files: Volumes and things filed singly; a supplement adds papers, no file.
        years: One year or a span, "2019—2025".
    """

    name: str
    files: int
    items: int
    pages: int
    years: str


@dataclass(frozen=True, slots=True)
class TransferForm:
    """档案资料移交表 of one handover.

    Args:
        period: The half-year in words, 2026年下半年.
        handed_over_on: The day of the last signature, None before.
    """

    fonds: Fonds
    number: str
    period: str
    transferor: str
    receiver: str
    filled_in_by: str
    filled_in_on: date
    handed_over_on: date | None
    classes: tuple[HandedClass, ...]


def transfer_form(facts: TransferForm) -> bytes:
    """The form that goes before the manifest as PDF: totals class by class.

    Source: TRF-03, FRM-19.
    """
    number = f"移交编号：{facts.number or '（尚未编号）'}"
    period = f"移交期间：{facts.period}"
    head = Head(
        title="档案资料移交表",
        english="Transfer of Records",
        left=(*fonds_lines(facts.fonds), number),
        right=(period, f"填表日期：{day(facts.filled_in_on)}"),
        again=(number, period),
    )
    rows = [
        Row((str(n), one.name, str(one.files), str(one.items), str(one.pages), one.years, ""))
        for n, one in enumerate(facts.classes, 1)
    ]
    parties = (("移交部门", facts.transferor), ("接收部门", facts.receiver))
    return draw_register(
        Register(
            page=PORTRAIT,
            info=info(facts.fonds, FORM, f"档案资料移交表 {facts.number}"),
            sections=(Section(COLUMNS, rows, blank=1),),
            first=first_band(head, 27),
            following=following_band(head),
            grid=fields_band((parties,), row=9),
            tail=Band(_TOTALS + _SIGNATURES, lambda sheet, box: _tail(sheet, box, facts)),
            footer=Footer(f"{FORM}　逐件见移交清单 {facts.number}", facts.transferor),
            row=8.5,
        )
    )


def _tail(sheet: Sheet, box: Box, facts: TransferForm) -> None:
    files = sum(one.files for one in facts.classes)
    items = sum(one.items for one in facts.classes)
    pages = sum(one.pages for one in facts.classes)
    middle = box.top + _TOTALS / 2
    sheet.write_middle(box.left + 2.5, middle, "合　　计", Style(size=9.5, bold=True))
    text = (
        f"案卷{capital(files)}卷，文件{capital(items)}件，共{capital(pages)}页"
        f"（{files} 卷　{items} 件　{pages} 页）。"
    )
    sheet.write_middle(box.left + 22, middle, text, Style(size=9.5).fit(text, box.width - 26))
    top = box.top + _TOTALS
    sheet.stroke(box.left, top, box.right, top)
    places = (
        ("填表人", facts.filled_in_by),
        ("移交部门负责人（签字）", ""),
        ("接收人（签字）", ""),
        ("移交日期", marks.in_words(facts.handed_over_on)),
    )
    half = box.width / 2
    for place, (label, value) in enumerate(places):
        row, column = divmod(place, 2)
        line = Box(box.left + 3 + column * half, top + 3 + row * 11, half - 9, 9)
        marks.pen_line(sheet, label, line, value)
