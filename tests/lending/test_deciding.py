"""Deciding: by the right person, never on the own request; the last approval opens."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from archive_office import clock
from archive_office.journal.models import JournalEntry
from archive_office.notices.models import Notice
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Dossier, DossierGrant, Secrecy
from dossiers.rules.access import right_to_read
from dossiers.rules.taking import against_taking_along
from lending.models import AccessRequest, LineState, RequestDecision, RequestStep
from lending.procedures.decisions import decide, may_decide, steps_waiting_for
from lending.procedures.requests import identify
from tests.factories import TODAY, arranged, person
from tests.lending.visitors import entered
from tests.lending.world import (
    APPROVED,
    COPY,
    NOW,
    READ,
    REFUSED,
    UNTIL,
    acting,
    again,
    fresh,
    library,
    names,
    setting,
)
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def world():
    world = library()
    world.seen_by(world.employee)
    return world


def step_of(row, name=None):
    steps = row.steps.filter(is_next=True)
    return steps.get(name=name) if name else steps.get()


def waiting(user):
    return set(steps_waiting_for(fresh(user)))


# --- Who decides ----------------------------------------------------------------------------


@clause(Clause.LND_18)
def test_a_decision_names_who_when_in_which_post_and_over_what(world):
    row = world.line(world.volume())
    decide(step_of(row), APPROVED, by=world.archivist, now=NOW, reason="手续齐全")
    told = RequestDecision.objects.get()
    assert (told.by, told.role, told.department) == (
        world.archivist,
        Role.CENTRE_ARCHIVIST,
        world.centre,
    )
    assert (told.at, told.reason, told.asked_by) == (NOW, "手续齐全", world.employee)
    assert told.content_hash == again(row.request).content_hash
    entry = JournalEntry.objects.get(act="lending.request_decided")
    assert (entry.by, entry.department) == (world.archivist, world.centre)


@clause(Clause.LND_18)
def test_only_the_post_a_step_asks_for_decides_it(world):
    row = world.line(world.volume())
    strangers = (world.employee, world.head, world.hq_archivist, person(Role.CENTRE_ARCHIVIST))
    for stranger in strangers:
        with refused(Clause.LND_18):
            decide(step_of(row), APPROVED, by=fresh(stranger), now=NOW)
    assert again(row).state == LineState.WAITING


@clause(Clause.SEC_28, Clause.LND_18)
def test_nobody_decides_on_the_own_request(world):
    row = world.ask(world.personal(), who=fresh(world.head), manner=READ).lines.get()
    with refused(Clause.LND_18):
        decide(step_of(row), APPROVED, by=fresh(world.head), now=NOW)
    both = acting(
        world.head,
        Role.CUSTOMER_SERVICE_HEAD,
        world.cs_head.current_memberships[0].department,
        world.cs_head,
    )
    with refused(Clause.LND_18):
        decide(step_of(row), APPROVED, by=both, now=NOW)
    decide(step_of(row), APPROVED, by=world.cs_head, now=NOW)


@clause(Clause.LND_18)
def test_whoever_stands_in_for_the_asker_does_not_decide_for_him(world):
    row = world.ask(world.volume(dossier__sealed_on=TODAY), who=fresh(world.director), manner=READ)
    step = row.lines.get().steps.get()
    deputy = acting(person(Role.EMPLOYEE), Role.DIRECTOR, world.company, world.director)
    assert not may_decide(deputy, step)
    assert step not in waiting(deputy)
    with refused(Clause.LND_18):
        decide(step, APPROVED, by=deputy, now=NOW)
    second = person(Role.DIRECTOR, world.company)
    assert decide(step, APPROVED, by=second, now=NOW)


@clause(Clause.LND_18)
def test_whoever_enters_for_an_outsider_does_not_approve_it(world):
    keeper = acting(world.archivist, Role.CENTRE_HEAD, world.centre, world.head)
    row = entered(world, world.personal(), by=keeper).lines.get()
    step = step_of(row)
    assert step.role == Role.CUSTOMER_SERVICE_HEAD
    with refused(Clause.LND_18):
        decide(step, APPROVED, by=keeper, now=NOW)


@clause(Clause.LND_18)
def test_the_archivist_reviews_what_was_entered_for_a_colleague(world):
    row = world.ask(world.volume(), by=world.archivist).lines.get()
    assert step_of(row) in waiting(world.archivist)
    assert decide(step_of(row), APPROVED, by=world.archivist, now=NOW)


def test_the_database_itself_refuses_a_decision_on_the_own_request(world):
    row = world.line(world.volume())
    step = step_of(row)
    with pytest.raises(IntegrityError, match="own_request"), arranged():
        RequestDecision.objects.create(
            of=step,
            line=row,
            asked_by=world.employee,
            step=step.name,
            role=step.role,
            department=world.centre,
            by=world.employee,
            outcome=APPROVED,
            at=NOW,
            content_hash="x",
        )


def test_who_stands_in_is_printed_with_the_person_stood_in_for(world):
    deputy = acting(person(Role.EMPLOYEE), Role.CENTRE_HEAD, world.centre, world.head)
    row = world.ask(world.personal(), manner=READ).lines.get()
    told = decide(step_of(row), APPROVED, by=deputy, now=NOW)
    assert told.acting_for == world.head
    assert str(world.head) in told.decider
    assert str(deputy) in told.decider
    entry = JournalEntry.objects.get(act="lending.request_decided")
    assert entry.acting_for == world.head


# --- What waits for whom --------------------------------------------------------------------


@clause(Clause.SEC_20)
def test_an_inbox_holds_what_its_owner_may_decide_now(world):
    setting("request_department_signature", "always")
    row = world.ask(world.volume(secrecy=Secrecy.SECRET), manner=READ).lines.get()
    signature, approval = row.steps.order_by("rank")
    assert waiting(world.dept_head) == {signature}
    assert waiting(world.head) == set()
    decide(signature, APPROVED, by=world.dept_head, now=NOW)
    assert waiting(world.dept_head) == set()
    assert waiting(world.head) == {approval}
    deputy = acting(person(Role.EMPLOYEE), Role.CENTRE_HEAD, world.centre, world.head)
    assert waiting(deputy) == {approval}
    for stranger in (world.employee, world.room_head, person(Role.CENTRE_HEAD)):
        assert waiting(stranger) == set()


@clause(Clause.LND_18)
def test_the_inbox_agrees_with_what_may_be_decided(world):
    for who in (world.employee, world.head, world.archivist, world.room_head):
        world.seen_by(who)
        world.ask(world.volume(), world.personal(), who=fresh(who))
        world.ask(world.volume(keeper=world.headquarters), who=fresh(who), manner=COPY)
    entered(world, world.volume(), kind="lawyer")
    entered(world, world.personal())
    everybody = [getattr(world, name) for name in world.PEOPLE]
    everybody.append(acting(person(Role.EMPLOYEE), Role.CENTRE_HEAD, world.centre, world.head))
    for who in map(fresh, everybody):
        steps = RequestStep.objects.filter(is_next=True)
        assert waiting(who) == {step for step in steps if may_decide(who, step)}


def test_an_inbox_is_one_question(world):
    for _turn in range(5):
        world.ask(world.volume(), world.personal())
    head = fresh(world.head)
    assert head.current_memberships
    with CaptureQueriesContext(connection) as asked:
        rows = list(steps_waiting_for(head)[:50])
        shown = [f"{s.line.request.who} {s.line.holding} {s.department}" for s in rows]
    assert len(shown) == 5
    assert len(asked) == 1


# --- What a decision does -------------------------------------------------------------------


@clause(Clause.LND_18)
def test_a_refusal_has_a_reason_and_ends_the_line(world):
    row = world.line(world.personal(keeper=world.headquarters))
    with refused(Clause.LND_18):
        decide(step_of(row), REFUSED, by=world.hq_archivist, now=NOW, reason=" ")
    decide(step_of(row), REFUSED, by=world.hq_archivist, now=NOW, reason="理由不足")
    assert again(row).state == LineState.REFUSED
    assert not row.steps.filter(is_next=True).exists()
    assert waiting(world.head) == set()
    assert again(row.request).state == AccessRequest.State.CLOSED
    assert not DossierGrant.objects.exists()
    with refused(Clause.SEC_20):
        decide(row.steps.get(name="personal"), APPROVED, by=world.head, now=NOW)


@clause(Clause.LND_18)
def test_whoever_asked_is_told_without_a_word_about_the_dossier(world):
    row = world.approved(world.volume())
    notice = Notice.objects.get(to=world.employee)
    assert row.request.number in notice.title
    for secret in (row.holding.code, row.holding.title, row.holding.dossier.code):
        assert secret not in notice.title + notice.body


@clause(Clause.SEC_20)
def test_a_step_is_decided_once(world):
    row = world.line(world.volume())
    step = step_of(row)
    decide(step, APPROVED, by=world.archivist, now=NOW)
    with refused(Clause.SEC_20):
        decide(step, APPROVED, by=world.archivist, now=NOW)


@clause(Clause.SEC_20)
def test_what_is_asked_for_a_time_that_is_over_can_only_be_refused(world):
    row = world.line(world.volume())
    with refused(Clause.SEC_20):
        decide(step_of(row), APPROVED, by=world.archivist, now=UNTIL)
    assert decide(step_of(row), REFUSED, by=world.archivist, now=UNTIL, reason="已过期")


@clause(Clause.LND_18)
def test_what_is_decided_is_what_was_asked(world):
    row = world.line(world.volume())
    with arranged():
        row.request.purpose_text = "另作他用"
        row.request.save()
    with refused(Clause.LND_18):
        decide(step_of(row), APPROVED, by=world.archivist, now=NOW)


@clause(Clause.SEC_20, Clause.LND_02)
def test_what_changed_since_the_question_adds_the_steps_it_needs(world):
    setting("request_department_signature", "never")
    row = world.line(world.volume(), COPY)
    with arranged():
        row.holding.dossier.sealed_on = TODAY
        row.holding.dossier.save()
    decide(step_of(row), APPROVED, by=world.head, now=NOW)
    assert again(row).state == LineState.WAITING
    assert names(row) == ["room_head", "director"]
    assert waiting(world.director) == {step_of(row, "director")}
    decide(step_of(row), APPROVED, by=world.director, now=NOW)
    assert again(row).state == LineState.APPROVED


@clause(Clause.LND_03)
def test_a_loan_that_became_impossible_is_not_approved(world):
    row = world.line(world.volume())
    with arranged():
        row.holding.secrecy = Secrecy.SECRET
        row.holding.save()
    with refused(Clause.LND_03):
        decide(step_of(row), APPROVED, by=world.archivist, now=NOW)


# --- What an approval opens -----------------------------------------------------------------


@clause(Clause.LND_14, Clause.SEC_11, Clause.SEC_12)
def test_an_approval_opens_one_dossier_to_one_person_for_its_time(world, monkeypatch):
    other = world.personal()
    who = person(Role.EMPLOYEE, world.department)
    row = world.ask("3栋1201 身份证明", who=who, manner=READ).lines.get()
    volume = world.personal()
    decisions_of(world, row, volume)
    grant = again(row).grant
    assert (grant.personal, grant.granted_by, grant.until) == (True, world.head, UNTIL)
    assert row.request.number in grant.reason
    for at, right in ((NOW, f"grant {grant.pk}"), (UNTIL, "")):
        assert right_to_read(volume.dossier, fresh(who), at=at, personal=True) == right
    assert right_to_read(other.dossier, fresh(who), at=NOW, personal=True) == ""
    for moment, seen in ((NOW, [volume.dossier]), (UNTIL, [])):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        assert list(Dossier.objects.visible_to(fresh(who))) == seen


def decisions_of(world, row, volume):
    identify(row, volume, by=world.archivist, now=NOW)
    return world.decided(again(row))


@clause(Clause.LND_13, Clause.SEC_11)
def test_an_ordinary_approval_opens_no_personal_volume(world):
    row = world.approved(world.volume())
    dossier = row.holding.dossier
    assert right_to_read(dossier, fresh(world.employee), at=NOW)
    assert right_to_read(dossier, fresh(world.employee), at=NOW, personal=True) == ""


@clause(Clause.SEC_06, Clause.SEC_07)
def test_an_approved_copy_alone_is_a_permission_to_copy(world):
    setting("request_department_signature", "never")
    volume = world.volume(secrecy=Secrecy.SECRET)
    paper, other = world.paper(volume), world.paper(volume)
    world.approved(paper, READ)
    assert list(against_taking_along(paper, world.employee, at=NOW)) != []
    world.approved(paper, COPY)
    assert list(against_taking_along(paper, world.employee, at=NOW)) == []
    assert list(against_taking_along(other, world.employee, at=NOW)) != []
    assert list(against_taking_along(paper, world.head, at=NOW)) != []


@clause(Clause.SEC_44, Clause.LND_24)
def test_the_directors_approval_opens_the_sealed_dossier(world):
    row = world.approved(world.personal(dossier__sealed_on=TODAY), READ)
    assert (row.grant.sealed, row.grant.personal, row.grant.granted_by) == (
        True,
        True,
        world.head,
    )


def test_a_head_gets_what_the_next_higher_head_approved(world):
    row = world.approved(world.volume(), COPY, who=world.head)
    assert (row.grant.granted_by, row.grant.copying) == (world.cs_head, row.holding)


def test_nobody_from_outside_gets_an_access_of_the_office(world):
    row = entered(world, world.personal()).lines.get()
    assert world.decided(row).state == LineState.APPROVED
    assert not DossierGrant.objects.exists()


@clause(Clause.SEC_20)
def test_the_signature_of_the_own_head_opens_nothing(world):
    setting("request_department_signature", "always")
    row = world.approved(world.volume(), READ)
    assert (row.state, row.grant) == (LineState.APPROVED, None)


# --- Who is to be told ----------------------------------------------------------------------


@clause(Clause.SEC_23)
def test_an_approval_holds_only_after_the_informed_person_was_told(world):
    setting("approval_informs", "customer_service_head")
    row = world.approved(world.volume())
    notice = Notice.objects.get(to=world.cs_head)
    assert notice.clause == Clause.SEC_23
    assert row.request.number in notice.title
    assert row.state == LineState.APPROVED


@clause(Clause.SEC_23)
def test_without_anybody_to_be_told_nothing_is_approved(world):
    setting("approval_informs", "archive_room_head")
    with arranged():
        post = world.room_head.memberships.get()
        post.ends_on = TODAY - timedelta(days=1)
        post.save()
    row = world.line(world.volume())
    with refused(Clause.SEC_23):
        decide(step_of(row), APPROVED, by=world.archivist, now=NOW)
    assert again(row).state == LineState.WAITING
    assert not RequestDecision.objects.exists()
