"""Cells as the tests of the cell rules write them."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from dossiers.ledgers.cells import BLANK, Cell, Kind
from dossiers.ledgers.numerals import date_to_serial
from dossiers.ledgers.reading import Basis

AS_OF = date(2026, 6, 30)
BASIS = Basis(AS_OF)
WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)


def text(value):
    return Cell(Kind.TEXT, value) if value else BLANK


def number(value, number_format="General"):
    return Cell(Kind.NUMBER, "", float(value), number_format)


def as_date(day, number_format="yyyy/m/d"):
    return Cell(Kind.DATE, "", float(date_to_serial(day)), number_format)


def of(reading):
    """A reading as a test states it: the value, or the codes that refuse it."""
    return list(reading.faults) or reading.value
