"""What a file is, by its content and not by its name, and how to open it."""

from __future__ import annotations

from pathlib import PurePath
from typing import BinaryIO

from dossiers.ledgers.cells import Workbook
from dossiers.ledgers.codes import Code, LedgerRefused
from dossiers.ledgers.delimited import open_delimited
from dossiers.ledgers.limits import LIMITS, Limits, too_large
from dossiers.ledgers.xls import OLE_SIGNATURE, open_xls
from dossiers.ledgers.xlsx import open_xlsx

_ZIP = b"PK"
_NOT_TABLES = (
    b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf",
    b"MZ", b"\x7fELF", b"BM", b"<", b"SQLite",
)  # fmt: skip
_HEAD = 4096


def open_workbook(source: BinaryIO, *, filename: str, limits: Limits = LIMITS) -> Workbook:
    """Open a ledger file; its extension is noted but decides nothing.

    Raises:
        LedgerRefused: The file is empty, damaged, encrypted, too large or no table.
    """
    extension = PurePath(filename).suffix.lstrip(".").lower()
    size = source.seek(0, 2)
    source.seek(0)
    if size > limits.file_bytes:
        raise too_large(f"{size} bytes")
    head = source.read(_HEAD)
    source.seek(0)
    if not _plain(head) and size <= _HEAD:
        raise LedgerRefused(Code.FILE_EMPTY)
    if head.startswith(_ZIP):
        return open_xlsx(source, extension=extension, limits=limits)
    if head.startswith(OLE_SIGNATURE):
        return open_xls(source, extension=extension, limits=limits)
    if _plain(head).startswith(_NOT_TABLES):
        raise LedgerRefused(Code.FILE_NOT_WORKBOOK)
    return open_delimited(source, extension=extension, limits=limits)


def _plain(head: bytes) -> bytes:
    """The beginning of a text without byte order mark and white space."""
    return head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").strip(b" \t\r\n\x00\x1a")
