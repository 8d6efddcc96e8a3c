"""A box moves with everything in it; a new thing is shown the next free slot of the plan."""

from datetime import date

import pytest

from archive_office.custody.models import Box, Storeroom
from archive_office.custody.procedures import add_boxes, open_room, set_up_cabinet
from archive_office.journal.models import JournalEntry, JournalSubject
from archive_office.policy.models import Parameter
from archive_office.regulation import Clause
from dossiers.models import Holding, HoldingState, Placement
from dossiers.procedures.boxes import move_box
from dossiers.procedures.custody import place_holding
from dossiers.rules.plan import beside_the_plan, planned
from dossiers.rules.shelves import furniture_of, rooms_of, stays_of
from dossiers.rules.slots import hint_for
from tests.dossiers.storeroom import Room
from tests.factories import (
    TODAY,
    BuildingFactory,
    DepartmentFactory,
    UnitFactory,
    arranged,
    person,
)
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db
TOMORROW = date(2026, 11, 21)


@pytest.fixture
def here():
    return Room()


@clause(Clause.STO_05, Clause.STO_17)
def test_a_box_takes_everything_in_it_along_in_one_act(here):
    box, there = here.boxes[0][0], here.shelves[1]
    volumes = [here.volume(box) for _ in range(3)]
    away = here.volume(box, home_slot=box)
    entries = JournalEntry.objects.count()

    moved = move_box(box, there, by=here.archivist, today=TOMORROW)

    assert moved.shelf == there
    assert JournalEntry.objects.count() == entries + 1
    entry = JournalEntry.objects.latest("pk")
    assert entry.act == "dossiers.box_moved"
    noted = JournalSubject.objects.filter(entry=entry, kind__model="holding")
    assert {s.thing for s in noted} == {v.pk for v in [*volumes, away]}
    for volume in Holding.objects.filter(pk__in=[v.pk for v in volumes]):
        now, before = stays_of(volume)
        assert (before.shelf, before.removed_on) == (here.shelves[0], TOMORROW)
        assert (now.shelf, now.slot, now.placed_on) == (there, box, TOMORROW)
        assert now.place == f"01-G01-02·{box.number}"
        assert before.place == f"01-G01-01·{box.number}"
        assert volume.present_slot == volume.home_slot == box


@clause(Clause.STO_05)
def test_a_box_goes_where_there_is_room_and_by_its_own_archivist(here):
    box = here.boxes[0][0]
    stranger = person("centre_archivist", DepartmentFactory(centre=True))
    with refused(Clause.ORG_01):
        move_box(box, here.shelves[1], by=stranger, today=TODAY)
    with refused(Clause.STO_05):
        move_box(box, here.shelves[0], by=here.archivist, today=TODAY)
    narrow = here.cabinet_of("G02", capacity_mm=30).shelves.get()
    with refused(Clause.STO_05):
        move_box(box, narrow, by=here.archivist, today=TODAY)
    other = Room()
    with refused(Clause.ORG_01):
        move_box(box, other.shelves[0], by=here.archivist, today=TODAY)


@clause(Clause.STO_08, Clause.STO_09)
def test_what_may_not_stand_there_keeps_its_box_away(here):
    box, safe = here.boxes[0][0], here.safe()
    here.volume(box)
    with refused(Clause.STO_09):
        move_box(box, safe.shelf, by=here.archivist, today=TODAY)
    deed = here.volume(is_title_document=True)
    place_holding(deed, safe, by=here.archivist, today=TODAY)
    with refused(Clause.STO_09):
        move_box(safe, here.shelves[1], by=here.archivist, today=TODAY)


@clause(Clause.DES_16)
def test_what_waits_for_destruction_travels_within_the_quarantine_room_only(here):
    kind = Storeroom.Kind.QUARANTINE
    apart = open_room(here.centre, code="09", name="待销毁库", by=None, kind=kind)
    cabinet = set_up_cabinet(apart, number="Q01", by=None, levels=1)
    (inside,) = add_boxes(cabinet.shelves.get(), 1, by=None)
    here.volume(here.boxes[0][0])
    here.volume(state=HoldingState.QUARANTINED, present_slot=inside)
    for box, shelf in ((here.boxes[0][0], cabinet.shelves.get()), (inside, here.shelves[1])):
        with refused(Clause.DES_16):
            move_box(box, shelf, by=here.archivist, today=TODAY)


def test_every_stay_remembers_the_shelf_of_its_time(here):
    volume = here.volume(here.boxes[0][0])
    assert Placement.objects.get(holding=volume).shelf == here.shelves[0]
    place_holding(volume, here.boxes[1][0], by=here.archivist, today=TODAY)
    assert [s.shelf for s in stays_of(volume)] == [here.shelves[1], here.shelves[0]]


def at_home(here, building, floor):
    unit = UnitFactory(estate=here.estate, building=building, floor=floor)
    return {"unit": unit, "state": HoldingState.IN_PREPARATION}


@clause(Clause.STO_06)
def test_the_next_free_slot_follows_category_then_building_and_floor(here):
    three, four = (BuildingFactory(estate=here.estate) for _ in range(2))
    low, high, other = here.boxes[0]
    here.volume(low, **at_home(here, three, 2))
    here.volume(high, **at_home(here, three, 20))
    here.volume(other, **at_home(here, four, 12))

    def hinted(building, floor, **facts):
        return hint_for(
            here.volume(**at_home(here, building, floor), **facts), planned=planned(on=TODAY)
        ).box

    assert hinted(three, 3) == low
    assert hinted(three, 18) == high
    assert hinted(four, 1) == other
    # A box that is full by its pages is passed over; then the next of the building.
    assert hinted(three, 3, page_count=380) == here.boxes[1][0]
    assert hinted(three, 3, page_count=330) == low


@clause(Clause.STO_06)
def test_an_empty_box_in_a_cabinet_of_the_category_comes_first(here):
    with arranged():
        here.cabinet.category = "WS"
        here.cabinet.save()
        mixed, own = here.cabinet_of("G02"), here.cabinet_of("G03")
        own.category = "KH"
        own.save()
    add_boxes(mixed.shelves.get(), 1, by=None)
    (box,) = add_boxes(own.shelves.get(), 1, by=None)
    volume = here.volume()

    assert hint_for(volume, planned=planned(on=TODAY)).box == box
    wrong = Box.objects.get(pk=here.boxes[0][0].pk)
    warning = beside_the_plan(volume, wrong, on=TODAY)
    assert warning.clause == Clause.STO_06
    assert beside_the_plan(volume, box, on=TODAY) is None
    decided("free")
    assert beside_the_plan(volume, wrong, on=TODAY) is None


def decided(value):
    with arranged():
        Parameter(
            name="shelf_plan", value=value, effective_from=date(2026, 1, 1), reason="定"
        ).save()


@clause(Clause.STO_06)
def test_the_office_may_let_the_floor_go(here):
    three, four = (BuildingFactory(estate=here.estate) for _ in range(2))
    first, second, _third = here.boxes[0]
    here.volume(first, **at_home(here, three, 2))
    here.volume(second, **at_home(here, four, 2))
    volume = here.volume(**at_home(here, three, 2))
    assert hint_for(volume, planned=planned(on=TODAY)).box == first
    decided("category")
    assert hint_for(volume, planned=planned(on=TODAY)).box == second


@clause(Clause.STO_01, Clause.STO_04, Clause.STO_05)
def test_rooms_and_shelves_know_what_is_free(here):
    (room,) = rooms_of(here.archivist)
    assert (room.cabinets_in, room.boxes_in, room.free_mm) == (1, 6, 2 * 900 - 6 * 40)
    (cabinet,) = furniture_of([here.cabinet])
    assert [level.free_metres for level in cabinet.levels] == ["0.78", "0.78"]
    assert [level.percent for level in cabinet.levels] == [13, 13]
