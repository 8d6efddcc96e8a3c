"""The ruled table of a register: how rows are measured, spread over pages and drawn.

Pass one needs no canvas: it wraps every cell and deals the rows out to pages, so that pass two
knows the number of pages. The block that ends a register, with its signatures, never stands
under fewer than two rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive_office.printing.fonts import BOLD
from archive_office.printing.sheet import GREY, Align, Box, Sheet, Style
from archive_office.printing.text import POINT, shrunk, wrap

LINE_PITCH = 4.0
"""From one line of a cell to the next, mm."""

_CELL_MARGIN = 1.1
_ROW_MARGIN = 2.8
_MOST_LINES = 6  # a longer cell goes on in a further row, so that no row outgrows a page
_STRETCH = 1.6  # a row of a full page may grow by this much, mm
_STRETCH_SHORT = 3.4  # and of a page that had to give rows to the last one
_UNDER_SIGNATURES = 2
_STRUCK_FROM = 2  # so many empty rows after （以下空白） get a stroke across
_BLANK = "（以下空白）"
_BLANK_STYLE = Style(colour=GREY, align="center")
_HEADING_STYLE = Style(bold=True)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `head` may hold a line break; `wraps` is off for codes, dates and years."""

    head: str
    width: float
    align: Align = "center"
    wraps: bool = False
    size: float = 9


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a cell for each column, or a heading across all of them."""

    cells: tuple[str, ...]
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """A row as it will be drawn: the lines of each cell with their size, and its height.

    Args:
        joined: Continues the row above it, without a line between.
    """

    cells: tuple[tuple[tuple[str, ...], float], ...]
    height: float
    heading: bool = False
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Space:
    """Room for rows in mm: on the first page, on a following one, and what the end takes."""

    first: float
    following: float
    tail: float
    row: float

    def on(self, page: int) -> float:
        return self.following if page else self.first


@dataclass(frozen=True, slots=True)
class PageRows:
    """The rows of one page; `blanks` are the heights of empty rows below them."""

    rows: tuple[Measured, ...]
    stretch: float
    blanks: tuple[float, ...] = ()

    @property
    def height(self) -> float:
        used = sum(row.height + self.stretch for row in self.rows)
        return used + sum(self.blanks)


def measure(rows: Sequence[Row], columns: Sequence[Column], least: float) -> list[Measured]:
    """Wrap every cell and find the height of every row, at least `least` mm."""
    measured: list[Measured] = []
    rooms = [column.width - 2 * _CELL_MARGIN for column in columns]
    for row in rows:
        if row.heading:
            measured.append(Measured(((row.cells[:1], 9.0),), least, heading=True))
            continue
        cells = tuple(
            _lines(text, column, room)
            for text, column, room in zip(row.cells, columns, rooms, strict=True)
        )
        tall = max(len(lines) for lines, _ in cells)
        if tall > _MOST_LINES:
            measured += _segments(cells, tall, least)
        else:
            height = max(least, tall * LINE_PITCH + _ROW_MARGIN)
            measured.append(Measured(cells, height))
    return measured


def _lines(text: str, column: Column, room: float) -> tuple[tuple[str, ...], float]:
    if not text:
        return (), column.size
    if column.wraps:
        return wrap(text, room / (column.size * POINT)), column.size
    return (text,), shrunk(text, room, column.size)


def _segments(
    cells: tuple[tuple[tuple[str, ...], float], ...], tall: int, least: float
) -> list[Measured]:
    """A row too tall for one piece, as pieces that may stand on different pages."""
    pieces = []
    for start in range(0, tall, _MOST_LINES):
        part = tuple((lines[start : start + _MOST_LINES], size) for lines, size in cells)
        high = max(len(lines) for lines, _ in part) * LINE_PITCH
        height = max(high, least - _ROW_MARGIN)
        pieces.append(Measured(part, height + _ROW_MARGIN / 2, joined=bool(start)))
    return pieces


def paginate(rows: Sequence[Measured], space: Space) -> tuple[PageRows, ...]:
    """Deal the rows out to pages; the last page ends with the tail and is filled with blanks."""
    pages = _dealt(rows, space)
    last = len(pages) - 1
    laid = [_full_page(page, space.on(number)) for number, page in enumerate(pages[:-1])]
    return (*laid, _last_page(pages[-1], space.on(last) - space.tail, space.row))


def _dealt(rows: Sequence[Measured], space: Space) -> list[list[Measured]]:
    pages: list[list[Measured]] = [[]]
    used = 0.0
    for row in rows:
        if pages[-1] and used + row.height > space.on(len(pages) - 1):
            pages.append([])
            if len(pages[-2]) > 1 and pages[-2][-1].heading:  # a heading stays with its rows
                pages[-1].append(pages[-2].pop())
            used = sum(held.height for held in pages[-1])
        pages[-1].append(row)
        used += row.height
    if used + space.tail > space.on(len(pages) - 1):
        pages.append([])
    return _company_for_signatures(pages)


def _company_for_signatures(pages: list[list[Measured]]) -> list[list[Measured]]:
    """Move rows to the last page until the signatures stand under two of them."""
    last = pages[-1]
    while len(pages) > 1 and len(pages[-2]) > 1 and _rows_in(last) < _UNDER_SIGNATURES:
        last.insert(0, pages[-2].pop())
    if len(pages) > 1 and len(pages[-2]) > 1 and pages[-2][-1].heading:
        last.insert(0, pages[-2].pop())
    return pages


def _rows_in(page: list[Measured]) -> int:
    return sum(not row.heading for row in page)


def _full_page(rows: list[Measured], room: float) -> PageRows:
    over = (room - sum(row.height for row in rows)) / len(rows)
    return PageRows(tuple(rows), over if over <= _STRETCH_SHORT else _STRETCH)


def _last_page(rows: list[Measured], room: float, least: float) -> PageRows:
    left = room - sum(row.height for row in rows)
    count = int(left / least)
    if not count:
        stretch = left / len(rows) if rows else 0.0
        return PageRows(tuple(rows), max(stretch, 0.0))
    return PageRows(tuple(rows), 0.0, (left / count,) * count)


class Grid:
    """Draws the rows of one table on the pages of a sheet."""

    def __init__(self, sheet: Sheet, columns: Sequence[Column], left: float, *, blank: int) -> None:
        self._sheet = sheet
        self._columns = columns
        self._left = left
        self._blank = blank
        edges = [left]
        for column in columns:
            edges.append(edges[-1] + column.width)
        self._edges = edges
        self._anchors = [
            _anchor(column.align, edge, column.width)
            for column, edge in zip(columns, edges, strict=False)
        ]
        self._heads = [
            head
            for column, edge in zip(columns, edges, strict=False)
            for head in _head(column, edge)
        ]
        self._styles: dict[tuple[Align, float], Style] = {}

    @property
    def right(self) -> float:
        return self._edges[-1]

    def head(self, top: float, height: float) -> float:
        """Draw the heads of the columns; returns where the first row begins."""
        for x, offset, line, style in self._heads:
            self._sheet.write_middle(x, top + height / 2 + offset, line, style)
        self._sheet.stroke(self._left, top + height, self.right, top + height, width=0.9)
        self._uprights(top, top + height)
        return top + height

    def rows(self, page: PageRows, top: float) -> float:
        """Draw the rows of one page, row by row and column by column; returns their end."""
        begin = top
        for number, row in enumerate(page.rows):
            if number and not row.joined:
                self._sheet.stroke(self._left, top, self.right, top)
            height = row.height + page.stretch
            if row.heading:
                self._uprights(begin, top)
                begin = top + height
                text = row.cells[0][0][0]
                self._sheet.write_middle(self._left + 2, top + height / 2, text, _HEADING_STYLE)
            else:
                self._row(row, top, height)
            top += height
        self._uprights(begin, top)
        return self._blanks(page, top)

    def _row(self, row: Measured, top: float, height: float) -> None:
        sheet = self._sheet
        for (lines, size), column, x in zip(row.cells, self._columns, self._anchors, strict=True):
            if not lines:
                continue
            style = self._style(column.align, size)
            middle = top + (height - (len(lines) - 1) * LINE_PITCH) / 2
            for line in lines:
                sheet.write_middle(x, middle, line, style)
                middle += LINE_PITCH

    def _style(self, align: Align, size: float) -> Style:
        key = (align, size)
        if key not in self._styles:
            self._styles[key] = Style(size=size, align=align)
        return self._styles[key]

    def _uprights(self, top: float, bottom: float) -> None:
        if bottom > top:
            for edge in self._edges[1:-1]:
                self._sheet.stroke(edge, top, edge, bottom)

    def _blanks(self, page: PageRows, top: float) -> float:
        if not page.blanks:
            return top
        begin = top
        for number, height in enumerate(page.blanks):
            if number or page.rows:
                self._sheet.stroke(self._left, top, self.right, top)
            top += height
        self._uprights(begin, top)
        middle = begin + page.blanks[0] / 2
        centre = self._edges[self._blank] + self._columns[self._blank].width / 2
        self._sheet.write_middle(centre, middle, _BLANK, _BLANK_STYLE)
        if len(page.blanks) > _STRUCK_FROM:
            second = begin + page.blanks[0]
            ends = Box(self._left + 2, second + 1.6, self.right - self._left - 4, 0)
            self._sheet.stroke(ends.left, top - 1.6, ends.right, ends.top, colour=GREY)
        return top


def _anchor(align: Align, left: float, width: float) -> float:
    if align == "left":
        return left + _CELL_MARGIN
    return left + width / 2 if align == "center" else left + width - _CELL_MARGIN


def _head(column: Column, left: float) -> Iterator[tuple[float, float, str, Style]]:
    """The lines of a column's head: where, how far from its middle, what, and how."""
    lines = column.head.split("\n")
    for number, line in enumerate(lines):
        size = shrunk(line, column.width - 0.8, 9, BOLD)
        offset = LINE_PITCH * (number - (len(lines) - 1) / 2)
        yield left + column.width / 2, offset, line, Style(size=size, bold=True, align="center")
