"""The compound file in which old Excel, and any password-protected Excel file, is wrapped."""

from __future__ import annotations

import struct
from collections.abc import Iterator

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END_OF_CHAIN = 0xFFFFFFFA  # this and all higher numbers are no sectors
_ENTRY = 128
_STREAM, _ROOT = 2, 5
_HEADER = 512
_SECTORS_IN_HEADER = 109


class OleDamagedError(ValueError):
    """A compound file whose tables lead nowhere."""


class CompoundFile:
    """The streams of a compound file, by name."""

    def __init__(self, content: bytes) -> None:
        if not content.startswith(OLE_SIGNATURE) or len(content) < _HEADER:
            raise OleDamagedError("no compound file")
        self._content = content
        self._size = 1 << _number(content, 30, "<H")
        self._small_size = 1 << _number(content, 32, "<H")
        self._cutoff = _number(content, 56)
        self._table = self._sector_table()
        directory = self._chain(_number(content, 48))
        self._entries = dict(self._read_entries(directory))
        root = self._entries.get("", (0, 0))
        self._small = self._chain(root[0])[: root[1]] if root[1] else b""
        self._small_table = self._words(self._chain(_number(content, 60)))

    def names(self) -> set[str]:
        """The names of all streams."""
        return set(self._entries) - {""}

    def stream(self, name: str) -> bytes:
        """The content of a stream.

        Raises:
            OleDamagedError: The stream breaks off.
        """
        start, size = self._entries[name]
        if size >= self._cutoff:
            content = self._chain(start)
        else:
            content = b"".join(
                self._small[number * self._small_size : (number + 1) * self._small_size]
                for number in self._walk(start, self._small_table)
            )
        if len(content) < size:
            raise OleDamagedError(f"{name} breaks off")
        return content[:size]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        sector = self._content[start : start + self._size]
        if not sector:
            raise OleDamagedError("a sector lies behind the end")
        return sector

    def _words(self, content: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4]))

    def _sector_table(self) -> list[int]:
        numbers = self._words(self._content[76:_HEADER])[:_SECTORS_IN_HEADER]
        following = _number(self._content, 68)
        seen: set[int] = set()
        while following < _END_OF_CHAIN:
            if following in seen:
                raise OleDamagedError("a chain bites its tail")
            seen.add(following)
            words = self._words(self._sector(following))
            numbers += words[:-1]
            following = words[-1]
        table: list[int] = []
        for number in numbers:
            if number < _END_OF_CHAIN:
                table += self._words(self._sector(number))
        return table

    def _walk(self, start: int, table: list[int]) -> Iterator[int]:
        seen = 0
        while start < _END_OF_CHAIN:
            if start >= len(table) or seen > len(table):
                raise OleDamagedError("a chain leads nowhere")
            yield start
            seen += 1
            start = table[start]

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in self._walk(start, self._table))

    def _read_entries(self, directory: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
        for position in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            entry = directory[position : position + _ENTRY]
            length = _number(entry, 64, "<H")
            place = (_number(entry, 116), _number(entry, 120))
            if entry[66] == _ROOT:
                yield "", place
            elif entry[66] == _STREAM and length <= _ENTRY // 2:
                yield entry[: max(length - 2, 0)].decode("utf-16-le", "replace"), place


def _number(content: bytes, position: int, form: str = "<I") -> int:
    return int(struct.unpack_from(form, content, position)[0])
