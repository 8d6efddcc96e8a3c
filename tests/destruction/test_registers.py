"""A destruction register: what may be listed, how it is frozen, opened again and given up."""

import pytest

from archive_office.regulation import Clause
from destruction.models import RegisterState
from tests.destruction.registers import destroying_office
from tests.steps import clause

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return destroying_office()


@clause(Clause.DES_01, Clause.DES_13, Clause.DES_16, Clause.DES_17)
def test_a_register_goes_from_the_proposal_to_the_second_check(here):
    register = here.checked(here.volume(), here.paper())

    assert register.state == RegisterState.WAITING
    assert register.checked_by == here.head
