"""What lending has open against holdings; whoever destroys, hands over or clears asks for it.

Source: LND-07, ACC-08, ACC-09.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

from django.utils.translation import gettext_lazy as _

from dossiers.models import Holding
from dossiers.rules.obligations import Obligation, register
from lending.models import (
    AccessRequest,
    AccountabilityCase,
    DamageCase,
    LineState,
    Loan,
    RequestLine,
    Reservation,
)


@register("lending")
def lending_against(holdings: Sequence[Holding]) -> Iterator[Obligation]:
    """Loans not closed, requests not settled, things kept for somebody, cases not decided."""
    yield from chain(_loans(holdings), _requests(holdings), _offers(holdings), _cases(holdings))


def _loans(holdings: Sequence[Holding]) -> Iterator[Obligation]:
    loans = Loan.objects.standing().filter(holding__in=holdings).select_related("slip")
    for loan in loans.order_by("pk"):
        number = loan.slip or loan.get_origin_display()
        yield Obligation(loan.holding_id, "loan", _("Loan %(number)s") % {"number": number})


def _requests(holdings: Sequence[Holding]) -> Iterator[Obligation]:
    lines = RequestLine.objects.filter(
        holding__in=holdings,
        state__in=[LineState.WAITING, LineState.APPROVED],
        request__state=AccessRequest.State.OPEN,
    )
    for line in lines.select_related("request").order_by("pk"):
        text = _("Request %(number)s") % {"number": line.request.number}
        yield Obligation(line.holding_id or 0, "request", text)


def _offers(holdings: Sequence[Holding]) -> Iterator[Obligation]:
    offers = Reservation.objects.filter(holding__in=holdings, state=Reservation.State.OFFERED)
    for offer in offers.order_by("pk"):
        day = {"day": offer.collect_by}
        yield Obligation(offer.holding_id, "reservation", _("Kept until %(day)s") % day)


def _cases(holdings: Sequence[Holding]) -> Iterator[Obligation]:
    late = AccountabilityCase.objects.filter(
        loan__holding__in=holdings, state=AccountabilityCase.State.OPEN
    )
    for case in late.select_related("loan").order_by("pk"):
        yield Obligation(case.loan.holding_id, "case", _case(case.number))
    for damage in DamageCase.objects.filter(
        holding__in=holdings, state=DamageCase.State.OPEN
    ).order_by("pk"):
        yield Obligation(damage.holding_id, "case", _case(damage.number))


def _case(number: str) -> str:
    return _("Case %(number)s") % {"number": number}
