"""代卷卡: stands in the gap on the shelf, so that the shelf itself tells where a thing is.

Three cards of 99 x 210 mm stand side by side on an A4 sheet and are cut apart.
"""

from collections.abc import Sequence

from archive_office.printing import marks
from archive_office.printing.sheet import GREY, RED, Box, Info, Sheet, Style, qr_size
from lending.papers.facts import OutCard

FORM = "AO-LY-04 代卷卡"
PLACES = 3
"""Cards on a sheet."""

_WIDTH, _HEIGHT = 99.0, 210.0
_INSET = 7.0
_CODE = 34.0
_LABEL = 22.0
_ROW = 11.0
_VALUE = Style(size=11)
_SMALLEST = 8.5


def out_cards(cards: Sequence[OutCard], *, start: int = 1) -> bytes:
    """Out-cards as PDF, the first at place `start` of a sheet begun earlier.

    Raises:
        ValueError: If a sheet has no such place.

    Source: LND-19.
    """
    if not 1 <= start <= PLACES:
        raise ValueError(f"A sheet has no place {start}.")
    sheet = Sheet(_WIDTH * PLACES, _HEIGHT, Info("代卷卡", FORM, ""))
    for number, card in enumerate(cards, start - 1):
        place = number % PLACES
        if place == 0 and number > start - 1:
            sheet.showPage()
        _card(sheet, Box(place * _WIDTH, 0, _WIDTH, _HEIGHT), card)
    sheet.showPage()
    return sheet.finish()


def _card(sheet: Sheet, place: Box, card: OutCard) -> None:
    for x in (place.left, place.right):
        if 0 < x < _WIDTH * PLACES:
            sheet.frame(Box(x, 0, 0, _HEIGHT), colour=GREY, dash=(1.5, 1.5))
    box = Box(place.left + _INSET, _INSET, place.width - 2 * _INSET, place.height - 2 * _INSET)
    sheet.frame(box, width=1.5)
    marks.title(sheet, box.centre, box.top + 10, "代卷卡", size=26)
    marks.subtitle(sheet, box.centre, box.top + 18, "Out Card")
    due = f"应还　{card.due_on.isoformat()}"
    sheet.write_middle(
        box.centre, box.top + 27, due, Style(size=17, bold=True, align="center", colour=RED)
    )
    sheet.stroke(box.left, box.top + 35, box.right, box.top + 35, width=0.9)
    below = _facts(sheet, Box(box.left, box.top + 35, box.width, 0), card)
    _code(sheet, Box(box.left, below, box.width, box.bottom - below), card)


def _facts(sheet: Sheet, box: Box, card: OutCard) -> float:
    """Draw the labelled rows; returns where they end."""
    rows = (
        ("档　号", card.reference, _ROW),
        ("题　名", card.title, _ROW * 1.5),
        ("原位置", card.home or "——", _ROW),
        ("去　向", card.manner, _ROW),
        ("借阅人", card.borrower, _ROW),
        ("部　门", card.department, _ROW),
        ("借出日期", card.handed_out_on.isoformat(), _ROW),
        ("借阅单号", card.slip_number, _ROW),
    )
    top = box.top
    for label, value, height in rows:
        marks.label_cell(sheet, Box(box.left, top, _LABEL, height), label)
        cell = Box(box.left + _LABEL, top, box.width - _LABEL, height)
        _value(sheet, cell, value)
        top += height
        sheet.stroke(box.left, top, box.right, top)
    sheet.stroke(box.left + _LABEL, box.top, box.left + _LABEL, top)
    return top


def _value(sheet: Sheet, cell: Box, value: str) -> None:
    """Large enough to be read from before the shelf; in lines if it is long."""
    room = Box(cell.left + 2, cell.top + 0.6, cell.width - 4, cell.height - 1.2)
    style = _VALUE.fit(value, room.width)
    if style.size >= _SMALLEST:
        sheet.write_middle(room.left, room.middle, value, style)
    else:
        marks.text_block(sheet, room, value, _VALUE.but(size=_SMALLEST + 1), leading=1.2)


def _code(sheet: Sheet, box: Box, card: OutCard) -> None:
    side = min(qr_size(card.scan, _CODE), box.height - 22)
    sheet.qr(card.scan, box.left + 6, box.top + 6, side)
    note = Style(size=8, align="center")
    sheet.write_middle(box.left + 6 + side / 2, box.top + side + 9, card.scan, note)
    left = box.left + side + 12
    lines = ("归还上架时", "先扫此码再扫盒", "核对无误后", "取出本卡注销")
    sheet.write_lines(left, box.top + 6, lines, Style(size=9.5), 6.5)
    line = Box(box.left + 6, box.bottom - 11, box.width - 12, 8)
    marks.pen_line(sheet, "经办人", line, card.handled_by)
