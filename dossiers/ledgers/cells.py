"""What a reader hands on: rows of cells, each with what the clerk's file really holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Protocol


class Kind(StrEnum):
    """The kind of content of one cell; the values are those of the report."""

    BLANK = "blank"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    ERROR = "error"
    BOOLEAN = "boolean"


class Cell(NamedTuple):
    """One cell of a ledger.

    A date keeps its serial number and its number format, because the format shows which parts
    of the date the clerk wrote and which the spreadsheet made up.
    """

    kind: Kind
    text: str = ""
    number: float = 0.0
    number_format: str = ""
    formula: str | None = None
    saved: bool = True
    merged: bool = False
    across: bool = False
    typed: bool = True


BLANK = Cell(Kind.BLANK)
Cells = Mapping[int, Cell]


class SheetRow(NamedTuple):
    """One row as it stands in the file; ``cells`` maps column numbers (from 0) to cells.

    Cells that only repeat a merged value are marked ``merged``: they count when the row is read,
    but alone they do not make a row. ``width`` is the number of fields of a text record.
    """

    number: int
    cells: Cells
    width: int = 0

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written in this row."""
        return not any(is_written(cell) for cell in self.cells.values())


def is_written(cell: Cell) -> bool:
    """Whether the clerk wrote something into this very cell."""
    if cell.merged:
        return False
    if cell.kind is Kind.TEXT:
        return bool(cell.text.strip())
    # A formula whose saved result is an empty text shows nothing.
    return cell.kind is not Kind.BLANK or not cell.saved


class MergedRange(NamedTuple):
    """A merged block, all four ends included; rows from 1, columns from 0."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


class Sheet(Protocol):
    """A sheet that can be read from the top as often as needed."""

    name: str

    def rows(self) -> Iterator[SheetRow]:
        """The rows in order, without those that hold nothing at all."""
        ...


@dataclass(frozen=True, slots=True)
class Container:
    """What the file really is, whatever it is called."""

    real_format: str
    extension: str
    encoding: str = ""
    bom: bool = False
    delimiter: str = ""
    epoch_1904: bool = False


@dataclass(frozen=True, slots=True)
class Workbook:
    """An opened ledger file."""

    container: Container
    sheets: tuple[Sheet, ...] = field(default_factory=tuple)


def column_letters(column: int) -> str:
    """The letters a spreadsheet shows above a column (from 0)."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The column (from 0) with these letters above it."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
