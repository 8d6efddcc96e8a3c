"""What stands against starting a destruction, and against destroying each single thing.

Source: APR-01, APR-24, DES-01, DES-02, DES-06, DES-07, DES-08, DES-16, DES-17, DES-20.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.organisation.models import User
from archive_office.regulation import Clause, Refusal
from destruction.models import DestructionRegister, LineState, RegisterLine, RegisterState, Witness
from destruction.rules import registering, witnessing
from destruction.rules.wait import wait_ends
from dossiers.models import Document, HoldingState

SHOWN: Final = 10
"""How many lines a refusal names."""


def against_starting(
    register: DestructionRegister, witnesses: Sequence[Witness], *, by: User, on: date
) -> Iterator[Refusal]:
    """Everything that stands against beginning a destruction on a day.

    Source: DES-02, DES-04, DES-06, DES-16, DES-17, DES-20.
    """
    yield from witnessing.against_strange_executor(by)
    yield from _against_own_witness(witnesses, by)
    if register.place is None or not register.place.is_active:
        yield Refusal(Clause.DES_20, _("Choose a designated place of destruction first."))
    if register.planned_on is None or register.planned_on > on:
        yield Refusal(Clause.DES_06, _("The destruction is not planned for this day."))
    listed = list(register.lines.filter(state=LineState.LISTED).order_by("number"))
    if not listed:
        yield Refusal(Clause.DES_01, _("Nothing is left on the register."))
    unmoved = [line.code for line in listed if line.moved_at is None]
    if unmoved:
        yield Refusal(
            Clause.DES_16,
            _("Not in the quarantine place: %(codes)s.") % {"codes": ", ".join(unmoved[:SHOWN])},
        )
    yield from against_haste(register, on=on)
    yield from witnessing.against_witnesses(register, witnesses, on=on)


def against_haste(register: DestructionRegister, *, on: date) -> Iterator[Refusal]:
    """Refuse to begin before the waiting period is over and the second check was made after it.

    Source: DES-15, DES-17.
    """
    ends = wait_ends(register)
    if ends is not None and on < ends:
        yield Refusal(
            Clause.DES_17, _("The waiting period runs until %(day)s.") % {"day": f"{ends:%F}"}
        )
    checked = register.checked_at
    if checked is None or (ends is not None and day_of(checked) < ends):
        yield Refusal(Clause.DES_17, _("The second check “no value” has not been made."))


def _against_own_witness(witnesses: Sequence[Witness], by: User) -> Iterator[Refusal]:
    """Whoever carries it out, or stands in for a witness, does not witness it (DES-06)."""
    counted = witnessing.counts_as(by)
    if any(counted & witnessing.counts_as(each.person) for each in witnesses):
        yield Refusal(
            Clause.DES_06, _("You are a witness of this register and cannot carry it out.")
        )


def against_carrying_out(register: DestructionRegister, *, by: User) -> Iterator[Refusal]:
    """Refuse a step of the destruction to anybody but who began it, and at any other time.

    Source: DES-02.
    """
    yield from registering.against_state(register, Clause.DES_02, RegisterState.EXECUTING)
    yield from witnessing.against_strange_executor(by)
    if register.started_by_id not in (None, by.pk):
        yield Refusal(
            Clause.DES_02,
            _("%(person)s carries this destruction out.") % {"person": register.started_by},
        )


def against_confirming(
    register: DestructionRegister, witness: Witness | None, *, on: date
) -> Iterator[Refusal]:
    """Refuse a confirmation by anybody but an appointed witness, or while nothing is carried out.

    Source: DES-06, DES-07.
    """
    yield from registering.against_state(register, Clause.DES_07, RegisterState.EXECUTING)
    if witness is None:
        yield Refusal(Clause.DES_06, _("You are not appointed as a witness of this register."))
    else:
        yield from witnessing.against_late(witness, on=on)


def line_of(register: DestructionRegister, code: str) -> RegisterLine | None:
    """The line whose thing carries this code: of a volume its barcode too, of a paper its code.

    Args:
        code: Normalised as reference codes are.

    Source: DES-07.
    """
    for line in register.lines.select_related("holding", "document").order_by("number"):
        if code in codes_of(line):
            return line
    return None


def codes_of(line: RegisterLine) -> set[str]:
    """What may be scanned for a line's thing. The volume does not stand for one of its papers."""
    if line.document is not None:
        return {line.document.code}
    thing = line.holding
    return {thing.code, thing.barcode.upper(), thing.legacy_code.upper()} - {""}


def against_line_confirmed(
    line: RegisterLine | None, witness: Witness | None, *, scanned: str
) -> Iterator[Refusal]:
    """Refuse to confirm what is not on the register, is off it already, or was confirmed.

    Source: DES-07.
    """
    if not scanned:
        yield Refusal(Clause.DES_07, _("Scan the thing itself."), field="code")
    elif line is None:
        yield Refusal(
            Clause.DES_07,
            _("%(code)s is not on this register. Do not destroy it.") % {"code": scanned},
            field="code",
        )
    elif line.state != LineState.LISTED:
        yield Refusal(
            Clause.DES_07,
            _("%(code)s: %(state)s.") % {"code": line.code, "state": line.get_state_display()},
            field="code",
        )
    elif line.confirmations.filter(witness=witness).exists():
        yield Refusal(
            Clause.DES_07,
            _("You have confirmed %(code)s already.") % {"code": line.code},
            field="code",
        )


def against_line_gone(line: RegisterLine) -> Iterator[Refusal]:
    """Refuse to destroy or put off a line twice."""
    if line.state != LineState.LISTED:
        yield Refusal(
            Clause.DES_08,
            _("%(code)s: %(state)s.") % {"code": line.code, "state": line.get_state_display()},
        )


def against_destroying(
    line: RegisterLine, witnesses: Sequence[Witness], *, now: datetime
) -> Iterator[Refusal]:
    """Everything that stands against destroying this thing at this moment.

    Asked in the transaction that destroys it, over locked rows.

    Args:
        line: Fresh, with its register, holding, dossier, category, document and type.

    Source: APR-01, APR-24, DES-01, DES-04, DES-06, DES-07, DES-08, DES-16.
    """
    began = _started_on(line.register)
    yield from witnessing.against_too_few(witnesses, on=began)
    yield from witnessing.against_one_house(line.register, witnesses, on=began)
    yield from _against_unseen(line, witnesses)
    yield from _against_false_date(line, now)
    yield from _against_place(line)
    # What came up since the approval: a hold, an obligation, a longer term. It is named.
    yield from registering.against_destroying([line], on=day_of(now))


def _started_on(register: DestructionRegister) -> date:
    if register.started_at is None:
        raise LookupError(f"{register.number} was not started")
    return day_of(register.started_at)


def _against_unseen(line: RegisterLine, witnesses: Sequence[Witness]) -> Iterator[Refusal]:
    """Each witness has compared the line with the thing (DES-07)."""
    seen = set(line.confirmations.values_list("witness_id", flat=True))
    missing = [str(each.person) for each in witnesses if each.pk not in seen]
    if missing:
        yield Refusal(
            Clause.DES_07,
            _("%(code)s has not been confirmed by: %(people)s.")
            % {"code": line.code, "people": ", ".join(missing)},
        )


def _against_false_date(line: RegisterLine, now: datetime) -> Iterator[Refusal]:
    """The destruction lies neither before the last approval nor before a confirmation (DES-08)."""
    register = line.register
    moments = [register.approved_at, register.started_at]
    moments += line.confirmations.values_list("confirmed_at", flat=True)
    if any(moment is not None and now < moment for moment in moments):
        yield Refusal(
            Clause.DES_08,
            _("%(code)s cannot be destroyed before it was approved and confirmed.")
            % {"code": line.code},
        )


def _against_place(line: RegisterLine) -> Iterator[Refusal]:
    """The thing waits in quarantine, and nowhere else (DES-16)."""
    state = line.document.state if line.document is not None else line.holding.state
    waits = (Document.State.QUARANTINED, HoldingState.QUARANTINED)
    if line.moved_at is None or state not in waits:
        yield Refusal(
            Clause.DES_16,
            _("%(code)s does not stand in the quarantine place.") % {"code": line.code},
        )


def against_finishing(lines: Sequence[RegisterLine]) -> Iterator[Refusal]:
    """Refuse to finish while a line is open, or when nothing was destroyed at all.

    Source: DES-07, DES-08.
    """
    left = [str(line.number) for line in lines if line.state == LineState.LISTED]
    if left:
        yield Refusal(
            Clause.DES_08,
            _("Destroy, put off or withdraw first: lines %(lines)s.")
            % {"lines": ", ".join(left[:SHOWN])},
        )
    if not any(line.state == LineState.DESTROYED for line in lines):
        yield Refusal(
            Clause.DES_08, _("Nothing was destroyed; give the register up instead of closing it.")
        )
