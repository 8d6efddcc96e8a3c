"""How names and rooms are compared and sorted.

Rooms are kept as people write them; the keys here only compare and order them.
"""

import re
import unicodedata
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

SURNAMES = {
    "单": "s", "仇": "q", "曾": "z", "解": "x", "查": "z", "区": "o", "朴": "p", "盖": "g",
    "覃": "q", "任": "r", "缪": "m", "尉": "y", "万": "w", "翟": "z", "乐": "y", "燕": "y",
    "盛": "s", "冼": "x", "洗": "x", "华": "h", "纪": "j", "宁": "n", "葛": "g", "费": "f",
    "员": "y", "种": "c", "繁": "p", "逄": "p", "黑": "h", "折": "s",
}  # fmt: skip
"""First letters of surnames that a dictionary of common readings gets wrong."""

_DASHES = re.compile(r"[‐‑‒–—―−－﹣~]")
_BUILDING_WORDS = re.compile(r"(号楼|栋|幢|座|楼|#|号)$")
_ENTRANCE_WORDS = re.compile(r"(单元|门)$")
_ROOM_WORDS = re.compile(r"(室|房|号)$")


@lru_cache(65536)
def _letter(character: str) -> str:
    sound: str = lazy_pinyin(character, style=Style.FIRST_LETTER)[0]
    return sound[:1].lower() if sound[:1].isalnum() else ""


def initials_of(name: str) -> str:
    """Pinyin initials of a name (王芳 → ``wf``), surnames read as surnames."""
    text = unicodedata.normalize("NFKC", name)
    letters = [SURNAMES.get(text[:1]) or _letter(text[:1])] if text else []
    letters += [_letter(c) for c in text[1:]]
    return "".join(letters)[:60]


def folded(text: str) -> str:
    """Text as it is compared: half-width, capitals, one dash, no spaces."""
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"\s", "", _DASHES.sub("-", text)).upper()


def building_key(name: str) -> str:
    """A building's number or letter without its word (3栋, 3#, 3号楼 → ``3``)."""
    text = folded(name)
    return _BUILDING_WORDS.sub("", text) or text


def entrance_key(name: str) -> str:
    """An entrance's number without its word (2单元 → ``2``)."""
    text = folded(name)
    return _ENTRANCE_WORDS.sub("", text) or text


def room_key(name: str) -> str:
    """A room without its word; leading zeros and dashes stay as written."""
    text = folded(name)
    return _ROOM_WORDS.sub("", text) or text


def unit_key(building: str, entrance: str, room: str) -> str:
    """The key of a unit within its estate, parts joined by ``/``."""
    return f"{building_key(building)}/{entrance_key(entrance)}/{room_key(room)}"


def unit_code(building: str, entrance: str, room: str) -> str:
    """A unit's name for people, from the parts as written (3栋2单元1201)."""
    return f"{building}{entrance}{'-' if _needs_dash(building, entrance) else ''}{room}"


def _needs_dash(building: str, entrance: str) -> bool:
    last = (entrance or building)[-1:]
    return last.isascii() and last.isalnum()


def natural_key(text: str) -> str:
    """A sort key under which 2栋 comes before 10栋 (numbers padded to six digits)."""
    return re.sub(r"\d+", lambda m: m.group().zfill(6), folded(text))
