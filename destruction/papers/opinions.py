"""工程技术部门专业建议: what engineers found of a technical thing, and what they recommend."""

from dataclasses import dataclass
from datetime import date

from archive_office.printing import marks
from archive_office.printing.facts import Fonds
from archive_office.printing.form import PORTRAIT, Footer, footer
from archive_office.printing.heads import Fields, Head, day, fields, first_band, fonds_lines, info
from archive_office.printing.sheet import Box, Sheet, Style
from destruction.papers.facts import Opinion

FORM = "AO-JD-04 工程技术部门专业建议"

_ROW = 9.0
_LABEL = 26.0
_FINDINGS = 72.0
_SAID = 72.0
_SIGNATURES = 30.0
_TEXT = Style(size=10)


@dataclass(frozen=True, slots=True)
class TechnicalThing:
    """One technical thing that is to be judged.

    Args:
        reckoned: How its term was reckoned, in words.
        opinions: What has been said of it so far, the earliest first; empty leaves it to the pen.
    """

    number: int
    reference: str
    title: str
    year: str
    retention: str
    reckoned: str
    items: int
    pages: int
    opinions: tuple[Opinion, ...] = ()


@dataclass(frozen=True, slots=True)
class OpinionSheets:
    """One sheet for each technical thing of an appraisal."""

    fonds: Fonds
    number: str
    room: str
    stated_on: date
    things: tuple[TechnicalThing, ...]


def opinion_sheets(facts: OpinionSheets) -> bytes:
    """The sheets as PDF, one a thing, for engineer and head of department to sign.

    Source: APR-07, APR-08, FRM-34.
    """
    page = PORTRAIT
    about = info(facts.fonds, FORM, f"工程技术部门专业建议 {facts.number}")
    sheet = Sheet(page.width, page.height, about)
    for place, thing in enumerate(facts.things):
        _sheet(sheet, facts, thing)
        footer(sheet, page, (place, len(facts.things)), Footer(FORM, facts.room))
        sheet.showPage()
    return sheet.finish()


def _sheet(sheet: Sheet, facts: OpinionSheets, thing: TechnicalThing) -> None:
    page = PORTRAIT
    head = Head(
        title="工程技术部门专业建议",
        english="Engineering Opinion on Records to Be Appraised",
        left=(*fonds_lines(facts.fonds), f"鉴定编号：{facts.number}　第 {thing.number} 项"),
        right=(f"编制日期：{day(facts.stated_on)}",),
    )
    band = first_band(head)
    band.draw(sheet, Box(page.left, page.top, page.body, band.height))
    start = top = page.top + band.height
    table = _fields(thing)
    high = _ROW * len(table)
    fields(sheet, Box(page.left, top, page.body, high), table, label=_LABEL)
    top += high
    top = _part(sheet, Box(page.left, top, page.body, _FINDINGS), "查验情况", "")
    said = "\n".join(_said(opinion) for opinion in thing.opinions)
    top = _part(sheet, Box(page.left, top, page.body, _SAID), "专业建议", said)
    _signatures(sheet, Box(page.left, top, page.body, _SIGNATURES), thing)
    sheet.frame(Box(page.left, start, page.body, top + _SIGNATURES - start), width=1.5)


def _fields(thing: TechnicalThing) -> Fields:
    return (
        (("档　　号", thing.reference),),
        (("题　　名", thing.title),),
        (("所属年度", thing.year), ("数　　量", f"{thing.items} 件　{thing.pages} 页")),
        (("保管期限", thing.retention), ("期限计算", thing.reckoned)),
    )


def _said(opinion: Opinion) -> str:
    scan = "（附扫描件）" if opinion.has_scan else ""
    return f"{opinion.text}{scan}（{opinion.author}，{opinion.on.isoformat()}）"


def _part(sheet: Sheet, box: Box, label: str, text: str) -> float:
    """Draw one labelled part of the sheet; returns where it ends."""
    sheet.stroke(box.left, box.top, box.right, box.top)
    marks.label_cell(sheet, Box(box.left, box.top, _LABEL, box.height), label)
    sheet.stroke(box.left + _LABEL, box.top, box.left + _LABEL, box.bottom)
    if text:
        room = Box(box.left + _LABEL + 3, box.top + 3, box.width - _LABEL - 6, box.height - 6)
        marks.text_block(sheet, room, text, _TEXT, leading=1.6, top=True)
    return box.bottom


def _signatures(sheet: Sheet, box: Box, thing: TechnicalThing) -> None:
    sheet.stroke(box.left, box.top, box.right, box.top, width=0.9)
    last = thing.opinions[-1] if thing.opinions else None
    half = box.width / 2
    places = (
        ("工程师（签字）", last.author if last else "", last.on if last else None),
        ("工程技术部门负责人（签字）", "", None),
    )
    for place, (label, name, on) in enumerate(places):
        left = box.left + place * half
        if place:
            sheet.stroke(left, box.top, left, box.bottom)
        marks.pen_line(sheet, label, Box(left + 3, box.top + 4, half - 8, 9), name)
        right = Style(size=9.5, align="right")
        sheet.write_middle(left + half - 5, box.bottom - 6, marks.in_words(on), right)
