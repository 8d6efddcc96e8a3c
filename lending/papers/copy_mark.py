"""复制件标识: the label every copy bears, with its number, recipient and date."""

from archive_office.printing import marks
from archive_office.printing.sheet import RED, Box, Info, Sheet, Style, qr_size
from dossiers.papers.labels import BOXES
from lending.papers.facts import CopyMark

FORM = "AO-LY-06 复制件标识"

_CODE = 15.0
_LINE = Style(size=7.5)


def copy_marks(facts: CopyMark, *, start: int = 1) -> bytes:
    """A mark for each copy as PDF, the first at place `start` of a sheet begun earlier.

    Raises:
        ValueError: If a sheet has no such place.

    Source: LND-10.
    """
    if not 1 <= start <= BOXES.count:
        raise ValueError(f"A sheet has no place {start}.")
    sheet = Sheet(210, 297, Info(f"复制件标识 {facts.number}", FORM, ""))
    for copy in range(facts.copies):
        place = start - 1 + copy
        if place % BOXES.count == 0 and copy:
            sheet.showPage()
        _mark(sheet, BOXES.place(place), facts, copy + 1)
    sheet.showPage()
    return sheet.finish()


def _mark(sheet: Sheet, box: Box, facts: CopyMark, copy: int) -> None:
    sheet.frame(box, width=1.2, colour=RED)
    bar = box.top + 7
    sheet.stroke(box.left, bar, box.right, bar, width=0.6, colour=RED)
    name = Style(size=10.5, bold=True, colour=RED, tracking=3)
    sheet.write_middle(box.left + 2, box.top + 3.6, "复制件", name)
    number = Style(size=8.5, bold=True, colour=RED, align="right")
    sheet.write_middle(
        box.right - 2, box.top + 3.6, f"{facts.number}　{copy}/{facts.copies}", number
    )
    side = qr_size(facts.number, _CODE)
    sheet.qr(facts.number, box.right - side - 3.5, bar + 3, side)
    room = box.width - side - 9
    rows = (
        facts.reference,
        facts.title,
        f"页码 {facts.pages}　共 {facts.page_count} 页　{facts.manner}",
        f"领取 {facts.recipient}",
    )
    for line, text in enumerate(rows):
        place = Box(box.left + 2, bar + 0.6 + line * 4.5, room, 4.5)
        one = _LINE.fit(text, room)
        if one.size >= 6:  # noqa: PLR2004 - points
            sheet.write_middle(place.left, place.middle, text, one)
        else:
            marks.text_block(sheet, place, text, _LINE.but(size=6), leading=1.05)
    low = (
        (f"用途 {facts.purpose}", box.bottom - 8),
        (
            f"{facts.made_on.isoformat()}　{facts.room}　{_checked(facts)}，限本用途",
            box.bottom - 3.4,
        ),
    )
    for text, middle in low:
        sheet.write_middle(box.left + 2, middle, text, _LINE.fit(text, box.width - 4))


def _checked(facts: CopyMark) -> str:
    """LND-10: whoever checked it against the original, or that nobody has yet."""
    return f"{facts.checked_by} 核对与原件无误" if facts.checked_by else "待核对，未经核对不得交付"
