"""Two people decide, or take back, at the same instant."""

import pytest

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, RegulationError
from lending.models import LineState, RequestDecision
from lending.procedures.decisions import decide
from lending.procedures.requests import withdraw
from tests.factories import person
from tests.lending.world import APPROVED, NOW, REFUSED, again, fresh, library
from tests.steps import clause

pytestmark = pytest.mark.race


@pytest.fixture
def world(own_database):
    return library()


def only_error(futures):
    """The one error among what the racers met."""
    (error,) = [e for e in (future.exception() for future in futures) if e is not None]
    assert isinstance(error, RegulationError)
    return error


@clause(Clause.SEC_20, Clause.LND_18)
def test_one_step_is_decided_by_one_of_two(world, side_by_side):
    second = person(Role.CENTRE_ARCHIVIST, world.centre)
    step = world.line(world.volume()).steps.get()
    only_error(
        side_by_side(
            lambda: decide(step, APPROVED, by=fresh(world.archivist), now=NOW),
            lambda: decide(step, REFUSED, by=fresh(second), now=NOW, reason="理由不足"),
        )
    )
    told = RequestDecision.objects.get()
    assert again(step.line).state == told.outcome


@clause(Clause.SEC_20)
def test_what_is_taken_back_is_not_approved(world, side_by_side):
    row = world.line(world.personal())
    step = row.steps.get()
    futures = side_by_side(
        lambda: withdraw(row.request, by=fresh(world.employee), now=NOW),
        lambda: decide(step, APPROVED, by=fresh(world.head), now=NOW),
    )
    now = again(row)
    assert now.state == LineState.WITHDRAWN
    assert futures[0].exception() is None
    assert now.grant is None or now.grant.withdrawn_at is not None
