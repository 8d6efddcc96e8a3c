"""Who approves a destruction, in which order; what is struck, what is refused."""

from datetime import timedelta

import pytest

from archive_office.notices.models import Notice
from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.organisation.signing import prove_identity
from archive_office.regulation import Clause
from destruction.models import LineState, RegisterDecision, RegisterState
from destruction.procedures.approving import decide_register
from destruction.procedures.registers import void_register
from destruction.rules.approving import approvals, approvals_wanted, next_approvals
from destruction.rules.worklist import ready_for_destruction
from dossiers.models import Hold, HoldingState, IssuedCode
from dossiers.procedures.retention import place_hold
from tests.destruction.registers import APPROVED, REFUSED, destroying_office, line_of
from tests.destruction.world import NOW, again
from tests.factories import PASSWORD, MembershipFactory, person
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def here():
    return destroying_office()


def fully(here):
    here.set("destruction_approval_chain", "full")


def standing_in(who, role, department):
    deputy = person(Role.EMPLOYEE)
    MembershipFactory(person=deputy, role=role, department=department, acting_for=who)
    return User.objects.get(pk=deputy.pk)


def names(approvals_):
    return [approval.name for approval in approvals_]


@clause(Clause.DES_13)
def test_the_director_approves_and_the_wait_can_begin(here):
    register = here.proposed()
    assert names(approvals(register)) == ["director"]
    assert approvals_wanted(here.director) == [register.pk]
    assert approvals_wanted(here.service_head) == []
    here.decide(register)

    done = again(register)
    assert (done.state, done.approved_at) == (RegisterState.WAITING, NOW)
    assert approvals_wanted(here.director) == []


@clause(Clause.DES_14)
def test_each_decision_keeps_who_when_what_and_why(here):
    register = here.proposed()
    here.decide(register, reason="同意")

    decision = RegisterDecision.objects.get()
    assert (decision.by, decision.at, decision.outcome) == (here.director, NOW, APPROVED)
    assert (decision.reason, decision.role) == ("同意", Role.DIRECTOR)
    assert decision.department == here.company
    assert decision.content_hash == again(register).content_hash


@clause(Clause.DES_13)
def test_or_customer_service_and_the_originating_department_before_the_director(here):
    fully(here)
    register = here.proposed()
    origin = f"origin:{here.centre.code}"
    assert names(approvals(register)) == ["customer_service", origin, "director"]
    assert names(next_approvals(register, [])) == ["customer_service", origin]
    with refused(Clause.DES_13):
        here.decide(register)

    here.decide(register, step=origin, by=here.head)
    assert approvals_wanted(here.director) == []
    here.decide(register, step="customer_service", by=here.service_head)
    assert again(register).state == RegisterState.APPROVING
    assert approvals_wanted(here.director) == [register.pk]
    here.decide(register)
    assert again(register).state == RegisterState.WAITING


@clause(Clause.DES_13)
def test_whose_word_is_next_is_told(here):
    fully(here)
    register = here.proposed()
    wanted = Notice.objects.filter(key__startswith=f"approval_wanted:{register.pk}")
    assert {n.to for n in wanted} == {here.service_head, here.head}
    here.decide(register, step="customer_service", by=here.service_head)
    here.decide(register, step=f"origin:{here.centre.code}", by=here.head)
    assert {n.to for n in wanted.all()} == {here.service_head, here.head, here.director}


@clause(Clause.DES_13)
@pytest.mark.parametrize("who", ["head", "archivist", "room_head", "engineer", "witness"])
def test_nobody_else_approves(here, who):
    register = here.proposed()
    with refused(Clause.DES_13):
        here.decide(register, by=getattr(here, who))


@clause(Clause.DES_13)
def test_nobody_approves_what_they_proposed(here):
    MembershipFactory(person=here.archivist, role=Role.DIRECTOR, department=here.company)
    both = User.objects.get(pk=here.archivist.pk)
    register = here.proposed()
    assert approvals_wanted(both) == []
    with refused(Clause.DES_13):
        here.decide(register, by=both)


@clause(Clause.DES_13)
def test_nor_does_who_stands_in_for_the_proposer(here):
    MembershipFactory(person=here.archivist, role=Role.DIRECTOR, department=here.company)
    deputy = standing_in(here.archivist, Role.DIRECTOR, here.company)
    with refused(Clause.DES_13):
        here.decide(here.proposed(), by=deputy)


@clause(Clause.DES_13)
def test_who_stands_in_for_the_director_decides_for_them(here):
    deputy = standing_in(here.director, Role.DIRECTOR, here.company)
    here.decide(here.proposed(), by=deputy)
    decision = RegisterDecision.objects.get()
    assert (decision.by, decision.acting_for) == (deputy, here.director)


@clause(Clause.DES_13)
def test_each_approval_is_given_by_somebody_else(here):
    fully(here)
    MembershipFactory(person=here.head, role=Role.CUSTOMER_SERVICE_HEAD, department=here.company)
    both = User.objects.get(pk=here.head.pk)
    register = here.proposed()
    here.decide(register, step="customer_service", by=both)
    with refused(Clause.DES_13):
        here.decide(register, step=f"origin:{here.centre.code}", by=both)
    deputy = standing_in(both, Role.CENTRE_HEAD, here.centre)
    with refused(Clause.DES_13):
        here.decide(register, step=f"origin:{here.centre.code}", by=deputy)


@clause(Clause.DES_13)
def test_no_approval_is_given_twice_or_invented(here):
    fully(here)
    register = here.proposed()
    here.decide(register, step="customer_service", by=here.service_head)
    second = person(Role.CUSTOMER_SERVICE_HEAD, here.company)
    with refused(Clause.DES_13):
        here.decide(register, step="customer_service", by=second)
    with refused(Clause.DES_13):
        here.decide(register, step="chairman")


@clause(Clause.DES_14)
def test_only_the_content_that_was_shown_is_decided_on(here):
    register = here.proposed()
    with refused(Clause.DES_14):
        here.decide(register, seen_hash="0" * 64)


@clause(Clause.SEC_42)
def test_with_the_password_entered_anew(here):
    register = here.proposed()
    old = prove_identity(here.director, PASSWORD, now=NOW - timedelta(minutes=6))
    others = prove_identity(here.head, PASSWORD, now=NOW)
    for proof in (old, others):
        with refused(Clause.SEC_42):
            decide_register(
                register, "director", APPROVED, proof, register.content_hash,
                by=here.director, now=NOW,
            )  # fmt: skip


@clause(Clause.DES_14)
def test_a_draft_is_not_decided_on_nor_what_is_decided(here):
    register = here.drawn_up()
    with refused(Clause.DES_14):
        here.decide(register)
    agreed = here.agreed(here.volume())
    with refused(Clause.DES_14):
        here.decide(agreed, by=person(Role.DIRECTOR, here.company))


@clause(Clause.DES_14)
def test_a_single_line_is_struck_and_appraised_anew(here):
    kept, gone = here.volume(), here.volume()
    register = here.proposed(kept, gone)
    struck = line_of(register, kept)
    here.decide(register, vetoes={struck.pk: "业主来函查询"})

    line = again(struck)
    assert (line.state, line.reason) == (LineState.VETOED, "业主来函查询")
    assert (line.decided_by, line.decided_at) == (here.director, NOW)
    assert again(register).state == RegisterState.WAITING
    assert here.due() == [kept.code]
    assert not ready_for_destruction().exists()
    assert here.ready(kept, now=LATER)[0].holding == kept
    assert here.due() == []


@clause(Clause.DES_14)
def test_a_veto_has_a_reason_and_leaves_something(here):
    register = here.proposed(here.volume(), here.volume())
    first, second = register.lines.all()
    foreign = here.drawn_up(here.volume()).lines.get()
    for vetoes in (
        {first.pk: " "},
        {first.pk: "留存", second.pk: "留存"},
        {foreign.pk: "留存"},
    ):
        with refused(Clause.DES_14):
            here.decide(register, vetoes=vetoes)
    assert not RegisterDecision.objects.exists()
    assert again(first).state == LineState.LISTED


@clause(Clause.DES_14)
def test_a_refusal_at_any_step_sends_everything_back_to_appraisal(here):
    fully(here)
    volume = here.volume()
    register = here.proposed(volume)
    with refused(Clause.DES_14):
        here.decide(register, REFUSED, step="customer_service", by=here.service_head)
    here.decide(register, REFUSED, step="customer_service", by=here.service_head, reason="尚有纠纷")

    ended = again(register)
    assert (ended.state, ended.end_reason) == (RegisterState.REFUSED, "尚有纠纷")
    assert here.due() == [volume.code]
    assert not ready_for_destruction().exists()
    assert IssuedCode.objects.get(code=ended.number).state != IssuedCode.State.VOID
    assert Notice.objects.filter(to=here.archivist, clause="DES-14").exists()
    for again_and_again in (
        lambda: here.decide(register, step=f"origin:{here.centre.code}", by=here.head),
        lambda: void_register(register, reason="作废", by=here.archivist, now=NOW),
    ):
        with refused(Clause.DES_14):
            again_and_again()


@clause(Clause.DES_14)
def test_a_refusal_strikes_no_single_lines(here):
    register = here.proposed(here.volume(), here.volume())
    with refused(Clause.DES_14):
        here.decide(register, REFUSED, reason="不同意", vetoes={register.lines.first().pk: "留存"})


@clause(Clause.DES_01, Clause.DES_14)
def test_a_hold_placed_meanwhile_stops_the_approval_until_the_line_is_struck(here):
    volume, other = here.volume(), here.volume()
    register = here.proposed(volume, other)
    hold = place_hold(
        volume, Hold.Kind.LEGAL, Role.CENTRE_HEAD, by=here.head, now=NOW, reason="欠费诉讼"
    )
    with refused(Clause.DES_01) as caught:
        here.decide(register)
    assert "欠费诉讼" in str(caught.value)
    assert hold.lifted_at is None

    here.decide(register, vetoes={line_of(register, volume).pk: "诉讼未结"})
    assert again(register).state == RegisterState.WAITING
    assert again(volume).state == HoldingState.ON_SHELF
