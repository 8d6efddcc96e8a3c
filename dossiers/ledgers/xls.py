"""Reading .xls: calamine gives the texts, the records give what it leaves out.

calamine tells neither formulas nor error values nor number formats; without them a name that is
a formula, or a room that was turned into a date, could not be seen.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import BinaryIO

import python_calamine

from dossiers.ledgers.biff import Globals, Marks, read_globals, read_marks
from dossiers.ledgers.cells import (
    BLANK,
    Cell,
    Container,
    Kind,
    MergedRange,
    Sheet,
    SheetRow,
    Workbook,
)
from dossiers.ledgers.codes import Code, LedgerRefused
from dossiers.ledgers.limits import Limits, read_limited, too_large
from dossiers.ledgers.merges import spread
from dossiers.ledgers.numerals import is_date_format
from dossiers.ledgers.ole import OLE_SIGNATURE, CompoundFile, OleDamagedError

__all__ = ["OLE_SIGNATURE", "open_xls"]

_PASSWORD_PACKAGES = frozenset({"EncryptedPackage", "EncryptionInfo"})
_DAMAGE = (OleDamagedError, struct.error, IndexError, KeyError, ValueError)


def open_xls(source: BinaryIO, *, extension: str, limits: Limits) -> Workbook:
    """Open a compound file.

    Raises:
        LedgerRefused: FILE_ENCRYPTED, FILE_CORRUPT, FILE_NOT_WORKBOOK, FILE_EMPTY or
            FILE_TOO_LARGE.
    """
    content = read_limited(source, limits.file_bytes)
    try:
        stream = _workbook_stream(CompoundFile(content))
        book = read_globals(stream)
        marks = {name: read_marks(stream, start) for name, start in book.sheets}
    except _DAMAGE as error:
        raise LedgerRefused(Code.FILE_CORRUPT, str(error)) from error
    if not marks:
        raise LedgerRefused(Code.FILE_EMPTY)
    if sum(len(mark.numbers) + len(mark.formulas) for mark in marks.values()) > limits.cells:
        raise too_large("too many cells")
    with _refusing_damage():
        texts = python_calamine.CalamineWorkbook.from_filelike(BytesIO(content))
    sheets: tuple[Sheet, ...] = tuple(
        XlsSheet(name, texts, mark, book=book) for name, mark in marks.items()
    )
    return Workbook(Container("xls", extension, epoch_1904=book.epoch_1904), sheets)


def _workbook_stream(compound: CompoundFile) -> bytes:
    names = compound.names()
    if names & _PASSWORD_PACKAGES:
        raise LedgerRefused(Code.FILE_ENCRYPTED)
    for name in ("Workbook", "Book", "WORKBOOK", "BOOK"):
        if name in names:
            return compound.stream(name)
    raise LedgerRefused(Code.FILE_NOT_WORKBOOK)


@contextmanager
def _refusing_damage() -> Iterator[None]:
    """Turn what calamine raises, or how it panics, into the refusal of the file."""
    try:
        yield
    except python_calamine.PasswordError as error:
        raise LedgerRefused(Code.FILE_ENCRYPTED) from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise LedgerRefused(Code.FILE_CORRUPT, str(error)) from error
    except BaseException as error:
        # A panic of the Rust library is no Exception; everything else goes on its way.
        if type(error).__name__ != "PanicException":
            raise
        raise LedgerRefused(Code.FILE_CORRUPT, str(error)) from error


class XlsSheet:
    """One worksheet of an old workbook."""

    def __init__(
        self, name: str, texts: python_calamine.CalamineWorkbook, marks: Marks, *, book: Globals
    ) -> None:
        self.name = name
        self._texts = texts
        self._marks = marks
        self._book = book

    def rows(self) -> Iterator[SheetRow]:
        """The rows in order.

        Raises:
            LedgerRefused: FILE_CORRUPT.
        """
        ranges = [
            MergedRange(first + 1, first_column, last + 1, last_column)
            for first, last, first_column, last_column in self._marks.merges
        ]
        return spread(self._plain_rows(), ranges)

    def _plain_rows(self) -> Iterator[SheetRow]:
        texts = self._read_texts()
        numbers = sorted(set(texts) | {row for row, _ in self._marks.formats})
        by_row: dict[int, list[int]] = {}
        for row, column in self._marks.formats:
            by_row.setdefault(row, []).append(column)
        for row in numbers:
            columns = set(texts.get(row, ())) | set(by_row.get(row, ()))
            cells = {column: self._cell(row, column, texts) for column in sorted(columns)}
            filled = {column: cell for column, cell in cells.items() if cell is not BLANK}
            if filled:
                yield SheetRow(row + 1, filled)

    def _read_texts(self) -> dict[int, dict[int, str]]:
        with _refusing_damage():
            sheet = self._texts.get_sheet_by_name(self.name)
            table = sheet.to_python(skip_empty_area=True)
        first_row, first_column = sheet.start or (0, 0)
        return {
            row: {
                column: value
                for column, value in enumerate(values, start=first_column)
                if isinstance(value, str) and value
            }
            for row, values in enumerate(table, start=first_row)
        }

    def _cell(self, row: int, column: int, texts: dict[int, dict[int, str]]) -> Cell:
        place = (row, column)
        number_format = self._book.format_of(self._marks.formats.get(place, 0))
        cell = BLANK
        if place in self._marks.errors:
            cell = Cell(Kind.ERROR, self._marks.errors[place])
        elif place in self._marks.booleans:
            cell = Cell(Kind.BOOLEAN, number=float(self._marks.booleans[place]))
        elif place in self._marks.numbers:
            kind = Kind.DATE if is_date_format(number_format) else Kind.NUMBER
            cell = Cell(kind, "", self._marks.numbers[place], number_format)
        elif text := texts.get(row, {}).get(column):
            cell = Cell(Kind.TEXT, text)
        return cell._replace(formula="=") if place in self._marks.formulas else cell
