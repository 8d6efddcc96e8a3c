"""Names and numbers are masked, unless somebody says why not.

Source: SEC-15, LND-14.
"""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from archive_office.crypto import WHOLE_NUMBER
from archive_office.organisation.models import User
from archive_office.regulation import Clause, Refusal
from dossiers.models import Dossier
from dossiers.rules.access import right_to_look_inside, right_to_read
from dossiers.rules.quarantine import against_using_dossier


def against_whole_numbers(text: str, field: str) -> Iterator[Refusal]:
    """No identity, telephone or bank number is written out in a text that others read.

    Source: SEC-15.
    """
    if WHOLE_NUMBER.search(text):
        yield Refusal(
            Clause.SEC_15,
            _("Write no number in full; its last four digits are enough."),
            field=field,
        )


def against_revealing(dossier: Dossier, by: User, now: datetime, reason: str) -> Iterator[Refusal]:
    """Why name and numbers of the customer are not shown in full.

    Source: LND-14, LND-24, SEC-15.
    """
    yield from against_using_dossier(dossier)
    if dossier.sealed_on and not right_to_look_inside(dossier, by, at=now, personal=True):
        yield Refusal(
            Clause.LND_24,
            _("%(code)s is sealed; the director alone opens it.") % {"code": dossier.code},
        )
    elif not right_to_read(dossier, by, at=now, personal=True):
        yield Refusal(
            Clause.LND_14,
            _("Personal information of %(code)s is read with the approval of the centre head.")
            % {"code": dossier.code},
        )
    if not reason.strip():
        yield Refusal(
            Clause.SEC_15, _("Say why you need the numbers in full; it is logged."), field="reason"
        )
    yield from against_whole_numbers(reason, "reason")
