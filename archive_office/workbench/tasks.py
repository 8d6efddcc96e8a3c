"""What the worker does without being asked by anybody."""

from django.core.management import call_command
from django_tasks import task


@task()
def office_day() -> None:
    """The daily round: what the calendar opens, and whom it reminds."""
    call_command("run_office_day", verbosity=0)
