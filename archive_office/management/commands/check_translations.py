"""Tell which texts a Chinese reader would see in English."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive_office.management import translations


class Command(BaseCommand):
    """Fail unless every text of our code has its Chinese, with the same placeholders."""

    help = "Fail unless every text of the code is translated, placeholders included."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        found = [
            line for domain in ("django", "djangojs") for line in translations.findings(domain)
        ]
        for line in found:
            self.stderr.write(line)
        if found:
            raise CommandError(f"{len(found)} findings.")
        self.stdout.write("Every text has its Chinese.")
