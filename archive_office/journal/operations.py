"""Migration operations that make a promise of the journal hold in the database."""

from typing import Final

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterUniqueTogether,
    CreateModel,
    RunSQL,
)
from django.db.migrations.state import ProjectState

FUNCTION = """
CREATE OR REPLACE FUNCTION archive_append_only() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $f$
"""


EACH_ROW = " FOR EACH ROW EXECUTE FUNCTION archive_append_only()"
EACH_STATEMENT = " FOR EACH STATEMENT EXECUTE FUNCTION archive_append_only()"


class AppendOnly(RunSQL):
    """Refuse UPDATE, DELETE and TRUNCATE on a table, for every role.

    Each row also keeps the transaction that wrote it, so that rows can be sealed once everything
    written so far is known to have ended.
    """

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(
            sql=[
                f"ALTER TABLE {table} ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id()",
                f"CREATE INDEX {table}_xid ON {table} (xid)",
                f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}{EACH_ROW}",
                f"CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON {table}{EACH_STATEMENT}",
            ],
            reverse_sql=[
                f"DROP TRIGGER append_only ON {table}",
                f"DROP TRIGGER append_only_truncate ON {table}",
                f"ALTER TABLE {table} DROP COLUMN xid",
            ],
        )

    def deconstruct(self) -> tuple[str, list[str], dict[str, str]]:
        return (self.__class__.__qualname__, [self.table], {})


_OF_A_TABLE: Final = (AddConstraint, AddField, AddIndex, AlterUniqueTogether)


class AllAtOnce(Migration):
    """A first migration that makes its tables as they stand at its end.

    Django draws every related model anew after each operation. With some hundred models that
    reach each other, a new office would wait minutes for nothing else.
    """

    def apply(
        self,
        project_state: ProjectState,
        schema_editor: BaseDatabaseSchemaEditor,
        collect_sql: bool = False,  # noqa: FBT001, FBT002 - Django's signature
    ) -> ProjectState:
        """Tell the whole state first, then make each table once.

        Raises:
            ValueError: the migration adds to a table that it does not make itself.
        """
        if collect_sql:
            return super().apply(project_state, schema_editor, collect_sql)
        made = {one.name_lower for one in self.operations if isinstance(one, CreateModel)}
        before = project_state.clone()
        project_state.__dict__.pop("apps", None)  # drawn models would be drawn anew each time
        for operation in self.operations:
            operation.state_forwards(self.app_label, project_state)
        for operation in self.operations:
            if not isinstance(operation, _OF_A_TABLE):
                operation.database_forwards(self.app_label, schema_editor, before, project_state)
                continue
            if isinstance(operation, AlterUniqueTogether):
                table = operation.name
            else:
                table = operation.model_name
            if table.lower() not in made:
                raise ValueError(f"{self}: {operation.describe()} is not of a table made here")
        return project_state
