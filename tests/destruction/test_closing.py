"""After the destruction: the record is frozen, everybody signs it, the register is closed."""

import json

import pytest

from archive_office.notices.models import Notice
from archive_office.organisation.signing import digest, prove_identity
from archive_office.policy.models import Parameter
from archive_office.regulation import Clause
from destruction.models import DestructionRegister, RegisterLine, RegisterSignature, RegisterState
from destruction.procedures.closing import sign_record
from destruction.procedures.executing import finish_destruction, put_off_line
from destruction.rules.record import frozen_record
from dossiers.models import HoldingState
from tests.destruction.registers import destroying_office
from tests.destruction.test_executing import broken
from tests.destruction.world import again
from tests.factories import PASSWORD, arranged
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return destroying_office()


@clause(Clause.DES_08, Clause.DES_09)
def test_the_last_signature_closes_the_register(here):
    volume, paper = here.volume(), here.paper()
    register = here.finished(volume, paper)
    for who in (here.witness, here.room_head):
        here.sign_off(register, who)
        assert again(register).state == RegisterState.SIGNING
        assert again(register).closed_at is None
    here.sign_off(register, here.second)

    closed = again(register)
    assert closed.state == RegisterState.CLOSED
    assert (closed.is_open, closed.closed_at) == (False, here.the_day(register, minutes=30))
    assert again(volume).state == HoldingState.DESTROYED
    assert again(paper).state == "destroyed"
    assert again(paper.holding).state == HoldingState.ON_SHELF


@clause(Clause.DES_09)
@pytest.mark.parametrize("last", ["witness", "second", "room_head"])
def test_it_is_signed_in_any_order(here, last):
    register = here.finished()
    people = {here.witness, here.second, here.room_head} - {getattr(here, last)}
    for who in sorted(people, key=lambda each: each.pk):
        here.sign_off(register, who)
    here.sign_off(register, getattr(here, last))
    assert again(register).state == RegisterState.CLOSED


@clause(Clause.DES_09)
def test_a_signature_says_who_when_as_what_and_over_which_record(here):
    register = here.finished()
    signature = again(here.sign_off(register, here.witness))
    assert (signature.signer, signature.part) == (here.witness, "witness")
    assert signature.signed_at == here.the_day(register, minutes=30)
    assert (signature.content, signature.content_hash) == (register.record, register.record_hash)
    assert signature.content_hash == digest(signature.content)
    assert here.sign_off(register, here.room_head).part == "executor"


@clause(Clause.DES_09)
def test_nobody_else_signs_and_nobody_twice(here):
    register = here.finished()
    for stranger in (here.archivist, here.director, here.head, here.accountant):
        with refused(Clause.DES_09):
            here.sign_off(register, stranger)
    here.sign_off(register, here.witness)
    with refused(Clause.DES_09):
        here.sign_off(register, here.witness)


@clause(Clause.DES_09)
def test_only_the_record_that_was_shown_is_signed(here):
    register = here.finished()
    with refused(Clause.DES_09):
        here.sign_off(register, here.witness, seen_hash=register.content_hash)


@clause(Clause.DES_07, Clause.DES_09)
def test_nothing_is_signed_before_the_destruction_is_finished(here):
    register = here.destroyed()
    with refused(Clause.DES_09):
        here.sign_off(register, here.witness, seen_hash="x")


@clause(Clause.DES_09)
def test_an_old_password_does_not_sign(here):
    register = here.finished()
    early, late = here.the_day(register, minutes=30), here.the_day(register, minutes=36)
    proof = prove_identity(here.witness, PASSWORD, now=early)
    with refused(Clause.SEC_42):
        sign_record(register, proof, register.record_hash, by=here.witness, now=late)
    with refused(Clause.SEC_42):
        sign_record(register, proof, register.record_hash, by=here.second, now=early)


@clause(Clause.DES_04)
def test_a_register_with_fewer_than_two_witnesses_is_not_closed(here):
    here.set("witnesses_min", "1")
    register = here.finished(witnesses=(here.witness,))
    with arranged():
        Parameter.objects.create(
            name="witnesses_min",
            value="2",
            effective_from=here.the_day(register).date(),
            reason="会议决定",
            set_by=here.director,
        )
    with refused(Clause.DES_04):
        here.sign_off(register, here.witness)


@clause(Clause.DES_06, Clause.DES_07, Clause.DES_08, Clause.DES_10, Clause.DES_20, Clause.DES_25)
def test_the_record_says_who_saw_what_go_where_when_and_how(here):
    gone, left = here.volume(), here.volume()
    register = here.confirmed(gone, left)
    here.destroy(register.lines.get(holding=gone))
    then = here.the_day(register, minutes=20)
    jammed = register.lines.get(holding=left)
    put_off_line(jammed, reason="卡纸", by=here.room_head, now=then)
    register = finish_destruction(register, by=here.room_head, now=then)

    record = frozen_record(register)
    assert register.record_hash == digest(register.record)
    assert record["schema"] == "archive-office/destruction-record/1"
    assert record["place"] == str(here.place())
    assert record["executor"]["name"] == str(here.room_head)
    assert {w["name"] for w in record["witnesses"]} == {str(here.witness), str(here.second)}
    assert {w["appointed_by"] for w in record["witnesses"]} == {str(here.room_head)}
    assert record["methods"] == ["碎纸机粉碎"]
    assert record["destroyed_on"] == f"{then:%F}"
    lines = {line["code"]: line for line in record["lines"]}
    assert lines[gone.code]["outcome"] == "已销毁"
    assert [c["scanned"] for c in lines[gone.code]["confirmations"]] == [gone.barcode] * 2
    assert lines[gone.code]["twins_words"] == "无"
    assert (lines[left.code]["outcome"], lines[left.code]["reason"]) == ("缓销", "卡纸")
    assert "不得作为废纸出售" in record["ban"]
    assert record["totals"]["lines"] == 1


@clause(Clause.DES_09)
def test_everybody_whose_signature_is_wanted_is_told(here):
    register = here.finished()
    told = Notice.objects.filter(key=f"record_to_sign:{register.pk}").values_list("to", flat=True)
    assert set(told) == {here.witness.pk, here.second.pk, here.room_head.pk}


@clause(Clause.DES_09)
def test_the_closed_register_is_read_only_for_ever(here):
    register = here.closed()
    line, signature = register.lines.get(), register.signatures.first()
    for table, fields, where in (
        (DestructionRegister, {"state": "signing", "is_open": True, "closed_at": None}, register),
        (DestructionRegister, {"record": "{}"}, register),
        (DestructionRegister, {"basis": "别的"}, register),
        (RegisterLine, {"title": "别的"}, line),
        (RegisterLine, {"state": "withdrawn"}, line),
        (RegisterSignature, {"statement": "别的"}, signature),
    ):
        broken("destruction_", table, fields, pk=where.pk)
    with refused(Clause.DES_09):
        here.sign_off(register, here.witness)
    with refused(Clause.DES_02):
        finish_destruction(register, by=here.room_head, now=here.the_day(register, minutes=40))


@clause(Clause.DES_09)
def test_the_database_closes_nothing_that_not_everybody_has_signed(here):
    register = here.finished()
    here.sign_off(register, here.witness)
    here.sign_off(register, here.room_head)
    closed = {
        "state": "closed", "is_open": False, "closed_at": here.the_day(register, minutes=40)
    }  # fmt: skip
    name = "destruction_closed_when_all_have_signed"
    broken(name, DestructionRegister, closed, pk=register.pk)


@clause(Clause.DES_09)
def test_the_frozen_record_stays_as_it_was_frozen(here):
    register = here.finished()
    changed = json.loads(register.record) | {"place": "别处"}
    text = json.dumps(changed, ensure_ascii=False)
    name = "destruction_begun_and_finished_in_order"
    broken(name, DestructionRegister, {"record": text}, pk=register.pk)
