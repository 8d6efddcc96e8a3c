"""What comes up for appraisal, and what becomes a list."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from destruction.models import Appraisal, AppraisalState
from destruction.procedures.appraisals import (
    Things,
    add_things,
    open_appraisal,
    remove_line,
    void_appraisal,
)
from destruction.procedures.verdicts import give_opinion
from destruction.rules.worklist import due_for_appraisal, ready_for_destruction
from dossiers.models import Holding, IssuedCode, Retention
from dossiers.procedures.retention import change_term
from dossiers.rules.obligations import open_obligations
from tests.destruction.world import (
    DESTROY,
    KEEP,
    NOW,
    PERMANENT,
    UNDECIDED,
    again,
    only_line,
    room,
)
from tests.factories import TODAY, DepartmentFactory, HoldingFactory, person
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return room()


@clause(Clause.APR_12)
def test_what_has_run_out_becomes_a_list_in_one_step(here):
    volume, record, paper = here.volume(), here.record(), here.paper()
    fresh = here.volume(date(2025, 6, 30))
    assert sorted(here.due()) == sorted([volume.code, record.code, paper.code])
    assert fresh.code not in here.due()

    appraisal = here.opened(volume, record, paper)

    assert appraisal.number == "JD-2026-0001"
    assert appraisal.state == AppraisalState.DRAFTING
    assert {line.code for line in appraisal.lines.all()} == {volume.code, record.code, paper.code}
    assert here.due() == []


@clause(Clause.APR_12, Clause.APR_11)
def test_a_line_keeps_what_the_catalogue_said(here):
    appraisal = here.opened(here.volume(date(2010, 6, 30)))

    line = only_line(appraisal)
    assert (line.retention, line.documents, line.pages) == ("10年", 5, 20)
    assert line.reviewable_from == date(2021, 1, 1)
    assert "2010-06-30" in line.term


def test_a_personal_paper_is_listed_by_its_kind_and_unit(here):
    line = only_line(here.opened(here.paper()))

    assert "王芳" not in line.title
    assert line.title.startswith(line.holding.title)


@clause(Clause.APR_12)
def test_what_is_not_due_is_not_listed(here):
    with refused(Clause.APR_12):
        here.opened(here.volume(date(2025, 6, 30)))
    with refused(Clause.APR_12):
        here.opened(here.paper(closed_on=date(2026, 6, 30)))
    assert not Appraisal.objects.exists()
    assert not IssuedCode.objects.filter(code__startswith="JD").exists()


@clause(Clause.APR_12)
def test_a_thing_stands_on_one_open_appraisal(here):
    volume, paper = here.volume(), here.paper()
    first = here.opened(volume, paper)

    for thing in (volume, paper):
        with refused(Clause.APR_12) as caught:
            here.opened(thing)
        assert any(first.number in str(r.reason) for r in caught.value.refusals)


@clause(Clause.APR_12)
def test_an_empty_list_and_one_without_basis_are_refused(here):
    with refused(Clause.APR_12):
        here.opened()
    with refused(Clause.APR_25):
        open_appraisal(here.centre, Things([here.volume()]), basis=" ", by=here.archivist, now=NOW)


@clause(Clause.ORG_01)
def test_each_room_appraises_what_it_keeps(here):
    elsewhere = HoldingFactory(
        dossier=here.volume().dossier, number=7, retention_years=10, on_shelf=True,
        keeper=DepartmentFactory(),
    )  # fmt: skip
    with refused(Clause.ORG_01):
        here.opened(elsewhere)
    with refused(Clause.ORG_01):
        here.opened(here.volume(), by=here.head)


@clause(Clause.APR_12)
def test_the_work_list_shows_what_a_person_may_see(here):
    mine = here.volume()
    other = person(Role.CENTRE_ARCHIVIST)

    assert here.due() == [mine.code]
    assert here.due(who=other) == []
    assert here.due(who=here.director) == [mine.code]
    assert here.due(who=here.engineer) == []


def test_personal_papers_come_up_for_those_who_keep_them(here):
    paper = here.paper()

    assert here.due() == [paper.code]
    assert here.due(who=here.director) == []


@clause(Clause.APR_12)
def test_things_join_and_leave_while_the_list_is_drawn_up(here):
    first, second = here.volume(), here.record()
    appraisal = here.opened(first)

    add_things(appraisal, Things([second]), by=here.archivist, now=NOW)
    assert sorted(appraisal.lines.values_list("number", flat=True)) == [1, 2]
    remove_line(appraisal.lines.get(holding=first), by=here.archivist)

    assert only_line(appraisal).number == 1
    assert here.due() == [first.code]


@clause(Clause.APR_08)
def test_a_line_with_an_opinion_is_not_taken_off(here):
    appraisal = here.opened(here.drawing())
    line = only_line(appraisal)
    give_opinion(line, "已被取代", by=here.engineer, now=NOW)

    with refused(Clause.APR_08):
        remove_line(line, by=here.archivist)


def test_a_frozen_list_takes_nothing_more(here):
    appraisal = here.frozen(here.volume())

    with refused(Clause.APR_09):
        add_things(appraisal, Things([here.volume()]), by=here.archivist, now=NOW)
    with refused(Clause.APR_09):
        remove_line(only_line(appraisal), by=here.archivist)


@clause(Clause.APR_09)
def test_a_voided_appraisal_gives_its_things_back_and_keeps_its_number(here):
    volume = here.volume()
    appraisal = here.frozen(volume)

    with refused(Clause.APR_09):
        void_appraisal(appraisal, reason=" ", by=here.archivist, now=NOW)
    void_appraisal(appraisal, reason="依据有误", by=here.head, now=NOW)

    assert again(appraisal).state == AppraisalState.VOID
    assert here.due() == [volume.code]
    assert IssuedCode.objects.get(code="JD-2026-0001").state == IssuedCode.State.VOID
    assert here.opened(volume).number == "JD-2026-0002"
    with refused(Clause.APR_09):
        void_appraisal(appraisal, reason="再次", by=here.head, now=NOW)


@clause(Clause.APR_05, Clause.APR_04)
def test_what_is_undecided_comes_back_on_the_first_of_january(here):
    volume, paper = here.volume(), here.paper()
    here.approved(volume, paper, said=[UNDECIDED])

    assert here.due(date(2026, 12, 31)) == []
    assert sorted(here.due(date(2027, 1, 1))) == sorted([volume.code, paper.code])
    with refused(Clause.APR_12):
        here.opened(volume)
    later = datetime(2027, 1, 4, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert here.opened(volume, now=later).number == "JD-2027-0001"


@clause(Clause.APR_05)
def test_it_stays_on_the_work_list_until_it_is_judged_again(here):
    volume = here.volume()
    here.approved(volume, said=[UNDECIDED])
    later = datetime(2027, 3, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

    assert here.due(date(2030, 5, 5)) == [volume.code]
    here.approved(volume, said=[KEEP], now=later)
    assert here.due(date(2030, 5, 5)) == []


@clause(Clause.APR_01)
def test_what_is_to_be_destroyed_waits_for_its_register(here):
    volume, paper = here.volume(), here.paper()
    appraisal = here.approved(volume, paper, said=[DESTROY])

    assert here.due() == []
    ready = list(ready_for_destruction())
    assert {line.pk for line in ready} == {line.pk for line in appraisal.lines.all()}


def test_only_what_an_approved_appraisal_says_is_ready(here):
    here.frozen(here.volume(), said=[DESTROY])
    here.approved(here.volume(), here.record(), said=[KEEP, UNDECIDED])

    assert not ready_for_destruction().exists()


def test_a_permanent_thing_comes_up_again_only_with_another_term(here):
    volume = here.volume()
    here.approved(volume, said=[PERMANENT])
    assert here.due(date(2099, 1, 1)) == []

    change_term(again(volume), Retention.FIXED, 10, by=here.archivist, reason="更正")
    assert here.due() == [volume.code]


@clause(Clause.APR_24)
def test_an_open_appraisal_is_an_obligation(here):
    volume = here.volume()
    appraisal = here.opened(volume)

    (found,) = open_obligations([volume])
    assert found.kind == "appraisal"
    assert appraisal.number in str(found.text)
    here.judge(appraisal, KEEP)
    void_appraisal(appraisal, reason="作废", by=here.archivist, now=NOW)
    assert open_obligations([volume]) == []


def test_the_work_list_asks_the_same_questions_of_one_or_many(here, django_assert_max_num_queries):
    for _ in range(3):
        here.volume()
    with django_assert_max_num_queries(5):
        due = due_for_appraisal(here.archivist, on=TODAY)
        assert len(list(due.holdings)) == 3
        assert list(due.documents) == []


@clause(Clause.ORG_01)
def test_an_appraisal_exists_for_its_room_its_origin_and_its_engineers(here):
    plain, technical = here.opened(here.volume()), here.opened(here.drawing())

    def seen(user):
        return set(Appraisal.objects.visible_to(user))

    assert seen(here.archivist) == seen(here.director) == {plain, technical}
    assert seen(here.engineer) == {technical}
    assert seen(person(Role.CENTRE_HEAD)) == set()
    assert Holding.objects.count() == 2
