"""Asking: who, for what, what for; nothing leaks to whoever may not see it."""

from datetime import timedelta

import pytest

from archive_office.journal.models import JournalEntry, JournalSubject
from archive_office.notices.models import Notice
from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import IssuedCode, Secrecy
from lending.models import AccessRequest, LineState, OutsidePerson, Place
from lending.procedures.decisions import decide, refuse_unfound
from lending.procedures.requests import ask, identify, lapse_requests, withdraw
from tests.factories import person
from tests.lending.visitors import ID_NUMBER, PHONE, entered, visitor
from tests.lending.world import (
    APPROVED,
    BORROW,
    COPY,
    EXCERPT,
    NOW,
    PHOTOGRAPH,
    READ,
    UNTIL,
    again,
    fresh,
    library,
    line,
    states,
)
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def world():
    world = library()
    world.seen_by(world.employee)
    return world


# --- What a request says --------------------------------------------------------------------


@clause(Clause.LND_17)
def test_a_request_states_purpose_things_reason_and_reader(world):
    request = world.ask(world.volume(), world.volume(), manner=READ, contact="0755-2680")
    kept = again(request)
    assert kept.number == "SQ-2026-00001"
    assert (kept.requester, kept.department) == (world.employee, world.department)
    assert (kept.purpose_text, kept.reason) == ("处理漏水纠纷", "核对装修资料")
    assert kept.lines.count() == 2
    assert IssuedCode.objects.filter(code="SQ-2026-00001").exists()
    entry = JournalEntry.objects.get(act="lending.requested")
    assert entry.by == world.employee
    assert world.ask(world.volume(), manner=READ).number == "SQ-2026-00002"


@clause(Clause.LND_17, Clause.SEC_28)
@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({"purpose_text": "  "}, Clause.SEC_28),
        ({"reason": ""}, Clause.LND_17),
        ({"until": NOW}, Clause.LND_17),
        ({"department": None}, Clause.LND_17),
        ({"place": Place.OUTSIDE}, Clause.SEC_34),
    ],
)
def test_an_empty_statement_is_refused(world, said, missing):
    with refused(missing):
        world.ask(world.volume(), **said)
    with refused(Clause.LND_17):
        world.ask()


@clause(Clause.LND_17)
def test_a_requester_names_the_own_department(world):
    with refused(Clause.LND_17):
        world.ask(world.volume(), department=world.headquarters)


@clause(Clause.LND_25)
def test_nothing_is_used_in_public_places(world):
    with refused(Clause.LND_25):
        world.ask(world.volume(), place=Place.PUBLIC)
    for place in (Place.OFFICE, Place.COMPANY):
        request = world.ask(world.volume(), place=place, place_detail="二楼会议室")
        assert again(request).place == place


@clause(Clause.LND_22)
def test_everybody_asks_for_themselves(world):
    with refused(Clause.LND_22):
        world.ask(world.volume(), by=world.dept_head)
    with refused(Clause.LND_22):
        world.ask(world.volume(), by=world.hq_archivist)
    request = world.ask(world.volume(), by=world.archivist)
    assert (request.requester, request.entered_by) == (world.employee, world.archivist)


@clause(Clause.SEC_07)
def test_excerpt_photograph_and_copy_are_asked_and_granted_one_by_one(world):
    volume = world.volume()
    lines = [line(volume, manner) for manner in (EXCERPT, PHOTOGRAPH, COPY)]
    request = world.ask(*lines)
    first = request.lines.get(number=1)
    decide(first.steps.get(), APPROVED, by=world.head, now=NOW)
    assert states(request) == [LineState.APPROVED, LineState.WAITING, LineState.WAITING]


def test_each_archive_room_answers_for_what_it_keeps(world):
    with refused(Clause.ORG_02):
        world.ask(world.volume(), room=world.headquarters)


def test_what_is_read_on_the_spot_and_borrowed_stands_on_one_request(world):
    request = world.ask(line(world.volume(), READ), line(world.volume(), BORROW))
    assert states(request) == [LineState.APPROVED, LineState.WAITING]
    assert again(request).state == AccessRequest.State.OPEN


def test_whoever_decides_next_is_told_once(world):
    request = world.ask(world.volume())
    notice = Notice.objects.get(to=world.archivist)
    assert request.number in notice.title
    assert not Notice.objects.filter(to=world.head).exists()


# --- What a requester may not see ----------------------------------------------------------


@clause(Clause.SEC_29)
def test_what_one_may_not_see_cannot_be_named(world):
    stranger = person(Role.EMPLOYEE, world.department)
    hidden = world.volume()
    with refused(Clause.SEC_29) as told:
        world.ask(hidden, who=stranger)
    assert hidden.code not in str(told.value)
    with refused(Clause.SEC_29):  # not even its state or its grade is told
        world.ask(world.volume(secrecy=Secrecy.SECRET), who=stranger)


@clause(Clause.SEC_11, Clause.SEC_29)
def test_single_papers_of_a_personal_volume_are_named_by_those_who_read_it(world):
    paper = world.paper(world.personal(), personal=True)
    for who in (world.employee, world.hq_archivist):
        with refused(Clause.SEC_29):
            world.ask(paper, who=fresh(who), manner=READ)
    assert world.ask(paper, who=world.head, manner=READ)


@clause(Clause.LND_18)
def test_what_is_asked_in_words_is_found_by_the_archivist_of_the_room(world):
    stranger = person(Role.EMPLOYEE, world.department)
    request = world.ask("3栋1201 装修档案", who=stranger)
    row = request.lines.get()
    assert row.state == LineState.TO_IDENTIFY
    assert Notice.objects.filter(to=world.archivist).exists()
    volume = world.volume()
    before = again(request).content_hash
    with refused(Clause.ORG_01):
        identify(row, volume, by=world.hq_archivist, now=NOW)
    found = identify(row, volume, by=world.archivist, now=NOW)
    assert (found.holding, found.state) == (volume, LineState.WAITING)
    assert again(request).content_hash != before
    with refused(Clause.LND_18):
        identify(row, volume, by=world.archivist, now=NOW)
    decide(found.steps.get(), APPROVED, by=world.archivist, now=NOW)


@clause(Clause.LND_03)
def test_what_the_archivist_finds_obeys_the_same_rules(world):
    row = world.ask("合同原件").lines.get()
    with refused(Clause.LND_03):
        identify(row, world.volume(secrecy=Secrecy.SECRET), by=world.archivist, now=NOW)
    assert again(row).holding is None


@clause(Clause.LND_18)
def test_what_is_not_there_is_refused_with_a_reason(world):
    row = world.ask("不存在的档案").lines.get()
    with refused(Clause.LND_18):
        refuse_unfound(row, by=world.archivist, now=NOW, reason=" ")
    with refused(Clause.ORG_01):
        refuse_unfound(row, by=world.hq_archivist, now=NOW, reason="查无此档")
    refuse_unfound(row, by=world.archivist, now=NOW, reason="查无此档")
    assert again(row).state == LineState.REFUSED
    assert row.decisions.get().reason == "查无此档"
    assert again(row.request).state == AccessRequest.State.CLOSED
    assert Notice.objects.filter(to=world.employee).exists()


# --- People from outside --------------------------------------------------------------------


def test_the_numbers_of_an_outside_person_are_sealed_and_masked(world):
    request = entered(world, world.volume())
    kept = OutsidePerson.objects.get()
    assert ID_NUMBER not in kept.id_number
    assert PHONE not in kept.phone
    assert kept.shown_id_number.endswith("002X")
    assert kept.shown_id_number.startswith("****")
    past = kept.history.get()
    assert ID_NUMBER not in str(vars(past))
    assert PHONE not in str(vars(past))
    assert not hasattr(past, "data_key")
    for text in (request.content, str(request.who), str(list(JournalSubject.objects.values()))):
        for secret in (ID_NUMBER, PHONE, "赵晓云"):
            assert secret not in text
    assert (kept.identity_checked_by, kept.identity_checked_at) == (world.archivist, NOW)


def test_a_visitor_tells_no_log_the_numbers():
    assert ID_NUMBER not in repr(visitor())
    assert "赵晓云" not in repr(visitor())


@clause(Clause.LND_17)
@pytest.mark.parametrize(
    "facts", [{"identity_checked": False}, {"id_number": " "}, {"name": ""}, {"id_kind": ""}]
)
def test_nobody_from_outside_is_served_without_the_identity_check(world, facts):
    asked = world.asked(None, (line(world.volume(), READ),), outside=visitor(**facts))
    with refused(Clause.LND_17):
        ask(asked, by=world.archivist, now=NOW)


@clause(Clause.LND_22)
def test_only_the_archivist_of_the_room_enters_a_request_from_outside(world):
    for stranger in (world.employee, world.hq_archivist, world.front):
        with refused(Clause.LND_22):
            entered(world, world.volume(), by=fresh(stranger))


@clause(Clause.LND_17)
def test_a_request_is_of_one_person(world):
    both = world.asked(world.archivist, (line(world.volume(), READ),), outside=visitor())
    with refused(Clause.LND_17):
        ask(both, by=world.archivist, now=NOW)


# --- Taking back, running out ---------------------------------------------------------------


@clause(Clause.LND_22)
def test_only_whoever_asked_takes_a_request_back(world):
    request = world.ask(world.volume(), line(world.volume(), READ), "别的")
    with refused(Clause.LND_22):
        withdraw(request, by=world.head, now=NOW)
    taken = withdraw(request, by=world.employee, now=NOW)
    assert taken.state == AccessRequest.State.WITHDRAWN
    assert set(states(request)) == {LineState.WITHDRAWN}
    with refused(Clause.LND_22):
        withdraw(request, by=world.employee, now=NOW)


def test_what_an_approval_opened_closes_when_the_request_is_taken_back(world):
    row = world.approved(world.personal(), READ)
    assert row.grant.withdrawn_at is None
    withdraw(row.request, by=world.employee, now=NOW + DAY)
    assert again(row.grant).withdrawn_at == NOW + DAY


def test_a_request_taken_back_waits_for_nobody(world):
    row = world.line(world.volume())
    withdraw(row.request, by=world.employee, now=NOW)
    assert not row.steps.filter(is_next=True).exists()
    with refused(Clause.SEC_20):
        decide(row.steps.get(), APPROVED, by=world.archivist, now=NOW)


@clause(Clause.SEC_20)
def test_what_was_never_fetched_lapses_with_its_time(world):
    waiting, approved = world.line(world.volume()), world.approved(world.personal(), READ)
    assert lapse_requests(now=UNTIL - DAY) == 0
    assert lapse_requests(now=UNTIL) == 2
    assert lapse_requests(now=UNTIL) == 0
    for row in (waiting, approved):
        assert again(row).state == LineState.WITHDRAWN
        assert again(row.request).state == AccessRequest.State.CLOSED
    assert again(approved.grant).withdrawn_at is not None


# --- Who sees a request ---------------------------------------------------------------------


@clause(Clause.LND_22)
def test_a_request_exists_for_those_whom_it_concerns(world):
    request = world.ask(world.volume())
    other = library_of_strangers()
    for who in (world.employee, world.archivist, world.head, world.dept_head, world.cs_head):
        assert AccessRequest.objects.visible_to(fresh(who)).filter(pk=request.pk).exists()
    for who in (world.front, *other):
        assert not AccessRequest.objects.visible_to(fresh(who)).exists()


def library_of_strangers() -> list[User]:
    return [
        person(Role.CENTRE_ARCHIVIST),
        person(Role.CENTRE_HEAD),
        person(Role.EMPLOYEE),
        person(Role.DEPARTMENT_HEAD),
    ]


def test_a_centre_head_sees_what_the_own_staff_asks_elsewhere(world):
    world.seen_by(world.front)
    kept = world.volume(keeper=world.headquarters, secrecy=Secrecy.SECRET)
    request = world.ask(kept, who=fresh(world.front), manner=READ)
    assert AccessRequest.objects.visible_to(fresh(world.head)).get() == request


@clause(Clause.LND_20)
def test_nobody_is_approved_for_longer_than_the_office_allows(world):
    kept = world.volume()
    world.seen_by(world.employee)
    with refused(Clause.LND_20):
        world.ask(kept, who=fresh(world.employee), until=NOW + timedelta(days=62))

    assert world.ask(kept, who=fresh(world.employee), until=NOW + timedelta(days=60)).pk
