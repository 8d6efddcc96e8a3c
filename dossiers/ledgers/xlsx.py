"""Reading .xlsx as a stream of its XML: values, formulas, number formats and merged cells.

openpyxl gives either formulas or their saved results, and neither within bounded memory.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from math import isfinite
from typing import Any, BinaryIO, NamedTuple, cast
from zipfile import BadZipFile, ZipFile

from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

from dossiers.ledgers import xlsx_parts as parts
from dossiers.ledgers.cells import (
    BLANK,
    Cell,
    Container,
    Kind,
    MergedRange,
    Sheet,
    SheetRow,
    Workbook,
    column_number,
)
from dossiers.ledgers.codes import Code, LedgerRefused
from dossiers.ledgers.limits import LimitedReader, Limits, too_large
from dossiers.ledgers.merges import spread
from dossiers.ledgers.numerals import date_to_serial

_REFERENCE = re.compile("([A-Z]{1,3})([0-9]{1,7})")
_CHUNK = 1 << 20
_ENCRYPTED_FLAG = 0x1
_DAMAGE = (
    BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)


@contextmanager
def refusing_damage() -> Iterator[None]:
    """Turn whatever a damaged package raises into the refusal of the file."""
    try:
        yield
    except _DAMAGE as error:
        raise LedgerRefused(Code.FILE_CORRUPT, str(error)) from error
    except (KeyError, ValueError, IndexError) as error:
        raise LedgerRefused(Code.FILE_CORRUPT, f"malformed part: {error}") from error


def open_xlsx(source: BinaryIO, *, extension: str, limits: Limits) -> Workbook:
    """Open a package and find its sheets.

    Raises:
        LedgerRefused: FILE_CORRUPT, FILE_ENCRYPTED, FILE_NOT_WORKBOOK or FILE_TOO_LARGE.
    """
    with refusing_damage():
        package = _open_package(source, limits)
        book = parts.read_book(package, limits)
    sheets: tuple[Sheet, ...] = tuple(
        XlsxSheet(name, path, package=package, book=book, limits=limits)
        for name, path in book.sheets
    )
    container = Container("xlsx", extension, epoch_1904=book.epoch_1904)
    return Workbook(container, sheets)


def _open_package(source: BinaryIO, limits: Limits) -> ZipFile:
    package = ZipFile(source)
    members = package.infolist()
    if len(members) > limits.parts:
        raise too_large(f"{len(members)} parts")
    if sum(member.file_size for member in members) > limits.inflated_bytes:
        raise too_large("unpacks to too many bytes")
    if any(member.flag_bits & _ENCRYPTED_FLAG for member in members):
        raise LedgerRefused(Code.FILE_ENCRYPTED)
    _read_to_the_end(package, limits)
    return package


def _read_to_the_end(package: ZipFile, limits: Limits) -> None:
    """Unpack every part once, so that its checksum is compared before any row is taken."""
    left = limits.inflated_bytes
    for member in package.infolist():
        with package.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise too_large("unpacks to too many bytes")


class XlsxSheet:
    """One worksheet, read row by row."""

    def __init__(
        self, name: str, path: str, *, package: ZipFile, book: parts.Book, limits: Limits
    ) -> None:
        self.name = name
        self._path = path
        self._package = package
        self._book = book
        self._limits = limits
        self._merges: list[MergedRange] | None = None

    def rows(self) -> Iterator[SheetRow]:
        """The rows in order.

        Raises:
            LedgerRefused: FILE_CORRUPT or FILE_TOO_LARGE, before the first row where possible:
                the merged blocks stand behind the rows, so the part is read twice.
        """
        if self._merges is None:
            with refusing_damage():
                self._merges = self._read_merges()
        rows = self._plain_rows()
        return spread(rows, self._merges) if self._merges else rows

    def _elements(self, *tags: str) -> Iterator[Any]:
        with self._package.open(self._path) as stream:
            limited = LimitedReader(cast("BinaryIO", stream), self._limits.inflated_bytes)
            yield from parts.elements(limited, *tags)

    def _read_merges(self) -> list[MergedRange]:
        """The merged blocks; the part is only parsed for them when it mentions any."""
        if not self._mentions(b"mergeCell"):
            return []
        found: list[MergedRange] = []
        for element in self._elements("row", "mergeCell"):
            if not element.tag.endswith("}row"):
                found.append(self._merged_range(element.get("ref")))
            if len(found) > self._limits.merged_ranges:
                raise too_large("too many merged cells")
        return found

    def _mentions(self, word: bytes) -> bool:
        """Whether a word occurs in the part."""
        tail = b""
        found = False
        with self._package.open(self._path) as stream:
            limited = LimitedReader(cast("BinaryIO", stream), self._limits.inflated_bytes)
            while chunk := limited.read():
                # In UTF-16 every other byte is zero and the word cannot be searched for.
                found = found or word in tail + chunk or b"\x00" in chunk
                tail = chunk[-len(word) :]
        return found

    def _merged_range(self, reference: str) -> MergedRange:
        ends = [_REFERENCE.fullmatch(end) for end in reference.replace("$", "").split(":")]
        if not all(ends):
            raise ValueError(reference)
        numbers = [(int(end[2]), column_number(end[1])) for end in ends if end]
        (first_row, first_column), (last_row, last_column) = numbers[0], numbers[-1]
        return MergedRange(
            first_row, first_column, last_row, min(last_column, self._limits.columns)
        )

    def _plain_rows(self) -> Iterator[SheetRow]:
        number = cells_read = 0
        with refusing_damage():
            for element in self._elements("row"):
                number = int(element.get("r") or number + 1)
                cells_read += len(element)
                if cells_read > self._limits.cells:
                    raise too_large("too many cells")
                cells = self._cells(element)
                if cells:
                    yield SheetRow(number, cells)

    def _cells(self, row: Any) -> dict[int, Cell]:
        cells: dict[int, Cell] = {}
        names = _names_below(row.tag)
        column = -1
        for element in row:
            reference = element.get("r")
            column = _column_of(reference.rstrip("0123456789")) if reference else column + 1
            if len(element):
                cell = self._cell(element, names)
                if cell is not BLANK and column < self._limits.columns:
                    cells[column] = cell
        return cells

    def _cell(self, element: Any, names: _Names) -> Cell:
        formula = value = None
        inline = ""
        for child in element:
            name = child.tag
            if name == names.value:
                value = child.text
            elif name == names.formula:
                formula = "=" + (child.text or "")
            elif name == names.inline:
                inline = parts.rich_text(child)
        kind = element.get("t") or "n"
        if kind == "inlineStr":
            value = inline
        cell = self._typed(kind, value, int(element.get("s") or 0))
        if formula is None:
            return cell
        # An empty result of kind "str" is saved; without a kind there is none at all.
        return cell._replace(formula=formula, saved=value is not None or kind == "str")

    def _typed(self, kind: str, value: str | None, style: int) -> Cell:
        if kind == "s" and value is not None:
            return self._book.strings[int(value)]
        if kind in ("str", "inlineStr"):
            return parts.text_cell(parts.unescaped(value or ""))
        if value is None or not value.strip():
            return BLANK
        return self._number_like(kind, value.strip(), self._book.format_of(style))

    def _number_like(self, kind: str, value: str, number_format: parts.NumberFormat) -> Cell:
        if kind == "e":
            return Cell(Kind.ERROR, value)
        if kind == "b":
            return Cell(Kind.BOOLEAN, number=float(value in ("1", "true")))
        if kind == "d":
            return _iso_date(value)
        what = Kind.DATE if number_format.is_date else Kind.NUMBER
        number = float(value)
        if not isfinite(number):
            raise ValueError(value)
        return Cell(what, "", number, number_format.code)


class _Names(NamedTuple):
    """The names of what a cell holds, in the namespace of its row."""

    value: str
    formula: str
    inline: str


@lru_cache(maxsize=16)
def _names_below(row: str) -> _Names:
    space = row.removesuffix("row")
    return _Names(f"{space}v", f"{space}f", f"{space}is")


@lru_cache(maxsize=1024)
def _column_of(letters: str) -> int:
    if not re.fullmatch("[A-Z]{1,3}", letters):
        raise ValueError(letters)
    return column_number(letters)


def _iso_date(value: str) -> Cell:
    try:
        moment = datetime.fromisoformat(value.removesuffix("Z"))
    except ValueError:
        return Cell(Kind.TEXT, value)
    seconds = (moment - moment.replace(hour=0, minute=0, second=0, microsecond=0)).total_seconds()
    serial = date_to_serial(moment.date()) + seconds / 86_400
    return Cell(Kind.DATE, "", serial, "yyyy-mm-dd")
