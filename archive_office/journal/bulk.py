"""Many rows at once, with their history, inside an act."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from archive_office.journal.acts import OutsideActError, Running, running
from archive_office.journal.copying import HISTORY_COLUMNS, Mould, copy_lines, layout_of, line_of
from archive_office.journal.history import change_reason
from archive_office.journal.models import JournalSubject

M = TypeVar("M", bound=models.Model)
BATCH = 2000


def create_all(rows: Sequence[M]) -> list[M]:
    """Insert rows of one model and their history; the rows come back with ids."""
    if not rows:
        return []
    current = running()
    return list(
        bulk_create_with_history(
            rows,
            type(rows[0]),
            batch_size=BATCH,
            default_user=current.by if current else None,
            default_change_reason=change_reason(),
        )
    )


def update_all(rows: Sequence[M], fields: Sequence[str]) -> None:
    """Write these fields of the rows of one model, with history."""
    if not rows:
        return
    current = running()
    bulk_update_with_history(
        rows,
        type(rows[0]),
        list(fields),
        batch_size=BATCH,
        default_user=current.by if current else None,
        default_change_reason=change_reason(),
    )


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Ids from the model's own sequence, so that rows can refer to each other before they exist."""
    if not count:
        return []
    table = connection.ops.quote_name(model._meta.db_table)
    key = model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [table, key, count],
        )
        return [int(row[0]) for row in cursor.fetchall()]


def copy_all(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model, ids set, and their history by COPY; for thousands of rows.

    Equal in outcome to saving each row, except that nothing computes a value on the way:
    the rows must be complete. Rows of a model without history may come without ids. Call it with
    a thousand or so at a time; they are held as text.

    Raises:
        OutsideActError: no act is in progress.
    """
    if not rows:
        return
    current = _act()
    layout = layout_of(type(rows[0]), with_key=rows[0].pk is not None)
    shared = [layout.shared.line(row) for row in rows]
    if layout.unshared is None:
        copy_lines(layout.table, layout.shared.columns, shared)
    else:
        unshared = map(layout.unshared.line, rows)
        lines = [f"{line}\t{rest}" for line, rest in zip(shared, unshared, strict=True)]
        copy_lines(layout.table, layout.shared.columns + layout.unshared.columns, lines)
    if layout.history_table:
        end = line_of(("+", current.at, current.by.pk if current.by else None, change_reason()))
        columns = layout.shared.columns + HISTORY_COLUMNS
        copy_lines(layout.history_table, columns, [f"{line}\t{end}" for line in shared])


def note_all(things: Iterable[tuple[models.Model, dict[str, Any]]]) -> None:
    """Put many new records into the journal entry of the act in progress, each with its facts.

    As :func:`archive_office.journal.acts.note` with ``after``, but written at once, so that an
    act on a hundred thousand records does not keep them all in memory.
    """
    current = _act()
    mould = Mould(JournalSubject, entry_id=current.number)
    copy_all(
        [
            mould.cast(
                kind_id=ContentType.objects.get_for_model(thing).pk,
                thing=thing.pk,
                label=str(thing)[:200],
                after=after,
            )
            for thing, after in things
        ]
    )


def _act() -> Running:
    current = running()
    if current is None:
        raise OutsideActError("many rows were written outside every act")
    return current
