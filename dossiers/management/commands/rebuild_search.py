"""Compare the search's lines with the records and write those anew that differ."""

from typing import Any, Final

from django.core.management.base import BaseCommand
from django.db import connection

from dossiers.models import Dossier

BATCH: Final = 5000


class Command(BaseCommand):
    """``manage.py rebuild_search``; safe at any time, and to break off."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        seen, changed = 0, 0
        ids = Dossier.objects.order_by("pk").values_list("pk", flat=True)
        batch = list(ids[:BATCH])
        while batch:
            with connection.cursor() as cursor:
                cursor.execute("SELECT dossiers_search_refresh(%s)", [batch])
                changed += cursor.fetchone()[0]
            seen += len(batch)
            batch = list(ids.filter(pk__gt=batch[-1])[:BATCH])
        self.stdout.write(f"{seen} lines compared, {changed} written anew.")
