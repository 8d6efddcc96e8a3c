"""The desk of an archive room: what a scan shows, what follows, and who may be there."""

import pytest
from django.urls import reverse

from archive_office import clock
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import HoldingState
from lending.models import Loan, LoanSlip
from lending.procedures.reservations import reserve_holding
from tests.factories import BoxFactory, EstateFactory, HoldingFactory, MembershipFactory, person
from tests.lending.counter import NOW, at, counter
from tests.lending.world import fresh, see
from tests.steps import clause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]


@pytest.fixture
def that_day(monkeypatch):
    """The office's clock stands at ten in the morning."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def here():
    return counter()


def address(name, *args, **query):
    return reverse(f"lending:{name}", args=args, query=query or None)


def scan(client, code):
    return client.post(address("desk_scan"), {"code": code}, headers={"HX-Request": "true"})


def text(answer):
    return answer.content.decode()


def seeing(here):
    """The borrower, who may look into this centre's catalogue."""
    here.world.seen_by(here.borrower)
    return fresh(here.borrower)


def lent_elsewhere(here):
    """A loan of another centre's archive room."""
    estate = EstateFactory()
    clerk = person(Role.CENTRE_ARCHIVIST, estate.centre)
    volume = HoldingFactory(on_shelf=True, dossier__occupancy__unit__building__estate=estate)
    see(here.borrower, estate.centre)
    line = here.world.decided(
        here.world.ask(volume, who=fresh(here.borrower), room=estate.centre).lines.get()
    )
    (loan,) = here.hand_out(line, by=clerk)
    return loan


def at_desk(client, user):
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


@clause(Clause.LND_19, Clause.SEC_50)
def test_a_scan_of_an_approved_thing_offers_to_hand_it_out(client, here):
    line = here.approved()
    desk = at_desk(client, here.archivist)
    answer = scan(desk, line.holding.barcode)
    assert answer.status_code == 200
    assert f'name="line" value="{line.pk}"' in text(answer)

    fields = {"line": line.pk, f"condition_{line.pk}": "marked", f"note_{line.pk}": "封面有笔迹"}
    done = desk.post(address("hand_out"), fields)
    slip = LoanSlip.objects.get()
    assert done.headers["Location"] == address("desk", show=slip.number)
    loan = Loan.objects.get()
    assert (loan.condition_out, loan.condition_note) == ("marked", "封面有笔迹")
    assert slip.number in text(desk.get(done.headers["Location"]))


@clause(Clause.LND_02, Clause.SEC_04)
def test_a_scan_of_a_thing_nobody_may_have_says_why_and_offers_a_request(client, here):
    volume = here.volume(secrecy=3)
    answer = scan(at_desk(client, here.archivist), volume.barcode)
    assert answer.status_code == 422
    page = text(answer)
    assert "LND-02" in page
    assert f"{address('ask')}?holding={volume.pk}" in page
    assert address("read_now") not in page


@clause(Clause.LND_01, Clause.SEC_03)
def test_an_ordinary_thing_is_read_on_the_spot_for_an_entry_in_the_register(client, here):
    volume = here.volume()
    desk = at_desk(client, here.archivist)
    assert address("read_now") in text(scan(desk, volume.barcode))
    fields = {"holding": volume.barcode, "reader": here.borrower.username, "purpose": "dispute"}
    assert desk.post(address("read_now"), fields).status_code == 302
    loan = Loan.objects.get()
    assert (loan.kind, loan.borrower, loan.due_on) == ("reading", here.borrower, NOW.date())
    volume.refresh_from_db()
    assert volume.state == HoldingState.IN_READING_ROOM


def test_a_reader_nobody_knows_is_asked_for_again(client, here):
    volume = here.volume()
    fields = {"holding": volume.barcode, "reader": "没有这个人", "purpose": "dispute"}
    desk = at_desk(client, here.archivist)
    answer = desk.post(address("read_now"), fields, follow=True)
    assert "Nobody of the office is called so." in text(answer)
    assert not Loan.objects.exists()


@clause(Clause.LND_07, Clause.LND_08)
def test_what_comes_back_is_checked_line_by_line_and_put_back_by_scanning_its_box(client, here):
    loan = here.lent(here.volume(papers=2))
    box = loan.holding.home_slot
    desk = at_desk(client, here.archivist)
    assert address("take_back", loan.pk) in text(scan(desk, loan.holding.barcode))
    page = desk.get(address("take_back", loan.pk))
    fields = {"condition": "intact", "pages_found": loan.pages_out}
    for document, bound in page.context["form"].rows():
        outcome, pages, note = (field.html_name for field in bound)
        fields |= {outcome: "agrees", pages: document.pages, note: ""}
    done = desk.post(address("take_back", loan.pk), fields)
    assert done.status_code == 302, text(done)

    waiting = desk.get(done.headers["Location"])
    assert box.place in text(waiting)
    assert Loan.objects.get().is_open
    answer = scan(desk, box.barcode)
    assert answer.status_code == 200, text(answer)
    closed = Loan.objects.get()
    assert (closed.is_open, closed.holding.state) == (False, HoldingState.ON_SHELF)
    assert closed.holding.present_slot == box


@clause(Clause.LND_07)
def test_another_box_is_refused_at_the_scan_and_taken_with_a_reason(client, here):
    loan = here.lent()
    here.back(loan)
    other = BoxFactory(shelf=loan.holding.home_slot.shelf)
    desk = at_desk(client, here.archivist)
    scan(desk, loan.holding.barcode)
    answer = scan(desk, other.barcode)
    assert answer.status_code == 422
    assert "LND-07" in text(answer)
    assert address("put_back", loan.pk) in text(answer), "the thing is still in the hand"
    desk.post(address("put_back", loan.pk), {"code": other.barcode, "reason": "原盒已满"})
    assert Loan.objects.get().holding.present_slot == other


@clause(Clause.LND_08, Clause.ACC_09)
def test_what_is_missing_on_return_opens_a_case(client, here):
    loan = here.lent(here.volume(papers=1))
    desk = at_desk(client, here.archivist)
    page = desk.get(address("take_back", loan.pk))
    document = page.context["form"].documents[0]
    fields = {
        "pages_found": loan.pages_out - document.pages,
        "condition": "incomplete",
        "note": "缺一份",
        f"outcome_{document.pk}": "missing",
        f"pages_{document.pk}": "0",
        f"note_{document.pk}": "未见",
    }
    refused = desk.post(address("take_back", loan.pk), fields | {"note": ""})
    assert refused.status_code == 422
    assert "LND-08" in text(refused)
    assert desk.post(address("take_back", loan.pk), fields).status_code == 302
    assert loan.damage_cases.get().document == document


@clause(Clause.LND_22)
def test_a_stranger_brings_nothing_back(client, here):
    loan = here.lent(here.volume(papers=0))
    desk = at_desk(client, here.archivist)
    fields = {
        "pages_found": loan.pages_out,
        "condition": "intact",
        "brought_by": here.world.dept_head.username,
    }
    refused = desk.post(address("take_back", loan.pk), fields)
    assert refused.status_code == 422
    assert "LND-22" in text(refused)
    sent = desk.post(address("take_back", loan.pk), fields | {"on_behalf": "on"})
    assert sent.status_code == 302
    assert loan.giving_back.brought_by == here.world.dept_head


def test_a_slip_and_a_request_are_found_by_their_numbers(client, here):
    asked = here.world.ask(here.volume(), here.volume(), who=seeing(here))
    first, second = [here.world.decided(line) for line in asked.lines.order_by("number")]
    (loan,) = here.hand_out(first)
    desk = at_desk(client, here.archivist)
    assert loan.holding.code in text(scan(desk, loan.slip.number.lower()))
    page = text(scan(desk, first.request.number))
    assert f'name="line" value="{second.pk}"' in page
    assert f'name="line" value="{first.pk}"' not in page


def test_a_box_shows_what_stands_in_it(client, here):
    volume = here.volume()
    answer = scan(at_desk(client, here.archivist), volume.present_slot.barcode)
    assert volume.code in text(answer)


@clause(Clause.ORG_01)
def test_another_rooms_things_do_not_exist_at_this_desk(client, here):
    loan = lent_elsewhere(here)
    desk = at_desk(client, here.archivist)
    assert scan(desk, loan.holding.barcode).status_code == 422
    assert scan(desk, loan.slip.number).status_code == 422
    assert loan.holding.code not in text(scan(desk, loan.holding.barcode))
    for name in ("loan", "take_back", "put_back", "renew"):
        method = desk.get if name in ("loan", "take_back") else desk.post
        assert method(address(name, loan.pk)).status_code == 404, name


@clause(Clause.ORG_01)
def test_only_archivists_stand_at_the_desk(client, here):
    for who in (here.borrower, here.world.head, here.world.director, person(Role.AUDITOR)):
        desk = at_desk(client, who)
        assert desk.get(address("desk")).status_code == 403
        assert desk.get(address("batch")).status_code == 403


def test_somebody_with_two_posts_chooses_the_room(client, here):
    both = person(Role.CENTRE_ARCHIVIST, here.world.centre)
    rooms = here.world.centre, here.world.headquarters
    MembershipFactory(person=both, role=Role.HQ_ARCHIVIST, department=rooms[1])
    desk = at_desk(client, both)
    for room in rooms:
        assert desk.get(address("desk", room=room.pk)).context["room"] == room
        assert desk.get(address("desk")).context["room"] == room, "it stays chosen"


@clause(Clause.LND_05)
def test_a_reserved_thing_is_shown_as_kept(client, here):
    loan = here.lent()
    second = here.world.front
    here.world.seen_by(second)
    reserve_holding(loan.holding, second, by=here.archivist, now=NOW)
    here.ended(loan)
    page = text(scan(at_desk(client, here.archivist), loan.holding.barcode))
    assert "kept for" in page
    assert str(second) in page


def test_the_lists_of_the_day_name_what_is_to_be_done(client, here):
    fetch = here.approved()
    out, back, reading = here.lent(), here.lent(), here.read()
    here.back(back)
    lists = at_desk(client, here.archivist).get(address("desk")).context["lists"]
    assert lists["fetch"] == [fetch]
    assert [row.loan for row in lists["out"]] == [out]
    assert [row.loan for row in lists["back"]] == [back]
    assert [row.loan for row in lists["reading"]] == [reading]
    assert not lists["closing"]


def test_at_closing_time_readings_still_open_are_called(client, here, monkeypatch):
    here.read()
    monkeypatch.setattr(clock, "now", lambda: at(0, hour=17))
    assert "The room closes" in text(at_desk(client, here.archivist).get(address("desk")))


def test_the_desk_asks_as_often_for_much_as_for_little(client, here, django_assert_max_num_queries):
    desk = at_desk(client, here.archivist)
    for _ in range(2):
        here.lent(), here.read(), here.approved()
    desk.get(address("desk"))
    with django_assert_max_num_queries(45) as few:
        desk.get(address("desk"))
    most = len(few)
    for _ in range(5):
        here.lent(), here.read(), here.approved()
    desk.get(address("desk"))
    with django_assert_max_num_queries(most):
        desk.get(address("desk"))
