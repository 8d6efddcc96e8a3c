"""What happens when two people work on one register at the same instant.

Each race has a control: the same race with the office's own locks taken away, both sides past
their checks before either writes. Then the database alone holds the promise.
"""

import threading

import pytest

from archive_office.notices.models import Notice
from archive_office.organisation.roles import Role
from archive_office.organisation.signing import prove_identity
from archive_office.regulation import Clause
from destruction.models import DestructionRegister, LineState, RegisterLine, RegisterState
from destruction.procedures import approving, locking, quarantine, registers
from destruction.procedures.approving import decide_register
from destruction.procedures.quarantine import move_to_quarantine, withdraw_line
from destruction.procedures.registers import (
    draw_up_register,
    freeze_register,
    thaw_register,
    void_register,
)
from destruction.rules.approving import next_approvals
from dossiers.models import Document, Hold, Holding, HoldingState, IssuedCode
from dossiers.procedures import locks
from dossiers.procedures.retention import place_hold
from tests.destruction.registers import APPROVED, BASIS, REFUSED, destroying_office
from tests.destruction.world import NOW, again
from tests.factories import PASSWORD, person
from tests.steps import clause
from tests.transfers.test_races import clauses, constraint, outcomes, the_only_error

pytestmark = pytest.mark.race


@pytest.fixture
def here(own_database):
    return destroying_office()


@pytest.fixture
def without_locks(monkeypatch):
    """Rows are read without locks, and nobody writes before both are about to."""
    gate = threading.Barrier(2)

    def before(module, name):
        real = getattr(module, name)

        def waiting(*args, **kwargs):
            gate.wait(timeout=10)
            return real(*args, **kwargs)

        monkeypatch.setattr(module, name, waiting)

    def register(pk):
        return DestructionRegister.objects.select_related("room", "drawn_up_by").get(pk=pk)

    def holdings(pks):
        return list(Holding.objects.select_related("keeper").filter(pk__in=list(pks)))

    def documents(pks):
        return list(Document.objects.filter(pk__in=list(pks)))

    monkeypatch.setattr(locking, "locked_register", register)
    monkeypatch.setattr(locking, "locked_holdings", holdings)
    monkeypatch.setattr(locking, "locked_documents", documents)
    monkeypatch.setattr(locks, "dossiers", lambda pks: [])
    return before


def taken_away(request, *steps):
    """The control: without locks, both racers meet right before these steps write."""
    if request is not None:
        before = request.getfixturevalue("without_locks")
        for module, name in steps:
            before(module, name)


def two_archivists_list_one_thing(here, side_by_side, thing, request=None):
    lines = here.ready(thing)
    taken_away(request, (registers, "next_code"))

    def drawing_up(who):
        return lambda: draw_up_register(here.centre, lines, basis=BASIS, by=who, now=NOW)

    futures = side_by_side(drawing_up(here.archivist), drawing_up(here.colleague))
    assert RegisterLine.objects.filter(is_open=True).count() == 1
    codes = IssuedCode.objects.filter(code__startswith="XH").values_list("code", flat=True)
    assert list(codes) == ["XH-2026-0001"]
    return the_only_error(futures)


@clause(Clause.DES_01)
@pytest.mark.parametrize("kind", ["volume", "paper"])
def test_a_thing_comes_on_one_register(here, side_by_side, kind):
    thing = getattr(here, kind)()
    assert clauses(two_archivists_list_one_thing(here, side_by_side, thing)) == {Clause.DES_01}


@clause(Clause.DES_01)
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("volume", "destruction_a_holding_on_one_open_register"),
        ("paper", "destruction_a_document_on_one_open_register"),
    ],
)
def test_control_two_registers_meet_the_constraint(here, side_by_side, request, kind, name):
    thing = getattr(here, kind)()
    error = two_archivists_list_one_thing(here, side_by_side, thing, request)
    assert constraint(error) == name


def frozen_twice(here, side_by_side, request=None):
    register = here.drawn_up()
    taken_away(request, (registers, "turn"))
    futures = side_by_side(
        lambda: freeze_register(register, by=here.archivist, now=NOW),
        lambda: freeze_register(register, by=here.colleague, now=NOW),
    )
    assert again(register).state == RegisterState.APPROVING
    error = the_only_error(futures)
    winner = next(f.result() for f in futures if f.exception() is None)
    assert again(register).frozen_by == winner.frozen_by
    return error


@clause(Clause.DES_14)
def test_a_register_is_frozen_once(here, side_by_side):
    assert clauses(frozen_twice(here, side_by_side)) == {Clause.DES_14}


@clause(Clause.DES_14)
def test_control_the_second_freeze_meets_the_trigger(here, side_by_side, request):
    error = frozen_twice(here, side_by_side, request)
    assert constraint(error) == "destruction_frozen_register_stays"


def deciding(register, who, outcome=APPROVED, *, step="director", reason=""):
    proof = prove_identity(who, PASSWORD, now=NOW)
    seen = register.content_hash
    return lambda: decide_register(
        register, step, outcome, proof, seen, by=who, now=NOW, reason=reason
    )


def decided_twice(here, side_by_side, request=None):
    register = here.proposed()
    other = person(Role.DIRECTOR, here.company)
    racers = deciding(register, here.director), deciding(register, other, REFUSED, reason="不同意")
    taken_away(request, (approving, "_decision"))
    futures = side_by_side(*racers)
    assert register.decisions.count() == 1
    agreed = outcomes(futures)[0] is None
    state = RegisterState.WAITING if agreed else RegisterState.REFUSED
    assert again(register).state == state
    return the_only_error(futures)


@clause(Clause.DES_13, Clause.DES_14)
def test_an_approval_is_decided_once(here, side_by_side):
    assert clauses(decided_twice(here, side_by_side)) == {Clause.DES_14}


@clause(Clause.DES_13, Clause.DES_14)
def test_control_the_second_decision_meets_the_trigger(here, side_by_side, request):
    error = decided_twice(here, side_by_side, request)
    assert constraint(error) == "destruction_decision_is_over_the_content"


def both_of_one_rank(here, side_by_side, request=None):
    here.set("destruction_approval_chain", "full")
    register = here.proposed()
    racers = (
        deciding(register, here.service_head, step="customer_service"),
        deciding(register, here.head, step=f"origin:{here.centre.code}"),
    )
    taken_away(request, (approving, "_decision"))
    assert outcomes(side_by_side(*racers)) == [None, None]
    left = next_approvals(again(register), list(register.decisions.all()))
    assert [approval.name for approval in left] == ["director"]
    assert Notice.objects.filter(to=here.director, clause=Clause.DES_13).count() == 1


@clause(Clause.DES_13)
def test_two_of_one_rank_decide_at_the_same_instant(here, side_by_side):
    both_of_one_rank(here, side_by_side)


@clause(Clause.DES_13)
def test_control_the_database_lets_decisions_follow_each_other(here, side_by_side, request):
    both_of_one_rank(here, side_by_side, request)


def a_change_meets_the_decision(here, side_by_side, request=None):
    register = here.proposed()
    last = deciding(register, here.director)
    taken_away(request, (approving, "_decision"), (registers, "turn"))
    futures = side_by_side(
        last, lambda: thaw_register(register, reason="漏列", by=here.archivist, now=NOW)
    )
    decided = outcomes(futures)[0] is None
    state = RegisterState.WAITING if decided else RegisterState.DRAFTING
    assert again(register).state == state
    assert register.decisions.count() == int(decided)
    return the_only_error(futures)


@clause(Clause.DES_14)
def test_a_change_and_a_decision_exclude_each_other(here, side_by_side):
    assert clauses(a_change_meets_the_decision(here, side_by_side)) == {Clause.DES_14}


@clause(Clause.DES_14)
def test_control_the_change_or_the_decision_meets_a_trigger(here, side_by_side, request):
    assert constraint(a_change_meets_the_decision(here, side_by_side, request)) in {
        "destruction_decision_is_over_the_content",
        "destruction_decided_register_stays",
        "destruction_register_goes_its_way",
    }


def withdrawn_while_it_is_given_up(here, side_by_side, request=None):
    volume = here.volume()
    register = here.quarantined(volume)
    line = register.lines.get()
    taken_away(request, (quarantine, "take_off"), (registers, "turn"))
    futures = side_by_side(
        lambda: withdraw_line(line, reason="查询", by=here.colleague, now=NOW),
        lambda: void_register(register, reason="作废", by=here.archivist, now=NOW),
    )
    assert again(volume).state == HoldingState.ON_SHELF
    return futures, again(register), again(line)


@clause(Clause.DES_18)
def test_a_withdrawal_and_giving_up_follow_each_other(here, side_by_side):
    futures, register, line = withdrawn_while_it_is_given_up(here, side_by_side)
    withdrawn, voided = outcomes(futures)
    assert voided is None
    assert register.state == RegisterState.VOID
    assert withdrawn is None or clauses(withdrawn) == {Clause.DES_18}
    assert (line.state == LineState.WITHDRAWN) == (withdrawn is None)


def moved_twice(here, side_by_side, request=None):
    register = here.agreed()
    line = register.lines.get()
    boxes = here.quarantine_box(), here.quarantine_box()
    taken_away(request, (quarantine, "update_all"))
    futures = side_by_side(
        lambda: move_to_quarantine([line], boxes[0], by=here.archivist, now=NOW),
        lambda: move_to_quarantine([line], boxes[1], by=here.colleague, now=NOW),
    )
    error = the_only_error(futures)
    first = outcomes(futures)[0] is None
    assert again(line).quarantine_slot == boxes[0 if first else 1]
    assert again(line.holding).present_slot == boxes[0 if first else 1]
    return error


@clause(Clause.DES_16)
def test_a_thing_is_brought_apart_once(here, side_by_side):
    assert clauses(moved_twice(here, side_by_side)) == {Clause.DES_16}


@clause(Clause.DES_16)
def test_control_the_second_move_meets_the_trigger(here, side_by_side, request):
    error = moved_twice(here, side_by_side, request)
    assert constraint(error) == "destruction_register_line_stays"


@clause(Clause.DES_01)
def test_a_hold_and_the_last_approval_follow_each_other(here, side_by_side):
    volume = here.volume()
    register = here.proposed(volume)
    futures = side_by_side(
        deciding(register, here.director),
        lambda: place_hold(
            volume, Hold.Kind.LEGAL, Role.CENTRE_HEAD, by=here.head, now=NOW, reason="诉讼"
        ),
    )
    decided, held = outcomes(futures)
    assert held is None
    assert decided is None or clauses(decided) == {Clause.DES_01}
    assert (again(register).state == RegisterState.WAITING) == (decided is None)
