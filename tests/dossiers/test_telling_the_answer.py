"""Whoever brought papers hears what the archivist answered (FIL-27)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from archive_office.notices.models import Notice
from archive_office.regulation import Clause, RegulationError
from dossiers.models import PaperState
from dossiers.procedures.acceptance import accept_submission, answer_paper, return_submission
from dossiers.procedures.submissions import submit
from tests.dossiers.desk import Desk, text, that_day
from tests.dossiers.steps import NOW, Centre, accept_all, sent
from tests.factories import TODAY, arranged
from tests.steps import clause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day
REASON = "王芳的身份证复印件不清楚"


@pytest.fixture
def centre():
    made = Centre()
    with arranged():
        made.front_line.language = "en"
        made.front_line.save()
    return made


def accept(submission, centre):
    return accept_submission(submission, by=centre.archivist, today=TODAY, now=NOW)


@clause(Clause.FIL_27)
def test_who_brought_papers_hears_that_they_are_accepted(centre):
    submission = sent(centre, "C1", "C3")
    accept_all(submission, centre.archivist)
    accept(submission, centre)
    notice = Notice.objects.get()
    assert (notice.to, notice.title) == (
        centre.front_line,
        f"{submission.receipt_number} is accepted",
    )
    assert notice.link == reverse("dossiers:submission", args=[submission.pk])
    desk = Desk(centre.front_line)
    assert notice.title in text(desk.get("workbench:inbox"))
    assert desk.client.get(notice.link).status_code == 200


@clause(Clause.FIL_27)
def test_who_brought_papers_hears_how_many_come_back(centre):
    submission = sent(centre, "C1", "C3")
    first, second = submission.papers.filter(state=PaperState.PENDING)
    answer_paper(first, PaperState.ACCEPTED, by=centre.archivist, now=NOW)
    answer_paper(second, PaperState.RETURNED, by=centre.archivist, now=NOW, reason=REASON)
    accept(submission, centre)
    notice = Notice.objects.get()
    assert notice.title == f"{submission.receipt_number} is accepted; 1 paper comes back to you"
    assert Desk(centre.front_line).client.get(notice.link).status_code == 302


@clause(Clause.FIL_27, Clause.SEC_15)
def test_a_return_names_the_receipt_and_nobody(centre):
    submission = sent(centre, "C1", "C3")
    return_submission(submission, reason=REASON, by=centre.archivist, now=NOW)
    notice = Notice.objects.get()
    assert submission.receipt_number in notice.title
    for told in ("王芳", REASON, "1201"):
        assert told not in f"{notice.title}{notice.body}{notice.link}"


def test_each_return_is_told_anew(centre):
    submission = sent(centre, "C1", "C3")
    for day in (0, 1):
        at = NOW + timedelta(days=day)
        return_submission(submission, reason=REASON, by=centre.archivist, now=at)
        submission.refresh_from_db()
        submit(submission, by=centre.front_line, now=at)
        submission.refresh_from_db()
    assert Notice.objects.filter(to=centre.front_line).count() == 2


def test_of_an_answer_that_was_refused_nobody_hears(centre):
    submission = sent(centre, "C1", "C3")
    with pytest.raises(RegulationError):
        accept(submission, centre)
    assert not Notice.objects.exists()
