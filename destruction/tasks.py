"""What destruction does in the background and by the clock: erasing, and files beside the database."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from django_tasks import task

from archive_office import clock
from archive_office.notices.daily import every_day
from archive_office.notices.tasks import let_one_wait
from destruction.procedures.erasing import erase_due, next_try
from destruction.procedures.keeping import keep_closed_registers
from destruction.procedures.register_telling import remind_of_waiting
from destruction.signals import outbox_filled, register_closed


@task()
def erase() -> None:
    """Erase what waits, and come back for what could not be erased."""
    erase_due(clock.now())
    if moment := next_try():
        let_one_wait(erase, moment)


@task()
def keep_registers() -> None:
    """Write the closed registers that do not lie beside the database yet."""
    keep_closed_registers()


@receiver(outbox_filled, dispatch_uid="destruction.erase_soon")
def erase_soon(**_kwargs: Any) -> None:
    """Have the worker erase once what is being written is committed."""
    transaction.on_commit(erase.enqueue, robust=True)


@receiver(register_closed, dispatch_uid="destruction.keep_soon")
def keep_soon(**_kwargs: Any) -> None:
    """Have the worker put a register beside the database as soon as it is closed."""
    transaction.on_commit(keep_registers.enqueue, robust=True)


@every_day("destruction.erasures", _("What is to be erased after a destruction"))
def erase_what_waits(now: datetime) -> Mapping[str, int]:
    """The outbox is looked into once a day, should the worker have lost sight of it."""
    done = erase_due(now)
    counts = {
        gettext_noop("electronic copies and keys erased"): done["erased"],
        gettext_noop("registers put beside the database"): keep_closed_registers(),
    }
    if done["failed"]:
        counts[gettext_noop("electronic copies that could not be erased")] = done["failed"]
    return counts


@every_day("destruction.waits", _("Waits before a destruction that end"))
def tell_of_waits(now: datetime) -> Mapping[str, int]:
    """Rooms hear of things whose wait ends within 14 days or is over (DES-19)."""
    return {gettext_noop("told of waits before a destruction"): remind_of_waiting(now=now)}
