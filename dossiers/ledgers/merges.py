"""Merged cells: every row and column they cover gets their value, marked as merged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dossiers.ledgers.cells import BLANK, Cell, MergedRange, SheetRow


def spread(rows: Iterable[SheetRow], ranges: Iterable[MergedRange]) -> Iterator[SheetRow]:
    """The rows with the value of each merged block in all the cells it covers."""
    waiting = sorted(ranges, reverse=True)
    active: list[tuple[MergedRange, Cell]] = []
    for row in rows:
        while waiting and waiting[-1].first_row <= row.number:
            block = waiting.pop()
            # The corner lies in a row that is not in the file at all when it holds nothing.
            corner = row.cells.get(block.first_column, BLANK)
            active.append((block, corner if block.first_row == row.number else BLANK))
        active = [pair for pair in active if pair[0].last_row >= row.number]
        yield _fill(row, active) if active else row


def _fill(row: SheetRow, active: list[tuple[MergedRange, Cell]]) -> SheetRow:
    cells = dict(row.cells)
    for block, corner in active:
        wide = block.last_column > block.first_column
        filling = corner._replace(merged=True, across=wide)
        for column in range(block.first_column, block.last_column + 1):
            cells[column] = filling
        if block.first_row == row.number:
            cells[block.first_column] = corner._replace(across=wide)
    return SheetRow(row.number, cells)
