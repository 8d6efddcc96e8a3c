"""The archivist's tray at the browser: paper by paper, by keyboard or mouse."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Dossier, PaperState, Submission, SubmissionState
from dossiers.procedures.checklist import save_paper
from dossiers.procedures.files import attach_scan
from dossiers.procedures.submissions import submit
from dossiers.rules.checklist import PaperLine
from tests.dossiers.desk import Desk, at_most, field, text, that_day
from tests.dossiers.steps import (
    NOW,
    Centre,
    accept_all,
    accepted,
    bring,
    draft,
    image,
    loose_draft,
    sent,
)
from tests.factories import person
from tests.steps import clause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


@pytest.fixture
def centre():
    return Centre()


@pytest.fixture
def desk(centre):
    return Desk(centre.archivist)


def answer(desk, paper, kind="accept", *, htmx=True, **facts):
    return desk.post(
        "tray_answer", paper.submission_id, paper.pk, htmx=htmx, fields={"answer": kind} | facts
    )


def test_the_oldest_submission_stands_first(centre, desk):
    young, old = sent(centre, unit={"room": "2"}), sent(centre, unit={"room": "1"})
    Submission.objects.filter(pk=old.pk).update(submitted_at=NOW - timedelta(days=9))
    with at_most(16):
        page = text(desk.get("tray"))
    assert page.index("3栋2单元1") < page.index(young.receipt_number)
    assert "waiting 9 days" in page


def test_an_empty_tray_says_so(desk):
    assert "The tray is empty" in text(desk.get("tray"))


def test_a_submission_is_answered_paper_by_paper_and_filed(centre, desk):
    submission = sent(centre, "C1", "C3", "C9")
    for paper in submission.papers.filter(state="pending").order_by("position"):
        assert answer(desk, paper).status_code == 200
    done = desk.post("tray_item", submission.pk)
    dossier = Dossier.objects.get()
    page = text(desk.client.get(done.url))
    assert dossier.code in page
    assert reverse("dossiers:paper_card", args=[dossier.pk]) in str(
        desk.client.get(done.url).content
    )
    assert "Put away" in page


def test_after_an_answer_the_next_paper_comes_up(centre, desk):
    submission = sent(centre, "C1", "C3")
    first, second = submission.papers.filter(state="pending").order_by("position")
    page = answer(desk, first).content.decode()
    assert "<html" not in page
    assert f'id="id_papers.{second.pk}"' in page
    whole = answer(desk, second, htmx=False)
    assert whole.url == reverse("dossiers:tray_item", args=[submission.pk])


@clause(Clause.FIL_27)
def test_a_paper_goes_back_with_its_faults_and_reason(centre, desk):
    submission = sent(centre, "C1", "C3")
    paper = submission.papers.get(type__code="C1")
    answer(desk, paper, "return", reason="缺业主签字", fault=["incomplete", "nonsense"])
    paper.refresh_from_db()
    assert (paper.state, paper.reason, paper.faults) == (
        PaperState.RETURNED,
        "缺业主签字",
        ["incomplete"],
    )


@clause(Clause.FIL_27)
def test_without_reason_or_fault_nothing_goes_back(centre, desk):
    submission = sent(centre)
    paper = submission.papers.filter(state="pending").first()
    refused = answer(desk, paper, "return")
    assert refused.status_code == 422
    assert "FIL-27" in text(refused)
    paper.refresh_from_db()
    assert paper.state == PaperState.PENDING


@clause(Clause.FIL_27)
def test_what_was_typed_stays_when_an_answer_is_refused(centre, desk):
    submission = sent(centre)
    missing = submission.papers.filter(state="missing").first()
    refused = answer(desk, missing, "return", reason="没有这份材料", fault=["format"])
    assert refused.status_code == 422
    again = desk.post("tray_return", submission.pk, fields={"reason": " "})
    assert again.status_code == 422
    assert "FIL-27" in text(again)


@clause(Clause.FIL_27)
def test_what_is_unanswered_keeps_the_button_shut(centre, desk):
    submission = sent(centre)
    page = desk.get("tray_item", submission.pk).content.decode()
    button = re.search(r"<button[^>]*>(?:(?!</button>).)*Open the dossier", page, re.DOTALL)
    assert "disabled" in button[0]
    refused = desk.post("tray_item", submission.pk)
    assert refused.status_code == 422
    assert "FIL-27" in text(refused)
    assert not Dossier.objects.exists()


def test_everything_can_go_back_at_once(centre, desk):
    submission = sent(centre)
    done = desk.post("tray_return", submission.pk, fields={"reason": "房号有误"})
    assert done.url == reverse("dossiers:tray")
    submission.refresh_from_db()
    assert (submission.state, submission.return_reason) == (SubmissionState.RETURNED, "房号有误")


@clause(Clause.COL_22)
def test_nobody_answers_what_they_brought(centre, desk):
    own = draft(centre, by=centre.archivist)
    bring(own, "C1")
    submit(own, by=centre.archivist, now=NOW)
    page = text(desk.get("tray_item", own.pk))
    assert "COL-22" in page or "A second person" in page
    assert answer(desk, own.papers.filter(state="pending").first()).status_code == 422


def test_the_tray_is_its_archivists_alone(centre):
    submission = sent(centre)
    assert Desk(centre.front_line).get("tray").status_code == 403
    stranger = Desk(person(Role.CENTRE_ARCHIVIST))
    assert submission.receipt_number not in text(stranger.get("tray"))
    assert stranger.get("tray_item", submission.pk).status_code == 404
    paper = submission.papers.first()
    assert answer(stranger, paper).status_code == 404
    assert stranger.post("tray_return", submission.pk).status_code == 404
    other = sent(Centre())
    assert answer(Desk(centre.archivist), other.papers.first()).status_code == 404


def test_drafts_are_not_in_the_tray(centre, desk):
    submission = draft(centre)
    assert desk.get("tray_item", submission.pk).status_code == 404
    assert str(submission.unit or "3栋") not in text(desk.get("tray"))


def test_pages_answer_to_their_methods_only(centre, desk):
    submission = sent(centre)
    assert desk.post("tray").status_code == 405
    assert desk.get("tray_return", submission.pk).status_code == 405
    assert desk.get("tray_answer", submission.pk, submission.papers.first().pk).status_code == 405


def test_a_full_submission_costs_no_more_than_a_small_one(centre, desk):
    submission = draft(centre)
    for paper in bring(submission, "C1", "C2", "C3", "C4", "C5", "C9", "C11"):
        attach_scan(paper, image(f"{paper.pk}.jpg"), by=centre.front_line, now=NOW)
    submit(submission, by=centre.front_line, now=NOW)
    with at_most(34):
        desk.get("tray_item", submission.pk)


def test_the_next_submission_is_one_key_away(centre, desk):
    first, second = sent(centre, unit={"room": "1"}), sent(centre, unit={"room": "2"})
    page = desk.get("tray_item", first.pk).content.decode()
    assert reverse("dossiers:tray_item", args=[second.pk]) in page


def test_a_paper_whose_counts_are_wrong_cannot_be_accepted(centre, desk):
    submission = draft(centre)
    (paper,) = bring(submission, "C1")
    submit(submission, by=centre.front_line, now=NOW)
    Submission.objects.get(pk=submission.pk).papers.filter(pk=paper.pk).update(pages=0)
    refused = answer(desk, paper)
    assert refused.status_code == 422
    assert "FIL-09" in text(refused)


def test_loose_papers_are_filed_into_their_dossiers(centre, desk):
    one = accepted(centre, "C1", unit={"room": "1"}).dossier
    two = accepted(centre, "C1", unit={"room": "2"}).dossier
    by = centre.front_line
    submission = loose_draft(centre)
    for dossier in (one, two):
        facts = PaperLine(type="C13", dossier=dossier.pk, pages=1)
        save_paper(submission, facts, by=by, now=NOW)
    submit(submission, by=by, now=NOW)
    accept_all(submission, centre.archivist)
    desk.post("tray_item", submission.pk)
    for dossier in (one, two):
        assert dossier.holdings.filter(documents__type__code="C13").exists()
    assert field(desk.get("tray_item", submission.pk), "reason") == ""
