"""The worker: ledgers, e-mails, seals each minute, and the office day every morning."""

from argparse import ArgumentParser
from typing import Any

from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

from archive_office import clock
from archive_office.notices.tasks import plan_office_day, plan_sealing


class Command(DatabaseWorker):
    """``manage.py run_worker``: takes up work of all queues; as many as you like may run."""

    help = "Run a worker for all queues; it seals the history and runs the office day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(queue_name="*")

    def handle(self, *args: Any, **options: Any) -> None:
        plan_office_day(clock.now())
        plan_sealing(clock.now())
        super().handle(*args, **options)
