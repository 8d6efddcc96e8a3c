"""What reading one cell gives: a value, and what is wrong or doubtful about it."""

from __future__ import annotations

from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from dossiers.ledgers.cells import Cell, Kind
from dossiers.ledgers.codes import Code
from dossiers.ledgers.numerals import shown_number

T = TypeVar("T")


class Basis(NamedTuple):
    """What a date depends on besides its cell."""

    as_of: date
    epoch_1904: bool = False


class Reading(NamedTuple, Generic[T]):
    """The value of a cell; with any fault, ``value`` is only a placeholder."""

    value: T
    faults: tuple[Code, ...] = ()
    warnings: tuple[Code, ...] = ()


AnyReading = Reading[Any]  # a row holds readings of many types side by side


def refused(value: T, *codes: Code) -> Reading[T]:
    """A reading that refuses its row."""
    return Reading(value, codes)


def doubted(value: T, *codes: Code) -> Reading[T]:
    """A reading that is accepted with a warning."""
    return Reading(value, (), codes)


_NO_WORDS = "\ufffd"  # a tick box in a column for words says nothing that could be read


def as_text(cell: Cell) -> str:
    """The cell as the clerk sees it, for columns that hold text; dates must be refused before."""
    if cell.kind is Kind.TEXT:
        return cell.text
    if cell.kind is Kind.NUMBER:
        return shown_number(cell.number, cell.number_format)
    if cell.kind is Kind.BOOLEAN:
        return _NO_WORDS
    return cell.text
