"""Rooms, cabinets and boxes: what stands where, how much is free; a box moves as a whole."""

from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from archive_office import clock
from archive_office.custody.codes import room_code
from archive_office.custody.models import Box, Cabinet, Storeroom
from archive_office.http import StaffRequest, actor, pdf
from archive_office.organisation.models import User
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from dossiers.models import Holding
from dossiers.papers import storeroom_words as words
from dossiers.papers.filling import fonds_of
from dossiers.papers.location_index import (
    IndexLine,
    IndexPart,
    LocationIndex,
    MapCabinet,
    MapLevel,
    WallMap,
    location_index,
    wall_map,
)
from dossiers.procedures.boxes import move_box
from dossiers.rules import shelves
from dossiers.rules.boxes import keeps
from dossiers.rules.shelves import BoxOnShelf, Furniture, Level
from dossiers.views.prints import PRINTS
from dossiers.views.scanning import scanned_box, scanned_shelf

SEES: Final = "custody.view_storeroom"
MOVES: Final = "dossiers.place_holding"
MOST_CONTENTS: Final = 60


@shell_page(gettext_lazy("Rooms and shelves"), SEES)
def storerooms(request: StaffRequest) -> HttpResponse:
    """Every room with its kind, whether it is a space apart, and what is free (STO-01).

    A scanned box is opened, to be looked into or moved; a scanned shelf, to be looked at or filled.
    """
    user, answer = actor(request), ""
    if request.method == "POST":
        code = request.POST.get("code", "")
        box = scanned_box(code, user)
        if box is not None and _boxes(user).filter(pk=box.pk).exists():
            return redirect("dossiers:box", box.pk)
        shelf = None if box is not None else scanned_shelf(code, user)
        if shelf is not None and shelves.rooms_of(user).filter(pk=shelf.cabinet.room_id).exists():
            return redirect("dossiers:shelf", shelf.pk)
        answer = _("%(code)s is unknown here.") % {"code": code.strip()}
    page = keyset_page(shelves.rooms_of(user), request, order=("department_id", "code", "pk"))
    for room in page.rows:
        room.free_metres = shelves.metres(room.free_mm)  # type: ignore[attr-defined]  # annotated
    context = {"page": page, "answer": answer, "title": _("Rooms and shelves")}
    return render(request, "dossiers/storerooms.html", context, status=422 if answer else 200)


@shell_page(pgettext_lazy("storeroom", "Room"), SEES, methods=("GET",))
def storeroom(request: StaffRequest, pk: int) -> HttpResponse:
    """One room: its cabinets with their levels, and what is free on each (STO-05)."""
    under(request, "dossiers:storerooms")
    room = room_or_404(request, pk)
    rows = room.cabinets.select_related("department", "room")
    page = keyset_page(rows, request, order=("number", "pk"), size=12)
    room.free_metres = shelves.metres(room.free_mm)  # type: ignore[attr-defined]  # annotated
    context = {
        "room": room,
        "code": room_code(room),
        "page": page,
        "cabinets": shelves.furniture_of(page.rows),
        "title": str(room),
        "keeps": keeps(actor(request), room.department),
    }
    return render(request, "dossiers/storeroom.html", context)


@shell_page(pgettext_lazy("storeroom", "Cabinet"), SEES, methods=("GET",))
def cabinet(request: StaffRequest, pk: int) -> HttpResponse:
    """One cabinet: every box on its levels, with the codes it holds (STO-05)."""
    under(request, "dossiers:storerooms")
    rows = Cabinet.objects.select_related("room", "department")
    found = get_object_or_404(rows.filter(room__in=shelves.rooms_of(actor(request))), pk=pk)
    (whole,) = shelves.furniture_of([found])
    boxes = shelves.boxes_on([level.shelf for level in whole.levels])
    context = {
        "cabinet": whole,
        "levels": [(level, _standing_on(level, boxes)) for level in whole.levels],
        "title": f"{found.room.code}-{found}",
        "keeps": keeps(actor(request), found.department),
    }
    return render(request, "dossiers/cabinet.html", context)


def _standing_on(level: Level, boxes: list[BoxOnShelf]) -> list[BoxOnShelf]:
    return [row for row in boxes if row.box.shelf_id == level.shelf.pk]


@shell_page(gettext_lazy("Box"), SEES, methods=("GET",))
def box(request: StaffRequest, pk: int) -> HttpResponse:
    """One box with what lies in it (STO-05)."""
    found = box_or_404(request, pk)
    return render(request, "dossiers/box.html", _inside(request, found))


@shell_page(gettext_lazy("Box"), MOVES, methods=("POST",))
def box_move(request: StaffRequest, pk: int) -> HttpResponse:
    """A scanned shelf is where the box goes, with everything in it (STO-05)."""
    found, user = box_or_404(request, pk), actor(request)
    shelf = scanned_shelf(request.POST.get("code", ""), user)
    refusals: tuple[Refusal, ...] = ()
    if shelf is not None:
        try:
            moved = move_box(found, shelf, by=user, today=clock.today())
        except RegulationError as error:
            refusals = error.refusals
        else:
            place = {"box": moved, "place": moved.place}
            messages.success(request, _("Box %(box)s: %(place)s") % place)
            return redirect("dossiers:box", pk)
    answer = "" if shelf else _("Scan a shelf.")
    context = {**_inside(request, found), "refusals": refusals, "answer": answer}
    return render(request, "dossiers/box.html", context, status=422)


def box_or_404(request: StaffRequest, pk: int) -> Box:
    """A box in a room somebody sees; unknown and invisible look the same."""
    under(request, "dossiers:storerooms")
    rows = _boxes(actor(request)).select_related("department", "shelf__cabinet__room")
    return get_object_or_404(rows, pk=pk)


def _inside(request: StaffRequest, found: Box) -> dict[str, Any]:
    user = actor(request)
    rows = Holding.objects.visible_to(user).filter(present_slot=found)
    return {
        "box": found,
        "page": keyset_page(rows, request, order=("code", "pk"), size=MOST_CONTENTS),
        "count": rows.count(),
        "borne": found.roll_labels.select_related("assigned_by"),
        "may_move": user.has_perm(MOVES) and keeps(user, found.department),
        "title": found.place,
    }


def _boxes(user: User) -> QuerySet[Box]:
    return Box.objects.filter(department__in=shelves.rooms_of(user).values("department"))


def room_or_404(request: StaffRequest, pk: int) -> Storeroom:
    """A room somebody sees; unknown and invisible look the same."""
    return get_object_or_404(shelves.rooms_of(actor(request)), pk=pk)


@shell_page(gettext_lazy("Location index"), PRINTS, methods=("GET",))
def index_paper(request: StaffRequest, pk: int) -> HttpResponse:
    """档案资料寄存地点索引 of a room; ``?by=category`` sorts it by category (STO-05, FRM-31)."""
    room = room_or_404(request, pk)
    furniture = _furniture(room)
    lines = list(_lines(furniture))
    by_category = request.GET.get("by") == "category"
    facts = LocationIndex(
        fonds=fonds_of(room.department),
        keeper=str(room.department),
        room=f"{room.code} {room.name}",
        kind=words.ROOMS[room.kind],
        on=clock.today(),
        parts=_by_category(lines) if by_category else (IndexPart("", tuple(lines)),),
        free_metres=shelves.metres(sum(cabinet.free_mm for cabinet in furniture)),
    )
    return pdf(location_index(facts), f"index-{room.code}.pdf")


def _furniture(room: Storeroom) -> list[Furniture]:
    rows = room.cabinets.select_related("room", "department").order_by("number")
    return shelves.furniture_of(rows)


def _lines(furniture: list[Furniture]) -> Any:
    levels = [level for whole in furniture for level in whole.levels]
    boxes = shelves.boxes_on([level.shelf for level in levels])
    for whole in furniture:
        for level in whole.levels:
            free = str(level.free_mm)
            name, number = whole.cabinet.number, f"{level.shelf.number:02}"
            standing = _standing_on(level, boxes)
            for row in standing:
                yield _line(name, number, row, free)
                free = ""
            if not standing:
                yield IndexLine(name, number, category=whole.cabinet.category, free_mm=free)


def _line(cabinet_number: str, level: str, row: BoxOnShelf, free: str) -> IndexLine:
    codes = row.first if row.first == row.last else f"{row.first} — {row.last}"
    return IndexLine(cabinet_number, level, row.box.number, codes, row.categories, row.things, free)


def _by_category(lines: list[IndexLine]) -> tuple[IndexPart, ...]:
    names = sorted({line.category for line in lines if line.box}, key=lambda name: (not name, name))
    return tuple(
        IndexPart(name or words.EMPTY_BOX, tuple(x for x in lines if x.box and x.category == name))
        for name in names
    ) or (IndexPart("", ()),)


@shell_page(gettext_lazy("Wall map"), PRINTS, methods=("GET",))
def map_paper(request: StaffRequest, pk: int) -> HttpResponse:
    """库房示意图 of a room, to hang at its door (STO-05, STO-06)."""
    room = room_or_404(request, pk)
    furniture = _furniture(room)
    facts = WallMap(
        fonds=fonds_of(room.department),
        keeper=str(room.department),
        room=f"{room.code} {room.name}",
        kind=words.ROOMS[room.kind],
        separate=room.separate_space,
        on=clock.today(),
        cabinets=tuple(_drawn(whole) for whole in furniture),
        free_metres=shelves.metres(sum(whole.free_mm for whole in furniture)),
    )
    return pdf(wall_map(facts), f"map-{room.code}.pdf")


def _drawn(whole: Furniture) -> MapCabinet:
    levels = [
        MapLevel(level.shelf.number, level.percent, level.free_metres, level.boxes)
        for level in whole.levels
    ]
    kind = words.CABINETS[whole.cabinet.kind]
    return MapCabinet(
        whole.cabinet.number, kind, whole.cabinet.category, tuple(levels), whole.free_metres
    )
