"""What the worker does without being asked by anybody: the office day, and the e-mails."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from django_tasks import TaskResultStatus, task
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from archive_office import clock
from archive_office.journal.sealing import seal_history
from archive_office.journal.verifying import verify_history
from archive_office.notices.daily import every_day, morning_after
from archive_office.notices.procedures.days import run_day
from archive_office.notices.procedures.mailing import next_try, send_waiting
from archive_office.notices.rules import COMPARED, is_done_today

PLANNING = "archive office: planning"
SEALED_EVERY = timedelta(minutes=1)


class BrokenHistoryError(RuntimeError):
    """Journal or history is not as it was sealed."""


@task()
def office_day() -> None:
    """The daily round. Tomorrow's waits before today's begins: nothing today can break the chain."""
    let_one_wait(office_day, morning_after(clock.now()))
    run_day(clock.now)


def plan_office_day(now: datetime) -> None:
    """See to it that an office day waits for the worker: the next, or today's where it was missed."""
    let_one_wait(office_day, morning_after(now) if is_done_today(now) else now)


@task()
def send_mail() -> None:
    """Send what waits in the outbox, and come back for what did not leave."""
    send_waiting(clock.now())
    if moment := next_try():
        let_one_wait(send_mail, moment)


@task()
def seal() -> None:
    """Seal what was written since the last minute. The next minute's waits before this begins."""
    now = clock.now()
    let_one_wait(seal, now + SEALED_EVERY)
    DBTaskResult.objects.filter(
        task_path=seal.module_path,
        status=TaskResultStatus.SUCCESSFUL,
        finished_at__lt=now - SEALED_EVERY,
    ).delete()
    seal_history(now)


def plan_sealing(now: datetime) -> None:
    """See to it that sealing waits for the worker."""
    let_one_wait(seal, now)


@every_day(COMPARED, _("Journal and history compared with their seals"))
def verify_daily(now: datetime) -> Mapping[str, int]:
    """Seal what is left, then compare everything with its seals.

    Raises:
        BrokenHistoryError: Something is not as it was sealed; ``verify_history`` names it.
    """
    seal_history(now)
    done = verify_history()
    if not done.intact:
        raise BrokenHistoryError(f"{len(done.findings)} findings; run verify_history")
    return {gettext_noop("rows as they were sealed"): done.rows}


def mail_soon() -> None:
    """Have the worker look into the outbox now."""
    if send_mail.get_backend().supports_defer:
        now = clock.now()
        let_one_wait(send_mail, now, until=now)
    else:
        send_mail.enqueue()


@every_day("notices.mail", _("E-mails not delivered yet"))
def send_what_waits(now: datetime) -> Mapping[str, int]:
    """The outbox is looked into once a day, should the worker have lost sight of it."""
    return send_waiting(now)


def let_one_wait(work: Task[[], Any], moment: datetime, *, until: datetime | None = None) -> None:
    """Let exactly one of these tasks wait, however many workers ask for it at once.

    One that waits beyond ``until`` does not count.
    """
    if not work.get_backend().supports_defer:
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [PLANNING])
        waiting = DBTaskResult.objects.filter(
            task_path=work.module_path, status=TaskResultStatus.READY
        )
        if until is not None:
            waiting = waiting.filter(run_after__lte=until)
        if not waiting.exists():
            work.using(run_after=moment).enqueue()
