"""What stands against moving a box with everything in it.

Source: STO-05, STO-08, STO-09.
"""

from collections.abc import Iterable, Iterator

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from archive_office.custody.models import Box, Shelf, Storeroom
from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal
from dossiers.models import Holding, HoldingState
from dossiers.rules.custody import against_slot

KEEPERS = (Role.CENTRE_ARCHIVIST, Role.HQ_ARCHIVIST)
"""Who arranges what an archive room keeps."""


def keeps(user: User, department: object) -> bool:
    """Whether somebody is the archivist of a department."""
    return any(user.holds(role, department) for role in KEEPERS)  # type: ignore[arg-type]  # a Department


def at_home_in(box: Box) -> QuerySet[Holding]:
    """What stands in a box, and what comes back into it.

    Source: STO-05.
    """
    rows = Holding.objects.filter(Q(present_slot=box) | Q(home_slot=box))
    return rows.select_related("dossier", "keeper")


def free_mm(shelf: Shelf, *, without: Box | None = None) -> int:
    """What is left of a shelf's length, in millimetres; a box that is to move away counts as gone.

    Source: STO-05, FRM-31.
    """
    boxes = shelf.boxes.exclude(pk=without.pk) if without else shelf.boxes.all()
    used: int = boxes.aggregate(mm=Sum("thickness_mm"))["mm"] or 0
    return shelf.capacity_mm - used


def against_new_box(shelf: Shelf, by: User) -> Iterator[Refusal]:
    """Why this person sets up no box on this shelf; its room is asked when the box comes.

    Source: ORG-01, STO-05.
    """
    department = shelf.cabinet.department
    if not keeps(by, department):
        yield Refusal(
            Clause.ORG_01,
            _("Only the archivist of %(room)s sets up boxes on its shelves.")
            % {"room": department},
        )


def against_moving_box(
    box: Box, shelf: Shelf, things: Iterable[Holding], by: User
) -> Iterator[Refusal]:
    """Every reason why this box cannot go to this shelf.

    What may not lie in a box there may not travel with it either: every thing is asked as if it
    were put in anew.

    Source: ORG-01, STO-05, STO-08, STO-09.
    """
    is_archivist = keeps(by, box.department)
    if not is_archivist or shelf.cabinet.department_id != box.department_id:
        yield Refusal(
            Clause.ORG_01,
            _("Only the archivist of %(room)s moves its boxes, on its own shelves.")
            % {"room": box.department},
            field="shelf",
        )
        return
    if box.shelf_id == shelf.pk:
        yield Refusal(
            Clause.STO_05,
            _("Box %(box)s stands on %(shelf)s already.") % {"box": box, "shelf": shelf},
            field="shelf",
        )
        return
    free = free_mm(shelf, without=box)
    if free < box.thickness_mm:
        yield Refusal(
            Clause.STO_05,
            _("Shelf %(shelf)s has %(free)d mm left; %(wanted)d mm are needed.")
            % {"shelf": shelf, "free": max(free, 0), "wanted": box.thickness_mm},
            field="shelf",
        )
    yield from _against_contents(box, shelf, things)


def _against_contents(box: Box, shelf: Shelf, things: Iterable[Holding]) -> Iterator[Refusal]:
    """The first thing of each kind that may not stand there.

    Source: STO-08, STO-09, DES-16.
    """
    apart = shelf.cabinet.room.kind == Storeroom.Kind.QUARANTINE
    things = list(things)
    standing = [h for h in things if h.present_slot_id is not None]
    if any((h.state == HoldingState.QUARANTINED) != apart for h in standing):
        yield Refusal(
            Clause.DES_16,
            _("What waits for destruction stands in the quarantine room, and nothing else does."),
            field="shelf",
        )
    there = Box(pk=box.pk, department_id=box.department_id, shelf=shelf, number=box.number)
    told: set[str] = set()
    for holding in things:
        for refusal in against_slot(holding, there, is_archivist=True):
            if refusal.clause not in told:
                told.add(refusal.clause)
                yield refusal
