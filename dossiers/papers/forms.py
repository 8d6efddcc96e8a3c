"""Forms and registers on paper, as their definitions say: blank to be filled in, or filled.

Source: FRM-01 to FRM-18, SVC-15.
"""

from dataclasses import dataclass, field
from typing import Final

from archive_office.printing import marks
from archive_office.printing.facts import Fonds
from archive_office.printing.fonts import width
from archive_office.printing.form import (
    LANDSCAPE,
    PORTRAIT,
    Band,
    Footer,
    Register,
    draw_register,
    footer,
)
from archive_office.printing.heads import (
    Fields,
    Head,
    fields,
    fields_band,
    first_band,
    following_band,
    fonds_lines,
    info,
)
from archive_office.printing.sheet import GREY, Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section
from archive_office.printing.text import POINT, wrap

_LABEL: Final = 34.0
_ROW: Final = 9.5
_LONG: Final = 24.0
_PITCH: Final = 4.6
_SIGN: Final = 13.0
_SLIP: Final = 62.0
_BODY: Final = Style(size=9.5)
_HAND: Final = 9.0
_LANDSCAPE_TAIL: Final = 9.0
_HEAD_SIZE: Final = 8.8
_MARGINS: Final = 2.6
_WIDEST_WORD: Final = 30.0


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a sheet as it is printed; personal contents arrive masked."""

    label: str
    value: str = ""
    long: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Lines of a register: heads with their widths as the definition weighs them."""

    heads: tuple[tuple[str, float], ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    totals: str = ""


@dataclass(frozen=True, slots=True)
class FormPaper:
    """A form, blank or filled.

    Attributes:
        number: The form's own number and edition, as the footer states them.
        fixed: What every form says: unit, customer, day, whose.
        slip: Whether the customer tears something off; what it repeats stands in ``fixed``.
    """

    fonds: Fonds
    title: str
    english: str
    number: str
    office: str
    reference: str
    fixed: Fields
    cells: tuple[Cell, ...] = ()
    signatures: tuple[str, ...] = ()
    table: Table | None = None
    slip: bool = False
    left: tuple[str, ...] = field(default=())
    right: tuple[str, ...] = field(default=())

    @property
    def numbered(self) -> tuple[str, ...]:
        """The number of a sheet, or room for the pen; a register has none."""
        return (f"编号：{self.reference or '＿＿＿＿＿＿＿＿＿＿'}",) if self.fixed else ()

    @property
    def head(self) -> Head:
        """Title, fonds, number of the entry."""
        return Head(
            title=self.title,
            english=self.english,
            left=(*fonds_lines(self.fonds), *self.left),
            right=(*self.numbered, *self.right),
            again=(self.office, self.reference),
        )

    @property
    def footer(self) -> Footer:
        """The form's number, and whose sheet it is."""
        return Footer(self.number, self.office)


def sheet_paper(facts: FormPaper) -> bytes:
    """A form as one sheet an entry: fields, signatures, and the lines that follow it.

    Source: FRM-01 to FRM-18, SVC-15.
    """
    if facts.table is not None:
        return _with_lines(facts)
    sheet = Sheet(PORTRAIT.width, PORTRAIT.height, info(facts.fonds, facts.number, facts.title))
    pages = _pages(facts)
    for number, rows in enumerate(pages):
        band = following_band(facts.head) if number else first_band(facts.head)
        left, top, wide = PORTRAIT.left, PORTRAIT.top, PORTRAIT.body
        band.draw(sheet, Box(left, top, wide, band.height))
        top += band.height
        start = top
        if not number:
            top = _fixed(sheet, Box(left, top, wide, 0), facts)
        top = _draw_rows(sheet, Box(left, top, wide, 0), rows)
        if number == len(pages) - 1:
            top = _end(sheet, Box(left, top, wide, _signs(facts)), facts)
        sheet.frame(Box(left, start, wide, top - start), width=1.5)
        if number == len(pages) - 1 and facts.slip:
            _slip(sheet, facts)
        footer(sheet, PORTRAIT, (number, len(pages)), facts.footer)
        sheet.showPage()
    return sheet.finish()


def _fixed(sheet: Sheet, box: Box, facts: FormPaper) -> float:
    """Draw what every sheet says, its labels as wide as those below; returns where it ends."""
    high = _ROW * len(facts.fixed)
    fields(sheet, Box(box.left, box.top, box.width, high), facts.fixed, label=_LABEL)
    return box.top + high


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of the grid: one long field, or two short ones."""

    cells: tuple[Cell, ...]
    height: float


def _lines(cells: tuple[Cell, ...]) -> list[_Line]:
    rows: list[_Line] = []
    waiting: list[Cell] = []
    for cell in cells:
        if cell.long:
            if waiting:
                rows.append(_Line(tuple(waiting), _ROW))
                waiting = []
            rows.append(_Line((cell,), _height(cell)))
        else:
            waiting.append(cell)
            if len(waiting) == 2:  # noqa: PLR2004 - two fields beside each other
                rows.append(_Line(tuple(waiting), _ROW))
                waiting = []
    if waiting:
        rows.append(_Line(tuple(waiting), _ROW))
    return rows


def _height(cell: Cell) -> float:
    """A long field keeps room for the pen, and grows with what stands in it, to half a page."""
    room = (PORTRAIT.body - _LABEL - 4) / (_BODY.size * POINT)
    text = sum(len(wrap(line, room)) for line in cell.value.splitlines())
    return min(max(_LONG, text * _PITCH + 4), 110)


def _pages(facts: FormPaper) -> list[list[_Line]]:
    """Rows dealt out to pages; the last one has room for signatures and slip."""
    tail = _signs(facts) + (_SLIP if facts.slip else 0)
    room = PORTRAIT.foot - PORTRAIT.top
    pages: list[list[_Line]] = [[]]
    used = first_band(facts.head).height + _ROW * len(facts.fixed)
    for row in _lines(facts.cells):
        if used + row.height > room:
            pages.append([])
            used = following_band(facts.head).height
        pages[-1].append(row)
        used += row.height
    if used + tail > room:
        pages.append([pages[-1].pop()] if len(pages[-1]) > 1 else [])
    return pages


def _draw_rows(sheet: Sheet, box: Box, rows: list[_Line]) -> float:
    top = box.top
    for row in rows:
        sheet.stroke(box.left, top, box.right, top)
        wide = box.width / len(row.cells)
        for place, cell in enumerate(row.cells):
            left = box.left + place * wide
            if place:
                sheet.stroke(left, top, left, top + row.height)
            sheet.stroke(left + _LABEL, top, left + _LABEL, top + row.height)
            _label(sheet, Box(left, top, _LABEL, row.height), cell.label)
            value = Box(left + _LABEL, top, wide - _LABEL, row.height)
            if cell.long:
                inner = Box(value.left + 2, value.top + 2, value.width - 4, value.height - 4)
                marks.text_block(sheet, inner, cell.value, _BODY, leading=1.35, top=True)
            else:
                marks.value_cell(sheet, value, cell.value)
        top += row.height
    return top


def _label(sheet: Sheet, box: Box, text: str) -> None:
    """A label on one line, or on two where it would become too small to read."""
    style = Style(size=9.5, bold=True)
    if style.fit(text, box.width - 2).size >= 8:  # noqa: PLR2004 - points, readable in bold
        marks.label_cell(sheet, box, text)
    else:
        small = Style(size=8.5, bold=True, align="center")
        inner = Box(box.left + 1, box.top + 0.4, box.width - 2, box.height - 0.8)
        marks.text_block(sheet, inner, text, small, leading=1.15)


def _signs(facts: FormPaper) -> float:
    return _SIGN * ((len(facts.signatures) + 1) // 2)


def _end(sheet: Sheet, box: Box, facts: FormPaper) -> float:
    """Places to sign, two beside each other, each with its day."""
    if facts.signatures:
        sheet.stroke(box.left, box.top, box.right, box.top, width=0.9)
    half = box.width / 2
    for number, name in enumerate(facts.signatures):
        row, column = divmod(number, 2)
        left, top = box.left + column * half, box.top + row * _SIGN
        place = Box(left + 3, top + 2, half - 44, 9)
        marks.pen_line(sheet, name, place)
        day = Style(size=8.5, align="right")
        sheet.write_middle(left + half - 2, place.middle, "　　年　　月　　日", day)
    return box.top + box.height


def _slip(sheet: Sheet, facts: FormPaper) -> None:
    """What the customer tears off: number, unit, what was asked, whom to call back."""
    top = PORTRAIT.foot - _SLIP + 6
    left, right = PORTRAIT.left, PORTRAIT.left + PORTRAIT.body
    for dash in range(int((right - left) / 4)):
        sheet.stroke(left + dash * 4, top, left + dash * 4 + 2.2, top, colour=GREY)
    sheet.write_middle(left, top - 2.4, "沿虚线剪下，交客户留存", _BODY.but(colour=GREY, size=7))
    box = Box(left, top + 12, PORTRAIT.body, _SLIP - 26)
    heading = f"{facts.title}（客户联）"
    middle = Style(size=13, bold=True, align="center")
    sheet.write_middle(box.centre, top + 6, heading, middle)
    rows = (*facts.fixed[:1], (("编　　号", facts.reference),), (("内　　容", _first_long(facts)),))
    band = fields_band(rows, 8)
    band.draw(sheet, Box(box.left, box.top, box.width, band.height))
    sheet.frame(Box(box.left, box.top, box.width, band.height), width=0.9)
    place = Box(box.left + 2, box.top + band.height + 2, 80, 9)
    marks.pen_line(sheet, "受理人", place)
    marks.pen_line(sheet, "客户签名", Box(box.left + 92, place.top, 78, 9))


def _first_long(facts: FormPaper) -> str:
    """What the slip says it is about: the first text, or the first fields that hold something."""
    short = "；".join([cell.value for cell in facts.cells if cell.value][:3])
    return next((cell.value for cell in facts.cells if cell.long), short)


def _with_lines(facts: FormPaper) -> bytes:
    """A sheet whose lines stand in a table below its fields."""
    table = facts.table
    if table is None:
        raise ValueError("a sheet with lines has a table")
    rows = _lines(facts.cells)
    height = _ROW * len(facts.fixed) + sum(row.height for row in rows)

    def grid(sheet: Sheet, box: Box) -> None:
        below = _fixed(sheet, box, facts)
        _draw_rows(sheet, Box(box.left, below, box.width, 0), rows)

    return draw_register(
        Register(
            page=PORTRAIT,
            info=info(facts.fonds, facts.number, facts.title),
            sections=(_section(table, PORTRAIT.body, struck=False),),
            first=first_band(facts.head),
            following=following_band(facts.head),
            grid=Band(height, grid),
            tail=Band(_signs(facts), lambda sheet, box: _close(sheet, box, facts)),
            footer=facts.footer,
            row=_HAND,
        )
    )


def _close(sheet: Sheet, box: Box, facts: FormPaper) -> None:
    _end(sheet, box, facts)


def register_paper(facts: FormPaper) -> bytes:
    """A register: one line an entry, over as many pages as it takes; blank ones are ruled for the pen.

    Source: FRM-03 to FRM-16.
    """
    table = facts.table
    if table is None:
        raise ValueError("a register has a table")
    first = first_band(facts.head)
    room = LANDSCAPE.foot - LANDSCAPE.top - 12 - first.height - _LANDSCAPE_TAIL
    blank = not table.rows
    return draw_register(
        Register(
            page=LANDSCAPE,
            info=info(facts.fonds, facts.number, facts.title),
            sections=(_section(table, LANDSCAPE.body, least=int(room / _HAND) if blank else 0),),
            first=first,
            following=following_band(facts.head),
            tail=Band(_LANDSCAPE_TAIL, lambda sheet, box: _totals(sheet, box, table)),
            footer=facts.footer,
            row=_HAND,
            head=12,
        )
    )


def _totals(sheet: Sheet, box: Box, table: Table) -> None:
    sheet.write_middle(box.left + 2.5, box.middle, "合　　计", Style(size=9.5, bold=True))
    style = _BODY.fit(table.totals, box.width - 26)
    sheet.write_middle(box.left + 22, box.middle, table.totals, style)


def _section(table: Table, room: float, *, least: int = 0, struck: bool = True) -> Section:
    """The table of the lines, its columns as wide as the paper allows."""
    small = 7.5 if len(table.heads) > 12 else 8.5  # noqa: PLR2004 - columns on one landscape page
    columns = [
        Column(_head(head, wide), wide, "left", wraps=True, size=small)
        for (head, _weight), wide in zip(table.heads, _widths(table, room, small), strict=True)
    ]
    rows = [Row(row) for row in table.rows]
    written = any(any(row) for row in table.rows)
    return Section(
        tuple(columns),
        rows,
        least=least,
        blank=min(2, len(columns) - 1),
        struck=struck and written,
        closed=written,
    )


def _widths(table: Table, room: float, size: float) -> list[float]:
    """The columns share the room by weight; none is so narrow that a number or a day breaks."""
    least = [
        min(
            max(
                (
                    width(word)
                    for row in table.rows
                    for word in row[place].split()
                    if word.isascii()
                ),
                default=0.0,
            )
            * (size * POINT)
            + _MARGINS,
            _WIDEST_WORD,
        )
        for place in range(len(table.heads))
    ]
    weights = [weight for _head, weight in table.heads]
    scale = room / sum(weights)
    tight = {n for n, weight in enumerate(weights) if weight * scale < least[n]}
    rest = room - sum(least[n] for n in tight)
    shared = sum(weight for n, weight in enumerate(weights) if n not in tight)
    if rest <= 0 or not shared:
        return [weight * scale for weight in weights]
    scale = rest / shared
    return [least[n] if n in tight else weight * scale for n, weight in enumerate(weights)]


def _head(text: str, width: float) -> str:
    """A heading on as many lines as it needs, so that it is read without a glass."""
    room = (width - 1) / (_HEAD_SIZE * POINT)
    name, bracket, unit = text.partition("（")
    parts = [name, bracket + unit] if bracket and len(text) > room else [text]
    return "\n".join(line for part in parts for line in wrap(part, room))
