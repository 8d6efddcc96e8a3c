"""Marks on a form: titles, footers, copy marks, empty seal places, what is not yet signed."""

from dataclasses import dataclass
from datetime import date, datetime

from archive_office.printing.fonts import BOLD, REGULAR
from archive_office.printing.sheet import (
    BLUE,
    GREEN,
    GREY,
    PALE,
    RED,
    Box,
    Colour,
    Sheet,
    Style,
)
from archive_office.printing.text import POINT, paragraph, wrap

COPY_COLOURS = (RED, BLUE, GREEN)
_ORDINALS = "一二三四五六七八九"
_SEAL_DIAMETER = 38.0
_SMALLEST_IN_ONE_LINE = 7.0
_SPREAD_TO = 4  # longer labels fill their cell as they are
_SMALL = Style(size=6.5, colour=GREY)


@dataclass(frozen=True, slots=True)
class CopyMark:
    """Which copy of a form this is and who keeps it: 第一联 移交方存."""

    number: int
    keeper: str

    @property
    def name(self) -> str:
        return f"第{_ORDINALS[self.number - 1]}联" if self.number else ""

    @property
    def colour(self) -> Colour:
        return COPY_COLOURS[(self.number - 1) % len(COPY_COLOURS)]


ELECTRONIC = CopyMark(0, "电子原件")
"""Stands on the file that is sealed electronically, in place of the number of a copy."""


def chosen_copies(keepers: tuple[str, ...], number: int | None) -> tuple[CopyMark, ...]:
    """The mark of every copy, or of the one with this number, counted from 1.

    Raises:
        ValueError: If nobody keeps a copy of this number.
    """
    found = tuple(CopyMark(place, keeper) for place, keeper in enumerate(keepers, 1))
    if number is None:
        return found
    if not 1 <= number <= len(found):
        raise ValueError(f"There is no copy {number} of a form kept by {len(found)}.")
    return (found[number - 1],)


def title(sheet: Sheet, centre: float, middle: float, text: str, *, size: float = 21) -> None:
    """Write the name of a form, spaced out as official forms are."""
    style = Style(size=size, bold=True, align="center", tracking=size * 0.33)
    # Tracking also follows the last character: half of it puts the title off centre.
    sheet.write_middle(centre, middle, text, style)


def subtitle(
    sheet: Sheet, centre: float, middle: float, text: str, *, room: float | None = None
) -> None:
    """Write the small English line beneath the title.

    Args:
        room: How wide it may be, in mm; a longer one is set closer, then smaller.
    """
    style, line = Style(size=6.2, colour=GREY, align="center", tracking=1.6), text.upper()
    if room is not None and sheet.measure(line, style) > room:
        style = style.but(tracking=0.2)
        style = style.fit(line, room - 0.2 * POINT * len(line))
    sheet.write_middle(centre, middle, line, style)


def copy_mark(sheet: Sheet, mark: CopyMark, x: float, middle: float) -> None:
    """Write the copy mark downwards in the margin."""
    style = Style(size=9.5, bold=True, colour=mark.colour)
    pitch = 4.4
    total = pitch * (len(mark.name) + len(mark.keeper)) + 2.5
    top = middle - total / 2
    top += sheet.write_down(x, top, mark.name, style, pitch) + 2.5
    sheet.write_down(x, top, mark.keeper, style, pitch)


def watermark(sheet: Sheet, text: str) -> None:
    """Write a word across the sheet, under everything else: what is not in force says so."""
    x, y = sheet.width / 2, sheet.height / 2
    size = min(110.0, 560.0 / max(len(text), 1))
    style = Style(size=size, bold=True, align="center", colour=PALE, tracking=size * 0.2)
    with sheet.turned(x, y, 24):
        sheet.write_middle(x, y, text, style)


def seal_place(
    sheet: Sheet, x: float, y: float, *, sealed_on: date | None = None, key: str = ""
) -> None:
    """Draw the empty ring for a seal on paper; a recorded sealing is named beneath it.

    Args:
        key: Whose seal goes there; the sheet remembers the place under it.
    """
    if key:
        sheet.keep_for_seal(key, x, y)
    radius = _SEAL_DIAMETER / 2
    sheet.ring(x, y, radius, dash=(0.5, 1.0))
    sheet.write_middle(x, y - 3, "盖 章 处", Style(size=8.5, colour=GREY, align="center"))
    if sealed_on:
        note = f"用印登记 {sealed_on:%Y-%m-%d}"
        sheet.write_middle(x, y + 2.2, note, Style(size=6.5, colour=GREY, align="center"))


def stamp(sheet: Sheet, x: float, y: float, text: str, *, note: str = "") -> None:
    """Draw a box stamp in a double red frame, slightly turned, as from a rubber stamp."""
    style = Style(size=20, bold=True, align="center", colour=RED, tracking=5)
    with sheet.turned(x, y, 8):
        sheet.frame(Box(x - 25, y - 10, 50, 20), width=1.6, colour=RED)
        sheet.frame(Box(x - 23.8, y - 8.8, 47.6, 17.6), width=0.5, colour=RED)
        sheet.write_middle(x, y - (2.2 if note else 0), text, style)
        if note:
            small = Style(size=8.5, align="center", colour=RED)
            sheet.write_middle(x, y + 5.6, note, small)


def pen_line(sheet: Sheet, label: str, box: Box, value: str = "", *, bold: bool = False) -> None:
    """Write a label and a line to sign on; a printed value stands on the line."""
    style = Style(size=9.5, bold=bold)
    sheet.write_middle(box.left, box.middle, label, style)
    start = box.left + sheet.measure(label, style) + 1.5
    sheet.stroke(start, box.bottom - 1.2, box.right, box.bottom - 1.2)
    if value:
        centred = Style(size=10, align="center").fit(value, box.right - start - 1)
        sheet.write_middle((start + box.right) / 2, box.middle, value, centred)


def check_box(sheet: Sheet, x: float, middle: float, label: str, *, ticked: bool) -> float:
    """Draw a box to tick with its label; returns the width used in mm."""
    style = Style(size=9.5)
    sheet.write_middle(x, middle, "□", style)
    if ticked:
        sheet.write_middle(x + 0.4, middle - 0.3, "√", Style(size=10.5, bold=True))
    start = x + sheet.measure("□", style) + 0.8
    sheet.write_middle(start, middle, label, style)
    return start - x + sheet.measure(label, style)


def absent_note(sheet: Sheet, x: float, middle: float) -> None:
    """Name the characters this page shows as 〓 by their code points."""
    if sheet.absent:
        points = "、".join(f"U+{ord(char):04X}" for char in sheet.absent)
        sheet.write_middle(x, middle, f"注：〓 为字库未收字，依次为 {points}", _SMALL)


def in_words(day: date | None) -> str:
    """A day as signature lines write it, or room for the pen."""
    if day is None:
        return "　　　年　　月　　日"
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def moment(at: datetime) -> str:
    """A moment to the second, as the evidence of a signature states it."""
    return f"{at:%Y-%m-%d %H:%M:%S}"


def grouped(digest: str, group: int = 8) -> str:
    """A checksum in groups that an eye can compare."""
    return " ".join(digest[start : start + group] for start in range(0, len(digest), group))


def label_cell(sheet: Sheet, box: Box, label: str) -> None:
    """Write the label of a field in bold, spread over its cell."""
    style = Style(size=9.5, bold=True, align="center")
    if len(label) <= _SPREAD_TO and label.isalpha():
        free = box.width - 5 - sheet.measure(label, style)
        style = style.but(tracking=min(max(free / max(len(label) - 1, 1) / POINT, 0), 5))
    else:
        style = style.fit(label, box.width - 2)
    sheet.write_middle(box.centre, box.middle, label, style)


def value_cell(
    sheet: Sheet, box: Box, value: str, *, size: float = 9.5, centred: bool = False
) -> None:
    """Write the value of a field in its cell: smaller if it is long, in lines if very long."""
    room = Box(box.left + 1.8, box.top + 0.3, box.width - 3.6, box.height - 0.6)
    style = Style(size=size, align="center" if centred else "left")
    one_line = style.fit(value, room.width)
    if one_line.size < _SMALLEST_IN_ONE_LINE:
        text_block(sheet, room, value, style.but(size=_SMALLEST_IN_ONE_LINE))
    else:
        x = room.centre if centred else room.left
        sheet.write_middle(x, room.middle, value, one_line)


def text_block(
    sheet: Sheet, box: Box, text: str, style: Style, *, leading: float = 1.25, top: bool = False
) -> None:
    """Write a text of several lines in a box, as much smaller as it must be to fit.

    A text that begins with two wide spaces is a paragraph and keeps its indent.

    Args:
        leading: From line to line, as a multiple of the size.
        top: Whether the lines stand at the top of the box instead of in its middle.
    """
    font = BOLD if style.bold else REGULAR
    broken = paragraph if text.startswith("　　") else wrap
    lines = broken(text, box.width / (style.size * POINT), font)
    while len(lines) * style.size * POINT * leading > box.height:
        style = style.but(size=style.size * 0.95)
        lines = broken(text, box.width / (style.size * POINT), font)
    pitch = style.size * POINT * leading
    start = box.top if top else box.middle - pitch * len(lines) / 2
    x = {"left": box.left, "center": box.centre, "right": box.right}[style.align]
    sheet.write_lines(x, start, lines, style, pitch)
