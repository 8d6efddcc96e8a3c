"""What every step of a register does: turn it, act for its room, take lines off, bring things back.

Source: DES-14, DES-16, DES-18.
"""

from collections.abc import Sequence
from datetime import datetime

from archive_office.clock import day_of
from archive_office.custody.models import Box
from archive_office.journal.acts import by_post, note
from archive_office.journal.bulk import update_all
from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause, enforce
from destruction.models import (
    DestructionRegister,
    LineState,
    RegisterLine,
    RegisterState,
)
from destruction.models.states import OPEN_STATES
from destruction.procedures import locking
from destruction.rules import people, registering
from dossiers.models import Document, HoldingState
from dossiers.procedures.custody import move_custody
from dossiers.procedures.destroying import return_document


def turn(register: DestructionRegister, to: RegisterState, **facts: object) -> None:
    """Save a register in its next state and put the step into the journal."""
    before = register.state
    register.state = to
    register.is_open = to in OPEN_STATES
    register.save()
    note(register, before={"state": str(before)}, after={"state": to.value, **facts})


def being_drawn_up(register_id: int, by: User) -> DestructionRegister:
    """A locked register that this person may still change.

    Raises:
        RegulationError: ORG-01, DES-14 (frozen already).
    """
    fresh = locking.locked_register(register_id)
    act_for(by, fresh.room)
    enforce(registering.against_state(fresh, Clause.DES_14, RegisterState.DRAFTING))
    return fresh


def act_for(by: User, room: Department, *, heads: bool = False) -> None:
    """Act as the room's archivist, or as its head where heads may as well.

    Raises:
        RegulationError: ORG-01.
    """
    roles = people.ARCHIVISTS | people.HEADS if heads else people.ARCHIVISTS
    enforce(people.against_strangers(by, room, roles))
    by_post(people.post_at(by, room, roles))


def lines_locked(register: DestructionRegister, *others: LineState) -> list[RegisterLine]:
    """The lines that still stand, their things locked in one order and read anew.

    Args:
        others: States besides “listed”.
    """
    states = {LineState.LISTED, *others}
    locking.lock_for_destruction(register.lines.filter(state__in=states))
    return [line for line in registering.lines_of(register) if line.state in states]


def take_off(
    lines: Sequence[RegisterLine], to: LineState, *, reason: str, by: User, now: datetime
) -> None:
    """Take lines off for a reason; they stay on the register and say why (DES-14, DES-18)."""
    for line in lines:
        note(line, before={"state": str(line.state)}, after={"state": to.value, "reason": reason})
        line.state, line.reason = to, reason.strip()
        line.decided_by, line.decided_at = by, now
    update_all(lines, ["state", "reason", "decided_by", "decided_at"])


def bring_back(
    lines: Sequence[RegisterLine], *, by: User, now: datetime, slot: Box | None = None
) -> None:
    """Bring what stands apart back: a holding to its shelf, a paper into its volume (DES-18)."""
    today = day_of(now)
    holdings = [
        line.holding
        for line in lines
        if line.document is None and line.holding.state == HoldingState.QUARANTINED
    ]
    if holdings:
        move_custody(holdings, HoldingState.ON_SHELF, by=by, today=today, slot=slot)
    for line in lines:
        if line.document is not None and line.document.state == Document.State.QUARANTINED:
            return_document(line.document, by=by, today=today, lay_at=line.register.room)
