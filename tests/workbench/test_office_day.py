"""The daily round: it may be missed or repeated, and tells each matter once per period."""

import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from archive_office import clock
from archive_office.journal.models import JournalEntry
from archive_office.notices import daily
from archive_office.notices.models import Notice
from archive_office.notices.tasks import office_day
from archive_office.organisation.roles import Role
from archive_office.policy.models import Parameter
from archive_office.regulation import Clause
from dossiers.models import Dossier
from dossiers.procedures.reminders import (
    remind_of_late_dossiers,
    remind_of_reviews,
    remind_of_trays,
)
from dossiers.rules.lateness import due_for_review, late_units, months_before, review_round
from tests.dossiers.steps import NOW, Centre, accepted, draft, sent
from tests.factories import (
    TODAY,
    DossierFactory,
    OccupancyFactory,
    arranged,
    person,
)
from tests.steps import clause
from tests.transfers.road import office
from transfers.models import Period

pytestmark = pytest.mark.django_db
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@pytest.fixture
def centre():
    return Centre()


def run():
    told = io.StringIO()
    call_command("run_office_day", stdout=told)
    return told.getvalue()


def told(somebody, clause=""):
    return list(somebody.notices.filter(clause=clause).order_by("pk"))


def decided(name, value):
    with arranged():
        Parameter(name=name, value=value, effective_from=date(2020, 1, 1), reason="test").save()


# A dossier within a week


@clause(Clause.FIL_28)
def test_whoever_lets_a_move_in_lie_is_reminded_once_a_week(centre):
    draft(centre)
    assert remind_of_late_dossiers(now=NOW + WEEK) == 0
    assert remind_of_late_dossiers(now=NOW + WEEK + DAY) == 1
    assert remind_of_late_dossiers(now=NOW + WEEK + DAY) == 0
    assert remind_of_late_dossiers(now=NOW + 2 * WEEK + DAY) == 1

    first, _second = told(centre.front_line, Clause.FIL_28)
    assert first.link == reverse("dossiers:my_submissions")
    assert told(centre.archivist, Clause.FIL_28) == []


@clause(Clause.FIL_28)
def test_one_reminder_speaks_of_all_late_move_ins(centre):
    for room in ("1", "2", "3"):
        sent(centre, unit={"room": room})
    assert remind_of_late_dossiers(now=NOW + 2 * WEEK) == 1
    (notice,) = told(centre.front_line, Clause.FIL_28)
    assert "3" in notice.title


@clause(Clause.FIL_28)
def test_a_move_in_that_became_a_dossier_is_never_late(centre):
    accepted(centre)
    assert remind_of_late_dossiers(now=NOW + 4 * WEEK) == 0


@clause(Clause.FIL_28)
def test_the_office_sets_how_many_days_a_dossier_may_take(centre):
    draft(centre)
    decided("dossier_creation_days", "0")
    assert remind_of_late_dossiers(now=NOW + DAY) == 1


@clause(Clause.FIL_28, Clause.COL_05)
def test_the_archivist_hears_of_units_that_lack_a_dossier_too_long(centre):
    OccupancyFactory(unit__building__estate=centre.estate, from_on=TODAY - 2 * WEEK)
    OccupancyFactory(unit__building__estate=centre.estate, from_on=TODAY)
    assert late_units(centre.estate.units, today=TODAY).count() == 1

    assert remind_of_late_dossiers(now=NOW) == 1
    (notice,) = told(centre.archivist, Clause.FIL_28)
    assert notice.link == reverse("dossiers:units_without_dossier")
    assert remind_of_late_dossiers(now=NOW) == 0


def test_where_there_is_no_archivist_the_head_hears_of_it():
    here = OccupancyFactory(from_on=TODAY - 2 * WEEK).unit.estate.centre
    head = person(Role.CENTRE_HEAD, here)
    assert remind_of_late_dossiers(now=NOW) == 1
    assert len(told(head, Clause.FIL_28)) == 1


# The review rhythm


@clause(Clause.COL_11)
def test_each_centre_hears_once_a_round_how_many_dossiers_are_due_for_review(centre):
    for _n in range(3):
        DossierFactory(occupancy__unit__building__estate=centre.estate)
    DossierFactory(occupancy__unit__building__estate=centre.estate, reviewed_on=TODAY)

    assert remind_of_reviews(now=NOW) == 1
    assert remind_of_reviews(now=NOW + DAY) == 0
    (notice,) = told(centre.archivist, Clause.COL_11)
    assert "3" in notice.title
    assert remind_of_reviews(now=NOW + timedelta(days=92)) == 1, "the next round"


@clause(Clause.COL_11)
def test_the_reminder_leads_to_the_dossiers_it_counts(centre, client, monkeypatch):
    due = DossierFactory(occupancy__unit__building__estate=centre.estate)
    DossierFactory(occupancy__unit__building__estate=centre.estate, reviewed_on=TODAY)
    remind_of_reviews(now=NOW)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    client.force_login(
        centre.archivist, backend="archive_office.organisation.backends.MembershipBackend"
    )
    page = client.get(told(centre.archivist, Clause.COL_11)[0].link)
    assert [line.dossier for line in page.context["lines"]] == [due]


@clause(Clause.COL_11)
def test_the_office_sets_the_rhythm_of_reviews(centre):
    DossierFactory(
        occupancy__unit__building__estate=centre.estate, reviewed_on=TODAY - timedelta(days=40)
    )
    assert not due_for_review(Dossier.objects.all(), today=TODAY).exists()
    decided("dossier_review_months", "1")
    assert due_for_review(Dossier.objects.all(), today=TODAY).count() == 1
    assert review_round(date(2026, 11, 30)) + 1 == review_round(date(2026, 12, 1))


@pytest.mark.parametrize(
    ("day", "months", "earlier"),
    [
        (date(2026, 5, 31), 3, date(2026, 2, 28)),
        (date(2024, 5, 31), 3, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 11, 20), 24, date(2024, 11, 20)),
        (date(2026, 12, 31), 12, date(2025, 12, 31)),
    ],
)
def test_months_are_counted_back_by_the_calendar(day, months, earlier):
    assert months_before(day, months) == earlier


# The tray


@clause(Clause.FIL_29)
def test_papers_not_registered_on_their_day_are_told_once_a_week(centre):
    sent(centre, unit={"room": "1"})
    sent(centre, unit={"room": "2"})
    assert remind_of_trays(now=NOW) == 0
    assert remind_of_trays(now=NOW + DAY) == 1
    assert remind_of_trays(now=NOW + DAY) == 0
    (notice,) = told(centre.archivist, Clause.FIL_29)
    assert "2" in notice.title
    assert "2026-11-20" in notice.title
    assert notice.link == reverse("dossiers:tray")


# The whole day


@clause(Clause.TRF_03)
def test_the_day_opens_the_half_year_and_reminds_of_the_handover(monkeypatch):
    here = office()
    here.volume()
    late = datetime(2027, 1, 18, 6, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    monkeypatch.setattr(clock, "now", lambda: late)
    run()
    assert Period.objects.filter(year=2027, half=1).exists()
    assert len(told(here.clerk, Clause.TRF_03)) == 1


def test_a_second_run_tells_nobody_anything_new(centre, monkeypatch):
    draft(centre, unit={"room": "1"})
    sent(centre, unit={"room": "2"})
    OccupancyFactory(unit__building__estate=centre.estate)
    DossierFactory(occupancy__unit__building__estate=centre.estate)
    monkeypatch.setattr(clock, "now", lambda: NOW + 2 * WEEK)
    first = run()
    count = Notice.objects.count()
    assert count == 7
    assert Notice.objects.filter(clause=Clause.SVC_42).count() == 2  # last year's and this year's
    assert Notice.objects.filter(clause=Clause.STO_11).count() == 1  # no room was ever inspected
    assert "2 told of late dossiers" in first
    assert "0 told of late dossiers" in run()
    assert Notice.objects.count() == count


def test_missed_days_are_made_up_by_the_next_run(centre, monkeypatch):
    draft(centre)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=400))
    run()
    assert Period.objects.exists()
    assert len(told(centre.front_line, Clause.FIL_28)) == 1


def test_one_broken_step_does_not_silence_the_others(centre, monkeypatch):
    def broken(_now):
        raise RuntimeError("broken")

    draft(centre)
    monkeypatch.setattr(clock, "now", lambda: NOW + 2 * WEEK)
    works = {"broken": daily.DailyWork("broken", "broken", broken), **daily.WORKS}
    monkeypatch.setattr(daily, "WORKS", works)
    with pytest.raises(CommandError, match="broken"):
        run()
    assert len(told(centre.front_line, Clause.FIL_28)) == 1


def test_reminders_are_acts_of_nobody_and_stand_in_the_journal(centre):
    draft(centre)
    remind_of_late_dossiers(now=NOW + 2 * WEEK)
    entry = JournalEntry.objects.get(act="dossiers.late_dossiers_reminded")
    assert entry.by is None
    assert entry.clauses == ["FIL-28"]
    assert entry.subjects.count() == 1


def test_reminders_name_no_customer(centre, monkeypatch):
    draft(centre)
    sent(centre, unit={"room": "2"})
    OccupancyFactory(unit__building__estate=centre.estate, customer__name="王芳")
    monkeypatch.setattr(clock, "now", lambda: NOW + 2 * WEEK)
    run()
    assert Notice.objects.exists()
    assert not Notice.objects.filter(title__contains="王芳").exists()


def test_the_worker_runs_the_day(centre, monkeypatch):
    draft(centre)
    monkeypatch.setattr(clock, "now", lambda: NOW + 2 * WEEK)
    office_day.enqueue()
    assert len(told(centre.front_line, Clause.FIL_28)) == 1


def test_the_round_asks_the_same_number_of_questions_however_many_dossiers_are_late(
    centre, django_assert_max_num_queries
):
    for _n in range(8):
        OccupancyFactory(unit__building__estate=centre.estate)
        DossierFactory(occupancy__unit__building__estate=centre.estate)
    with django_assert_max_num_queries(40):
        remind_of_late_dossiers(now=NOW)
        remind_of_reviews(now=NOW)
