"""A doubt opens a check; what is missing brings an inspection; customers' files are locked away."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from archive_office import clock
from archive_office.custody.models import Incident, RoomInspection
from archive_office.custody.procedures import add_boxes, set_up_cabinet
from archive_office.custody.procedures.incidents import close_incident
from archive_office.notices.models import Notice
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Doubt, HoldingState
from dossiers.procedures.custody import move_custody, place_holding
from dossiers.procedures.doubts import raise_doubt, settle_doubt
from tests.custody.rooms import NOW, Room
from tests.factories import TODAY, HoldingFactory, arranged, box_of, person
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def volume():
    return HoldingFactory(on_shelf=True)


@pytest.fixture
def clerk(volume):
    return person(Role.CENTRE_ARCHIVIST, volume.keeper)


@clause(Clause.STO_13)
def test_a_doubt_stays_open_until_its_check_has_a_finding(volume, clerk):
    other = person(Role.HQ_ARCHIVIST)
    with refused(Clause.STO_13):
        raise_doubt(volume, text=" ", by=other, now=NOW)
    with refused(Clause.STO_13):
        raise_doubt(volume, text="页码不符", by=person(Role.FRONT_LINE, volume.keeper), now=NOW)
    doubt = raise_doubt(volume, text="页码不符", by=other, now=NOW)
    assert Notice.objects.get(to=clerk).clause == "STO-13"
    with refused(Clause.STO_13):
        raise_doubt(volume, text="又一处", by=clerk, now=NOW)
    with refused(Clause.ORG_01):
        settle_doubt(doubt, finding="无误", by=other, today=TODAY)
    with refused(Clause.STO_13):
        settle_doubt(doubt, finding="", by=clerk, today=TODAY)
    with pytest.raises(IntegrityError, match="closes_with_a_finding"), transaction.atomic():
        Doubt.objects.filter(pk=doubt.pk).update(closed_on=TODAY, closed_by=clerk)
    assert settle_doubt(doubt, finding="缺第5页", by=clerk, today=TODAY).closed_by == clerk
    with refused(Clause.STO_13):
        settle_doubt(doubt, finding="无误", by=clerk, today=TODAY)


@clause(Clause.STO_13)
def test_doubts_are_raised_and_settled_on_their_page(volume, clerk):
    desk = Client()
    desk.force_login(clerk)
    address = reverse("dossiers:doubt_raise")
    assert desk.post(address, {"code": "H:0", "text": "页码不符"}).status_code == 422
    assert desk.post(address, {"code": volume.barcode, "text": "页码不符"}).status_code == 302
    assert "页码不符" in desk.get(reverse("dossiers:doubts")).content.decode()
    settle = reverse("dossiers:doubt_settle", args=[Doubt.objects.get().pk])
    assert desk.post(settle, {"finding": ""}).status_code == 422
    assert desk.post(settle, {"finding": "缺第5页", "measures": "补印"}).status_code == 302
    assert "缺第5页" not in desk.get(reverse("dossiers:doubts")).content.decode()
    assert "缺第5页" in desk.get(reverse("dossiers:doubts"), {"show": "all"}).content.decode()


@clause(Clause.STO_14)
def test_what_goes_missing_brings_the_inspection_of_its_room(volume, clerk):
    with arranged():
        place = volume.present_slot
    second = HoldingFactory(dossier=volume.dossier, number=2, on_shelf=True, present_slot=place)
    for thing in (volume, second):
        with arranged():
            thing.placements.create(slot=place, placed_on=TODAY - timedelta(days=9))
    move_custody([volume], HoldingState.MISSING, by=clerk, today=TODAY)
    move_custody([second], HoldingState.MISSING, by=clerk, today=TODAY)
    incident = Incident.objects.get()
    assert volume.code in incident.account
    assert second.code in incident.account
    ending = {"conclusion": "登报声明", "on": TODAY, "by": clerk, "today": TODAY}
    with refused(Clause.STO_14):
        close_incident(incident, **ending)
    inspection = RoomInspection.objects.get()
    assert (inspection.room, inspection.occasion) == (place.shelf.cabinet.room, "loss")
    here = Room(volume.keeper)
    here.__dict__["clerk"] = clerk
    here.inspected(inspection)
    assert close_incident(incident, **ending).closed_on == TODAY


@clause(Clause.SEC_43)
def test_a_customers_dossier_stands_in_furniture_that_can_be_locked(clerk, volume):
    room = box_of(volume.keeper).shelf.cabinet.room
    rack = set_up_cabinet(room, number="J01", kind="rack", by=clerk)
    cabinet = set_up_cabinet(room, number="G91", by=clerk)
    assert (rack.lockable, cabinet.lockable) == (False, True)
    (open_box,) = add_boxes(rack.shelves.first(), 1, by=clerk)
    (locked_box,) = add_boxes(cabinet.shelves.first(), 1, by=clerk)
    with refused(Clause.SEC_43):
        place_holding(volume, open_box, by=clerk, today=clock.today())
    assert place_holding(volume, locked_box, by=clerk, today=TODAY).present_slot == locked_box
    with pytest.raises(IntegrityError, match="a_safe_can_be_locked"), transaction.atomic():
        type(cabinet).objects.filter(pk=cabinet.pk).update(kind="safe", lockable=False)
