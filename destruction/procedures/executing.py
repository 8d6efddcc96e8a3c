"""The destruction itself: begun, witnessed and carried out line by line, finished.

Each line is one act and one transaction: it is wholly done, or nothing of it is.

Source: DES-02, DES-07, DES-08, DES-11, DES-20, DES-21, DES-25.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.journal.acts import act, by_post, note
from archive_office.organisation.models import User
from archive_office.organisation.signing import digest
from archive_office.regulation import Clause, enforce
from destruction.models import (
    DestructionRegister,
    LineConfirmation,
    LineState,
    Method,
    RegisterLine,
    RegisterState,
)
from destruction.procedures import locking
from destruction.procedures.calling import ask_to_sign
from destruction.procedures.erasing import ask_erasure
from destruction.rules import executing, judging, methods, registering, witnessing
from destruction.rules.record import record_lines, record_text
from dossiers.procedures import destroying
from dossiers.procedures.codes import normalised_code
from dossiers.rules.destroying import Destruction


@act(
    "destruction.destruction_started",
    _("Destruction started"),
    Clause.DES_02,
    Clause.DES_17,
    Clause.DES_20,
)
def start_destruction(
    register: DestructionRegister, *, by: User, now: datetime
) -> DestructionRegister:
    """Begin to destroy what is on a register; from now on line by line.

    Raises:
        RegulationError: DES-02 (not the archive-room head, not waiting), DES-04 (too few
            witnesses), DES-06 (not planned for this day; witnesses named too late, of one
            department, or the executor's own), DES-16 (a thing not in quarantine), DES-17
            (the wait is not over, no second check), DES-20 (no designated place).

    Source: DES-02, DES-04, DES-06, DES-17, DES-20.
    """
    fresh = locking.locked_register(register.pk)
    enforce(registering.against_state(fresh, Clause.DES_02, RegisterState.WAITING))
    witnesses = witnessing.standing(fresh)
    enforce(executing.against_starting(fresh, witnesses, by=by, on=day_of(now)))
    by_post(witnessing.executors_post(by))
    fresh.started_by, fresh.started_at = by, now
    fresh.state = RegisterState.EXECUTING
    fresh.save()
    note(
        fresh,
        before={"state": RegisterState.WAITING.value},
        after={"state": RegisterState.EXECUTING.value, "place": str(fresh.place)},
    )
    return fresh


@act("destruction.line_confirmed", _("Line confirmed by a witness"), Clause.DES_07)
def confirm_line(
    register: DestructionRegister, scanned: str, *, by: User, now: datetime
) -> LineConfirmation:
    """Let a witness confirm that the thing in hand is the one on the register, by its code.

    Args:
        scanned: Barcode or reference code of a volume or item; reference code of a paper.

    Raises:
        RegulationError: DES-06 (no witness of this register, or appointed today), DES-07
            (not being carried out, not on this register, off it already, confirmed before).

    Source: DES-07.
    """
    fresh = locking.locked_register(register.pk)
    witness = next((w for w in witnessing.standing(fresh) if w.person_id == by.pk), None)
    enforce(executing.against_confirming(fresh, witness, on=day_of(now)))
    code = _read(scanned)
    line = executing.line_of(fresh, code)
    enforce(executing.against_line_confirmed(line, witness, scanned=code))
    confirmation = LineConfirmation(line=line, witness=witness, scanned=code, confirmed_at=now)
    confirmation.save()
    note(confirmation, after={"line": str(line), "scanned": code})
    note(fresh, after={"confirmed": code})
    return confirmation


@act(
    "destruction.line_destroyed",
    _("Line destroyed"),
    Clause.DES_07,
    Clause.DES_08,
    Clause.DES_21,
    Clause.DES_22,
    Clause.DES_25,
    Clause.APR_01,
)
def destroy_line(line: RegisterLine, method: Method, *, by: User, now: datetime) -> RegisterLine:
    """Record that a thing was destroyed before all witnesses, in this moment.

    Register, dossier and thing are locked and everything that may stand against it is asked
    once more. The day is the day of the act: there is no other to enter.

    Raises:
        RegulationError: DES-02 (not by this person or not now), DES-03, DES-21, DES-22 (the
            method), DES-04, DES-07 (witnesses), DES-08 (settled already, before its approval),
            DES-16 (not in quarantine), DES-01 (held, owed, asked for, kept for longer).

    Source: DES-07, DES-08, DES-11, DES-21, DES-25, APR-01.
    """
    register, fresh = _in_hand(line, by)
    enforce(executing.against_line_gone(fresh))
    enforce(executing.against_destroying(fresh, witnessing.standing(register), now=now))
    enforce(methods.against_method(fresh, method, on=day_of(now)))
    fresh.method = Method(method)
    fresh.destroyed_by, fresh.destroyed_at = by, now
    fresh.state = LineState.DESTROYED
    fresh.save()
    note(
        fresh,
        before={"state": LineState.LISTED.value},
        after={"state": LineState.DESTROYED.value, "method": str(fresh.method)},
    )
    note(register, after={"destroyed": fresh.code})
    appraisal = str(fresh.appraised.appraisal)
    _take_out(fresh, by=by, on=Destruction(register.number, day_of(now), appraisal))
    ask_erasure(fresh, by=by, now=now)
    return fresh


@act("destruction.line_put_off", _("Line put off"), Clause.DES_08)
def put_off_line(line: RegisterLine, *, reason: str, by: User, now: datetime) -> RegisterLine:
    """Leave a thing undestroyed for now, because the machine jams or a hold came up.

    It stays in quarantine and may go on another register with its appraisal.

    Raises:
        RegulationError: DES-02 (not by this person or not now), DES-08 (settled already, no
            reason).

    Source: DES-08; decision 18.
    """
    register, fresh = _in_hand(line, by)
    enforce(executing.against_line_gone(fresh))
    enforce(judging.against_silence(reason, Clause.DES_08, "reason"))
    fresh.state, fresh.reason = LineState.PUT_OFF, reason.strip()
    fresh.decided_by, fresh.decided_at = by, now
    fresh.save()
    note(
        fresh,
        before={"state": LineState.LISTED.value},
        after={"state": LineState.PUT_OFF.value, "reason": fresh.reason},
    )
    note(register, after={"put_off": fresh.code})
    return fresh


@act("destruction.destruction_finished", _("Destruction finished"), Clause.DES_08, Clause.DES_09)
def finish_destruction(
    register: DestructionRegister, *, by: User, now: datetime
) -> DestructionRegister:
    """Close the work and freeze its record; now witnesses and executor sign it.

    Raises:
        RegulationError: DES-02 (not by this person or not now), DES-08 (a line is left, or
            nothing was destroyed).

    Source: DES-02, DES-08, DES-09.
    """
    fresh = locking.locked_register(register.pk)
    enforce(executing.against_carrying_out(fresh, by=by))
    by_post(witnessing.executors_post(by))
    enforce(executing.against_finishing(record_lines(fresh)))
    witnesses = witnessing.standing(fresh)
    fresh.finished_at = now
    fresh.record = record_text(fresh, witnesses)
    fresh.record_hash = digest(fresh.record)
    fresh.state = RegisterState.SIGNING
    fresh.save()
    note(
        fresh,
        before={"state": RegisterState.EXECUTING.value},
        after={"state": RegisterState.SIGNING.value, "hash": fresh.record_hash},
    )
    ask_to_sign(fresh, [by, *(each.person for each in witnesses)], by=by, now=now)
    return fresh


def _in_hand(line: RegisterLine, by: User) -> tuple[DestructionRegister, RegisterLine]:
    """A line whose register, dossier and thing are locked, read anew, for its executor."""
    register, before = locking.fresh_register_line(line.pk)
    enforce(executing.against_carrying_out(register, by=by))
    by_post(witnessing.executors_post(by))
    locking.lock_for_destruction([before])
    _register, fresh = locking.fresh_register_line(line.pk)
    fresh.register = register
    return register, fresh


def _take_out(line: RegisterLine, *, by: User, on: Destruction) -> None:
    if line.document is not None:
        destroying.destroy_document(line.document, on, by=by)
    else:
        destroying.destroy_holdings([line.holding], on, by=by)


def _read(scanned: str) -> str:
    """A code as reference codes are written; the database takes no NUL characters."""
    return normalised_code(scanned.replace("\0", ""))
