"""Laying out the archive room: rooms, cabinets, shelves, boxes.

Source: STO-01, STO-04, STO-05, STO-08.
"""

from django.utils.translation import gettext_lazy as _

from archive_office.custody.models import Box, Cabinet, Shelf, Storeroom
from archive_office.journal.acts import act, note
from archive_office.journal.bulk import create_all
from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause, Refusal, enforce


@act("custody.room_opened", _("Storeroom opened"), Clause.ORG_02)
def open_room(
    department: Department,
    *,
    code: str,
    name: str,
    by: User | None,
    kind: Storeroom.Kind = Storeroom.Kind.ARCHIVE_ROOM,
) -> Storeroom:
    """Give an archive unit a room; with an archive room of its own it may file (ORG-02)."""
    room = Storeroom.objects.create(department=department, code=code, name=name, kind=kind)
    note(room, after={"kind": kind.value})
    return room


@act("custody.cabinet_set_up", _("Cabinet set up"), Clause.STO_04)
def set_up_cabinet(
    room: Storeroom,
    *,
    number: str,
    by: User | None,
    kind: Cabinet.Kind = Cabinet.Kind.CABINET,
    levels: int = 5,
    capacity_mm: int = 900,
) -> Cabinet:
    """Set up a numbered cabinet with its shelves; each shelf gets a barcode.

    Args:
        number: Unique within the archive unit, e.g. ``G01``.
        capacity_mm: Running length of each level.

    Raises:
        RegulationError: STO-04, a cabinet without a number, or the number is taken.
    """
    department = Department.objects.select_for_update().get(pk=room.department_id)
    enforce(_against_number(department, number))
    cabinet = Cabinet.objects.create(
        room=room,
        department=department,
        kind=kind,
        number=number,
        lockable=kind != Cabinet.Kind.RACK,
    )
    create_all(
        [
            Shelf(
                cabinet=cabinet,
                number=level,
                capacity_mm=capacity_mm,
                barcode=f"L:{department.code}-{number}-{level:02}",
            )
            for level in range(1, levels + 1)
        ]
    )
    note(cabinet, after={"number": number, "levels": levels})
    return cabinet


def _against_number(department: Department, number: str) -> list[Refusal]:
    if not number.strip():
        return [Refusal(Clause.STO_04, _("A cabinet needs a number."), field="number")]
    if Cabinet.objects.filter(department=department, number=number).exists():
        return [
            Refusal(
                Clause.STO_04,
                _("%(department)s has a cabinet %(number)s already.")
                % {"department": department, "number": number},
                field="number",
            )
        ]
    return []


@act("custody.boxes_added", _("Boxes added"), Clause.STO_05, Clause.STO_08)
def add_boxes(shelf: Shelf, count: int, *, by: User | None, thickness_mm: int = 40) -> list[Box]:
    """Put ``count`` new numbered boxes on a shelf, each with its barcode.

    Numbers run on within the archive unit (0001, 0002 …).

    Raises:
        RegulationError: STO-05, the shelf has no room for them.
    """
    shelf = Shelf.objects.select_related("cabinet").get(pk=shelf.pk)
    department = Department.objects.select_for_update().get(pk=shelf.cabinet.department_id)
    enforce(_against_crowding(shelf, count * thickness_mm))
    last = max((int(n) for n in _numbers(department) if n.isdigit()), default=0)
    boxes = create_all(
        [
            Box(
                department=department,
                shelf=shelf,
                number=f"{number:04}",
                thickness_mm=thickness_mm,
                barcode=f"B:{department.code}-{number:04}",
            )
            for number in range(last + 1, last + count + 1)
        ]
    )
    for box in boxes:
        note(box, after={"shelf": shelf.barcode})
    return boxes


def _numbers(department: Department) -> list[str]:
    return list(Box.objects.filter(department=department).values_list("number", flat=True))


def _against_crowding(shelf: Shelf, wanted_mm: int) -> list[Refusal]:
    used = sum(shelf.boxes.values_list("thickness_mm", flat=True))
    if used + wanted_mm <= shelf.capacity_mm:
        return []
    return [
        Refusal(
            Clause.STO_05,
            _("Shelf %(shelf)s has %(free)d mm left; %(wanted)d mm are needed.")
            % {"shelf": shelf, "free": shelf.capacity_mm - used, "wanted": wanted_mm},
            field="shelf",
        )
    ]
