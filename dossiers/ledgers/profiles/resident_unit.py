"""The unit of a resident row, put together from whichever columns the ledger has."""

from __future__ import annotations

from collections.abc import Mapping

from dossiers.ledgers.codes import Code
from dossiers.ledgers.layout import Layout
from dossiers.ledgers.places import Place, combine
from dossiers.ledgers.profiles.base import Flaw
from dossiers.ledgers.reading import AnyReading


def unit_key(layout: Layout) -> str:
    """The column that stands for the unit in the report."""
    return "room" if "room" in layout.by_key else "address"


def read_unit_of_row(
    readings: Mapping[str, AnyReading], layout: Layout
) -> tuple[Place, list[Flaw]]:
    """The unit, and a fault for every part that is missing or contradicts another.

    Parts that could not be read have their fault already and are not missing besides.
    """
    values = {field: _value(readings, field) for field in ("project", "building", "unit", "room")}
    unread = {field for field, value in values.items() if value is None and field in layout.by_key}
    place = Place(*(value or "" for value in values.values()))
    key = unit_key(layout)
    if "address" in layout.by_key:
        address = _address(readings)
        if address is None:
            return place, []
        place = Place(*(own or other for own, other in zip(place, address, strict=True)))
    found = combine(place, has_building_column="building" in layout.by_key)
    flaws = [Flaw(key, code) for code in found.faults]
    if not found.value.room and "room" not in unread:
        flaws.append(Flaw(key, Code.ROOM_MISSING))
    if not found.value.building and not unread & {"building", "room"}:
        column = "building" if "building" in layout.by_key else key
        flaws.append(Flaw(column, Code.BUILDING_MISSING))
    return found.value, flaws


def _value(readings: Mapping[str, AnyReading], field: str) -> str | None:
    reading = readings.get(field)
    return None if reading is None or reading.faults else str(reading.value)


def _address(readings: Mapping[str, AnyReading]) -> Place | None:
    reading = readings.get("address")
    if reading is None or reading.faults or not isinstance(reading.value, Place):
        return None
    return reading.value
