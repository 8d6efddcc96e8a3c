"""A month of office days: run each morning, run twice, run now and then.

Handed out on Friday, 20 November 2026: due on the 27th, covered up to 5 December.
"""

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from archive_office import clock
from archive_office.clock import day_of
from archive_office.notices.models import Notice, OfficeDay
from archive_office.regulation import Clause
from lending.models import AccountabilityCase, Reminder
from tests.lending.lent import bring_back, days, extend, legacy, lend, morning
from tests.lending.world import READ, library
from tests.steps import clause

FIRST = date(2026, 11, 20)
EVERY_DAY = days(FIRST, 31)
BACK_LATE = date(2026, 12, 1)
RENEWED = date(2026, 11, 26)


@pytest.fixture
def month(db, monkeypatch):
    return Month(library(), monkeypatch)


class Month:
    """What is out, what happens to it, and the office day."""

    def __init__(self, world, monkeypatch):
        self.world, self._monkeypatch = world, monkeypatch
        world.seen_by(world.front)
        self.kept = lend(world)  # never brought back
        self.prompt = lend(world)  # brought back in time
        self.late = lend(world)  # brought back four days late
        self.renewed = lend(world)  # renewed once, never brought back
        self.of_the_centre = lend(world, who=world.front)
        self.reading = lend(world, manner=READ)
        self.old = legacy(world, world.volume(), handed_out_on=FIRST, due_on=date(2026, 11, 27))

    def pass_by(self, run_on, *, times=1):
        """Live through all days; run the office day on some of them, so many times each."""
        for day in EVERY_DAY:
            self._monkeypatch.setattr(clock, "now", lambda day=day: morning(day))
            for _turn in range(times if day in run_on else 0):
                call_command("run_office_day", verbosity=0)
            self._happens(day)
        return self

    def _happens(self, day):
        at = morning(day) + timedelta(hours=4)
        if day == date(2026, 11, 24):
            bring_back(self.world, self.prompt, now=at)
        if day == RENEWED:
            extend(self.world, self.renewed, date(2026, 12, 5), now=at)
        if day == BACK_LATE:
            bring_back(self.world, self.late, now=at)

    def told_of(self, loan):
        """Day, kind and addressee of each reminder of a loan."""
        posts = {
            self.world.employee: "borrower",
            self.world.front: "borrower",
            self.world.dept_head: "head",
            self.world.head: "head",
        }
        rows = Reminder.objects.filter(loan=loan).order_by("pk")
        return [(day_of(r.sent_at).strftime("%m-%d"), r.kind, posts[r.to]) for r in rows]


ALL_OF_IT = [
    ("11-25", "before", "borrower"),
    ("11-27", "due", "borrower"),
    ("11-28", "late_1", "borrower"),
    ("11-28", "late_1", "head"),
    ("11-30", "late_3", "borrower"),
    ("11-30", "late_3", "head"),
    ("12-05", "day_15", "borrower"),
    ("12-05", "day_15", "head"),
]


def check_a_full_month(month):
    assert month.told_of(month.kept) == ALL_OF_IT
    assert month.told_of(month.of_the_centre) == ALL_OF_IT
    assert month.told_of(month.prompt) == []
    assert month.told_of(month.late) == ALL_OF_IT[:6]
    assert month.told_of(month.renewed) == [
        ("11-25", "before", "borrower"),
        ("12-03", "before", "borrower"),
        ("12-05", "day_15", "borrower"),
        ("12-05", "day_15", "head"),
    ]
    assert month.told_of(month.reading) == month.told_of(month.old) == []


def check_cases(month, *, opened_on):
    cases = AccountabilityCase.objects.order_by("pk")
    assert [case.loan for case in cases] == [month.kept, month.renewed, month.of_the_centre]
    assert {case.opens_on for case in cases} == {date(2026, 12, 6)}
    assert {day_of(case.opened_at) for case in cases} == {opened_on}
    assert [case.number for case in cases] == ["WZ-2026-001", "WZ-2026-002", "WZ-2026-003"]


@clause(Clause.LND_05, Clause.LND_06, Clause.ACC_08)
@pytest.mark.parametrize("times", [1, 2])
def test_a_month_run_every_morning_or_twice_a_morning_is_the_same_month(month, times):
    month.pass_by(EVERY_DAY, times=times)
    check_a_full_month(month)
    check_cases(month, opened_on=date(2026, 12, 6))
    assert not any(day.failures for day in OfficeDay.objects.all())
    told = Notice.objects.filter(key__startswith="loan:")
    assert told.count() == Reminder.objects.values("notice").distinct().count()
    assert told.count() == Reminder.objects.count()


@clause(Clause.LND_05, Clause.ACC_08)
def test_days_missed_leave_out_what_has_gone_stale_and_lose_no_case(month):
    seen = {date(2026, 11, 26), date(2026, 11, 29), date(2026, 12, 4), date(2026, 12, 19)}
    month.pass_by(seen, times=2)
    assert month.told_of(month.kept) == [
        ("11-26", "before", "borrower"),
        ("11-29", "late_1", "borrower"),
        ("11-29", "late_1", "head"),
        ("12-04", "late_3", "borrower"),
        ("12-04", "late_3", "head"),
    ]
    assert month.told_of(month.late) == month.told_of(month.kept)[:3]
    check_cases(month, opened_on=date(2026, 12, 19))
    assert {case.days_out for case in AccountabilityCase.objects.all()} == {29}


@clause(Clause.ACC_08)
def test_a_month_in_which_nobody_ran_the_day_still_ends_in_its_cases_and_no_stale_word(month):
    month.pass_by({EVERY_DAY[-1]})
    assert not Reminder.objects.exists()
    check_cases(month, opened_on=EVERY_DAY[-1])
