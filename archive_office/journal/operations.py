"""Migration operations that make a promise of the journal hold in the database."""

from django.db.migrations.operations import RunSQL

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
