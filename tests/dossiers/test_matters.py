"""What others take part in: reported matters, entries passed on, outcomes that are approved."""

import pytest

from archive_office.notices.models import Notice
from archive_office.organisation.roles import Role
from archive_office.policy.models import Parameter
from archive_office.regulation import Clause
from dossiers.models import EntryReferral, RegisterEntry
from dossiers.procedures.entries import file_entry
from dossiers.procedures.referrals import answer_referral, pass_entry
from tests.dossiers import desk as browser
from tests.dossiers.desk import text, that_day
from tests.dossiers.registers import COMPLAINT, Desk, fresh
from tests.dossiers.steps import NOW
from tests.factories import (
    TODAY,
    DepartmentFactory,
    DossierFactory,
    OccupancyFactory,
    arranged,
    person,
)
from tests.steps import clause, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day

MATTER = {"kind": "contact", "matter": "客户提出提前退租", "department": "市场部"}


@pytest.fixture
def desk():
    return Desk()


def report(desk, by, **told):
    facts = {f"f_{name}": value for name, value in (MATTER | told).items()}
    return browser.Desk(by).post("matters", on="2026-11-20", unit="3栋1402", fields=facts)


@clause(Clause.SVC_40)
def test_anybody_reports_a_major_matter_into_the_dossier(desk):
    stranger = person(Role.EMPLOYEE, DepartmentFactory())
    assert report(desk, stranger, matter="").status_code == 422
    assert report(desk, stranger).status_code == 302
    entry = RegisterEntry.objects.get()
    assert (entry.dossier, entry.written_by, entry.state) == (desk.dossier, stranger, "reported")
    assert entry.number in text(browser.Desk(stranger).get("matters"))
    assert not RegisterEntry.objects.visible_to(stranger).exists()
    with refused(Clause.ORG_01):
        desk.correct(entry, MATTER | {"matter": "x"}, by=stranger)


@clause(Clause.SVC_40)
def test_a_reported_matter_stays_on_the_archivists_work_list_until_it_is_filed(desk):
    lease = DossierFactory(occupancy=OccupancyFactory(unit=desk.unit, kind="tenant"))
    report(desk, person(Role.ENGINEER, DepartmentFactory()))
    entry = RegisterEntry.objects.get()
    assert entry.dossier is None  # a stranger is not told whose dossiers are open
    archivist = browser.Desk(desk.archivist)
    assert "Reported matters to file" in text(archivist.get("admin:index"))
    assert entry.number in text(archivist.get("form", "SR-64", state="reported"))
    with refused(Clause.SVC_40):
        desk.move(entry, "file", by=desk.archivist)
    file_entry(entry, lease, by=desk.archivist, now=NOW)
    desk.move(entry, "file", by=desk.archivist)
    assert fresh(entry).dossier == lease
    assert "Reported matters to file" not in text(archivist.get("admin:index"))


@clause(Clause.SVC_46)
def test_an_entry_is_passed_to_another_department_and_its_answer_comes_back(desk):
    works = DepartmentFactory(name="工程部")
    engineer, other = person(Role.ENGINEER, works), person(Role.ENGINEER, DepartmentFactory())
    complaint = desk.write("SR-20", COMPLAINT)
    clerk = browser.Desk(desk.front_line)
    assert clerk.post("pass_entry", complaint.pk, department=works.pk, note=" ").status_code == 422
    passed_on = clerk.post("pass_entry", complaint.pk, department=works.pk, note="请查电梯门机")
    assert passed_on.status_code == 302
    passed = EntryReferral.objects.get()
    assert Notice.objects.get(to=engineer).clause == Clause.SVC_46
    page = text(browser.Desk(engineer).get("matters"))
    assert {w for w in ("请查电梯门机", complaint.number) if w not in page} == set()
    assert COMPLAINT["subject"] not in page
    assert "请查电梯门机" not in text(browser.Desk(other).get("matters"))
    assert browser.Desk(other).post("answer_referral", passed.pk, answer="x").status_code == 404
    at = browser.Desk(engineer)
    assert at.post("answer_referral", passed.pk, answer="").status_code == 422
    refused_answer = at.post("answer_referral", passed.pk, answer="请电 13800138000")
    assert 'value="请电 13800138000"' in refused_answer.content.decode(), "what was typed stays"
    assert at.post("answer_referral", passed.pk, answer="已更换门机").status_code == 302
    assert Notice.objects.get(to=desk.front_line).clause == Clause.SVC_46
    assert "已更换门机" in text(clerk.get("entry", complaint.pk))
    assert "已更换门机" not in text(at.get("matters"))
    assert "已更换门机" in text(at.get("matters", show="all"))


@clause(Clause.SVC_46)
def test_a_second_answer_is_refused_and_stays_in_its_field(desk):
    works = DepartmentFactory(name="工程部")
    complaint, at = desk.write("SR-20", COMPLAINT), browser.Desk(person(Role.ENGINEER, works))
    clerk = browser.Desk(desk.front_line)
    clerk.post("pass_entry", complaint.pk, department=works.pk, note="请查电梯门机")
    passed = EntryReferral.objects.get()
    at.post("answer_referral", passed.pk, answer="已更换门机")
    again = at.post("answer_referral", passed.pk, answer="再答一次")
    assert again.status_code == 422
    assert 'value="再答一次"' in again.content.decode(), "though it waits no more"


@clause(Clause.SVC_46)
def test_what_is_typed_and_not_taken_stays_in_its_field(desk):
    works = DepartmentFactory(name="工程部")
    complaint = desk.write("SR-20", COMPLAINT)
    clerk = browser.Desk(desk.front_line)
    whole_number = clerk.post(
        "pass_entry", complaint.pk, department=works.pk, note="请电 13800138000"
    )
    assert whole_number.status_code == 422
    page = whole_number.content.decode()
    assert "SEC-15" in page
    assert 'value="请电 13800138000"' in page
    assert f'<option value="{works.pk}" selected>' in page
    long = clerk.post("pass_entry", complaint.pk, department=works.pk, note="查" * 301)
    assert "查" * 301 in long.content.decode(), "nothing is cut off"
    rule = "What it is asked for: Ensure this value has at most 300 characters (it has 301)."
    assert rule in text(long)
    assert not EntryReferral.objects.exists()
    engineer = browser.Desk(person(Role.ENGINEER, works))
    clerk.post("pass_entry", complaint.pk, department=works.pk, note="请查电梯门机")
    passed = EntryReferral.objects.get()
    long = engineer.post("answer_referral", passed.pk, answer="答" * 501)
    assert long.status_code == 422
    assert "答" * 501 in long.content.decode()
    rule = "Answer: Ensure this value has at most 500 characters (it has 501)."
    assert rule in text(long)


@clause(Clause.SVC_46)
def test_what_is_passed_on_names_another_department_and_a_question_once(desk):
    works = DepartmentFactory()
    engineer = person(Role.ENGINEER, works)
    complaint = desk.write("SR-20", COMPLAINT)
    by = {"by": desk.front_line, "now": NOW}
    for department, note in ((None, "?"), (desk.department, "?"), (works, " ")):
        with refused(Clause.SVC_46):
            pass_entry(complaint, department, note, **by)
    with refused(Clause.SEC_15):
        pass_entry(complaint, works, "请电 13800138000", **by)
    with refused(Clause.ORG_01):
        pass_entry(complaint, works, "?", by=engineer, now=NOW)
    passed = pass_entry(complaint, works, "请查", **by)
    with refused(Clause.SVC_46):
        pass_entry(complaint, works, "再查", **by)
    answer_referral(passed, "已查", by=engineer, now=NOW)
    with refused(Clause.SVC_46):
        answer_referral(passed, "又查", by=engineer, now=NOW)


@clause(Clause.SVC_10)
def test_the_outcome_of_a_complaint_needs_the_director_where_the_office_decided_so(desk):
    director, office = person(Role.DIRECTOR), person(Role.CUSTOMER_SERVICE_HEAD)
    answered = {"answered_on": "2026-11-20", "approved_by": "总经理"}

    def solved():
        complaint = desk.write("SR-20", COMPLAINT)
        desk.move(complaint, "pass_on")
        desk.move(complaint, "solve", {"measure": "已更换门机"})
        return complaint

    first = solved()
    with refused(Clause.SVC_10):
        desk.move(first, "approve", answered, by=director)
    desk.move(first, "answer", answered, by=desk.archivist)
    assert fresh(first).state == "answered"
    decided("complaint_outcome_approval", "yes")
    second = solved()
    with refused(Clause.SVC_10):
        desk.move(second, "answer", answered, by=desk.archivist)
    with refused(Clause.ORG_01):
        desk.move(second, "approve", answered, by=desk.archivist)
    way = browser.Desk(director)
    assert way.post("move_entry", second.pk, "approve", f_approved_by="总经理").status_code == 302
    with refused(Clause.ORG_01):
        desk.move(second, "feed_back", answered, by=desk.archivist)
    desk.move(second, "feed_back", answered, by=office)
    assert fresh(second).state == "answered"


def decided(name, value):
    with arranged():
        Parameter(name=name, value=value, effective_from=TODAY, reason="试").save()
