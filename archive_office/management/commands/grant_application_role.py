"""Give the application's database role what it needs, and nothing that rewrites the past.

Run as the owner after every migration. The role may read and write everything
except that it can neither change nor delete rows of append-only tables, nor
truncate anything, nor alter the schema (decisions 23).
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, transaction

APPEND_ONLY = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only'"


class Command(BaseCommand):
    """``manage.py grant_application_role [ROLE]``."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", nargs="?", default="archive_app")

    @transaction.atomic
    def handle(self, *args: Any, role: str, **options: Any) -> None:
        quoted = connection.ops.quote_name(role)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE ROLE {quoted} LOGIN")
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
            cursor.execute(
                f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}"
            )
            cursor.execute(f"REVOKE TRUNCATE ON ALL TABLES IN SCHEMA public FROM {quoted}")
            cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}")
            cursor.execute(APPEND_ONLY)
            tables = [row[0] for row in cursor.fetchall()]
            for table in tables:
                cursor.execute(f"REVOKE UPDATE, DELETE ON {table} FROM {quoted}")
        self.stdout.write(f"{role}: {len(tables)} append-only tables are closed to changes.")
