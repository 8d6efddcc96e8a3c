"""What the worker does without being asked by anybody."""

from datetime import datetime

from django.db import connection, transaction
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from archive_office import clock
from archive_office.notices.daily import morning_after
from archive_office.notices.procedures.days import run_day
from archive_office.notices.rules import is_done_today

PLANNING = "archive office: planning"


@task()
def office_day() -> None:
    """The daily round. Tomorrow's waits before today's begins: nothing today can break the chain."""
    _plan(morning_after(clock.now()))
    run_day(clock.now)


def plan_office_day(now: datetime) -> None:
    """See to it that an office day waits for the worker: the next, or today's where it was missed."""
    _plan(morning_after(now) if is_done_today(now) else now)


def _plan(moment: datetime) -> None:
    """Let exactly one office day wait, however many workers ask for it at once."""
    if not office_day.get_backend().supports_defer:
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [PLANNING])
        waiting = DBTaskResult.objects.filter(
            task_path=office_day.module_path, status=TaskResultStatus.READY
        )
        if not waiting.exists():
            office_day.using(run_after=moment).enqueue()
