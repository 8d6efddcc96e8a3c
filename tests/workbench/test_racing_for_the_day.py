"""Workers that start at once, and runs that begin at once."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from archive_office.notices import daily, tasks
from archive_office.notices.models import OfficeDay
from archive_office.notices.procedures import days

EVENING = datetime(2026, 11, 20, 18, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def _with_a_slow_work(settings, monkeypatch):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(daily, "WORKS", {})

    @daily.every_day("test.slow", "slow")
    def slow(_now):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(1)")
        return {}


def test_workers_that_start_at_once_let_one_day_wait(side_by_side):
    for answer in side_by_side(*[lambda: tasks.plan_office_day(EVENING)] * 4):
        assert answer.exception() is None
    assert DBTaskResult.objects.filter(status="READY").count() == 1


def test_two_runs_at_once_are_one(side_by_side):
    runs = side_by_side(*[lambda: days.run_day(lambda: EVENING)] * 3)
    assert sum(1 for run in runs if run.result() is not None) == 1
    assert OfficeDay.objects.count() == 1
