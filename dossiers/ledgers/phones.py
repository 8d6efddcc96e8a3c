"""Telephone numbers: mobile and fixed lines, several in one cell.

Source: IMPORT_RULES, 业主档案台账: 电话.
"""

from __future__ import annotations

import re

from dossiers.ledgers.cells import Cell, Kind
from dossiers.ledgers.codes import Code
from dossiers.ledgers.reading import Reading, as_text, doubted
from dossiers.ledgers.text import half_width, has_odd_digits, is_nothing, strip_prefix_mark

Phones = tuple[str, ...]

_MOBILE = re.compile("(?:(?:00)?86)?(1[3-9][0-9]{9})")
_FIXED = re.compile("(0(?:10|2[0-9]|[3-9][0-9]{2}))?([2-9][0-9]{6,7})")
_BETWEEN = re.compile("[/、,;|\\\\]")
_WORDS = re.compile(r"\([^0-9()]*\)|[^0-9()\s'\u2018\u2019`-]+")  # 妻, 手机:, (租客)
_PLAIN_MOBILE = re.compile("1[3-9][0-9]{9}")
_MOST_WORDS = 12


def read_phones(cell: Cell) -> Reading[Phones]:
    """The numbers that can be read; a warning when there is anything else in the cell."""
    text = as_text(cell)
    if _PLAIN_MOBILE.fullmatch(text) and cell.kind is not Kind.DATE:
        return Reading((text,))
    if cell.kind is Kind.DATE or has_odd_digits(text):
        return doubted((), Code.PHONE_INVALID)
    if is_nothing(text):
        return Reading(())
    phones: list[str] = []
    clear = True
    for part in _BETWEEN.split(half_width(text)):
        bare = _WORDS.sub(" ", part)
        found = _read_part(bare)
        clear = clear and found is not None and bare == part
        phones += found or ()
    return Reading(tuple(phones), (), () if clear else (Code.PHONE_INVALID,))


def _read_part(part: str) -> list[str] | None:
    """The numbers of a part without separators; None if it cannot be read in exactly one way."""
    words = [strip_prefix_mark(word) for word in part.split()]
    if len(words) > _MOST_WORDS:
        return None
    readings = _partitions(words)
    if not readings and len(words) == 1 and "-" in part:
        readings = _partitions(part.strip().split("-"))
        readings = [found for found in readings if len(found) > 1]
    return readings[0] if len(readings) == 1 else None


def _partitions(words: list[str]) -> list[list[str]]:
    """Every way to join neighbouring words so that each group is a number."""
    if not words:
        return [[]]
    found: list[list[str]] = []
    for size in range(1, len(words) + 1):
        number = _read_one("".join(words[:size]))
        if number:
            found += [[number, *rest] for rest in _partitions(words[size:])]
    return found


def _read_one(text: str) -> str:
    """One number in the form in which it is stored, or an empty string."""
    if not re.fullmatch(r"\(?[0-9]+\)?[0-9-]*", text) or text.count("(") != text.count(")"):
        return ""
    digits = re.sub("[^0-9]", "", text)
    if found := _MOBILE.fullmatch(digits):
        return found[1]
    if found := _FIXED.fullmatch(digits):
        area, line = found.groups()
        return f"{area}-{line}" if area else line
    return ""
