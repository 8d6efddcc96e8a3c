"""What stands open in lending against a thing that is to be handed over or destroyed."""

from datetime import date

import pytest

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Holding
from dossiers.rules.obligations import open_obligations
from lending.procedures.cases import decide_case, open_due_cases
from lending.procedures.requests import withdraw
from lending.procedures.reservations import expire_offers, reserve_holding
from tests.factories import person
from tests.lending.lent import bring_back, legacy, lend, morning
from tests.lending.world import NOW, fresh, library
from tests.steps import clause

DAY_16 = date(2026, 12, 6)


@pytest.fixture
def world(db):
    return library()


def kinds(holding):
    found = open_obligations([Holding.objects.get(pk=holding.pk)])
    assert all(o.holding == holding.pk for o in found)
    return [o.kind for o in found]


def test_nothing_stands_against_a_thing_nobody_asked_for(world):
    assert kinds(world.volume()) == []


@clause(Clause.LND_07)
def test_a_loan_stands_open_until_the_thing_is_in_its_slot(world):
    loan = lend(world)
    assert kinds(loan.holding) == ["loan"]
    bring_back(world, loan, now=NOW)
    assert kinds(loan.holding) == []


def test_a_loan_of_an_old_register_stands_open_too(world):
    volume = world.volume()
    legacy(world, volume, handed_out_on=date(2024, 1, 2), due_on=date(2024, 1, 9))
    assert kinds(volume) == ["loan"]


def test_a_request_stands_open_while_it_waits_and_while_it_is_approved(world):
    row = world.line(world.volume())
    assert kinds(row.holding) == ["request"]
    world.decided(row)
    assert kinds(row.holding) == ["request"]
    withdraw(row.request, by=world.employee, now=NOW, reason="不再需要")
    assert kinds(row.holding) == []


def test_what_is_kept_for_somebody_stands_open(world):
    loan = lend(world)
    reader = person(Role.EMPLOYEE, world.department)
    world.seen_by(reader)
    reserve_holding(loan.holding, reader, by=reader, now=NOW)
    bring_back(world, loan, now=NOW)
    assert kinds(loan.holding) == ["reservation"]
    expire_offers(now=morning(DAY_16))
    assert kinds(loan.holding) == []


@clause(Clause.ACC_08)
def test_a_case_stands_open_after_the_return_until_it_is_decided(world):
    loan = lend(world)
    open_due_cases(now=morning(DAY_16))
    bring_back(world, loan, now=morning(DAY_16))
    assert kinds(loan.holding) == ["case"]
    decide_case(loan.accountability, "口头告诫", by=fresh(world.head), now=morning(DAY_16))
    assert kinds(loan.holding) == []
