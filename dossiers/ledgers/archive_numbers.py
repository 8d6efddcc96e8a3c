"""Archive numbers, retention periods and the other fixed words of a list of items.

Source: IMPORT_RULES, 移交清单 · 借阅登记簿 · 销毁清册: 档号, 保管期限, 密级.
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

_DOTS = re.compile("[.\u2022\u2027\u2219\u22c5\u30fb\uff65\u2024]")
_PART = re.compile("[0-9A-Z\u4e00-\u9fff]+")
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_ITEM = re.compile("[0-9]{3,5}")
_FEWEST_PARTS = 3
_TERM_CODE = re.compile("D([0-9]{1,3})")
_TERM = re.compile("(?:定期)?([0-9]{1,3}|[一二三四五六七八九十百]{1,5})年")
_FIXED_TERMS = frozenset({"永久", "长期", "短期"})
_TERM_CODES = {"Y": "永久", "C": "长期", "D": "短期"}
_SECRECY = frozenset({"公开", "内部", "秘密", "机密"})
_COPY_TYPES = {"原件": "原件", "原": "原件", "复印件": "复印件", "复印": "复印件", "复": "复印件"}


def read_archive_no(cell: Cell) -> Reading[str]:
    """An archive number in half-width capitals with ``·`` for every dot."""
    if cell.kind is Kind.DATE:
        return refused("", Code.ARCHIVE_NO_UNREADABLE)
    return _read_archive_no(as_text(cell))


@lru_cache(maxsize=4096)
def _read_archive_no(text: str) -> Reading[str]:
    if is_nothing(text):
        return refused("", Code.ARCHIVE_NO_MISSING)
    number = _DOTS.sub("·", compact(strip_prefix_mark(compact(text)))).upper()
    parts = parts_of(number)
    whole = (
        len(parts) >= _FEWEST_PARTS
        and all(map(_PART.fullmatch, parts))
        and _ITEM.fullmatch(parts[-1])
        and any(map(_YEAR.fullmatch, parts[:-1]))
    )
    if not whole or has_odd_digits(text):
        return refused(number, Code.ARCHIVE_NO_UNREADABLE)
    return Reading(number)


def parts_of(number: str) -> list[str]:
    """The parts of an archive number, however they are joined."""
    return re.split("[-·]", number)


def same_number(number: str) -> str:
    """What makes two writings the same archive number."""
    return "-".join(parts_of(number))


def term_in_number(number: str) -> str:
    """The retention period that an archive number carries as a code; empty if none."""
    for part in parts_of(number)[-2:0:-1]:
        if found := _TERM_CODE.fullmatch(part):
            return f"{int(found[1])}年"
        if part in _TERM_CODES:
            return _TERM_CODES[part]
    return ""


def read_retention(cell: Cell) -> Reading[str]:
    """永久, 长期, 短期, or a number of years such as 30年."""
    text = compact(as_text(cell))
    if cell.kind is not Kind.DATE and is_nothing(text):
        return refused("", Code.RETENTION_MISSING)
    if text in _FIXED_TERMS:
        return Reading(text)
    found = _TERM.fullmatch(text)
    years = _years(found[1]) if found else None
    if cell.kind is Kind.DATE or not years or has_odd_digits(as_text(cell)):
        return refused("", Code.RETENTION_UNKNOWN)
    return Reading(f"{years}年")


def _years(figure: str) -> int | None:
    return int(figure) if figure.isdigit() else chinese_number(figure)


def read_secrecy(cell: Cell) -> Reading[str]:
    """公开, 内部, 秘密 or 机密; an empty cell is warned of and stays empty."""
    text = compact(as_text(cell))
    if cell.kind is not Kind.DATE and is_nothing(text):
        return doubted("", Code.SECRECY_MISSING)
    return Reading(text) if text in _SECRECY else refused("", Code.SECRECY_UNKNOWN)


def read_copy_type(cell: Cell) -> Reading[str]:
    """原件 or 复印件, also in short."""
    text = compact(as_text(cell))
    if text in _COPY_TYPES:
        return Reading(_COPY_TYPES[text])
    return refused("", Code.COPYTYPE_UNKNOWN)
