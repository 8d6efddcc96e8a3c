"""Whoever takes a witness's place while the destruction runs: the company stays a mixed one."""

from datetime import timedelta

import pytest

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from destruction.procedures.witnesses import appoint_witness, dismiss_witness
from dossiers.models import HoldingState
from tests.destruction.registers import destroying_office
from tests.destruction.world import again
from tests.factories import person
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return destroying_office()


def replaced(here, register, gone, by):
    """The second witness fell ill; the next day everything is compared before the others."""
    now = here.the_day(register, minutes=5)
    dismiss_witness(register.witnesses.get(person=gone), reason="生病", by=here.room_head, now=now)
    appoint_witness(register, by, by=here.room_head, now=now)
    tomorrow = now + timedelta(days=1)
    line = register.lines.get()
    here.confirm(line, now=tomorrow)
    return line, tomorrow


@clause(Clause.DES_06)
def test_nothing_is_destroyed_before_witnesses_of_one_department(here):
    thing = here.volume()
    register = here.started(thing)
    line, now = replaced(here, register, here.second, person(Role.EMPLOYEE, here.safety))
    with refused(Clause.DES_06):
        here.destroy(line, now=now)
    assert again(thing).state == HoldingState.QUARANTINED
    now += timedelta(minutes=5)
    appoint_witness(register, here.accountant, by=here.room_head, now=now)
    now += timedelta(days=1)
    here.confirm(line, here.accountant, now=now)
    here.destroy(line, now=now)
    assert again(thing).state == HoldingState.DESTROYED


@clause(Clause.DES_06)
def test_accounting_records_are_not_destroyed_once_finance_is_gone(here):
    thing = here.record(code="KU04")
    register = here.started(thing, witnesses=[here.witness, here.accountant])
    line, now = replaced(here, register, here.accountant, here.second)
    with refused(Clause.DES_06):
        here.destroy(line, now=now)
    assert again(thing).state == HoldingState.QUARANTINED
