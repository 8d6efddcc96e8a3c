"""Bring the catalogues of translations up to date with the code."""

from typing import Any

from django.core.management.base import BaseCommand

from archive_office.management import translations


class Command(BaseCommand):
    """Collect every text of our code; translations that are there stay."""

    help = "Write every text of the code into locale/, keeping what is translated."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for domain in ("django", "djangojs"):
            count = translations.extract(domain)
            self.stdout.write(f"{domain}: {count} texts")
