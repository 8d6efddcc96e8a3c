"""A storeroom with furniture and things in it, by the office's own acts."""

from archive_office.custody.models import Cabinet
from archive_office.custody.procedures import add_boxes, open_room, set_up_cabinet
from archive_office.organisation.roles import Role
from dossiers.models import HoldingState
from dossiers.procedures.custody import move_custody
from tests.factories import (
    TODAY,
    DepartmentFactory,
    DossierFactory,
    EstateFactory,
    HoldingFactory,
    OccupancyFactory,
    UnitFactory,
    person,
)


class Room:
    """A centre's room with one cabinet of two levels and three boxes on each."""

    def __init__(self, *, levels=2, boxes=3):
        self.centre = DepartmentFactory(centre=True)
        self.archivist = person(Role.CENTRE_ARCHIVIST, self.centre)
        self.estate = EstateFactory(centre=self.centre)
        self.room = open_room(self.centre, code="01", name="一号库房", by=None)
        self.cabinet = self.cabinet_of("G01", levels=levels)
        self.shelves = list(self.cabinet.shelves.order_by("number"))
        self.boxes = [add_boxes(shelf, boxes, by=None) for shelf in self.shelves]

    def cabinet_of(self, number, *, levels=1, **kind):
        """A further cabinet of the room."""
        return set_up_cabinet(self.room, number=number, by=None, levels=levels, **kind)

    def safe(self):
        """A safe with a box in it."""
        safe = self.cabinet_of("B01", kind=Cabinet.Kind.SAFE)
        return add_boxes(safe.shelves.get(), 1, by=None)[0]

    def volume(self, box=None, **facts):
        """A volume of this centre; in a box if one is named."""
        unit = facts.pop("unit", None) or UnitFactory(
            estate=self.estate, building__estate=self.estate
        )
        dossier = DossierFactory(occupancy=OccupancyFactory(unit=unit))
        volume = HoldingFactory(dossier=dossier, verified_on=TODAY, **facts)
        return put(volume, box) if box else volume

    def colleague(self):
        """A second archivist of the centre."""
        return person(Role.CENTRE_ARCHIVIST, self.centre)

    def head(self):
        """The head of the centre, who looks but does not count."""
        return person(Role.CENTRE_HEAD, self.centre)


def put(volume, box):
    """The volume stands in this box now."""
    return move_custody([volume], HoldingState.ON_SHELF, by=None, today=TODAY, slot=box)[0]


def become(volume, *states):
    """The volume goes through these states."""
    for state in states:
        (volume,) = move_custody([volume], state, by=None, today=TODAY)
    return volume
