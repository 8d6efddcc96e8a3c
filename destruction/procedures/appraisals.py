"""Drawing up an appraisal: open it, put things on it, take them off, give it up.

Source: APR-04, APR-05, APR-12.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.journal.acts import act, by_post, note
from archive_office.journal.bulk import update_all
from archive_office.organisation.models import Department, User
from archive_office.originals.procedures.making import void_original_of
from archive_office.regulation import Clause, enforce
from destruction.models import Appraisal, AppraisalLine, AppraisalState
from destruction.procedures import locking
from destruction.procedures.lines import list_things, put_in_order
from destruction.procedures.telling import ask_engineers
from destruction.rules import judging, people, steps
from dossiers.models import Document, Holding, IssuedCode
from dossiers.procedures.codes import next_code


@dataclass(frozen=True, slots=True)
class Things:
    """What is chosen from the work list: whole things, and single papers of volumes."""

    holdings: Sequence[Holding] = ()
    documents: Sequence[Document] = ()


@act("destruction.appraisal_opened", _("Appraisal opened"), Clause.APR_12, Clause.APR_05)
def open_appraisal(
    room: Department, things: Things, *, basis: str, by: User, now: datetime
) -> Appraisal:
    """Turn chosen things whose term has run out into an appraisal list, in one step.

    Args:
        basis: By which rule or decision they are appraised, in words; printed on the sheet.

    Raises:
        RegulationError: ORG-01 (not the room's archivist, another room's thing), APR-12
            (nothing listed, not due, on another list), APR-25 (no basis).

    Source: APR-05, APR-12.
    """
    _act_for(by, room)
    enforce(judging.against_silence(basis, Clause.APR_25, "basis"))
    enforce(judging.against_emptiness(len(things.holdings) + len(things.documents)))
    holdings, documents = _allowed(room, things, now=now)
    appraisal = Appraisal(
        number=next_code(f"JD-{day_of(now).year}"),
        room=room,
        basis=basis.strip(),
        drawn_up_by=by,
        drawn_up_at=now,
    )
    appraisal.save()
    lines = list_things(appraisal, holdings, documents, on=day_of(now))
    note(appraisal, after={"state": appraisal.state, "lines": len(lines)})
    ask_engineers(appraisal, by=by, now=now)
    return appraisal


@act("destruction.things_added", _("Things added to an appraisal"), Clause.APR_12)
def add_things(
    appraisal: Appraisal, things: Things, *, by: User, now: datetime
) -> list[AppraisalLine]:
    """Put further things on an appraisal that is being drawn up.

    Raises:
        RegulationError: As :func:`open_appraisal`, or APR-09 (no longer being drawn up).

    Source: APR-12.
    """
    fresh = being_drawn_up(appraisal.pk, by)
    enforce(judging.against_emptiness(len(things.holdings) + len(things.documents)))
    holdings, documents = _allowed(fresh.room, things, now=now)
    lines = list_things(fresh, holdings, documents, on=day_of(now))
    note(fresh, after={"lines": fresh.lines.count()})
    ask_engineers(fresh, by=by, now=now)
    return lines


@act("destruction.line_removed", _("Line taken off an appraisal"), Clause.APR_12)
def remove_line(line: AppraisalLine, *, by: User) -> Appraisal:
    """Take a thing off an appraisal that is being drawn up; it waits on the work list again.

    A line on which the engineers have spoken stays: what they said is kept.

    Raises:
        RegulationError: ORG-01, APR-09 (no longer being drawn up), APR-08 (an opinion).

    Source: APR-12.
    """
    fresh = being_drawn_up(line.appraisal_id, by)
    gone = fresh.lines.get(pk=line.pk)
    enforce(judging.against_removing(gone))
    note(fresh, before={"line": gone.code}, after={"lines": fresh.lines.count() - 1})
    gone.delete()
    put_in_order(fresh)
    return fresh


@act("destruction.appraisal_voided", _("Appraisal voided"), Clause.APR_09)
def void_appraisal(appraisal: Appraisal, *, reason: str, by: User, now: datetime) -> Appraisal:
    """Give an appraisal up: its things wait on the work list again, its number stays used up.

    Raises:
        RegulationError: ORG-01 (neither archivist nor head of the room), APR-09 (approved or
            void already, no reason).

    Source: APR-09.
    """
    fresh = locking.locked_appraisal(appraisal.pk)
    roles = people.ARCHIVISTS | people.HEADS
    enforce(people.against_strangers(by, fresh.room, roles))
    by_post(people.post_at(by, fresh.room, roles))
    enforce(steps.against_state(fresh, AppraisalState.DRAFTING, AppraisalState.SIGNING))
    enforce(judging.against_silence(reason, Clause.APR_09, "reason"))
    void_signatures(fresh, reason, by=by, now=now)
    fresh.void_reason = reason
    turn(fresh, AppraisalState.VOID)
    issued = IssuedCode.objects.get(code=fresh.number)
    issued.state, issued.reason = IssuedCode.State.VOID, reason[:200]
    issued.save()
    return fresh


def void_signatures(appraisal: Appraisal, reason: str, *, by: User, now: datetime) -> list[User]:
    """Void every signature in force, keeping the rows; whose they were comes back."""
    standing = list(appraisal.signatures.filter(voided_at__isnull=True).select_related("signer"))
    for signature in standing:
        signature.voided_at, signature.voided_by, signature.void_reason = now, by, reason
        note(
            signature,
            before={"voided": None},
            after={"voided": now.isoformat(), "step": signature.step},
        )
    update_all(standing, ["voided_at", "voided_by", "void_reason"])
    void_original_of(appraisal, reason=reason, by=by, now=now)
    return [signature.signer for signature in standing]


def turn(appraisal: Appraisal, to: AppraisalState, **facts: object) -> None:
    """Save an appraisal in its next state and put the step into the journal."""
    before = appraisal.state
    appraisal.state = to
    appraisal.is_open = to not in (AppraisalState.APPROVED, AppraisalState.VOID)
    appraisal.save()
    note(appraisal, before={"state": str(before)}, after={"state": to.value, **facts})


def being_drawn_up(appraisal_id: int, by: User) -> Appraisal:
    """A locked appraisal that this person may still change.

    Raises:
        RegulationError: ORG-01, APR-09 (no longer being drawn up).
    """
    fresh = locking.locked_appraisal(appraisal_id)
    _act_for(by, fresh.room)
    enforce(steps.against_state(fresh, AppraisalState.DRAFTING))
    return fresh


def _act_for(by: User, room: Department) -> None:
    enforce(people.against_strangers(by, room))
    by_post(people.post_at(by, room))


def _allowed(
    room: Department, things: Things, *, now: datetime
) -> tuple[list[Holding], list[Document]]:
    """Lock what was chosen, then judge it: a decision on unlocked rows proves nothing."""
    whole = {h.pk for h in things.holdings}
    holdings = locking.locked_holdings(whole | {d.holding_id for d in things.documents})
    documents = locking.locked_documents(d.pk for d in things.documents)
    chosen = [h for h in holdings if h.pk in whole]
    enforce(judging.against_listing(room, chosen, documents, on=day_of(now)))
    return chosen, documents
