"""Where accepted things could stand at headquarters: the next box of their category with room.

Source: STO-05, STO-09; TRF-18.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from archive_office.custody.models import Box, Cabinet, Storeroom
from archive_office.organisation.models import Department
from dossiers.models import Holding, HoldingState
from transfers.models import Manifest, ManifestLine

COVER_MM: Final = 2.0
PAGE_MM: Final = 0.1
"""Thickness of a volume's covers, and of one page (80 g paper)."""


@dataclass(frozen=True, slots=True)
class Place:
    """A holding to be put away and the box proposed for it; None when no box has room."""

    holding: Holding
    box: Box | None


@dataclass(slots=True)
class _Room:
    """A box while it is being filled in thought."""

    box: Box
    left: float
    categories: frozenset[str]
    is_safe: bool
    dedicated: str

    def suits(self, category: str) -> bool:
        """Whether things of a category stand here, or could be the first to."""
        if self.categories:
            return category in self.categories
        return self.dedicated in ("", category)


def thickness(pages: int) -> float:
    """About how thick a volume of so many pages is, in millimetres."""
    return COVER_MM + PAGE_MM * pages


def waiting(manifest: Manifest) -> QuerySet[Holding]:
    """What a completed manifest brought and nobody has put on a shelf yet."""
    return (
        Holding.objects.filter(
            manifest_lines__manifest=manifest,
            manifest_lines__decision=ManifestLine.Decision.ACCEPTED,
            manifest_lines__kind__in=[ManifestLine.Kind.HOLDING, ManifestLine.Kind.UNLISTED],
            keeper=manifest.receiver,
            state=HoldingState.IN_PREPARATION,
        )
        .select_related("dossier__category")
        .order_by("dossier__category__code", "code")
    )


def proposed_places(manifest: Manifest) -> list[Place]:
    """For each thing that waits: the box where others of its category stand, while it has room.

    Title documents go into a safe and nothing else does. Three queries.

    Source: STO-05, STO-09, TRF-18.
    """
    rooms = list(_rooms(manifest.receiver))
    return [Place(holding, _take(rooms, holding)) for holding in waiting(manifest)]


def _take(rooms: Iterable[_Room], holding: Holding) -> Box | None:
    category = holding.dossier.category.code
    needed = thickness(holding.page_count)
    fitting = [
        room
        for room in rooms
        if room.is_safe == holding.is_title_document
        and room.left >= needed
        and room.suits(category)
    ]
    # A begun box of the category first, then an empty one of a cabinet kept for it.
    room = min(
        fitting,
        key=lambda room: (not room.categories, room.dedicated != category),
        default=None,
    )
    if room is None:
        return None
    room.left -= needed
    room.categories = room.categories or frozenset({category})
    return room.box


def _rooms(keeper: Department) -> Iterator[_Room]:
    """The keeper's boxes on shelves with what is left of them, in the order they stand in."""
    apart = (HoldingState.QUARANTINED, HoldingState.DESTROYED)
    there = Q(home_of__isnull=False) & ~Q(home_of__state__in=apart)
    boxes = (
        Box.objects.filter(department=keeper, shelf__isnull=False)
        .exclude(shelf__cabinet__room__kind=Storeroom.Kind.QUARANTINE)
        .select_related("shelf__cabinet__room")
        .annotate(
            things=Count("home_of", filter=there),
            pages=Coalesce(Sum("home_of__page_count", filter=there), 0),
            categories=ArrayAgg(
                "home_of__dossier__category__code", filter=there, distinct=True, default=[]
            ),
        )
        .order_by("shelf__cabinet__number", "shelf__number", "number")
    )
    for box in boxes:
        if box.shelf is not None:
            cabinet = box.shelf.cabinet
            yield _Room(
                box=box,
                left=box.thickness_mm - COVER_MM * box.things - PAGE_MM * box.pages,
                categories=frozenset(box.categories),
                is_safe=cabinet.kind == Cabinet.Kind.SAFE,
                dedicated=cabinet.category,
            )
