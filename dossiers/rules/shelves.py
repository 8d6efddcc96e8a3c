"""Rooms with their cabinets and shelves: what stands where, and how much is free.

Source: STO-01, STO-04, STO-05, FRM-31.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import (
    Count,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from archive_office.custody.codes import cabinet_code
from archive_office.custody.models import Box, Cabinet, Shelf, Storeroom
from archive_office.organisation.models import User
from archive_office.organisation.scope import scope_of
from dossiers.models import Holding, Placement

MM: Final = 1000


def metres(mm: int) -> str:
    """A length in metres, as people of the storeroom say it."""
    return f"{mm / MM:.2f}"


@dataclass(slots=True)
class Level:
    """One shelf: its boxes, how much of its length is free, the codes that stand on it."""

    shelf: Shelf
    boxes: int = 0
    used_mm: int = 0
    things: int = 0
    first: str = ""
    last: str = ""

    @property
    def free_mm(self) -> int:
        """What is left of its length; nothing when more stands on it than it is long."""
        return max(self.shelf.capacity_mm - self.used_mm, 0)

    @property
    def free_metres(self) -> str:
        """The same in metres."""
        return metres(self.free_mm)

    @property
    def percent(self) -> int:
        """How full it is."""
        return min(round(100 * self.used_mm / self.shelf.capacity_mm), 100)


@dataclass(slots=True)
class Furniture:
    """A cabinet with its levels, from the top one down."""

    cabinet: Cabinet
    levels: list[Level] = field(default_factory=list)

    @property
    def free_mm(self) -> int:
        """What is left on all its levels."""
        return sum(level.free_mm for level in self.levels)

    @property
    def free_metres(self) -> str:
        """The same in metres."""
        return metres(self.free_mm)

    @property
    def code(self) -> str:
        """What its label carries."""
        return cabinet_code(self.cabinet)


@dataclass(frozen=True, slots=True)
class BoxOnShelf:
    """A box with what the index says of it: the codes it holds and their categories."""

    box: Box
    things: int
    first: str
    last: str
    categories: str


def rooms_of(user: User) -> QuerySet[Storeroom]:
    """Rooms whose things somebody sees or works with, with their figures.

    Every room says its archive unit, its kind and whether it is a space apart.

    Source: STO-01, ORG-01.
    """
    return (
        Storeroom.objects.filter(pk__in=_seen(user).values("pk"))
        .select_related("department")
        .annotate(
            cabinets_in=_counted(Cabinet.objects.filter(room=OuterRef("pk")), "room"),
            boxes_in=_counted(
                Box.objects.filter(shelf__cabinet__room=OuterRef("pk")), "shelf__cabinet__room"
            ),
            length_mm=_summed(
                Shelf.objects.filter(cabinet__room=OuterRef("pk")), "cabinet__room", "capacity_mm"
            ),
            used_mm=_summed(
                Box.objects.filter(shelf__cabinet__room=OuterRef("pk")),
                "shelf__cabinet__room",
                "thickness_mm",
            ),
        )
        .annotate(free_mm=F("length_mm") - F("used_mm"))
    )


def _seen(user: User) -> QuerySet[Storeroom]:
    scope = scope_of(user)
    if scope.everything:
        return Storeroom.objects.all()
    own = {m.department_id for m in user.current_memberships}
    return Storeroom.objects.filter(department__in=[*scope.departments, *own])


def _counted(rows: "QuerySet[Cabinet] | QuerySet[Box]", by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def _summed(rows: "QuerySet[Shelf] | QuerySet[Box]", by: str, what: str) -> Coalesce:
    summed = rows.order_by().values(by).annotate(n=Sum(what)).values("n")
    return Coalesce(Subquery(summed, output_field=IntegerField()), Value(0))


def furniture_of(cabinets: Iterable[Cabinet]) -> list[Furniture]:
    """Cabinets with their levels, boxes and free lengths; three queries.

    Source: STO-04, STO-05, FRM-31.
    """
    found = {cabinet.pk: Furniture(cabinet) for cabinet in cabinets}
    levels: dict[int, Level] = {}
    for shelf in Shelf.objects.filter(cabinet__in=found).order_by("cabinet", "number"):
        shelf.cabinet = found[shelf.cabinet_id].cabinet
        levels[shelf.pk] = Level(shelf)
        found[shelf.cabinet_id].levels.append(levels[shelf.pk])
    boxes = Box.objects.filter(shelf__in=levels).order_by().values("shelf")
    for row in boxes.annotate(n=Count("pk"), mm=Sum("thickness_mm")):
        levels[row["shelf"]].boxes, levels[row["shelf"]].used_mm = row["n"], row["mm"]
    things = Holding.objects.filter(present_slot__shelf__in=levels).order_by()
    told = (Count("pk"), Min("code"), Max("code"))
    for shelf_id, n, first, last in things.values_list("present_slot__shelf").annotate(*told):
        level = levels[shelf_id]
        level.things, level.first, level.last = n, first, last
    return list(found.values())


def boxes_on(shelves: Sequence[Shelf]) -> list[BoxOnShelf]:
    """The boxes of some shelves in their order, each with the codes it holds.

    Source: STO-05, FRM-31.
    """
    boxes = Box.objects.filter(shelf__in=shelves).select_related("shelf__cabinet__room")
    inside = defaultdict[int, list[Mapping[str, Any]]](list)
    rows = (
        Holding.objects.filter(present_slot__shelf__in=shelves)
        .order_by()
        .values("present_slot", "dossier__category__code")
        .annotate(n=Count("pk"), first=Min("code"), last=Max("code"))
    )
    for row in rows:
        inside[row["present_slot"]].append(row)
    order = ("shelf__cabinet__number", "shelf__number", "number", "pk")
    return [_told(box, inside[box.pk]) for box in boxes.order_by(*order)]


def _told(box: Box, rows: Sequence[Mapping[str, Any]]) -> BoxOnShelf:
    return BoxOnShelf(
        box=box,
        things=sum(int(row["n"]) for row in rows),
        first=min((str(row["first"]) for row in rows), default=""),
        last=max((str(row["last"]) for row in rows), default=""),
        categories=" ".join(sorted(str(row["dossier__category__code"]) for row in rows)),
    )


def stays_of(holding: Holding) -> QuerySet[Placement]:
    """Where a thing stood, the latest stay first.

    Source: STO-05, STO-17.
    """
    return (
        Placement.objects.filter(holding=holding)
        .select_related("slot__shelf__cabinet__room", "shelf__cabinet__room", "placed_by")
        .order_by("-pk")
    )
