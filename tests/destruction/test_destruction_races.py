"""Two sessions carry out one register at the same instant.

Each race has a control: the same race with the office's own locks taken away, both sides
past their checks before either writes. Then the database alone holds the promise.
"""

import threading

import pytest

from archive_office.journal.models import JournalEntry
from archive_office.organisation.roles import Role
from archive_office.organisation.signing import prove_identity
from archive_office.regulation import Clause
from destruction.models import (
    DestructionRegister,
    LineConfirmation,
    LineState,
    Method,
    RegisterLine,
    RegisterState,
    Witness,
)
from destruction.procedures import locking
from destruction.procedures.closing import sign_record
from destruction.procedures.executing import (
    confirm_line,
    destroy_line,
    finish_destruction,
    put_off_line,
    start_destruction,
)
from destruction.procedures.witnesses import appoint_witness
from dossiers.models import Hold, HoldingState
from dossiers.procedures.retention import place_hold
from tests.destruction.registers import destroying_office
from tests.destruction.world import again
from tests.factories import PASSWORD, person
from tests.steps import clause, refused
from tests.transfers.test_races import clauses, constraint, outcomes, the_only_error

pytestmark = pytest.mark.race


@pytest.fixture
def here(own_database):
    return destroying_office()


@pytest.fixture
def without_locks(monkeypatch):
    """Rows are read without locks, and nobody writes before both have read and judged."""
    gate = threading.Barrier(2)

    def register(pk):
        return DestructionRegister.objects.select_related("room", "started_by", "place").get(pk=pk)

    def meet(saved):
        def save(row, *args, **kwargs):
            gate.wait(timeout=10)
            return saved(row, *args, **kwargs)

        return save

    def take_away():
        monkeypatch.setattr(locking, "locked_register", register)
        monkeypatch.setattr(locking, "lock_for_destruction", lambda lines: None)
        for model in (RegisterLine, DestructionRegister, LineConfirmation, Witness):
            monkeypatch.setattr(model, "save", meet(model.save))

    return take_away


def nothing():
    """The locks stay."""


def destroying(here, line):
    then = here.the_day(line.register, minutes=10)
    return lambda: destroy_line(line, Method.SHREDDER, by=here.room_head, now=then)


def one_line_twice(here, side_by_side, take_away=nothing):
    line = here.confirmed().lines.get()
    racers = destroying(here, line), destroying(here, line)
    take_away()
    error = the_only_error(side_by_side(*racers))
    assert again(line).state == LineState.DESTROYED
    assert again(line.holding).state == HoldingState.DESTROYED
    assert JournalEntry.objects.filter(act="destruction.line_destroyed").count() == 1
    return error


@clause(Clause.DES_08)
def test_two_sessions_destroy_one_line_once(here, side_by_side):
    assert clauses(one_line_twice(here, side_by_side)) == {Clause.DES_08}


@clause(Clause.DES_08)
def test_control_the_second_session_meets_the_destroyed_line(here, side_by_side, without_locks):
    error = one_line_twice(here, side_by_side, without_locks)
    assert constraint(error) == "destruction_destroyed_line_stays"


def two_lines_at_once(here, side_by_side, take_away=nothing):
    register = here.confirmed(here.volume(), here.volume())
    first, second = register.lines.order_by("number")
    racers = destroying(here, first), destroying(here, second)
    take_away()
    assert outcomes(side_by_side(*racers)) == [None, None]
    assert {line.state for line in register.lines.all()} == {LineState.DESTROYED}
    assert JournalEntry.objects.filter(act="destruction.line_destroyed").count() == 2


@clause(Clause.DES_08)
def test_two_sessions_work_through_one_register_each_line_by_itself(here, side_by_side):
    two_lines_at_once(here, side_by_side)


@clause(Clause.DES_08)
def test_control_the_database_lets_the_lines_follow_each_other(here, side_by_side, without_locks):
    two_lines_at_once(here, side_by_side, without_locks)


def destroyed_or_put_off(here, side_by_side, take_away=nothing):
    register = here.confirmed()
    line = register.lines.get()
    then = here.the_day(register, minutes=10)
    racers = (
        destroying(here, line),
        lambda: put_off_line(line, reason="卡纸", by=here.room_head, now=then),
    )
    take_away()
    error = the_only_error(side_by_side(*racers))
    gone = again(line).state == LineState.DESTROYED
    left = HoldingState.DESTROYED if gone else HoldingState.QUARANTINED
    assert again(line.holding).state == left
    return error


@clause(Clause.DES_08)
def test_a_line_is_destroyed_or_put_off_not_both(here, side_by_side):
    assert clauses(destroyed_or_put_off(here, side_by_side)) == {Clause.DES_08}


@clause(Clause.DES_08)
def test_control_destroyed_and_put_off_meet_a_promise(here, side_by_side, without_locks):
    error = destroyed_or_put_off(here, side_by_side, without_locks)
    assert constraint(error) in {
        "destruction_destroyed_line_stays",
        "destruction_destroyed_before_witnesses",
    }


def begun_twice(here, side_by_side, take_away=nothing):
    register = here.planned()
    other = person(Role.ARCHIVE_ROOM_HEAD, here.finance)
    then = here.the_day(register)
    racers = [
        lambda who=who: start_destruction(register, by=who, now=then)
        for who in (here.room_head, other)
    ]
    take_away()
    error = the_only_error(side_by_side(*racers))
    assert again(register).state == RegisterState.EXECUTING
    return error


@clause(Clause.DES_02)
def test_a_destruction_is_begun_once(here, side_by_side):
    assert clauses(begun_twice(here, side_by_side)) == {Clause.DES_02}


@clause(Clause.DES_02)
def test_control_who_begins_second_meets_a_promise(here, side_by_side, without_locks):
    error = begun_twice(here, side_by_side, without_locks)
    assert constraint(error) == "destruction_begun_and_finished_in_order"


def confirmed_twice(here, side_by_side, take_away=nothing):
    register = here.started()
    line = register.lines.get()
    then = here.the_day(register)
    take_away()
    racers = [
        lambda: confirm_line(register, line.holding.barcode, by=here.witness, now=then)
        for _tablet in range(2)
    ]
    error = the_only_error(side_by_side(*racers))
    assert line.confirmations.count() == 1
    return error


@clause(Clause.DES_07)
def test_one_witness_with_two_tablets_confirms_once(here, side_by_side):
    assert clauses(confirmed_twice(here, side_by_side)) == {Clause.DES_07}


@clause(Clause.DES_07)
def test_control_the_second_confirmation_meets_the_constraint(here, side_by_side, without_locks):
    error = confirmed_twice(here, side_by_side, without_locks)
    assert constraint(error) == "destruction_a_witness_confirms_a_line_once"


def appointed_twice(here, side_by_side, take_away=nothing):
    register = here.checked()
    then = here.after_the_wait(register)
    racers = [
        lambda by=by: appoint_witness(register, here.witness, by=by, now=then)
        for by in (here.room_head, here.service_head)
    ]
    take_away()
    error = the_only_error(side_by_side(*racers))
    assert register.witnesses.count() == 1
    return error


@clause(Clause.DES_04)
def test_two_heads_do_not_make_two_witnesses_of_one_person(here, side_by_side):
    assert clauses(appointed_twice(here, side_by_side)) == {Clause.DES_06}


@clause(Clause.DES_04)
def test_control_one_person_twice_meets_the_constraint(here, side_by_side, without_locks):
    error = appointed_twice(here, side_by_side, without_locks)
    assert constraint(error) == "destruction_one_person_is_one_witness"


@clause(Clause.APR_01)
def test_a_hold_and_the_destruction_follow_each_other(here, side_by_side):
    register = here.confirmed()
    line = register.lines.get()
    then = here.the_day(register, minutes=10)
    destroyed, held = outcomes(
        side_by_side(
            destroying(here, line),
            lambda: place_hold(
                line.holding,
                Hold.Kind.LEGAL,
                Role.CENTRE_HEAD,
                by=here.head,
                now=then,
                reason="诉讼",
            ),
        )
    )
    gone = again(line.holding).state == HoldingState.DESTROYED
    assert gone == (destroyed is None)
    assert gone == (held is not None)
    assert clauses(held if gone else destroyed) == {Clause.APR_02 if gone else Clause.DES_01}


@clause(Clause.APR_02)
def test_what_is_destroyed_is_held_no_more(here):
    volume = here.volume()
    register = here.destroyed(volume)
    for about in (volume, volume.dossier):
        with refused(Clause.APR_02):
            place_hold(
                about, Hold.Kind.LEGAL, Role.CENTRE_HEAD,
                by=here.head, now=here.the_day(register, minutes=20), reason="诉讼",
            )  # fmt: skip


def signing(here, register, who):
    then = here.the_day(register, minutes=30)
    proof = prove_identity(who, PASSWORD, now=then)
    return lambda: sign_record(register, proof, register.record_hash, by=who, now=then)


@clause(Clause.DES_09)
@pytest.mark.parametrize("locks", [True, False])
def test_the_last_two_sign_at_the_same_instant_and_the_register_is_closed(
    here, side_by_side, monkeypatch, locks
):
    register = here.finished()
    here.sign_off(register, here.room_head)
    racers = [signing(here, register, who) for who in (here.witness, here.second)]
    if not locks:
        monkeypatch.setattr(
            locking, "locked_register", lambda pk: DestructionRegister.objects.get(pk=pk)
        )
    assert outcomes(side_by_side(*racers)) == [None, None]
    assert again(register).state == RegisterState.CLOSED


@clause(Clause.DES_08)
def test_it_is_not_finished_while_the_last_line_is_being_destroyed(here, side_by_side):
    register = here.confirmed(here.volume(), here.volume())
    first, second = register.lines.order_by("number")
    here.destroy(first)
    then = here.the_day(register, minutes=20)
    destroyed, finished = outcomes(
        side_by_side(
            destroying(here, second),
            lambda: finish_destruction(register, by=here.room_head, now=then),
        )
    )
    assert destroyed is None
    if finished is None:
        assert '"state":"listed"' not in again(register).record
    else:
        assert clauses(finished) == {Clause.DES_08}
