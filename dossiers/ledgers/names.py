"""Names of owners and contacts: people, firms, several in one cell, notes in brackets.

Source: IMPORT_RULES, Cells: Names.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from dossiers.ledgers.cells import Cell, Kind
from dossiers.ledgers.codes import Code
from dossiers.ledgers.reading import Reading, as_text, refused
from dossiers.ledgers.surnames import HAN, could_be_a_person, is_one_wrapped_name
from dossiers.ledgers.text import (
    close_up,
    compact,
    half_width,
    is_lost,
    is_nothing,
)


class Names(NamedTuple):
    """The people or firms named in one cell, each with its note (empty if none)."""

    names: tuple[str, ...]
    notes: tuple[str, ...]


NOBODY = Names((), ())

_NO_OWNER = frozenset({"空置", "空房", "未售", "待售", "未出售", "未交付", "未交房", "未销售"})
_FIRM = re.compile(
    "公司|集团|企业|商行|商店|商场|超市|工厂|厂$|事务所|工作室|合作社|银行|支行|分行|信用社|医院|诊所|药房|学校|幼儿园"
    "|学院|大学|中学|小学|委员会|居委会|业委会|村委|协会|学会|基金会|研究院|研究所|设计院|中心$|饭店|酒店|宾馆|餐厅|管理处"
    "|政府|街道办|派出所|法院|检察院|局$|经营部|营业部|门市部|服务部|办事处|联合社|合伙|个体工商户|有限|股份|店$"
    r"|\b(?:co|ltd|inc|corp|llc|gmbh|limited|company|plc)\b\.?",
    re.IGNORECASE,
)
_MIDDLE_DOTS = re.compile(
    "[\u00b7\u2022\u2027\u2219\u22c5\u30fb\uff65\u0387\u05f3\u2024\u25cf\u2e31\ua78f]"
)
_DOT_IN_CHINESE = re.compile(f"(?<=[{HAN}])\\s*\\.\\s*(?=[{HAN}])")
_FULL_STOP = re.compile(f"(?<=[{HAN}])[.。]+$")
_BETWEEN = re.compile(r"[/、,;|\\]")
_BETWEEN_PEOPLE = re.compile("[/、,;|\\\\&]")
_AND = re.compile("[和与及]")
_OPEN = "([【〔{〈《<"
_CLOSE = ")]】〕}〉》>"
_MARKS = "'`\u2018\u2019 "
_NOTE = re.compile(
    rf"\s*[{re.escape(_OPEN)}]([^{re.escape(_OPEN + _CLOSE)}]*)[{re.escape(_CLOSE)}]\s*$"
)
_BRACKETS = re.compile(f"[{re.escape(_OPEN + _CLOSE)}]")
_MASKED = re.compile(f"[*?○◯×#%$~^_=!]|(?<=[{HAN}])[XxOo]+(?![A-Za-z])|(?<=[{HAN}])某")
_USUAL = re.compile("(?!同上)(?!.*[和与及某])[\u4e00-\u9fff]{2,4}")
_NOT_A_NAME = re.compile(r"[0-9:。]|^同上")


def is_firm(name: str) -> bool:
    """Whether a name is that of a firm or an institution, not of a person."""
    return bool(_FIRM.search(name))


def read_owners(cell: Cell, *, id_count: int) -> Reading[Names]:
    """The owners in one cell.

    Args:
        id_count: How many ID numbers stand beside them; it settles whether a space or a line
            break separates two people or only wraps one name.
    """
    if cell.kind is Kind.DATE:
        return refused(NOBODY, Code.TEXT_IS_DATE)
    text = as_text(cell)
    if is_nothing(text) or compact(text) in _NO_OWNER:
        return refused(NOBODY, Code.NAME_MISSING)
    return _plain(text) or _read(text, id_count)


def read_contact(cell: Cell) -> Reading[Names]:
    """The emergency contacts; there may be none."""
    if cell.kind is Kind.DATE:
        return refused(NOBODY, Code.TEXT_IS_DATE)
    text = as_text(cell)
    return Reading(NOBODY) if is_nothing(text) else _plain(text) or _read(text, None)


def _plain(text: str) -> Reading[Names] | None:
    """The shortest way for the usual name: two to four Chinese characters and nothing else."""
    return Reading(Names((text,), ("",))) if _USUAL.fullmatch(text) else None


def _read(text: str, id_count: int | None) -> Reading[Names]:
    if is_lost(text, free=False):
        return refused(NOBODY, Code.NAME_UNREADABLE)
    plain = _MIDDLE_DOTS.sub("·", half_width(text))
    people = [person for part in _parts(plain) for person in _people(part, id_count)]
    named = [_without_note(person) for person in people]
    faults = {code for name, _ in named if (code := _fault(name))}
    if not named or (id_count is not None and _is_one_or_several(plain, id_count)):
        faults.add(Code.NAME_AMBIGUOUS)
    names = Names(tuple(name for name, _ in named), tuple(note for _, note in named))
    warnings = (Code.NAME_NOTE,) if any(names.notes) else ()
    return Reading(names, tuple(sorted(faults)), warnings)


def _parts(text: str) -> list[str]:
    """The parts between separators; a separator inside brackets belongs to the note."""
    between = _BETWEEN if is_firm(text) else _BETWEEN_PEOPLE
    depth = 0
    parts = [""]
    for letter in text:
        depth += (letter in _OPEN) - (letter in _CLOSE)
        if depth <= 0 and between.match(letter):
            parts.append("")
        else:
            parts[-1] += letter
    return [part for part in parts if part.strip()]


def _people(part: str, id_count: int | None) -> list[str]:
    """Split a part in which white space or 和 alone stands between as many people as IDs."""
    words = _several(part)
    return words if words and id_count in (None, len(words)) else [part]


def _is_one_or_several(text: str, id_count: int) -> bool:
    """Whether some part can be one person or several, and the number of IDs does not tell."""
    counts = [len(_several(part)) for part in _parts(text)]
    return any(count not in (0, id_count) for count in counts)


def _several(part: str) -> list[str]:
    """The full names in a part without separators, when each of them has the form of one."""
    if is_firm(part):
        return []
    for words in (part.split(), _AND.split(close_up(part))):
        if len(words) > 1 and all(could_be_a_person(_NOTE.sub("", word)) for word in words):
            return [] if is_one_wrapped_name(words) else words
    return []


def _without_note(person: str) -> tuple[str, str]:
    found = _NOTE.search(person)
    if found is None or is_firm(_NOTE.sub("", person)):
        return _clean(person), ""
    return _clean(person[: found.start()]), close_up(found[1].strip())


def _clean(person: str) -> str:
    closed = re.sub(r"\s*·\s*", "·", close_up(person.strip().lstrip(_MARKS)))
    # Closing a gap can bring a letter and its accent together.
    return unicodedata.normalize("NFC", _FULL_STOP.sub("", _DOT_IN_CHINESE.sub("·", closed)))


def _fault(name: str) -> Code | None:
    if is_firm(name):
        return None
    if _MASKED.search(name) or (name and not any(map(str.isalpha, name))):
        return Code.NAME_UNREADABLE
    doubtful = not name or _NOT_A_NAME.search(name) or _BRACKETS.search(name)
    return Code.NAME_AMBIGUOUS if doubtful else None
