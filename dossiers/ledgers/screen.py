"""What holds in every column: formulas, error values, ditto marks, merged cells.

Source: IMPORT_RULES, Cells: Ditto, Merged cells, Formulas.
"""

from __future__ import annotations

from collections.abc import Mapping

from dossiers.ledgers.cells import BLANK, Cell, Kind
from dossiers.ledgers.codes import Code
from dossiers.ledgers.layout import Layout, Slot
from dossiers.ledgers.numerals import plain_number, serial_to_datetime
from dossiers.ledgers.profiles.base import Profile
from dossiers.ledgers.reading import as_text
from dossiers.ledgers.text import is_ditto, is_error, is_nothing, starts_formula

_FIRST_OF_DITTO = "同上dD"


class Screen:
    """Looks at each cell before its own rule does, and remembers what stands above it."""

    def __init__(self, profile: Profile, layout: Layout) -> None:
        self._profile = profile
        self._slots = tuple(slot for slot in layout.slots if slot.field != "seq")
        self._columns = tuple((slot.key, slot.column, slot) for slot in self._slots)
        self._above: dict[str, Cell] = {}

    def look(self, cells: Mapping[int, Cell]) -> tuple[dict[str, Cell], dict[str, Code]]:
        """The cells by the keys of their columns, and the columns that cannot be read at all."""
        found: dict[str, Cell] = {}
        failed: dict[str, Code] = {}
        for key, column, slot in self._columns:
            cell = cells.get(column, BLANK)
            first = cell.text[:1]
            # Most cells are plain text, and plain text starts with a letter or a figure.
            plain = first.isalnum() and first not in _FIRST_OF_DITTO
            if (not plain and cell is not BLANK) or cell.formula is not None or cell.across:
                cell, code = self._look_closer(slot, cell, cells)
                if code:
                    failed[key] = code
            found[key] = cell
        return found, failed

    def _look_closer(
        self, slot: Slot, cell: Cell, cells: Mapping[int, Cell]
    ) -> tuple[Cell, Code | None]:
        if cell.kind is Kind.TEXT and cell.formula is None and is_ditto(cell.text):
            above = self._above.get(slot.key)
            if slot.field in self._profile.no_ditto:
                return cell, Code.DITTO_NOT_ALLOWED
            return (above, None) if above else (cell, Code.DITTO_NO_SOURCE)
        return cell, self._fault(slot, cell, cells)

    def _fault(self, slot: Slot, cell: Cell, cells: Mapping[int, Cell]) -> Code | None:
        code = self._fault_of_formula(slot, cell)
        if cell.kind is Kind.ERROR or is_error(cell.text):
            code = Code.CELL_ERROR
        elif cell.across and code is None and not is_nothing(as_text(cell)):
            code = self._fault_of_wide_cell(slot, cells)
        return code

    def _fault_of_formula(self, slot: Slot, cell: Cell) -> Code | None:
        if cell.formula is not None and slot.field in self._profile.guarded:
            return Code.FORMULA_INJECTION
        if not cell.saved:
            return Code.FORMULA_NO_VALUE
        if cell.kind is not Kind.TEXT or slot.field in self._profile.remarks:
            return None
        runs = starts_formula(cell.text, name=slot.field in self._profile.names)
        return Code.FORMULA_INJECTION if runs and not is_nothing(cell.text) else None

    def _fault_of_wide_cell(self, slot: Slot, cells: Mapping[int, Cell]) -> Code | None:
        """A cell that lies across several known columns belongs to no one of them."""
        wide = cells[slot.column]
        shared = sum(
            cells.get(other.column, BLANK).across and cells[other.column][:3] == wide[:3]
            for other in self._slots
        )
        return Code.CELL_MERGED_ACROSS if shared > 1 or wide.merged else None

    def remember(self, cells: Mapping[str, Cell], unusable: frozenset[str]) -> None:
        """Note what a ditto mark in the next row would stand for."""
        self._above = {
            key: cell._replace(merged=False, across=False) if cell.merged or cell.across else cell
            for key, cell in cells.items()
            if key not in unusable and cell.kind is not Kind.BLANK
        }


def raw_of(cell: Cell) -> tuple[str, str]:
    """The content of a cell as the report quotes it, and its type."""
    if cell.merged:
        return "", str(Kind.BLANK)
    if cell.formula is None:
        return _value_of(cell), str(cell.kind)
    if not cell.saved:
        return cell.formula, "formula"
    saved = plain_number(cell.number) if cell.kind is Kind.DATE else _value_of(cell)
    return f"{cell.formula}  [saved: {saved}]", "formula"


def _value_of(cell: Cell) -> str:
    moment = serial_to_datetime(cell.number) if cell.kind is Kind.DATE else None
    if moment:
        return str(moment)
    if cell.kind in (Kind.NUMBER, Kind.DATE):
        return plain_number(cell.number)
    return str(bool(cell.number)).upper() if cell.kind is Kind.BOOLEAN else cell.text
