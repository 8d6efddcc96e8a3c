"""Whose data may be erased on request, and which dossier stands against it.

Source: APR-01, APR-11, DES-12, LND-14, SEC-15; decisions 18 and 22.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal
from dossiers.models import (
    Customer,
    DataRequest,
    Dossier,
    DossierState,
    Holding,
    HoldingState,
    Occupancy,
    Retention,
)
from dossiers.rules.obligations import open_obligations
from dossiers.rules.retention import clock_of, current_triggers, sentence

NO_GROUND_TO_KEEP: Final = (DossierState.VOID, DossierState.DESTROYED)
REQUESTS: Final = "data_request"
"""The kind of obligation that a resident's own request is; it does not stand against itself."""


def stays_of(customer: Customer) -> QuerySet[Occupancy]:
    """Every occupancy on which data of this resident were kept, as holder or beside one."""
    theirs = Q(customer=customer) | Q(parties__customer=customer)
    return Occupancy.objects.filter(theirs).distinct().order_by("pk")


def dossiers_of(customer: Customer) -> QuerySet[Dossier]:
    """Every dossier on which data of this resident were kept."""
    rows = Dossier.objects.filter(occupancy__in=stays_of(customer).order_by().values("pk"))
    return rows.select_related("centre", "category").order_by("code")


def against_erasing(customer: Customer, by: User, reason: str, *, today: date) -> Iterator[Refusal]:
    """Why this person does not erase this resident's data now.

    Source: DES-12, LND-14, SEC-15.
    """
    centres = Department.objects.filter(dossiers__in=dossiers_of(customer)).distinct()
    for centre in centres.order_by("code"):
        if not by.holds(Role.CENTRE_HEAD, centre):
            yield Refusal(
                Clause.LND_14, _("The head of %(centre)s alone decides.") % {"centre": centre}
            )
    if not reason.strip():
        yield Refusal(Clause.SEC_15, _("Say why."), field="reason")
    yield from against_forgetting(customer, today=today)
    if customer.data_key and not _is_asked_or_over(customer):
        yield Refusal(
            Clause.DES_12,
            _("Neither did the resident ask for it, nor are all dossiers destroyed."),
        )


def granted_deletion(customer: Customer) -> DataRequest | None:
    """The resident's own request for deletion that was granted and is not carried out yet."""
    granted = DataRequest.objects.filter(
        customer=customer,
        kind=DataRequest.Kind.DELETION,
        outcome=DataRequest.Outcome.GRANTED,
        done_at__isnull=True,
    )
    return granted.select_related("dossier__centre").order_by("pk").first()


def _is_asked_or_over(customer: Customer) -> bool:
    if granted_deletion(customer) is not None:
        return True
    rows = dossiers_of(customer)
    return rows.exists() and not rows.exclude(state__in=NO_GROUND_TO_KEEP).exists()


def against_forgetting(customer: Customer, *, today: date) -> Iterator[Refusal]:
    """What demands that the records of this resident stay as they are, dossier by dossier.

    Source: APR-01, APR-11, SEC-15.
    """
    if not customer.data_key:
        yield Refusal(Clause.SEC_15, _("The data of %(who)s were erased.") % {"who": customer})
        return
    for stay in stays_of(customer).filter(ending="", dossier=None).select_related("unit__estate"):
        yield Refusal(Clause.APR_11, _("%(stay)s has not ended.") % {"stay": stay})
    for dossier in dossiers_of(customer).exclude(state__in=NO_GROUND_TO_KEEP):
        yield from _against_forgetting(dossier, today=today)


def _against_forgetting(dossier: Dossier, *, today: date) -> Iterator[Refusal]:
    if dossier.state != DossierState.CLOSED:
        yield Refusal(Clause.APR_11, _("%(code)s is not closed yet.") % {"code": dossier.code})
        return
    holdings = list(
        Holding.objects.filter(dossier=dossier)
        .exclude(state=HoldingState.DESTROYED)
        .select_related("dossier__category")
        .order_by("number")
    )
    triggers = current_triggers(holdings)
    for holding in holdings:
        clock = clock_of(holding, trigger=triggers.get(holding.pk))
        if clock.retention != Retention.FIXED or not clock.is_due(today):
            yield Refusal(
                Clause.APR_11,
                _("%(code)s is kept: %(term)s.")
                % {"code": holding.code, "term": sentence(clock, on=today)},
            )
    codes = {holding.pk: holding.code for holding in holdings}
    for found in open_obligations(holdings):
        if found.kind != REQUESTS:
            yield Refusal(
                Clause.APR_01,
                _("%(code)s: %(what)s") % {"code": codes[found.holding], "what": found.text},
            )
