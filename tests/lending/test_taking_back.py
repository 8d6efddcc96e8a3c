"""Taking back and putting back: checked, compared, in its slot; nothing else ends a loan."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from archive_office.custody.models import Cabinet
from archive_office.journal.models import JournalEntry
from archive_office.regulation import Clause
from dossiers.models import DossierGrant, HoldingState
from lending.models import (
    Condition,
    Disclosure,
    Loan,
    Reservation,
    Return,
)
from lending.procedures.reservations import reserve_holding
from lending.rules.dates import Standing, days_late, due_for_case, standing
from lending.rules.returns import everything_agrees
from tests.dossiers.desk import Desk, that_day
from tests.factories import BoxFactory, UserFactory, arranged, box_of
from tests.lending.counter import NOW, TODAY, at, counter, day, owner
from tests.lending.world import READ, again, fresh, see
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db
assert that_day


@pytest.fixture
def desk():
    return counter()


def lent_outside(desk):
    """Something an owner reads at the counter."""
    request = desk.world.ask(
        desk.volume(),
        who=None,
        manner=READ,
        by=desk.archivist,
        requester=None,
        department=None,
        outside=owner(),
    )
    (loan,) = desk.hand_out(desk.world.decided(request.lines.get()))
    return loan


# --- Taking back ------------------------------------------------------------------------------


@clause(Clause.LND_07, Clause.TRF_18)
def test_what_comes_back_is_checked_and_the_day_written_down(desk):
    loan = desk.back(desk.lent(), now=at(5))
    assert (loan.returned_on, loan.is_open) == (day(5), True)
    received = Return.objects.get(loan=loan)
    assert (received.received_by, received.brought_by) == (desk.archivist, desk.borrower)
    assert [line.outcome for line in received.lines.all()] == ["agrees", "agrees"]
    assert standing(loan, day(5)) == Standing.NOT_PUT_BACK
    assert again(loan.holding).state == HoldingState.ON_LOAN  # the shelf changes only at the slot


@clause(Clause.LND_07)
@pytest.mark.parametrize(("number", "late"), [(7, 0), (8, 1), (20, 13)])
def test_the_actual_return_and_the_first_due_day_stay_readable(desk, number, late):
    loan = desk.lent()
    desk.back(loan, now=at(number))
    stored = again(loan)
    assert (stored.original_due_on, stored.due_on, stored.returned_on) == (
        day(7),
        day(7),
        day(number),
    )
    assert days_late(stored, day(400)) == late


@clause(Clause.LND_07)
def test_what_is_back_is_not_taken_back_again(desk):
    loan = desk.lent()
    desk.back(loan)
    with refused(Clause.LND_07):
        desk.back(loan)


@pytest.mark.parametrize("who", ["hq_archivist", "head", "employee"])
def test_only_the_rooms_archivist_takes_back(desk, who):
    loan = desk.lent()
    with refused(Clause.ORG_01):
        desk.back(loan, by=getattr(desk.world, who))


@clause(Clause.LND_06)
def test_neither_return_nor_slot_takes_away_a_case_that_was_due(desk):
    loan = desk.lent()
    desk.back(loan, now=at(16))
    loan = desk.shelved(loan, now=at(16))
    assert due_for_case(loan, day(300))


# --- Who brings it ----------------------------------------------------------------------------


@clause(Clause.LND_22)
def test_nobody_but_the_borrower_gives_it_back(desk):
    loan = desk.lent()
    for facts in (
        {"brought_by": desk.world.front},
        {"brought_by": None},
        {"brought_by": None, "brought_by_name": "小李"},
    ):
        with refused(Clause.LND_22):
            desk.back(loan, **facts)
    assert again(loan).returned_on is None


@clause(Clause.LND_22)
@pytest.mark.parametrize("by_name", [True, False])
def test_a_named_person_gives_it_back_on_the_borrowers_behalf(desk, by_name):
    loan = desk.lent()
    sent = {"brought_by": None, "brought_by_name": "小李"}
    if not by_name:
        sent = {"brought_by": desk.world.front}
    desk.back(loan, on_behalf=True, **sent)
    received = Return.objects.get(loan=loan)
    assert received.on_behalf
    assert received.brought_by_name == ("小李" if by_name else str(desk.world.front))


@clause(Clause.LND_22)
def test_whoever_brings_it_on_behalf_is_named(desk):
    loan = desk.lent()
    with refused(Clause.LND_22):
        desk.back(loan, on_behalf=True, brought_by=None)


@clause(Clause.LND_22)
def test_somebody_from_outside_gives_back_what_was_handed_to_that_person(desk):
    loan = lent_outside(desk)
    for facts in ({"brought_by": desk.borrower}, {"brought_by_name": "李四"}):
        with refused(Clause.LND_22):
            desk.back(loan, **facts)
    desk.back(loan)
    assert Return.objects.get(loan=loan).brought_by_name == "王芳"


# --- Pages and lines ----------------------------------------------------------------------------


@clause(Clause.LND_07)
def test_every_document_of_a_borrowed_volume_is_checked(desk):
    loan = desk.lent()
    with refused(Clause.LND_07):
        desk.back(loan, lines=everything_agrees(loan)[:1])
    with refused(Clause.LND_07):
        desk.back(loan, lines=())


@clause(Clause.LND_07)
def test_the_check_names_only_what_lies_in_the_volume_and_each_once(desk):
    loan, other = desk.lent(), desk.lent()
    stranger = everything_agrees(other)[0]
    with refused(Clause.LND_07):
        desk.back(loan, lines=(*everything_agrees(loan), stranger))
    first = everything_agrees(loan)[0]
    with refused(Clause.LND_07):
        desk.back(loan, lines=(*everything_agrees(loan), first))


@clause(Clause.LND_07)
def test_what_was_read_on_the_spot_is_counted_by_its_pages(desk):
    loan = desk.read()
    with refused(Clause.LND_07):
        desk.back(loan, lines=(), pages_found=3)
    assert desk.back(loan, lines=()).returned_on == TODAY


@clause(Clause.LND_07)
def test_fewer_pages_are_not_intact(desk):
    loan = desk.lent()
    with refused(Clause.LND_07):
        desk.back(loan, pages_found=3)
    with refused(Clause.LND_07):
        desk.back(loan, pages_found=3, condition=Condition.MARKED, note="划线")


@clause(Clause.LND_07)
def test_a_line_that_agrees_has_its_pages(desk):
    loan = desk.lent()
    first, second = everything_agrees(loan)
    with refused(Clause.LND_07):
        desk.back(loan, lines=(replace(first, pages_found=1), second))


# --- What the return ends -----------------------------------------------------------------------


@clause(Clause.LND_14)
def test_the_access_to_personal_information_ends_with_the_return(desk):
    loan = desk.lent(desk.personal())
    grants = DossierGrant.objects.filter(permission__user=desk.borrower)
    assert grants.in_force(at(5)).count() == 1
    desk.back(loan, now=at(5))
    assert not grants.in_force(at(5)).exists()


@clause(Clause.LND_16)
def test_the_return_accounts_for_the_disclosure(desk):
    loan = desk.lent(desk.personal())
    desk.back(loan, now=at(5))
    disclosed = Disclosure.objects.get(loan=loan)
    assert (disclosed.accounted, disclosed.accounted_on, disclosed.accounted_by) == (
        Disclosure.Accounted.RETURNED,
        day(5),
        desk.archivist,
    )


# --- Putting back -------------------------------------------------------------------------------


@clause(Clause.LND_07, Clause.STO_17)
def test_the_home_slot_closes_the_loan(desk):
    loan = desk.lent()
    desk.back(loan, now=at(2))
    closed = desk.shelved(loan, now=at(2, hour=11), by=desk.colleague)
    assert (closed.is_open, closed.closed_at) == (False, at(2, hour=11))
    received = Return.objects.get(loan=loan)
    assert (received.put_back_by, received.slot) == (desk.colleague, loan.holding.home_slot)
    holding = again(loan.holding)
    assert (holding.state, holding.present_slot) == (HoldingState.ON_SHELF, holding.home_slot)
    assert standing(again(loan), day(2)) == Standing.RETURNED_IN_TIME
    assert JournalEntry.objects.filter(act="lending.put_back").count() == 1


@clause(Clause.LND_07)
def test_nothing_is_put_back_unchecked_or_twice(desk):
    loan = desk.lent()
    with refused(Clause.LND_07):
        desk.shelved(loan)
    desk.ended(loan)
    with refused(Clause.LND_07):
        desk.shelved(loan)


@clause(Clause.LND_07)
def test_another_box_needs_a_reason_and_becomes_the_home(desk):
    loan = desk.lent()
    desk.back(loan)
    other = box_of(desk.world.centre)
    with refused(Clause.LND_07):
        desk.shelved(loan, other)
    desk.shelved(loan, other, reason="原盒已满")
    assert again(loan.holding).home_slot == other


@clause(Clause.LND_07)
def test_a_box_elsewhere_or_on_no_shelf_is_no_slot(desk):
    loan = desk.lent()
    desk.back(loan)
    with refused(Clause.ORG_01):
        desk.shelved(loan, box_of(desk.world.headquarters), reason="x")
    loose = BoxFactory(shelf=None, department=desk.world.centre)
    with refused(Clause.STO_08):
        desk.shelved(loan, loose, reason="x")
    safe = box_of(desk.world.centre, safe=True)
    assert safe.shelf.cabinet.kind == Cabinet.Kind.SAFE
    with refused(Clause.STO_09):
        desk.shelved(loan, safe, reason="x")


def test_only_the_rooms_archivist_puts_back(desk):
    loan = desk.lent()
    desk.back(loan)
    with refused(Clause.ORG_01):
        desk.shelved(loan, by=desk.world.hq_archivist)


@clause(Clause.LND_05)
def test_the_first_in_the_queue_is_offered_what_was_put_back(desk):
    loan = desk.lent()
    see(desk.world.front, desk.world.centre)
    keen = fresh(desk.world.front)
    place = reserve_holding(loan.holding, keen, by=keen, now=NOW)
    desk.back(loan, now=at(2))
    assert again(place).state == Reservation.State.WAITING
    desk.shelved(loan, now=at(2))
    assert (again(place).state, again(place).collect_by) == (Reservation.State.OFFERED, day(5))


@clause(Clause.STO_17, Clause.LND_07)
def test_what_an_old_register_never_saw_back_is_taken_back_before_it_is_lent(desk):
    volume = desk.volume()
    with arranged():
        old = Loan.objects.create(
            kind=Loan.Kind.BORROWED,
            origin=Loan.Origin.LEGACY,
            holding=volume,
            room=desk.world.centre,
            borrower_name="陈师傅",
            handed_out_on=day(-400),
            original_due_on=day(-393),
            due_on=day(-393),
        )
    line = desk.approved(volume)
    with refused(Clause.STO_17):
        desk.hand_out(line)
    desk.back(old)
    closed = desk.shelved(again(old), box_of(desk.world.centre), reason="清点时在此盒")
    assert (closed.is_open, closed.returned_on) == (False, TODAY)
    assert desk.hand_out(line)


# --- What the database promises -----------------------------------------------------------------


@clause(Clause.LND_07)
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE lending_return SET pages_found = 1 WHERE loan_id = %s",
        "UPDATE lending_return SET condition = 'marked', note = 'x' WHERE loan_id = %s",
        "UPDATE lending_return SET brought_by_name = 'x' WHERE loan_id = %s",
        "DELETE FROM lending_return WHERE loan_id = %s",
        "UPDATE lending_loan SET returned_on = returned_on + 1 WHERE id = %s",
        "UPDATE lending_loan SET returned_on = NULL WHERE id = %s",
        "UPDATE lending_loan SET is_open = false WHERE id = %s",
    ],
)
def test_the_database_keeps_a_return_as_recorded(desk, sql):
    loan = desk.back(desk.lent())
    with (
        pytest.raises(IntegrityError, match=r"lending_a_(loan_ends_by_a_return|return_stays)"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, [loan.pk])


@clause(Clause.LND_07)
def test_the_database_knows_one_return_per_loan(desk):
    loan = desk.back(desk.lent())
    with pytest.raises(IntegrityError), arranged():
        Return.objects.create(
            loan=loan,
            received_at=NOW,
            received_by=UserFactory(),
            brought_by_name="x",
            pages_found=1,
            condition="intact",
        )


@clause(Clause.SEC_15)
@pytest.mark.usefixtures("that_day")
def test_nobody_from_outside_is_named_in_full_on_the_page_of_a_loan(desk):
    loan = lent_outside(desk)
    with refused(Clause.LND_22) as caught:
        desk.back(loan, brought_by_name="李四")
    assert "王芳" not in str(caught.value)
    page = Desk(fresh(desk.archivist))
    assert "王芳" not in page.get("lending:loan", loan.pk).content.decode()
    desk.back(loan, on_behalf=True, brought_by_name="赵小明")
    shown = page.get("lending:loan", loan.pk).content.decode()
    assert "王芳" not in shown
    assert "赵小明" not in shown
    assert Return.objects.get(loan=loan).brought_by_name == "赵小明"
