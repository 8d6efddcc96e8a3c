"""A resident withdraws a consent; whatever was opened on it ends in the same act.

Source: LND-15, SEC-13; decision 19.
"""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.organisation.models import User
from archive_office.regulation import Clause, enforce
from dossiers.models import Consent
from dossiers.rules.consents import against_withdrawing
from dossiers.rules.revealing import against_whole_numbers
from dossiers.signals import consent_withdrawn


@act("dossiers.consent_withdrawn", _("Consent withdrawn"), Clause.LND_15, Clause.SEC_13)
def withdraw_consent(consent: Consent, *, by: User, now: datetime, reason: str) -> Consent:
    """Enter that a resident withdrew the separate consent; uses that leaned on it end now.

    Raises:
        RegulationError: SEC-11 (another centre's), LND-15 (a notice, withdrawn already, no
            reason), SEC-15 (a number in full).

    Source: LND-15, SEC-13.
    """
    fresh = Consent.objects.select_for_update(of=("self",), no_key=True).get(pk=consent.pk)
    enforce(against_withdrawing(fresh, by, reason))
    enforce(against_whole_numbers(reason, "reason"))
    fresh.withdrawn_on = timezone.localtime(now).date()
    fresh.save(update_fields=["withdrawn_on"])
    note(
        fresh,
        before={"withdrawn": None},
        after={"withdrawn": fresh.withdrawn_on.isoformat()},
    )
    consent_withdrawn.send(sender=Consent, consent=fresh, by=by, now=now, reason=reason)
    return fresh
