"""How things stood at the end of a day, from the history that every act leaves.

Nothing is guessed from later facts: a thing that was recorded later does not stand in the ledger
of that day, and where it stood is where its history says it stood.

Source: FIL-33.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db import models
from django.utils import timezone

from archive_office.clock import day_of
from archive_office.custody.models import Box, Cabinet, Shelf, Storeroom
from dossiers.models import Holding, HoldingState

AWAY: Final = (HoldingState.ON_LOAN, HoldingState.IN_READING_ROOM)
FACTS: Final = (
    "id",
    "dossier_id",
    "code",
    "kind",
    "title",
    "state",
    "keeper_id",
    "present_slot_id",
    "home_slot_id",
    "secrecy",
    "retention",
    "retention_years",
    "is_title_document",
    "certificate_number",
    "year_from",
    "year_until",
    "document_count",
    "page_count",
    "filed_on",
    "verified_on",
    "remark",
)


def end_of(day: date) -> datetime:
    """The first moment after a day of the office."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


@dataclass(frozen=True, slots=True)
class Thing:
    """A volume or item as it stood: its facts of that day, and when it was last out.

    Args:
        out: When it was last taken out for use, ``back`` when it came back from that.
    """

    facts: Mapping[str, Any]
    recorded: date
    out: date | None
    back: date | None


class Past:
    """The office as it stood at the end of one day."""

    def __init__(self, on: date) -> None:
        self._end = end_of(on)
        self._boxes: dict[int, Box | None] = {}

    def versions(
        self, model: type[models.Model], ids: Collection[int], *fields: str
    ) -> dict[int, dict[str, Any]]:
        """The facts of these records at that time; what was recorded later is left out."""
        rows = self._history(model, ids).order_by("id", "-history_id").distinct("id")
        return {row["id"]: row for row in rows.values("id", *fields)}

    def _history(self, model: type[models.Model], ids: Collection[int]) -> Any:
        history: Any = model.history  # type: ignore[attr-defined]  # every model has one
        return history.filter(id__in=ids, history_date__lt=self._end)

    def things(self, ids: Collection[int]) -> dict[int, list[Thing]]:
        """Volumes and items by their dossiers, in the order of their numbers."""
        rows = self._history(Holding, ids).order_by("id", "history_id")
        found: dict[int, list[Thing]] = defaultdict(list)
        for steps in _by_thing(rows.values(*FACTS, "history_date").iterator()):
            thing = _thing(steps)
            found[thing.facts["dossier_id"]].append(thing)
        return {
            dossier: sorted(
                things, key=lambda thing: (len(thing.facts["code"]), thing.facts["code"])
            )
            for dossier, things in found.items()
        }

    def boxes(self, things: Iterable[Thing]) -> Mapping[int, Box | None]:
        """The boxes in which these things stood, each where it stood; read once for all."""
        wanted = {thing.facts["present_slot_id"] for thing in things} - {None}
        self._read_boxes(wanted - self._boxes.keys())
        return self._boxes

    def _read_boxes(self, ids: Collection[int]) -> None:
        if not ids:
            return
        boxes = self.versions(Box, ids, "number", "shelf_id")
        shelves = self.versions(Shelf, _named(boxes, "shelf_id"), "number", "cabinet_id")
        cabinets = self.versions(Cabinet, _named(shelves, "cabinet_id"), "number", "room_id")
        rooms = self.versions(Storeroom, _named(cabinets, "room_id"), "code")
        for pk in ids:
            row = boxes.get(pk)
            self._boxes[pk] = _box(row, shelves, cabinets, rooms) if row else None


def _by_thing(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    steps: list[dict[str, Any]] = []
    for row in rows:
        if steps and steps[-1]["id"] != row["id"]:
            yield steps
            steps = []
        steps.append(row)
    if steps:
        yield steps


def _thing(steps: Sequence[dict[str, Any]]) -> Thing:
    out = back = None
    was_away = False
    for step in steps:
        is_away = step["state"] in AWAY
        if is_away and not was_away:
            out, back = day_of(step["history_date"]), None
        elif was_away and not is_away:
            back = day_of(step["history_date"])
        was_away = is_away
    return Thing(steps[-1], day_of(steps[0]["history_date"]), out, back)


def _named(rows: Mapping[int, Mapping[str, Any]], column: str) -> set[int]:
    return {row[column] for row in rows.values()} - {None}


Rows = Mapping[int, Mapping[str, Any]]


def _box(row: Mapping[str, Any], shelves: Rows, cabinets: Rows, rooms: Rows) -> Box:
    """The box of that day, unsaved, to be asked for its place in the usual words."""
    shelf = shelves.get(row["shelf_id"])
    if shelf is None:
        return Box(number=row["number"])
    cabinet = cabinets[shelf["cabinet_id"]]
    room = Storeroom(code=rooms[cabinet["room_id"]]["code"])
    stand = Cabinet(number=cabinet["number"], room=room)
    return Box(number=row["number"], shelf=Shelf(number=shelf["number"], cabinet=stand))
