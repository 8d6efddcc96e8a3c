"""The ruled tables of a form, drawn page by page once it is known what stands where."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, takewhile

from archive_office.printing.sheet import GREY, Align, Sheet, Style
from archive_office.printing.table import (
    CELL_MARGIN,
    LINE_PITCH,
    Column,
    Kind,
    Measured,
    PageRows,
    Section,
)
from archive_office.printing.text import NOT_LAST, POINT

_STRUCK_FROM = 2  # more empty rows than this after （以下空白） get a stroke across
_BLANK = "（以下空白）"
_BLANK_STYLE = Style(colour=GREY, align="center")
_HEADING_STYLE = Style(bold=True)
_HANGING = 0.4 * POINT  # an opening bracket is blank on its left: that much of its size


class _Layout:
    """Where the columns of one table stand."""

    def __init__(self, section: Section, left: float) -> None:
        columns = section.columns
        self.edges = list(accumulate((column.width for column in columns), initial=left))
        pairs = list(zip(columns, self.edges, strict=False))
        self.anchors = [(_anchor(column, edge), column.align) for column, edge in pairs]
        self.heads = [head for column, edge in pairs for head in _head(column, edge)]
        self.struck = section.struck
        self.closed = section.closed
        self.blank = self.edges[section.blank] + columns[section.blank].width / 2


class Grid:
    """Draws the rows of the tables of one form."""

    def __init__(self, sheet: Sheet, sections: Sequence[Section], left: float) -> None:
        self._sheet = sheet
        self._left = left
        self._layouts = [_Layout(section, left) for section in sections]
        self._right = self._layouts[0].edges[-1]
        self._styles: dict[tuple[Align, float], Style] = {}

    def page(self, page: PageRows, top: float, head: float) -> float:
        """Draw the rows of one page, row by row and column by column; returns their end.

        The column heads stand above them, `head` mm high, if the rows do not bring their own.
        """
        sheet = self._sheet
        layout = self._layouts[page.rows[0].section if page.rows else 0]
        if not _brings_heads(page.rows):
            top = self._heads(layout, top, head)
        begin = top
        for number, row in enumerate(page.rows):
            height = row.height + page.stretch
            if number and not row.joined:
                sheet.stroke(self._left, top, self._right, top)
            if row.kind is Kind.CONTENTS:
                self._row(row, layout, top, height)
            else:
                self._uprights(layout, begin, top)
                begin = top + height
                layout = self._heading(row, top, height)
            top += height
        self._uprights(layout, begin, top)
        return self._blanks(page, layout, top)

    def _heading(self, row: Measured, top: float, height: float) -> _Layout:
        layout = self._layouts[row.section]
        if row.kind is Kind.HEADS:
            self._heads(layout, top, height)
        else:
            text = row.cells[0][0][0]
            self._sheet.write_middle(self._left + 2, top + height / 2, text, _HEADING_STYLE)
        return layout

    def _heads(self, layout: _Layout, top: float, height: float) -> float:
        for x, offset, line, style in layout.heads:
            self._sheet.write_middle(x, top + height / 2 + offset, line, style)
        self._sheet.stroke(self._left, top + height, self._right, top + height, width=0.9)
        self._uprights(layout, top, top + height)
        return top + height

    def _row(self, row: Measured, layout: _Layout, top: float, height: float) -> None:
        write = self._sheet.write_middle
        for (lines, size), (x, align) in zip(row.cells, layout.anchors, strict=True):
            if not lines:
                continue
            style = self._style(align, size)
            middle = top + (height - (len(lines) - 1) * LINE_PITCH) / 2
            for line in lines:
                hangs = align == "left" and line[:1] in NOT_LAST
                write(x - size * _HANGING if hangs else x, middle, line, style)
                middle += LINE_PITCH

    def _style(self, align: Align, size: float) -> Style:
        key = (align, size)
        if key not in self._styles:
            self._styles[key] = Style(size=size, align=align)
        return self._styles[key]

    def _uprights(self, layout: _Layout, top: float, bottom: float) -> None:
        if bottom > top:
            for edge in layout.edges[1:-1]:
                self._sheet.stroke(edge, top, edge, bottom)

    def _blanks(self, page: PageRows, layout: _Layout, top: float) -> float:
        if not page.blanks:
            return top
        begin = top
        for number, height in enumerate(page.blanks):
            if number or page.rows:
                self._sheet.stroke(self._left, top, self._right, top)
            top += height
        self._uprights(layout, begin, top)
        first = page.blanks[0]
        if layout.closed:
            self._sheet.write_middle(layout.blank, begin + first / 2, _BLANK, _BLANK_STYLE)
        if layout.struck and len(page.blanks) > _STRUCK_FROM:
            self._sheet.stroke(
                self._left + 2, top - 1.6, self._right - 2, begin + first + 1.6, colour=GREY
            )
        return top


def _brings_heads(rows: Sequence[Measured]) -> bool:
    leading = takewhile(lambda row: row.kind is not Kind.CONTENTS, rows)
    return any(row.kind is Kind.HEADS for row in leading)


def _anchor(column: Column, left: float) -> float:
    if column.align == "left":
        return left + CELL_MARGIN
    half = column.align == "center"
    return left + (column.width / 2 if half else column.width - CELL_MARGIN)


def _head(column: Column, left: float) -> Iterator[tuple[float, float, str, Style]]:
    """The lines of a column's head: where, how far from its middle, what, and how."""
    lines = column.head.split("\n")
    for number, line in enumerate(lines):
        offset = LINE_PITCH * (number - (len(lines) - 1) / 2)
        style = Style(size=9, bold=True, align="center").fit(line, column.width - 0.8)
        yield left + column.width / 2, offset, line, style
