"""The evaluation of a centre's dossiers: what it counts, for whom, and how it prints."""

from datetime import date

import pytest

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from destruction.rules.evaluation import evaluate
from dossiers.models import DossierEvent, DossierState
from dossiers.procedures.condition import check_condition
from dossiers.rules.condition import Found
from tests.destruction.desk import Desk
from tests.destruction.world import change, room
from tests.dossiers.desk import at_most
from tests.factories import (
    TODAY,
    ArrangedFactory,
    DepartmentFactory,
    DossierFactory,
    OccupancyFactory,
    person,
)
from tests.steps import clause
from tests.transfers.desk import text, that_day
from tests.whole.desk import printed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


class EventFactory(ArrangedFactory):
    class Meta:
        model = DossierEvent


@pytest.fixture
def here():
    return room()


def opened(here, **fields):
    """An open dossier of the centre, complete unless told otherwise."""
    estate = here.centre.estates.order_by("pk").first()
    return DossierFactory(occupancy=OccupancyFactory(unit__building__estate=estate), **fields)


def counted(here, on=TODAY):
    return evaluate(here.centre, on=on)


@clause(Clause.APR_23)
def test_completeness_is_counted_of_the_open_dossiers(here):
    opened(here), opened(here), opened(here, missing_count=3)
    opened(here, missing_count=2, state=DossierState.VOID)
    full = counted(here).completeness
    assert (full.open, full.complete, full.incomplete, full.missing) == (3, 2, 1, 3)
    assert full.share == 66


@clause(Clause.APR_23)
def test_a_dossiers_last_update_is_the_latest_thing_done_in_it(here):
    dates = ("2026-09-01", "2026-02-01", "2025-03-01", "2020-01-01")
    for day in dates:
        opened(here, opened_on=date(2019, 1, 1), reviewed_on=date.fromisoformat(day))
    ages = counted(here).ages
    assert (ages.within, ages.older, ages.oldest) == ((1, 1, 1), 1, date(2020, 1, 1))

    forgotten = opened(here, opened_on=date(2018, 1, 1))
    assert counted(here).ages.oldest == date(2018, 1, 1)
    EventFactory(dossier=forgotten, kind="change", on=date(2026, 11, 1), text="联系电话变更")
    ages = counted(here).ages
    assert (ages.within, ages.older, ages.oldest) == ((2, 1, 1), 1, date(2020, 1, 1))


@clause(Clause.APR_23, Clause.APR_12)
def test_what_is_overdue_for_appraisal_is_counted_until_it_is_listed(here):
    volume, paper, listed = here.volume(), here.paper(), here.record()
    fresh = here.volume(date(2015, 12, 31))  # reviewable from 2026-01-01
    here.opened(listed)
    overdue = counted(here).overdue
    assert (overdue.things, overdue.papers, overdue.in_hand) == (2, 1, 1)
    assert overdue.year == 2
    assert {volume.code, fresh.code, paper.code} == set(here.due())


@clause(Clause.APR_23, Clause.APR_19, Clause.APR_22)
def test_closed_dossiers_and_the_condition_belong_to_it(here):
    volume = here.volume(date(2025, 6, 30))
    found = counted(here)
    assert (found.closed, found.unordered, found.unordered_late) == (1, 1, 1)
    assert (found.boxes, found.boxes_due, found.repairs) == (1, 1, 0)
    bad = Found(on=TODAY, findings=("damp",), consequence="repair", repair_due_on=date(2026, 12, 1))
    check_condition(volume.present_slot, bad, by=here.archivist, today=TODAY)
    assert (counted(here).boxes_due, counted(here).repairs) == (0, 1)


@clause(Clause.APR_23, Clause.ORG_01)
def test_the_manager_reads_the_evaluation_of_the_own_centre_only(here):
    opened(here, missing_count=1)
    page = text(Desk(here.head).get("evaluation"))
    assert here.centre.name in page
    assert "As of 2026-11-20" in page
    assert "0 of 1; 1 papers missing" in page

    stranger = Desk(person(Role.CENTRE_HEAD, DepartmentFactory(centre=True)))
    assert "No centre to evaluate" in text(stranger.get("evaluation"))
    assert here.centre.name not in text(stranger.get("evaluation", centre=here.centre.pk))
    assert stranger.get("evaluation_paper", here.centre.pk).status_code == 404
    assert Desk(person(Role.FRONT_LINE, here.centre)).get("evaluation").status_code == 403


@clause(Clause.APR_23)
def test_the_evaluation_prints_with_its_day_and_what_is_to_be_done(here):
    opened(here, missing_count=2), opened(here)
    change(here.centre, name="翠湖天地客户服务中心")
    words = printed(Desk(here.head).get("evaluation_paper", here.centre.pk))
    assert "客户档案评估表" in words.replace(" ", "")
    assert "翠湖天地客户服务中心" in words
    assert "2026年11月20日" in words.replace(" ", "")
    assert "补齐1户档案所缺的2份材料" in words.replace(" ", "")
    assert "50%" in words


@clause(Clause.APR_23)
def test_where_nothing_is_left_to_do_the_paper_says_so(here):
    opened(here, reviewed_on=TODAY)
    words = printed(Desk(here.head).get("evaluation_paper", here.centre.pk))
    assert "各项指标正常，无待办事项。" in words


def test_the_evaluation_costs_the_same_however_many_dossiers_there_are(here):
    for _ in range(6):
        opened(here, missing_count=1)
        here.volume()
    desk = Desk(here.head)
    desk.get("evaluation")
    with at_most(35):
        assert desk.get("evaluation").status_code == 200
