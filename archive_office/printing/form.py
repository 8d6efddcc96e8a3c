"""A register on paper: head, ruled table over any number of pages, closing block, footers.

A paper says what stands in the head, in the rows and in the block at the end; this module lays
it out in pass one, when nothing is drawn, and draws it in pass two, when the number of pages is
known. Every copy counts its own pages.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from archive_office.printing import marks
from archive_office.printing.facts import Paper
from archive_office.printing.grid import Grid
from archive_office.printing.sheet import GREY, Box, Info, Sheet, Style
from archive_office.printing.table import PageRows, Section, Space, measure, paginate

Draw = Callable[[Sheet, Box], None]

_FOOT = 9.0
_FRAME = 1.5
_INITIAL = 25.0
_NOTE = Style(size=6.5, colour=GREY)


@dataclass(frozen=True, slots=True)
class Page:
    """Size and margins of a sheet in mm; the left margin is the binding side."""

    width: float
    height: float
    left: float
    top: float
    right: float
    bottom: float

    @property
    def body(self) -> float:
        """Width between the margins."""
        return self.width - self.left - self.right

    @property
    def foot(self) -> float:
        """Where the frame ends at the latest."""
        return self.height - self.bottom - _FOOT


PORTRAIT = Page(210, 297, 25, 15, 11, 13)
LANDSCAPE = Page(297, 210, 25, 16, 13, 12)


@dataclass(frozen=True, slots=True)
class Band:
    """A strip across the page: its height in mm and what draws it."""

    height: float
    draw: Draw


NOTHING = Band(0, lambda _sheet, _box: None)


@dataclass(frozen=True, slots=True)
class Footer:
    """What stands left and right of the page number.

    Args:
        initials: One line at the right to initial each page on, with the name that stands on it or
            empty for the pen; `right` is its label then.
    """

    left: str = ""
    right: str = ""
    initials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Register:
    """A form whose body is a table, or several one after the other.

    Args:
        sections: The tables; the heads of a table stand again on each page it goes on to.
        first: Title strip of the first page, above the frame.
        following: Title strip of each further page.
        grid: Fields inside the frame above the table, on the first page only.
        tail: Totals and signatures inside the frame, on the last page only.
        row: Least height of a row in mm.
        watermark: A word across every page while the form is not in force.
    """

    page: Page
    info: Info
    sections: tuple[Section, ...]
    first: Band
    following: Band
    footer: Footer
    grid: Band = NOTHING
    tail: Band = NOTHING
    row: float = 7.4
    head: float = 10
    watermark: str = ""


def lay_out(register: Register) -> tuple[PageRows, ...]:
    """Pass one: which rows stand on which page."""
    page = register.page
    room = page.foot - page.top - register.head
    # A table with a title brings its own heads: the first page keeps no room for them.
    own_heads = register.head if register.sections[0].title else 0
    space = Space(
        first=room + own_heads - register.first.height - register.grid.height,
        following=room - register.following.height,
        tail=register.tail.height,
        row=register.row,
    )
    return paginate(measure(register.sections, register.row, register.head), space)


def draw_register(register: Register, copies: Sequence[marks.CopyMark | None] = (None,)) -> bytes:
    """Pass two: the register once for each copy, in one file."""
    sheet = Sheet(register.page.width, register.page.height, register.info)
    add_register(sheet, register, copies)
    return sheet.finish()


def draw_original(register: Register, annex: Callable[[Sheet], None] | None = None) -> Paper:
    """The register as it is sealed electronically: once, marked so, with the places for seals.

    Args:
        annex: Draws the pages that follow, if the seals have no place in the register.
    """
    sheet = Sheet(register.page.width, register.page.height, register.info)
    add_register(sheet, register, (marks.ELECTRONIC,))
    if annex:
        annex(sheet)
    return Paper(sheet.finish(), tuple(sheet.seal_places))


def add_register(
    sheet: Sheet, register: Register, copies: Sequence[marks.CopyMark | None] = (None,)
) -> None:
    """Draw a register on the next pages of a form that already has some, as its annex."""
    pages = lay_out(register)
    sheet.resize(register.page.width, register.page.height)
    grid = Grid(sheet, register.sections, register.page.left)
    for copy in copies:
        for number, rows in enumerate(pages):
            _draw_page(sheet, register, grid, rows, (number, len(pages)))
            _finish_page(sheet, register, (number, len(pages)), copy)


def _draw_page(
    sheet: Sheet, register: Register, grid: Grid, rows: PageRows, place: tuple[int, int]
) -> None:
    number, total = place
    page = register.page
    if register.watermark:
        marks.watermark(sheet, register.watermark)
    band = register.following if number else register.first
    band.draw(sheet, Box(page.left, page.top, page.body, band.height))
    top = below = page.top + band.height
    if not number and register.grid.height:
        register.grid.draw(sheet, Box(page.left, below, page.body, register.grid.height))
        below += register.grid.height
        sheet.stroke(page.left, below, page.left + page.body, below)
    bottom = grid.page(rows, below, register.head)
    if number == total - 1 and register.tail.height:
        sheet.stroke(page.left, bottom, page.left + page.body, bottom, width=0.9)
        register.tail.draw(sheet, Box(page.left, bottom, page.body, register.tail.height))
        bottom += register.tail.height
    sheet.frame(Box(page.left, top, page.body, bottom - top), width=_FRAME)
    if number < total - 1 and bottom < page.foot - 6:
        note = Style(size=8.5, colour=GREY, align="right")
        sheet.write_middle(page.left + page.body, bottom + 4, "（接下页）", note)


def _finish_page(
    sheet: Sheet, register: Register, place: tuple[int, int], copy: marks.CopyMark | None
) -> None:
    """Draw copy mark and footer and begin the next page."""
    page = register.page
    right = register.footer.right
    if copy:
        x = page.width - page.right + 5.5
        marks.copy_mark(sheet, copy, x, page.height / 2)
        name = copy.name or copy.keeper
        right = f"{right}　〔{name}〕" if right else f"〔{name}〕"
    footer(sheet, page, place, replace(register.footer, right=right))
    sheet.showPage()


def footer(sheet: Sheet, page: Page, place: tuple[int, int], text: Footer) -> None:
    """Draw the double rule, the page number and what stands beside it."""
    number, total = place
    left, right = page.left, page.left + page.body
    rule = page.foot + 4
    sheet.stroke(left, rule, right, rule, width=0.4)
    sheet.stroke(left, rule + 0.9, right, rule + 0.9, width=1.1)
    middle = rule + 4.2
    third = page.body / 2 - 22
    sheet.write_middle(left, middle, text.left, _NOTE.fit(text.left, third))
    centre = Style(size=9, align="center")
    sheet.write_middle((left + right) / 2, middle, f"第 {number + 1} 页　共 {total} 页", centre)
    if text.initials:
        _initials(sheet, right, middle, text)
    else:
        note = Style(size=8, align="right").fit(text.right, third)
        sheet.write_middle(right, middle, text.right, note)
    marks.absent_note(sheet, left, middle + 3.2)


def _initials(sheet: Sheet, right: float, middle: float, text: Footer) -> None:
    """Draw the lines on which every page is initialled, the label before them."""
    start = right - len(text.initials) * (_INITIAL + 3) + 3
    label = Style(size=8, align="right")
    sheet.write_middle(start - 2, middle, text.right, label)
    for place, name in enumerate(text.initials):
        left = start + place * (_INITIAL + 3)
        sheet.stroke(left, middle + 2.2, left + _INITIAL, middle + 2.2)
        style = Style(size=9, align="center").fit(name, _INITIAL - 1)
        sheet.write_middle(left + _INITIAL / 2, middle, name, style)
