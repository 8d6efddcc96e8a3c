"""A destruction through the browser's door: planned, witnessed, carried out, signed, found again."""

import json
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from archive_office import clock
from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from destruction.models import Erasure, LineState, Method, RegisterState, Witness
from tests.destruction.desk import Desk
from tests.destruction.registers import destroying_office, line_of
from tests.destruction.world import again
from tests.factories import PASSWORD, arranged, person
from tests.steps import clause
from tests.transfers.desk import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    cache.clear()
    return destroying_office()


@pytest.fixture
def at(monkeypatch):
    """The office's clock stands at a moment."""

    def stand(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    return stand


def desk(user):
    """Somebody who signed in a moment ago; what they see is read anew."""
    return Desk(User.objects.get(pk=user.pk))


def running(here, at, *things):
    """A destruction that was started, five minutes ago."""
    register = here.started(*things)
    at(here.the_day(register, minutes=5))
    return register


@clause(Clause.DES_20, Clause.DES_06)
def test_place_day_and_witnesses_are_settled_on_one_page(here, at):
    register = here.checked()
    now = at(here.after_the_wait(register))
    head = desk(here.room_head)
    day = (now + timedelta(days=1)).date()

    page = text(head.get("plan", register.pk))
    assert "At least 2 different witnesses are needed." in page
    answer = head.post("plan", register.pk, place=here.place().pk, planned_on=f"{day:%F}")
    assert answer.status_code == 302
    for witness in (here.witness, here.second):
        assert head.post("appoint", register.pk, person=witness.pk).status_code == 302
    assert (again(register).place, again(register).planned_on) == (here.place(), day)
    page = text(head.get("plan", register.pk))
    assert str(here.witness) in page
    assert "Still missing" not in page


@clause(Clause.DES_06)
def test_who_has_another_part_is_not_offered_as_a_witness(here, at):
    register = here.checked()
    at(here.after_the_wait(register))
    page = desk(here.room_head).get("plan", register.pk).content.decode()
    offered = set(re.findall(r'<option value="(\d+)">', page))

    assert str(here.witness.pk) in offered
    for busy in (here.archivist, here.director, here.room_head):
        assert str(busy.pk) not in offered
    answer = desk(here.room_head).post("appoint", register.pk, person=here.director.pk)
    assert answer.status_code == 422


@clause(Clause.DES_06)
def test_a_witness_is_dismissed_with_a_reason_that_stays(here, at):
    register = here.planned()
    at(here.after_the_wait(register))
    witness = register.witnesses.get(person=here.second)
    head = desk(here.room_head)

    assert head.post("dismiss", witness.pk, reason=" ").status_code == 422
    assert head.post("dismiss", witness.pk, reason="出差").status_code == 302
    assert Witness.objects.get(pk=witness.pk).dismissed_at is not None
    assert "出差" in text(head.get("plan", register.pk))
    assert desk(here.second).get("witness", register.pk).status_code == 404


@clause(Clause.DES_20)
def test_a_day_before_the_end_of_the_wait_is_refused_on_the_form(here, at):
    register = here.quarantined()
    now = at(here.after_the_wait(register, days=-30))
    day = f"{now + timedelta(days=1):%F}"
    answer = desk(here.room_head).post("plan", register.pk, place=here.place().pk, planned_on=day)

    assert answer.status_code == 422
    assert "DES-17" in text(answer)
    assert desk(here.head).get("plan", register.pk).status_code == 200
    assert desk(here.archivist).get("plan", register.pk).status_code == 403


@clause(Clause.DES_02, Clause.DES_17)
def test_what_keeps_it_from_starting_is_told_before_the_button(here, at):
    register = here.planned()
    at(here.after_the_wait(register))
    head = desk(here.room_head)
    page = head.get("execute", register.pk)
    assert "The destruction is not planned for this day." in text(page)
    assert head.post("start", register.pk).status_code == 422

    at(here.the_day(register))
    assert "Not possible yet" not in text(head.get("execute", register.pk))
    assert head.post("start", register.pk).status_code == 302
    assert again(register).state == RegisterState.EXECUTING
    assert desk(here.archivist).get("execute", register.pk).status_code == 403
    taken = head.get("execute", register.pk, show="open", export="csv")
    lines = b"".join(taken.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + register.lines.count()
    assert all(line.code in lines[line.number] for line in register.lines.all())


@clause(Clause.DES_07)
def test_a_witness_scans_the_thing_and_sees_at_once_that_it_agrees(here, at):
    volume, other = here.volume(), here.volume()
    register = running(here, at, volume, other)
    line = line_of(register, volume)
    answer = desk(here.witness).post("confirm", register.pk, htmx=True, code=volume.barcode)

    assert answer.status_code == 200
    said = json.loads(answer.headers["HX-Trigger"])["ao:scanned"]
    assert said == {"text": f"Line {line.number} agrees: {line.code}", "ok": True}
    page = text(answer)
    assert "<html" not in answer.content.decode()
    assert "1 / 2 compared by you" in page
    assert f"{line_of(register, other).number} {other.code}" in page
    assert line.confirmations.get().witness.person == here.witness


@clause(Clause.DES_07)
def test_a_single_paper_is_confirmed_by_its_code_and_not_by_its_volume(here, at):
    paper = here.paper()
    register = running(here, at, paper)
    witness = desk(here.witness)

    wrong = witness.post("confirm", register.pk, htmx=True, code=paper.holding.barcode)
    assert wrong.status_code == 422
    right = witness.post("confirm", register.pk, htmx=True, code=f" {paper.code.lower()} ")
    assert right.status_code == 200


@clause(Clause.DES_07)
@pytest.mark.parametrize("htmx", [True, False], ids=["part", "page"])
def test_the_wrong_thing_is_refused_so_that_nobody_overlooks_it(here, at, htmx):
    foreign = here.volume()
    other = here.quarantined(foreign)
    register = running(here, at)
    witness = desk(here.witness)

    answer = witness.post("confirm", register.pk, htmx=htmx, code=foreign.barcode)
    assert answer.status_code == 422
    page = text(answer)
    assert "Stop. Not confirmed" in page
    assert f"It stands on another register: {other.number}" in page
    assert "DES-07" in page
    for nonsense in ("H:99999999", " ", "\0"):
        assert witness.post("confirm", register.pk, htmx=htmx, code=nonsense).status_code == 422


@clause(Clause.DES_07)
def test_scanning_a_thing_twice_counts_once(here, at):
    volume = here.volume()
    register = running(here, at, volume)
    witness = desk(here.witness)
    witness.post("confirm", register.pk, code=volume.barcode)
    answer = witness.post("confirm", register.pk, code=volume.barcode)

    assert answer.status_code == 422
    assert f"You have confirmed {volume.code} already." in text(answer)
    assert register.lines.get().confirmations.count() == 1


@clause(Clause.DES_06)
def test_a_destruction_is_no_page_for_who_was_not_appointed(here, at):
    register = running(here, at)
    for stranger in (here.accountant, here.room_head, here.archivist):
        assert desk(stranger).get("witness", register.pk).status_code == 404
        assert desk(stranger).post("confirm", register.pk, code="x").status_code == 404
    assert register.number not in text(desk(here.accountant).get("my_witnessing"))
    assert register.number in text(desk(here.witness).get("my_witnessing"))


@clause(Clause.DES_07, Clause.DES_08, Clause.DES_21)
def test_the_executor_destroys_what_all_have_compared_and_only_that(here, at):
    volume, record = here.volume(), here.record()
    register = running(here, at, volume, record)
    line, open_line = line_of(register, volume), line_of(register, record)
    here.confirm(line)
    at(here.the_day(register, minutes=10))
    head = desk(here.room_head)

    page = head.get("execute", register.pk).content.decode()
    customers = page[page.index(f'id="line-{line.pk}"') :]
    assert Method.TEARING not in re.findall(r'value="(\w+)"', customers)[:2]
    refused = head.post("destroy", open_line.pk, htmx=True, method="shredder")
    assert refused.status_code == 422
    assert "has not been confirmed by" in text(refused)
    assert head.post("destroy", line.pk, htmx=True, method="tearing").status_code == 422

    done = head.post("destroy", line.pk, htmx=True, method="shredder")
    assert done.status_code == 200
    assert (
        f"{line.code} is destroyed." in json.loads(done.headers["HX-Trigger"])["ao:toast"]["text"]
    )
    assert again(line).state == LineState.DESTROYED
    assert head.post("destroy", open_line.pk, method="burn").status_code == 404


@clause(Clause.DES_08)
@pytest.mark.parametrize("way", ["put_off", "withdraw"])
def test_what_cannot_be_destroyed_is_put_off_or_withdrawn_with_a_reason(here, at, way):
    register = running(here, at, here.volume(), here.volume())
    line = register.lines.get(number=1)
    head = desk(here.room_head)

    assert head.post("put_off", line.pk, htmx=True, way=way, reason=" ").status_code == 422
    assert head.post("put_off", line.pk, way=way, reason="碎纸机卡纸").status_code == 302
    expected = LineState.PUT_OFF if way == "put_off" else LineState.WITHDRAWN
    assert (again(line).state, again(line).reason) == (expected, "碎纸机卡纸")
    assert "碎纸机卡纸" in text(head.get("execute", register.pk, show="done"))
    assert head.post("put_off", line.pk, way="burn", reason="x").status_code == 404


@clause(Clause.DES_07)
def test_a_scan_brings_its_line_to_the_executor(here, at):
    volume = here.volume()
    register = running(here, at, volume, here.volume())
    head = desk(here.room_head)

    found = head.post("execute", register.pk, code=volume.barcode)
    assert found.status_code == 200
    assert found.content.decode().count('class="ap-line"') == 1
    lost = head.post("execute", register.pk, code="H:99999999")
    assert lost.status_code == 422
    assert "is not on this register. Do not destroy it." in text(lost)
    assert "ready to be destroyed" in text(head.get("execute_progress", register.pk))


@clause(Clause.DES_08, Clause.DES_09)
def test_it_is_finished_when_nothing_is_open_and_closed_by_the_last_signature(here, at):
    register = here.destroyed()
    at(here.the_day(register, minutes=20))
    head = desk(here.room_head)
    assert head.get("sign_record", register.pk).status_code == 404
    assert head.post("finish", register.pk).status_code == 302

    at(here.the_day(register, minutes=30))
    seen = again(register).record_hash
    for who in (here.witness, here.second, here.room_head):
        assert again(register).state == RegisterState.SIGNING
        page = desk(who).get("sign_record", register.pk)
        assert seen in page.content.decode()
        assert register.lines.get().code in text(page)
        answer = desk(who).post("sign_record", register.pk, password=PASSWORD, content_hash=seen)
        assert answer.status_code == 302
    assert again(register).state == RegisterState.CLOSED
    assert "All have signed." in text(desk(here.witness).get("witness", register.pk))
    assert "Closed on" in text(desk(here.room_head).get("execute", register.pk))


@clause(Clause.DES_09, Clause.SEC_42)
def test_a_wrong_password_and_another_record_sign_nothing(here, at):
    register = here.finished()
    at(here.the_day(register, minutes=30))
    witness = desk(here.witness)
    seen = register.record_hash

    wrong = witness.post("sign_record", register.pk, password="nein", content_hash=seen)
    assert wrong.status_code == 422
    assert "SEC-42" in text(wrong)
    other = witness.post("sign_record", register.pk, password=PASSWORD, content_hash="0" * 64)
    assert other.status_code == 422
    assert not register.signatures.exists()
    assert desk(here.accountant).get("sign_record", register.pk).status_code == 404


@clause(Clause.DES_12)
def test_a_stub_is_found_by_whoever_asks_and_by_nobody_else(here, at):
    volume = here.volume()
    register = here.closed(volume)
    line = register.lines.get()
    at(here.the_day(register, minutes=60))
    archivist = desk(here.archivist)

    assert volume.code not in text(archivist.get("destroyed"))
    numbers = (register.number, line.appraised.appraisal.number)
    for term in (volume.code, volume.barcode.lower(), *numbers, volume.dossier.unit.code):
        page = text(archivist.get("destroyed", q=term))
        assert volume.code in page, term
        assert register.number in page
    year = str(line.destroyed_at.year)
    assert volume.code in text(archivist.get("destroyed", year=year))
    assert "Nothing destroyed is called so" in text(archivist.get("destroyed", q="无此物"))
    stranger = Desk(person(Role.CENTRE_ARCHIVIST))
    assert volume.code not in text(stranger.get("destroyed", q=volume.code))
    assert Desk(person(Role.EMPLOYEE)).get("destroyed").status_code == 403


@clause(Clause.DES_25)
def test_the_board_of_erasures_tells_what_waits_what_failed_and_what_is_spared(here, at):
    register = here.closed()
    line = register.lines.get()
    now = at(here.the_day(register, minutes=60))
    customer = line.holding.dossier.occupancy.customer
    with arranged():
        Erasure.objects.filter(line=line).delete()
        for state, error, because in (
            ("pending", "", ""),
            ("pending", "storage away", ""),
            ("spared", "", "other flat"),
        ):
            Erasure.objects.create(
                line=line, customer=customer, state=state, asked_at=now, last_error=error,
                because=because, done_at=now if because else None, tries=1 if error else 0,
            )  # fmt: skip
    archivist = desk(here.archivist)

    board = text(archivist.get("erasures"))
    assert "storage away" in board
    assert customer.name not in board
    assert "To be erased 2" in board
    assert "Failed, tried again 1" in board
    assert "other flat" in text(archivist.get("erasures", show="spared"))
    assert "Nothing here" in text(archivist.get("erasures", show="erased"))
    assert "Erasures that failed" in text(archivist.client.get("/admin/"))
    stranger = Desk(person(Role.CENTRE_ARCHIVIST))
    assert line.code not in text(stranger.get("erasures"))


def test_the_first_page_tells_each_person_what_is_wanted_of_them(here, at):
    register = here.planned()
    at(here.the_day(register))
    expected = {
        here.witness: "Destructions you witness",
        here.room_head: "Destructions to carry out",
        here.archivist: "Time apart before destruction ends",
    }
    for who, words in expected.items():
        assert words in text(desk(who).client.get("/admin/"))
    assert "My witnessing" in text(desk(here.witness).client.get("/admin/"))
    first = text(desk(here.accountant).client.get("/admin/"))
    assert "My witnessing" not in first
    assert register.number not in first
    proposed = here.proposed()
    assert "Destructions waiting for your approval" in text(
        desk(here.director).client.get("/admin/")
    )
    assert proposed.state == RegisterState.APPROVING


def test_the_palette_leads_a_witness_to_the_page_of_the_witness(here, at):
    register = here.planned()
    at(here.the_day(register))
    links = {
        here.archivist: register.get_absolute_url(),
        here.witness: reverse("destruction:witness", args=[register.pk]),
        here.accountant: "",
    }
    for who, link in links.items():
        found = desk(who).client.get(reverse("admin:search"), {"s": register.number})
        assert (f'href="{link}"' in found.content.decode()) == bool(link)


def test_the_pages_ask_as_much_for_many_lines_as_for_one(here, at, django_assert_max_num_queries):
    register = running(here, at, *[here.volume() for _ in range(6)])
    head, witness = desk(here.room_head), desk(here.witness)
    for who, name, args in (
        (head, "execute", [register.pk]),
        (head, "plan", [register.pk]),
        (witness, "witness", [register.pk]),
        (witness, "my_witnessing", []),
        (head, "destroyed", []),
        (head, "erasures", []),
    ):
        who.get(name, *args)
        with django_assert_max_num_queries(70):
            assert who.get(name, *args).status_code == 200
