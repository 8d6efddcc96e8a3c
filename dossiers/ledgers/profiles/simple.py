"""Cell rules that several kinds of ledger share: shelf marks, running text, remarks."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from dossiers.ledgers.cells import Cell, Kind
from dossiers.ledgers.codes import Code
from dossiers.ledgers.numerals import serial_to_datetime
from dossiers.ledgers.reading import Reading, as_text, doubted, refused
from dossiers.ledgers.text import (
    is_lost,
    is_nothing,
    read_location,
    read_place_name,
    starts_formula,
    strip_prefix_mark,
    tidy,
)


def plain_text(value: Any) -> str:
    """A simple value as text; nothing is an empty text."""
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def read_code(cell: Cell) -> Reading[str]:
    """A box, a cabinet: half-width capitals; empty when there is none."""
    if cell.kind is Kind.DATE:
        return refused("", Code.TEXT_IS_DATE)
    return _read_code_text(as_text(cell))


@lru_cache(maxsize=4096)
def _read_code_text(text: str) -> Reading[str]:
    if is_nothing(text):
        return Reading("")
    if is_lost(text, free=False):
        return refused("", Code.TEXT_UNREADABLE)
    return Reading(read_location(text))


def read_office(cell: Cell) -> Reading[str]:
    """The name of an office or a person in charge; empty when there is none."""
    if cell.kind is Kind.DATE:
        return refused("", Code.TEXT_IS_DATE)
    text = as_text(cell)
    if is_lost(text, free=False):
        return refused("", Code.TEXT_UNREADABLE)
    return Reading("" if is_nothing(text) else read_place_name(text))


def read_remark(cell: Cell) -> Reading[str]:
    """A remark as it stands, without line breaks; what looks like a formula is kept as text."""
    if cell.kind is Kind.DATE:
        moment = serial_to_datetime(cell.number)
        return Reading(moment.date().isoformat()) if moment else refused("", Code.TEXT_IS_DATE)
    text = as_text(cell)
    remark = "" if is_nothing(text) else tidy(text)
    if is_lost(text, free=True):
        return refused("", Code.TEXT_UNREADABLE)
    if starts_formula(remark):
        return doubted(strip_prefix_mark(remark), Code.FORMULA_TEXT)
    return Reading(remark)
