"""Codes that labels of rooms and cabinets carry; shelves and boxes keep theirs in a column.

Source: STO-04, STO-05.
"""

from typing import Final

from archive_office.custody.models import Cabinet, Storeroom

ROOM: Final = "R:"
CABINET: Final = "C:"


def room_code(room: Storeroom) -> str:
    """What the label at the door of a room carries."""
    return f"{ROOM}{room.department.code}-{room.code}"


def cabinet_code(cabinet: Cabinet) -> str:
    """What the label of a cabinet carries: its number is unique in the archive unit (STO-04)."""
    return f"{CABINET}{cabinet.department.code}-{cabinet.number}"
