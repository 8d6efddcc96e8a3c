"""The queue for a thing that is out: who may join it, who is next, whom it holds back.

Source: LND-05.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.organisation.models import User
from archive_office.regulation import Clause, Refusal
from dossiers.models import Holding, HoldingState
from dossiers.rules.quarantine import against_use
from lending.models import LineState, Loan, RequestLine, Reservation
from lending.rules import people

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

IN_QUEUE: Final = (Reservation.State.WAITING, Reservation.State.OFFERED)
OUT: Final = (HoldingState.ON_LOAN, HoldingState.IN_READING_ROOM)


def queue(holding: Holding) -> QuerySet[Reservation]:
    """Everybody in the queue for a thing, first come first."""
    rows = Reservation.objects.filter(holding=holding, state__in=IN_QUEUE)
    return rows.select_related("person").order_by("made_at", "pk")


def waiting(holding: Holding) -> bool:
    """Whether somebody waits for this thing; its loan is not renewed then."""
    return queue(holding).exists()


def offered_to(holding: Holding) -> Reservation | None:
    """The reservation for which a returned thing is kept, if any."""
    return queue(holding).filter(state=Reservation.State.OFFERED).first()


def kept_for(holding: Holding, on: date) -> Reservation | None:
    """Whom a thing on its shelf is kept for: an offer run out is the next one's, at once.

    So it is even on a day on which nobody has run the day's work.
    """
    offer = offered_to(holding)
    if offer is None or not has_run_out(offer, on):
        return offer
    return next_in_line(holding)


def next_in_line(holding: Holding) -> Reservation | None:
    """Who is offered the thing next; whoever left the company is passed over."""
    return queue(holding).filter(state=Reservation.State.WAITING, person__is_active=True).first()


def collect_by(today: date) -> date:
    """The last day on which a thing offered today is kept."""
    return today + timedelta(days=policy.number("reservation_hold_days", on=today))


def has_run_out(reservation: Reservation, today: date) -> bool:
    """Whether the last day of an offer has passed; that day itself still counts."""
    return (
        reservation.state == Reservation.State.OFFERED
        and reservation.collect_by is not None
        and reservation.collect_by < today
    )


def against_reserving(holding: Holding, person: User, by: User) -> Iterator[Refusal]:
    """Why this person cannot join the queue for this thing now.

    Source: LND-05, LND-22, SEC-29, DES-27.
    """
    if by.pk != person.pk and not people.is_archivist_of(by, holding.keeper):
        yield Refusal(Clause.ORG_01, _("Everybody reserves for oneself; the archivist for others."))
    if not knows_of(holding, person):
        yield Refusal(
            Clause.SEC_29,
            _("Ask for it first; then you can be put in the queue."),
            field="holding",
        )
        return
    if apart := list(against_use(holding)):
        yield from apart
        return
    in_queue = queue(holding)
    if in_queue.filter(person=person).exists():
        yield _refused(_("%(code)s is reserved for this person already."), holding)
    elif Loan.objects.standing().filter(holding=holding, borrower=person).exists():
        yield _refused(_("%(code)s is out with this very person."), holding)
    elif holding.state not in OUT and not in_queue.exists():
        yield _refused(_("%(code)s is not out; nothing needs to be reserved."), holding)


def knows_of(holding: Holding, person: User) -> bool:
    """Whether a thing exists for a person: in the catalogue, or in a request of the person's.

    What was asked for in words is known once it is approved, not once it is found.
    """
    if Holding.objects.visible_to(person).filter(pk=holding.pk).exists():
        return True
    told = Q(state=LineState.APPROVED) | Q(state=LineState.WAITING, wanted="")
    asked = RequestLine.objects.filter(told, request__requester=person)
    return asked.filter(holding=holding).exists()


def has_live_request(holding: Holding, person: User) -> bool:
    """Whether a request of this person for this thing waits, or is approved."""
    live = [LineState.WAITING, LineState.APPROVED]
    lines = RequestLine.objects.filter(holding=holding, state__in=live)
    return lines.filter(request__requester=person).exists()


def against_ending(reservation: Reservation, by: User) -> Iterator[Refusal]:
    """Why this person cannot take this reservation out of the queue."""
    if by.pk != reservation.person_id:
        yield from people.against_strangers(by, reservation.holding.keeper)
    if reservation.state not in IN_QUEUE:
        yield _refused(_("The reservation of %(code)s is over."), reservation.holding)


def _refused(text: "StrOrPromise", holding: Holding) -> Refusal:
    return Refusal(Clause.LND_05, str(text) % {"code": holding.code}, field="holding")
