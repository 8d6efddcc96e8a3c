"""The waiting period: from when, until when, and what is near its end.

It runs from the later of the last approval and the last recorded move to the same day some months
on, or to the last day of a shorter month. The months are those in force when it began.

Source: DES-15, DES-16, DES-17, DES-19; decision 18.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.custody.models import Box, Storeroom
from archive_office.organisation.models import Membership, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal
from destruction.models import DestructionRegister, LineState, RegisterLine, RegisterState
from destruction.rules import people
from destruction.rules.registering import against_proposer, is_apart, proposers
from dossiers.models import Holding, HoldingState

NEAR: Final = timedelta(days=14)
"""How long before its end a wait is listed (DES-19)."""

CHECKERS: Final = frozenset({Role.ARCHIVE_ROOM_HEAD, Role.CUSTOMER_SERVICE_HEAD, Role.DIRECTOR})
"""Who checks again besides the head of the room."""

_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Ending:
    """A register whose wait is nearly over, or over.

    Attributes:
        days_left: Until the last day of the wait; 0 on it, negative after it.
    """

    register: DestructionRegister
    ends_on: date
    days_left: int


def months_after(day: date, months: int) -> date:
    """The same day some months on, or the last one of a shorter month."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def unmoved() -> QuerySet[RegisterLine]:
    """Lines whose things are still to be brought to the quarantine place."""
    return RegisterLine.objects.filter(state=LineState.LISTED, moved_at__isnull=True)


def wait_ends(register: DestructionRegister) -> date | None:
    """The last day of the wait; None while it does not run: not approved, not all moved.

    Source: DES-15, DES-16.
    """
    if register.approved_at is None or register.moved_at is None:
        return None
    if unmoved().filter(register=register).exists():
        return None
    return _ends(register)


def _ends(register: DestructionRegister) -> date:
    moments = [m for m in (register.approved_at, register.moved_at) if m is not None]
    begins = timezone.localtime(max(moments)).date()
    months = policy.number("destruction_quarantine_months", on=begins)
    return months_after(begins, months)


def days_left(register: DestructionRegister, on: date) -> int | None:
    """Days until the last day of the wait; 0 on it, negative after it, None while none runs."""
    ends = wait_ends(register)
    return None if ends is None else (ends - on).days


def ending_soon(user: User, on: date) -> list[Ending]:
    """Registers of this person whose wait ends within 14 days or is over, unchecked or unstarted.

    Source: DES-19.
    """
    return ending(DestructionRegister.objects.visible_to(user), on)


def ending(registers: QuerySet[DestructionRegister], on: date) -> list[Ending]:
    """Those among these registers whose wait ends within 14 days or is over, in order (DES-19)."""
    rows = registers.filter(
        ~Exists(unmoved().filter(register=OuterRef("pk"))),
        state=RegisterState.WAITING,
        moved_at__isnull=False,
    ).select_related("room")
    found = [(row, _ends(row)) for row in rows.defer("content", "record")]
    near = [Ending(row, ends, (ends - on).days) for row, ends in found if ends - on <= NEAR]
    return sorted(near, key=lambda each: (each.ends_on, each.register.pk))


def against_box(box: Box, room_id: int) -> Iterator[Refusal]:
    """Refuse a box that does not stand apart, in a quarantine room of the same keeper (DES-16)."""
    shelf = box.shelf
    if box.department_id != room_id:
        yield Refusal(
            Clause.ORG_01, _("Box %(box)s belongs to another room.") % {"box": box}, field="box"
        )
    place = shelf.cabinet.room if shelf is not None else None
    if place is None or not place.is_active or place.kind != Storeroom.Kind.QUARANTINE:
        yield Refusal(
            Clause.DES_16,
            _("Box %(box)s does not stand in a quarantine room.") % {"box": box},
            field="box",
        )


def against_moving(line: RegisterLine, box: Box) -> Iterator[Refusal]:
    """Refuse to bring to the quarantine place what is moved, taken off, or not in its place.

    Source: DES-16.
    """
    code = {"code": line.code}
    if line.state != LineState.LISTED or line.moved_at is not None:
        yield Refusal(Clause.DES_16, _("%(code)s is not to be moved any more.") % code)
        return
    holding = line.holding
    if line.document is None and holding.state == HoldingState.QUARANTINED:
        if holding.present_slot_id != box.pk:
            yield Refusal(
                Clause.DES_16,
                _("%(code)s stands apart already, in box %(box)s.")
                % {**code, "box": holding.present_slot},
                field="box",
            )
    elif holding.state != HoldingState.ON_SHELF and not is_apart(line):
        yield Refusal(
            Clause.DES_16,
            _("%(code)s is “%(state)s”; bring it back to its shelf first.")
            % {**code, "state": holding.get_state_display()},
        )


def against_withdrawing(line: RegisterLine, reason: str) -> Iterator[Refusal]:
    """Refuse to withdraw what was destroyed or taken off, or without a reason (DES-18)."""
    if line.state not in (LineState.LISTED, LineState.PUT_OFF):
        yield Refusal(
            Clause.DES_18,
            _("%(code)s is “%(state)s”.") % {"code": line.code, "state": line.get_state_display()},
        )
    if not reason.strip():
        yield Refusal(Clause.DES_18, _("Say why."), field="reason")


def post_for_withdrawing(person: User, register: DestructionRegister) -> Membership | None:
    """The post by which a person takes a line off: while it waits the room's, then the executor's.

    Source: DES-18.
    """
    if register.state == RegisterState.EXECUTING:
        posts = [m for m in person.current_memberships if m.role == Role.ARCHIVE_ROOM_HEAD]
        return next(iter(posts), None) if register.started_by_id == person.pk else None
    return people.post_at(person, register.room, people.ARCHIVISTS | people.HEADS)


def against_withdrawer(register: DestructionRegister, person: User) -> Iterator[Refusal]:
    """Refuse whoever neither keeps the room nor carries the destruction out (ORG-01, DES-02)."""
    if post_for_withdrawing(person, register) is not None:
        return
    if register.state == RegisterState.EXECUTING:
        yield Refusal(Clause.DES_02, _("Whoever carries the destruction out does this."))
    else:
        roles = people.ARCHIVISTS | people.HEADS
        yield from people.against_strangers(person, register.room, roles)


def post_for_checking(person: User, register: DestructionRegister) -> Membership | None:
    """The post by which a person gives the second check; never the proposer (DES-17)."""
    own = proposers(register)
    if person.pk in own:
        return None
    return next(
        (
            m
            for m in person.current_memberships
            if (
                Role(m.role) in CHECKERS
                or (Role(m.role) in people.HEADS and m.department_id == register.room_id)
            )
            and m.acting_for_id not in own
        ),
        None,
    )


def against_checking(
    register: DestructionRegister, person: User, text: str, *, on: date
) -> Iterator[Refusal]:
    """Refuse the second check too early, by the wrong person, twice, or without words.

    Source: DES-17.
    """
    if post_for_checking(person, register) is None:
        found = list(against_proposer(register, person, Clause.DES_17))
        yield from found
        if not found:
            yield Refusal(Clause.DES_17, _("The second check is given by a head."))
    if register.checked_at is not None:
        yield Refusal(Clause.DES_17, _("The second check was given already."))
    if not text.strip():
        yield Refusal(Clause.DES_17, _("Say what the second check found."), field="text")
    yield from against_waiting(register, on=on)


def against_waiting(register: DestructionRegister, *, on: date) -> Iterator[Refusal]:
    """Refuse to go on before the last day of the wait (DES-15, DES-16, DES-17)."""
    ends = wait_ends(register)
    if ends is None:
        yield Refusal(
            Clause.DES_16, _("Not everything on the register is in the quarantine place yet.")
        )
    elif on < ends:
        yield Refusal(Clause.DES_15, _("The things wait until %(day)s.") % {"day": f"{ends:%F}"})


def slot_of(holding: Holding) -> Box | None:
    """Where a thing stood before its move: its shelf's slot, also for what was put off before."""
    if holding.state == HoldingState.QUARANTINED:
        return holding.home_slot
    return holding.present_slot
