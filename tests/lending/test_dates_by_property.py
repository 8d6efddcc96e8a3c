"""What holds of the days of every loan, whatever the days and the settings."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from archive_office.regulation import Clause
from lending.models import Loan
from lending.rules import dates
from lending.rules.calendar import is_open
from lending.rules.dates import Extension, Standing, Terms
from tests.lending.test_dates import renewed
from tests.steps import clause

DAYS = st.dates(date(2004, 1, 1), date(2045, 12, 31))
NUMBERS = st.integers(0, 80)
SPELLS = st.integers(1, 60)
TERMS = st.builds(
    Terms,
    loan_days=SPELLS,
    renewed_loan_days=SPELLS,
    renewals_max=st.integers(0, 3),
    dereliction_days=SPELLS,
    warning_days=st.integers(0, 10),
    moves_over_closed_days=st.booleans(),
    service_staff_same_day=st.booleans(),
)


def after(day, number):
    return day + timedelta(days=number)


@st.composite
def extensions(draw, out):
    """Granted renewals, in time or too late, in any order."""
    pairs = draw(st.lists(st.tuples(NUMBERS, NUMBERS), max_size=4))
    return [Extension(after(out, on), after(out, on + more)) for on, more in pairs]


@st.composite
def loans(draw, *, returned=None):
    """A loan as the desk writes it, with the terms under which it was handed out."""
    out, terms = draw(DAYS), draw(TERMS)
    due = dates.due_on(out, terms)
    loan = Loan(kind=Loan.Kind.BORROWED, handed_out_on=out, original_due_on=due, due_on=due)
    if draw(st.booleans()) if returned is None else returned:
        loan.returned_on = after(out, draw(NUMBERS))
        loan.is_open = draw(st.booleans())
    return loan, terms


@clause(Clause.LND_04)
@given(DAYS, TERMS)
def test_a_loan_is_never_due_before_its_days_are_over(out, terms):
    due = dates.due_on(out, terms)
    assert due >= after(out, terms.loan_days)
    assert due == after(out, terms.loan_days) or is_open(due) is True
    assert dates.longest_due_on(out, terms) >= after(out, terms.renewed_loan_days)


@clause(Clause.LND_04)
@given(DAYS, TERMS)
def test_the_due_day_moves_only_over_days_that_are_known_to_be_closed(out, terms):
    day, due = after(out, terms.loan_days), dates.due_on(out, terms)
    while day < due:
        assert is_open(day) is False
        day = after(day, 1)


@clause(Clause.LND_04)
@given(DAYS, TERMS, st.integers(0, 40))
def test_who_borrows_later_returns_no_earlier(out, terms, later):
    assert dates.due_on(after(out, later), terms) >= dates.due_on(out, terms)


@given(loans(), NUMBERS)
def test_days_out_are_none_on_the_first_day_and_never_fall(told, number):
    loan, _terms = told
    out = loan.handed_out_on
    assert dates.days_out(loan, out) == 0
    assert dates.days_out(loan, after(out, -1)) == 0
    grown = dates.days_out(loan, after(out, number + 1)) - dates.days_out(loan, after(out, number))
    assert grown in ((1,) if loan.returned_on is None else (0, 1))


@given(loans(), NUMBERS)
def test_a_loan_is_late_exactly_after_its_due_day(told, number):
    loan, terms = told
    on = after(loan.handed_out_on, number)
    late = dates.days_late(loan, on)
    assert (late > 0) == (min(on, loan.returned_on or on) > loan.due_on)
    assert late <= dates.days_out(loan, on)
    stands = dates.standing(loan, on, terms)
    if stands in (Standing.LATE, Standing.DERELICTION, Standing.RETURNED_LATE):
        assert late > 0
    if stands in (Standing.IN_TIME, Standing.DUE_SOON, Standing.DUE_TODAY):
        assert late == 0


@clause(Clause.LND_06)
@given(DAYS, st.data())
def test_by_default_the_case_is_due_on_day_sixteen_and_on_no_earlier_one(out, data):
    usual = Terms()
    told = data.draw(st.lists(st.integers(0, 15), max_size=2))
    granted = [(after(out, on), after(out, 15)) for on in told]
    loan = renewed(*granted, out=out) if granted else renewed((out, after(out, 7)), out=out)
    assert dates.dereliction_from(loan, usual) == after(out, 16)
    assert not dates.due_for_case(loan, after(out, 15), usual)
    assert dates.due_for_case(loan, after(out, 16), usual)


@clause(Clause.LND_06)
@given(DAYS, TERMS, st.data())
def test_no_case_before_the_limit_or_while_an_extension_granted_in_time_runs(out, terms, data):
    due, granted = dates.due_on(out, terms), data.draw(extensions(out))
    covered = dates.covered_until(out, due, terms, granted)
    assert covered >= max(after(out, terms.dereliction_days), due)
    for extension in granted:
        assert extension.granted_on > covered or extension.until <= covered


@clause(Clause.LND_06, Clause.ACC_08)
@given(DAYS, TERMS, st.data())
def test_a_later_renewal_never_removes_a_due_case(out, terms, data):
    due, granted = dates.due_on(out, terms), data.draw(extensions(out))
    covered = dates.covered_until(out, due, terms, granted)
    later = Extension(after(covered, data.draw(SPELLS)), after(covered, 200))
    assert dates.covered_until(out, due, terms, [*granted, later]) == covered


@clause(Clause.LND_06)
@given(DAYS, TERMS, st.data())
def test_an_extension_never_shortens_what_is_covered(out, terms, data):
    due, granted = dates.due_on(out, terms), data.draw(extensions(out))
    for count in range(len(granted)):
        fewer, more = granted[:count], granted[: count + 1]
        assert dates.covered_until(out, due, terms, fewer) <= dates.covered_until(
            out, due, terms, more
        )


@clause(Clause.LND_06, Clause.ACC_08)
@given(loans(returned=False), NUMBERS, NUMBERS)
def test_neither_the_return_nor_time_removes_a_due_case(told, number, more):
    loan, terms = told
    on = after(loan.handed_out_on, number)
    was_due = dates.due_for_case(loan, on, terms)
    loan.returned_on = after(on, more)
    assert dates.due_for_case(loan, on, terms) == was_due
    if was_due:
        assert dates.due_for_case(loan, after(on, more), terms)


@clause(Clause.LND_05)
@given(loans(), NUMBERS)
def test_whatever_may_be_renewed_gains_days_and_is_within_the_longest_loan(told, number):
    loan, terms = told
    on = after(loan.handed_out_on, number)
    if dates.may_renew(loan, on, terms):
        assert loan.returned_on is None
        assert dates.renewed_due_on(loan, terms) > loan.due_on
        assert dates.days_out(loan, on) <= terms.renewed_loan_days
