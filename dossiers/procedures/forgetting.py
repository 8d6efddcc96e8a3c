"""Erasing a resident's data on request, or once every dossier is destroyed.

Source: DES-12, LND-14, SEC-15; decisions 18 and 22.
"""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive_office.crypto import masked_name
from archive_office.journal.acts import act, note
from archive_office.organisation.models import User
from archive_office.regulation import Clause, enforce
from dossiers.models import Customer, DossierState
from dossiers.procedures.data_requests import locked, mark_done
from dossiers.procedures.erasing import erase_customer, locked_customer
from dossiers.rules.forgetting import against_erasing, dossiers_of, granted_deletion


@act(
    "dossiers.personal_erased",
    _("A resident’s data erased"),
    Clause.DES_12,
    Clause.LND_14,
    Clause.SEC_15,
)
def erase_personal(customer: Customer, *, by: User, now: datetime, reason: str) -> Customer:
    """Erase a resident's key and numbers; where records must stay, a masked name stays on them.

    A granted request for deletion is carried out by it.

    Raises:
        RegulationError: LND-14 (not the head of every centre concerned), SEC-15 (no reason; erased
            already), APR-11 (a dossier is still kept), APR-01 (something stands open against it),
            DES-12 (no ground to erase).

    Source: DES-12, LND-14, SEC-15; decisions 22.
    """
    fresh = locked_customer(customer.pk)
    enforce(against_erasing(fresh, by, reason, today=timezone.localtime(now).date()))
    kept = dossiers_of(fresh).exclude(state=DossierState.DESTROYED)
    erase_customer(fresh, shown=masked_name(fresh.name) if kept.exists() else "")
    for dossier in dossiers_of(fresh):
        note(dossier, after={"personal": "erased"})
    if (asked := granted_deletion(fresh)) is not None:
        mark_done(locked(asked.pk), str(_("The data are erased.")), by=by, now=now)
    return fresh
