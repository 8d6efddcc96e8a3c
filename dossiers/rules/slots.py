"""Where a holding goes: its home, else the next box with room by category, building and floor.

Source: STO-05, STO-06, STO-09.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Abs, Coalesce

from archive_office.custody.models import Box, Cabinet, Storeroom
from dossiers.models import Holding, HoldingState
from dossiers.rules import plan

WHERE = ("shelf__cabinet__room",)
COVER_MM: Final = 2.0
PAGE_MM: Final = 0.1
"""Thickness of a volume's covers, and of one page (80 g paper)."""
MOST_NEIGHBOURS: Final = 12


@dataclass(frozen=True, slots=True)
class SlotHint:
    """A box to try first, and whether it is the holding's own."""

    box: Box
    is_home: bool


def hint_for(holding: Holding, *, planned: str) -> SlotHint | None:
    """The home slot; for a new holding the next free one by the shelf plan.

    By category, then building and floor: a box where the neighbours of the same floor stand, then of
    the nearest floor, then one in which its like was last put away, then an empty one, those in
    a cabinet of the category first. A box that is full by its pages is passed over.

    A hint only: whoever stands before the shelf decides, and scans.

    Args:
        planned: What :func:`dossiers.rules.plan.planned` says.

    Source: STO-05, STO-06, STO-09.
    """
    if holding.home_slot_id is not None:
        home = Box.objects.select_related(*WHERE).get(pk=holding.home_slot_id)
        return SlotHint(home, is_home=True)
    box = next(_boxes_to_try(holding, planned), None)
    return SlotHint(box, is_home=False) if box else None


def _boxes_to_try(holding: Holding, planned: str) -> Iterator[Box]:
    if planned == plan.BY_FLOOR:
        yield from _with_room(_near(holding), holding)
    yield from _with_room(_last_used(holding, any_category=planned == plan.FREE), holding)
    if empty := _first_empty(holding):
        yield empty


def _like(holding: Holding) -> QuerySet[Holding]:
    """What stands on a shelf of the same keeper and is of the same kind."""
    return Holding.objects.filter(
        keeper=holding.keeper_id,
        state=HoldingState.ON_SHELF,
        part=holding.part,
        is_title_document=holding.is_title_document,
    )


def _near(holding: Holding) -> list[int]:
    """Boxes in which the same building stands, the nearest floor first."""
    unit = holding.dossier.unit
    if unit is None:
        return []
    rows = _like(holding).filter(
        dossier__unit__building=unit.building_id, dossier__category=holding.dossier.category_id
    )
    if unit.floor is not None:
        far = Abs(F("dossier__unit__floor") - unit.floor)
        rows = rows.annotate(far=far).order_by(F("far").asc(nulls_last=True), "-pk")
    else:
        rows = rows.order_by("-pk")
    return _distinct(rows)


def _last_used(holding: Holding, *, any_category: bool) -> list[int]:
    rows = _like(holding).order_by(F("filed_on").desc(nulls_last=True), "-pk")
    if not any_category:
        rows = rows.filter(dossier__category=holding.dossier.category_id)
    return _distinct(rows)


def _distinct(rows: QuerySet[Holding]) -> list[int]:
    slots = rows.values_list("present_slot", flat=True)[:MOST_NEIGHBOURS]
    return [pk for pk in dict.fromkeys(slots) if pk is not None]


def _with_room(slots: list[int], holding: Holding) -> Iterator[Box]:
    """Of these boxes, in their order, those in which a thing of so many pages still fits."""
    pages, things = Coalesce(Sum("holds__page_count"), 0), Count("holds")
    boxes = (
        Box.objects.filter(pk__in=slots, shelf__isnull=False)
        .annotate(pages=pages, things=things)
        .select_related(*WHERE)
        .in_bulk()
        if slots
        else {}
    )
    wanted = thickness(holding.page_count)
    for pk in slots:
        box = boxes.get(pk)
        if box and thickness(box.pages, box.things) + wanted <= box.thickness_mm:
            yield box


def thickness(pages: int, volumes: int = 1) -> float:
    """About how thick so many volumes with so many pages are, in millimetres."""
    return COVER_MM * volumes + PAGE_MM * pages


def _first_empty(holding: Holding) -> Box | None:
    """The first box with nothing in it, in a cabinet of the category before one of none.

    Source: STO-06, STO-09.
    """
    inside = Holding.objects.filter(Q(present_slot=OuterRef("pk")) | Q(home_slot=OuterRef("pk")))
    boxes = (
        Box.objects.filter(
            ~Exists(inside),
            department=holding.keeper_id,
            shelf__isnull=False,
            shelf__cabinet__category__in=["", holding.dossier.category.code],
        )
        .exclude(shelf__cabinet__room__kind=Storeroom.Kind.QUARANTINE)
        .select_related(*WHERE)
    )
    in_safe = {"shelf__cabinet__kind": Cabinet.Kind.SAFE}
    boxes = boxes.filter(**in_safe) if holding.is_title_document else boxes.exclude(**in_safe)
    order = ("-shelf__cabinet__category", "shelf__cabinet__number", "shelf__number", "number")
    return boxes.order_by(*order).first()
