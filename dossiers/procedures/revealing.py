"""Seeing a customer's name and numbers in full is an act with a reason.

Source: SEC-15, SEC-41.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.organisation.models import User
from archive_office.regulation import Clause, enforce
from dossiers.models import Customer, Dossier, ViewLog
from dossiers.procedures.reading import log_view
from dossiers.rules.access import right_to_read
from dossiers.rules.revealing import against_revealing


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a customer, in full or masked; never stored, never logged."""

    id_number: str
    phones: tuple[str, ...]
    bank_account: str


@act(
    "dossiers.numbers_revealed",
    _("Personal numbers shown in full"),
    Clause.SEC_15,
    Clause.LND_14,
)
def reveal_numbers(dossier: Dossier, *, by: User, now: datetime, reason: str) -> Numbers:
    """Show the customer's numbers in full, once, with the reason kept.

    Raises:
        RegulationError: LND-14 (no right to the personal volume), SEC-15 (no reason).

    Source: LND-14, SEC-15, SEC-41.
    """
    enforce(against_revealing(dossier, by, now, reason))
    under = right_to_read(dossier, by, at=now, personal=True)
    log_view(dossier, by, ViewLog.What.REVEALED, under=under, now=now, detail=reason)
    note(dossier, after={"revealed": "numbers"})
    customer = Customer.objects.get(occupancies__dossier=dossier)
    return Numbers(
        customer.reveal("id_number"), tuple(customer.phone_list()), customer.reveal("bank_account")
    )
