"""Which unit a row means: estate, building, staircase and room, in one column or in four.

Source: IMPORT_RULES, 业主档案台账: Unit.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from dossiers.ledgers.cells import Cell, Kind
from dossiers.ledgers.codes import Code
from dossiers.ledgers.counts import looks_like_excel_date
from dossiers.ledgers.reading import Reading, as_text, refused
from dossiers.ledgers.text import (
    chinese_number,
    is_lost,
    is_nothing,
    read_location,
    read_place_name,
)


class Place(NamedTuple):
    """One unit; an empty staircase is allowed, an empty building or room is not."""

    project: str
    building: str
    unit: str
    room: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes two spellings the same unit: 03栋 is 3, and 3-2-1201 repeats 3栋2单元."""
        building, unit = self.building.lstrip("0"), self.unit.lstrip("0")
        room = self.room
        parts = room.split("-")
        if len(parts) == _ALL_PARTS and [part.lstrip("0") for part in parts[:2]] == [
            building,
            unit,
        ]:
            room = parts[2]
        return (self.project.casefold(), building, unit, room)


_ALL_PARTS = 3
_BUILDING_WORD = re.compile("(?:号楼|号栋|号幢|#楼|#栋|#幢|[栋幢座#号]|(?<=[0-9A-Z])楼)$")
_UNIT_WORD = re.compile("(?:号单元|#单元|单元|[#号])$")
_ROOM_WORD = re.compile("(?<=[0-9A-Z])(?:号房|号室|[室房户号#])$")
_SEVERAL = re.compile("(?<=[0-9A-Z室])[/、,;&+](?=[0-9A-Z])")
_NUMERAL = "[0-9A-Z]+|[一二三四五六七八九十]+|[甲乙丙丁]"
_SPELLED_OUT = re.compile(
    rf"(?:(?P<building>{_NUMERAL})(?:号楼|号栋|号幢|#楼|[栋幢座#])-?)?"
    rf"(?:(?P<unit>{_NUMERAL})单元-?)?(?P<room>[0-9A-Z]+(?:-[0-9A-Z]+)?)(?:号房|[室房户号#])?"
)
_NUMBERED = re.compile("([0-9]{1,3}|[A-Z][0-9]{0,2})-([0-9]{1,2}|[A-Z])-([0-9A-Z]{3,5})")
_SHORT = re.compile("([0-9]{1,3}|[A-Z][0-9]{0,2})-([0-9A-Z]{3,5})")
_ESTATE = re.compile(
    "([^0-9A-Z#]*?[^0-9A-Z#第])第?(?=[0-9A-Z]|[一二三四五六七八九十]+(?:栋|幢|号楼|座))"
)


def _read_part(cell: Cell) -> Reading[str]:
    if cell.kind is Kind.DATE:
        return refused("", Code.UNIT_IS_DATE)
    text = as_text(cell)
    return _read_part_text(text)


@lru_cache(maxsize=8192)
def _read_part_text(text: str) -> Reading[str]:
    if is_nothing(text):
        return Reading("")
    place = read_location(text)
    if looks_like_excel_date(text):
        return refused(place, Code.UNIT_IS_DATE)
    if is_lost(text, free=False):
        return refused(place, Code.TEXT_UNREADABLE)
    return refused(place, Code.UNIT_AMBIGUOUS) if _SEVERAL.search(place) else Reading(place)


@lru_cache(maxsize=1024)
def _building(text: str) -> str:
    bare = _BUILDING_WORD.sub("", text.removeprefix("#"))
    return _arabic(bare.removeprefix("第") if bare != text else bare) or text


@lru_cache(maxsize=1024)
def _unit(text: str) -> str:
    return _arabic(_UNIT_WORD.sub("", text)) or text


def _arabic(text: str) -> str:
    value = chinese_number(text)
    return text if value is None else str(value)


def read_building(cell: Cell) -> Reading[str]:
    """A building without 栋, 幢, # or 号楼; empty when the cell is."""
    reading = _read_part(cell)
    return reading._replace(value=_building(reading.value.replace(" ", "")))


def read_unit(cell: Cell) -> Reading[str]:
    """A staircase without 单元; empty when the cell is."""
    reading = _read_part(cell)
    return reading._replace(value=_unit(reading.value.replace(" ", "")))


def read_room(cell: Cell) -> Reading[str]:
    """A room without 室; it is text and otherwise stays as it is written."""
    reading = _read_part(cell)
    return reading._replace(value=_ROOM_WORD.sub("", reading.value.replace(" ", "")))


def read_project(cell: Cell) -> Reading[str]:
    """The name of the estate; empty when the cell is."""
    if cell.kind is Kind.DATE:
        return refused("", Code.TEXT_IS_DATE)
    text = as_text(cell)
    if is_lost(text, free=False):
        return refused("", Code.TEXT_UNREADABLE)
    return Reading("" if is_nothing(text) else read_place_name(text))


def spelled_out(room: str) -> Place | None:
    """Building and staircase that a room names in words, such as 3栋2单元1201."""
    found = _SPELLED_OUT.fullmatch(room)
    if found is None or not (found["building"] or found["unit"]):
        return None
    return Place("", _arabic(found["building"] or ""), _arabic(found["unit"] or ""), found["room"])


def numbered(room: str, *, two_parts: bool) -> Place | None:
    """Building, staircase and room as 3-2-1201.

    Args:
        two_parts: The heading says that 3-1201 is building and room.
    """
    if found := _NUMBERED.fullmatch(room):
        return Place("", found[1], found[2], found[3])
    if two_parts and (found := _SHORT.fullmatch(room)):
        return Place("", found[1], "", found[2])
    return None


def read_address(cell: Cell) -> Reading[Place]:
    """A whole address in one cell: 松涧里3幢2单元1201室, or 3-2-1201."""
    reading = _read_part(cell)
    text = reading.value.replace(" ", "")
    whole = spelled_out(text) or numbered(text, two_parts=True)
    estate = None if whole else _ESTATE.match(text)
    rest = text[estate.end() :] if estate else text
    place = whole or spelled_out(rest) or numbered(rest, two_parts=True)
    if place is None:
        return Reading(Place("", "", "", text), reading.faults)
    project = read_place_name(estate[1]) if estate else ""
    return Reading(place._replace(project=project), reading.faults)


def combine(columns: Place, *, has_building_column: bool) -> Reading[Place]:
    """One unit out of its columns, where the room may repeat or hold the building.

    Raises no building out of thin air: an empty building cell stays empty unless the room names
    the building in words, or the ledger has no building column at all.
    """
    named = spelled_out(columns.room)
    if named is None and not has_building_column:
        named = numbered(columns.room, two_parts=False)
    if named is None:
        return Reading(columns, _contradiction(columns))
    for written, repeated in ((columns.building, named.building), (columns.unit, named.unit)):
        if written and repeated and written.lstrip("0") != repeated.lstrip("0"):
            return refused(columns, Code.UNIT_AMBIGUOUS)
    return Reading(
        Place(
            columns.project,
            columns.building or named.building,
            columns.unit or named.unit,
            named.room,
        )
    )


def _contradiction(place: Place) -> tuple[Code, ...]:
    """A room 3-2-1201 in building 4 names two buildings."""
    found = _NUMBERED.fullmatch(place.room)
    if not found or not place.building.isdigit() or not found[1].isdigit():
        return ()
    return () if int(found[1]) == int(place.building) else (Code.UNIT_AMBIGUOUS,)
