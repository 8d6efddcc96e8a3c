"""The days of a loan, day by day around each boundary."""

from datetime import UTC, date, datetime, timedelta

import pytest

from archive_office import policy
from archive_office.policy.models import Parameter
from archive_office.regulation import Clause
from lending.models import Loan, Renewal
from lending.rules import calendar, dates
from lending.rules.calendar import CalendarUnknown
from lending.rules.dates import Extension, Standing, Terms
from tests.factories import arranged
from tests.steps import clause

USUAL = Terms()
OUT = date(2026, 11, 2)  # a Monday


def day(number, out=OUT):
    """The day with this number; the day of handing out is day 0."""
    return out + timedelta(days=number)


def loan(out=OUT, terms=USUAL, **facts):
    due = dates.due_on(out, terms)
    usual = {
        "kind": Loan.Kind.BORROWED,
        "handed_out_on": out,
        "original_due_on": due,
        "due_on": due,
        "is_open": "returned_on" not in facts,
    }
    return Loan(**(usual | facts))


def renewed(*extensions, out=OUT, terms=USUAL, **facts):
    """A loan whose granted renewals are told, not stored: each the day of granting and the last."""
    last = max(until for _, until in extensions)
    found = loan(out, terms, **({"pk": 1, "renewals": len(extensions), "due_on": last} | facts))
    found._prefetched_objects_cache = {
        "renewal_set": [
            Renewal(
                outcome=Renewal.Outcome.GRANTED,
                decided_at=datetime(on.year, on.month, on.day, 1, tzinfo=UTC),
                new_due_on=until,
            )
            for on, until in extensions
        ]
    }
    return found


# --- The due day ----------------------------------------------------------------------------


@clause(Clause.LND_04)
@pytest.mark.parametrize(
    ("out", "due"),
    [
        (date(2026, 11, 2), date(2026, 11, 9)),
        (date(2026, 12, 24), date(2026, 12, 31)),  # the last day of the year
        (date(2026, 12, 25), date(2027, 1, 1)),  # over the year’s end
        (date(2028, 2, 22), date(2028, 2, 29)),  # a leap day is a day
        (date(2028, 2, 23), date(2028, 3, 1)),
        (date(2027, 2, 22), date(2027, 3, 1)),  # no leap year
        (date(2026, 9, 24), date(2026, 10, 1)),  # a holiday, which by default changes nothing
    ],
)
def test_a_loan_is_due_seven_days_after_handing_out(out, due):
    assert dates.due_on(out, USUAL) == due


@clause(Clause.LND_04)
@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 11, 20, 15, 59, 59, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 11, 20, 16, 0, tzinfo=UTC), date(2026, 11, 21)),  # midnight in Shanghai
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2026, 7, 1, 15, 59, tzinfo=UTC), date(2026, 7, 1)),  # no summer time
        (datetime(2026, 7, 1, 16, 0, tzinfo=UTC), date(2026, 7, 2)),
    ],
)
def test_the_day_changes_at_midnight_in_shanghai(moment, expected):
    assert dates.day_of(moment) == expected


@clause(Clause.LND_25)
def test_what_ends_the_same_day_is_due_that_day_even_when_the_office_is_closed():
    moving = Terms(moves_over_closed_days=True)
    sunday = date(2026, 11, 22)
    assert dates.due_on(sunday, moving, same_day=True) == sunday


# --- In time, late, a case ------------------------------------------------------------------


@clause(Clause.LND_04, Clause.LND_06)
@pytest.mark.parametrize(
    ("number", "late", "stands"),
    [
        (0, 0, Standing.IN_TIME),
        (4, 0, Standing.IN_TIME),
        (5, 0, Standing.DUE_SOON),
        (6, 0, Standing.DUE_SOON),
        (7, 0, Standing.DUE_TODAY),
        (8, 1, Standing.LATE),
        (15, 8, Standing.LATE),
        (16, 9, Standing.DERELICTION),
        (17, 10, Standing.DERELICTION),
    ],
)
def test_an_unrenewed_loan_day_by_day(number, late, stands):
    out = loan()
    assert dates.days_out(out, day(number)) == number
    assert dates.days_late(out, day(number)) == late
    assert dates.standing(out, day(number), USUAL) == stands


@clause(Clause.LND_05, Clause.LND_06)
@pytest.mark.parametrize(
    ("number", "late", "stands"),
    [
        (8, 0, Standing.IN_TIME),
        (13, 0, Standing.DUE_SOON),
        (15, 0, Standing.DUE_TODAY),
        (16, 1, Standing.DERELICTION),
    ],
)
def test_a_renewed_loan_day_by_day(number, late, stands):
    out = renewed((day(7), day(15)))
    assert dates.days_late(out, day(number)) == late
    assert dates.standing(out, day(number), USUAL) == stands


@clause(Clause.LND_06)
@pytest.mark.parametrize(
    ("number", "stands"),
    [
        (0, Standing.RETURNED_IN_TIME),
        (7, Standing.RETURNED_IN_TIME),
        (8, Standing.RETURNED_LATE),
        (16, Standing.RETURNED_LATE),
    ],
)
def test_how_it_was_returned_is_seen_for_ever(number, stands):
    back = loan(returned_on=day(number))
    assert dates.standing(back, day(400), USUAL) == stands
    assert dates.days_out(back, day(400)) == number


@clause(Clause.LND_07)
def test_what_is_back_but_not_in_its_slot_stands_as_such():
    back = loan(returned_on=day(3), is_open=True)
    assert dates.standing(back, day(3), USUAL) == Standing.NOT_PUT_BACK
    assert dates.standing(back, day(2), USUAL) == Standing.IN_TIME


# --- Renewing -------------------------------------------------------------------------------


@clause(Clause.LND_05)
@pytest.mark.parametrize(
    ("number", "may"), [(0, True), (7, True), (8, True), (15, True), (16, False)]
)
def test_a_loan_may_be_renewed_up_to_its_fifteenth_day(number, may):
    assert dates.may_renew(loan(), day(number), USUAL) is may


@clause(Clause.LND_05)
def test_a_loan_is_renewed_once_to_the_fifteenth_day():
    assert dates.renewed_due_on(loan(), USUAL) == day(15)
    assert not dates.may_renew(renewed((day(5), day(15))), day(6), USUAL)
    assert not dates.may_renew(loan(), day(6), Terms(renewals_max=0))


@clause(Clause.LND_05)
def test_where_the_office_renews_twice_both_stay_within_the_longest_loan():
    twice = Terms(renewals_max=2)
    assert dates.may_renew(renewed((day(5), day(11))), day(9), twice)
    assert not dates.may_renew(renewed((day(5), day(15))), day(9), twice)  # nothing to gain


@clause(Clause.LND_05, Clause.LND_25)
def test_what_is_back_or_ends_the_same_day_is_not_renewed():
    assert not dates.may_renew(loan(returned_on=day(3)), day(4), USUAL)
    assert not dates.may_renew(loan(original_due_on=OUT, due_on=OUT), OUT, USUAL)


# --- The case of dereliction ----------------------------------------------------------------


@clause(Clause.LND_06, Clause.ACC_08)
@pytest.mark.parametrize(
    ("extensions", "first"),
    [
        ((), 16),
        (((7, 15),), 16),
        (((15, 15),), 16),
        (((3, 11),), 16),  # a short extension takes nothing of the fifteen days
        (((15, 30),), 31),  # where the office lends longer
        (((16, 30),), 16),  # granted when it was due already
        (((10, 30), (29, 45)), 46),
        (((10, 30), (31, 45)), 31),
    ],
)
def test_the_case_is_due_the_day_after_the_last_covered_one(extensions, first):
    granted = [Extension(day(on), day(until)) for on, until in extensions]
    covered = dates.covered_until(OUT, day(7), USUAL, granted)
    assert covered + timedelta(days=1) == day(first)


@clause(Clause.LND_06)
@pytest.mark.parametrize(("back", "due"), [(15, False), (16, True), (20, True)])
def test_a_case_once_due_stays_due_after_the_return(back, due):
    for seen in (back, back + 1, 400):
        assert dates.due_for_case(loan(returned_on=day(back)), day(seen), USUAL) is due


@clause(Clause.LND_06)
def test_a_case_is_not_due_before_its_day_of_a_loan_that_came_back_later():
    assert not dates.due_for_case(loan(returned_on=day(20)), day(15), USUAL)


@clause(Clause.LND_06)
def test_a_renewal_after_the_sixteenth_day_leaves_the_case_due():
    longer = Terms(renewed_loan_days=30)
    out = renewed((day(20), day(30)))
    assert dates.may_renew(loan(), day(20), longer)
    assert dates.dereliction_from(out, longer) == day(16)
    assert dates.due_for_case(out, day(25), longer)


@clause(Clause.LND_06)
def test_nobody_answers_for_a_loan_that_is_not_due_yet():
    longer = Terms(loan_days=30)
    assert dates.dereliction_from(loan(terms=longer), longer) == day(31)


@clause(Clause.LND_06)
@pytest.mark.parametrize("facts", [{"origin": Loan.Origin.LEGACY}, {"kind": Loan.Kind.READING}])
def test_old_registers_and_readings_make_no_case(facts):
    assert not dates.due_for_case(loan(**facts), day(60), USUAL)
    assert dates.standing(loan(**facts), day(60), USUAL) == Standing.LATE


@clause(Clause.LND_06)
def test_a_renewed_line_of_an_old_register_is_measured_by_its_last_day():
    old = loan(origin=Loan.Origin.LEGACY, renewals=1, due_on=day(15))
    assert dates.extensions_of(old) == (Extension(OUT, day(15)),)
    assert dates.days_late(old, day(16)) == 1


# --- Closed days ----------------------------------------------------------------------------

MOVING = Terms(moves_over_closed_days=True)


@clause(Clause.LND_04)
@pytest.mark.parametrize(
    ("out", "due"),
    [
        (date(2026, 11, 2), date(2026, 11, 9)),  # a Monday stays
        (date(2026, 11, 7), date(2026, 11, 16)),  # from Saturday to Monday
        (date(2026, 9, 24), date(2026, 10, 8)),  # over the seven days of the National Day
        (date(2026, 10, 3), date(2026, 10, 10)),  # a Saturday on which the office works
        (date(2026, 2, 10), date(2026, 2, 24)),  # over the Spring Festival
    ],
)
def test_a_due_day_moves_over_closed_days_where_the_office_wants_it(out, due):
    assert dates.due_on(out, MOVING) == due


@clause(Clause.LND_04)
def test_a_year_without_published_calendar_keeps_the_plain_day_and_says_so():
    saturday = date(2027, 12, 25)
    out = loan(saturday, MOVING)
    assert out.due_on == date(2028, 1, 1)
    assert dates.calendar_gap(out, MOVING) == CalendarUnknown(2028)
    assert "2028" in str(CalendarUnknown(2028))


@clause(Clause.LND_04)
def test_nothing_is_said_of_the_calendar_where_it_is_known_or_not_asked():
    assert dates.calendar_gap(loan(terms=MOVING), MOVING) is None
    assert dates.calendar_gap(loan(date(2027, 12, 25)), USUAL) is None
    reading = loan(date(2027, 12, 25), original_due_on=OUT, due_on=date(2027, 12, 25))
    assert dates.calendar_gap(reading, MOVING) is None


@clause(Clause.LND_04)
def test_closed_days_that_run_into_an_unknown_year_leave_the_plain_day(monkeypatch):
    def only_2026(day):
        if day.year != 2026:
            raise NotImplementedError  # as chinese_calendar answers for a year it does not know
        return day < date(2026, 12, 30)

    monkeypatch.setattr(calendar, "is_workday", only_2026)
    assert calendar.next_open_day(date(2026, 12, 30)) == CalendarUnknown(2027)
    assert dates.due_on(date(2026, 12, 23), MOVING) == date(2026, 12, 30)


# --- The settings ---------------------------------------------------------------------------


@pytest.mark.django_db
@clause(Clause.LND_04)
def test_a_loan_keeps_the_terms_of_the_day_on_which_it_was_handed_out():
    with arranged():
        for name, value in (
            ("loan_days", "10"),
            ("renewed_loan_days", "20"),
            ("renewals_max", "2"),
            ("dereliction_days", "25"),
            ("loan_reminder_days", "1"),
            ("due_on_closed_day", "next_open_day"),
            ("working_loan_same_day", "yes"),
        ):
            Parameter.objects.create(name=name, value=value, effective_from=day(1))
    assert dates.terms_on(OUT) == USUAL
    assert dates.terms_on(day(1)) == Terms(
        loan_days=10,
        renewed_loan_days=20,
        renewals_max=2,
        dereliction_days=25,
        warning_days=1,
        moves_over_closed_days=True,
        service_staff_same_day=True,
    )
    assert dates.dereliction_from(loan()) == day(16)


@pytest.mark.django_db
def test_many_loans_are_dated_with_one_reading_of_the_settings(django_assert_num_queries):
    with django_assert_num_queries(1):
        book = dates.TermsBook()
        for number in range(40):
            dates.standing(loan(day(number)), day(60), book.on(day(number)))


@pytest.mark.django_db
def test_settings_read_at_once_agree_with_settings_read_one_by_one():
    with arranged():
        for since, value in ((day(3), "10"), (day(1), "9"), (day(5), "11")):
            Parameter.objects.create(name="loan_days", value=value, effective_from=since)
    timeline = policy.Timeline(["loan_days", "due_on_closed_day"])
    for number in range(7):
        at = day(number)
        assert timeline.number("loan_days", on=at) == policy.number("loan_days", on=at)
        assert timeline.text("due_on_closed_day", on=at) == "ignore"
