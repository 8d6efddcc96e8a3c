"""How many copies and pages: ``1/3``, 1份3页, √, or a plain number.

Source: IMPORT_RULES, Cells: 份/页.
"""

from __future__ import annotations

import re
from functools import lru_cache

from dossiers.ledgers.cells import Cell, Kind
from dossiers.ledgers.codes import Code
from dossiers.ledgers.reading import Reading, as_text, doubted, refused
from dossiers.ledgers.text import (
    chinese_number,
    compact,
    has_odd_digits,
    is_nothing,
    strip_prefix_mark,
)

Pages = tuple[int, int | None]
NO_DOCUMENT: Pages = (0, 0)
_LONGEST = 5  # digits; more cannot be a number of pages in one dossier

_PRESENT = frozenset(
    {"√", "✓", "✔", "☑", "有", "已有", "是", "已交", "已收", "已归档", "已存", "有档"}
)
_ABSENT = frozenset({"×", "✗", "✘", "✕", "未交", "未收", "没交", "未归档", "无此材料", "否"})
_N = "(-?[0-9]+|[一壹二贰两三叁四肆五伍六陆七柒八捌九玖十拾百]+)"
_COPY = "(?:份|件|套|本|册)"
_PAIR = re.compile(
    rf"{_N}/{_N}页?|共?{_N}{_COPY}(?:[/,、;]?(?:共|计)?\(?(?:共|计)?{_N}页\)?|/{_N})"
)
_REVERSED = re.compile(rf"共?{_N}页[/,、;]?{_N}{_COPY}")
_PAGES = re.compile(rf"共?{_N}页")
_COPIES = re.compile(rf"共?{_N}{_COPY}?")
_DATE_LIKE = re.compile(
    r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\d{1,2}:\d\d(?::\d\d)?)?|\d{1,2}月\d{1,2}日"
    r"|\d{1,2}-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)-\d{1,2}",
    re.IGNORECASE | re.ASCII,
)
_SLASHES = str.maketrans({"\u2215": "/", "\u2044": "/"})


def looks_like_excel_date(text: str) -> bool:
    """Whether a text is a date as Excel writes one that it made out of 1/3 or 3-2."""
    return bool(_DATE_LIKE.fullmatch(compact(text)))


def read_document(cell: Cell) -> Reading[Pages]:
    """Copies and pages of one kind of paper; an empty cell means there is none."""
    if cell.kind is Kind.DATE:
        return refused(NO_DOCUMENT, Code.COUNT_IS_DATE)
    if cell.kind is Kind.BOOLEAN:
        return refused(NO_DOCUMENT, Code.COUNT_UNREADABLE)
    return read_document_text(as_text(cell))


@lru_cache(maxsize=8192)
def read_document_text(text: str) -> Reading[Pages]:
    """Copies and pages as text; ``(0, 0)`` means no document, None pages are unknown."""
    if looks_like_excel_date(text):
        return refused(NO_DOCUMENT, Code.COUNT_IS_DATE)
    plain = compact(strip_prefix_mark(compact(text))).translate(_SLASHES)
    if is_nothing(text) or plain in _ABSENT:
        return Reading(NO_DOCUMENT)
    if plain in _PRESENT:
        return doubted((1, None), Code.PAGES_UNKNOWN)
    return _read_figures("" if has_odd_digits(text) else plain)


def _read_figures(text: str) -> Reading[Pages]:
    if found := _PAIR.fullmatch(text):
        copies, pages = (_value(figure) for figure in found.groups() if figure)
    elif found := _REVERSED.fullmatch(text):
        copies, pages = _value(found[2]), _value(found[1])
    elif found := _PAGES.fullmatch(text):
        copies, pages = 1, _value(found[1])
    elif found := _COPIES.fullmatch(text):
        return _copies_only(_value(found[1]))
    else:
        copies = pages = None
    return _checked(copies, pages)


def _value(figure: str) -> int | None:
    if figure.lstrip("-").isdigit():
        return int(figure) if len(figure) <= _LONGEST else None
    return chinese_number(figure)


def _checked(copies: int | None, pages: int | None) -> Reading[Pages]:
    if copies is None or pages is None:
        return refused(NO_DOCUMENT, Code.COUNT_UNREADABLE)
    if copies <= 0 or pages < copies:
        return refused(NO_DOCUMENT, Code.COUNT_INCONSISTENT)
    return Reading((copies, pages))


def _copies_only(copies: int | None) -> Reading[Pages]:
    if copies is None:
        return refused(NO_DOCUMENT, Code.COUNT_UNREADABLE)
    if copies <= 0:
        return refused(NO_DOCUMENT, Code.COUNT_INCONSISTENT)
    return doubted((copies, None), Code.PAGES_UNKNOWN)


def read_copies(cell: Cell) -> Reading[int | None]:
    """A column that holds only copies (份数); None when it is empty."""
    return _read_single(cell, _COPIES)


def read_pages(cell: Cell) -> Reading[int | None]:
    """A column that holds only pages (页数); None when it is empty."""
    return _read_single(cell, _PAGES_ONLY)


_PAGES_ONLY = re.compile(rf"共?{_N}页?")


def _read_single(cell: Cell, pattern: re.Pattern[str]) -> Reading[int | None]:
    text = as_text(cell)
    if cell.kind is Kind.DATE or looks_like_excel_date(text):
        return refused(None, Code.COUNT_IS_DATE)
    if is_nothing(text):
        return Reading(None)
    found = pattern.fullmatch(compact(strip_prefix_mark(compact(text))))
    value = _value(found[1]) if found and not has_odd_digits(text) else None
    if value is None or value <= 0:
        return refused(None, Code.COUNT_UNREADABLE if value is None else Code.COUNT_INCONSISTENT)
    return Reading(value)
