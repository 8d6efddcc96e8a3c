"""Work in the background; every task takes ids only (decision 29)."""

from django.db import transaction
from django_tasks import task

from archive_office import clock
from dossiers.ledgers.work import read_received
from dossiers.models import LedgerImport


@task()
def read_ledger(import_id: int) -> None:
    """Check a received ledger, or bring in a confirmed one."""
    read_received(LedgerImport.objects.get(pk=import_id), now=clock.now())


def read_ledger_soon(import_: LedgerImport) -> None:
    """Have the worker take up a ledger once what is being written is committed."""
    transaction.on_commit(lambda: read_ledger.enqueue(import_.pk))
