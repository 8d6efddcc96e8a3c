"""How much a ledger file may hold before it is refused instead of read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from dossiers.ledgers.codes import Code, LedgerRefused

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds; bytes count what is unpacked, not what was sent.

    A ledger of 100,000 rows and 30 columns stays well below each of them.
    """

    file_bytes: int = 64 << 20
    inflated_bytes: int = 768 << 20
    parts: int = 5_000
    sheets: int = 200
    rows: int = 250_000
    columns: int = 512
    cells: int = 12_000_000
    strings: int = 3_000_000
    merged_ranges: int = 200_000


LIMITS = Limits()


def too_large(detail: str) -> LedgerRefused:
    """The refusal of a file that exceeds a limit."""
    return LedgerRefused(Code.FILE_TOO_LARGE, detail)


def read_limited(source: BinaryIO, limit: int) -> bytes:
    """Everything in a stream, unless it is longer than the limit."""
    content = source.read(limit + 1)
    if len(content) > limit:
        raise too_large(f"more than {limit} bytes")
    return content


class LimitedReader:
    """A stream that refuses the file once more than the limit was read from it."""

    def __init__(self, source: BinaryIO, limit: int) -> None:
        self._source = source
        self._left = limit

    def read(self, size: int = -1) -> bytes:
        """The next bytes of the stream."""
        chunk = self._source.read(_CHUNK if size < 0 else size)
        self._left -= len(chunk)
        if self._left < 0:
            raise too_large("unpacks to too many bytes")
        return chunk
