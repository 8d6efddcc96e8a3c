"""Dates as ledgers write them: year, month, day, in any usual writing, and never guessed.

Source: IMPORT_RULES, Cells: Dates.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from dossiers.ledgers.cells import Cell, Kind
from dossiers.ledgers.codes import Code
from dossiers.ledgers.numerals import Shown, plain_number, serial_to_datetime, shown_parts
from dossiers.ledgers.reading import Basis, Reading, refused
from dossiers.ledgers.text import (
    chinese_digits,
    chinese_number,
    half_width,
    has_odd_digits,
    is_nothing,
    strip_prefix_mark,
)

EARLIEST = date(1980, 1, 1)
_PLAUSIBLE_SERIAL = 20_000  # 1954; a smaller number in a date column is no date

DateReading = Reading[date | None]

_SEPARATOR = re.compile(r"\s*([-/.年月日号,、\\])\s*")
_TIME = re.compile(
    r"(?:[T\s]+|(?<=[日号]))(?:上午|下午)?\s*\d{1,2}(?::\d{2}(?::\d{2}(?:\.\d+)?)?|[时点]\d{1,2}分?)"
    r"\s*(?:[AP]M)?Z?$",
    re.IGNORECASE | re.ASCII,
)
_WEEKDAY = re.compile(r"[\s(,]*(?:星期|周|礼拜)[一二三四五六日天]\)?$")
_MIXED = r"[-/.,、\\\s]"
_YEAR_FIRST = re.compile(
    rf"(\d{{4}}|\d{{2}})(?:年|{_MIXED})(\d{{1,2}})(?:月|{_MIXED})(\d{{1,2}})[日号]?\.?",
    re.ASCII,
)
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
_CHINESE = re.compile(
    "([〇零一二三四五六七八九]{4}|[〇零一二三四五六七八九]{2})年([一二三四五六七八九十]{1,3})月"
    "([一二三四五六七八九十]{1,3})[日号]?"
)
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED_MONTH = re.compile(
    rf"(\d{{1,2}})[-\s/]({'|'.join(_MONTH_NAMES)})[a-z]*[-\s/,]+(\d{{4}})", re.I
)
_NAMED_SHORT = re.compile(
    rf"\d{{1,2}}[-\s/]({'|'.join(_MONTH_NAMES)})[a-z]*[-\s/,]+\d{{2}}", re.IGNORECASE | re.ASCII
)
_PART = "(?:初|底|末|春|夏|秋|冬|[上中下]旬|[上下]半年|第?[一二三四1-4]季度|\\s)*"
_INCOMPLETE = re.compile(
    rf"\d{{4}}年?{_PART}|\d{{4}}(?:年|{_MIXED})\d{{0,2}}月?{_PART}[日号]?|\d{{2}}年\d{{0,2}}月?{_PART}[日号]?"
    rf"|\d{{1,2}}(?:月|{_MIXED})\d{{1,2}}[日号]?|\d{{1,2}}月{_PART}[日号]?"
    rf"|\d{{1,2}}-(?:{'|'.join(_MONTH_NAMES)})|(?:{'|'.join(_MONTH_NAMES)})-\d{{1,4}}",
    re.IGNORECASE | re.ASCII,
)
_TEMPLATE = re.compile(r"年\s*月\s*[日号]?")
_NUMBER = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)


def read_date(cell: Cell, basis: Basis) -> DateReading:
    """The day a cell states; None without a fault when it states that there is none."""
    if cell.kind in (Kind.TEXT, Kind.BLANK):
        return read_date_text(cell.text, basis)
    if cell.kind is Kind.DATE:
        return _read_date_cell(cell, basis)
    if cell.kind is Kind.NUMBER:
        return _read_number(cell.number, basis)
    return refused(None, Code.DATE_UNREADABLE)


def _read_date_cell(cell: Cell, basis: Basis) -> DateReading:
    """A date cell tells only what its format shows: typing 6-12 makes Excel invent a year."""
    moment = serial_to_datetime(cell.number, epoch_1904=basis.epoch_1904)
    if moment is None:
        return _read_number(cell.number, basis)
    shown = shown_parts(cell.number_format)
    if shown is Shown.TIME:
        return refused(None, Code.DATE_UNREADABLE)
    day_was_invented = Shown.DAY not in shown and moment.day == 1
    if Shown.YEAR not in shown or Shown.MONTH not in shown or day_was_invented:
        return refused(None, Code.DATE_INCOMPLETE)
    return _in_range(moment.date(), basis)


def _read_number(value: float, basis: Basis) -> DateReading:
    text = plain_number(value)
    if text.isdigit() and len(text) != len(str(_PLAUSIBLE_SERIAL)):
        return _read_digits(text, basis)
    if re.fullmatch(r"(?:19|20)\d\d\.\d{1,2}", text):
        return refused(None, Code.DATE_INCOMPLETE)
    return _read_serial(value, basis)


def _read_serial(value: float, basis: Basis) -> DateReading:
    moment = serial_to_datetime(value, epoch_1904=basis.epoch_1904)
    if moment is None or value < _PLAUSIBLE_SERIAL:
        return refused(None, Code.DATE_UNREADABLE)
    return _in_range(moment.date(), basis)


def _in_range(day: date, basis: Basis) -> DateReading:
    if EARLIEST <= day <= basis.as_of:
        return Reading(day)
    return refused(day, Code.DATE_OUT_OF_RANGE)


@lru_cache(maxsize=8192)
def read_date_text(text: str, basis: Basis) -> DateReading:
    """The day a text states; None without a fault when it states that there is none."""
    plain = _without_time(half_width(strip_prefix_mark(half_width(text))))
    if is_nothing(text) or _TEMPLATE.fullmatch(plain):
        return Reading(None)
    return _read_plain("?" if has_odd_digits(text) else plain, basis)


def _read_plain(text: str, basis: Basis) -> DateReading:
    if found := _YEAR_FIRST.fullmatch(text):
        return _year_first(found, basis)
    if text.isascii() and text.isdigit() and not _NUMBER.fullmatch(text):
        return _read_digits(text, basis)
    return _read_unusual(text, basis)


def _without_time(text: str) -> str:
    text = _WEEKDAY.sub("", _TIME.sub("", text))
    text = _SEPARATOR.sub(r"\1", text).strip()
    if found := _CHINESE.fullmatch(text):
        year, month, day = found.groups()
        return f"{chinese_digits(year)}年{chinese_number(month)}月{chinese_number(day)}日"
    return text


def _year_first(found: re.Match[str], basis: Basis) -> DateReading:
    year, month, day = (int(part) for part in found.groups())
    if len(found[1]) == len("19"):
        if year <= basis.as_of.year % 100:
            year += 2000
        elif year >= EARLIEST.year % 100:
            year += 1900
        else:
            return refused(None, Code.DATE_UNREADABLE)
    return _day(year, month, day, basis)


def _day(year: int, month: int, day: int, basis: Basis) -> DateReading:
    try:
        return _in_range(date(year, month, day), basis)
    except ValueError:
        return refused(None, Code.DATE_UNREADABLE)


def _read_digits(text: str, basis: Basis) -> DateReading:
    if len(text) == len("20190612"):
        return _day(int(text[:4]), int(text[4:6]), int(text[6:]), basis)
    if len(text) == len("2019"):
        return refused(None, Code.DATE_INCOMPLETE)
    if len(text) == len("201906"):
        return _six_digits(text, basis)
    return refused(None, Code.DATE_UNREADABLE)


def _six_digits(text: str, basis: Basis) -> DateReading:
    """190612 is a day; 201906 is a month; 201112 could be either."""
    as_day = _year_first(_six_as_day(text), basis)
    month_is_real = (
        "01" <= text[4:] <= "12"
        and _in_range(date(max(int(text[:4]), 1), 1, 1), basis).faults == ()
    )
    if month_is_real:
        return refused(None, Code.DATE_INCOMPLETE if as_day.faults else Code.DATE_AMBIGUOUS)
    return as_day


def _six_as_day(text: str) -> re.Match[str]:
    found = _YEAR_FIRST.fullmatch(f"{text[:2]}-{text[2:4]}-{text[4:]}")
    if found is None:
        raise AssertionError(text)
    return found


def _read_unusual(text: str, basis: Basis) -> DateReading:
    if _NUMBER.fullmatch(text):
        return _read_serial(float(text), basis)
    if found := _YEAR_LAST.fullmatch(text):
        return _year_last(int(found[1]), int(found[2]), int(found[3]), basis)
    if found := _NAMED_MONTH.fullmatch(text):
        month = _MONTH_NAMES.index(found[2].lower()) + 1
        return _day(int(found[3]), month, int(found[1]), basis)
    return refused(None, _why_unreadable(text))


def _why_unreadable(text: str) -> Code:
    if _NAMED_SHORT.fullmatch(text):
        return Code.DATE_AMBIGUOUS
    return Code.DATE_INCOMPLETE if _INCOMPLETE.fullmatch(text) else Code.DATE_UNREADABLE


def _year_last(first: int, second: int, year: int, basis: Basis) -> DateReading:
    """With the year last, 5/3 has two readings; 25/3 has one, and so has 5/5."""
    readings = {_day(year, month, day, basis) for month, day in ((first, second), (second, first))}
    real = [reading for reading in readings if reading.value is not None]
    if len(real) > 1:
        return refused(None, Code.DATE_AMBIGUOUS)
    return real[0] if real else refused(None, Code.DATE_UNREADABLE)
