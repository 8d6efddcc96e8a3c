"""归档材料催交单: a letter to the department that owes papers, dossier by dossier."""

from dataclasses import dataclass
from datetime import date

from archive_office.printing.facts import Fonds
from archive_office.printing.form import PORTRAIT, Band, Footer, Register, draw_register
from archive_office.printing.heads import Head, day, first_band, following_band, info
from archive_office.printing.marks import in_words
from archive_office.printing.sheet import Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section

FORM = "AO-DA-31 归档材料催交单"

COLUMNS = (
    Column("序号", 11),
    Column("档　　　号", 44, "left"),
    Column("房　　号", 36, "left", wraps=True),
    Column("所 缺 材 料", 59, "left", wraps=True),
    Column("补交日期", 24),
)
_BODY = Style(size=10)
_TAIL = 44.0


@dataclass(frozen=True, slots=True)
class ChaseLine:
    """One dossier and the papers it lacks, by their names."""

    reference: str
    unit: str
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChaseSheet:
    """催交单 of one letter, as it was issued."""

    fonds: Fonds
    number: str
    centre: str
    supplier: str
    issued_on: date
    due_on: date
    issued_by: str
    lines: tuple[ChaseLine, ...]


def chase_sheet(facts: ChaseSheet) -> bytes:
    """The letter for missing papers as PDF.

    Source: COL-06, COL-07.
    """
    number, to = f"编号：{facts.number}", f"致：{facts.supplier}"
    head = Head(
        title="归档材料催交单",
        english="Request for Missing Papers",
        left=(to, f"全宗：{facts.fonds.code} {facts.fonds.name}"),
        right=(number, f"签发日期：{day(facts.issued_on)}"),
        again=(to, number),
    )
    rows = [
        Row((str(place), line.reference, line.unit, "、".join(line.papers), ""))
        for place, line in enumerate(facts.lines, 1)
    ]
    return draw_register(
        Register(
            page=PORTRAIT,
            info=info(facts.fonds, FORM, f"归档材料催交单 {facts.number}"),
            sections=(Section(COLUMNS, rows, blank=2, struck=False),),
            first=first_band(head, 27),
            following=following_band(head),
            tail=Band(_TAIL, lambda sheet, box: _tail(sheet, box, facts)),
            footer=Footer(FORM, facts.centre),
            row=8,
        )
    )


def _tail(sheet: Sheet, box: Box, facts: ChaseSheet) -> None:
    papers = sum(len(line.papers) for line in facts.lines)
    left, right = box.left + 2.5, box.right - 2.5
    texts = (
        f"以上客户档案 {len(facts.lines)} 卷，缺材料 {papers} 件，由贵部门负责提供。",
        f"请于{in_words(facts.due_on)}前补交{facts.centre}档案管理员；确实没有的，请书面说明理由。",
    )
    for place, text in enumerate(texts):
        style = _BODY.fit(text, right - left)
        sheet.write_middle(left, box.top + 6 + place * 6.5, text, style)
    for place, text in enumerate(
        (f"签发人：{facts.issued_by}", "接收人（签字）：", "接收日期：　　　　年　　月　　日")
    ):
        sheet.write_middle(left + place * 56, box.top + 25, text, _BODY)
    office = f"{facts.centre}（章）"
    centred = _BODY.but(align="center")
    sheet.write_middle(right - 34, box.top + 34, office, centred.fit(office, 66))
    sheet.write_middle(right - 34, box.top + 40, in_words(facts.issued_on), centred)
