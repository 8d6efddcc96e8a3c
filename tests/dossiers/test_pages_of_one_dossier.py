"""The page of one dossier: what it shows to whom, its acts, its prints, its scans."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import (
    Customer,
    Document,
    Dossier,
    DossierEvent,
    DossierState,
    ElectronicFile,
    ViewLog,
)
from dossiers.procedures.acceptance import accept_submission
from dossiers.procedures.changes import report_change
from dossiers.procedures.files import attach_scan
from dossiers.procedures.submissions import save_step, submit
from dossiers.rules.facts import Step
from dossiers.views import timeline
from tests.dossiers.desk import Desk, at_most, field, text, that_day
from tests.dossiers.steps import (
    CUSTOMER,
    ID_NUMBER,
    NOW,
    PHONE,
    Centre,
    accept_all,
    accepted,
    bring,
    draft,
    image,
    sign_consent,
)
from tests.factories import TODAY, person
from tests.steps import clause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


@pytest.fixture
def centre():
    return Centre()


@pytest.fixture
def dossier(centre):
    """A dossier with both volumes and a signed consent, its customer known by number."""
    by = centre.front_line
    submission = draft(centre, consent={"separate": True})
    numbered = CUSTOMER | {"id_number": ID_NUMBER}
    save_step(submission, Step.CUSTOMER, numbered, by=by, now=NOW)
    sign_consent(submission)
    for paper in bring(submission, "C1", "C5"):
        attach_scan(paper, image(f"{paper.type.code}.jpg"), by=by, now=NOW)
    submit(submission, by=by, now=NOW)
    accept_all(submission, centre.archivist)
    done = accept_submission(submission, by=centre.archivist, today=TODAY, now=NOW)
    return Dossier.objects.get(pk=done.dossier_id)


@clause(Clause.SEC_15)
def test_the_page_shows_everything_with_names_and_numbers_masked(centre, dossier):
    desk = Desk(centre.archivist)
    with at_most(38):
        answer = desk.get("dossier", dossier.pk)
    page = text(answer)
    for shown in (dossier.code, "王*", "002X", "8000", "入住通知书", "身份证明", "COL-06"):
        assert shown in page
    for hidden in ("王芳", ID_NUMBER, PHONE, "李强"):
        assert hidden not in page


@clause(Clause.SEC_29)
def test_a_stranger_finds_no_such_dossier(dossier):
    desk = Desk(person(Role.CENTRE_ARCHIVIST))
    for page in ("dossier", "close", "change", "rename", "void", "paper_card", "paper_labels"):
        assert desk.get(page, dossier.pk).status_code == 404
    assert desk.post("reveal", dossier.pk, reason="x").status_code == 404


def test_whoever_may_not_act_is_told_so(centre, dossier):
    assert Desk(centre.front_line).get("dossier", dossier.pk).status_code == 404
    hq = Desk(person(Role.HQ_ARCHIVIST))
    assert hq.get("dossier", dossier.pk).status_code == 200
    for page in ("close", "rename", "void"):
        assert hq.get(page, dossier.pk).status_code == 403
    assert hq.post("reveal", dossier.pk, reason="x").status_code == 403


def test_pages_answer_to_their_methods_only(centre, dossier):
    desk = Desk(centre.archivist)
    assert desk.post("dossier", dossier.pk).status_code == 405
    assert desk.get("reveal", dossier.pk).status_code == 405
    assert desk.get("task_done", dossier.pk, 1).status_code == 405
    assert desk.post("paper_card", dossier.pk).status_code == 405


@clause(Clause.LND_13, Clause.LND_14)
def test_headquarters_does_not_look_into_the_personal_volume(dossier):
    page = text(Desk(person(Role.HQ_ARCHIVIST)).get("dossier", dossier.pk))
    assert "入住通知书" in page or "move-in notice" in page
    assert "approval of the centre head" in page
    personal = Document.objects.get(holding__dossier=dossier, type__code="C5")
    assert personal.code not in page
    assert reverse("dossiers:file", args=[personal.files.get().pk]) not in page


def test_every_look_is_logged_with_its_right(centre, dossier):
    Desk(centre.archivist).get("dossier", dossier.pk)
    Desk(person(Role.HQ_ARCHIVIST)).get("dossier", dossier.pk)
    seen = ViewLog.objects.filter(dossier=dossier).order_by("pk")
    assert [row.under for row in seen] == ["centre", "office"]


@clause(Clause.SEC_15)
def test_numbers_are_shown_in_full_with_a_reason_that_is_kept(centre, dossier):
    desk = Desk(centre.archivist)
    page = text(desk.post("reveal", dossier.pk, reason="核对电话"))
    assert ID_NUMBER in page
    assert PHONE in page
    row = ViewLog.objects.get(what="revealed")
    assert (row.user, row.detail) == (centre.archivist, "核对电话")
    assert ID_NUMBER not in text(desk.get("dossier", dossier.pk))


@clause(Clause.SEC_15)
def test_without_a_reason_they_stay_masked(centre, dossier):
    answer = Desk(centre.archivist).post("reveal", dossier.pk, reason=" ")
    assert answer.status_code == 422
    assert "SEC-15" in text(answer)
    assert ID_NUMBER not in text(answer)
    assert not ViewLog.objects.filter(what="revealed").exists()


@clause(Clause.COL_17)
def test_a_sale_closes_the_dossier_and_leaves_a_task(centre, dossier):
    desk = Desk(centre.archivist)
    assert "next owner" in text(desk.get("close", dossier.pk))
    answer = desk.post("close", dossier.pk, ending="sale", on="2026-11-20", reason="合同 8 号")
    assert answer.url == dossier.get_absolute_url()
    dossier.refresh_from_db()
    assert (dossier.state, dossier.closed_reason) == (DossierState.CLOSED, "合同 8 号")
    task = DossierEvent.objects.get(dossier=dossier, kind="task")
    page = desk.get("dossier", dossier.pk)
    assert reverse("dossiers:task_done", args=[dossier.pk, task.pk]) in str(page.content)
    desk.post("task_done", dossier.pk, task.pk)
    task.refresh_from_db()
    assert task.done_on == date(2026, 11, 20)


@clause(Clause.COL_17)
def test_a_refused_closing_names_the_clause_and_keeps_what_was_typed(centre, dossier):
    answer = Desk(centre.archivist).post(
        "close", dossier.pk, ending="sale", on="2027-01-31", reason="合同 8 号"
    )
    assert answer.status_code == 422
    assert "COL-17" in text(answer)
    assert field(answer, "on") == "2027-01-31"
    assert field(answer, "reason") == "合同 8 号"
    dossier.refresh_from_db()
    assert dossier.state == DossierState.OPEN


def test_an_unreadable_day_is_said_at_its_field(centre, dossier):
    answer = Desk(centre.archivist).post("close", dossier.pk, ending="sale", on="gestern")
    assert answer.status_code == 422
    assert answer.context["form"].errors["on"]


@clause(Clause.COL_23)
def test_a_change_is_entered_with_its_day_and_none_to_come(centre, dossier):
    desk = Desk(centre.archivist)
    desk.post("change", dossier.pk, on="2026-11-19", text="租户更换联系人")
    assert "租户更换联系人" in text(desk.get("dossier", dossier.pk))
    answer = desk.post("change", dossier.pk, on="2027-01-01", text="还没发生")
    assert answer.status_code == 422
    assert "COL-23" in text(answer)
    assert "还没发生" in text(answer)


@clause(Clause.COL_23)
def test_a_name_is_not_changed_without_the_paper(centre, dossier):
    answer = Desk(centre.archivist).post("rename", dossier.pk, name="王小芳", application="")
    assert answer.status_code == 422
    assert "COL-23" in text(answer)
    assert field(answer, "name") == "王小芳"
    assert not Customer.objects.filter(name="王小芳").exists()


@clause(Clause.FIL_03)
def test_a_dossier_recorded_by_mistake_is_voided_with_a_reason(centre, dossier):
    desk = Desk(centre.archivist)
    answer = desk.post("void", dossier.pk, reason="")
    assert answer.status_code == 422
    assert "FIL-03" in text(answer)
    desk.post("void", dossier.pk, reason="重复登记")
    dossier.refresh_from_db()
    assert dossier.state == DossierState.VOID
    assert desk.get("dossier", dossier.pk).status_code == 200


@clause(Clause.FIL_22, Clause.FIL_23, Clause.FIL_24, Clause.COL_25)
def test_its_papers_print_and_each_print_is_logged(centre, dossier):
    desk = Desk(centre.archivist)
    main = dossier.holdings.get(part="main")
    prints = [desk.get(f"paper_{name}", dossier.pk) for name in ("card", "labels", "spines")]
    prints += [desk.get("paper", dossier.pk, main.pk, n) for n in ("contents", "notes", "cover")]
    assert all(p.content.startswith(b"%PDF") for p in prints)
    assert ViewLog.objects.filter(what="printed", user=centre.archivist).count() == len(prints)
    assert desk.get("paper", dossier.pk, main.pk, "nonsense").status_code == 404


@clause(Clause.LND_13)
def test_headquarters_prints_no_paper_of_the_personal_volume(dossier):
    desk = Desk(person(Role.HQ_ARCHIVIST))
    personal = dossier.holdings.get(part="personal")
    assert desk.get("paper", dossier.pk, personal.pk, "contents").status_code == 404
    assert desk.get("paper_card", dossier.pk).status_code == 200


def scan_of(dossier, code):
    return ElectronicFile.objects.get(document__holding__dossier=dossier, document__type__code=code)


def test_a_scan_is_shown_in_place_and_cannot_run_anything(centre, dossier):
    scan = scan_of(dossier, "C1")
    answer = Desk(centre.archivist).get("file", scan.pk)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.body[:2] == b"\xff\xd8"
    assert ViewLog.objects.get(what="shown").detail == scan.document.code


def test_whatever_is_no_picture_or_pdf_is_downloaded(centre, dossier):
    scan = scan_of(dossier, "C1")
    ElectronicFile.objects.filter(pk=scan.pk).update(content_type="image/tiff")
    answer = Desk(centre.archivist).get("file", scan.pk)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert ViewLog.objects.get().what == "downloaded"


@clause(Clause.SEC_29, Clause.LND_13)
def test_scans_exist_for_whoever_reads_their_volume(centre, dossier):
    ordinary, personal = scan_of(dossier, "C1"), scan_of(dossier, "C5")
    hq, stranger = Desk(person(Role.HQ_ARCHIVIST)), Desk(person(Role.CENTRE_ARCHIVIST))
    assert hq.get("file", ordinary.pk).status_code == 200
    assert hq.get("file", personal.pk).status_code == 404
    assert stranger.get("file", ordinary.pk).status_code == 404
    assert Desk(centre.front_line).get("file", ordinary.pk).status_code == 404
    assert Desk(person(Role.EMPLOYEE)).get("file", ordinary.pk).status_code == 404


@clause(Clause.COL_24)
def test_a_filed_scan_is_not_removed(centre, dossier):
    scan = scan_of(dossier, "C1")
    answer = Desk(centre.archivist).post("file_remove", scan.pk)
    assert answer.status_code == 422
    assert "COL-24" in answer.json()["error"]


def test_a_dossier_costs_the_same_however_much_lies_in_it(centre):
    small = accepted(centre, "C1").dossier
    large = accepted(centre, "C1", "C3", "C4", "C9", unit={"room": "9"}).dossier
    desk = Desk(centre.archivist)
    desk.get("dossier", small.pk)
    with at_most(38):
        desk.get("dossier", large.pk)


def test_the_line_of_time_reads_the_latest_entries_only(centre, dossier, monkeypatch):
    monkeypatch.setattr(timeline, "MOST_EVENTS", 3)
    days = [date(2026, 11, day) for day in range(1, 11)]
    for on in days:
        report_change(dossier, f"换锁 {on:%d}", on=on, by=centre.archivist, today=TODAY)
    with CaptureQueriesContext(connection) as queries:
        events = timeline.timeline_of(dossier, dossier.holdings.all())
    read = [q["sql"] for q in queries if 'FROM "dossiers_dossierevent"' in q["sql"]]
    assert [sql.endswith("LIMIT 3") for sql in read] == [True]
    told = [entry.detail for entry in timeline._entries(dossier)]
    assert told == ["换锁 10", "换锁 09", "换锁 08"]
    assert len(events) == 3
