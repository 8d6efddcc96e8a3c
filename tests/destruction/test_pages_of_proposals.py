"""Imported lists through the browser's door: what they propose, and what may follow from it."""

from datetime import date

import pytest
from django.urls import reverse

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from destruction.models import Appraisal, ProposedDestruction
from tests.destruction.desk import Desk
from tests.destruction.test_proposals import ITEM, OTHER, line, proposed
from tests.destruction.world import BASIS, DESTROY, KEEP, again, room
from tests.factories import DepartmentFactory, person
from tests.steps import clause
from tests.transfers.desk import text, that_day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day

YOUNG = "LT03-CW·2010-D10-0003"


@pytest.fixture
def here():
    return room()


@pytest.fixture
def things(here):
    """Two volumes that are due, one whose term still runs whatever the list says."""
    due = [
        here.volume(code=n, legacy_code=n, page_count=49, document_count=1) for n in (ITEM, OTHER)
    ]
    return [
        *due,
        here.volume(
            closed_on=date(2024, 6, 30),
            code=YOUNG,
            legacy_code=YOUNG,
            page_count=49,
            document_count=1,
        ),
    ]


@pytest.fixture
def ledger(here, things):
    rows = (line(), line(OTHER, remark="涉诉，暂缓"), line(YOUNG))
    return proposed(*rows, by=here.archivist, centre=here.centre)


def newest():
    return Appraisal.objects.order_by("-pk").first()


@clause(Clause.APR_12)
def test_each_row_shows_what_the_rules_say_of_it(here, ledger):
    answer = Desk(here.archivist).get("proposal", ledger.pk)
    page = text(answer)

    assert all(code in page for code in (ITEM, OTHER, YOUNG))
    assert page.count("Due for appraisal") >= 2
    assert "Not due for appraisal" in page
    assert "Remark on the list: 涉诉，暂缓" in page
    assert answer.content.count(b'name="things"') == 2


@clause(Clause.APR_12)
def test_what_is_due_is_put_on_an_appraisal_from_the_list(here, things, ledger):
    answer = Desk(here.archivist).post(
        "proposal", ledger.pk, things=[f"h{things[0].pk}"], basis=BASIS
    )

    assert answer.status_code == 302
    assert [one.holding for one in newest().lines.all()] == [things[0]]
    assert f"On appraisal {newest().number}" in text(Desk(here.head).get("proposal", ledger.pk))


@clause(Clause.APR_12)
def test_everything_due_goes_at_once_and_nothing_else(here, things, ledger):
    shown = [f"h{thing.pk}" for thing in things[:2]]
    Desk(here.archivist).post("proposal", ledger.pk, all="1", shown=shown, basis=BASIS)

    assert {one.holding for one in newest().lines.all()} == set(things[:2])


@clause(Clause.APR_12)
def test_a_list_makes_nothing_due(here, things, ledger):
    answer = Desk(here.archivist).post(
        "proposal", ledger.pk, things=[f"h{things[2].pk}"], basis=BASIS
    )

    assert answer.status_code == 422
    assert "is not due for appraisal" in text(answer)
    assert newest() is None


def test_an_appraisal_answers_the_list(here, things, ledger):
    here.approved(things[0], things[1], said=(KEEP, DESTROY))
    desk = Desk(here.archivist)

    answer = desk.get("proposal", ledger.pk)
    page = text(answer)
    assert "Keep" in page
    assert "Destroy" in page
    assert b'name="things"' not in answer.content
    row = text(desk.get("proposals"))
    assert ledger.name in row


def test_the_work_list_marks_what_a_list_proposes(here, ledger):
    other = here.volume()
    desk = Desk(here.archivist)
    page = text(desk.get("due"))

    assert f"Proposed by {ledger.name}, row 2" in page
    assert other.code in page
    narrowed = text(desk.get("due", why="proposed"))
    assert ITEM in narrowed
    assert other.code not in narrowed


def test_whoever_signs_is_shown_what_the_list_says_of_a_dispute(here, things, ledger):
    assert ledger.counts["warned"] == 1
    appraisal = here.frozen(*things[:2])

    page = text(Desk(here.director).get("sign", appraisal.pk, "leader"))
    assert "A list mentions a dispute or a hold" in page
    assert "涉诉，暂缓" in page
    assert "涉诉，暂缓" in text(Desk(here.archivist).get("appraisal", appraisal.pk))


@clause(Clause.ORG_01)
def test_another_centre_sees_nothing_of_it(ledger):
    stranger = Desk(person(Role.CENTRE_ARCHIVIST, DepartmentFactory(centre=True)))

    assert stranger.get("proposal", ledger.pk).status_code == 404
    assert ledger.name not in text(stranger.get("proposals"))


def test_who_draws_up_no_appraisals_cannot_put_anything_on_one(here, things, ledger):
    answer = Desk(here.director).post(
        "proposal", ledger.pk, things=[f"h{things[0].pk}"], basis=BASIS
    )

    assert answer.status_code == 403
    assert newest() is None


def test_the_list_of_lists_says_how_much_waits(here, things, ledger):
    here.approved(things[0], said=(KEEP,))

    assert ProposedDestruction.objects.filter(ledger_import=again(ledger)).count() == 3
    answer = Desk(here.archivist).get("proposals")
    assert reverse("destruction:proposal", args=[ledger.pk]) in answer.content.decode()
    assert "2026-11-20 3 2" in text(answer)


def test_many_lists_and_rows_take_no_more_questions(
    here, things, ledger, django_assert_max_num_queries
):
    desk = Desk(here.archivist)
    desk.get("proposals")
    with django_assert_max_num_queries(60):
        desk.get("proposal", ledger.pk)
    with django_assert_max_num_queries(40):
        desk.get("proposals")
