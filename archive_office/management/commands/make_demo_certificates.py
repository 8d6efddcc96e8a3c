"""Keys and certificates for the seals of an office that only tries things out."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from archive_office import clock
from archive_office.management.story_of_seals import give_keys
from archive_office.organisation.models import Department, DepartmentKind, Seal


class Command(BaseCommand):
    """``manage.py make_demo_certificates``: a root, one certificate a seal; a second time nothing.

    The files lie in ``ARCHIVE_SEALS_DIR``, never in the checkout.
    """

    help = "Make keys and self-issued certificates for all seals; for demonstrations only."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.ARCHIVE_DEMO_SEALS:
            raise CommandError(
                "These certificates prove nothing. Use real PKCS#12 files or a signing service,"
                " then manage.py register_certificates."
            )
        company = Department.objects.filter(kind=DepartmentKind.COMPANY).first()
        seals = Seal.objects.select_related("department")
        name = company.name if company else "Archive Office"
        made = give_keys(seals, name, now=clock.now())
        self.stdout.write(f"{made} made, in {settings.ARCHIVE_SEALS_DIR}")
