"""How far an import is, visible to others while its transaction still runs."""

from contextlib import AbstractContextManager
from types import TracebackType
from typing import Final

from django.db import DEFAULT_DB_ALIAS, connection, connections

from dossiers.models import LedgerImport

ADVISORY: Final = 1_818_585_959  # "ledg"; any number that no other lock of the office uses
ALL_IMPORTS: Final = 0


def wait_for_turn(import_: LedgerImport) -> None:
    """Hold off other imports until the act ends; the second number says which one runs."""
    with connection.cursor() as cursor:
        for which in (ALL_IMPORTS, import_.pk):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ADVISORY, which])


def is_at_work(import_: LedgerImport) -> bool:
    """Whether some process is reading this ledger now; false after a worker was killed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database())"
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

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._beside.close()
