"""声像（实物）档案说明: what words say of a photo, a recording or an object (FRM-26)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from archive_office.printing import marks
from archive_office.printing.facts import Fonds
from archive_office.printing.form import PORTRAIT, Footer, footer
from archive_office.printing.heads import day, info
from archive_office.printing.sheet import Box, Sheet, Style, qr_size
from archive_office.printing.text import POINT, wrap

FORM = "AO-DA-33 声像（实物）档案说明"

_LABEL = Style(size=10.5, bold=True, align="center")
_VALUE = Style(size=10.5)
_HEAD_WIDTH = 34.0
_PITCH = 6.2


@dataclass(frozen=True, slots=True)
class DescriptionSheet:
    """声像（实物）档案说明 of one thing."""

    fonds: Fonds
    reference: str
    title: str
    keeper: str
    form: str
    subject: str
    taken: str
    background: str
    author: str
    place: str
    persons: str
    medium: str
    extent: str
    intact_on: date | None
    intact_by: str
    kept: str


def description_sheet(facts: DescriptionSheet) -> bytes:
    """The description of one thing as PDF.

    Source: FIL-10, FRM-26.
    """
    page = PORTRAIT
    sheet = Sheet(page.width, page.height, info(facts.fonds, FORM, f"说明 {facts.reference}"))
    box = Box(page.left, page.top, page.body, page.foot - page.top)
    marks.title(sheet, box.centre, box.top + 14, "声像（实物）档案说明", size=20)
    marks.subtitle(sheet, box.centre, box.top + 21.5, "Description of an Item")
    sheet.write_middle(box.left, box.top + 29, f"保管单位：{facts.keeper}", Style(size=10))
    right = Style(size=10, align="right")
    fonds = f"全宗：{facts.fonds.code} {facts.fonds.name}"
    sheet.write_middle(box.right, box.top + 29, fonds, right)
    sheet.qr(facts.reference, box.left + 0.5, box.top, qr_size(facts.reference, 16))
    top = box.top + 33
    for head, value, least in _rows(facts):
        top = _row(sheet, Box(box.left, top, box.width, least), head, value)
    footer(sheet, page, (0, 1), Footer(FORM, facts.keeper))
    sheet.showPage()
    return sheet.finish()


def _rows(facts: DescriptionSheet) -> Sequence[tuple[str, str, float]]:
    seen = f"清楚完好　{facts.intact_by}　{day(facts.intact_on)}" if facts.intact_on else ""
    return (
        ("档　　号", facts.reference, 10),
        ("题　　名", facts.title, 10),
        ("类　　型", facts.form, 10),
        ("内　　容", facts.subject, 14),
        ("时　　间", facts.taken, 10),
        ("背　　景", facts.background, 40),
        ("作　　者", facts.author, 10),
        ("地　　点", facts.place, 10),
        ("人　　物", facts.persons, 10),
        ("载　　体", facts.medium, 10),
        ("规格、时长", facts.extent, 10),
        ("完好情况", seen, 10),
        ("保管去向", facts.kept, 10),
    )


def _row(sheet: Sheet, box: Box, head: str, value: str) -> float:
    """Draw one field as high as its text asks; returns where it ends."""
    room = (box.width - _HEAD_WIDTH - 6) / (_VALUE.size * POINT)
    lines = wrap(value, room) if value else ()
    height = max(box.height, len(lines) * _PITCH + 3.8)
    sheet.frame(Box(box.left, box.top, _HEAD_WIDTH, height))
    sheet.frame(Box(box.left + _HEAD_WIDTH, box.top, box.width - _HEAD_WIDTH, height))
    middle = box.top + height / 2
    sheet.write_middle(box.left + _HEAD_WIDTH / 2, middle, head, _LABEL)
    if lines:
        left = box.left + _HEAD_WIDTH + 3
        first = box.top + (height - len(lines) * _PITCH) / 2
        sheet.write_lines(left, first, lines, _VALUE, _PITCH)
    return box.top + height
