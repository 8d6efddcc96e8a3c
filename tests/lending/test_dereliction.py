"""Day 16 without an extension opens a case, once, whoever missed a day or ran it twice."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from archive_office.journal.models import JournalEntry
from archive_office.notices.models import Notice
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from lending.models import AccountabilityCase, Condition, DamageCase
from lending.procedures import cases
from lending.procedures.cases import decide_case, decide_damage, open_case, open_due_cases
from lending.procedures.returns import take_back
from lending.rules.cases import may_decide
from lending.rules.returns import Found
from tests.factories import MembershipFactory, arranged
from tests.lending.lent import bring_back, extend, legacy, lend, morning
from tests.lending.world import NOW, READ, acting, again, fresh, library, setting
from tests.steps import clause, refused

State = AccountabilityCase.State
DAY_15, DAY_16 = date(2026, 12, 5), date(2026, 12, 6)
OUTCOME = "口头告诫，当日归还"


@pytest.fixture
def world(db):
    return library()


@pytest.fixture
def loan(world):
    """Handed out on 20 November 2026."""
    return lend(world)


def on(day):
    return open_due_cases(now=morning(day))


def case_of(world, loan):
    on(DAY_16)
    return AccountabilityCase.objects.get(loan=loan)


@clause(Clause.LND_06, Clause.ACC_08)
def test_day_15_is_covered_and_day_16_opens_the_case(world, loan):
    assert on(DAY_15) == (0, 0)
    assert on(DAY_16) == (1, 0)
    case = AccountabilityCase.objects.get()
    assert case.number == "WZ-2026-001"
    assert (case.loan, case.person, case.state) == (loan, world.employee, State.OPEN)
    assert (case.due_on, case.opens_on, case.days_out) == (date(2026, 11, 27), DAY_16, 16)


@clause(Clause.ACC_08)
def test_a_case_opens_once_however_often_and_late_the_day_is_run(loan):
    late = date(2027, 1, 20)
    assert [on(day) for day in (DAY_16, DAY_16, late, late)] == [(1, 0), (0, 0), (0, 0), (0, 0)]
    assert AccountabilityCase.objects.count() == 1


@clause(Clause.ACC_08)
def test_a_repeated_day_writes_nothing_in_the_journal(loan):
    on(DAY_16)
    before = JournalEntry.objects.count()
    on(DAY_16)
    assert JournalEntry.objects.count() == before


@clause(Clause.LND_06)
def test_a_granted_extension_covers_up_to_its_day(world, loan):
    extend(world, loan, date(2026, 12, 10), now=morning(date(2026, 11, 26)))
    assert on(date(2026, 12, 10)) == (0, 0)
    assert on(date(2026, 12, 11)) == (1, 0)


@clause(Clause.LND_06)
def test_a_return_on_day_15_needs_no_case_and_one_on_day_16_does(world, loan):
    other = lend(world)
    bring_back(world, loan, now=morning(DAY_15))
    bring_back(world, other, now=morning(DAY_16) + timedelta(hours=4))
    # Nobody ran the day until the week after.
    assert on(date(2026, 12, 14)) == (1, 0)
    case = AccountabilityCase.objects.get()
    assert (case.loan, case.days_out) == (other, 16)


@clause(Clause.LND_06)
def test_neither_return_nor_a_later_extension_closes_a_case(world, loan):
    case = case_of(world, loan)
    extend(world, loan, date(2026, 12, 20), now=morning(date(2026, 12, 7)))
    bring_back(world, loan, now=morning(date(2026, 12, 8)))
    on(date(2026, 12, 21))
    assert again(case).state == State.OPEN


@clause(Clause.ACC_08)
def test_readings_and_old_registers_get_no_case(world):
    legacy(
        world, world.volume(), handed_out_on=date(2024, 1, 2), due_on=date(2024, 1, 9), renewals=0
    )
    lend(world, manner=READ)
    assert on(date(2027, 1, 1)) == (0, 0)


@clause(Clause.LND_06)
def test_the_limit_is_the_offices_setting(world):
    setting("dereliction_days", "20")
    lend(world)
    assert on(date(2026, 12, 10)) == (0, 0)
    assert on(date(2026, 12, 11)) == (1, 0)


@clause(Clause.ACC_08)
def test_both_heads_and_the_borrower_hear_of_it_and_no_customer_is_named(world, loan):
    case = case_of(world, loan)
    notices = Notice.objects.filter(key=f"case:{case.pk}")
    assert {n.to for n in notices} == {world.employee, world.dept_head, world.head}
    name = loan.holding.dossier.occupancy.customer.name
    assert all(name not in f"{n.title}{n.body}" for n in notices)
    assert all(loan.holding.code in n.title for n in notices)


@clause(Clause.ACC_08)
def test_one_broken_loan_keeps_no_other_from_its_case(world, loan, monkeypatch):
    other = lend(world)
    usual = cases.locks.loan

    def broken(pk):
        if pk == loan.pk:
            raise LookupError("torn")
        return usual(pk)

    monkeypatch.setattr(cases.locks, "loan", broken)
    assert on(DAY_16) == (1, 1)
    assert AccountabilityCase.objects.get().loan == other
    monkeypatch.undo()
    assert on(DAY_16) == (1, 0)


@clause(Clause.ACC_08)
def test_two_runs_at_once_open_one_case(side_by_side):
    world = library()
    loan = lend(world)
    runs = [lambda: open_case(loan, by=None, now=morning(DAY_16))] * 2
    opened = [run.result() for run in side_by_side(*runs)]
    assert sorted(case is not None for case in opened) == [False, True]
    assert AccountabilityCase.objects.count() == 1


# Deciding


@clause(Clause.LND_06)
def test_the_head_of_the_room_decides_with_an_outcome(world, loan):
    case = case_of(world, loan)
    assert may_decide(case, world.head)
    decided = decide_case(case, OUTCOME, by=world.head, now=NOW)
    assert (decided.state, decided.outcome, decided.decided_by) == (
        State.DECIDED,
        OUTCOME,
        world.head,
    )
    with refused(Clause.ACC_08):
        decide_case(case, "不追究", by=world.head, now=NOW)


@clause(Clause.LND_06)
def test_headquarters_loans_are_decided_by_the_archive_room_head(world):
    case = case_of(world, lend(world, world.volume(keeper=world.headquarters)))
    with refused(Clause.ORG_01):
        decide_case(case, OUTCOME, by=world.head, now=NOW)
    assert decide_case(case, OUTCOME, by=world.room_head, now=NOW).state == State.DECIDED


@clause(Clause.ACC_08)
@pytest.mark.parametrize("who", ["archivist", "dept_head", "room_head", "cs_head", "director"])
def test_nobody_else_decides(world, loan, who):
    case = case_of(world, loan)
    with refused(Clause.ORG_01):
        decide_case(case, OUTCOME, by=getattr(world, who), now=NOW)


@clause(Clause.ACC_08)
def test_a_case_ends_with_words(world, loan):
    with refused(Clause.ACC_08):
        decide_case(case_of(world, loan), "  ", by=world.head, now=NOW)


@clause(Clause.LND_18)
def test_a_late_head_is_answered_by_the_next_higher_one(world):
    case = case_of(world, lend(world, who=world.head))
    assert not may_decide(case, world.head)
    with refused(Clause.LND_18):
        decide_case(case, OUTCOME, by=world.head, now=NOW)
    assert decide_case(case, OUTCOME, by=world.cs_head, now=NOW).state == State.DECIDED


@clause(Clause.LND_18)
def test_a_late_head_of_headquarters_is_answered_by_the_director(world):
    volume = world.volume(keeper=world.headquarters)
    case = case_of(world, lend(world, volume, who=world.room_head))
    with refused(Clause.ORG_01):
        decide_case(case, OUTCOME, by=world.cs_head, now=NOW)
    assert decide_case(case, OUTCOME, by=world.director, now=NOW).state == State.DECIDED


@clause(Clause.LND_18)
def test_whoever_stands_in_for_the_late_head_does_not_decide(world):
    case = case_of(world, lend(world, who=world.cs_head))
    stand_in = acting(world.dept_head, Role.CENTRE_HEAD, world.centre, world.cs_head)
    with refused(Clause.ORG_01):
        decide_case(case, OUTCOME, by=stand_in, now=NOW)


@clause(Clause.LND_18)
def test_who_holds_both_posts_is_answered_by_the_director(world):
    MembershipFactory(
        person=world.head, role=Role.CUSTOMER_SERVICE_HEAD, department=world.department
    )
    case = case_of(world, lend(world, who=fresh(world.head)))
    with refused(Clause.ORG_01):
        decide_case(case, OUTCOME, by=world.cs_head, now=NOW)
    assert decide_case(case, OUTCOME, by=world.director, now=NOW).state == State.DECIDED


# Loss and damage


def damaged(world, loan):
    found = Found(
        pages_found=loan.pages_out,
        brought_by=loan.borrower,
        condition=Condition.DAMAGED,
        note="封面撕裂",
    )
    take_back(loan, found, by=world.archivist, now=NOW)
    return DamageCase.objects.get(loan=loan)


@clause(Clause.ACC_09)
def test_a_case_of_damage_ends_with_its_outcome_and_the_day_of_replacing(world, loan):
    case = damaged(world, loan)
    later = NOW + timedelta(days=5)
    decided = decide_damage(case, "照价赔偿，已修复", later.date(), by=world.head, now=later)
    assert decided.state == DamageCase.State.DECIDED
    assert decided.replaced_on == later.date()
    with refused(Clause.ACC_09):
        decide_damage(case, "再议", None, by=world.head, now=later)


@clause(Clause.ACC_09)
def test_a_thing_is_not_replaced_in_the_future_nor_before_it_left(world, loan):
    case = damaged(world, loan)
    for day in (NOW.date() + timedelta(days=1), NOW.date() - timedelta(days=1)):
        with refused(Clause.ACC_09):
            decide_damage(case, OUTCOME, day, by=world.head, now=NOW)


@clause(Clause.LND_18)
def test_the_borrower_does_not_decide_on_the_own_damage(world):
    case = damaged(world, lend(world, who=world.head))
    with refused(Clause.LND_18):
        decide_damage(case, OUTCOME, None, by=world.head, now=NOW)
    assert decide_damage(case, OUTCOME, None, by=world.cs_head, now=NOW).decided_by == world.cs_head


@clause(Clause.ACC_08)
def test_the_database_lets_nobody_decide_the_own_case_nor_undo_a_decision(world, loan):
    case = case_of(world, loan)
    with pytest.raises(IntegrityError, match="nobody_decides_the_own_case"):
        _write(case, outcome=OUTCOME, state=State.DECIDED, decided_by=world.employee)
    decided = decide_case(again(case), OUTCOME, by=world.head, now=NOW)
    with pytest.raises(IntegrityError, match="cases_are_decided_once"):
        _write(decided, outcome="另一结论")


def _write(case, **fields):
    with transaction.atomic(), arranged():
        for name, value in fields.items():
            setattr(case, name, value)
        case.decided_at = NOW
        case.save()
