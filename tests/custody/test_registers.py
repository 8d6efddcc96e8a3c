"""Equipment, climate, visitors, closing and backups, as their registers keep them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from archive_office.custody.models import (
    Backup,
    ClimateReading,
    Equipment,
    RoomClosing,
    RoomFinding,
)
from archive_office.custody.procedures.backups import Copied, record_backup, record_test
from archive_office.custody.procedures.registers import (
    Thing,
    check_equipment,
    let_in,
    let_out,
    read_climate,
    register_equipment,
    retire_equipment,
    sign_closing,
)
from archive_office.custody.rules import registers as rules
from archive_office.custody.rules.rooms import entitled
from archive_office.organisation.roles import Role
from archive_office.policy.parameters import SETTINGS
from archive_office.policy.procedures import set_parameter
from archive_office.regulation import Clause
from tests.custody.rooms import NOW, a_room
from tests.factories import TODAY, UserFactory, person
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return a_room()


def decided(name, written):
    set_parameter(
        SETTINGS[name],
        written,
        effective_from=TODAY,
        by=UserFactory(),
        reason="总经理办公会决定",
        today=TODAY,
    )


@clause(Clause.STO_03)
def test_an_extinguisher_is_due_a_year_after_its_check(here):
    thing = Thing(kind="extinguisher", name="灭火器 01", checked_on=date(2025, 12, 1), place="门旁")
    extinguisher = register_equipment(here.room, thing, by=here.clerk, today=TODAY)
    assert extinguisher.next_check_on == date(2026, 12, 1)
    due = rules.due_equipment(Equipment.objects.all(), on=TODAY)
    assert list(due) == [extinguisher]
    checked = check_equipment(extinguisher, on=TODAY, by=here.clerk, today=TODAY)
    assert checked.next_check_on == date(2027, 11, 20)
    assert not due.all().exists()
    with refused(Clause.STO_03):
        check_equipment(extinguisher, on=date(2026, 1, 1), by=here.clerk, today=TODAY)
    retire_equipment(extinguisher, by=here.clerk, today=TODAY)
    with refused(Clause.STO_03):
        check_equipment(extinguisher, on=TODAY, by=here.clerk, today=TODAY)


def reading(here, temperature, humidity, remedy=""):
    return read_climate(
        here.room,
        temperature=Decimal(temperature),
        humidity=Decimal(humidity),
        at=NOW,
        remedy=remedy,
        by=here.clerk,
        now=NOW,
    )


@clause(Clause.STO_02, Clause.STO_12)
def test_a_climate_outside_the_limits_is_a_finding_with_its_remedy(here):
    assert reading(here, "24.0", "45").within_limits
    assert not RoomFinding.objects.exists()
    with refused(Clause.STO_02):
        reading(here, "24.1", "50")
    hot = reading(here, "31.5", "50", "开空调")
    damp = reading(here, "20", "60.1", "开除湿机")
    assert not hot.within_limits
    assert (hot.finding.point, damp.finding.point) == ("heat", "damp")
    assert hot.finding.what == "31.5 °C, 50 %"
    decided("temperature_most", "35")
    assert reading(here, "31.5", "50").within_limits
    with refused(Clause.STO_02):
        reading(here, "20", "101", "？")


def test_a_reading_is_never_written_over(here):
    row = reading(here, "20", "50")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ClimateReading.objects.filter(pk=row.pk).update(temperature=18)


def visit(here, **facts):
    chosen = {"comes_from": "消防公司", "reason": "检查灭火器", "escort": here.clerk, "at": NOW}
    return let_in(here.room, "李工", by=here.clerk, now=NOW, **(chosen | facts))


@clause(Clause.STO_16)
def test_a_visitor_comes_with_somebody_entitled_and_leaves(here):
    with refused(Clause.STO_16):
        visit(here, escort=person(Role.FRONT_LINE, here.centre))
    inside = visit(here)
    assert list(rules.inside(here.room)) == [inside]
    with refused(Clause.STO_16):
        let_out(inside, at=NOW - timedelta(hours=1), by=here.clerk, now=NOW)
    let_out(inside, at=NOW, by=here.clerk, now=NOW)
    assert not rules.inside(here.room).exists()
    with refused(Clause.STO_16):
        let_out(inside, at=NOW, by=here.clerk, now=NOW)
    assert {post.person for post in entitled(here.centre, on=TODAY)} == {here.clerk}


@clause(Clause.STO_15)
def test_no_checklist_is_asked_for_until_the_office_wants_it(here):
    with refused(Clause.STO_15):
        sign_closing(here.room, [], here.proof(), remark="", by=here.clerk, now=NOW)


@clause(Clause.STO_15, Clause.STO_16)
def test_the_last_person_signs_and_leaves_nobody_inside(here):
    decided("closing_checklist", "yes")
    inside = visit(here)
    with refused(Clause.STO_16):
        sign_closing(here.room, [], here.proof(), remark="", by=here.clerk, now=NOW)
    let_out(inside, at=NOW, by=here.clerk, now=NOW)
    with refused(Clause.STO_15):
        sign_closing(here.room, ["windows"], here.proof(), remark="", by=here.clerk, now=NOW)
    with refused(Clause.SEC_42):
        sign_closing(here.room, [], here.proof(here.head), remark="", by=here.clerk, now=NOW)
    done = sign_closing(
        here.room, ["windows"], here.proof(), remark="窗扣已报修", by=here.clerk, now=NOW
    )
    assert len(done.content_hash) == 64
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        RoomClosing.objects.filter(pk=done.pk).update(remark="")


def backup(by, **facts):
    chosen = {"medium": "移动硬盘 03", "size_mb": 2048, "result": "good", "checksum": "A" * 64}
    return record_backup(
        Copied(made_on=facts.pop("made_on", TODAY), **(chosen | facts)), by=by, today=TODAY
    )


@clause(Clause.STO_18)
def test_a_backup_is_recorded_with_its_checksum_and_tested_once():
    admin = person(Role.ADMINISTRATOR)
    with refused(Clause.STO_18):
        backup(admin, checksum="")
    with refused(Clause.STO_18):
        backup(admin, made_on=TODAY + timedelta(days=1))
    done = backup(admin)
    assert done.checksum == "a" * 64
    tested = record_test(done, on=TODAY, result="good", by=admin, today=TODAY)
    assert tested.tested_by == admin
    with refused(Clause.STO_18):
        record_test(done, on=TODAY, result="failed", by=admin, today=TODAY)
    with pytest.raises(IntegrityError, match="what was recorded is kept"), transaction.atomic():
        Backup.objects.all()._raw_delete("default")


@clause(Clause.STO_18)
def test_the_backup_day_comes_once_a_month():
    assert rules.is_backup_missing(on=TODAY)
    backup(person(Role.ADMINISTRATOR), made_on=date(2026, 11, 1))
    assert not rules.is_backup_missing(on=date(2026, 11, 30))
    assert rules.is_backup_missing(on=date(2026, 12, 1))
    backup(person(Role.ADMINISTRATOR), result="failed", checksum="")
    decided("backup_day_of_month", "20")
    assert not rules.is_backup_missing(on=date(2026, 11, 19))
    assert rules.is_backup_missing(on=TODAY)
