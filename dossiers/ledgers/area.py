"""Floor areas: a positive number, kept with two decimals.

Source: IMPORT_RULES, 业主档案台账: 面积.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from dossiers.ledgers.cells import Cell, Kind
from dossiers.ledgers.codes import Code
from dossiers.ledgers.numerals import plain_number
from dossiers.ledgers.reading import Reading, refused
from dossiers.ledgers.text import compact, has_odd_digits, is_nothing, strip_prefix_mark

_CENT = Decimal("0.01")
_LARGEST = Decimal(10_000_000)
_UNIT = re.compile("(?:㎡|[mM][2²]|平方米|平米|平方|平)$")
_FIGURE = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?|\.[0-9]+")


def read_area(cell: Cell) -> Reading[Decimal | None]:
    """The floor area in square metres; None without a fault when the cell is empty."""
    if cell.kind is Kind.NUMBER:
        return _checked(Decimal(plain_number(cell.number)))
    if cell.kind in (Kind.TEXT, Kind.BLANK):
        return read_area_text(cell.text)
    return refused(None, Code.AREA_UNREADABLE)


@lru_cache(maxsize=4096)
def read_area_text(text: str) -> Reading[Decimal | None]:
    """The floor area from a text, with or without a unit."""
    if is_nothing(text):
        return Reading(None)
    bare = _UNIT.sub("", re.sub(r"\s+", "", strip_prefix_mark(text.strip())))
    figure = compact(bare)
    if has_odd_digits(bare) or not _FIGURE.fullmatch(figure):
        return refused(None, Code.AREA_UNREADABLE)
    return _checked(Decimal(figure.replace(",", "")))


def _checked(value: Decimal) -> Reading[Decimal | None]:
    if not 0 < value < _LARGEST:
        return refused(None, Code.AREA_UNREADABLE)
    rounded = value.quantize(_CENT, ROUND_HALF_UP)
    return Reading(rounded) if rounded else refused(None, Code.AREA_UNREADABLE)
