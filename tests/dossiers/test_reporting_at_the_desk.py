"""Front-line staff report what changed for a resident, without looking into the dossier."""

from datetime import date

import pytest
from django.urls import reverse

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Dossier, DossierEvent, ViewLog
from dossiers.procedures.closing import close_by_sale
from tests.dossiers.desk import Desk, at_most, field, text, that_day
from tests.dossiers.steps import PHONE, Centre, accepted
from tests.factories import TODAY, person
from tests.steps import clause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


@pytest.fixture
def centre():
    return Centre()


@pytest.fixture
def dossier(centre):
    return Dossier.objects.get(pk=accepted(centre, "C1").dossier_id)


def told(dossier, **changed):
    return {"dossier": dossier.pk, "on": "2026-11-19", "text": "更换联系电话"} | changed


@clause(Clause.COL_23)
def test_front_line_staff_report_a_change_of_a_resident(centre, dossier):
    desk = Desk(centre.front_line)
    assert reverse("dossiers:changes") in desk.get("admin:index").content.decode()
    assert reverse("dossiers:changes") in desk.get("move_in").content.decode()
    change = reverse("dossiers:unit_change", args=[dossier.unit_id])
    assert change in desk.get("changes").content.decode()
    assert change in desk.get("unit", dossier.unit_id).content.decode()
    answer = desk.post("unit_change", dossier.unit_id, **told(dossier))
    assert answer.url == reverse("dossiers:unit", args=[dossier.unit_id])
    event = DossierEvent.objects.get(dossier=dossier, kind="change")
    assert (event.text, event.on, event.by) == (
        "更换联系电话",
        date(2026, 11, 19),
        centre.front_line,
    )
    assert "更换联系电话" in text(Desk(centre.archivist).get("dossier", dossier.pk))


@clause(Clause.COL_23, Clause.SEC_29)
def test_whoever_reports_is_shown_nothing_of_the_dossier(centre, dossier):
    desk = Desk(centre.front_line)
    for page in (desk.get("changes"), desk.get("unit_change", dossier.unit_id)):
        for hidden in ("王芳", PHONE, PHONE[-4:], "李强", "入住通知书", dossier.code):
            assert hidden not in page.content.decode()
    assert not ViewLog.objects.exists()
    assert desk.get("change", dossier.pk).status_code == 404


@clause(Clause.COL_23, Clause.ORG_01)
def test_units_of_another_centre_do_not_exist_at_this_desk(centre, dossier):
    stranger = Desk(Centre(archive_room=False).front_line)
    assert "No unit matches" in text(stranger.get("changes"))
    unknown = stranger.get("unit_change", 999_999)
    foreign = stranger.get("unit_change", dossier.unit_id)
    assert foreign.status_code == unknown.status_code == 404
    assert text(foreign) == text(unknown)
    assert stranger.post("unit_change", dossier.unit_id, **told(dossier)).status_code == 404
    assert not DossierEvent.objects.filter(kind="change").exists()
    assert Desk(person(Role.HQ_ARCHIVIST)).get("changes").status_code == 403


@clause(Clause.COL_23)
def test_a_resident_of_another_unit_cannot_be_slipped_in(centre, dossier):
    other = Dossier.objects.get(pk=accepted(centre, "C1", unit={"room": "9"}).dossier_id)
    answer = Desk(centre.front_line).post("unit_change", dossier.unit_id, **told(other))
    assert answer.status_code == 422
    assert answer.context["form"].errors["dossier"]


@clause(Clause.COL_23)
def test_a_day_to_come_is_refused_and_nothing_typed_is_lost(centre, dossier):
    answer = Desk(centre.front_line).post(
        "unit_change", dossier.unit_id, **told(dossier, on="2027-01-01")
    )
    assert answer.status_code == 422
    assert "COL-23" in text(answer)
    assert "更换联系电话" in text(answer)
    assert field(answer, "on") == "2027-01-01"


def test_of_a_closed_dossier_there_is_nothing_to_report(centre, dossier):
    close_by_sale(dossier, on=TODAY, by=centre.archivist, today=TODAY, reason="合同 8 号")
    desk = Desk(centre.front_line)
    assert "No unit matches" in text(desk.get("changes"))
    page = desk.get("unit", dossier.unit_id).content.decode()
    assert reverse("dossiers:unit_change", args=[dossier.unit_id]) not in page
    assert "No open dossier" in text(desk.get("unit_change", dossier.unit_id))
    answer = desk.post("unit_change", dossier.unit_id, **told(dossier))
    assert answer.status_code == 422


def test_the_list_of_units_costs_the_same_however_long(centre, dossier):
    desk = Desk(centre.front_line)
    for room in ("7", "8", "9"):
        accepted(centre, "C1", unit={"room": room})
    desk.get("changes")
    with at_most(16):
        page = desk.get("changes", q="3-2-")
    assert len(page.context["page"].rows) == 4
