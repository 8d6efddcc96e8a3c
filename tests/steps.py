"""Words that the tests' sentences share."""

from contextlib import contextmanager

import pytest

from archive_office.regulation import Clause, RegulationError


def clause(*clauses: Clause):
    """Mark a test with the clauses of the regulation it shows."""
    return pytest.mark.clause(*clauses)


@contextmanager
def refused(*clauses: Clause):
    """The block is refused, for exactly these clauses."""
    with pytest.raises(RegulationError) as caught:
        yield caught
    assert {r.clause for r in caught.value.refusals} == set(clauses)
