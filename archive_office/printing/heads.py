"""The head of a form: its name, whose records it is about, fields above the table."""

from dataclasses import dataclass
from datetime import date

from archive_office.printing import marks
from archive_office.printing.facts import Fonds
from archive_office.printing.form import Band
from archive_office.printing.sheet import GREY, RED, Box, Info, Sheet, Style, qr_size

Fields = tuple[tuple[tuple[str, str], ...], ...]
"""Rows of labelled fields: ((label, value), …) a row."""

_LINE = 5.5
_QR = 17.0
_BELOW_TITLE = 18.0
_LABEL = 24.0
_FIELD = Style(size=9.5)


@dataclass(frozen=True, slots=True)
class Head:
    """The strip above the frame of a form.

    Args:
        left: Lines at the left, the last one right above the frame.
        right: Lines at the right, the last one right above the frame.
        url: Text of the QR code at the right, or empty; `url_note` stands beneath it.
        warning: What is not in force yet, in red.
        again: What a further page repeats, left and right of its line.
    """

    title: str
    english: str
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    url: str = ""
    url_note: str = "扫码核验"
    warning: str = ""
    again: tuple[str, str] = ("", "")


def info(fonds: Fonds, form: str, title: str, *, digest: str = "") -> Info:
    """What the file says about itself; the whole checksum is among the keywords."""
    return Info(
        title=title,
        form=form,
        author=f"{fonds.code} {fonds.name}",
        keywords=f"SHA-256 {digest}" if digest else "",
    )


def fonds_lines(fonds: Fonds) -> tuple[str, str]:
    """Fonds number and name as a head states them."""
    return f"全宗号：{fonds.code}", f"全宗名称：{fonds.name}"


def first_band(head: Head, height: float = 25) -> Band:
    """The title strip of the first page."""
    return Band(height, lambda sheet, box: _draw_first(sheet, box, head))


def following_band(head: Head, height: float = 17) -> Band:
    """The title strip of each further page, marked （续）."""
    return Band(height, lambda sheet, box: _draw_following(sheet, box, head))


def _between(sheet: Sheet, box: Box, head: Head, middle: float, code: float) -> float:
    """The room that the lines on both sides leave in the middle of the strip, in mm."""
    taken = [0.0]
    for lines, beside in ((head.left, 0.0), (head.right, code)):
        for number, line in enumerate(reversed(lines)):
            if abs(box.bottom - 4 - number * _LINE - middle) < _LINE:
                taken.append(beside + sheet.measure(line, _FIELD))
    return box.width - 2 * max(taken) - 6


def _draw_first(sheet: Sheet, box: Box, head: Head) -> None:
    size = 21.0
    title = Style(size=size, bold=True, tracking=size * 0.33)
    beside = (box.width - sheet.measure(head.title, title)) / 2 - 4
    marks.title(sheet, box.centre, box.top + 7, head.title, size=size)
    code = _code(sheet, box, head)
    room = _between(sheet, box, head, box.top + 14.5, code)
    marks.subtitle(sheet, box.centre, box.top + 14.5, head.english, room=room)
    for number, line in enumerate(reversed(head.left)):
        middle = box.bottom - 4 - number * _LINE
        opposite = head.right[-1 - number] if number < len(head.right) else ""
        room = box.width / 2 if opposite else box.width - code
        _fitted(sheet, box.left, middle, line, room if middle > box.top + _BELOW_TITLE else beside)
    right = box.right - code
    style = _FIELD.but(align="right")
    for number, line in enumerate(reversed(head.right)):
        sheet.write_middle(right, box.bottom - 4 - number * _LINE, line, style)
    if head.warning:
        warning = Style(size=8.5, colour=RED, align="right")
        warning = warning.fit(head.warning, beside - code)
        sheet.write_middle(right, box.top + 3, head.warning, warning)


def _draw_following(sheet: Sheet, box: Box, head: Head) -> None:
    marks.title(sheet, box.centre, box.top + 5, f"{head.title}（续）", size=15)
    left, right = head.again
    half = box.width * 0.6
    _fitted(sheet, box.left, box.bottom - 3.6, left, half)
    style = _FIELD.but(align="right").fit(right, half)
    sheet.write_middle(box.right, box.bottom - 3.6, right, style)


def _fitted(sheet: Sheet, x: float, middle: float, text: str, room: float) -> None:
    sheet.write_middle(x, middle, text, _FIELD.fit(text, room))


def _code(sheet: Sheet, box: Box, head: Head) -> float:
    """Draw the QR code at the right of the title; returns the width it takes."""
    if not head.url:
        return 0.0
    size = qr_size(head.url, _QR)
    left = box.right - size - 0.5
    sheet.qr(head.url, left, box.top, size)
    note = Style(size=6, colour=GREY, align="center")
    sheet.write_middle(left + size / 2, box.top + size + 1.8, head.url_note, note)
    return size + 4


def day(value: date | None) -> str:
    """A day of the head, or a dash while it is not there."""
    return marks.in_words(value) if value else "——"


def fields_band(table: Fields, row: float = 7) -> Band:
    """A grid of labelled fields inside the frame, above the table."""
    return Band(row * len(table), lambda sheet, box: fields(sheet, box, table))


def fields(sheet: Sheet, box: Box, table: Fields, *, label: float = _LABEL) -> None:
    """Draw rows of labelled fields, all cells of a row equally wide."""
    high = box.height / len(table)
    for line, cells in enumerate(table):
        top = box.top + line * high
        wide = box.width / len(cells)
        if line:
            sheet.stroke(box.left, top, box.right, top)
        for place, (name, value) in enumerate(cells):
            left = box.left + place * wide
            if place:
                sheet.stroke(left, top, left, top + high)
            sheet.stroke(left + label, top, left + label, top + high)
            marks.label_cell(sheet, Box(left, top, label, high), name)
            marks.value_cell(sheet, Box(left + label, top, wide - label, high), value)


def bar(sheet: Sheet, box: Box, text: str) -> None:
    """Draw the heading of a part of a form across its frame, with a rule beneath."""
    sheet.write_middle(box.left + 2, box.middle, text, Style(size=9.5, bold=True))
    sheet.stroke(box.left, box.bottom, box.right, box.bottom)


def parts_band(parts: tuple[tuple[str, Fields], ...], row: float = 7) -> Band:
    """Several grids of fields below each other, each under its heading."""
    height = sum(row * (len(table) + 1) for _, table in parts)
    return Band(height, lambda sheet, box: _parts(sheet, box, parts, row))


def _parts(sheet: Sheet, box: Box, parts: tuple[tuple[str, Fields], ...], row: float) -> None:
    top = box.top
    for heading, table in parts:
        if top > box.top:
            sheet.stroke(box.left, top, box.right, top, width=0.9)
        bar(sheet, Box(box.left, top, box.width, row), heading)
        top += row
        fields(sheet, Box(box.left, top, box.width, row * len(table)), table)
        top += row * len(table)
