"""The database role the office works as: it may add to history, never change it."""

from typing import Final

from django.db import connection
from psycopg2 import sql

ROLE: Final = "archive_office_app"

# Every table whose trigger refuses changes; the role may not even try.
APPEND_ONLY: Final = """
    SELECT DISTINCT t.tgrelid::regclass::text
    FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE p.proname = 'archive_append_only'
    ORDER BY 1
"""


def grant_application_role(role: str) -> list[str]:
    """Give the role what the office needs, as the owner of the tables; run after migrating.

    The role is created if it is missing; its password, if it needs one, is set by
    the database's administrator.

    Returns:
        The tables it may read and add to only.
    """
    name = sql.Identifier(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = %s", [role])
        if not cursor.fetchone()[0]:
            cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
        for statement in (
            "GRANT USAGE ON SCHEMA public TO {}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
        ):
            cursor.execute(sql.SQL(statement).format(name))
        cursor.execute(APPEND_ONLY)
        protected = [table for (table,) in cursor.fetchall()]
        for table in [*protected, "django_migrations"]:
            cursor.execute(
                sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(
                    sql.Identifier(table), name
                )
            )
    return protected
