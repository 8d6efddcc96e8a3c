"""Destruction registers through the browser's door: who sees, who may, and what is said."""

import json
import re

import pytest

from archive_office import clock
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from destruction.models import DestructionRegister, LineState, RegisterState, Twins
from destruction.procedures.registers import freeze_register
from dossiers.models import Document, ElectronicFile, HoldingState
from tests.destruction.desk import Desk
from tests.destruction.registers import CHECKED, destroying_office, line_of
from tests.destruction.world import NOW, again, move
from tests.factories import PASSWORD, arranged, person
from tests.steps import clause
from tests.transfers.desk import text, that_day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day
BASIS = "《客户档案管理制度》（十九）"


@pytest.fixture
def here():
    return destroying_office()


def newest():
    return DestructionRegister.objects.order_by("-pk").first()


def scanned(paper, by):
    """The paper has an electronic copy."""
    with arranged():
        ElectronicFile.objects.create(
            document=paper, sha256="a" * 64, size=3, content_type="image/jpeg", name="a.jpg",
            file="a.jpg", uploaded_by=by, uploaded_at=NOW,
        )  # fmt: skip


def at(monkeypatch, moment):
    """The office's clock shows this moment from now on."""
    monkeypatch.setattr(clock, "now", lambda: moment)


def content_of(page):
    return re.search(r'name="content_hash" value="(\w+)"', page.content.decode())[1]


@clause(Clause.DES_01)
def test_what_an_appraisal_condemned_becomes_a_register_in_one_step(here):
    volume, paper, kept = here.volume(), here.paper(), here.record()
    lines = here.ready(volume, paper)
    desk = Desk(here.archivist)
    page = text(desk.get("draw_up_register"))
    assert volume.code in page
    assert paper.code in page
    assert kept.code not in page
    assert lines[0].appraisal.number in page

    answer = desk.post("draw_up_register", lines=[line.pk for line in lines], basis=BASIS)

    assert answer.status_code == 302
    assert answer.headers["Location"] == newest().get_absolute_url()
    assert {line.code for line in newest().lines.all()} == {volume.code, paper.code}
    assert "Nothing is ready for a register" in text(desk.get("draw_up_register"))
    register = text(desk.get("register", newest().pk))
    assert "Next: freeze the register" in register
    assert lines[0].appraisal.number in register


@clause(Clause.DES_01)
def test_everything_shown_joins_a_register_that_is_being_drawn_up(here):
    register = here.drawn_up(here.volume())
    shown = [line.pk for line in here.ready(here.record(), here.volume())]
    desk = Desk(here.archivist)

    answer = desk.post("draw_up_register", shown=shown[:1], all="1", register=register.pk)
    assert answer.status_code == 302
    page = text(desk.get("add_register_lines", register.pk))
    assert f"Put on {register.number}" in page
    assert desk.post("add_register_lines", register.pk, lines=shown[1:]).status_code == 302
    assert register.lines.count() == 3


@clause(Clause.DES_10, Clause.DES_01)
def test_a_refused_register_keeps_its_ticks_and_words(here):
    (line,) = here.ready(here.volume())
    desk = Desk(here.archivist)

    answer = desk.post("draw_up_register", lines=[line.pk], basis=" ")
    assert answer.status_code == 422
    assert "DES-10" in text(answer)
    assert f'value="{line.pk}" checked' in answer.content.decode()
    empty = desk.post("draw_up_register", basis=BASIS)
    assert empty.status_code == 422
    assert "DES-01" in text(empty)
    assert f'value="{BASIS}"' in empty.content.decode()
    assert desk.post("draw_up_register", lines=["0"], basis=BASIS).status_code == 404
    assert desk.post("draw_up_register", lines=["x", "9" * 30], basis=BASIS).status_code == 422
    assert not DestructionRegister.objects.exists()


@clause(Clause.DES_25)
@pytest.mark.parametrize("htmx", [True, False], ids=["part", "page"])
def test_electronic_copies_are_kept_with_a_reason_only(here, htmx):
    paper = here.paper()
    scanned(paper, here.archivist)
    register = here.drawn_up(paper)
    line = line_of(register, paper)
    desk = Desk(here.archivist)
    assert "Electronic copies: erase or keep" in text(desk.get("register", register.pk))

    refused = desk.post("twins", line.pk, htmx=htmx, twins="keep", reason="")
    assert refused.status_code == 422
    assert "DES-25" in text(refused)
    assert re.search(r'value="keep"[^>]*checked', refused.content.decode())
    answer = desk.post("twins", line.pk, htmx=htmx, twins="keep", reason="另有诉讼需用电子件")
    assert answer.status_code == (200 if htmx else 302)
    assert (again(line).twins, again(line).twins_reason) == (Twins.KEEP, "另有诉讼需用电子件")
    if htmx:
        assert line.code in json.loads(answer.headers["HX-Trigger"])["ao:toast"]["text"]
    desk.post("twins", line.pk, htmx=htmx, twins="erase", reason="另有诉讼需用电子件")
    assert (again(line).twins, again(line).twins_reason) == (Twins.ERASE, "")


def test_a_line_is_taken_off_while_the_register_is_drawn_up(here):
    first, second = here.volume(), here.record()
    register = here.drawn_up(first, second)
    frozen = here.proposed(here.volume())
    desk = Desk(here.archivist)

    assert desk.post("remove_register_line", line_of(register, first).pk).status_code == 302
    assert [line.code for line in register.lines.all()] == [second.code]
    refused = desk.post("remove_register_line", frozen.lines.get().pk)
    assert refused.status_code == 422
    assert "DES-14" in text(refused)


@clause(Clause.DES_14)
def test_the_steps_are_taken_by_button_with_their_reasons(here):
    register = here.drawn_up(here.volume())
    desk = Desk(here.archivist)
    assert desk.post("register_step", register.pk, "freeze").status_code == 302
    assert again(register).state == RegisterState.APPROVING
    assert desk.post("register_step", register.pk, "thaw", reason=" ").status_code == 422
    assert desk.post("register_step", register.pk, "thaw", reason="漏列一卷").status_code == 302
    assert Desk(here.head).post("register_step", register.pk, "freeze").status_code == 403
    kept = Desk(here.head).post("register_step", register.pk, "void", reason=" ")
    assert kept.status_code == 422
    done = Desk(here.head).post("register_step", register.pk, "void", reason="清册有误")
    assert done.status_code == 302
    assert desk.post("register_step", register.pk, "burn").status_code == 404
    page = text(desk.get("register", register.pk))
    for said in (
        "drawn up",
        "frozen",
        "漏列一卷",
        "voided",
        "清册有误",
        "may go on another register",
    ):
        assert said in page


@clause(Clause.APR_01, Clause.DES_01)
def test_what_keeps_a_register_from_being_frozen_is_told_before_the_button(here):
    volume = here.volume()
    register = here.drawn_up(volume)
    move(volume, HoldingState.ON_LOAN)
    page = Desk(here.archivist).get("register", register.pk)

    assert "Not possible yet" in text(page)
    assert f"{volume.code} cannot be destroyed" in text(page)
    assert re.search(
        r'type="submit" disabled[^<]*<span[^<]*</span>\s*Freeze', page.content.decode()
    )


@clause(Clause.DES_13, Clause.DES_14)
def test_the_director_reads_strikes_a_line_and_approves_with_the_password(here):
    first, second = here.volume(), here.record()
    register = here.proposed(first, second)
    struck = line_of(register, second)
    desk = Desk(here.director)
    page = desk.get("approve", register.pk, "director")
    assert first.code in text(page)
    assert "不得作为废纸出售" in text(page)
    said = {"content_hash": content_of(page), "outcome": "approved", "password": PASSWORD}
    said |= {"strike": [struck.pk], f"why_{struck.pk}": "尚有追索价值"}

    answer = desk.post("approve", register.pk, "director", **said)
    assert answer.status_code == 302
    assert again(register).state == RegisterState.WAITING
    assert again(struck).state == LineState.VETOED
    register_page = text(desk.get("register", register.pk))
    assert "尚有追索价值" in register_page
    assert "Next: set the things apart" in register_page


@clause(Clause.DES_14, Clause.SEC_42)
def test_a_refused_decision_keeps_what_was_struck_and_why(here):
    register = here.proposed(here.volume(), here.record())
    struck = register.lines.get(number=2)
    desk = Desk(here.director)
    said = {"content_hash": register.content_hash, "outcome": "approved", "strike": [struck.pk]}
    why = {f"why_{struck.pk}": "尚有追索价值"}

    silent = desk.post("approve", register.pk, "director", password=PASSWORD, **said)
    assert silent.status_code == 422
    assert "DES-14" in text(silent)
    assert f'value="{struck.pk}" form="decide" checked' in silent.content.decode()
    wrong = desk.post("approve", register.pk, "director", password="nein", **said, **why)
    assert wrong.status_code == 422
    assert "SEC-42" in text(wrong)
    assert 'value="尚有追索价值"' in wrong.content.decode()
    said |= {"content_hash": "0" * 64, "password": PASSWORD}
    assert desk.post("approve", register.pk, "director", **said, **why).status_code == 422
    assert desk.get("approve", register.pk, "nobody").status_code == 404
    assert again(register).state == RegisterState.APPROVING


@clause(Clause.DES_14)
def test_a_refusal_ends_the_register_with_its_reason(here):
    register = here.proposed(here.volume())
    desk = Desk(here.director)
    said = {"content_hash": register.content_hash, "outcome": "refused", "password": PASSWORD}

    assert desk.post("approve", register.pk, "director", **said).status_code == 422
    answer = desk.post("approve", register.pk, "director", **said, reason="先征求法务意见")
    assert answer.status_code == 302
    assert again(register).state == RegisterState.REFUSED
    page = text(desk.get("register", register.pk))
    assert "先征求法务意见" in page
    assert "in appraisal again" in page


@clause(Clause.DES_13)
def test_who_approves_nothing_here_is_told_so_before_the_form(here):
    register = here.proposed(here.volume())
    page = Desk(here.service_head).get("approve", register.pk, "director")
    assert page.status_code == 200
    assert "This is approved by:" in text(page)
    assert 'type="password"' not in page.content.decode()
    assert Desk(here.archivist).get("approve", register.pk, "director").status_code == 403
    drafting = here.drawn_up(here.record())
    assert Desk(here.director).get("approve", drafting.pk, "director").status_code == 404


@clause(Clause.DES_16)
def test_things_are_set_apart_by_scanning_the_box_and_then_each_of_them(here):
    volume, paper = here.volume(), here.paper()
    register = here.agreed(volume, paper)
    live, apart = volume.present_slot, here.quarantine_box()
    desk = Desk(here.archivist)
    assert "Still on the shelf 2" in text(desk.get("quarantine", register.pk))

    def scan(code):
        answer = desk.post("quarantine", register.pk, htmx=True, code=code)
        told = json.loads(answer.headers["HX-Trigger"])["ao:scanned"]
        return answer.status_code, told["ok"], told["text"]

    assert scan(volume.barcode)[:2] == (422, False)
    assert "DES-16" in scan(live.barcode)[2]
    assert scan(apart.barcode)[:2] == (200, True)
    assert scan(volume.barcode)[1]
    assert scan(volume.barcode)[1] is False
    assert "not on this register" in scan("H:00099999")[2]
    assert scan(paper.holding.barcode)[1]  # the only paper of it that is listed

    assert again(volume).present_slot == apart
    assert again(paper).state == Document.State.QUARANTINED
    assert "Everything is set apart" in text(desk.get("quarantine", register.pk))
    page = text(desk.get("register", register.pk))
    assert f"{live.place} → {apart.place}" in page
    assert "days left" in page


@clause(Clause.DES_16)
def test_everything_left_is_set_apart_in_one_step(here):
    register = here.agreed(here.volume(), here.record())
    live = here.volume().present_slot
    desk = Desk(here.archivist)
    assert "There is no box at the quarantine place" in text(desk.get("quarantine", register.pk))

    apart = here.quarantine_box()
    assert desk.post("quarantine", register.pk, all="1", box=live.pk).status_code == 422
    assert desk.post("quarantine", register.pk, all="1", box=apart.pk).status_code == 302
    assert not register.lines.filter(moved_at=None).exists()
    assert Desk(here.head).get("quarantine", register.pk).status_code == 403


@clause(Clause.DES_18)
def test_a_thing_is_withdrawn_to_its_shelf_with_a_reason(here):
    volume, other = here.volume(), here.record()
    home = volume.present_slot
    register = here.quarantined(volume, other)
    line = line_of(register, volume)
    desk = Desk(here.head)
    assert home.place in text(desk.get("withdraw", line.pk))

    assert desk.post("withdraw", line.pk, reason=" ").status_code == 422
    unknown = desk.post("withdraw", line.pk, reason="业主来函查询", slot="B:99999999")
    assert unknown.status_code == 422
    assert "业主来函查询" in unknown.content.decode()
    assert desk.post("withdraw", line.pk, reason="业主来函查询").status_code == 302
    assert again(line).state == LineState.WITHDRAWN
    assert again(volume).present_slot == home
    page = text(desk.get("register", register.pk, show="off"))
    assert "业主来函查询" in page
    assert other.code not in page.partition("All lines")[2].partition("Destruction register")[0]


@clause(Clause.DES_15, Clause.DES_17)
def test_the_second_check_comes_after_the_wait_and_withdraws_what_has_value(here, monkeypatch):
    volume, other = here.volume(), here.record()
    register = here.quarantined(volume, other)
    desk = Desk(here.head)
    early = desk.post("second_check", register.pk, text=CHECKED)
    assert early.status_code == 422
    assert "DES-15" in text(early)
    assert 'id="check"' not in desk.get("second_check", register.pk).content.decode()

    at(monkeypatch, here.after_the_wait(register))
    struck = line_of(register, other)
    assert "time is over" in text(desk.get("register", register.pk))
    refused = desk.post("second_check", register.pk, text=CHECKED, strike=[struck.pk])
    assert refused.status_code == 422
    assert CHECKED in refused.content.decode()
    said = {"strike": [struck.pk], f"why_{struck.pk}": "含产权争议"}
    assert desk.post("second_check", register.pk, text=CHECKED, **said).status_code == 302
    assert again(struck).state == LineState.WITHDRAWN
    assert again(register).checked_by == here.head
    assert "Next: plan the destruction" in text(desk.get("register", register.pk))
    assert Desk(here.archivist).get("second_check", register.pk).status_code == 403


@clause(Clause.DES_09, Clause.DES_14)
def test_the_page_of_a_closed_register_tells_its_whole_life(here):
    volume, record = here.volume(), here.record()
    register = here.closed(volume, record)
    page = text(Desk(here.director).get("register", register.pk))

    for said in (
        "drawn up", "frozen", "Brought to the quarantine place", "Second check",
        "Line confirmed by a witness", "Line destroyed", "Shredder", "Closed on",
        str(here.witness), str(here.room_head), "compared by",
    ):  # fmt: skip
        assert said in page, said
    assert re.search(r"Line destroyed .*? 2 times", page)


@clause(Clause.ORG_01)
def test_a_register_is_no_page_for_another_centre(here):
    register = here.proposed(here.volume())
    line = register.lines.get()
    stranger = Desk(person(Role.CENTRE_ARCHIVIST))
    for name, *args in (
        ("register", register.pk), ("add_register_lines", register.pk),
        ("quarantine", register.pk), ("withdraw", line.pk),
    ):  # fmt: skip
        assert stranger.get(name, *args).status_code == 404, name
    assert stranger.post("register_step", register.pk, "thaw", reason="x").status_code == 404
    assert stranger.post("twins", line.pk, twins="erase").status_code == 404
    assert stranger.post("remove_register_line", line.pk).status_code == 404
    assert register.number not in text(stranger.get("registers"))
    other_head = Desk(person(Role.CENTRE_HEAD))
    assert other_head.get("approve", register.pk, "director").status_code == 404
    assert other_head.get("second_check", register.pk).status_code == 404
    assert Desk(person(Role.EMPLOYEE)).get("registers").status_code == 403


@clause(Clause.DES_06)
def test_a_witness_reads_the_register_one_is_named_for_and_no_other(here):
    named, other = here.planned(here.volume()), here.agreed(here.record())
    desk = Desk(here.witness)
    assert named.number in text(desk.get("register", named.pk))
    assert desk.get("register", other.pk).status_code == 404


@clause(Clause.DES_13, Clause.DES_19)
def test_the_list_is_narrowed_by_state_and_by_what_waits(here, monkeypatch):
    drafting, approving = here.drawn_up(here.volume()), here.proposed(here.record())
    waiting = here.quarantined(here.volume())
    director, head = Desk(here.director), Desk(here.head)

    mine = text(director.get("registers", waiting="me"))
    assert approving.number in mine
    assert drafting.number not in mine
    assert "Nothing matches" in text(head.get("registers", waiting="me"))
    only = text(head.get("registers", state="drafting", room=here.centre.pk))
    assert drafting.number in only
    assert waiting.number not in only
    assert "Nothing matches" in text(head.get("registers", waiting="ending"))
    at(monkeypatch, here.after_the_wait(waiting, days=-13))
    near = text(head.get("registers", waiting="ending"))
    assert waiting.number in near
    assert "13 days left" in near
    assert approving.number not in near


def test_an_empty_list_says_what_to_do_next(here):
    page = text(Desk(here.archivist).get("registers"))
    assert "No destruction registers yet" in page
    assert "See what is ready" in page
    assert "See what is ready" not in text(Desk(here.head).get("registers"))


def test_the_pages_ask_as_much_for_many_as_for_one(here, django_assert_max_num_queries):
    many = here.quarantined(*[here.volume() for _ in range(6)])
    drafting = here.drawn_up(*[here.record() for _ in range(6)])
    proposed = freeze_register(here.drawn_up(*[here.record() for _ in range(6)]),
                               by=here.archivist, now=drafting.drawn_up_at)  # fmt: skip
    here.ready(*[here.volume() for _ in range(6)])
    desk, head, director = Desk(here.archivist), Desk(here.head), Desk(here.director)
    desk.get("registers")
    for who, name, *args in (
        (desk, "registers"), (desk, "draw_up_register"), (desk, "register", drafting.pk),
        (head, "register", many.pk), (desk, "quarantine", many.pk),
        (head, "second_check", many.pk), (director, "approve", proposed.pk, "director"),
    ):  # fmt: skip
        with django_assert_max_num_queries(60):
            assert who.get(name, *args).status_code == 200
