"""How far the journal has come: whatever acts alone can change is the same while it stands still."""

from typing import Final

from django.db import connection

LATE_ENTRIES: Final = 256
"""An act that began early may commit late; its entry is seen among this many newest ones."""


def standing() -> tuple[int, int]:
    """Two numbers that are the same twice only if no act began and none was committed between.

    The first is the number last given to an act, the second a sum over the newest entries: an act
    that began before somebody looked and is committed after it changes the second alone.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence("
            "'journal_journalentry', 'id')::regclass), 0), coalesce((SELECT sum(id) FROM ("
            "SELECT id FROM journal_journalentry ORDER BY id DESC LIMIT %s) AS newest), 0)",
            [LATE_ENTRIES],
        )
        number, newest = cursor.fetchone()
    return int(number), int(newest)
