"""Many rows at once, with their history, inside an act."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from psycopg2.extras import execute_values
from simple_history.utils import bulk_create_with_history

from archive_office.journal.acts import OutsideActError
from archive_office.journal.copying import (
    HISTORY_COLUMNS,
    Layout,
    Mould,
    copy_lines,
    layout_of,
    line_of,
)
from archive_office.journal.history import change_reason
from archive_office.journal.models import JournalSubject
from archive_office.journal.running import Running, running

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
    """Write these fields of the rows of one model, with history.

    One UPDATE from a list of values for a thousand rows, and their history by COPY: a
    manifest of two thousand lines is signed while somebody waits.
    """
    if not rows:
        return
    model = type(rows[0])
    columns = [f for f in model._meta.concrete_fields if f.name in fields]
    quote = connection.ops.quote_name
    names = [quote(str(column.column)) for column in columns]
    key = model._meta.pk
    sql = (
        f"UPDATE {quote(model._meta.db_table)} AS t "  # noqa: S608 - names are the model's own
        f"SET {', '.join(f'{name} = v.{name}' for name in names)} "
        f"FROM (VALUES %s) AS v (the_key, {', '.join(names)}) "
        f"WHERE t.{quote(str(key.column))} = v.the_key"
    )
    types = [key.rel_db_type(connection), *(column.db_type(connection) for column in columns)]
    values = [
        (row.pk, *(c.get_db_prep_save(getattr(row, c.attname), connection) for c in columns))
        for row in rows
    ]
    # psycopg2's own helper, so its errors have to be turned into Django's here.
    with connection.cursor() as cursor, connection.wrap_database_errors:
        template = f"({', '.join(f'%s::{kind}' for kind in types)})"
        execute_values(cursor.cursor, sql, values, template=template, page_size=BATCH)
    layout = layout_of(model, with_key=True)
    _copy_history(layout, layout.shared.lines(rows), "~")


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
    _act()
    layout = layout_of(type(rows[0]), with_key=rows[0].pk is not None)
    shared = layout.shared.lines(rows)
    if layout.unshared is None:
        copy_lines(layout.table, layout.shared.columns, shared)
    else:
        unshared = layout.unshared.lines(rows)
        lines = [f"{line}\t{rest}" for line, rest in zip(shared, unshared, strict=True)]
        copy_lines(layout.table, layout.shared.columns + layout.unshared.columns, lines)
    _copy_history(layout, shared, "+")


def _copy_history(layout: Layout, lines: Sequence[str], kind: str) -> None:
    """The rows' history in the act in progress: ``+`` for new rows, ``~`` for changed ones."""
    if layout.history_table:
        current = _act()
        end = line_of((kind, current.at, current.by.pk if current.by else None, change_reason()))
        columns = layout.shared.columns + HISTORY_COLUMNS
        copy_lines(layout.history_table, columns, [f"{line}\t{end}" for line in lines])


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
