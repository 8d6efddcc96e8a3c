"""After the destruction: the record, its signatures, the closed register."""

import pytest

from archive_office.regulation import Clause
from destruction.models import RegisterState
from dossiers.models import HoldingState
from tests.destruction.registers import destroying_office
from tests.destruction.world import again
from tests.steps import clause

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return destroying_office()


@clause(Clause.DES_08, Clause.DES_09)
def test_the_last_signature_closes_the_register(here):
    volume, paper = here.volume(), here.paper()
    register = here.closed(volume, paper)

    assert register.state == RegisterState.CLOSED
    assert again(volume).state == HoldingState.DESTROYED
    assert again(paper).state == "destroyed"
