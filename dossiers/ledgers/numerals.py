"""Numbers and number formats of spreadsheets: what is a date, and what the clerk saw."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from enum import Flag, auto
from functools import lru_cache

MAX_SERIAL = 2_958_465  # 9999-12-31, the last day a spreadsheet knows
EXACT_DIGITS = 15  # a spreadsheet keeps no more digits of a number than these
_EXACT = 10.0**EXACT_DIGITS
_MARCH_1900 = 61
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  (serial numbers know no time zone)
_EPOCH_1904_DAYS = 1462

BUILTIN_FORMATS = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: 'h"时"mm"分"',
    35: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    48: "##0.0E+0", 49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"', 54: 'm"月"d"日"', 55: 'h"时"mm"分"', 56: 'h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip


class Shown(Flag):
    """Which parts of a date a number format lets the clerk see."""

    NOTHING = 0
    YEAR = auto()
    MONTH = auto()
    DAY = auto()
    TIME = auto()


_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.')
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[^\]]*\]")
_FRACTION = re.compile(r"(?<=s)\.0+", re.IGNORECASE)
_TOKEN = re.compile(r"y+|e+|m+|d+|h+|s+|am/pm|a/p", re.IGNORECASE)


@lru_cache(maxsize=1024)
def shown_parts(number_format: str) -> Shown:
    """The parts of a date that this format shows; NOTHING if it is no date format."""
    code = _QUOTED.sub("", number_format.split(";", maxsplit=1)[0])
    if _ELAPSED.search(code):
        return Shown.TIME
    code = _BRACKETS.sub("", code)
    if "General" in code or re.search("[#?@%0]|E[+-]", _FRACTION.sub("", code)):
        return Shown.NOTHING
    return _collect(code)


def _collect(code: str) -> Shown:
    tokens = [found.group().lower() for found in _TOKEN.finditer(code)]
    shown = Shown.NOTHING
    for position, token in enumerate(tokens):
        if token[0] == "m":
            shown |= Shown.TIME if _is_minutes(tokens, position) else Shown.MONTH
        else:
            shown |= _PARTS[token[0]]
    return shown


_PARTS = {
    "y": Shown.YEAR,
    "e": Shown.YEAR,
    "d": Shown.DAY,
    "h": Shown.TIME,
    "s": Shown.TIME,
    "a": Shown.TIME,
}


def _is_minutes(tokens: list[str], position: int) -> bool:
    before = tokens[position - 1][0] if position else ""
    after = tokens[position + 1][0] if position + 1 < len(tokens) else ""
    return before == "h" or after == "s"


def is_date_format(number_format: str) -> bool:
    """Whether a number in this format is shown as a date or a time."""
    return shown_parts(number_format) is not Shown.NOTHING


def serial_to_datetime(serial: float, *, epoch_1904: bool = False) -> datetime | None:
    """The moment a serial number stands for; None outside the years a spreadsheet knows."""
    if epoch_1904:
        serial += _EPOCH_1904_DAYS
    if not 1 <= serial < MAX_SERIAL + 1:
        return None
    # Lotus believed in 29 February 1900; before that day the count is one off.
    days = serial if serial >= _MARCH_1900 else serial + 1
    return _EPOCH + timedelta(seconds=round(days * 86_400))


def date_to_serial(day: date) -> int:
    """The serial number of a day after February 1900."""
    return (day - _EPOCH.date()).days


def plain_number(value: float) -> str:
    """A number as a clerk would copy it out: whole numbers without a decimal point."""
    if value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    return repr(value)


_PADDED = re.compile(r'((?:"[^"]*"|\\.)*)(0+)((?:"[^"]*"|\\.|_.)*)')


@lru_cache(maxsize=4096)
def shown_number(value: float, number_format: str) -> str:
    """The number as the sheet shows it, when a format pads it or puts words around it.

    A room 301 in the format ``0000`` is shown, and meant, as 0301.
    """
    text = plain_number(value)
    found = _PADDED.fullmatch(number_format.split(";", maxsplit=1)[0])
    if not found or not value.is_integer() or not 0 <= value < _EXACT:
        return text
    before, zeros, after = found.groups()
    return _literal(before) + text.zfill(len(zeros)) + _literal(after)


def _literal(code: str) -> str:
    parts = re.findall(r'"([^"]*)"|\\(.)|_.', code)
    return "".join(quoted or escaped for quoted, escaped in parts)
