"""Compile the catalogues of translations that changed."""

from typing import Any

from django.core.management.base import BaseCommand

from archive_office.management import translations


class Command(BaseCommand):
    """Compile what is newer than its compiled form; nothing else is needed before a start."""

    help = "Compile the translations that changed (no gettext tools needed)."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for path in translations.compile_catalogues():
            self.stdout.write(f"Compiled {path.parent.parent.name}/{path.name}")
