"""Drawing up a destruction register: list what is condemned, freeze it, open it again, give it up.

Source: DES-01, DES-14, DES-25.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.journal.acts import act, note
from archive_office.organisation.models import Department, User
from archive_office.organisation.signing import digest
from archive_office.regulation import Clause, Refusal, RegulationError, enforce
from destruction.models import (
    AppraisalLine,
    DestructionRegister,
    LineState,
    RegisterLine,
    RegisterState,
    Twins,
)
from destruction.procedures import locking, register_telling
from destruction.procedures.register_lines import describe_again, list_lines, put_in_order
from destruction.procedures.register_steps import (
    act_for,
    being_drawn_up,
    bring_back,
    lines_locked,
    turn,
)
from destruction.rules import approving, judging, registering
from destruction.rules.register_content import frozen_text, origins_of
from dossiers.models import IssuedCode
from dossiers.procedures.codes import next_code


@act("destruction.register_drawn_up", _("Destruction register drawn up"), Clause.DES_01)
def draw_up_register(
    room: Department, lines: Sequence[AppraisalLine], *, basis: str, by: User, now: datetime
) -> DestructionRegister:
    """List things that an approved appraisal condemned, to propose their destruction.

    Args:
        lines: From ``ready_for_destruction()``.
        basis: By which rule or decision they are destroyed, in words; printed on the register.

    Raises:
        RegulationError: ORG-01 (not the room's archivist, another room's thing), DES-10 (no
            basis), DES-01 (nothing listed, no standing verdict, on another list, held, owed,
            away, its term running), FIL-09 (never verified).

    Source: DES-01, DES-25.
    """
    act_for(by, room)
    enforce(judging.against_silence(basis, Clause.DES_10, "basis"))
    chosen = _allowed(room, lines, now=now)
    register = DestructionRegister(
        number=next_code(f"XH-{day_of(now).year}"),
        room=room,
        basis=basis.strip(),
        drawn_up_by=by,
        drawn_up_at=now,
    )
    register.save()
    listed = list_lines(register, chosen, on=day_of(now))
    note(register, after={"state": register.state, "lines": len(listed)})
    return register


@act("destruction.register_lines_added", _("Lines added to a destruction register"), Clause.DES_01)
def add_register_lines(
    register: DestructionRegister, lines: Sequence[AppraisalLine], *, by: User, now: datetime
) -> list[RegisterLine]:
    """Put further condemned things on a register that is being drawn up.

    Raises:
        RegulationError: As :func:`draw_up_register`, or DES-14 (frozen already).

    Source: DES-01.
    """
    fresh = being_drawn_up(register.pk, by)
    listed = list_lines(fresh, _allowed(fresh.room, lines, now=now), on=day_of(now))
    note(fresh, after={"lines": fresh.lines.count()})
    return listed


@act("destruction.register_line_removed", _("Line taken off a draft register"), Clause.DES_01)
def remove_register_line(line: RegisterLine, *, by: User, now: datetime) -> DestructionRegister:
    """Take a thing off a register that is being drawn up; it may go on another one.

    Raises:
        RegulationError: ORG-01, DES-14 (frozen already).

    Source: DES-01.
    """
    fresh = being_drawn_up(line.register_id, by)
    gone = fresh.lines.get(pk=line.pk)
    note(fresh, before={"line": gone.code}, after={"lines": fresh.lines.count() - 1})
    gone.delete()
    put_in_order(fresh)
    return fresh


@act("destruction.twins_settled", _("Electronic copies settled"), Clause.DES_25)
def settle_twins(
    line: RegisterLine,
    twins: Twins,
    *,
    reason: str = "",
    by: User,
    now: datetime,
) -> RegisterLine:
    """Say whether the electronic copies of a thing go with it, or are kept and why.

    Raises:
        RegulationError: ORG-01, DES-14 (frozen already), DES-25 (no reason, none exist).

    Source: DES-25.
    """
    being_drawn_up(line.register_id, by)
    fresh = locking.fresh_register_line(line.pk)[1]
    enforce(registering.against_twins(fresh, twins, reason))
    before = {"twins": str(fresh.twins), "reason": fresh.twins_reason}
    fresh.twins = twins
    fresh.twins_reason = reason.strip() if twins == Twins.KEEP else ""
    fresh.save(update_fields=["twins", "twins_reason"])
    note(fresh, before=before, after={"twins": twins.value, "reason": fresh.twins_reason})
    return fresh


@act(
    "destruction.register_frozen",
    _("Destruction register frozen"),
    Clause.DES_01,
    Clause.DES_13,
    Clause.DES_25,
)
def freeze_register(
    register: DestructionRegister, *, by: User, now: datetime
) -> DestructionRegister:
    """Freeze the list; from now on it is read and approved, not changed.

    Raises:
        RegulationError: ORG-01, DES-14 (not being drawn up), DES-01 (nothing listed, a verdict
            no longer stands), and whatever has come to stand against destroying a thing.

    Source: DES-01, DES-13.
    """
    fresh, today = being_drawn_up(register.pk, by), day_of(now)
    lines = lines_locked(fresh)
    enforce(registering.against_emptiness(len(lines)))
    enforce(registering.against_standing(lines, on=today))
    describe_again(lines, on=today)
    fresh.frozen_by, fresh.frozen_at = by, now
    steps = approving.needed(origins_of(lines), on=today)
    fresh.content = frozen_text(fresh, lines, steps, on=today)
    fresh.content_hash = digest(fresh.content)
    turn(fresh, RegisterState.APPROVING, hash=fresh.content_hash)
    register_telling.ask_approvers(fresh, by=by, now=now)
    return fresh


@act("destruction.register_thawed", _("Destruction register opened again"), Clause.DES_14)
def thaw_register(
    register: DestructionRegister,
    *,
    reason: str,
    by: User,
    now: datetime,
) -> DestructionRegister:
    """Open a frozen register again to change it, as long as nobody has decided on it.

    Raises:
        RegulationError: ORG-01, DES-14 (not frozen, decided on already, no reason).

    Source: DES-14.
    """
    fresh = locking.locked_register(register.pk)
    act_for(by, fresh.room)
    enforce(registering.against_state(fresh, Clause.DES_14, RegisterState.APPROVING))
    enforce(judging.against_silence(reason, Clause.DES_14, "reason"))
    enforce(registering.against_decisions(fresh))
    before = fresh.content_hash
    fresh.content = fresh.content_hash = ""
    fresh.frozen_by = fresh.frozen_at = None
    turn(fresh, RegisterState.DRAFTING, hash_before=before)
    return fresh


@act("destruction.register_voided", _("Destruction register voided"), Clause.DES_14)
def void_register(
    register: DestructionRegister, *, reason: str, by: User, now: datetime
) -> DestructionRegister:
    """Give a register up before anything on it was destroyed; its number stays used up.

    What stands apart goes back to its shelf. After the approval its things are in appraisal
    again; before it they may go on another register.

    Raises:
        RegulationError: ORG-01 (neither archivist nor head of the room), DES-14 (ended already,
            something was destroyed, no reason).

    Source: DES-14.
    """
    fresh = locking.locked_register(register.pk)
    act_for(by, fresh.room, heads=True)
    enforce(registering.against_state(fresh, Clause.DES_14, *registering.VOIDABLE))
    enforce(judging.against_silence(reason, Clause.DES_14, "reason"))
    enforce(registering.against_voiding(fresh))
    if fresh.approved_at is not None:
        bring_back(lines_locked(fresh, LineState.PUT_OFF), by=by, now=now)
    fresh.end_reason, fresh.started_at = reason.strip(), None
    turn(fresh, RegisterState.VOID)
    issued = IssuedCode.objects.get(code=fresh.number)
    issued.state, issued.reason = IssuedCode.State.VOID, reason[:200]
    issued.save()
    return fresh


def _allowed(
    room: Department, lines: Sequence[AppraisalLine], *, now: datetime
) -> list[AppraisalLine]:
    """Lock what was chosen, then judge it: a decision on unlocked rows proves nothing."""
    enforce(registering.against_emptiness(len(lines)))
    locking.lock_for_destruction(lines)
    found = AppraisalLine.objects.select_related(
        "appraisal", "holding__dossier__category", "holding__keeper", "document__type"
    ).in_bulk([line.pk for line in lines])
    if len(found) < len(lines):
        raise RegulationError(Refusal(Clause.DES_01, _("A line is chosen twice.")))
    chosen = [found[line.pk] for line in lines]
    enforce(registering.against_listing(room, chosen, on=day_of(now)))
    return chosen
