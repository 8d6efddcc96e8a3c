from archive_office.regulation.tracing import trace

RULES = '''
"""Rules of the handover (TRF-03)."""

from archive_office.regulation import Clause, Refusal

SEALS = {"seal": Clause.TRF_07}


def against_signing(manifest):
    yield Refusal(Clause.TRF_06, "no")


class Register:
    """Every receipt.

    Source: TRF-13.
    """

    def lines(self):
        """One line each (TRF-18)."""
'''

TESTS = """
import pytest
from tests.steps import clause

pytestmark = [pytest.mark.django_db, pytest.mark.clause(Clause.TRF_13)]


@clause(Clause.TRF_06)
def test_signing():
    ...


class TestSeals:
    @pytest.mark.clause(Clause.TRF_07, Clause.TRF_18)
    def test_sealing(self):
        ...


def test_unmarked():
    assert Clause.TRF_03
"""


def test_clauses_are_found_where_they_are_used_and_where_they_are_named(tmp_path):
    _write(tmp_path / "transfers" / "rules.py", RULES)
    _write(tmp_path / "tests" / "test_signing.py", TESTS)

    traces = trace(tmp_path)

    assert traces.code == {
        "TRF-03": ("transfers.rules",),
        "TRF-06": ("transfers.rules.against_signing",),
        "TRF-07": ("transfers.rules",),
        "TRF-13": ("transfers.rules.Register",),
        "TRF-18": ("transfers.rules.Register.lines",),
    }
    assert traces.tests == {
        "TRF-06": ("tests/test_signing.py::test_signing",),
        "TRF-07": ("tests/test_signing.py::test_sealing",),
        "TRF-13": ("tests/test_signing.py",),
        "TRF-18": ("tests/test_signing.py::test_sealing",),
    }


def test_a_clause_in_a_migration_is_no_answer(tmp_path):
    _write(tmp_path / "transfers" / "migrations" / "0001.py", RULES)
    assert trace(tmp_path).code == {}


def _write(path, text):
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
