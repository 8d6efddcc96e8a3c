"""The ruled tables of a form: how rows are measured and spread over pages.

This is pass one; it needs no canvas. It wraps every cell and deals the rows out to pages, so
that pass two knows the number of pages. The block that ends a register, with its signatures, never stands
under fewer than two rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from archive_office.printing.sheet import Align
from archive_office.printing.text import POINT, shrunk, wrap

LINE_PITCH = 4.0
"""From one line of a cell to the next, mm."""

CELL_MARGIN = 1.1
"""From the edge of a cell to its text, mm."""

_ROW_MARGIN = 2.8
_MOST_LINES = 5  # a longer cell goes on in a further row, so that no row outgrows a page
_STRETCH = 1.6  # a row of a full page may grow by this much, mm
_STRETCH_SHORT = 3.4  # and of a page that had to give rows to the last one
_UNDER_SIGNATURES = 2


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
class Section:
    """One table of a form.

    Args:
        title: Heading above the column heads, where a form has several tables.
        least: At least this many rows, empty ones if need be.
        blank: Index of the column in which （以下空白） stands.
        struck: Whether a stroke closes the empty rows; not where papers may still be added.
        closed: Whether （以下空白） stands in the first of them; not where the pen begins.
    """

    columns: tuple[Column, ...]
    rows: Sequence[Row]
    title: str = ""
    least: int = 0
    blank: int = 0
    struck: bool = True
    closed: bool = True


Cell = tuple[tuple[str, ...], float]
"""The lines of a cell and their size in points."""


class Kind(Enum):
    """What a laid out row is: contents, a heading across the table, or column heads."""

    CONTENTS = 0
    HEADING = 1
    HEADS = 2


@dataclass(frozen=True, slots=True)
class Measured:
    """A row as it will be drawn: the lines of each cell with their size, and its height.

    Args:
        section: Index of the table it belongs to.
        joined: Continues the row above it, without a line between.
    """

    cells: tuple[Cell, ...]
    height: float
    section: int = 0
    kind: Kind = Kind.CONTENTS
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


def measure(sections: Sequence[Section], least: float, head: float) -> list[Measured]:
    """Wrap every cell and find the height of every row, at least `least` mm."""
    measured: list[Measured] = []
    for index, section in enumerate(sections):
        if section.title:
            title: Cell = ((section.title,), 9.5)
            measured.append(Measured((title,), least, index, Kind.HEADING))
        if section.title or index:
            measured.append(Measured((), head, index, Kind.HEADS))
        measured += _contents(section, index, least)
    return measured


def _contents(section: Section, index: int, least: float) -> Iterator[Measured]:
    columns = section.columns
    rooms = [column.width - 2 * CELL_MARGIN for column in columns]
    for row in section.rows:
        if row.heading:
            yield Measured(((row.cells[:1], 9.0),), least, index, Kind.HEADING)
            continue
        cells = tuple(
            [
                _lines(text, column, room)
                for text, column, room in zip(row.cells, columns, rooms, strict=True)
            ]
        )
        tall = max([len(lines) for lines, _ in cells])
        if tall > _MOST_LINES:
            yield from _segments(cells, index, tall, least)
        else:
            yield Measured(cells, max(least, tall * LINE_PITCH + _ROW_MARGIN), index)
    for _ in range(section.least - len(section.rows)):
        yield Measured((((), 9.0),) * len(columns), least, index)


def _lines(text: str, column: Column, room: float) -> Cell:
    if not text:
        return (), column.size
    if column.wraps:
        return wrap(text, room / (column.size * POINT)), column.size
    return (text,), shrunk(text, room, column.size)


def _segments(cells: tuple[Cell, ...], index: int, tall: int, least: float) -> Iterator[Measured]:
    """A row too tall for one piece, as pieces that may stand on different pages."""
    for start in range(0, tall, _MOST_LINES):
        part = tuple((lines[start : start + _MOST_LINES], size) for lines, size in cells)
        high = max(len(lines) for lines, _ in part) * LINE_PITCH
        height = max(high, least - _ROW_MARGIN) + _ROW_MARGIN / 2
        yield Measured(part, height, index, joined=bool(start))


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
            _take_headings(pages)
            used = sum(held.height for held in pages[-1])
        pages[-1].append(row)
        used += row.height
    if used + space.tail > space.on(len(pages) - 1):
        pages.append([])
    last = pages[-1]
    while len(pages) > 1 and len(pages[-2]) > 1 and _contents_in(last) < _UNDER_SIGNATURES:
        last.insert(0, pages[-2].pop())
    _take_headings(pages)
    return pages


def _take_headings(pages: list[list[Measured]]) -> None:
    """Move headings from the end of the last page but one to the rows they belong to."""
    while len(pages) > 1 and len(pages[-2]) > 1 and pages[-2][-1].kind is not Kind.CONTENTS:
        pages[-1].insert(0, pages[-2].pop())


def _contents_in(page: list[Measured]) -> int:
    return sum(row.kind is Kind.CONTENTS for row in page)


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
