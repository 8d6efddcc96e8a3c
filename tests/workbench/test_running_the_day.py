"""The worker runs the office day by itself, once a morning, and everybody can see that it did."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from archive_office import clock
from archive_office.journal.models import JournalEntry
from archive_office.management.commands import run_worker
from archive_office.notices import daily
from archive_office.notices.models import Notice, OfficeDay
from archive_office.notices.procedures import days
from archive_office.notices.procedures.days import begin_day, end_day, run_day
from archive_office.notices.rules import is_overdue, last_day
from archive_office.notices.tasks import office_day, plan_office_day, plan_sealing, seal
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from tests.factories import person
from tests.steps import clause

pytestmark = pytest.mark.django_db
HERE = ZoneInfo("Asia/Shanghai")
EVENING = datetime(2026, 11, 20, 18, 0, tzinfo=HERE)
MORNING = datetime(2026, 11, 21, 6, 10, tzinfo=HERE)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def worker(settings, monkeypatch):
    """Tasks wait in the database, and the office's clock says what the test says."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    # Under a clock that stands still the next minute's seal would always be due.
    monkeypatch.setattr(run_worker, "plan_sealing", lambda _now: None)

    def at(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    return at


@clause(Clause.SEC_42)
def test_a_starting_worker_seals_the_history_and_then_each_minute(worker):
    plan_sealing(worker(EVENING))
    plan_sealing(EVENING)
    assert waiting() == [EVENING]
    DBTaskResult.objects.all().delete()
    seal.func()
    assert waiting() == [EVENING + timedelta(minutes=1)]


@pytest.fixture
def works(monkeypatch):
    """The day's works are those of the test."""
    monkeypatch.setattr(daily, "WORKS", {})
    return daily.every_day


def waiting():
    return list(DBTaskResult.objects.filter(status="READY").values_list("run_after", flat=True))


def done(moment, **failures):
    pieces = [daily.Done(name, error=error) for name, error in failures.items()]
    return end_day(begin_day(now=moment), pieces, now=moment)


# Once a morning


@pytest.mark.parametrize(
    ("moment", "before", "after"),
    [
        (MORNING, MORNING, MORNING + DAY),
        (MORNING - timedelta(seconds=1), MORNING - DAY, MORNING),
        (EVENING, MORNING - DAY, MORNING),
        (MORNING.astimezone(ZoneInfo("America/Lima")), MORNING, MORNING + DAY),
    ],
)
def test_the_morning_is_the_offices_own(moment, before, after):
    assert daily.morning_before(moment) == before
    assert daily.morning_after(moment) == after


def test_a_starting_worker_lets_the_next_morning_wait(worker):
    done(MORNING - DAY)
    plan_office_day(worker(EVENING))
    assert waiting() == [MORNING]


def test_a_missed_day_is_made_up_at_once(worker):
    done(MORNING - 2 * DAY)
    plan_office_day(worker(EVENING))
    assert waiting() == [EVENING]


def test_a_day_that_broke_off_is_made_up_at_once(worker):
    begin_day(now=MORNING)
    plan_office_day(worker(MORNING + HOUR))
    assert waiting() == [MORNING + HOUR]


def test_a_second_worker_adds_no_second_day(worker):
    plan_office_day(worker(EVENING))
    plan_office_day(worker(EVENING + HOUR))
    assert waiting() == [EVENING]


def test_the_next_day_waits_before_todays_work_begins(worker, works):
    seen = []

    @works("test.look", "look")
    def look(_now):
        seen.append(waiting())
        return {}

    worker(MORNING)
    office_day.call()
    assert seen == [[MORNING + DAY]]
    assert waiting() == [MORNING + DAY]


@pytest.mark.django_db(transaction=True)
def test_a_day_that_fails_altogether_does_not_break_the_chain(worker, monkeypatch):
    def broken(_clock):
        raise RuntimeError("broken")

    monkeypatch.setattr("archive_office.notices.tasks.run_day", broken)
    worker(clock.now() - 2 * DAY)
    call_command("run_worker", batch=True, startup_delay=False, max_tasks=1, verbosity=0)
    assert DBTaskResult.objects.get(status="FAILED").task_path == office_day.module_path
    assert len(waiting()) == 1


@pytest.mark.django_db(transaction=True)
def test_the_worker_runs_the_day_by_itself(worker, works, monkeypatch):
    monkeypatch.setattr(db_worker.Worker, "configure_signals", lambda self: None)
    works("test.count", "count")(lambda _now: {"counted": 3})
    now = worker(clock.now())  # an hour ago the next morning might be over by now, and due at once
    call_command("run_worker", batch=True, startup_delay=False, verbosity=0)
    day = OfficeDay.objects.get()
    assert day.counts == {"counted": 3}
    assert waiting() == [daily.morning_after(now)]


# What came of it


def test_a_run_leaves_its_counts_and_its_failures(works):
    works("test.good", "good")(lambda _now: {"done well": 2})

    @works("test.bad", "bad")
    def bad(_now):
        raise ZeroDivisionError("身份证 440301199001010011")

    day = run_day(lambda: MORNING)
    assert day.counts == {"done well": 2}
    assert day.failures == {"test.bad": "ZeroDivisionError"}
    assert day.started_at == day.finished_at == MORNING
    entries = JournalEntry.objects.filter(act__startswith="notices.").order_by("pk")
    acts = list(entries.values_list("act", flat=True))
    assert acts == ["notices.office_day_begun", "notices.office_day_ended"]


@pytest.mark.django_db(transaction=True)
def test_work_that_breaks_off_leaves_nothing_half_done_and_stops_no_other(works):
    @works("test.half", "half")
    def half(now):
        days.begin_day(now=now)
        connection.cursor().execute("SELECT 1 / 0")

    works("test.after", "after")(lambda _now: {"notices": Notice.objects.count()})
    day = run_day(lambda: MORNING)
    assert list(day.failures) == ["test.half"]
    assert day.counts == {"notices": 0}


def test_the_command_and_the_worker_do_the_same_day_twice_without_harm(worker, works):
    works("test.good", "good")(lambda _now: {"done well": 1})
    worker(MORNING)
    office_day.call()
    call_command("run_office_day", verbosity=0)
    assert OfficeDay.objects.count() == 2
    assert waiting() == [MORNING + DAY]


# Who sees it


def shown(client, somebody):
    client.force_login(somebody, backend="archive_office.organisation.backends.MembershipBackend")
    figures = client.get(reverse("admin:index"), headers={"Accept-Language": "en"}).context[
        "figures"
    ]
    return next((f for f in figures if f.url == reverse(ADMIN)), None)


ADMIN = "admin:notices_officeday_changelist"


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ARCHIVE_ROOM_HEAD])
def test_the_first_page_says_when_the_office_day_last_ran(client, worker, role):
    worker(MORNING + HOUR)
    done(MORNING)
    figure = shown(client, person(role))
    assert (figure.value, figure.tone, figure.note) == ("11-21 06:10", "good", "")


def test_a_day_that_stays_out_is_told_honestly(client, worker):
    head = person(Role.ARCHIVE_ROOM_HEAD)
    worker(MORNING)
    assert shown(client, head).tone == "bad"
    done(MORNING)
    begin_day(now=MORNING + DAY)  # and it broke off
    worker(MORNING + DAY + 2 * HOUR)
    figure = shown(client, head)
    assert (figure.value, figure.tone) == ("11-21 06:10", "bad")
    assert "not run since" in str(figure.note)
    assert is_overdue(last_day(), MORNING + DAY + 2 * HOUR)
    assert not is_overdue(last_day(), MORNING + DAY)


def test_a_failed_work_is_shown_by_its_name(client, worker):
    head = person(Role.ARCHIVE_ROOM_HEAD)
    worker(MORNING)
    day = done(MORNING, **{"transfers.reminders": "OperationalError"})
    figure = shown(client, head)
    assert (figure.tone, str(figure.note)) == ("warn", "1 of its works failed")
    page = client.get(
        reverse("admin:notices_officeday_change", args=[day.pk]), headers={"Accept-Language": "en"}
    )
    assert "Handovers due and late (OperationalError)" in page.content.decode()


def test_others_hear_nothing_of_it(client, worker):
    worker(MORNING)
    assert shown(client, person(Role.CENTRE_ARCHIVIST)) is None
