"""Writing a table of the generated office by one INSERT … SELECT, and its history by another."""

from collections.abc import Mapping
from typing import Any

from django.db import connection, models

from archive_office.journal.copying import HISTORY_COLUMNS, layout_of

Columns = Mapping[str, str]


class RowWriter:
    """Writes tables one after the other; keys are what stood there before plus a number.

    Args:
        facts: What the statements need of the furnished office.
    """

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.facts = facts
        self._first: dict[type[models.Model], int] = {}

    def base(self, model: type[models.Model]) -> int:
        """The greatest key before the generated rows."""
        if model not in self._first:
            self._first[model] = highest(model)
        return self._first[model]

    def remember(self) -> None:
        """The history of all new rows, as the imports would have left it."""
        for model, first in self._first.items():
            self._remember(model, first)

    def insert(self, model: type[models.Model], source: str, columns: Columns) -> None:
        """Insert what a source yields; columns that are not named get the model's own default."""
        self.base(model)
        names, values, defaults = [], [], []
        for field in model._meta.concrete_fields:
            if field.primary_key and field.attname not in columns:
                continue
            names.append(connection.ops.quote_name(str(field.column)))
            if field.attname in columns:
                values.append(columns[field.attname])
            else:
                values.append(f"%s::{field.db_type(connection)}")
                default = field.get_default()
                defaults.append(field.get_db_prep_save(default, connection))
        sql = f'INSERT INTO "{model._meta.db_table}" ({", ".join(names)}) SELECT '
        sql += ", ".join(value if value.startswith("%s::") else _plain(value) for value in values)
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} FROM {_plain(source)}", defaults)

    def _remember(self, model: type[models.Model], first: int) -> None:
        """The history of the new rows, as the imports would have left it."""
        layout = layout_of(model)
        with connection.cursor() as cursor:
            key = "pg_get_serial_sequence(%s, 'id')"
            sql = f'SELECT setval({key}, greatest(max(id), 1)) FROM "{layout.table}"'  # noqa: S608 - the model's own name
            cursor.execute(sql, [layout.table])
            if not layout.history_table:
                return
            shared = ", ".join(connection.ops.quote_name(c) for c in layout.shared.columns)
            cursor.execute(
                f'INSERT INTO "{layout.history_table}" ({shared}, {", ".join(HISTORY_COLUMNS)}) '  # noqa: S608 - the model's own names
                f"SELECT {shared}, '+', %s, NULL, %s "
                f'FROM "{layout.table}" WHERE id > %s ORDER BY id',
                [self.facts["now"], f"#{self.facts['entry']} dossiers.ledger_imported", first],
            )


def _plain(sql: str) -> str:
    """An expression in a statement with parameters: its signs of percent doubled once."""
    return sql.replace("%%", "%").replace("%", "%%")


def highest(model: type[models.Model]) -> int:
    """The greatest key of a table."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT coalesce(max(id), 0) FROM "{model._meta.db_table}"')  # noqa: S608 - the model's own name
        return int(cursor.fetchone()[0])
