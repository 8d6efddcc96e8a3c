"""The destruction itself: each line compared by each witness, then destroyed, by itself."""

import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection

from archive_office.journal.models import JournalEntry
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from destruction.models import LineConfirmation, LineState, Method, RegisterLine
from destruction.procedures.executing import (
    confirm_line,
    destroy_line,
    finish_destruction,
    put_off_line,
    start_destruction,
)
from destruction.procedures.quarantine import withdraw_line
from destruction.procedures.registers import void_register
from destruction.rules.methods import methods_for
from dossiers.models import Hold, Holding, HoldingState, Retention
from dossiers.procedures.retention import correct_trigger, place_hold
from tests.destruction.registers import destroying_office
from tests.destruction.world import again, change
from tests.factories import TODAY, DocumentFactory, arranged, person
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db
AT_THE_END = (
    "destroyed_by_a_line", "destroyed_line_takes_its_thing", "closed_when_all_have_signed"
)  # fmt: skip
"""The promises that are looked at when a transaction ends."""


@pytest.fixture
def here():
    return destroying_office()


def only(register):
    return register.lines.get()


@clause(Clause.DES_07)
def test_each_witness_confirms_a_line_by_scanning_the_thing(here):
    volume = here.volume()
    line = only(here.started(volume))
    here.confirm(line, here.witness)
    here.confirm(line, here.second)

    given = list(line.confirmations.order_by("pk"))
    assert [each.witness.person for each in given] == [here.witness, here.second]
    assert {each.scanned for each in given} == {volume.barcode}


@clause(Clause.DES_07)
@pytest.mark.parametrize("code", ["barcode", "code", "legacy_code"])
def test_barcode_code_and_former_code_name_the_thing(here, code):
    volume = here.volume(legacy_code="旧-77")
    line = only(here.started(volume))
    typed = f" {getattr(volume, code)} ".lower().replace("·", "．")
    then = here.the_day(line.register)
    confirmation = confirm_line(line.register, typed, by=here.witness, now=then)
    assert confirmation.line == line


@clause(Clause.DES_07)
def test_the_volume_is_not_scanned_for_one_of_its_papers(here):
    paper = here.paper()
    register = here.started(paper)
    then = here.the_day(register)
    with refused(Clause.DES_07):
        confirm_line(register, paper.holding.barcode, by=here.witness, now=then)
    assert confirm_line(register, paper.code, by=here.witness, now=then).line == only(register)


@clause(Clause.DES_07)
def test_what_is_not_on_the_register_is_not_confirmed(here):
    other = here.volume()
    register = here.started()
    for code in (other.barcode, "", "\0", "H:00000000"):
        with refused(Clause.DES_07):
            confirm_line(register, code, by=here.witness, now=here.the_day(register))


@clause(Clause.DES_07)
def test_nobody_confirms_twice_nor_for_another(here):
    line = only(here.started())
    here.confirm(line, here.witness)
    with refused(Clause.DES_07):
        here.confirm(line, here.witness)
    for stranger in (here.room_head, here.accountant, here.archivist):
        with refused(Clause.DES_06):
            here.confirm(line, stranger)


@clause(Clause.DES_07)
def test_nothing_is_confirmed_before_the_destruction_begins(here):
    register = here.planned()
    with refused(Clause.DES_07):
        here.confirm(only(register), here.witness)


@clause(Clause.DES_07)
def test_a_line_that_a_witness_has_not_seen_is_not_destroyed(here):
    line = only(here.started())
    with refused(Clause.DES_07):
        here.destroy(line)
    here.confirm(line, here.witness)
    with refused(Clause.DES_07) as caught:
        here.destroy(line)
    assert str(here.second) in str(caught.value.refusals[0].reason)
    here.confirm(line, here.second)
    assert here.destroy(line).state == LineState.DESTROYED


@clause(Clause.DES_08, Clause.DES_11)
def test_each_line_is_an_act_of_its_own_with_its_own_day(here):
    register = here.confirmed(here.volume(), here.volume())
    first, second = register.lines.order_by("number")
    here.destroy(first, now=here.the_day(register, minutes=10))
    assert again(first).state == LineState.DESTROYED
    assert again(first.holding).state == HoldingState.DESTROYED
    assert again(second).state == LineState.LISTED
    assert again(second.holding).state == HoldingState.QUARANTINED

    tomorrow = here.the_day(register) + timedelta(days=1)
    here.destroy(second, now=tomorrow)
    assert again(second).destroyed_at == tomorrow
    acts = JournalEntry.objects.filter(act="destruction.line_destroyed")
    assert acts.count() == 2


@clause(Clause.DES_08)
def test_the_day_is_the_day_of_the_act_and_never_before_approval_or_confirmation(here):
    line = only(here.confirmed())
    register = again(line.register)
    for then in (register.approved_at - timedelta(days=1), here.the_day(register, minutes=2)):
        with refused(Clause.DES_08):
            here.destroy(line, now=then)
    with pytest.raises(TypeError):  # nobody can state another day
        destroy_line(
            line, Method.SHREDDER, by=here.room_head, now=register.started_at, on=date(2030, 1, 1)
        )


@clause(Clause.DES_08)
def test_a_line_is_destroyed_once(here):
    register = here.confirmed(here.volume(), here.volume())
    line = register.lines.get(number=1)
    here.destroy(line)
    with refused(Clause.DES_08):
        here.destroy(line)
    with refused(Clause.DES_08):
        put_off_line(line, reason="太晚", by=here.room_head, now=here.the_day(register))
    with refused(Clause.DES_07):
        here.confirm(again(line), here.witness)


@clause(Clause.DES_02)
def test_only_who_began_it_carries_it_out(here):
    line = only(here.confirmed())
    other_head = person(Role.ARCHIVE_ROOM_HEAD, here.headquarters)
    for stranger in (here.archivist, here.witness, here.director, other_head):
        with refused(Clause.DES_02):
            here.destroy(line, by=stranger)
        with refused(Clause.DES_02):
            put_off_line(line, reason="卡纸", by=stranger, now=here.the_day(line.register))
        with refused(Clause.DES_02):
            finish_destruction(line.register, by=stranger, now=here.the_day(line.register))


@clause(Clause.DES_02)
def test_nothing_is_destroyed_before_it_begins(here):
    line = only(here.planned())
    with refused(Clause.DES_02):
        here.destroy(line)


@clause(Clause.APR_01, Clause.DES_01)
@pytest.mark.parametrize("kind", [Hold.Kind.LEGAL, Hold.Kind.DISPUTE, Hold.Kind.AUDIT])
@pytest.mark.parametrize("when", ["between approval and execution", "after the confirmations"])
def test_a_hold_placed_since_the_approval_stops_the_line_and_is_named(here, kind, when):
    held, free = here.volume(), here.volume()

    def hold():
        place_hold(
            held.dossier, kind, Role.CENTRE_HEAD, by=here.head, now=then, reason="诉讼案12号"
        )

    register = here.planned(held, free)
    then = here.the_day(register)
    if when.startswith("between"):
        hold()
    start_destruction(register, by=here.room_head, now=then)
    for line in register.lines.all():
        here.confirm(line)
    if when.startswith("after"):
        hold()

    with refused(Clause.DES_01) as caught:
        here.destroy(register.lines.get(holding=held))
    assert "诉讼案12号" in str(caught.value.refusals[0].reason)
    assert again(held).state == HoldingState.QUARANTINED
    here.destroy(register.lines.get(holding=free))
    assert again(free).state == HoldingState.DESTROYED


@clause(Clause.APR_01)
def test_a_hold_on_the_dossier_stops_a_single_paper_too(here):
    paper = here.paper()
    line = only(here.confirmed(paper))
    place_hold(
        paper.holding.dossier,
        Hold.Kind.LEGAL,
        Role.CENTRE_HEAD,
        by=here.head,
        now=here.the_day(line.register),
        reason="诉讼",
    )
    with refused(Clause.DES_01):
        here.destroy(line)


@clause(Clause.APR_01)
def test_a_term_that_became_longer_stops_the_line(here):
    volume = here.volume()
    line = only(here.confirmed(volume))
    correct_trigger(
        volume, date(2020, 1, 1), by=here.archivist, now=here.the_day(line.register), reason="更正"
    )
    with refused(Clause.DES_01):
        here.destroy(line)


@clause(Clause.APR_01)
def test_what_became_permanent_is_not_destroyed(here):
    volume = here.volume()
    line = only(here.confirmed(volume))
    change(again(volume), retention=Retention.PERMANENT, retention_years=None)
    with refused(Clause.DES_01):
        here.destroy(line)


@clause(Clause.DES_21)
def test_customer_papers_go_through_the_shredder_only(here):
    line = only(here.confirmed(here.volume()))
    assert methods_for(line, on=TODAY) == [Method.SHREDDER]
    for method in (Method.TEARING, Method.BREAKING):
        with refused(Clause.DES_21):
            here.destroy(line, method)
    assert here.destroy(line, Method.SHREDDER).method == Method.SHREDDER


@clause(Clause.DES_21)
@pytest.mark.parametrize("level", [2, 3, 4])
def test_graded_papers_go_through_the_shredder_only(here, level):
    record = here.record()
    line = only(here.confirmed(record))
    change(again(record), secrecy=level)
    with refused(Clause.DES_21):
        here.destroy(line, Method.TEARING)


@clause(Clause.DES_22)
def test_ordinary_papers_may_be_torn_up_and_the_method_is_kept(here):
    line = only(here.confirmed(here.record()))
    assert methods_for(line, on=TODAY) == [Method.TEARING, Method.SHREDDER]
    here.destroy(line, Method.TEARING)
    assert again(line).method == Method.TEARING


@clause(Clause.DES_22)
def test_the_office_may_shred_ordinary_papers_too(here):
    here.set("ordinary_disposal_method", "shred")
    line = only(here.confirmed(here.record()))
    with refused(Clause.DES_22):
        here.destroy(line, Method.TEARING)


@clause(Clause.DES_22)
@pytest.mark.parametrize("form", [Holding.Form.OBJECT, Holding.Form.AUDIO_VISUAL])
def test_objects_and_media_are_broken_up(here, form):
    line = only(here.confirmed(here.record(physical_form=form)))
    with refused(Clause.DES_22):
        here.destroy(line, Method.SHREDDER)
    assert here.destroy(line, Method.BREAKING).method == Method.BREAKING


@clause(Clause.DES_03)
def test_nothing_is_sold_or_put_to_another_use(here):
    assert set(Method.values) == {"shredder", "tearing", "breaking"}
    line = only(here.confirmed(here.record()))
    for method in ("sold", "waste_paper", "reuse", " "):
        with refused(Clause.DES_03):
            here.destroy(line, method)


@clause(Clause.DES_08)
def test_when_the_machine_jams_the_line_is_put_off_with_reason(here):
    register = here.confirmed(here.volume(), here.volume())
    first, second = register.lines.order_by("number")
    here.destroy(first)
    then = here.the_day(register, minutes=15)
    with refused(Clause.DES_08):
        put_off_line(second, reason="", by=here.room_head, now=then)
    put_off_line(second, reason="碎纸机卡纸", by=here.room_head, now=then)

    kept = again(second)
    assert (kept.state, kept.reason, kept.decided_by) == ("put_off", "碎纸机卡纸", here.room_head)
    assert again(second.holding).state == HoldingState.QUARANTINED
    with refused(Clause.DES_08):
        here.destroy(kept)


@clause(Clause.DES_18)
def test_the_executor_withdraws_a_line_to_its_shelf(here):
    register = here.confirmed(here.volume(), here.volume())
    line = register.lines.get(number=1)
    withdraw_line(line, reason="发现手写批注", by=here.room_head, now=here.the_day(register))
    assert again(line).state == LineState.WITHDRAWN
    assert again(line.holding).state == HoldingState.ON_SHELF
    with refused(Clause.DES_08):
        here.destroy(again(line))


@clause(Clause.DES_08)
def test_it_is_not_finished_while_a_line_is_open(here):
    register = here.confirmed(here.volume(), here.volume())
    here.destroy(register.lines.get(number=1))
    with refused(Clause.DES_08) as caught:
        finish_destruction(register, by=here.room_head, now=here.the_day(register, minutes=20))
    assert "2" in str(caught.value.refusals[0].reason)


@clause(Clause.DES_08)
def test_a_register_of_which_nothing_was_destroyed_is_given_up_not_closed(here):
    register = here.confirmed()
    then = here.the_day(register, minutes=20)
    put_off_line(only(register), reason="停电", by=here.room_head, now=then)
    with refused(Clause.DES_08):
        finish_destruction(register, by=here.room_head, now=then)
    void_register(register, reason="停电", by=here.head, now=then)
    assert again(register).state == "void"
    assert again(only(register).holding).state == HoldingState.ON_SHELF


def broken(name, table, fields, **where):
    """An UPDATE past every rule meets the database's promise."""
    with pytest.raises(IntegrityError) as caught:
        past_every_rule(table, fields, where)
    assert re.search(name, caught.value.__cause__.diag.constraint_name)


def past_every_rule(table, fields, where):
    with arranged():
        table.objects.filter(**where).update(**fields)
        with connection.cursor() as cursor:
            cursor.execute(f"SET CONSTRAINTS {', '.join(AT_THE_END)} IMMEDIATE")


@clause(Clause.DES_07, Clause.DES_08)
def test_the_database_destroys_no_line_that_a_witness_has_not_seen(here):
    line = only(here.started())
    here.confirm(line, here.witness)
    then = here.the_day(line.register, minutes=30)
    how = {
        "state": "destroyed",
        "method": "shredder",
        "destroyed_at": then,
        "destroyed_by": here.room_head,
    }
    name = "destruction_destroyed_before_witnesses"
    broken(name, RegisterLine, how, pk=line.pk)
    here.confirm(line, here.second)
    broken(name, RegisterLine, how | {"destroyed_by": here.head}, pk=line.pk)
    early = again(line.register).approved_at - timedelta(days=1)
    broken(name, RegisterLine, how | {"destroyed_at": early}, pk=line.pk)
    broken("destruction_destroyed_line_takes_its_thing", RegisterLine, how, pk=line.pk)


@clause(Clause.DES_08)
def test_the_database_destroys_nothing_in_the_catalogue_without_its_line(here):
    volume = here.volume()
    paper = DocumentFactory(holding=volume)
    line = only(here.confirmed(volume))
    name = "destruction_thing_destroyed_by_a_line"
    gone = {"state": "destroyed", "present_slot": None}
    broken(name, Holding, gone, pk=volume.pk)
    broken(name, type(paper), {"state": "destroyed"}, pk=paper.pk)
    here.destroy(line)
    assert again(paper).state == "destroyed"


@clause(Clause.DES_08)
def test_the_database_keeps_a_destroyed_line_as_it_is(here):
    register = here.confirmed(here.volume(), here.volume())
    line = register.lines.get(number=1)
    here.destroy(line)
    name = "destruction_.*stay"
    broken(name, RegisterLine, {"state": "listed"}, pk=line.pk)
    broken(name, RegisterLine, {"method": "tearing"}, pk=line.pk)
    broken(name, RegisterLine, {"destroyed_at": here.the_day(register)}, pk=line.pk)
    broken(name, LineConfirmation, {"scanned": "H:1"}, line=line)
