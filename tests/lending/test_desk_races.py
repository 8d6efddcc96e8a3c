"""Two people at the desk at the same instant; each race again with its lock taken away.

Without the lock the database must still refuse: its constraint is the control.
"""

import threading

import pytest
from django.db import IntegrityError

from archive_office.regulation import Clause, RegulationError
from dossiers.models import Holding, HoldingState
from dossiers.procedures import custody
from lending.models import Loan, LoanSlip, RequestLine, Return
from lending.procedures import desk as desk_acts
from lending.procedures import locks
from lending.procedures.desk import hand_out
from lending.rules.dates import due_for_case
from tests.lending.counter import NOW, at, counter, day
from tests.lending.world import again
from tests.steps import clause, refused

pytestmark = pytest.mark.race


@pytest.fixture
def desk(own_database):
    return counter()


@pytest.fixture
def same_moment():
    """Nobody writes before both have read."""
    return threading.Barrier(2)


def in_the_race():
    """Whether one of the racers asks, not the test that arranges the race."""
    return threading.current_thread() is not threading.main_thread()


@pytest.fixture
def without_locks(monkeypatch, same_moment):
    """Rows are read without locks, and nobody writes before both have read."""
    with_locks = {"lines": locks.lines, "loan": locks.loan, "locked": custody.locked}

    def lines(pks):
        if not in_the_race():
            return with_locks["lines"](pks)
        rows = RequestLine.objects.filter(pk__in=set(pks)).select_related(
            "request__room", "request__requester", "request__department", "holding__keeper"
        )
        found = list(rows.order_by("pk"))
        same_moment.wait(timeout=10)
        return found

    def loan(pk):
        if not in_the_race():
            return with_locks["loan"](pk)
        found = Loan.objects.select_related("holding__keeper", "room", "line__grant").get(pk=pk)
        same_moment.wait(timeout=10)
        return found

    def locked(pks):
        rows = Holding.objects.filter(pk__in=pks)
        return list(rows) if in_the_race() else with_locks["locked"](pks)

    def number(prefix, on, **_kwargs):
        return f"{prefix}-{threading.get_ident()}"[:20]  # the counter would lock as well

    monkeypatch.setattr(locks, "lines", lines)
    monkeypatch.setattr(locks, "loan", loan)
    monkeypatch.setattr(desk_acts, "next_number", number)
    monkeypatch.setattr(custody, "locked", locked)


def the_only_error(futures):
    errors = [future.exception() for future in futures if future.exception() is not None]
    assert len(errors) == 1, errors
    return errors[0]


def clauses(error):
    assert isinstance(error, RegulationError), repr(error)
    return {refusal.clause for refusal in error.refusals}


def constraint(error):
    assert isinstance(error, IntegrityError), repr(error)
    return error.__cause__.diag.constraint_name


# --- One holding, two clerks ------------------------------------------------------------------


def two_clerks_hand_out_one_volume(desk, side_by_side):
    """Two borrowers, each with an approved line, before two clerks at one shelf."""
    volume = desk.volume()
    mine, yours = desk.approved(volume), desk.approved(volume, who=desk.world.front)
    futures = side_by_side(
        lambda: hand_out([mine], by=desk.archivist, now=NOW),
        lambda: hand_out([yours], by=desk.colleague, now=NOW),
    )
    assert Loan.objects.filter(holding=volume, is_open=True).count() == 1
    assert LoanSlip.objects.count() == 1
    assert again(volume).state == HoldingState.ON_LOAN
    return futures


@clause(Clause.STO_17, Clause.LND_19)
def test_two_clerks_hand_out_one_holding_once(desk, side_by_side):
    error = the_only_error(two_clerks_hand_out_one_volume(desk, side_by_side))
    assert clauses(error) == {Clause.STO_17}


@clause(Clause.STO_17)
def test_control_two_clerks_meet_the_constraint(desk, side_by_side, without_locks):
    error = the_only_error(two_clerks_hand_out_one_volume(desk, side_by_side))
    assert constraint(error) == "lending_one_open_loan_per_holding"


@clause(Clause.SEC_50)
def test_two_clerks_use_one_approved_line_once(desk, side_by_side):
    line = desk.approved()
    futures = side_by_side(
        lambda: hand_out([line], by=desk.archivist, now=NOW),
        lambda: hand_out([line], by=desk.colleague, now=NOW),
    )
    assert clauses(the_only_error(futures)) == {Clause.SEC_50, Clause.STO_17}
    assert Loan.objects.count() == 1


@clause(Clause.LND_19)
def test_slips_written_at_once_have_neither_gap_nor_double(desk, side_by_side):
    lines = [desk.approved() for _ in range(4)]
    futures = side_by_side(*[lambda x=x: hand_out([x], by=desk.archivist, now=NOW) for x in lines])
    for future in futures:
        future.result()
    assert sorted(LoanSlip.objects.values_list("number", flat=True)) == [
        f"JY-2026-0000{number}" for number in range(1, 5)
    ]


@clause(Clause.STO_17)
def test_two_batches_over_the_same_things_in_other_order_do_not_wait_for_each_other(
    desk, side_by_side
):
    volumes = [desk.volume() for _ in range(3)]
    mine = [desk.approved(volume) for volume in volumes]
    yours = [desk.approved(volume, who=desk.world.front) for volume in volumes]
    futures = side_by_side(
        lambda: hand_out(mine, by=desk.archivist, now=NOW),
        lambda: hand_out(yours[::-1], by=desk.colleague, now=NOW),
    )
    assert clauses(the_only_error(futures)) == {Clause.STO_17}
    assert Loan.objects.count() == 3


# --- One loan, two returns --------------------------------------------------------------------


def two_clerks_take_back_one_volume(desk, side_by_side):
    loan = desk.lent()
    futures = side_by_side(
        lambda: desk.back(loan, now=at(2)),
        lambda: desk.back(loan, now=at(2), by=desk.colleague),
    )
    assert Return.objects.filter(loan=loan).count() == 1
    return futures


@clause(Clause.LND_07)
def test_two_clerks_take_back_one_loan_once(desk, side_by_side):
    error = the_only_error(two_clerks_take_back_one_volume(desk, side_by_side))
    assert clauses(error) == {Clause.LND_07}


@clause(Clause.LND_07)
def test_control_two_returns_meet_the_constraint(desk, side_by_side, without_locks):
    error = the_only_error(two_clerks_take_back_one_volume(desk, side_by_side))
    assert constraint(error) == "lending_return_loan_id_key"


@clause(Clause.LND_07)
def test_two_clerks_put_back_one_loan_once(desk, side_by_side):
    loan = desk.back(desk.lent())
    futures = side_by_side(
        lambda: desk.shelved(loan), lambda: desk.shelved(loan, by=desk.colleague)
    )
    assert clauses(the_only_error(futures)) == {Clause.LND_07}
    assert again(loan.holding).state == HoldingState.ON_SHELF


# --- Renewal and return -----------------------------------------------------------------------


def renewed_and_returned(desk, side_by_side):
    loan = desk.lent()
    renewal = desk.wished(loan)
    futures = side_by_side(
        lambda: desk.granted(renewal, now=at(2), by=desk.colleague),
        lambda: desk.back(loan, now=at(2)),
    )
    return again(loan), futures


@clause(Clause.LND_05, Clause.LND_07)
def test_a_renewal_and_the_return_at_once_leave_one_story(desk, side_by_side):
    """Renewed and then returned, or returned and then not renewed; never the third."""
    loan, (granted, returned) = renewed_and_returned(desk, side_by_side)
    assert returned.exception() is None
    assert loan.returned_on == day(2)
    if granted.exception() is None:
        assert (loan.due_on, loan.renewals) == (day(15), 1)
    else:
        assert clauses(granted.exception()) == {Clause.LND_05}
        assert (loan.due_on, loan.renewals) == (day(7), 0)


@clause(Clause.LND_05, Clause.LND_07)
def test_control_a_renewal_of_what_is_back_meets_the_promise(desk, side_by_side, monkeypatch):
    """The renewal reads before the return and writes after it."""
    loan = desk.lent()
    renewal = desk.wished(loan)
    returned = threading.Event()
    locked = locks.loan

    def stale(pk):
        if threading.current_thread() is not renewing[0]:
            return locked(pk)
        found = Loan.objects.select_related("holding__keeper", "room", "line__grant").get(pk=pk)
        returned.wait(timeout=10)
        return found

    renewing = []

    def renew():
        renewing.append(threading.current_thread())
        return desk.granted(renewal, now=at(2))

    def bring_back():
        while not renewing:
            pass
        try:
            return desk.back(loan, now=at(2), by=desk.colleague)
        finally:
            returned.set()

    monkeypatch.setattr(locks, "loan", stale)
    error = the_only_error(side_by_side(renew, bring_back))
    assert isinstance(error, IntegrityError)
    assert "before the return" in str(error)
    assert (again(loan).due_on, again(loan).returned_on) == (day(7), day(2))


# --- Committed for good -----------------------------------------------------------------------


@clause(Clause.LND_07)
def test_the_thing_can_be_lent_again_once_it_stands_in_its_slot(desk):
    volume = desk.volume()
    loan = desk.lent(volume)
    waiting = desk.approved(volume, who=desk.world.front)
    desk.back(loan, now=at(16))
    with refused(Clause.STO_17):
        desk.hand_out(waiting, now=at(16))
    desk.shelved(loan, now=at(16))
    desk.hand_out(waiting, now=at(16))
    assert Loan.objects.filter(holding=volume).count() == 2
    assert due_for_case(again(loan), day(40))
