"""How far an import is, visible to others while its transaction still runs."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import Final

from django.db import DEFAULT_DB_ALIAS, connection, connections

from dossiers.models import LedgerImport

ADVISORY: Final = 1_818_585_959  # "ledg"; any number that no other lock of the office uses
ALL_IMPORTS: Final = 0


@contextmanager
def taken_up(import_: LedgerImport) -> Iterator[bool]:
    """Whether this process alone is at work on the ledger during the block.

    The lock goes with its connection: what a killed worker left behind can be taken up again.
    """
    which = [ADVISORY, import_.pk]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", which)
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", which)


def wait_for_turn() -> None:
    """Hold off other imports until the act ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ADVISORY, ALL_IMPORTS])


def is_at_work(import_: LedgerImport) -> bool:
    """Whether some process is reading this ledger now; false after a worker was killed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND classid = %s AND objid = %s)",
            [ADVISORY, import_.pk],
        )
        return bool(cursor.fetchone()[0])


class Progress(AbstractContextManager["Progress"]):
    """Tells how many rows are done, on a connection of its own.

    The act must not write the ledger's row before its last chunk: this connection would wait
    for that write, and the act for this connection.
    """

    def __init__(self, import_: LedgerImport) -> None:
        self.import_ = import_
        self._beside = connections.create_connection(DEFAULT_DB_ALIAS)

    def tell(self, done: int) -> None:
        """Rows that have been read and compared so far."""
        with self._beside.cursor() as cursor:
            cursor.execute(
                "UPDATE dossiers_ledgerimport SET rows_done = %s,"
                " rows_total = greatest(rows_total, %s) WHERE id = %s",
                [done, done, self.import_.pk],
            )

    def expect(self, total: int) -> None:
        """How many rows there are to do at most."""
        with self._beside.cursor() as cursor:
            cursor.execute(
                "UPDATE dossiers_ledgerimport SET rows_total = %s WHERE id = %s",
                [total, self.import_.pk],
            )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._beside.close()


def expect(import_: LedgerImport, total: int) -> None:
    """Tell how many rows there are to do, before the act begins."""
    with Progress(import_) as progress:
        progress.expect(total)
