"""Enter the certificates with which the seals sign from now on."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive_office import clock
from archive_office.organisation.models import Seal
from archive_office.originals.procedures.certificates import register_certificate
from archive_office.originals.providers import NoKeyError, provider
from archive_office.regulation import RegulationError


class Command(BaseCommand):
    """``manage.py register_certificates [NUMBER …]``: of these seals, or of all that have a key.

    Whoever runs it vouches that a certificate belongs to the seal; a seal signs only with one that
    is registered. Run it again after a certificate was renewed.
    """

    help = "Register the certificates that the signing provider holds for the seals."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("numbers", nargs="*", help="numbers of seals; without any: all")

    def handle(self, *args: Any, numbers: list[str], **options: Any) -> None:
        seals = Seal.objects.select_related("department").order_by("number")
        chosen = seals.filter(number__in=numbers) if numbers else seals
        if missing := set(numbers) - {seal.number for seal in chosen}:
            raise CommandError(f"There is no seal {', '.join(sorted(missing))}.")
        service, failed = provider(), 0
        for seal in chosen:
            try:
                found = register_certificate(seal, service.identity(seal), by=None, now=clock.now())
            except NoKeyError as error:
                failed += bool(numbers)
                self.stderr.write(f"{seal.number}: {error}")
            except RegulationError as error:
                failed += 1
                said = "; ".join(str(refusal.reason) for refusal in error.refusals)
                self.stderr.write(f"{seal.number}: {said}")
            else:
                self.stdout.write(f"{seal.number}: {found.fingerprint} {found.subject}")
        if failed:
            raise CommandError(f"{failed} not registered.")
