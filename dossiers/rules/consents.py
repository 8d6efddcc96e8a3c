"""What a resident consented to, and who enters that it was withdrawn.

Source: LND-15, SEC-11, SEC-13; decision 19.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import User
from archive_office.organisation.scope import scope_of
from archive_office.regulation import Clause, Refusal
from dossiers.models import Consent, Customer, Dossier
from dossiers.rules.forgetting import dossiers_of


def is_answered_for(customer: Customer, by: User) -> bool:
    """Whether a person answers for a centre that keeps data of this resident."""
    return dossiers_of(customer).filter(centre__in=scope_of(by).personal).exists()


def against_withdrawing(consent: Consent, by: User, reason: str) -> Iterator[Refusal]:
    """Why this person does not enter that a resident withdrew this consent.

    Source: LND-15, SEC-11.
    """
    if not is_answered_for(consent.customer, by):
        yield Refusal(
            Clause.SEC_11,
            _("Archivist and head of the centre that keeps the file enter a withdrawal."),
        )
    if consent.kind != Consent.Kind.SEPARATE:
        yield Refusal(Clause.LND_15, _("A notice was given; only a consent is withdrawn."))
    elif consent.withdrawn_on is not None:
        yield Refusal(Clause.LND_15, _("This consent is withdrawn already."))
    if not reason.strip():
        yield Refusal(
            Clause.LND_15, _("Say how and why the consent was withdrawn."), field="reason"
        )


def consents_of(dossier: Dossier) -> list[Consent]:
    """Notices and consents of a dossier's resident, the newest first."""
    if dossier.occupancy is None:
        return []
    rows = Consent.objects.filter(customer=dossier.occupancy.customer_id)
    return list(rows.select_related("recorded_by").order_by("-given_on", "-pk"))
