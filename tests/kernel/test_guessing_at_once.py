"""Wrong passwords sent at the same moment are counted one after the other."""

from datetime import UTC, datetime

import pytest

from archive_office.organisation.models import ProofAttempt
from archive_office.organisation.signing import prove_identity
from archive_office.policy import number
from archive_office.regulation import Clause, RegulationError
from tests.factories import PASSWORD, UserFactory
from tests.kernel.test_second_factor import code_at, equipped
from tests.steps import clause

pytestmark = pytest.mark.race
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


@clause(Clause.SEC_42)
def test_guesses_at_once_are_no_more_than_guesses_in_a_row(side_by_side):
    signer = UserFactory()

    def guess():
        prove_identity(signer, "wrong", now=NOW)

    most = number("lockout_failures", on=NOW.date())
    guesses = side_by_side(*[guess] * (most + 4))

    assert all(isinstance(one.exception(), RegulationError) for one in guesses)
    assert ProofAttempt.objects.filter(user=signer).count() == most


@clause(Clause.SEC_42)
def test_one_code_sent_twice_at_the_same_moment_is_taken_once(side_by_side):
    signer = UserFactory()
    generator, _codes = equipped(signer)
    code = code_at(generator, NOW)

    def sign():
        prove_identity(signer, PASSWORD, now=NOW, code=code)

    tries = side_by_side(*[sign] * 4)

    assert sorted(one.exception() is None for one in tries) == [False, False, False, True]
