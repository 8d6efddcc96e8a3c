"""What may stand on a destruction register, who draws it up, and what may be done when.

Whatever stands against destroying a thing is asked for again at the listing, at the freeze, at
each approval, at the second check and in the moment of the destruction.

Source: DES-01, DES-14, DES-25, ORG-01.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final, TypeAlias

from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause, Refusal
from destruction.models import (
    AppraisalLine,
    DestructionRegister,
    LineState,
    RegisterLine,
    RegisterState,
    Twins,
)
from destruction.rules.judging import AWAY
from destruction.rules.worklist import judged_for_destruction
from dossiers.models import (
    Document,
    ElectronicFile,
    HoldingState,
    Retention,
    RetentionTrigger,
)
from dossiers.rules.obligations import Obligation, open_obligations
from dossiers.rules.retention import clock_of, clock_of_document, current_triggers

Line: TypeAlias = AppraisalLine | RegisterLine

OWN: Final = "register"
"""The obligation that a register is."""

LISTS: Final = ("appraisal", OWN)
"""Obligations of the volume as a whole that are asked for thing by thing here."""

VOIDABLE: Final = (
    RegisterState.DRAFTING,
    RegisterState.APPROVING,
    RegisterState.WAITING,
    RegisterState.EXECUTING,
)
"""States in which a register can be given up, as long as nothing was destroyed."""

TAKEN_OFF: Final = (LineState.VETOED, LineState.WITHDRAWN)


def lines_of(register: DestructionRegister) -> list[RegisterLine]:
    """The lines in order, with all that rules and papers ask of them."""
    rows = register.lines.select_related(
        "appraised__appraisal",
        "holding__dossier__category",
        "holding__dossier__centre",
        "holding__keeper",
        "document__type",
    )
    return list(rows.order_by("number"))


def proposers(register: DestructionRegister) -> set[int]:
    """Who proposes the destruction: whoever drew the register up or froze it (decision 18)."""
    return {pk for pk in (register.drawn_up_by_id, register.frozen_by_id) if pk}


def against_state(
    register: DestructionRegister, clause: Clause, *allowed: RegisterState
) -> Iterator[Refusal]:
    """Refuse a step that does not belong to the register's present state."""
    if register.state not in allowed:
        yield Refusal(
            clause,
            _("Register %(number)s is “%(state)s”; this is not possible now.")
            % {"number": register.number, "state": register.get_state_display()},
        )


def against_emptiness(count: int) -> Iterator[Refusal]:
    """Refuse a register that lists nothing (DES-01)."""
    if not count:
        yield Refusal(Clause.DES_01, _("The register lists nothing."))


def against_listing(
    room: Department, lines: Sequence[AppraisalLine], *, on: date
) -> Iterator[Refusal]:
    """Refuse what another room keeps, what no appraisal condemned, and what must not go.

    Source: DES-01, ORG-01.
    """
    yield from _against_foreign(room, lines)
    yield from against_missing_verdict(lines)
    yield from _against_part_and_whole(lines)
    yield from against_destroying(lines, on=on)


def against_standing(lines: Sequence[RegisterLine], *, on: date) -> Iterator[Refusal]:
    """Refuse to go on with listed things whose verdict or freedom is lost meanwhile (DES-01)."""
    yield from against_missing_verdict([line.appraised for line in lines])
    yield from against_destroying(lines, on=on)


def _against_foreign(room: Department, lines: Sequence[AppraisalLine]) -> Iterator[Refusal]:
    for line in lines:
        if line.holding.keeper_id != room.pk:
            yield Refusal(
                Clause.ORG_01,
                _("%(code)s is kept by %(keeper)s.")
                % {"code": line.code, "keeper": line.holding.keeper},
            )


def against_missing_verdict(lines: Sequence[AppraisalLine]) -> Iterator[Refusal]:
    """Refuse a thing without a standing, approved verdict “destroy” of its own (DES-01)."""
    chosen = [line.pk for line in lines]
    judged = set(judged_for_destruction().filter(pk__in=chosen).values_list("pk", flat=True))
    for line in lines:
        if line.pk not in judged:
            yield Refusal(
                Clause.DES_01,
                _("No approved appraisal says that %(code)s is to be destroyed.")
                % {"code": line.code},
            )


def _against_part_and_whole(lines: Sequence[AppraisalLine]) -> Iterator[Refusal]:
    """A thing is listed once, and not a volume together with a paper of it."""
    seen: set[tuple[int, int | None]] = set()
    whole = {line.holding_id for line in lines if line.document_id is None}
    for line in lines:
        thing = (line.holding_id, line.document_id)
        if thing in seen or (line.document_id is not None and line.holding_id in whole):
            yield Refusal(
                Clause.DES_01, _("%(code)s is listed twice.") % {"code": line.code}, field="lines"
            )
        seen.add(thing)


def against_destroying(lines: Sequence[Line], *, on: date) -> Iterator[Refusal]:
    """Everything that stands against destroying these lines' things on a day.

    The obligations registered by every part of the office are named; what is held names its
    hold. Lock the things first: :func:`destruction.procedures.locking.lock_for_destruction`.

    Source: APR-01, APR-24, DES-01.
    """
    holdings = list({line.holding_id: line.holding for line in lines}.values())
    found: dict[int, list[Obligation]] = {}
    for obligation in open_obligations(holdings):
        if obligation.kind not in LISTS:
            found.setdefault(obligation.holding, []).append(obligation)
    running, other_lists = _terms_running(lines, on), _other_lists(lines)
    for line in lines:
        yield from _against_nature(line)
        if line.pk in running:
            yield _refused(line, _("its term has not run out"))
        for obligation in found.get(line.holding_id, ()):
            if obligation.kind == "hold" or not is_apart(line):
                yield _refused(line, obligation.text)
        yield from other_lists(line)


def _against_nature(line: Line) -> Iterator[Refusal]:
    """What the thing itself says against it: away, gone, never verified."""
    holding, document = line.holding, line.document
    if holding.state == HoldingState.DESTROYED or (holding.state in AWAY and not is_apart(line)):
        yield _refused(line, holding.get_state_display())
    if document is not None and document.state not in (
        Document.State.FILED,
        Document.State.QUARANTINED,
    ):
        yield _refused(line, document.get_state_display())
    if holding.verified_on is None:
        yield _refused(
            line, _("nobody has compared the ledger’s claim with the thing"), Clause.FIL_09
        )


def is_apart(line: Line) -> bool:
    """Whether a single paper was taken out of its volume, whose ways no longer touch it."""
    return line.document is not None and line.document.state == Document.State.QUARANTINED


def _terms_running(lines: Sequence[Line], on: date) -> set[int]:
    """Keys of the lines whose things must still be kept, permanent ones among them (DES-01)."""
    whole = current_triggers([line.holding for line in lines if line.document is None])
    rows = RetentionTrigger.objects.filter(
        document__in=[line.document_id for line in lines if line.document_id],
        replaced_at__isnull=True,
    )
    single = {row.document_id: row for row in rows}
    running = set()
    for line in lines:
        clock = (
            clock_of(line.holding, trigger=whole.get(line.holding_id))
            if line.document is None
            else clock_of_document(line.document, trigger=single.get(line.document_id))
        )
        if clock is None or clock.retention == Retention.PERMANENT or not clock.is_due(on):
            running.add(line.pk)
    return running


def _other_lists(lines: Sequence[Line]) -> Callable[[Line], Iterator[Refusal]]:
    """What stands on an open appraisal or on another register: thing, volume, paper of it."""
    holdings = {line.holding_id for line in lines}
    own = {line.pk for line in lines if isinstance(line, RegisterLine)}
    appraised = AppraisalLine.objects.filter(holding__in=holdings, is_open=True)
    listed = RegisterLine.objects.filter(holding__in=holdings, is_open=True).exclude(pk__in=own)
    found: dict[int, list[tuple[int | None, object]]] = {}
    for one in appraised.select_related("appraisal").order_by("pk"):
        words = _("on appraisal %(number)s") % {"number": one.appraisal.number}
        found.setdefault(one.holding_id, []).append((one.document_id, words))
    listed = listed.exclude(state__in=TAKEN_OFF)
    for other in listed.select_related("register").order_by("pk"):
        words = _("on register %(number)s") % {"number": other.register.number}
        found.setdefault(other.holding_id, []).append((other.document_id, words))

    def against(line: Line) -> Iterator[Refusal]:
        for document, why in found.get(line.holding_id, ()):
            if None in (document, line.document_id) or document == line.document_id:
                yield _refused(line, why)

    return against


def _refused(line: Line, why: object, clause: Clause = Clause.DES_01) -> Refusal:
    return Refusal(
        clause, _("%(code)s cannot be destroyed: %(why)s.") % {"code": line.code, "why": why}
    )


def has_twins(line: Line) -> bool:
    """Whether live electronic copies of the thing exist (DES-25)."""
    return bool(with_twins([line]))


def with_twins(lines: Sequence[Line]) -> set[tuple[int, int | None]]:
    """The things, as holding and document, of which live electronic copies exist (DES-25)."""
    rows = ElectronicFile.objects.filter(
        document__holding__in={line.holding_id for line in lines}, removed_at__isnull=True
    ).values_list("document__holding", "document")
    found = set(rows.distinct())
    volumes = {holding for holding, _document in found}
    return {
        (line.holding_id, line.document_id)
        for line in lines
        if (
            line.holding_id in volumes
            if line.document_id is None
            else (line.holding_id, line.document_id) in found
        )
    }


def against_twins(line: RegisterLine, twins: Twins, reason: str) -> Iterator[Refusal]:
    """Refuse to keep electronic copies without a reason, or to settle what does not exist.

    Source: DES-25.
    """
    if (twins != Twins.NONE) != has_twins(line):
        yield Refusal(
            Clause.DES_25,
            _("Say “erased” or “kept” exactly where electronic copies exist."),
            field="twins",
        )
    if twins == Twins.KEEP and not reason.strip():
        yield Refusal(Clause.DES_25, _("Say why electronic copies are kept."), field="reason")


def against_decisions(register: DestructionRegister) -> Iterator[Refusal]:
    """Refuse to open again what somebody has decided on (DES-14)."""
    if register.decisions.exists():
        yield Refusal(
            Clause.DES_14, _("Somebody has decided on it; it is refused or voided, not changed.")
        )


def against_voiding(register: DestructionRegister) -> Iterator[Refusal]:
    """Refuse to give up a register by which something was destroyed already (DES-14)."""
    if register.lines.filter(state=LineState.DESTROYED).exists():
        yield Refusal(
            Clause.DES_14, _("Something on this register was destroyed; it is carried to its end.")
        )


def against_proposer(
    register: DestructionRegister, person: User, clause: Clause
) -> Iterator[Refusal]:
    """Refuse whoever proposes the destruction, and whoever stands in for them (decision 18)."""
    own = proposers(register)
    if person.pk in own or any(m.acting_for_id in own for m in person.current_memberships):
        yield Refusal(clause, _("Nobody approves or checks a destruction they proposed."))
