"""Reservations 预约: joining the queue for a thing that is out, being offered it, and its end.

Source: LND-05.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.journal.acts import act, note
from archive_office.notices.procedures import Message, tell, worded
from archive_office.organisation.models import User
from archive_office.regulation import Clause, enforce
from dossiers.models import Holding, HoldingState
from dossiers.procedures import custody
from lending.models import Reservation
from lending.rules import queue as rules

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

State = Reservation.State


@act("lending.reserved", _("Reserved"), Clause.LND_05)
def reserve_holding(holding: Holding, person: User, *, by: User, now: datetime) -> Reservation:
    """Put a person at the end of the queue for a thing that is out.

    Args:
        by: The person, or an archivist of the room for the person.

    Raises:
        RegulationError: LND-05 (not out, or in the queue already), SEC-29 (a thing the person
            does not know of), ORG-01 (for somebody else).

    Source: LND-05.
    """
    fresh = custody.locked([holding.pk])[0]
    enforce(rules.against_reserving(fresh, person, by))
    reservation = Reservation(holding=fresh, person=person, made_at=now)
    reservation.save()
    note(reservation, after={"person": person.pk, "holding": fresh.pk})
    return reservation


@act("lending.reservation_cancelled", _("Reservation cancelled"), Clause.LND_05)
def cancel_reservation(reservation: Reservation, *, by: User, now: datetime) -> Reservation:
    """Leave the queue; what was kept goes to the next in line.

    Raises:
        RegulationError: ORG-01 (somebody else's), LND-05 (over already).

    Source: LND-05.
    """
    fresh = _locked(reservation)
    enforce(rules.against_ending(fresh, by))
    _end(fresh, State.CANCELLED, now=now)
    offer_next(fresh.holding, by=by, now=now)
    return fresh


@act("lending.reservation_offered", _("Offered to the next in the queue"), Clause.LND_05)
def offer_next(holding: Holding, *, by: User | None, now: datetime) -> Reservation | None:
    """Keep a thing that stands on its shelf for the first in line, and tell that person.

    Nothing happens while it is out, while it is kept for somebody, or with nobody in line.

    Source: LND-05.
    """
    fresh = custody.locked([holding.pk])[0]
    if fresh.state != HoldingState.ON_SHELF or rules.offered_to(fresh) is not None:
        return None
    following = rules.next_in_line(fresh)
    if following is None:
        return None
    following.state = State.OFFERED
    following.offered_at = now
    following.collect_by = rules.collect_by(day_of(now))
    following.save()
    note(
        following,
        before={"state": State.WAITING.value},
        after={"state": State.OFFERED.value, "until": following.collect_by.isoformat()},
    )
    title = _("%(code)s is ready for you until %(day)s")
    said = worded(title, code=fresh.code, day=following.collect_by.isoformat())
    _tell(following, "offered", said, now=now)
    return following


@act("lending.reservation_taken", _("Reserved thing collected"), Clause.LND_05)
def end_as_taken(
    holding: Holding, person: User | None, *, by: User, now: datetime
) -> Reservation | None:
    """End the reservation of whoever is handed the thing now, wherever in the queue it stood."""
    if person is None:
        return None
    rows = Reservation.objects.select_for_update(no_key=True)
    taken = rows.filter(holding=holding, person=person, state__in=rules.IN_QUEUE).first()
    return _end(taken, State.TAKEN, now=now) if taken else None


def give_up(holding: Holding, person: User, *, now: datetime) -> None:
    """End the place in the queue of somebody whose use of a thing was refused; inside an act.

    Whoever still has another request for it that may be granted keeps the place.
    """
    rows = Reservation.objects.select_for_update(no_key=True)
    place = rows.filter(holding=holding, person=person, state__in=rules.IN_QUEUE).first()
    if place is None or rules.has_live_request(holding, person):
        return
    _end(place, State.CANCELLED, now=now)
    offer_next(holding, by=None, now=now)


def expire_offers(*, now: datetime) -> int:
    """End offers nobody came for, and offer what stands free to whoever is next; how many ended.

    Safe to repeat and to miss: it looks at what is so today. Each thing in an act of its own.

    Source: LND-05.
    """
    ended = sum(_pass_on(holding, now=now) for holding in _kept_too_long(now))
    for holding in _free_with_a_queue():
        offer_next(holding, by=None, now=now)
    return ended


@act("lending.reservation_expired", _("Reservation not collected in time"), Clause.LND_05)
def _pass_on(holding: Holding, *, now: datetime, by: User | None = None) -> int:
    fresh = custody.locked([holding.pk])[0]
    kept = rules.offered_to(fresh)
    if kept is None or not rules.has_run_out(kept, day_of(now)):
        return 0
    _end(kept, State.EXPIRED, now=now)
    title = _("%(code)s was kept for you and not collected; the reservation is over")
    _tell(kept, "expired", worded(title, code=fresh.code), now=now)
    offer_next(fresh, by=by, now=now)
    return 1


def _kept_too_long(now: datetime) -> list[Holding]:
    offers = Reservation.objects.filter(state=State.OFFERED).select_related("holding")
    return [
        offer.holding
        for offer in offers.order_by("holding_id")
        if rules.has_run_out(offer, day_of(now))
    ]


def _free_with_a_queue() -> list[Holding]:
    """Things that came back to their shelf some other way than over the desk."""
    kept = Reservation.objects.filter(state=State.OFFERED).values("holding")
    waiting = Reservation.objects.filter(state=State.WAITING, person__is_active=True)
    on_shelf = Holding.objects.filter(state=HoldingState.ON_SHELF, pk__in=waiting.values("holding"))
    return list(on_shelf.exclude(pk__in=kept).order_by("pk"))


def _locked(reservation: Reservation) -> Reservation:
    """The reservation as it is now, its thing locked before it."""
    holding = custody.locked([reservation.holding_id])[0]
    fresh = Reservation.objects.select_for_update(no_key=True, of=("self",)).get(pk=reservation.pk)
    fresh.holding = holding
    return fresh


def _end(reservation: Reservation, state: Reservation.State, *, now: datetime) -> Reservation:
    before = str(reservation.state)
    reservation.state, reservation.ended_at = state, now
    reservation.save()
    note(reservation, before={"state": before}, after={"state": state.value})
    return reservation


def _tell(reservation: Reservation, what: str, title: "StrPromise", *, now: datetime) -> None:
    message = Message(
        f"reservation:{reservation.pk}:{what}",
        title,
        link=reverse("lending:mine"),
        clause=Clause.LND_05,
    )
    tell([reservation.person], message, by=None, now=now)
