"""Theft, loss and fire bring an inspection before the incident is closed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from archive_office.custody.models import Incident, RoomInspection
from archive_office.custody.procedures.incidents import close_incident, record_incident
from archive_office.regulation import Clause
from tests.custody.rooms import a_room
from tests.factories import TODAY, StoreroomFactory, arranged
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return a_room()


def recorded(here, *rooms, **facts):
    chosen = {"kind": "fire", "happened_on": TODAY, "account": "配电箱起火，已扑灭"} | facts
    return record_incident(here.centre, rooms or [here.room], by=here.clerk, today=TODAY, **chosen)


def closed(here, incident, **facts):
    chosen = {"conclusion": "档案无损失", "on": TODAY, "by": here.head} | facts
    return close_incident(incident, today=TODAY, **chosen)


@clause(Clause.STO_14)
@pytest.mark.parametrize("kind", Incident.Kind.values)
def test_an_incident_is_closed_after_every_room_was_inspected(here, kind):
    other = StoreroomFactory(department=here.centre)
    incident = recorded(here, here.room, other, kind=kind)
    first, second = incident.inspections.order_by("pk")
    assert {first.occasion, second.occasion} == {kind}
    with refused(Clause.STO_14):
        closed(here, incident)
    here.inspected(first)
    with refused(Clause.STO_14):
        closed(here, incident)
    here.inspected(second)
    with refused(Clause.STO_14):
        closed(here, incident, conclusion=" ")
    assert closed(here, incident).closed_by == here.head
    with refused(Clause.STO_14):
        closed(here, incident)


@clause(Clause.STO_14)
def test_the_database_closes_no_incident_before_its_inspections(here):
    incident = recorded(here)
    ending = {"closed_on": TODAY, "closed_by": here.head, "conclusion": "x"}
    with pytest.raises(IntegrityError, match="are inspected first"), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(**ending)
    here.inspected(incident.inspections.get())
    closed(here, incident)
    with pytest.raises(IntegrityError, match="it is closed"), arranged():
        RoomInspection.objects.create(
            room=StoreroomFactory(department=here.centre),
            department=here.centre,
            occasion="fire",
            incident=incident,
            opened_on=TODAY,
        )
    with pytest.raises(IntegrityError, match="it is closed"), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(conclusion="别的")


@clause(Clause.STO_14)
def test_an_incident_names_the_rooms_of_its_own_department(here):
    for facts in (
        {"account": ""},
        {"happened_on": TODAY + timedelta(days=1)},
    ):
        with refused(Clause.STO_14):
            recorded(here, **facts)
    with refused(Clause.STO_14):
        recorded(here, a_room().room)
    with refused(Clause.ORG_01):
        record_incident(
            here.centre,
            [here.room],
            kind="theft",
            happened_on=TODAY,
            account="门锁被撬",
            by=a_room().clerk,
            today=TODAY,
        )
