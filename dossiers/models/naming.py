"""How names and rooms are compared and sorted.

Rooms are kept as people write them; the keys here only compare and order them.
"""

import re
import unicodedata
from functools import lru_cache, reduce

from pypinyin import Style, lazy_pinyin

SURNAMES = {
    "单": "s", "仇": "q", "曾": "z", "解": "x", "查": "z", "区": "o", "朴": "p", "盖": "g",
    "覃": "q", "任": "r", "缪": "m", "尉": "y", "万": "w", "翟": "z", "乐": "y", "燕": "y",
    "盛": "s", "冼": "x", "洗": "x", "华": "h", "纪": "j", "宁": "n", "葛": "g", "费": "f",
    "员": "y", "种": "c", "繁": "p", "逄": "p", "黑": "h", "折": "s",
}  # fmt: skip
"""First letters of surnames that a dictionary of common readings gets wrong."""

CASE_PARTS = {
    "approval": "立项审批资料",
    "contract": "重要合同或单据",
    "investigation": "项目调查资料",
    "customer": "客户或企业资料",
}
"""The four parts of a case dossier, as the regulation calls them (COL-26)."""

_DASHES = re.compile(r"[‐‑‒–—―−－﹣~]")
_BUILDING_WORDS = re.compile(r"([号號][楼樓]|[栋棟幢座楼樓#号號])$")
_ENTRANCE_WORDS = re.compile(r"([单單]元|[门門])$")
_ROOM_WORDS = re.compile(r"[室房号號]$")


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
    text = re.sub(r"\s", "", _DASHES.sub("-", text)).upper()
    # What stood apart may have come together.
    return unicodedata.normalize("NFKC", text)


@lru_cache(4096)
def building_key(name: str) -> str:
    """A building's number or letter without its word (3栋, 3棟, 3#, 03号楼 → ``3``)."""
    text = folded(name)
    return _without_zeros(_BUILDING_WORDS.sub("", text) or text)


@lru_cache(4096)
def entrance_key(name: str) -> str:
    """An entrance's number without its word (2单元 → ``2``)."""
    text = folded(name)
    return _without_zeros(_ENTRANCE_WORDS.sub("", text) or text)


def _without_zeros(text: str) -> str:
    return text.lstrip("0") or text


def room_key(name: str) -> str:
    """A room without its word; leading zeros and dashes stay as written."""
    text = folded(name)
    return _ROOM_WORDS.sub("", text) or text


def unit_key(building: str, entrance: str, room: str) -> str:
    """The key of a unit within its estate, parts joined by ``/``.

    A room that repeats building and entrance (3栋, 2单元, 3-2-1201) is the one without them.
    """
    house, door = building_key(building), entrance_key(entrance)
    return f"{house}/{door}/{_room_alone(house, door, room_key(room))}"


def _room_alone(house: str, door: str, room: str) -> str:
    first, _dash, rest = room.partition("-")
    second, _dash, last = rest.partition("-")
    repeats = _without_zeros(first) == house and _without_zeros(second) == door
    return last if repeats and last and "-" not in last else room


def unit_code(building: str, entrance: str, room: str) -> str:
    """A unit's name for people, from the parts as written (3栋2单元1201, 3-2-1201)."""
    room = _room_alone(building_key(building), entrance_key(entrance), room)
    return reduce(_joined, (part for part in (building, entrance, room) if part), "")


def _joined(left: str, right: str) -> str:
    """Two parts of a name; a dash between figures that would run into one."""
    meet = left[-1:].isascii() and left[-1:].isalnum()
    return f"{left}-{right}" if meet else f"{left}{right}"


def dossier_title(unit: str) -> str:
    """The title of a unit's dossier; it names the unit only (decision 8)."""
    return f"{unit}客户档案"


def volume_title(dossier: str, *, personal: bool, case_part: str = "") -> str:
    """The title of a volume of a dossier; of a case dossier it names the part."""
    if case_part:
        return f"{dossier}·{CASE_PARTS[case_part]}"
    return f"{dossier}（个人信息卷）" if personal else dossier


def yearly_title(category: str, year: int) -> str:
    """The title of the dossier of a category and year."""
    return f"{category}（{year}年）"


def natural_key(text: str) -> str:
    """A sort key under which 2栋 comes before 10栋 (numbers padded to six digits)."""
    return re.sub(r"\d+", lambda m: m.group().zfill(6), folded(text))
