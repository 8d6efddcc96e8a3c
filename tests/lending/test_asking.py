import pytest

from lending.models import LineState
from tests.lending.world import BORROW, READ, library, names

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return library()


def test_smoke(world):
    row = world.approved(world.volume())
    assert row.state == LineState.APPROVED and names(row) == ["review"]
    row = world.approved(world.personal())
    assert row.state == LineState.APPROVED and names(row) == ["personal"] and row.grant
    row = world.line(world.volume(), READ)
    assert row.state == LineState.APPROVED and row.register_only
