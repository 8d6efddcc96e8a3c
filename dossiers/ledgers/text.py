"""How text is cleaned before it is read: the rules that hold for every column.

Source: IMPORT_RULES, Cells: Text, Nothing there, Ditto.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Format characters, fillers, variation selectors and controls that no clerk can see.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]"
)
_DASHES = re.compile("[\u2010-\u2015\u2212\u2500\u2501\u2e3a\u2e3b\ufe58\ufe63\uff0d]+")
_LINE_BREAK = re.compile(r"[^\S\r\n\u2028\u2029\x0b\x0c\x85]*[\r\n\u2028\u2029\x0b\x0c\x85]\s*")
_SPACE = re.compile(r"\s+")
_DITTO_GLYPHS = re.compile("[\u3003\u2033\"\u201c\u201d\u301d\u301e\uff02\u02ba]{1,3}|['\u2032]{2}")
_DITTO_WORDS = frozenset({"同上", "同上行", "上同", "同前", "同上述", "ditto", "do."})
_LONGEST_DITTO = 6
_LONGEST_NOTHING = 24  # with white space around it
_NOTHING = frozenset(
    {
        "", "/", "//", "\\", "-", "--", "---", "_", "无", "無", "没有", "暂无", "空", "空白", "未填",
        "未登记", "未提供", "不详", "未知", "不明", "待补", "待定", "待查", "暂缺", "缺",
        "N/A", "n/a", "NA", "NULL", "null", "None", "none", "NONE", "nil",
    }
)  # fmt: skip
_FIRST_OF_NOTHING = frozenset(word[0] for word in _NOTHING if word) | set("ＮｎＮ")
_ERRORS = frozenset(
    {
        "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#GETTING_DATA",
        "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!",
    }
)  # fmt: skip
_LOST = re.compile("[\ufffd\ufffe\uffff\ue000-\uf8ff\U000f0000-\U0010ffff]")
_LOST_IN_CODES = re.compile(r"[?\u25a1\u25a0\u25a2\u25af\u3013]")


def tidy(text: str) -> str:
    """Text without invisible characters, line breaks and surrounding white space.

    A break inside running text closes up, because Chinese text is wrapped without a space;
    between two Latin words it leaves one.
    """
    text = _INVISIBLE.sub("", text).strip()
    if not _LINE_BREAK.search(text):
        return text
    return _LINE_BREAK.sub(_join_lines, text)


def _join_lines(found: re.Match[str]) -> str:
    before = found.string[: found.start()][-1:]
    after = found.string[found.end() :][:1]
    return " " if _is_latin(before) and _is_latin(after) else ""


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def half_width(text: str) -> str:
    """Tidy text in half-width forms (NFKC), every dash a ``-``; line breaks are kept as they are."""
    text = _INVISIBLE.sub("", text).strip()
    if text.isascii():
        return text
    return _DASHES.sub("-", unicodedata.normalize("NFKC", text)).strip()


def compact(text: str) -> str:
    """Half-width text without any white space."""
    return _SPACE.sub("", half_width(text))


def is_nothing(text: str) -> bool:
    """Whether this says that there is nothing: empty, 无, a stroke or a dash."""
    first = text[:1]
    if len(text) > _LONGEST_NOTHING or (first.isalnum() and first not in _FIRST_OF_NOTHING):
        return False
    return compact(text) in _NOTHING


def is_ditto(text: str) -> bool:
    """Whether this stands for the value of the cell above."""
    text = _SPACE.sub("", _INVISIBLE.sub("", text))
    if len(text) > _LONGEST_DITTO:
        return False
    return bool(_DITTO_GLYPHS.fullmatch(text)) or text.strip("()（）").lower() in _DITTO_WORDS


def has_odd_digits(text: str) -> bool:
    """Whether there are ½, ² or ①: in half-width form these would become other numbers."""
    return not text.isascii() and any(unicodedata.category(letter) == "No" for letter in text)


def is_error(text: str) -> bool:
    """Whether this is an error value of a spreadsheet, saved as text."""
    return text.startswith("#") and text.strip().upper() in _ERRORS


def starts_formula(text: str, *, name: bool = False) -> bool:
    """Whether a spreadsheet would run this text; in names a leading minus is no text either."""
    first = half_width(text.lstrip("'"))[:1]
    return first in ("=", "+", "@") or (name and first == "-")


def is_lost(text: str, *, free: bool) -> bool:
    """Whether characters of the text are lost.

    Args:
        free: Running text, in which a question mark or a box can be meant as such.
    """
    if text.isascii():
        return not free and "?" in text
    return bool(_LOST.search(text) or (not free and _LOST_IN_CODES.search(half_width(text))))


def strip_prefix_mark(text: str) -> str:
    """Text without the apostrophe by which a clerk tells Excel to keep it as text."""
    return text[1:] if text[:1] in ("'", "\u2018", "\u2019", "`") else text


@lru_cache(maxsize=4096)
def read_location(text: str) -> str:
    """A building, room, box or cabinet: half-width, capital letters, no stray spaces."""
    text = half_width(strip_prefix_mark(half_width(text)))
    capitals = re.sub(r"\s*-\s*", "-", _SPACE.sub(" ", text)).upper()
    return capitals if capitals.isascii() else unicodedata.normalize("NFKC", capitals)


@lru_cache(maxsize=2048)
def read_place_name(text: str) -> str:
    """The name of an estate or an office: half-width, no spaces between Chinese characters."""
    return close_up(half_width(strip_prefix_mark(half_width(text))))


_BETWEEN_WORDS = re.compile(r"(?<=[A-Za-z0-9.,&'-])\s+(?=[A-Za-z0-9&'-])")
_GAP = "\x00"


def close_up(text: str) -> str:
    """Text without spaces, except one between two Latin words."""
    if not any(map(str.isspace, text)):
        return text
    return _SPACE.sub("", _BETWEEN_WORDS.sub(_GAP, text)).replace(_GAP, " ")


_DIGITS = {
    character: value
    for value, characters in enumerate(("〇零", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for character in characters
}  # fmt: skip
_NUMERAL = re.compile(
    "(?:([一壹二贰两三叁四肆五伍六陆七柒八捌九玖])[百佰]零?)?"
    "(?:([一壹二贰三叁四肆五伍六陆七柒八捌九玖])?([十拾]))?([一壹二贰两三叁四肆五伍六陆七柒八捌九玖])?"
)


def chinese_number(text: str) -> int | None:
    """The value of a Chinese numeral below 1000 such as 十二 or 叁; None for anything else."""
    found = _NUMERAL.fullmatch(text)
    if not text or not found:
        return None
    hundreds, tens, ten, ones = found.groups()
    value = _DIGITS[hundreds] * 100 if hundreds else 0
    if ten:
        value += _DIGITS[tens] * 10 if tens else 10
    return value + (_DIGITS[ones] if ones else 0)


def chinese_digits(text: str) -> str:
    """Text with Chinese digits written as Arabic ones, place by place: 二〇一九 is 2019."""
    return "".join(str(_DIGITS[letter]) if letter in _DIGITS else letter for letter in text)
