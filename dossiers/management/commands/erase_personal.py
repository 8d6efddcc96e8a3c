"""Erase a resident's data: the key, the numbers, the name but for its first character.

``manage.py erase_personal CUSTOMER --by HEAD --reason …``: refused with the clause and the dossier that
stands against it. ``--look`` only says what does.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from archive_office import clock
from archive_office.organisation.models import User
from archive_office.regulation import Refusal, RegulationError
from dossiers.models import Customer
from dossiers.procedures.forgetting import erase_personal
from dossiers.rules.forgetting import against_erasing


class Command(BaseCommand):
    """``manage.py erase_personal``."""

    help = "Erase a resident's data, if nothing demands that they are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("customer", type=int, help="number of the customer's record")
        parser.add_argument("--by", required=True, help="user name of the head who decides")
        parser.add_argument("--reason", required=True)
        parser.add_argument("--look", action="store_true", help="erase nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        customer = Customer.objects.filter(pk=options["customer"]).first()
        by = User.objects.filter(username=options["by"], is_active=True).first()
        if customer is None or by is None:
            raise CommandError(_("There is no such customer, or no such person."))
        reason = options["reason"]
        if options["look"]:
            self._told(list(against_erasing(customer, by, reason, today=clock.today())))
            self.stdout.write(_("Nothing stands against it."))
            return
        try:
            erase_personal(customer, by=by, now=clock.now(), reason=reason)
        except RegulationError as error:
            self._told(list(error.refusals))
        self.stdout.write(_("%(who)s: the data are erased.") % {"who": customer})

    def _told(self, refusals: list[Refusal]) -> None:
        if refusals:
            raise CommandError("\n".join(map(str, refusals)))
