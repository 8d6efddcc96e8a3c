"""Electronic copies and customers' keys go with what was destroyed: an outbox, tried until done.

The row is written in the transaction of the destruction. From then on nobody opens the copy; a
task deletes the content, looks that it is gone, and comes back for what could not be deleted.

Source: DES-11, DES-12, DES-25; decisions 18 and 22.
"""

import logging
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.journal.bulk import create_all
from archive_office.organisation.models import User
from archive_office.regulation import Clause
from destruction import signals
from destruction.models import Erasure, RegisterLine, Twins
from dossiers.models import DossierState, ElectronicFile
from dossiers.procedures import erasing
from dossiers.procedures.closing import say

logger = logging.getLogger(__name__)

State = Erasure.State
FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=12)
MOST_DOUBLED: Final = 10
AT_ONCE: Final = 500
"""Rows taken up in one round; the next round takes the rest."""


@act("destruction.erasure_asked", _("Erasure of electronic copies asked"), Clause.DES_25)
def ask_erasure(line: RegisterLine, *, by: User | None, now: datetime) -> list[Erasure]:
    """Put what is to be erased with a destroyed line into the outbox.

    Call it in the transaction of the destruction, after the catalogue has marked the thing: the
    customers' keys go with the last thing of a dossier.

    Source: DES-12, DES-25.
    """
    rows = _files(line, now) if line.twins == Twins.ERASE else []
    rows += _customers(line, now)
    for row in create_all(rows):
        note(line, after={"erase": row.sha256 or f"customer {row.customer_id}"})
    if rows:
        signals.outbox_filled.send(sender=RegisterLine)
    return rows


def _files(line: RegisterLine, now: datetime) -> list[Erasure]:
    """One row for each copy; what proves a consent in force is spared and stays readable."""
    rows, going = [], []
    for file in erasing.twins_of(line.holding, line.document):
        row = Erasure(line=line, file=file, sha256=file.sha256, asked_at=now, next_try_at=now)
        if consent := erasing.consent_signed_with(file):
            because = say(_("It shows the signature of a consent: %(consent)s."))
            _settle(row, State.SPARED, now, because % {"consent": consent})
        else:
            going.append(file)
        rows.append(row)
    erasing.take_from_sight(going, now=now)
    return rows


def _customers(line: RegisterLine, now: datetime) -> list[Erasure]:
    dossier = type(line.holding.dossier).objects.get(pk=line.holding.dossier_id)
    if dossier.state != DossierState.DESTROYED or dossier.occupancy is None:
        return []
    erasing.erase_contacts(dossier.occupancy)
    return [
        Erasure(line=line, customer=customer, asked_at=now, next_try_at=now)
        for customer in erasing.customers_of(dossier.occupancy)
    ]


def erase_due(now: datetime) -> Mapping[str, int]:
    """Erase what waits in the outbox; how many were erased, spared, and failed.

    Each row is an act of its own. What fails waits twice as long each time, twelve hours at most.

    Source: DES-25.
    """
    due = Erasure.objects.filter(state=State.PENDING, next_try_at__lte=now)
    counts: Counter[str] = Counter()
    for pk in list(due.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        counts[_try(pk, now)] += 1
    return {name: counts[name] for name in ("erased", "spared", "failed")}


def next_try() -> datetime | None:
    """When the outbox is to be looked into next; nothing when it is empty."""
    rows = Erasure.objects.filter(state=State.PENDING).order_by("next_try_at")
    return rows.values_list("next_try_at", flat=True).first()


def _try(pk: int, now: datetime) -> str:
    try:
        return carry_out(pk, now=now, by=None)
    except Exception as error:  # every storage fails in its own way; it is kept, and tried again
        logger.exception("Erasure %s failed", pk)
        put_back(pk, str(error) or type(error).__name__, now=now, by=None)
        return "failed"


@act("destruction.erased", _("Electronic copy erased"), Clause.DES_25, Clause.DES_12)
def carry_out(pk: int, *, now: datetime, by: User | None) -> str:
    """Erase what one row of the outbox asks for, or say why it is still needed.

    Returns ``erased``, ``spared``, or ``other`` when another worker has it in hand.

    Raises:
        OSError: the storage could not delete the content.

    Source: DES-12, DES-25.
    """
    row = (
        Erasure.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        .filter(pk=pk, state=State.PENDING)
        .first()
    )
    if row is None:
        return "other"
    because = _erase_file(row) if row.file_id else _erase_customer(row)
    row.tries += 1
    _settle(row, State.SPARED if because else State.ERASED, now, because)
    row.save()
    note(row, before={"state": str(State.PENDING)}, after={"state": str(row.state)})
    return str(row.state)


@act("destruction.erasure_failed", _("Electronic copy could not be erased"), Clause.DES_25)
def put_back(pk: int, error: str, *, now: datetime, by: User | None) -> None:
    """Keep what went wrong with a row of the outbox, and when it is tried again."""
    row = Erasure.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if row.state != State.PENDING:
        return
    wait = min(FIRST_WAIT * 2 ** min(row.tries, MOST_DOUBLED), LONGEST_WAIT)
    row.tries, row.next_try_at, row.last_error = row.tries + 1, now + wait, error[:200]
    row.save(update_fields=["tries", "next_try_at", "last_error"])
    note(row, after={"tries": row.tries, "error": row.last_error})


def _settle(row: Erasure, state: str, now: datetime, because: str) -> None:
    row.state, row.done_at, row.next_try_at = state, now, None
    row.because, row.last_error = because[:200], ""


def _erase_file(row: Erasure) -> str:
    """Why the content stays; empty when it is gone."""
    file = ElectronicFile.objects.get(pk=row.file_id or 0)
    if other := erasing.still_used(file):
        where = other.document or other.paper
        return say(_("The same content belongs to %(where)s.")) % {"where": where}
    erasing.erase_content(file)
    return ""


def _erase_customer(row: Erasure) -> str:
    """Why the office still needs the customer's data; empty when they are gone."""
    customer = erasing.locked_customer(row.customer_id or 0)
    if occupancy := erasing.needs(customer):
        return say(_("The customer is still on record for %(unit)s.")) % {"unit": occupancy}
    if customer.data_key:
        erasing.erase_customer(customer)
    return ""
