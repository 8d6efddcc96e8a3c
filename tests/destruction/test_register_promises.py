"""What the database itself holds of a register, whoever writes into it."""

import pytest
from django.db import DatabaseError, connection, transaction

from archive_office.regulation import Clause
from destruction.models import RegisterDecision, RegisterLine
from destruction.procedures.registers import thaw_register, void_register
from dossiers.models import Holding, HoldingState, IssuedCode
from dossiers.procedures.custody import move_custody
from dossiers.procedures.destroying import quarantine_document
from tests.destruction.registers import APPROVED, REFUSED, destroying_office
from tests.destruction.world import NOW, again
from tests.factories import TODAY, arranged
from tests.steps import clause

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return destroying_office()


ITS_WAY = ("destruction_register_goes_its_way", "destruction_begun_and_finished_in_order")
"""Both stand against a skipped step; which speaks first is the database's affair."""


def at_once():
    """Let what is promised for the end of the transaction be looked at now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def write(row, fields):
    with transaction.atomic():
        type(row)._default_manager.filter(pk=row.pk).update(**fields)
        at_once()


def looked_at(done):
    with transaction.atomic():
        done()
        at_once()


def refused_by(*names, row, **fields):
    """Writing these columns past every procedure meets a promise of one of these names."""
    with pytest.raises(DatabaseError) as caught:
        write(row, fields)
    assert caught.value.__cause__.diag.constraint_name in names


def decision(register, by, **fields):
    return RegisterDecision(
        register=register, by=by, at=NOW, content_hash=register.content_hash,
        **{"step": "director", "role": "director", "outcome": APPROVED,
           "department": register.room} | fields,
    )  # fmt: skip


def insert(row):
    with transaction.atomic(), arranged():
        row.save()
        at_once()


@clause(Clause.DES_14)
@pytest.mark.parametrize("column", ["content", "content_hash", "basis", "number", "frozen_at"])
def test_what_was_frozen_stays(here, column):
    register = here.proposed()
    value = None if column == "frozen_at" else "x"
    refused_by("destruction_frozen_register_stays", row=register, **{column: value})


@clause(Clause.DES_14)
@pytest.mark.parametrize("state", ["executing", "signing", "closed"])
def test_a_register_skips_no_step(here, state):
    register = here.proposed()
    refused_by(*ITS_WAY, row=register, state=state, is_open=state != "closed")


@clause(Clause.DES_13)
def test_approved_is_what_everybody_approved(here):
    register = here.proposed()
    refused_by(
        "destruction_approved_when_all_have_agreed", row=register, state="waiting", approved_at=NOW
    )


@clause(Clause.DES_13)
def test_the_proposer_decides_past_no_procedure(here):
    register = here.proposed()
    for fields in ({"by": here.archivist}, {"by": here.head, "acting_for": here.archivist}):
        with pytest.raises(DatabaseError, match="proposed"):
            insert(decision(register, **fields))


@clause(Clause.DES_13)
def test_nor_does_anybody_before_their_turn(here):
    here.set("destruction_approval_chain", "full")
    register = here.proposed()
    with pytest.raises(DatabaseError, match="turn"):
        insert(decision(register, here.director))
    with pytest.raises(DatabaseError, match="turn"):
        insert(decision(register, here.director, step="chairman"))


@clause(Clause.DES_14)
def test_decisions_are_never_changed_or_taken_back(here):
    here.agreed()
    row = RegisterDecision.objects.get()
    for attempt in (
        lambda: RegisterDecision.objects.filter(pk=row.pk).update(reason="x"),
        lambda: RegisterDecision.objects.filter(pk=row.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()


@clause(Clause.DES_14)
def test_lines_stand_still_from_the_freeze_on(here):
    line = here.proposed().lines.get()
    for fields in ({"code": "x"}, {"pages": 1}, {"twins": "erase"}, {"number": 9}):
        refused_by("destruction_register_line_stays", row=line, **fields)
    with pytest.raises(DatabaseError, match="cannot change"), transaction.atomic():
        RegisterLine.objects.filter(pk=line.pk).delete()


@clause(Clause.DES_18, Clause.DES_08)
def test_a_line_takes_no_step_that_its_register_does_not_allow(here):
    said = {"decided_by": here.head, "decided_at": NOW, "reason": "x"}
    line = here.proposed().lines.get()
    refused_by("destruction_register_line_stays", row=line, state="withdrawn", **said)
    waiting = here.quarantined(here.volume()).lines.get()
    refused_by("destruction_register_line_stays", row=waiting, state="vetoed", **said)
    gone = {"method": "shredder", "destroyed_by": here.head, "destroyed_at": NOW}
    before = "destruction_destroyed_before_witnesses"
    refused_by("destruction_register_line_stays", before, row=waiting, state="destroyed", **gone)
    refused_by("destruction_register_line_stays", row=waiting, moved_at=NOW.replace(hour=3))


@clause(Clause.DES_14)
@pytest.mark.parametrize("how", ["refused", "void"])
def test_what_has_ended_stays_as_it_is(here, how):
    register = here.proposed()
    if how == "refused":
        here.decide(register, REFUSED, reason="不同意")
    else:
        void_register(register, reason="作废", by=here.head, now=NOW)
    refused_by("destruction_ended_register_stays", row=register, end_reason="x")
    refused_by("destruction_ended_register_stays", row=register, state="waiting", is_open=True)


@clause(Clause.DES_10)
def test_a_number_once_given_stays(here):
    register = here.drawn_up()
    sql = "DELETE FROM destruction_destructionregister WHERE id = %s"
    with (
        pytest.raises(DatabaseError, match="stays"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, [register.pk])
    assert IssuedCode.objects.filter(code=register.number).exists()


@clause(Clause.APR_01, Clause.DES_16)
def test_nothing_waits_for_destruction_but_by_an_approved_register(here):
    volume, paper = here.volume(), here.paper()
    here.agreed(volume, paper)
    box, to = here.quarantine_box(), HoldingState.QUARANTINED
    for past_the_register in (
        lambda: move_custody([volume], to, by=here.archivist, today=TODAY, slot=box),
        lambda: quarantine_document(paper, by=here.archivist, today=TODAY),
    ):
        with pytest.raises(DatabaseError, match="waits for destruction"):
            looked_at(past_the_register)
    assert again(volume).state == HoldingState.ON_SHELF


@clause(Clause.DES_18)
def test_nor_stays_apart_when_its_line_is_taken_off(here):
    line = here.quarantined().lines.get()
    said = {"decided_by": here.head, "decided_at": NOW, "reason": "x"}
    refused_by("destruction_waits_by_a_register", row=line, state="withdrawn", **said)
    register = again(line.register)
    refused_by(
        "destruction_waits_by_a_register", row=register, state="void", is_open=False, end_reason="x"
    )


@clause(Clause.DES_17)
def test_the_proposer_checks_past_no_procedure(here):
    register = here.quarantined()
    refused_by(
        "destruction_checked_by_somebody_else",
        row=register,
        checked_by=here.archivist,
        checked_at=here.after_the_wait(register),
        check_text="x",
    )


@clause(Clause.DES_17)
def test_a_second_check_once_given_stays(here):
    register = here.checked()
    refused_by("destruction_frozen_register_stays", row=register, check_text="x")


@clause(Clause.DES_01)
def test_openness_is_repeated_on_each_line(here):
    line = here.drawn_up().lines.get()
    refused_by("destruction_register_line_repeats_openness", row=line, is_open=False)


@clause(Clause.DES_14)
def test_opened_again_a_register_may_change(here):
    register = here.proposed()
    thaw_register(register, reason="漏列", by=here.archivist, now=NOW)
    at_once()
    assert again(register).content == ""
    assert Holding.objects.filter(state=HoldingState.ON_SHELF).count() == 1
