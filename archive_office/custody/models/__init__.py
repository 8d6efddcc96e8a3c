"""Where things stand and how the rooms they stand in are looked after."""

from archive_office.custody.models.furniture import Box, Cabinet, Shelf, Storeroom

__all__ = ["Box", "Cabinet", "Shelf", "Storeroom"]
