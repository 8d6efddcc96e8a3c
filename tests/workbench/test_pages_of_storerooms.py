"""The storerooms on pages and papers: inspected, in the registers, closed, backed up."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from archive_office import clock
from archive_office.custody.models import (
    Backup,
    Equipment,
    Incident,
    Point,
    RoomClosing,
    RoomFinding,
    RoomInspection,
    RoomVisit,
)
from archive_office.custody.procedures.registers import Thing, register_equipment
from archive_office.notices.models import Notice
from archive_office.organisation.roles import Role
from archive_office.policy.parameters import SETTINGS
from archive_office.policy.procedures import set_parameter
from archive_office.regulation import Clause
from archive_office.workbench.rooms import tasks
from dossiers.models import ViewLog
from dossiers.procedures.doubts import raise_doubt, settle_doubt
from tests.custody.rooms import a_room
from tests.factories import PASSWORD, HoldingFactory, UserFactory, person
from tests.steps import clause

pytestmark = pytest.mark.django_db


class Desk:
    """A browser at which somebody is signed in."""

    def __init__(self, user):
        self.client = Client()
        self.client.force_login(user)

    def get(self, name, /, *args, **query):
        return self.client.get(reverse(f"workbench:{name}", args=args), query)

    def text(self, name, /, *args, **query):
        answer = self.get(name, *args, **query)
        assert answer.status_code == 200
        return answer.content.decode()

    def post(self, name, /, *args, status=302, **fields):
        answer = self.client.post(reverse(f"workbench:{name}", args=args), fields)
        assert answer.status_code == status, answer.content.decode()[-2000:]
        return answer

    def paper(self, name, *args):
        answer = self.get(name, *args)
        assert answer["Content-Type"] == "application/pdf"
        pages = PdfReader(BytesIO(answer.content)).pages
        return "".join("".join(page.extract_text().split()) for page in pages)


@pytest.fixture
def here():
    return a_room()


@pytest.fixture
def desk(here):
    return Desk(here.clerk)


def switched_on():
    set_parameter(
        SETTINGS["closing_checklist"],
        "yes",
        effective_from=clock.today(),
        by=UserFactory(),
        reason="总经理办公会决定",
        today=clock.today(),
    )


@clause(Clause.STO_02, Clause.STO_07, Clause.STO_11, Clause.STO_12, Clause.FRM_48)
def test_an_inspection_from_the_list_of_rooms_to_its_sheet(here, desk):
    assert here.room.name in desk.text("rooms")
    assert "防高温" in desk.paper("room_paper", here.room.pk, "sheet")
    desk.post("room_inspect", here.room.pk)
    begun = RoomInspection.objects.get()
    answers = dict.fromkeys(Point.values, "good") | {"damp": "bad"}
    desk.post("inspection_answer", begun.pk, **answers)
    refused = desk.post("inspection_finish", begun.pk, status=422)
    assert "STO-12" in refused.content.decode()
    tomorrow = clock.today() + timedelta(days=1)
    fields = {
        "point": "damp",
        "what": "北墙返潮",
        "outcome": "damaged",
        "remedy": "加装除湿机",
        "responsible": here.clerk.pk,
        "due_on": tomorrow,
    }
    desk.post("inspection_finding", begun.pk, status=422, **fields | {"remedy": ""})
    desk.post("inspection_finding", begun.pk, **fields)
    desk.post("inspection_finish", begun.pk, companions="王芳")
    assert "北墙返潮" in desk.text("inspection", begun.pk)
    sheet = desk.paper("inspection_sheet", begun.pk)
    for said in ("加装除湿机", "防潮", "档案架与窗户垂直", "无霉烂", "×", "坏", str(here.clerk)):
        assert said in sheet
    assert "北墙返潮" in desk.paper("room_inspections_paper")
    assert here.room.name in desk.text("room_inspections")
    assert "加装除湿机" in desk.text("room_findings", outcome="damaged")
    found = RoomFinding.objects.get()
    desk.post("finding_done", found.pk, status=422, on=tomorrow)
    desk.post("finding_done", found.pk, on=clock.today())
    assert "加装除湿机" not in desk.text("room_findings")
    assert "加装除湿机" in desk.text("room_findings", show="all")


@clause(Clause.STO_13, Clause.FRM_48)
def test_a_settled_doubt_stands_in_the_register_of_checks(here, desk):
    thing = HoldingFactory(keeper=here.centre, on_shelf=True)
    doubt = raise_doubt(thing, text="页码不符", by=here.clerk, now=clock.now())
    assert thing.code not in desk.paper("room_inspections_paper")
    settle_doubt(doubt, finding="缺第5页", measures="补印", by=here.clerk, today=clock.today())
    printed = desk.paper("room_inspections_paper")
    for said in (thing.code, "存疑检查", "缺第5页", "补印"):
        assert said in printed
    assert ViewLog.objects.get(user=here.clerk).dossier == thing.dossier


@clause(Clause.STO_14)
def test_a_fire_is_closed_on_its_page_after_the_inspection(here, desk):
    fields = {"kind": "fire", "happened_on": clock.today(), "rooms": [here.room.pk]}
    desk.post("incident_record", status=422, **fields)
    desk.post("incident_record", **fields, account="配电箱起火", told="消防大队")
    incident = Incident.objects.get()
    ending = {"conclusion": "档案无损失", "on": clock.today()}
    refused = desk.post("incident_close", incident.pk, status=422, **ending)
    assert here.room.name in refused.content.decode()
    assert "尚未结案" in desk.paper("incident_report", incident.pk)
    here.inspected(incident.inspections.get(), today=clock.today())
    desk.post("incident_close", incident.pk, **ending)
    report = desk.paper("incident_report", incident.pk)
    assert "档案无损失" in report
    assert "消防大队" in report
    assert "尚未结案" not in report
    assert "火" in desk.text("incidents")


@clause(Clause.STO_16)
def test_visitors_come_and_go_in_the_register(here, desk):
    fields = {
        "visitor": "李工",
        "comes_from": "消防公司",
        "reason": "检查灭火器",
        "escort": here.clerk.pk,
        "came_at": "2026-01-05T09:30",
    }
    desk.post("visitor_in", here.room.pk, status=422, **fields | {"reason": ""})
    desk.post("visitor_in", here.room.pk, **fields)
    assert str(here.clerk) in desk.text("room", here.room.pk)
    desk.post("visitor_out", RoomVisit.objects.get().pk)
    assert "李工" in desk.text("visitors", here.room.pk)
    assert "消防公司" in desk.paper("room_paper", here.room.pk, "visitors")


@clause(Clause.STO_02)
def test_climate_readings_are_drawn_listed_and_printed(here, desk):
    fields = {"temperature": "20.5", "humidity": "50", "read_at": "2026-01-05T09:30"}
    desk.post("climate_read", here.room.pk, **fields)
    assert "<svg" not in desk.text("climate", here.room.pk)
    hot = fields | {"temperature": "30", "read_at": "2026-01-06T09:30"}
    desk.post("climate_read", here.room.pk, status=422, **hot)
    desk.post("climate_read", here.room.pk, **hot, remedy="开空调")
    page = desk.text("climate", here.room.pk)
    assert page.count("<svg") == 2
    assert "ao-chart-bad" in page
    printed = desk.paper("room_paper", here.room.pk, "climate")
    assert "开空调" in printed
    assert "14–24℃" in printed


@clause(Clause.STO_03)
def test_equipment_is_registered_checked_and_taken_away(here, desk):
    fields = {"kind": "extinguisher", "name": "灭火器01", "checked_on": "2025-12-01"}
    desk.post("room_equip", here.room.pk, status=422, **fields | {"name": ""})
    desk.post("room_equip", here.room.pk, **fields)
    thing = Equipment.objects.get()
    assert "灭火器01" in desk.paper("room_paper", here.room.pk, "equipment")
    desk.post("equipment_checked", thing.pk, on=clock.today())
    assert Equipment.objects.get().checked_on == clock.today()
    desk.post("equipment_retired", thing.pk)
    assert "灭火器01" in desk.text("room", here.room.pk)  # it is said once
    assert "灭火器01" not in desk.text("room", here.room.pk)


@clause(Clause.STO_15)
def test_the_closing_is_signed_by_password(here, desk):
    every = [point.value for point in RoomClosing.Point]
    desk.post("closing_sign", here.room.pk, status=422, done=every, password=PASSWORD)
    switched_on()
    desk.post("closing_sign", here.room.pk, status=422, done=every, password="wrong")
    desk.post("closing_sign", here.room.pk, status=422, done=every[1:], password=PASSWORD)
    desk.post("closing_sign", here.room.pk, done=every, password=PASSWORD)
    assert RoomClosing.objects.get().closed_by == here.clerk
    assert str(here.clerk) in desk.paper("room_paper", here.room.pk, "closings")


@clause(Clause.STO_18, Clause.FRM_52)
def test_backups_are_registered_tested_and_printed(here, desk):
    admin = Desk(person(Role.ADMINISTRATOR))
    assert desk.get("backups").status_code == 403
    fields = {"made_on": clock.today(), "medium": "移动硬盘03", "size_mb": 2048, "result": "good"}
    admin.post("backup_record", status=422, **fields)
    admin.post("backup_record", **fields, checksum="a" * 64)
    backup = Backup.objects.get()
    admin.post("backup_tested", backup.pk, on=clock.today(), result="good")
    assert "移动硬盘03" in admin.text("backups")
    printed = admin.paper("backups_paper")
    assert "移动硬盘03" in printed
    assert "a" * 40 in printed


@clause(Clause.ORG_01)
def test_rooms_of_other_centres_do_not_exist(here):
    stranger = Desk(a_room().clerk)
    assert here.room.name not in stranger.text("rooms")
    for name in ("room", "visitors", "climate", "closings"):
        assert stranger.get(name, here.room.pk).status_code == 404
    stranger.post("room_inspect", here.room.pk, status=404)
    assert not RoomInspection.objects.exists()
    assert Desk(person(Role.FRONT_LINE, here.centre)).get("rooms").status_code == 403


@clause(Clause.STO_03, Clause.STO_11, Clause.STO_18)
def test_the_office_day_reminds_of_what_is_due_once(here):
    today = clock.today()
    thing = Thing(kind="sign", name="严禁烟火", checked_on=today - timedelta(days=360))
    register_equipment(here.room, thing, by=here.clerk, today=today)
    admin = person(Role.ADMINISTRATOR)
    for _again in range(2):
        assert set(tasks.tell_of_inspections(clock.now())) == {
            "told of inspections due",
            "told of late remedies",
        }
        tasks.tell_of_equipment(clock.now())
        tasks.tell_of_backup(clock.now())
        tasks.tell_of_closings(clock.now())
    told = Notice.objects.filter(to__in=[here.clerk, admin])
    assert sorted(told.values_list("clause", flat=True)) == ["STO-03", "STO-11", "STO-18"]


@clause(Clause.STO_12, Clause.STO_15)
def test_late_remedies_and_missing_closings_are_recalled(here, desk):
    switched_on()
    now = clock.now()
    hot = {"temperature": "30", "humidity": "50", "remedy": "开空调，" * 50}
    desk.post("climate_read", here.room.pk, **hot, read_at=f"{clock.today()}T00:00")
    tomorrow = now + timedelta(days=1)
    tasks.tell_of_inspections(tomorrow)
    tasks.tell_of_closings(tomorrow)
    clauses = set(Notice.objects.filter(to=here.clerk).values_list("clause", flat=True))
    assert {"STO-12", "STO-15"} <= clauses
