"""个人信息请求答复函: the office's answer to a resident who asked about the own data."""

from dataclasses import dataclass
from datetime import date

from archive_office.printing import marks
from archive_office.printing.facts import Fonds
from archive_office.printing.form import PORTRAIT, Footer, footer
from archive_office.printing.heads import info
from archive_office.printing.marks import in_words
from archive_office.printing.sheet import Box, Sheet, Style, qr_size
from archive_office.printing.text import POINT, paragraph

FORM = "AO-DA-16 个人信息请求答复函"

_BODY = Style(size=12)
_PITCH = 8.0
_HEAD = 38.0
_ADDRESSEE = 9.0
_SENDER = 32.0
_APPEAL = "如对本答复有异议，您可以向公司客户服务部提出，或依法向有关主管部门投诉、举报。"


@dataclass(frozen=True, slots=True)
class AnswerLetter:
    """What was asked, what was decided, and the answer; the name arrives masked."""

    fonds: Fonds
    number: str
    reference: str
    customer: str
    unit: str
    kind: str
    received_on: date
    wanted: str
    granted: bool
    ground: str
    reason: str
    answer: str
    answered_on: date
    office: str


def answer_letter(facts: AnswerLetter) -> bytes:
    """The letter of answer as PDF.

    Source: LND-16.
    """
    page = PORTRAIT
    title = f"个人信息请求答复函 {facts.number}"
    sheet = Sheet(page.width, page.height, info(facts.fonds, FORM, title))
    box = Box(page.left, page.top, page.body, page.foot - page.top)
    pages = _pages(facts, box)
    for number, lines in enumerate(pages):
        top = box.top
        if not number:
            _head(sheet, box, facts)
            top = _addressee(sheet, Box(box.left, box.top + _HEAD, box.width, 0), facts)
        sheet.write_lines(box.left, top, tuple(lines), _BODY, _PITCH)
        if number == len(pages) - 1:
            _sender(sheet, Box(box.left, top + _PITCH * len(lines), box.width, 0), facts)
        foot = Footer(FORM, f"{facts.fonds.code} {facts.fonds.name}")
        footer(sheet, page, (number, len(pages)), foot)
        sheet.showPage()
    return sheet.finish()


def _pages(facts: AnswerLetter, box: Box) -> list[list[str]]:
    """The lines of the letter, page by page; the sender stands under the last ones."""
    wide = box.width / (_BODY.size * POINT)
    lines = [line for text in _paragraphs(facts) for line in paragraph(text, wide)]
    room = int((box.height - _HEAD - _ADDRESSEE) / _PITCH)
    pages = [lines[:room]]
    rest = lines[room:]
    whole = int(box.height / _PITCH)
    while rest:
        pages.append(rest[:whole])
        rest = rest[whole:]
    room = room if len(pages) == 1 else whole
    if len(pages[-1]) > room - int(_SENDER / _PITCH):  # a line goes along with the sender
        pages.append([pages[-1].pop()])
    return pages


def _head(sheet: Sheet, box: Box, facts: AnswerLetter) -> None:
    marks.title(sheet, box.centre, box.top + 14, "个人信息请求答复函", size=20)
    marks.subtitle(sheet, box.centre, box.top + 21.5, "Answer to a Request about Personal Data")
    right = Style(size=10, align="right")
    sheet.write_middle(box.right, box.top + 28, f"编号：{facts.number}", right)
    sheet.write_middle(box.left, box.top + 28, f"档号：{facts.reference}", Style(size=10))
    sheet.qr(facts.number, box.left + 0.5, box.top, qr_size(facts.number, 13))


def _addressee(sheet: Sheet, box: Box, facts: AnswerLetter) -> float:
    """Draw to whom the letter goes; returns where it ends."""
    to = f"{facts.unit}　{facts.customer or '（姓名已删除）'}".strip()
    bold = _BODY.but(bold=True).fit(to, box.width - 8)
    sheet.write_middle(box.left, box.top + 3, f"{to}：", bold)
    return box.top + _ADDRESSEE


def _paragraphs(facts: AnswerLetter) -> tuple[str, ...]:
    decided = "经审核，同意您的请求。" if facts.granted else "经审核，未予同意。"
    if facts.ground:
        decided += f"依据：{facts.ground}。"
    if facts.reason:
        decided += f"理由：{facts.reason}。"
    asked = (
        f"您于{in_words(facts.received_on)}就本人个人信息提出的请求（{facts.kind}）收悉。"
        f"请求内容：{facts.wanted}"
    )
    own = tuple(part for part in facts.answer.splitlines() if part.strip())
    return (asked, decided, *own, _APPEAL)


def _sender(sheet: Sheet, box: Box, facts: AnswerLetter) -> None:
    centre = box.right - 40
    name, centred = f"{facts.office}（章）", _BODY.but(align="center")
    sheet.write_middle(centre, box.top + 14, name, centred.fit(name, 78))
    sheet.write_middle(centre, box.top + 22, in_words(facts.answered_on), centred)
