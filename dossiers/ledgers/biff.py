"""The records of an old workbook that tell what each cell is: number, error, formula, format."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from dossiers.ledgers.codes import Code, LedgerRefused
from dossiers.ledgers.numerals import BUILTIN_FORMATS

Place = tuple[int, int]

_EOF, _BOF, _FILEPASS, _DATEMODE, _SHEET, _FORMAT, _XF = 0x0A, 0x809, 0x2F, 0x22, 0x85, 0x41E, 0xE0
_NUMBER, _RK, _MULRK, _BOOLERR, _FORMULA, _MERGED = 0x203, 0x27E, 0xBD, 0x205, 0x06, 0xE5
_BIFF8 = 0x600
_WORKSHEET = 0
_NOT_A_NUMBER = b"\xff\xff"
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!",
    0x2A: "#N/A",
}  # fmt: skip


@dataclass(slots=True)
class Globals:
    """What all sheets of the workbook share."""

    sheets: list[tuple[str, int]] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=lambda: dict(BUILTIN_FORMATS))
    styles: list[int] = field(default_factory=list)
    epoch_1904: bool = False
    version: int = _BIFF8

    def format_of(self, style: int) -> str:
        """The number format of a cell style."""
        number = self.styles[style] if style < len(self.styles) else 0
        return self.codes.get(number, "General")


@dataclass(slots=True)
class Marks:
    """What the records say about the cells of one sheet; places are row and column from 0."""

    formats: dict[Place, int] = field(default_factory=dict)
    numbers: dict[Place, float] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)
    booleans: dict[Place, bool] = field(default_factory=dict)
    formulas: set[Place] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)

    def at(self, data: bytes) -> Place:
        """The place a cell record is for; its style is noted."""
        row, column, style = struct.unpack_from("<HHH", data)
        self.formats[row, column] = style
        return row, column


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part, up to its end mark."""
    depth = 0
    while True:
        kind, size = struct.unpack_from("<HH", stream, start)
        data = stream[start + 4 : start + 4 + size]
        if len(data) < size:
            raise ValueError("the workbook breaks off")
        start += 4 + size
        depth += (kind == _BOF) - (kind == _EOF)
        yield kind, data
        if kind == _EOF and depth <= 0:
            return


def read_globals(stream: bytes) -> Globals:
    """Read formats, styles and sheet names.

    Raises:
        LedgerRefused: FILE_ENCRYPTED.
    """
    book = Globals()
    for kind, data in _records(stream, 0):
        if kind == _FILEPASS:
            raise LedgerRefused(Code.FILE_ENCRYPTED)
        if reader := _GLOBAL_READERS.get(kind):
            reader(book, data)
    return book


def _bof(book: Globals, data: bytes) -> None:
    book.version = struct.unpack_from("<H", data)[0]


def _datemode(book: Globals, data: bytes) -> None:
    book.epoch_1904 = bool(struct.unpack_from("<H", data)[0])


def _sheet(book: Globals, data: bytes) -> None:
    start, _, kind, length = struct.unpack_from("<IBBB", data)
    if kind != _WORKSHEET:
        return
    if book.version < _BIFF8:
        name = data[7 : 7 + length].decode("gb18030", "replace")
    else:
        name = _unicode(data[7:], length)
    book.sheets.append((name, start))


def _format(book: Globals, data: bytes) -> None:
    number, length = struct.unpack_from("<HH", data)
    if book.version < _BIFF8:
        book.codes[number] = data[3 : 3 + data[2]].decode("gb18030", "replace")
    else:
        book.codes[number] = _unicode(data[4:], length)


def _style(book: Globals, data: bytes) -> None:
    book.styles.append(struct.unpack_from("<HH", data)[1])


_GLOBAL_READERS: dict[int, Callable[[Globals, bytes], None]] = {
    _BOF: _bof,
    _DATEMODE: _datemode,
    _SHEET: _sheet,
    _FORMAT: _format,
    _XF: _style,
}


def _unicode(data: bytes, length: int) -> str:
    """A string with its flag byte: two bytes a character, or one."""
    if data[0] & 1:
        return data[1 : 1 + 2 * length].decode("utf-16-le", "replace")
    return data[1 : 1 + length].decode("latin-1")


def read_marks(stream: bytes, start: int) -> Marks:
    """Read what the records of one sheet say about its cells.

    Raises:
        ValueError: The sheet breaks off.
    """
    marks = Marks()
    for kind, data in _records(stream, start):
        if reader := _CELL_READERS.get(kind):
            reader(marks, data)
        elif kind in _OTHER_CELLS:
            marks.at(data)
    return marks


_OTHER_CELLS = frozenset({0x201, 0x204, 0xFD, 0xD6})  # blank, label, shared label, rich label


def _number(marks: Marks, data: bytes) -> None:
    marks.numbers[marks.at(data)] = struct.unpack_from("<d", data, 6)[0]


def _rk(marks: Marks, data: bytes) -> None:
    marks.numbers[marks.at(data)] = _decoded(struct.unpack_from("<I", data, 6)[0])


def _many_rk(marks: Marks, data: bytes) -> None:
    row, first = struct.unpack_from("<HH", data)
    for offset, position in enumerate(range(4, len(data) - 2, 6)):
        style, packed = struct.unpack_from("<HI", data, position)
        marks.formats[row, first + offset] = style
        marks.numbers[row, first + offset] = _decoded(packed)


def _decoded(packed: int) -> float:
    """A number in Excel's short form: 30 bits, of an integer or of a fraction, perhaps by 100."""
    if packed & 2:
        value = float(struct.unpack("<i", struct.pack("<I", packed & 0xFFFFFFFC))[0] >> 2)
    else:
        value = struct.unpack("<d", struct.pack("<II", 0, packed & 0xFFFFFFFC))[0]
    return value / 100 if packed & 1 else value


def _boolean_or_error(marks: Marks, data: bytes) -> None:
    place = marks.at(data)
    _note(marks, place, data[6], is_error=bool(data[7]))


def _note(marks: Marks, place: Place, value: int, *, is_error: bool) -> None:
    if is_error:
        marks.errors[place] = _ERRORS.get(value, "#UNKNOWN!")
    else:
        marks.booleans[place] = bool(value)


def _formula(marks: Marks, data: bytes) -> None:
    place = marks.at(data)
    marks.formulas.add(place)
    result = data[6:14]
    if result[6:] != _NOT_A_NUMBER:
        marks.numbers[place] = struct.unpack("<d", result)[0]
    elif result[0] in (1, 2):
        _note(marks, place, result[2], is_error=result[0] == _ERROR_RESULT)


_ERROR_RESULT = 2


def _merged(marks: Marks, data: bytes) -> None:
    count = struct.unpack_from("<H", data)[0]
    for position in range(2, 2 + 8 * count, 8):
        marks.merges.append(struct.unpack_from("<HHHH", data, position))


_CELL_READERS: dict[int, Callable[[Marks, bytes], None]] = {
    _NUMBER: _number,
    _RK: _rk,
    _MULRK: _many_rk,
    _BOOLERR: _boolean_or_error,
    _FORMULA: _formula,
    _MERGED: _merged,
}
