"""The register of where things went: what a line says, and when it may be closed.

Source: LND-16, SEC-14.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.clock import day_of
from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal
from lending.models import AccessRequest, Disclosure
from lending.rules import people

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets a thing: a person of the office or from outside, and on whose behalf."""

    name: str
    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounting:
    """What is to be recorded of a disclosed piece: what became of it, on which day."""

    what: str
    on: date
    remark: str = ""


def recipient_of(request: AccessRequest) -> Recipient:
    """The recipient as the register and the watermark name him, not masked (SEC-14)."""
    if request.outside is not None:
        return Recipient(request.outside.name, request.outside.organisation)
    return Recipient(str(request.requester), str(request.department))


def destination_of(request: AccessRequest) -> str:
    """Where the piece is used, in words."""
    place = request.get_place_display()
    return f"{place}：{request.place_detail}" if request.place_detail else place


def against_accounting(
    disclosure: Disclosure, said: Accounting, *, by: User, today: date
) -> Iterator[Refusal]:
    """Why this line of the register cannot be closed in this way now.

    The archivist of the room that disclosed it, or its head at headquarters. What is lent
    is accounted for by its return alone.

    Source: LND-16.
    """
    if not by.holds(Role.ARCHIVE_ROOM_HEAD, disclosure.room):
        yield from people.against_strangers(by, disclosure.room)
    if disclosure.accounted_on is not None:
        yield _refused(_("%(number)s is accounted for already."), disclosure)
        return
    if _is_out(disclosure):
        yield _refused(_("%(number)s is a loan; only its return closes it."), disclosure)
    if said.what not in Disclosure.Accounted.values:
        yield _refused(_("Say what became of %(number)s."), disclosure, field="what")
    if said.what == Disclosure.Accounted.FILED and not said.remark:
        yield _refused(_("Say with which case %(number)s was filed."), disclosure, field="note")
    if said.on > today:
        yield _refused(_("%(number)s: that day has not come yet."), disclosure, field="on")
    if said.on < day_of(disclosure.disclosed_at):
        yield _refused(_("%(number)s left only after that day."), disclosure, field="on")


def to_be_reminded() -> QuerySet[Disclosure]:
    """Open lines of the register that nothing else asks after: loans have reminders of their own.

    Source: LND-16, DES-24.
    """
    lent = Q(loan__isnull=False, loan__returned_on__isnull=True)
    return Disclosure.objects.standing().exclude(lent)


def reminder_day(disclosure: Disclosure, on: date) -> date | None:
    """The day for which the newest reminder of this line was due, if one is due at all.

    Every ``disclosure_reminder_days`` days from the day it left; days that were missed are
    made up for by one reminder.

    Source: LND-16.
    """
    every = policy.number("disclosure_reminder_days", on=on)
    left_on = day_of(disclosure.disclosed_at)
    turns = (on - left_on).days // every
    return left_on + timedelta(days=turns * every) if turns >= 1 else None


def _is_out(disclosure: Disclosure) -> bool:
    return disclosure.loan is not None and disclosure.loan.returned_on is None


def _refused(text: "StrOrPromise", disclosure: Disclosure, *, field: str = "") -> Refusal:
    return Refusal(Clause.LND_16, str(text) % {"number": disclosure.number}, field=field)
