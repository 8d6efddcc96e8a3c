"""Whether the sequence numbers of a sheet run through.

Source: IMPORT_RULES, SEQ_GAP.
"""

from __future__ import annotations

from dossiers.ledgers.cells import Cell, Kind
from dossiers.ledgers.codes import Code
from dossiers.ledgers.reading import as_text
from dossiers.ledgers.text import compact
from dossiers.ledgers.verdicts import FileWarning, Json

_MOST_NAMED = 50  # rows


class Sequence:
    """Follows the numbers of one sheet; they may start again after a subtotal or a heading."""

    def __init__(self, sheet: str) -> None:
        self._sheet = sheet
        self._last: int | None = None
        self._unnumbered = 0
        self._may_restart = True
        self._gaps: list[int] = []

    def section_ends(self) -> None:
        """A subtotal or a heading stands here; the next number may be 1."""
        self._may_restart = True

    def follow(self, row: int, cell: Cell) -> None:
        """Take note of the number of a data row."""
        number = _number(cell)
        if number is None:
            self._unnumbered += 1
            return
        expected = self._last is None or (self._last < number <= self._last + 1 + self._unnumbered)
        if not expected and not (self._may_restart and number == 1):
            self._gaps.append(row)
        self._last, self._unnumbered, self._may_restart = number, 0, False

    def warning(self) -> FileWarning | None:
        """The warning for the sheet, naming the rows after which a number is missing or repeats."""
        if not self._gaps:
            return None
        rows: list[Json] = list(self._gaps[:_MOST_NAMED])
        return FileWarning(Code.SEQ_GAP, self._sheet, self._gaps[0], {"rows": rows})


def _number(cell: Cell) -> int | None:
    if cell.kind not in (Kind.NUMBER, Kind.TEXT):
        return None
    text = compact(as_text(cell)).rstrip(".、")
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("1000000") else None
