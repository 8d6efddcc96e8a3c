"""A clause that the code names is carried out somewhere, and a test sees it."""

from functools import cache

from archive_office.management.commands.regulation_docs import KEPT, OPEN, page_of, state_of
from archive_office.regulation import Clause
from archive_office.regulation.catalogue import REQUIREMENTS, Kind
from archive_office.regulation.tracing import Traces, trace
from tests.architecture.sources import ROOT, stale

# Named already, not carried out yet. Each with its reason; the list may only shrink.
NOT_YET_KEPT: dict[str, str] = {}

# Refused by something else than a rule: what the door, the database or a queryset refuses.
REFUSED_ELSEWHERE: dict[str, str] = {}

RULE_LAYERS = {"rules", "procedures", "forms", "ledgers"}


@cache
def traces() -> Traces:
    return trace(ROOT)


def test_every_clause_of_the_code_stands_in_the_catalogue():
    assert [clause for clause in Clause if clause not in REQUIREMENTS] == []


def named() -> list[str]:
    return [clause.value for clause in Clause if clause not in NOT_YET_KEPT]


def test_something_in_the_code_answers_for_every_named_clause():
    assert [clause for clause in named() if clause not in traces().code] == []


def test_a_test_bears_the_mark_of_every_named_clause():
    assert [clause for clause in named() if clause not in traces().tests] == []


def test_an_enforced_clause_is_refused_by_a_rule():
    enforced = [c for c in Clause if REQUIREMENTS[c].kind is Kind.ENFORCE]
    without_rule = {
        clause.value
        for clause in enforced
        if clause not in NOT_YET_KEPT
        and not any(RULE_LAYERS & set(place.split(".")) for place in traces().code.get(clause, ()))
    }
    assert without_rule - set(REFUSED_ELSEWHERE) == set()
    assert stale(REFUSED_ELSEWHERE, without_rule) == set()


def test_nothing_is_excused_that_is_done():
    undone = {c for c in Clause if state_of(REQUIREMENTS[c], traces()) != KEPT}
    assert stale(NOT_YET_KEPT, {c.value for c in undone}) == set()


def test_open_clauses_are_listed_as_open():
    page = "\n".join(page_of(traces()))
    waiting = [r for r in REQUIREMENTS.values() if state_of(r, traces()) == OPEN]
    assert waiting
    assert all(f"- {r.clause} " in page for r in waiting)
