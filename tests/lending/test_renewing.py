"""Renewing a loan: who asks, who decides, until when, and what it never does."""

import pytest
from django.db import IntegrityError, connection, transaction

from archive_office.notices.models import Notice
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import DossierGrant
from lending.models import Loan, Renewal
from lending.procedures.renewals import decide_renewal
from lending.procedures.reservations import reserve_holding
from lending.rules.dates import Standing, dereliction_from, due_for_case, standing
from lending.rules.renewals import Outcome, deciders, may_decide
from tests.dossiers.desk import Desk, that_day
from tests.factories import MembershipFactory, arranged
from tests.lending.counter import NOW, at, counter, day, owner
from tests.lending.world import acting, again, fresh, see, setting
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db
assert that_day


@pytest.fixture
def desk():
    return counter()


# --- The days -----------------------------------------------------------------------------------


@clause(Clause.LND_05)
@pytest.mark.parametrize("number", [0, 7, 8, 15])
def test_a_granted_renewal_moves_the_due_day_to_the_fifteenth(desk, number):
    loan = desk.renewed(desk.lent(), now=at(number))
    assert (loan.due_on, loan.renewals, loan.original_due_on) == (day(15), 1, day(7))
    renewal = loan.renewal_set.get()
    assert (renewal.old_due_on, renewal.new_due_on) == (day(7), day(15))
    assert (renewal.decided_by, renewal.decided_at) == (desk.archivist, at(number))
    assert standing(loan, day(15)) == Standing.DUE_TODAY
    assert standing(loan, day(16)) == Standing.DERELICTION


@clause(Clause.LND_05)
def test_nothing_is_renewed_after_the_fifteenth_day(desk):
    loan = desk.lent()
    renewal = desk.wished(loan, now=at(15))
    with refused(Clause.LND_05):
        desk.granted(renewal, now=at(16))
    other = desk.lent(now=NOW)
    with refused(Clause.LND_05):
        desk.wished(other, now=at(16))


@clause(Clause.LND_05)
def test_a_loan_is_renewed_once(desk):
    loan = desk.renewed(desk.lent())
    with refused(Clause.LND_05):
        desk.wished(loan, now=at(9))


@clause(Clause.LND_05)
def test_a_shorter_renewal_may_be_wished_and_a_second_within_the_longest_loan(desk):
    setting("renewals_max", "2")
    loan = desk.renewed(desk.lent(), until=day(11))
    assert loan.due_on == day(11)
    loan = desk.renewed(loan, now=at(10))
    assert (loan.due_on, loan.renewals) == (day(15), 2)
    assert list(loan.renewal_set.values_list("old_due_on", "new_due_on")) == [
        (day(7), day(11)),
        (day(11), day(15)),
    ]


@clause(Clause.LND_05)
@pytest.mark.parametrize("number", [5, 7, 16])
def test_a_wish_lies_after_the_due_day_and_within_the_longest_loan(desk, number):
    loan = desk.lent()
    with refused(Clause.LND_05):
        desk.wished(loan, until=day(number))


@clause(Clause.LND_05)
def test_where_renewals_gain_nothing_none_is_granted(desk):
    setting("renewed_loan_days", "7")
    loan = desk.lent()
    with refused(Clause.LND_05):
        desk.wished(loan)


@clause(Clause.LND_06)
def test_a_renewal_granted_too_late_leaves_the_case_due(desk):
    setting("renewed_loan_days", "30")
    loan = desk.renewed(desk.lent(), now=at(16))
    assert loan.due_on == day(30)
    assert dereliction_from(loan) == day(16)
    assert due_for_case(loan, day(20))


@clause(Clause.LND_06)
def test_a_renewal_granted_in_time_moves_the_case(desk):
    setting("renewed_loan_days", "30")
    loan = desk.renewed(desk.lent(), now=at(15))
    assert dereliction_from(loan) == day(31)
    assert not due_for_case(loan, day(30))


@clause(Clause.LND_06)
def test_a_refused_renewal_covers_nothing(desk):
    loan = desk.lent()
    desk_says_no(desk, desk.wished(loan))
    assert dereliction_from(again(loan)) == day(16)
    assert again(loan).due_on == day(7)


@clause(Clause.LND_25)
def test_what_is_due_the_same_day_is_not_renewed(desk):
    with refused(Clause.LND_25):
        desk.wished(desk.read())
    setting("working_loan_same_day", "yes")
    front = fresh(desk.world.front)
    with refused(Clause.LND_25):
        desk.wished(desk.lent(who=front), by=front)


@clause(Clause.LND_05)
def test_what_is_back_or_from_an_old_register_is_not_renewed(desk):
    loan = desk.lent()
    desk.back(loan)
    with refused(Clause.LND_05):
        desk.wished(loan)
    with arranged():
        old = Loan.objects.create(
            kind=Loan.Kind.BORROWED,
            origin=Loan.Origin.LEGACY,
            holding=desk.volume(),
            room=desk.world.centre,
            borrower=desk.borrower,
            borrower_name="测试员",
            handed_out_on=day(0),
            original_due_on=day(7),
            due_on=day(7),
        )
    with refused(Clause.LND_05):
        desk.wished(old)


# --- Who asks, who decides ------------------------------------------------------------------------


def desk_says_no(desk, renewal, *, by=None, reason="另有他人急用"):
    return decide_renewal(renewal, Outcome.REFUSED, by=by or desk.archivist, now=NOW, reason=reason)


@clause(Clause.LND_05)
def test_a_renewal_is_asked_with_a_reason_and_once_at_a_time(desk):
    loan = desk.lent()
    desk.wished(loan)
    with refused(Clause.LND_05):
        desk.wished(loan)


@clause(Clause.LND_22)
def test_the_borrower_asks_or_the_archivist_for_the_borrower(desk):
    loan = desk.lent()
    for stranger in (desk.world.front, desk.world.dept_head, desk.world.hq_archivist):
        with refused(Clause.LND_22):
            desk.wished(loan, by=stranger)
    assert desk.wished(loan, by=desk.archivist).asked_by == desk.archivist


@clause(Clause.LND_05, Clause.LND_18)
def test_nobody_renews_for_oneself(desk):
    loan = desk.lent(who=desk.archivist)
    renewal = desk.wished(loan, by=desk.archivist)
    with refused(Clause.LND_18):
        desk.granted(renewal)
    assert not may_decide(desk.archivist, renewal)
    assert desk.granted(renewal, by=desk.colleague).outcome == Outcome.GRANTED


@clause(Clause.LND_18)
def test_whoever_asked_for_the_borrower_does_not_decide(desk):
    renewal = desk.wished(desk.lent(), by=desk.archivist)
    with refused(Clause.LND_18):
        desk.granted(renewal)


@clause(Clause.LND_18)
def test_whoever_stands_in_for_the_borrower_does_not_decide(desk):
    renewal = desk.wished(desk.lent(who=desk.archivist), by=desk.archivist)
    stand_in = desk.world.employee
    MembershipFactory(
        person=stand_in,
        role=Role.CENTRE_ARCHIVIST,
        department=desk.world.centre,
        acting_for=desk.archivist,
    )
    assert not may_decide(fresh(stand_in), renewal)
    with refused(Clause.LND_05):
        desk.granted(renewal, by=fresh(stand_in))


@clause(Clause.LND_05)
@pytest.mark.parametrize("who", ["front", "dept_head", "hq_archivist", "cs_head", "director"])
def test_the_rooms_archivist_or_its_head_decides(desk, who):
    renewal = desk.wished(desk.lent())
    with refused(Clause.LND_05):
        desk.granted(renewal, by=getattr(desk.world, who))
    assert set(deciders(renewal, on=day(0))) == {
        desk.archivist,
        desk.colleague,
        desk.world.head,
    }


@clause(Clause.LND_14)
def test_personal_information_is_renewed_by_the_centres_head(desk):
    renewal = desk.wished(desk.lent(desk.personal()))
    with refused(Clause.LND_14):
        desk.granted(renewal)
    desk.granted(renewal, by=desk.world.head)
    assert again(renewal.loan).due_on == day(15)


@clause(Clause.LND_14)
def test_the_heads_own_personal_loan_is_renewed_by_customer_service(desk):
    head = desk.world.head
    renewal = desk.wished(desk.lent(desk.personal(), who=head), by=head)
    stand_in = acting(desk.world.front, Role.CENTRE_HEAD, desk.world.centre, head)
    for nobody in (desk.archivist, stand_in):
        with refused(Clause.LND_14):
            desk.granted(renewal, by=nobody)
    assert desk.granted(renewal, by=desk.world.cs_head).decided_by == desk.world.cs_head


@clause(Clause.LND_05)
def test_a_renewal_is_decided_once(desk):
    renewal = desk.wished(desk.lent())
    desk_says_no(desk, renewal)
    with refused(Clause.LND_05):
        desk.granted(renewal)


@clause(Clause.LND_05)
def test_a_refusal_has_its_reason_and_leaves_the_loan_as_it_is(desk):
    renewal = desk.wished(desk.lent())
    with refused(Clause.LND_05):
        desk_says_no(desk, renewal, reason=" ")
    answered = desk_says_no(desk, renewal)
    assert (answered.answer, again(answered.loan).renewals) == ("另有他人急用", 0)


@clause(Clause.LND_05)
def test_a_loan_to_somebody_from_outside_is_renewed_through_the_archivist(desk):
    request = desk.world.ask(
        desk.volume(),
        who=None,
        by=desk.archivist,
        requester=None,
        department=None,
        outside=owner(),
    )
    (loan,) = desk.hand_out(desk.world.decided(request.lines.get()))
    renewal = desk.wished(loan, by=desk.archivist)
    with refused(Clause.LND_18):
        desk.granted(renewal)
    desk.granted(renewal, by=desk.colleague)
    assert again(loan).due_on == day(15)


@clause(Clause.LND_05)
def test_the_day_on_which_the_thing_was_seen_is_written_down(desk):
    renewal = desk.granted(desk.wished(desk.lent()), seen_on=day(0))
    assert again(renewal).seen_on == day(0)


@clause(Clause.LND_05)
@pytest.mark.parametrize("number", [-1, 3])
def test_the_thing_was_seen_while_it_was_out(desk, number):
    renewal = desk.wished(desk.lent())
    with refused(Clause.LND_05):
        desk.granted(renewal, now=at(2), seen_on=day(number))


# --- The queue ------------------------------------------------------------------------------------


@clause(Clause.LND_05)
def test_nothing_is_renewed_while_somebody_waits_for_it(desk):
    loan, other = desk.lent(), desk.lent()
    renewal = desk.wished(other)
    see(desk.world.front, desk.world.centre)
    keen = fresh(desk.world.front)
    for waiting in (loan, other):
        reserve_holding(waiting.holding, keen, by=keen, now=NOW)
    with refused(Clause.LND_05):
        desk.wished(loan)
    with refused(Clause.LND_05):
        desk.granted(renewal)
    desk_says_no(desk, renewal)


# --- Access, notices --------------------------------------------------------------------------------


@clause(Clause.LND_14)
def test_the_access_lasts_as_long_as_the_renewed_loan_and_ends_with_the_return(desk):
    loan = desk.lent(desk.personal(), until=at(8))
    desk.granted(desk.wished(loan), by=desk.world.head, now=at(5))
    grants = DossierGrant.objects.filter(permission__user=desk.borrower)
    assert grants.in_force(at(5)).count() == 1
    grant = grants.in_force(at(15, hour=23)).get()
    assert (grant.personal, grant.granted_by) == (True, desk.world.head)
    assert not grants.in_force(at(16, hour=0)).exists()
    desk.back(loan, now=at(9))
    assert not grants.in_force(at(9)).exists()


@clause(Clause.LND_14)
def test_an_access_that_lasts_longer_anyhow_is_left_alone(desk):
    loan = desk.lent(desk.personal())  # approved for forty days
    grant = loan.line.grant
    desk.granted(desk.wished(loan), by=desk.world.head)
    assert again(loan.line).grant == grant


@clause(Clause.LND_05)
def test_who_decides_is_told_of_the_wish_and_the_borrower_of_the_answer(desk):
    renewal = desk.wished(desk.lent())
    told = Notice.objects.filter(key=f"lending.renewal:{renewal.pk}")
    assert {notice.to for notice in told} == {desk.archivist, desk.colleague, desk.world.head}
    desk.granted(renewal)
    answer = Notice.objects.get(key=f"lending.renewal:{renewal.pk}:granted")
    assert answer.to == desk.borrower
    assert day(15).isoformat() in answer.title


@clause(Clause.LND_05)
@pytest.mark.usefixtures("that_day")
def test_the_borrower_asks_on_the_page_of_the_loan_until_a_day(desk):
    loan = desk.lent()
    page = Desk(fresh(desk.borrower))
    assert "Needed until" in page.get("lending:loan", loan.pk).content.decode()
    page.post("lending:renew", loan.pk, reason="尚未核对完", until=day(10).isoformat())
    assert loan.renewal_set.get().new_due_on == day(10)


# --- What the database promises -----------------------------------------------------------------------


@clause(Clause.LND_05)
@pytest.mark.parametrize(
    ("sql", "promise"),
    [
        ("UPDATE lending_renewal SET outcome = 'refused', answer = 'x'", "a_renewal_stays"),
        ("UPDATE lending_renewal SET new_due_on = new_due_on + 9", "a_renewal_stays"),
        ("DELETE FROM lending_renewal", "a_renewal_stays"),
        ("UPDATE lending_loan SET due_on = due_on + 9", "a_loan_ends_by_a_return"),
        ("UPDATE lending_loan SET due_on = original_due_on", "a_loan_ends_by_a_return"),
    ],
)
def test_the_database_keeps_renewals_and_the_days_they_gave(desk, sql, promise):
    desk.renewed(desk.lent())
    with (
        pytest.raises(IntegrityError, match=promise),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@clause(Clause.LND_18)
def test_the_database_lets_nobody_renew_for_oneself(desk):
    own = Renewal.objects.get(pk=desk.wished(desk.lent()).pk)
    own.outcome, own.decided_by, own.decided_at = Outcome.GRANTED, desk.borrower, NOW
    with pytest.raises(IntegrityError, match="nobody_renews_for_themselves"), arranged():
        own.save()
