"""How large a thing may grow before it has to become two."""

from tests.architecture.sources import ROOT, code, suite, templates

MODULE, TEST_MODULE, FUNCTION, TEMPLATE = 400, 500, 40, 120

LISTS = {"archive_office/regulation/clauses.py"}
"""One line for each clause of the regulation; it is looked up, not read."""


def test_no_module_is_too_long_to_be_read_at_once():
    long = {s.path: s.lines for s in code() if s.lines > MODULE and s.path not in LISTS}
    assert long == {}
    assert {s.path: s.lines for s in suite() if s.lines > TEST_MODULE} == {}


def test_no_function_is_too_long_to_be_seen_at_once():
    too_long = {
        f"{source.path}::{function.name}": length
        for source in (*code(), *suite())
        for function in source.functions()
        if (length := function.end_lineno - function.lineno + 1) > FUNCTION
    }
    assert too_long == {}


def test_no_template_is_too_long():
    too_long = {
        page.relative_to(ROOT).as_posix(): lines
        for page in templates()
        if (lines := len(page.read_text(encoding="utf-8").splitlines())) > TEMPLATE
    }
    assert too_long == {}
