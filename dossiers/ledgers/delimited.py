"""Reading CSV: the encoding and the delimiter are found out, a truncated file is refused."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from io import BytesIO, TextIOWrapper
from itertools import chain, islice
from typing import BinaryIO

from dossiers.ledgers.cells import Cell, Container, Kind, SheetRow, Workbook
from dossiers.ledgers.codes import Code, LedgerRefused
from dossiers.ledgers.limits import Limits, read_limited, too_large

SHEET_NAME = "(csv)"
_SAMPLE = 50  # records
_MOST_INSIDE = 5  # delimiters inside one wrapped field
_END = "\x1fend of file\x1f"
_DELIMITERS = (",", "\t", ";", "|")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_CHARACTER_SETS = (("utf-8", "UTF-8"), ("gbk", "cp936 (GBK)"), ("gb18030", "GB18030"))
_LOOKED_AT = 1 << 18  # bytes
_UNREADABLE = re.compile("[\udc80-\udcff]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_SHARE_OF_DAMAGE = 20  # one unreadable byte among this many readable characters is damage
_SEPARATOR_LINE = re.compile(r"sep=(.)", re.IGNORECASE)


def open_delimited(source: BinaryIO, *, extension: str, limits: Limits) -> Workbook:
    """Open a text file with separated values.

    Raises:
        LedgerRefused: FILE_NOT_WORKBOOK, FILE_CORRUPT, FILE_EMPTY or FILE_TOO_LARGE.
    """
    content = read_limited(source, limits.file_bytes)
    codec, name, bom = _encoding(content)
    sheet = CsvSheet(content, codec, limits=limits)
    container = Container("csv", extension, encoding=name, bom=bom, delimiter=sheet.delimiter)
    return Workbook(container, (sheet,))


def _encoding(content: bytes) -> tuple[str, str, bool]:
    for mark, codec, name in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            if not _decodes(content, codec):
                raise LedgerRefused(Code.FILE_CORRUPT, f"not {name} to the end")
            return codec, name, True
    if b"\x00" in content:
        raise LedgerRefused(Code.FILE_NOT_WORKBOOK)
    for codec, name in _CHARACTER_SETS:
        if _decodes(content, codec):
            return codec, name, False
        if codec == "utf-8" and _is_damaged_utf8(content):
            raise LedgerRefused(Code.FILE_CORRUPT, "UTF-8 with damaged characters")
    # Text that no longer decodes is a damaged table; anything else never was one.
    damaged = content.count(b"\n") and content.count(b",") > content.count(b"\n")
    raise LedgerRefused(Code.FILE_CORRUPT if damaged else Code.FILE_NOT_WORKBOOK)


def _decodes(content: bytes, codec: str) -> bool:
    try:
        content.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _is_damaged_utf8(content: bytes) -> bool:
    text = content[:_LOOKED_AT].decode("utf-8", "surrogateescape")
    bad = len(_UNREADABLE.findall(text))
    good = len(_NOT_ASCII.findall(text)) - bad
    return good > bad * _SHARE_OF_DAMAGE


@lru_cache(maxsize=8192)
def _text_cell(value: str) -> Cell:
    return Cell(Kind.TEXT, value, typed=False)


class CsvSheet:
    """The one sheet of a CSV file; a row is a record, however many lines it fills."""

    name = SHEET_NAME

    def __init__(self, content: bytes, codec: str, *, limits: Limits) -> None:
        self._content = content
        self._codec = codec
        self._limits = limits
        self._quoted = b'"' in content
        self.delimiter = self._find_delimiter()
        self._check_to_the_end()

    def rows(self) -> Iterator[SheetRow]:
        """The records in order, numbered from 1."""
        for number, record in enumerate(self._records(self.delimiter), start=1):
            yield SheetRow(
                number,
                {column: _text_cell(value) for column, value in enumerate(record) if value},
                len(record),
            )

    def _lines(self) -> TextIOWrapper:
        return TextIOWrapper(BytesIO(self._content), self._codec, newline="")

    def _records(self, delimiter: str, *, more: Iterable[str] = ()) -> Iterator[list[str]]:
        try:
            yield from csv.reader(chain(self._lines(), more), delimiter=delimiter)
        except csv.Error as error:
            raise LedgerRefused(Code.FILE_CORRUPT, str(error)) from error

    def _find_delimiter(self) -> str:
        """The delimiter that gives most records the same number of fields, more than one."""
        if found := _SEPARATOR_LINE.match(self._lines().readline()):
            return found[1]
        score, delimiter = max((self._score(delimiter), delimiter) for delimiter in _DELIMITERS)
        if not score:
            raise LedgerRefused(Code.FILE_NOT_WORKBOOK, "text without columns")
        return delimiter

    def _score(self, delimiter: str) -> int:
        records = [record for record in islice(self._records(delimiter), _SAMPLE) if record]
        sizes = Counter(len(record) for record in records if len(record) > 1)
        # Prose has a comma here and there; in a table most lines have columns.
        if not sizes or 2 * sizes.total() < len(records):
            return 0
        return max((size - 1) * count for size, count in sizes.items())

    def _check_to_the_end(self) -> None:
        """Read the file once to its end, so that no row is taken from a file that breaks off."""
        sizes: Counter[int] = Counter()
        last: list[str] = []
        record: list[str] = []
        for count, record in enumerate(self._records(self.delimiter, more=("\n", _END)), start=1):
            self._check_record(count, record)
            if record and record != [_END]:
                sizes[len(record)] += 1
                last = record
        if record != [_END]:
            raise LedgerRefused(Code.FILE_CORRUPT, "a quoted field has no end")
        if not sizes:
            raise LedgerRefused(Code.FILE_EMPTY)
        if self._breaks_off(sizes, last):
            raise LedgerRefused(Code.FILE_CORRUPT, "the last record is incomplete")

    def _check_record(self, count: int, record: list[str]) -> None:
        if count > self._limits.rows or len(record) > self._limits.columns:
            raise too_large("too many rows or columns")
        for value in record if self._quoted else ():
            if "\n" in value and value.count(self.delimiter) > _MOST_INSIDE:
                raise LedgerRefused(Code.FILE_CORRUPT, f"record {count} swallows other records")

    def _breaks_off(self, sizes: Counter[int], last: list[str]) -> bool:
        """Whether only the last record is short, and no line end follows it."""
        if self._content.endswith((b"\n", b"\r", b"\n\x00", b"\x00\n")):
            return False
        sizes[len(last)] -= 1
        others = [size for size, count in sizes.items() if count]
        return bool(others) and len(last) < min(others)
