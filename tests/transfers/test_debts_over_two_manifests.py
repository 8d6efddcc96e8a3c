"""A debt of one manifest comes with the next, in transactions of their own."""

import pytest

from archive_office.regulation import Clause
from dossiers.models import HoldingState
from dossiers.procedures.custody import move_custody, place_holding
from tests.factories import TODAY, box_of
from tests.steps import clause
from tests.transfers.road import again, office
from transfers.models import Outcome, Shortage
from transfers.procedures.checking import Finding


@pytest.fixture
def here(own_database):
    return office()


def lost_at_the_check(here):
    lost = here.volume()
    here.completed(lost, found={"line_1": Finding(Outcome.MISSING)})
    return lost


def found_by_the_centre(here, lost):
    move_custody([lost], HoldingState.IN_PREPARATION, by=here.clerk, today=TODAY)
    place_holding(again(lost), box_of(here.centre), by=here.clerk, today=TODAY)
    return lost


@clause(Clause.TRF_10)
def test_the_next_manifest_settles_the_debt(here):
    lost = found_by_the_centre(here, lost_at_the_check(here))
    second = here.completed(lost)

    [debt] = Shortage.objects.all()
    assert debt.settled_how == second.number
    assert again(lost).keeper == here.receiver


@clause(Clause.TRF_10)
def test_a_thing_lost_again_is_owed_once(here):
    lost = found_by_the_centre(here, lost_at_the_check(here))
    here.completed(lost, found={"line_1": Finding(Outcome.MISSING)})

    assert Shortage.objects.standing().count() == 1
    assert again(lost).state == HoldingState.MISSING
