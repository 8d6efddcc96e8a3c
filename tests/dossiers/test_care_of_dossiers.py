"""What is still to be done with dossiers: labels, scans, filing, licences, correspondence."""

import io
from datetime import date, timedelta

import pypdf
import pytest

from archive_office.notices.models import Notice
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from archive_office.shell.language import keep_language
from dossiers.models import Document, Dossier, Holding, Letter, Licence, Submission
from dossiers.procedures.acceptance import accept_submission
from dossiers.procedures.changes import change_name, record_review, report_change
from dossiers.procedures.closing import end_tenancy
from dossiers.procedures.correspondence import link_letter, register_letter
from dossiers.procedures.files import attach_scan
from dossiers.procedures.licences import record_licence, remind_of_licences
from dossiers.procedures.relabelling import renew_labels
from dossiers.procedures.reminders import remind_of_filing, remind_of_trays
from dossiers.procedures.submissions import submit
from dossiers.rules.correspondence import Correspondence
from dossiers.rules.lateness import due_for_review, unfiled, unregistered
from dossiers.rules.order import round_of
from dossiers.rules.pairs import seen_documents, without_paper, without_scan
from dossiers.rules.relabelling import out_of_date
from tests.dossiers.desk import Desk, text, that_day
from tests.dossiers.steps import NOW, Centre, accepted, bring, draft, image, loose, sent
from tests.factories import TODAY, DepartmentFactory, arranged, person
from tests.steps import clause, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day

COMPANY = {"kind": "company", "name": "某公司"}


@pytest.fixture
def centre():
    return Centre()


def words(answer):
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    return "".join(page.extract_text() for page in pages)


def renamed(centre, dossier):
    papers = loose(centre, dossier.unit, "C12")
    accept_submission(papers, by=centre.archivist, today=TODAY, now=NOW)
    paper = Document.objects.get(holding__dossier=dossier, type__code="C12")
    change_name(dossier, "王小芳", application=paper, by=centre.archivist, now=NOW)


@clause(Clause.FIL_31, Clause.FRM_50)
def test_an_old_label_is_listed_until_it_is_printed_anew(centre):
    dossier = accepted(centre, "C1").dossier
    renamed(centre, dossier)
    assert list(out_of_date(Dossier.objects.all())) == [dossier]

    desk = Desk(centre.archivist)
    assert dossier.code in text(desk.get("labels_to_renew"))
    assert desk.post("renew_labels").status_code == 422  # none was chosen
    printed = desk.post("renew_labels", dossier=dossier.pk, start=3)
    assert printed["Content-Type"] == "application/pdf"
    assert dossier.code in words(printed)
    assert dossier.occupancy.customer.shown_name in words(printed)

    assert not out_of_date(Dossier.objects.all()).exists()
    assert not dossier.events.filter(kind="task", done_on__isnull=True).exists()
    assert "Every label is up to date" in text(desk.get("labels_to_renew"))
    with refused(Clause.FIL_31):
        renew_labels([dossier], by=centre.archivist, today=TODAY)


@clause(Clause.SVC_31)
def test_a_dossier_with_an_old_label_is_not_in_order(centre):
    dossier = accepted(centre, "C1").dossier
    renamed(centre, dossier)
    with refused(Clause.SVC_31):
        record_review(dossier, by=centre.archivist, today=TODAY)
    with refused(Clause.ORG_08):
        renew_labels([dossier], by=centre.front_line, today=TODAY)
    renew_labels([dossier], by=centre.archivist, today=TODAY)
    assert record_review(dossier, by=centre.archivist, today=TODAY).reviewed_on == TODAY


@clause(Clause.FIL_11)
def test_a_scan_does_not_come_without_its_paper(centre):
    submission = draft(centre)
    (paper,) = bring(submission, "C1")
    attach_scan(paper, image(), by=submission.by, now=NOW)
    bring(submission, "C3")
    bring(submission, "C1", state="not_applicable", reason="没有")
    with refused(Clause.FIL_11):
        submit(submission, by=submission.by, now=NOW)


@clause(Clause.FIL_11)
def test_papers_without_a_scan_and_scans_without_a_paper_are_listed(centre):
    submission = draft(centre)
    (paper, _other) = bring(submission, "C1", "C3")
    attach_scan(paper, image(), by=submission.by, now=NOW)
    submit(submission, by=submission.by, now=NOW)
    for line in submission.papers.filter(state="pending"):
        with arranged():
            line.state = "accepted"
            line.save()
    accept_submission(submission, by=centre.archivist, today=TODAY, now=NOW)
    scanned, unscanned = Document.objects.order_by("type__code")
    seen = seen_documents(centre.archivist)
    assert list(without_scan(seen)) == [unscanned]
    assert not without_paper(seen).exists()
    desk = Desk(centre.archivist)
    page = text(desk.get("pairs"))
    assert unscanned.code in page
    assert scanned.code not in page

    with arranged():
        Document.objects.filter(pk=scanned.pk).update(is_claim=True)
    assert list(without_paper(seen)) == [scanned]
    assert scanned.code in text(desk.get("pairs", show="scan"))
    stranger = person(Role.CENTRE_ARCHIVIST, DepartmentFactory(centre=True))
    assert not seen_documents(stranger).exists()


@clause(Clause.FIL_29)
def test_papers_are_registered_on_the_day_and_filed_within_the_week(centre):
    waiting = sent(centre)
    accepted(centre, "C1", unit={"room": "2"})
    rows = Submission.objects.all()
    assert not unregistered(rows, today=TODAY).exists()
    assert list(unregistered(rows, today=TODAY + timedelta(days=1))) == [waiting]
    things = Holding.objects.all()
    assert unfiled(things).count() == 2
    assert not unfiled(things, today=TODAY + timedelta(days=7)).exists()
    assert unfiled(things, today=TODAY + timedelta(days=8)).count() == 2

    desk = Desk(centre.archivist)
    assert waiting.receipt_number in text(desk.get("unfiled"))
    assert things.first().code in text(desk.get("unfiled", show="place"))
    assert remind_of_trays(now=NOW) == 0
    assert remind_of_trays(now=NOW + timedelta(days=1)) == 1
    assert remind_of_filing(now=NOW) == 0
    assert remind_of_filing(now=NOW + timedelta(days=8)) == 1
    notice = Notice.objects.filter(to=centre.archivist).latest("pk")
    assert notice.clause == Clause.FIL_29
    assert "2" in notice.title


@clause(Clause.COL_11)
def test_what_lacks_papers_or_has_changed_is_reviewed_sooner(centre):
    dossier = accepted(centre, "C1").dossier
    rows = Dossier.objects.all()
    assert not due_for_review(rows, today=date(2026, 12, 19)).exists()
    assert due_for_review(rows, today=date(2026, 12, 20)).exists()  # papers are missing
    with arranged():
        rows.update(missing_count=0)
    assert not due_for_review(rows, today=date(2026, 12, 20)).exists()
    assert due_for_review(rows, today=date(2027, 2, 20)).exists()

    tomorrow = TODAY + timedelta(days=1)
    report_change(dossier, "车辆更换", on=tomorrow, by=centre.front_line, today=tomorrow)
    assert due_for_review(rows, today=tomorrow).exists()
    record_review(dossier, by=centre.archivist, today=tomorrow)
    assert not due_for_review(rows, today=tomorrow).exists()


@clause(Clause.FIL_32, Clause.FRM_49)
def test_former_tenants_dossiers_are_catalogued_floor_by_floor(centre):
    upper = accepted(centre, "D4", unit={"occupancy": "tenant", "room": "1201"}).dossier
    lower = accepted(centre, "D4", unit={"occupancy": "tenant", "room": "201"}).dossier
    staying = accepted(centre, "D4", unit={"occupancy": "tenant", "room": "301"}).dossier
    with arranged():
        upper.occupancy.from_on = date(2021, 3, 1)
        upper.occupancy.save()
    for dossier in (upper, lower):
        end_tenancy(dossier, on=TODAY, by=centre.archivist, today=TODAY)
    answer = Desk(centre.archivist).get("vacated_catalogue", year=2026, of=centre.department.pk)
    printed = words(answer)
    assert "退租客户档案目录" in printed
    stay = upper.occupancy
    line = f"{stay.customer.shown_name}{upper.code}2021-03-01{TODAY}{upper.holdings.count()}"
    assert line in "".join(printed.split())
    assert printed.index(lower.code) < printed.index(upper.code)
    assert staying.code not in printed
    assert round_of(date(2026, 11, 20)) == (2026, date(2026, 1, 1))


def told(**facts):
    usual = {"direction": "in", "kind": "letter", "on": TODAY, "partner": "某公司", "subject": "函"}
    return Correspondence(**(usual | facts))


@clause(Clause.COL_12)
def test_correspondence_is_numbered_without_gaps_and_linked(centre):
    dossier = accepted(centre, "C1").dossier
    here, by = centre.department, centre.front_line
    first = register_letter(told(dossier=dossier), here, by=by, today=TODAY)
    with refused(Clause.COL_12):
        register_letter(told(subject=""), here, by=by, today=TODAY)
    second = register_letter(told(kind="call"), here, by=by, today=TODAY)
    assert [first.number, second.number] == [f"WL-{here.code}-2026-000{n}" for n in (1, 2)]

    desk = Desk(centre.archivist)
    unlinked = text(desk.get("correspondence", linked="no"))
    assert second.number in unlinked
    assert first.number not in unlinked
    other = accepted(Centre(), "C1").dossier
    with refused(Clause.ORG_01):
        link_letter(second, other, by=by)
    assert desk.post("link_letter", second.pk, dossier=dossier.code).status_code == 302
    assert Letter.objects.get(pk=second.pk).dossier == dossier
    with refused(Clause.COL_12):
        link_letter(second, dossier, by=by)
    assert not Letter.objects.visible_to(other.responsible).exists()
    with refused(Clause.ORG_08):
        register_letter(told(), here, by=other.responsible, today=TODAY)


@clause(Clause.COL_12)
def test_an_entry_is_made_on_the_page(centre):
    desk = Desk(centre.front_line)
    facts = {"direction": "out", "kind": "notice", "on": "2026-11-20", "partner": "全体业主"}
    assert desk.post("register_letter", centre=centre.department.pk, **facts).status_code == 422
    facts |= {"subject": "停水通知", "centre": centre.department.pk}
    assert desk.post("register_letter", **facts, dossier="没有").status_code == 422
    assert desk.post("register_letter", **facts).status_code == 302
    assert "停水通知" in text(desk.get("correspondence"))


@clause(Clause.COL_16)
def test_a_licence_is_watched_until_it_lapses(centre):
    tenant = {"occupancy": "tenant"}
    dossier = accepted(centre, "D4", unit=tenant, customer=COMPANY).dossier
    ends = TODAY + timedelta(days=31)
    licence = Licence(number="91310000MA1K000000", expires_on=ends)
    record_licence(dossier, licence, by=centre.archivist, today=TODAY)
    desk = Desk(centre.archivist)
    assert "No licence lapses soon" in text(desk.get("licences"))
    assert "91310000MA1K000000" in text(desk.get("licences", show="all"))
    assert remind_of_licences(now=NOW) == 0
    assert remind_of_licences(now=NOW + timedelta(days=1)) == 1
    assert remind_of_licences(now=NOW + timedelta(days=2)) == 0

    later = {"number": "91310000MA1K000000", "review_due_on": "2026-11-25"}
    assert desk.post("licence", dossier.pk, **later).status_code == 302
    assert dossier.code in text(desk.get("licences"))
    assert desk.post("licence", dossier.pk, number="").status_code == 422
    person_ = accepted(centre, "C1", unit={"room": "9"}).dossier
    with refused(Clause.COL_16):
        record_licence(person_, Licence(number="1"), by=centre.archivist, today=TODAY)


@clause(Clause.SVC_26)
def test_the_yearly_check_of_a_licence_is_recalled_and_companies_without_one_are_listed(centre):
    checked, lacking = (
        accepted(
            centre, "D4", unit={"occupancy": "tenant", "room": n}, customer=COMPANY | {"name": n}
        ).dossier
        for n in ("1", "2")
    )
    told = Licence(number="91310000MA1K000000", reviewed_on=date(2025, 12, 21))
    record_licence(checked, told, by=centre.archivist, today=TODAY)
    desk = Desk(centre.archivist)
    keep_language("en", by=centre.archivist)
    assert checked.code not in text(desk.get("licences"))
    assert remind_of_licences(now=NOW) == 1  # of the company without one
    assert "1 company has no licence" in Notice.objects.latest("pk").title
    assert lacking.code in text(desk.get("licences", show="missing"))
    assert checked.code not in text(desk.get("licences", show="missing"))
    assert remind_of_licences(now=NOW + timedelta(days=1)) == 1
    notice = Notice.objects.latest("pk")
    assert (notice.to, notice.clause) == (centre.archivist, Clause.COL_16)


@clause(Clause.SVC_39)
def test_a_new_name_needs_its_application_on_paper_and_finance_is_told(centre):
    dossier = accepted(centre, "C1").dossier
    clerk = person(Role.EMPLOYEE, DepartmentFactory(name="财务部"))
    with refused(Clause.COL_23):
        change_name(dossier, "王小芳", application=None, by=centre.archivist, now=NOW)
    assert not Notice.objects.filter(to=clerk).exists()
    renamed(centre, dossier)
    notice = Notice.objects.get(to=clerk)
    assert notice.clause == Clause.SVC_39
    assert str(dossier.unit) in notice.title
    assert "王" not in notice.title


@clause(Clause.SVC_41)
def test_a_major_change_asks_for_the_fields_it_touches_until_they_are_confirmed(centre):
    tenant = {"occupancy": "tenant"}
    dossier = accepted(centre, "D4", unit=tenant, customer=COMPANY).dossier
    desk = Desk(centre.archivist)
    facts = {"on": "2026-11-20", "text": "法定代表人变更"}
    desk.post("change", dossier.pk, **facts)
    assert not dossier.events.filter(kind="task").exists()
    assert desk.post("change", dossier.pk, **facts, of="representative").status_code == 302
    task = dossier.events.get(kind="task")
    assert task.text in text(desk.get("admin:index"))
    assert task.text in text(desk.get("dossier", dossier.pk))
    desk.post("task_done", dossier.pk, task.pk)
    assert task.text not in text(desk.get("admin:index"))
    for kind in ("name", "licence", "occupant"):
        desk.post("change", dossier.pk, **facts, of=kind)
    assert dossier.events.filter(kind="task", done_on__isnull=True).count() == 3
