"""Rooms are inspected point by point, in a rhythm; every finding has its remedy."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from archive_office.custody.models import PROTECTIONS, Point, RoomFinding, RoomInspection, Storeroom
from archive_office.custody.procedures.inspections import (
    answer_points,
    finish_inspection,
    open_inspection,
    record_finding,
    remedy_done,
)
from archive_office.custody.rules import inspections as rules
from archive_office.journal.models import JournalEntry
from archive_office.regulation import Clause
from tests.custody.rooms import ALL_GOOD, a_room
from tests.factories import TODAY, UserFactory, arranged
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return a_room()


@clause(Clause.STO_02, Clause.STO_03, Clause.STO_07)
def test_an_inspection_ends_when_every_point_was_looked_at(here):
    begun = open_inspection(here.room, by=here.clerk, today=TODAY)
    assert len(PROTECTIONS) == 8
    assert {Point.AIR, Point.RACKS, Point.SUNLIGHT, Point.FLAMMABLE} <= set(Point)
    answered = {p: True for p in Point.values if p != Point.RACKS}
    answer_points(begun, answered, by=here.clerk)
    with refused(Clause.STO_02) as caught:
        finish_inspection(begun, by=here.clerk, today=TODAY)
    assert str(Point.RACKS.label) in str(caught.value.refusals[0].reason)
    answer_points(begun, {Point.RACKS: True}, by=here.clerk)
    done = finish_inspection(begun, by=here.clerk, today=TODAY, companions="王芳")
    assert (done.inspected_by, done.inspected_on) == (here.clerk, TODAY)
    assert JournalEntry.objects.filter(act="custody.inspection_finished").count() == 1


@clause(Clause.STO_12)
def test_whatever_is_bad_has_its_remedy_person_and_day(here):
    begun = open_inspection(here.room, by=here.clerk, today=TODAY)
    answer_points(begun, ALL_GOOD | {Point.WINDOWS: False}, by=here.clerk)
    with refused(Clause.STO_12):
        finish_inspection(begun, by=here.clerk, today=TODAY)
    for lacking in ({"remedy": " "}, {"what": ""}, {"due_on": TODAY - timedelta(days=1)}):
        with refused(Clause.STO_12):
            record_finding(begun, here.fault(**lacking), by=here.clerk, today=TODAY)
    fault = here.fault(outcome=RoomFinding.Outcome.DAMAGED, responsible=here.head)
    found = record_finding(begun, fault, by=here.clerk, today=TODAY)
    finish_inspection(begun, by=here.clerk, today=TODAY)
    assert rules.outcomes(RoomFinding.objects.all()) == {
        "scattered": 0,
        "disordered": 0,
        "lost": 0,
        "damaged": 1,
    }
    with refused(Clause.STO_12):
        remedy_done(found, on=TODAY - timedelta(days=1), by=here.head, today=TODAY)
    assert remedy_done(found, on=TODAY, by=here.head, today=TODAY).done_by == here.head
    with refused(Clause.STO_12):
        remedy_done(found, on=TODAY, by=here.clerk, today=TODAY)


@clause(Clause.ORG_01)
def test_nobody_else_inspects_the_room(here):
    stranger = a_room().clerk
    with refused(Clause.ORG_01):
        open_inspection(here.room, by=stranger, today=TODAY)
    begun = open_inspection(here.room, by=here.clerk, today=TODAY)
    with refused(Clause.ORG_01):
        answer_points(begun, ALL_GOOD, by=UserFactory())


@clause(Clause.STO_11)
def test_a_room_is_due_half_a_year_after_its_last_inspection(here):
    rooms = Storeroom.objects.filter(pk=here.room.pk)
    assert rules.due_rooms(rooms, on=TODAY).exists()
    here.inspected(today=TODAY)
    assert not rules.due_rooms(rooms, on=date(2027, 5, 19)).exists()
    assert rules.due_rooms(rooms, on=date(2027, 5, 20)).exists()
    assert rules.due_again_on(TODAY, on=TODAY) == date(2027, 5, 20)


@clause(Clause.STO_11)
def test_one_regular_inspection_of_a_room_at_a_time(here):
    open_inspection(here.room, by=here.clerk, today=TODAY)
    with refused(Clause.STO_11):
        open_inspection(here.room, by=here.head, today=TODAY)
    with pytest.raises(IntegrityError, match="one_regular_inspection"), arranged():
        RoomInspection.objects.create(
            room=here.room, department=here.centre, opened_on=TODAY, opened_by=here.head
        )


@clause(Clause.STO_12)
def test_a_finished_inspection_stays_as_it_is(here):
    done = here.inspected()
    with refused(Clause.STO_12):
        answer_points(done, {Point.DUST: False}, by=here.clerk)
    for statement in (
        lambda: RoomInspection.objects.filter(pk=done.pk).update(remark="另记"),
        lambda: done.points.update(is_good=False),
    ):
        with pytest.raises(IntegrityError, match="it is finished"), transaction.atomic():
            statement()
    with pytest.raises(IntegrityError, match="what was recorded is kept"), transaction.atomic():
        done.points.all()._raw_delete("default")
