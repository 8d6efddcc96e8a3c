"""While things wait: they are brought apart, withdrawn again, and checked a second time.

Source: DES-15, DES-16, DES-17, DES-18; decision 18.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.custody.models import Box
from archive_office.journal.acts import act, by_post, note
from archive_office.journal.bulk import update_all
from archive_office.organisation.models import User
from archive_office.regulation import Clause, Refusal, RegulationError, enforce
from destruction.models import DestructionRegister, LineState, RegisterLine, RegisterState
from destruction.procedures import locking
from destruction.procedures.approving import NOTHING_STRUCK
from destruction.procedures.register_steps import act_for, bring_back, lines_locked, take_off
from destruction.rules import registering, wait
from dossiers.models import Document, HoldingState
from dossiers.procedures.custody import move_custody
from dossiers.procedures.destroying import quarantine_document


@act("destruction.moved_apart", _("Brought to the quarantine place"), Clause.DES_16, Clause.DES_15)
def move_to_quarantine(
    lines: Sequence[RegisterLine], box: Box, *, by: User, now: datetime
) -> list[RegisterLine]:
    """Bring things of an approved register to the quarantine place, apart from the live shelves.

    Any lines of one register: one that was scanned, or all that are left. The wait runs from the
    last move at the earliest.

    Raises:
        RegulationError: ORG-01 (not the room's archivist, another room's box), DES-16 (not
            approved, no quarantine room, moved or taken off already, not on its shelf), and
            whatever stands against destroying a thing.

    Source: DES-16; decision 18.
    """
    register = _of_one_register(lines)
    act_for(by, register.room)
    enforce(registering.against_state(register, Clause.DES_16, RegisterState.WAITING))
    chosen = {line.pk for line in lines}
    locking.lock_for_destruction(lines)
    fresh = [line for line in registering.lines_of(register) if line.pk in chosen]
    enforce(wait.against_box(box, register.room_id))
    enforce(refusal for line in fresh for refusal in wait.against_moving(line, box))
    enforce(registering.against_destroying(fresh, on=day_of(now)))
    for line in fresh:
        line.from_slot, line.quarantine_slot = wait.slot_of(line.holding), box
        line.moved_by, line.moved_at = by, now
        note(line, before={"moved": None}, after={"moved": now.isoformat(), "box": box.number})
    update_all(fresh, ["from_slot", "quarantine_slot", "moved_by", "moved_at"])
    _set_apart(fresh, box, by=by, now=now)
    register.moved_at = now
    register.save(update_fields=["moved_at"])
    note(register, after={"moved": len(fresh), "box": box.number})
    return fresh


@act("destruction.line_withdrawn", _("Withdrawn from a destruction register"), Clause.DES_18)
def withdraw_line(
    line: RegisterLine, *, reason: str, by: User, now: datetime, slot: Box | None = None
) -> RegisterLine:
    """Withdraw a thing that waits, or that the executor finds, back to its shelf.

    It stays in the history of the register and is in appraisal again.

    Args:
        slot: Into which box it goes; by default the one it came from.

    Raises:
        RegulationError: ORG-01, DES-02 (not who carries the destruction out), DES-18 (not
            waiting, taken off or destroyed already, no reason), STO-17 (no box to go to).

    Source: DES-18.
    """
    register = locking.locked_register(line.register_id)
    open_states = (RegisterState.WAITING, RegisterState.EXECUTING)
    enforce(registering.against_state(register, Clause.DES_18, *open_states))
    enforce(wait.against_withdrawer(register, by))
    by_post(wait.post_for_withdrawing(by, register))
    return _withdraw(line, reason=reason, by=by, now=now, slot=slot)


@act("destruction.checked_again", _("Second check before a destruction"), Clause.DES_17)
def check_again(
    register: DestructionRegister,
    *,
    text: str,
    by: User,
    now: datetime,
    withdraw: Mapping[int, str] = NOTHING_STRUCK,
) -> DestructionRegister:
    """Say after the wait that the things have no value indeed; what has some is withdrawn.

    Args:
        text: What the check found, in words; printed.
        withdraw: Why lines are withdrawn, by the key of the line.

    Raises:
        RegulationError: DES-17 (not waiting, not a head, who proposed it, given already, no
            words), DES-16 (not everything is moved), DES-15 (too early), DES-18 (a withdrawal
            without reason), and whatever has come to stand against destroying a thing.

    Source: DES-15, DES-17, DES-18.
    """
    fresh, today = locking.locked_register(register.pk), day_of(now)
    enforce(registering.against_state(fresh, Clause.DES_17, RegisterState.WAITING))
    enforce(wait.against_checking(fresh, by, text, on=today))
    by_post(wait.post_for_checking(by, fresh))
    by_key = {line.pk: line for line in fresh.lines.all()}
    # All at once: one thing after the other would cross whoever locks them in their order.
    locking.lock_for_destruction(by_key.values())
    if set(withdraw) - set(by_key):
        raise RegulationError(Refusal(Clause.DES_18, _("There is no such line on the register.")))
    for key, reason in withdraw.items():
        _withdraw(by_key[key], reason=reason, by=by, now=now, slot=None)
    left = lines_locked(fresh)
    enforce(registering.against_emptiness(len(left)))
    enforce(registering.against_standing(left, on=today))
    fresh.checked_by, fresh.checked_at, fresh.check_text = by, now, text.strip()
    fresh.save(update_fields=["checked_by", "checked_at", "check_text"])
    note(fresh, after={"checked": now.isoformat(), "lines": len(left)})
    return fresh


def _of_one_register(lines: Sequence[RegisterLine]) -> DestructionRegister:
    registers = {line.register_id for line in lines}
    if len(registers) != 1:
        raise RegulationError(Refusal(Clause.DES_16, _("Choose lines of one register.")))
    return locking.locked_register(registers.pop())


def _set_apart(lines: Sequence[RegisterLine], box: Box, *, by: User, now: datetime) -> None:
    today = day_of(now)
    holdings = [
        line.holding
        for line in lines
        if line.document is None and line.holding.state != HoldingState.QUARANTINED
    ]
    if holdings:
        move_custody(holdings, HoldingState.QUARANTINED, by=by, today=today, slot=box)
    for line in lines:
        if line.document is not None and line.document.state != Document.State.QUARANTINED:
            quarantine_document(line.document, by=by, today=today)


def _withdraw(
    line: RegisterLine, *, reason: str, by: User, now: datetime, slot: Box | None
) -> RegisterLine:
    locking.lock_for_destruction([line])
    fresh = locking.fresh_register_line(line.pk)[1]
    enforce(wait.against_withdrawing(fresh, reason))
    take_off([fresh], LineState.WITHDRAWN, reason=reason, by=by, now=now)
    bring_back([fresh], by=by, now=now, slot=slot)
    return fresh
