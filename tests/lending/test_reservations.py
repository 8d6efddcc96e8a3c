"""The queue for what is out: offered on return, kept for a while, passed on."""

from datetime import date, timedelta

import pytest

from archive_office.notices.models import Notice
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import HoldingState
from dossiers.procedures.custody import move_custody
from lending.models import Reservation
from lending.procedures.reservations import (
    cancel_reservation,
    end_as_taken,
    expire_offers,
    offer_next,
    reserve_holding,
)
from lending.rules.queue import offered_to, waiting
from tests.factories import arranged, person
from tests.lending.world import NOW, TODAY, again, library, setting
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db

State = Reservation.State


@pytest.fixture
def world():
    return library()


@pytest.fixture
def lent(world):
    """A volume that somebody has borrowed."""
    volume = world.volume()
    return moved(volume, HoldingState.ON_LOAN)


@pytest.fixture
def first(world):
    return reader(world)


@pytest.fixture
def second(world):
    return reader(world)


def reader(world):
    """An employee who may know of this centre's things."""
    somebody = person(Role.EMPLOYEE, world.department)
    world.seen_by(somebody)
    return somebody


def moved(volume, state, *, on=TODAY):
    with arranged():
        return move_custody([volume], state, by=None, today=on)[0]


def reserve(volume, who, *, at=NOW):
    return reserve_holding(volume, who, by=who, now=at)


def back(world, volume, *, at=NOW):
    """The thing stands on its shelf again and is offered."""
    volume = moved(volume, HoldingState.ON_SHELF)
    return offer_next(volume, by=world.archivist, now=at)


@clause(Clause.LND_05)
def test_who_reserved_first_is_told_when_the_thing_is_back(world, lent, first, second):
    mine = reserve(lent, first)
    reserve(lent, second, at=NOW + timedelta(minutes=1))
    offered = back(world, lent)
    assert offered == mine
    assert offered.state == State.OFFERED
    assert offered.collect_by == date(2026, 11, 23)
    (notice,) = Notice.objects.filter(to=first)
    assert lent.code in notice.title
    assert not Notice.objects.filter(to=second).exists()


@clause(Clause.LND_05)
def test_a_thing_out_is_offered_to_nobody(world, lent, first):
    reserve(lent, first)
    assert offer_next(lent, by=world.archivist, now=NOW) is None


@clause(Clause.LND_05)
def test_an_offer_nobody_takes_passes_on_the_day_after_its_last(world, lent, first, second):
    mine = reserve(lent, first)
    next_one = reserve(lent, second, at=NOW + timedelta(minutes=1))
    back(world, lent)
    assert expire_offers(now=NOW + timedelta(days=3)) == 0
    assert expire_offers(now=NOW + timedelta(days=4)) == 1
    assert again(mine).state == State.EXPIRED
    assert again(next_one).state == State.OFFERED
    assert again(next_one).collect_by == date(2026, 11, 27)
    assert Notice.objects.filter(to=first).count() == 2
    assert Notice.objects.filter(to=second).count() == 1


@clause(Clause.LND_05)
def test_a_day_run_twice_ends_no_offer_twice(world, lent, first, second):
    reserve(lent, first)
    reserve(lent, second, at=NOW + timedelta(minutes=1))
    back(world, lent)
    later = NOW + timedelta(days=30)
    assert [expire_offers(now=later) for _turn in range(3)] == [1, 0, 0]
    assert offered_to(lent).person == second


@clause(Clause.LND_05)
def test_days_of_keeping_are_the_offices_setting(world, lent, first):
    setting("reservation_hold_days", "5")
    reserve(lent, first)
    assert back(world, lent).collect_by == date(2026, 11, 25)


@clause(Clause.LND_05)
def test_somebody_who_left_the_company_is_passed_over(world, lent, first, second):
    reserve(lent, first)
    reserve(lent, second, at=NOW + timedelta(minutes=1))
    with arranged():
        first.is_active = False
        first.save()
    assert back(world, lent).person == second


@clause(Clause.LND_05)
def test_what_came_back_another_way_is_offered_by_the_day(world, lent, first):
    mine = reserve(lent, first)
    moved(lent, HoldingState.ON_SHELF)
    expire_offers(now=NOW)
    assert again(mine).state == State.OFFERED


@clause(Clause.LND_05)
def test_whoever_waits_holds_a_renewal_back(lent, first):
    assert not waiting(lent)
    reserve(lent, first)
    assert waiting(lent)
    cancel_reservation(Reservation.objects.get(), by=first, now=NOW)
    assert not waiting(lent)


@clause(Clause.LND_05)
def test_what_stands_on_its_shelf_is_not_reserved(world, first):
    with refused(Clause.LND_05):
        reserve(world.volume(), first)


@clause(Clause.LND_05)
def test_nobody_stands_in_the_queue_twice(lent, first):
    reserve(lent, first)
    with refused(Clause.LND_05):
        reserve(lent, first)


@clause(Clause.SEC_29)
def test_what_somebody_does_not_know_of_is_not_reserved(world, lent):
    with refused(Clause.SEC_29):
        reserve(lent, world.employee)


def test_what_somebody_asked_for_can_be_reserved_unseen(world):
    volume = world.volume()
    row = world.approved(volume)
    assert row.request.requester == world.employee
    permission = world.seen_by(world.employee)
    with arranged():
        permission.delete()
    moved(volume, HoldingState.ON_LOAN)
    mine = reserve(volume, type(world.employee).objects.get(pk=world.employee.pk))
    assert mine.state == State.WAITING


def test_the_archivist_reserves_for_others_and_nobody_else_does(world, lent, first, second):
    assert reserve_holding(lent, first, by=world.archivist, now=NOW).person == first
    with refused(Clause.ORG_01):
        reserve_holding(lent, second, by=first, now=NOW)


def test_cancelling_an_offer_passes_it_on(world, lent, first, second):
    mine = reserve(lent, first)
    reserve(lent, second, at=NOW + timedelta(minutes=1))
    back(world, lent)
    with refused(Clause.ORG_01):
        cancel_reservation(mine, by=second, now=NOW)
    cancel_reservation(mine, by=first, now=NOW)
    assert offered_to(lent).person == second
    with refused(Clause.LND_05):
        cancel_reservation(mine, by=first, now=NOW)


def test_taking_the_thing_ends_the_reservation(world, lent, first):
    mine = reserve(lent, first)
    back(world, lent)
    with arranged():
        end_as_taken(lent, first, by=world.archivist, now=NOW)
    assert again(mine).state == State.TAKEN
    assert not waiting(lent)


def test_notices_name_no_customer(world, lent, first):
    reserve(lent, first)
    back(world, lent)
    name = lent.dossier.occupancy.customer.name
    assert all(name not in f"{n.title}{n.body}" for n in Notice.objects.all())
