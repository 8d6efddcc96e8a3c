"""Entries of forms and registers: who writes what, where it lies, how it moves on."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from archive_office.journal.models import JournalSubject
from archive_office.notices.models import Notice
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from archive_office.shell.language import keep_language
from dossiers.models import IssuedCode, RegisterEntry
from dossiers.procedures.closing import close_by_sale
from dossiers.procedures.entries import file_entry, reveal_entry, void_entry
from dossiers.procedures.entry_reminders import remind_of_entries
from dossiers.procedures.erasing import erase_customer, locked_customer
from dossiers.rules.contents import contents_of
from dossiers.rules.definitions import spec_of
from dossiers.rules.entries import late
from dossiers.rules.figures_of_entries import Grouping, figures_of
from tests.dossiers.registers import (
    COMPLAINT,
    DEPOSIT,
    ID_NUMBER,
    KEYS,
    PHONE,
    RECEIPT,
    REPAIR,
    Desk,
    form,
    fresh,
)
from tests.dossiers.steps import NOW
from tests.factories import (
    TODAY,
    DossierFactory,
    OccupancyFactory,
    UnitFactory,
    arranged,
    person,
)
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return Desk()


@clause(Clause.SVC_28)
def test_no_entry_without_a_unit_a_day_and_its_required_fields(desk):
    with refused(Clause.SVC_28) as told:
        desk.write("SR-20", {"subject": "噪音"}, unit=False, on=TODAY + timedelta(days=1))
    fields = {r.field for r in told.value.refusals}
    assert {"unit", "on", "f_called_at", "f_complainant", "f_kind"} <= fields
    assert not RegisterEntry.objects.exists()


@clause(Clause.SVC_28, Clause.SVC_08)
def test_a_complaint_is_recorded_at_reception_with_its_author(desk):
    complaint = desk.write("SR-20", COMPLAINT)
    assert complaint.number == f"TS-{desk.department.code}-2026-0001"
    assert (complaint.written_by, complaint.dossier, complaint.state) == (
        desk.front_line,
        desk.dossier,
        "open",
    )
    assert contents_of(fresh(complaint)) == COMPLAINT


@clause(Clause.SVC_08, Clause.SVC_12, Clause.FRM_78)
def test_a_complaint_is_passed_on_solved_and_answered_and_history_tells_by_whom(desk):
    complaint = desk.write("SR-20", COMPLAINT)
    desk.move(complaint, "pass_on", {"receiving": "工程部", "dealt_by": "李工"})
    desk.move(complaint, "pass_again", {"receiving": "电梯公司", "dealt_by": "周工"})
    desk.move(complaint, "solve", {"measure": "已更换门机"})
    desk.move(
        complaint, "answer", {"answered_on": "2026-11-20", "approved_by": "经理"}, by=desk.archivist
    )
    assert fresh(complaint).state == "answered"
    passed = [h.content["receiving"] for h in complaint.history.order_by("history_id")]
    assert list(dict.fromkeys(passed)) == ["客户服务部", "工程部", "电梯公司"]


@clause(Clause.SVC_08)
def test_a_complaint_is_answered_by_archivist_or_head_and_never_before_it_is_solved(desk):
    complaint = desk.write("SR-20", COMPLAINT)
    answer = {"answered_on": "2026-11-20", "approved_by": "经理"}
    with refused(Clause.SVC_28):
        desk.move(complaint, "answer", answer, by=desk.archivist)
    desk.move(complaint, "pass_on")
    desk.move(complaint, "solve", {"measure": "已更换门机"})
    with refused(Clause.ORG_01):
        desk.move(complaint, "answer", answer)


@clause(Clause.SVC_11)
def test_a_complaint_about_quality_names_the_department_that_helps(desk):
    quality = COMPLAINT | {"kind": "quality"}
    with refused(Clause.SVC_28) as told:
        desk.write("SR-20", quality)
    assert [r.field for r in told.value.refusals] == ["f_helping"]
    assert desk.write("SR-20", quality | {"helping": "工程部"}).content["helping"] == "工程部"


@clause(Clause.SVC_09)
def test_complaints_not_solved_in_the_days_the_office_set_are_late(desk):
    old = desk.write("SR-20", COMPLAINT, on=TODAY - timedelta(days=4))
    desk.write("SR-20", COMPLAINT)
    assert old.due_on == TODAY - timedelta(days=1)
    assert list(late(RegisterEntry.objects.all(), today=TODAY)) == [old]


@clause(Clause.SVC_01)
def test_a_paper_stays_open_until_both_who_issued_and_who_received_it_are_named(desk):
    paper = desk.write("SR-22", RECEIPT)
    with refused(Clause.SVC_01):
        desk.move(paper, "receive")
    assert fresh(paper).state == "issued"
    desk.move(paper, "receive", {"received_by": "欧阳琬", "received_at": "11:20"})
    assert fresh(paper).state == "received"
    assert fresh(paper).due_on is None


@clause(Clause.SVC_02)
def test_a_paper_handed_out_is_of_a_known_kind(desk):
    with refused(Clause.SVC_28):
        desk.write("SR-22", RECEIPT | {"kind": "gossip"})
    kinds = dict(spec_of(form("SR-22")).by_name["kind"].choices)
    assert {"information", "report", "notice", "circular"} <= set(kinds)


@clause(Clause.SVC_03, Clause.SVC_09, Clause.SVC_14)
def test_archivist_and_head_hear_once_a_week_what_was_not_received_solved_or_done(desk):
    for code, values in (("SR-22", RECEIPT), ("SR-20", COMPLAINT), ("SR-19", REPAIR)):
        desk.write(code, values, on=TODAY - timedelta(days=9))
    assert remind_of_entries(now=NOW) == 3
    assert remind_of_entries(now=NOW) == 0
    told = Notice.objects.filter(to=desk.archivist)
    assert {notice.clause for notice in told} == {"SVC-03", "SVC-09", "SVC-14"}


@clause(Clause.SVC_09)
def test_the_reminder_names_the_register_in_the_language_of_its_reader(desk):
    keep_language("en", by=desk.archivist)
    desk.write("SR-20", COMPLAINT, on=TODAY - timedelta(days=9))
    remind_of_entries(now=NOW)
    assert f", {form('SR-20').name_en}: 1 entry is overdue" in desk.archivist.notices.get().title


@clause(Clause.SVC_13, Clause.FRM_77)
def test_a_repair_order_is_passed_on_and_done_with_the_customers_signature(desk):
    order = desk.write("SR-19", REPAIR)
    desk.move(order, "send", {"sent_to": "水电班"})
    with refused(Clause.SVC_28):
        desk.move(order, "finish", {"done_on": "2026-11-20"})
    desk.move(order, "finish", {"done_on": "2026-11-20", "signed_by": "欧阳琬"})
    assert (fresh(order).state, fresh(order).dossier) == ("done", desk.dossier)


@clause(Clause.SVC_16)
def test_a_return_visit_follows_the_complaint_it_is_about(desk):
    complaint = desk.write("SR-20", COMPLAINT)
    visit = {
        "kind": "return",
        "visitor": "前台",
        "met": "欧阳琬",
        "occasion": "投诉回访",
        "matters": "已恢复",
    }
    made = desk.write("SR-21", visit, follows=complaint)
    assert list(complaint.followers.all()) == [made]
    deposit = desk.write("SR-16", DEPOSIT)
    with refused(Clause.SVC_28):
        desk.write("SR-21", visit, follows=deposit)


@clause(Clause.SVC_20)
def test_a_dossier_is_not_closed_while_a_deposit_is_held(desk):
    deposit = desk.write("SR-16", DEPOSIT)
    closing = {"by": desk.archivist, "today": TODAY}
    with refused(Clause.SVC_20):
        close_by_sale(desk.dossier, on=TODAY, **closing)
    desk.move(deposit, "refund", {"refunded_on": "2026-11-20"})
    close_by_sale(desk.dossier, on=TODAY, **closing)
    assert fresh(deposit).dossier.state == "closed"


@clause(Clause.SVC_47, Clause.FRM_17)
def test_keys_in_custody_keep_the_dossier_open_and_each_use_is_a_line(desk):
    keys = desk.write("QMS-PM-31317", KEYS)
    use = desk.write("QMS-PM-31317-1", {"used_by": "王工", "why": "检修水表"}, follows=keys)
    assert (use.follows, use.dossier, use.state) == (keys, desk.dossier, "out")
    with refused(Clause.SVC_47):
        close_by_sale(desk.dossier, on=TODAY, by=desk.archivist, today=TODAY)


@clause(Clause.SVC_47, Clause.FRM_18)
def test_meter_readings_are_kept_by_unit_and_occasion(desk):
    readings = {
        "customer": "欧阳琬",
        "occasion": "out",
        "power_meter": "D-7",
        "power_reading": "123.5",
    }
    made = desk.write("QMS-PM-31318", readings)
    assert made.content["power_reading"] == "123.5"
    with refused(Clause.SVC_28):
        desk.write("QMS-PM-31318", readings | {"power_reading": "很多"})


@clause(Clause.SVC_17, Clause.SVC_18)
def test_arrears_are_counted_and_summed_by_floor_and_age_until_they_are_paid(desk):
    paid = desk.write("SR-18", {"period": "2026-08", "amount": "150.25"}, on=date(2026, 8, 1))
    desk.write("SR-18", {"period": "2026-09", "amount": "120.50"}, on=date(2026, 10, 1))
    desk.write("SR-18", {"period": "2026-10", "amount": "99"})
    desk.move(paid, "pay", {"paid_on": "2026-11-20"})
    rows, spec = RegisterEntry.objects.filter(form="SR-18"), spec_of(form("SR-18"))
    (by_unit,) = figures_of(rows, spec, Grouping("unit"), today=TODAY)
    assert (by_unit.entries, by_unit.open, [str(s) for s in by_unit.sums]) == (3, 2, ["219.5000"])
    ages = figures_of(rows, spec, Grouping("age"), today=TODAY)
    assert [line.open for line in ages] == [1, 1, 0, 0]


@clause(Clause.SVC_18)
def test_open_violations_are_counted(desk):
    violation = desk.write("SR-17", {"rule": "装修规定", "facts": "占用通道"})
    spec = spec_of(form("SR-17"))

    def count():
        return figures_of(RegisterEntry.objects.all(), spec, Grouping("centre"), today=TODAY)[0]

    assert count().open == 1
    desk.move(violation, "put_right", {"right_on": "2026-11-20"})
    assert count().open == 0


@clause(Clause.SVC_19)
def test_payments_and_deposits_are_kept_with_receipt_and_refund(desk):
    fee = {"kind": "fee", "paid": "300", "receipt": "SJ-0018", "period": "2026-10"}
    assert desk.write("SR-15", fee).content == fee
    deposit = desk.write("SR-16", DEPOSIT)
    with refused(Clause.SVC_28):
        desk.move(deposit, "refund")


@clause(Clause.SVC_25)
def test_a_change_of_contact_puts_the_earlier_one_aside_and_keeps_it(desk):
    contact = {"kind": "daily", "new": "诸葛璟", "phone": PHONE, "from": "2026-01-01"}
    first = desk.write("SR-26", contact)
    other_kind = desk.write("SR-26", contact | {"kind": "responsible"})
    second = desk.write("SR-26", contact | {"new": "皇甫璘"})
    assert [fresh(e).state for e in (first, other_kind, second)] == ["former", "current", "current"]
    assert contents_of(fresh(first))["new"] == "诸葛璟"


@clause(Clause.SVC_25)
def test_a_contact_put_into_a_dossier_later_does_not_replace_a_newer_one(desk):
    contact = {"kind": "daily", "new": "诸葛璟", "phone": PHONE, "from": "2026-01-01"}
    empty = UnitFactory(building=desk.unit.building)
    waited = desk.write("SR-26", contact, unit=empty)
    opened = DossierFactory(occupancy=OccupancyFactory(unit=empty))
    newer = desk.write("SR-26", contact | {"new": "皇甫璘"}, unit=empty)
    file_entry(waited, opened, by=desk.archivist, now=NOW)
    assert [fresh(entry).state for entry in (waited, newer)] == ["former", "current"]


@clause(Clause.SVC_27)
def test_an_application_is_asked_granted_and_done_or_refused(desk):
    asked = {"door": "入户门", "change": "更换锁芯", "keys": "3"}
    first, second = desk.write("SR-27", asked), desk.write("SR-27", asked)
    with refused(Clause.ORG_01):
        desk.move(first, "grant")
    desk.move(first, "grant", by=desk.archivist)
    desk.move(first, "finish", {"done_on": "2026-11-20"})
    desk.move(second, "refuse", by=desk.archivist)
    assert [fresh(e).state for e in (first, second)] == ["done", "refused"]


@clause(Clause.SVC_21, Clause.SVC_22)
def test_inspections_and_contractors_papers_hang_on_the_decoration_file(desk):
    asked = {
        "kind": "second",
        "scope": "厨卫翻新",
        "contractor": "甲装饰公司",
        "from": "2026-11-01",
        "to": "2026-12-31",
    }
    works = desk.write("SR-06", asked)
    with refused(Clause.SVC_28):
        desk.move(works, "permit", by=desk.archivist)
    desk.move(works, "permit", {"engineering": "同意", "fire_safety": "同意"}, by=desk.archivist)
    staff = {"kind": "staff", "facts": "工人五名，保单齐全", "seen_by": "王工"}
    assert desk.write("SR-07", staff, follows=works).dossier == desk.dossier


@clause(Clause.SVC_34)
def test_an_incident_points_to_several_units(desk):
    other = UnitFactory(building=desk.unit.building)
    incident = {
        "time": "21:10",
        "where": "三栋电梯厅",
        "kind": "equipment",
        "more_units": f"{desk.unit.pk},{other.pk}",
        "course": "电梯困人",
        "measures": "救援放出",
    }
    made = desk.write("QMS-PM-31304", incident, unit=False)
    assert made.also_units == [desk.unit.pk, other.pk]
    assert (made.unit, made.dossier) == (None, None)


@clause(Clause.SVC_35)
def test_duty_logs_are_running_registers_of_the_centre_outside_the_dossiers(desk):
    log = {"shift": "night", "persons": "王工", "events": "正常", "handed_to": "李工"}
    first, second = (desk.write("SR-12", log, unit=False) for _ in range(2))
    assert (first.dossier, first.unit) == (None, None)
    assert [e.number[-4:] for e in (first, second)] == ["0001", "0002"]


@clause(Clause.SVC_33, Clause.SVC_36, Clause.SVC_38)
@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("QMS-PM-31301", {"headcount", "kind", "in_charge"}),
        ("SR-14", {"paid_in", "used_for", "balance"}),
        ("SR-11", {"ownership", "safety", "consent", "attorney", "notarial", "plan"}),
    ],
)
def test_staff_of_companies_funds_and_papers_of_leases_are_fields(code, fields):
    assert fields <= set(spec_of(form(code)).by_name)


def test_whoever_has_no_post_at_the_centre_writes_nothing_there(desk):
    stranger = person(Role.FRONT_LINE)
    with refused(Clause.ORG_01):
        desk.write("SR-20", COMPLAINT, by=stranger)


def test_nothing_is_written_into_a_dossier_that_is_closed_or_sealed(desk):
    with arranged():
        desk.dossier.state, desk.dossier.closed_on = "closed", TODAY
        desk.dossier.save()
    with refused(Clause.COL_17):
        desk.write("SR-20", COMPLAINT, dossier=desk.dossier)
    with arranged():
        desk.dossier.state, desk.dossier.closed_on, desk.dossier.sealed_on = "open", None, TODAY
        desk.dossier.save()
    with refused(Clause.LND_24):
        desk.write("SR-20", COMPLAINT)


@clause(Clause.SVC_28)
def test_where_owner_and_tenant_have_a_dossier_the_entry_says_whose_it_is(desk):
    tenancy = OccupancyFactory(unit=desk.unit, kind="tenant")
    lease = DossierFactory(occupancy=tenancy)
    with refused(Clause.SVC_28):
        desk.write("SR-20", COMPLAINT)
    assert desk.write("SR-20", COMPLAINT, dossier=lease).dossier == lease


@clause(Clause.SVC_28)
def test_an_entry_without_a_dossier_waits_and_is_put_into_the_one_opened_since(desk):
    empty = UnitFactory(building=desk.unit.building)
    entry = desk.write("SR-20", COMPLAINT, unit=empty)
    assert entry.dossier is None
    opened = DossierFactory(occupancy=OccupancyFactory(unit=empty))
    with refused(Clause.SVC_28):
        file_entry(entry, desk.dossier, by=desk.archivist, now=NOW)
    assert file_entry(entry, opened, by=desk.archivist, now=NOW).dossier == opened


@clause(Clause.SEC_15)
def test_persons_and_numbers_are_sealed_everywhere(desk):
    contact = {"kind": "daily", "new": "诸葛璟", "phone": PHONE, "from": "2026-01-01"}
    entry = desk.write("SR-26", contact)
    with connection.cursor() as cursor:
        for table in ("dossiers_registerentry", "dossiers_historicalregisterentry"):
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t")
            text = " ".join(row[0] for row in cursor.fetchall())
            assert "诸葛璟" not in text
            assert PHONE not in text
    lines = JournalSubject.objects.values_list("before", "after", "label")
    assert PHONE not in json.dumps(list(lines), ensure_ascii=False)
    assert contents_of(fresh(entry))["phone"] == PHONE
    entry.sealed = PHONE
    with pytest.raises(ValidationError), arranged():
        entry.save()


@clause(Clause.SEC_15)
@pytest.mark.parametrize("text", [f"请拨打{PHONE}", f"身份证{ID_NUMBER}"])
def test_no_number_is_written_out_in_words_or_as_a_reference(desk, text):
    with refused(Clause.SEC_15):
        desk.write("SR-20", COMPLAINT | {"subject": text})
    with refused(Clause.SEC_15):
        desk.write("SR-16", DEPOSIT | {"receipt": text[-11:] if PHONE in text else ID_NUMBER})


@clause(Clause.SEC_15)
def test_what_is_held_on_persons_goes_with_the_customers_data(desk):
    complaint = desk.write("SR-20", COMPLAINT)
    with arranged():
        erase_customer(locked_customer(desk.stay.customer_id))
    after = fresh(complaint)
    assert "complainant" not in contents_of(after)
    assert after.content["subject"] == COMPLAINT["subject"]
    assert (after.sealed, after.personal_indexes, after.key()) == ("", [], None)


@clause(Clause.SEC_15, Clause.LND_14)
def test_personal_contents_are_shown_in_full_to_the_centre_with_a_reason_that_is_kept(desk):
    complaint = fresh(desk.write("SR-20", COMPLAINT))
    with refused(Clause.LND_14):
        reveal_entry(complaint, by=desk.front_line, now=NOW, reason="回电")
    with refused(Clause.SEC_15):
        reveal_entry(complaint, by=desk.archivist, now=NOW, reason=" ")
    shown = reveal_entry(complaint, by=desk.archivist, now=NOW, reason="回电")
    assert shown["complainant"] == "欧阳琬"


def test_a_correction_keeps_the_number_and_what_was_not_typed_again(desk):
    complaint = desk.write("SR-20", COMPLAINT)
    typed = {n: v for n, v in COMPLAINT.items() if n != "complainant"}
    with refused(Clause.SVC_28):
        desk.correct(complaint, typed)
    desk.correct(complaint, typed | {"subject": "水管多日未修"})
    after = contents_of(fresh(complaint))
    assert (after["complainant"], after["subject"]) == ("欧阳琬", "水管多日未修")
    assert complaint.history.count() == 2


@clause(Clause.FIL_03)
def test_an_entry_written_by_mistake_keeps_its_number_void_with_the_reason(desk):
    first = desk.write("SR-20", COMPLAINT)
    with refused(Clause.ORG_08):
        void_entry(first, by=desk.front_line, now=NOW, reason="重复")
    with refused(Clause.FIL_03):
        void_entry(first, by=desk.archivist, now=NOW, reason="")
    void_entry(first, by=desk.archivist, now=NOW, reason="重复")
    second = desk.write("SR-20", COMPLAINT)
    assert second.number.endswith("0002")
    assert IssuedCode.objects.get(code=first.number).state == IssuedCode.State.VOID
    with refused(Clause.FIL_03):
        desk.correct(first, COMPLAINT)


def test_the_database_keeps_entries_and_editions(desk):
    entry = desk.write("SR-20", COMPLAINT)
    statements = (
        f"DELETE FROM dossiers_registerentry WHERE id = {entry.pk}",
        f"UPDATE dossiers_formdefinition SET source = '' WHERE id = {entry.definition_id}",
        f"UPDATE dossiers_registerentry SET state = 'void' WHERE id = {entry.pk}",
    )
    for statement in statements:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_staff_see_what_staff_write_at_their_centre_and_nothing_of_another(desk):
    entry = desk.write("SR-20", COMPLAINT)
    other = Desk()
    seen = RegisterEntry.objects.visible_to
    assert list(seen(desk.front_line)) == [entry]
    assert list(seen(desk.archivist)) == [entry]
    assert list(seen(person(Role.AUDITOR))) == [entry]
    for stranger in (other.front_line, other.archivist, person(Role.EMPLOYEE, desk.department)):
        assert not seen(stranger).exists()
