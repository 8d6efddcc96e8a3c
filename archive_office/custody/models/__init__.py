"""Where things stand and how the rooms they stand in are looked after."""

from archive_office.custody.models.backups import Backup
from archive_office.custody.models.furniture import Box, Cabinet, Shelf, Storeroom
from archive_office.custody.models.inspections import (
    PROTECTIONS,
    Incident,
    Point,
    PointLooked,
    RoomInspection,
)
from archive_office.custody.models.registers import (
    ClimateReading,
    Equipment,
    RoomClosing,
    RoomFinding,
    RoomVisit,
)

__all__ = [
    "PROTECTIONS",
    "Backup",
    "Box",
    "Cabinet",
    "ClimateReading",
    "Equipment",
    "Incident",
    "Point",
    "PointLooked",
    "RoomClosing",
    "RoomFinding",
    "RoomInspection",
    "RoomVisit",
    "Shelf",
    "Storeroom",
]
