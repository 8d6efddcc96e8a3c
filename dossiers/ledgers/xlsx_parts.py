"""The parts of an .xlsx package besides its sheets: strings, styles, and where everything is."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, cast
from zipfile import ZipFile

from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

from dossiers.ledgers.cells import BLANK, Cell, Kind
from dossiers.ledgers.codes import Code, LedgerRefused
from dossiers.ledgers.limits import Limits, too_large
from dossiers.ledgers.numerals import BUILTIN_FORMATS, is_date_format

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class Readable(Protocol):
    """Anything an XML parser can read from."""

    def read(self, size: int = -1, /) -> bytes: ...


class NumberFormat(NamedTuple):
    """A number format, and whether it shows numbers as dates."""

    code: str
    is_date: bool


_GENERAL = NumberFormat("General", is_date=False)


@dataclass(slots=True)
class Book:
    """What the sheets of one package share."""

    sheets: list[tuple[str, str]]
    strings: list[Cell] = field(default_factory=list)
    formats: list[NumberFormat] = field(default_factory=list)
    epoch_1904: bool = False

    def format_of(self, style: int) -> NumberFormat:
        """The number format of a style; General for one that does not exist."""
        return self.formats[style] if style < len(self.formats) else _GENERAL


def local_name(element: Any) -> str:
    """The name of an element without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def elements(stream: Readable, *tags: str) -> Iterator[Any]:
    """The elements with these names, each freed again as soon as the next one is asked for.

    External entities and document types are never followed.
    """
    names = [f"{{*}}{tag}" for tag in tags]
    events = etree.iterparse(
        cast("Any", stream),
        events=("end",),
        tag=names,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    for _, element in events:
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def rich_text(element: Any) -> str:
    """The text of a string, without the phonetic guide that may stand beside it."""
    texts = []
    for child in element:
        name = local_name(child)
        if name == "t":
            texts.append(child.text or "")
        elif name == "r":
            texts += [part.text or "" for part in child if local_name(part) == "t"]
    return "".join(texts)


def unescaped(text: str) -> str:
    """Text with the characters that XML cannot hold, such as ``_x000D_``."""
    if "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def text_cell(text: str) -> Cell:
    """A cell with this text; an empty one is blank."""
    return Cell(Kind.TEXT, text) if text else BLANK


def read_book(package: ZipFile, limits: Limits) -> Book:
    """Find the sheets, and read the strings and formats they refer to.

    Raises:
        LedgerRefused: FILE_NOT_WORKBOOK, FILE_EMPTY or FILE_TOO_LARGE.
    """
    path = _workbook_path(package)
    targets = _relations(package, path)
    book = Book(sheets=[])
    _read_workbook(package, path, targets, book)
    if len(book.sheets) > limits.sheets:
        raise too_large(f"{len(book.sheets)} sheets")
    if not book.sheets:
        raise LedgerRefused(Code.FILE_EMPTY)
    for kind, target in targets.values():
        if kind == "sharedStrings":
            book.strings = _read_strings(package, target, limits)
        elif kind == "styles":
            book.formats = _read_formats(package, target)
    return book


def _workbook_path(package: ZipFile) -> str:
    names = set(package.namelist())
    for kind, target in _relations(package, "").values():
        if kind == "officeDocument" and target in names and not target.endswith(".bin"):
            return target
    raise LedgerRefused(Code.FILE_NOT_WORKBOOK)


def _relations(package: ZipFile, path: str) -> dict[str, tuple[str, str]]:
    """Relation id to kind and part; the kind is the last word of its address."""
    folder, name = posixpath.split(path)
    part = posixpath.join(folder, "_rels", f"{name}.rels")
    if part not in package.namelist():
        return {}
    found: dict[str, tuple[str, str]] = {}
    with package.open(part) as stream:
        for element in elements(stream, "Relationship"):
            target = element.get("Target") or ""
            resolved = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = (element.get("Type") or "").rpartition("/")[2]
            found[element.get("Id") or ""] = (kind, resolved)
    return found


def _read_workbook(
    package: ZipFile, path: str, targets: dict[str, tuple[str, str]], book: Book
) -> None:
    known = False
    with package.open(path) as stream:
        for element in elements(stream, "workbookPr", "sheet", "workbook"):
            name = local_name(element)
            known = known or name == "workbook"
            if name == "workbookPr":
                book.epoch_1904 = element.get("date1904") in ("1", "true")
            elif name == "sheet":
                relation = next((v for k, v in element.attrib.items() if k.endswith("}id")), "")
                kind, target = targets.get(relation, ("", ""))
                if kind == "worksheet":
                    book.sheets.append((element.get("name") or "", target))
    if not known:
        raise LedgerRefused(Code.FILE_NOT_WORKBOOK)


def _read_strings(package: ZipFile, path: str, limits: Limits) -> list[Cell]:
    strings: list[Cell] = []
    with package.open(path) as stream:
        for element in elements(stream, "si"):
            strings.append(text_cell(unescaped(rich_text(element))))
            if len(strings) > limits.strings:
                raise too_large("too many texts")
    return strings


def _read_formats(package: ZipFile, path: str) -> list[NumberFormat]:
    """The number format of every cell style, by its index."""
    codes = dict(BUILTIN_FORMATS)
    formats: list[NumberFormat] = []
    with package.open(path) as stream:
        for element in elements(stream, "numFmt", "cellXfs"):
            if local_name(element) == "numFmt":
                codes[int(element.get("numFmtId"))] = element.get("formatCode") or "General"
                continue
            for style in element:
                code = codes.get(int(style.get("numFmtId") or 0), "General")
                formats.append(NumberFormat(code, is_date_format(code)))
    return formats
