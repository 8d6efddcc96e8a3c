"""Decisions on requests: step by step, never on the own one; the last approval opens.

Source: LND-02, LND-14, LND-15, LND-18, SEC-04, SEC-12, SEC-13, SEC-20, SEC-23, SEC-28.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, by_post, note
from archive_office.journal.bulk import update_all
from archive_office.organisation.models import Decision, User
from archive_office.regulation import Clause, enforce
from lending.models import LineState, RequestDecision, RequestLine, RequestStep
from lending.procedures import grants, lines, locks, telling
from lending.procedures.reservations import give_up
from lending.rules import deciding, handling
from lending.rules.deciding import may_decide, steps_waiting_for
from lending.rules.wanted import archivist_of

Outcome = Decision.Outcome

__all__ = ["Outcome", "decide", "may_decide", "refuse_unfound", "steps_waiting_for"]


@act(
    "lending.request_decided",
    _("Request decided"),
    Clause.LND_18,
    Clause.SEC_20,
    Clause.SEC_28,
)
def decide(
    step: RequestStep, outcome: str, *, by: User, now: datetime, reason: str = ""
) -> RequestDecision:
    """Approve or refuse one step; a refusal ends the line, the last approval opens the thing.

    What changed since the request was asked adds the steps it lacks now: they are taken first,
    and nothing is open before them. Whoever is to be told is told before the approval holds.

    Args:
        outcome: ``Decision.Outcome``.

    Raises:
        RegulationError: LND-18 (not this person's, the own request, no reason, another content
            than asked), SEC-20 (not this step's turn, time over), LND-15 (no consent, no
            authority), SEC-23 (nobody to be told), and what stands against the use itself.

    Source: LND-02, LND-14, LND-15, LND-18, SEC-04, SEC-12, SEC-20, SEC-22, SEC-23, SEC-28, SEC-44,
    SEC-47.
    """
    (line,) = locks.lines([step.line_id])
    fresh = RequestStep.objects.select_related("department").get(pk=step.pk)
    fresh.line = line
    enforce(deciding.against_deciding(fresh, outcome, reason, by=by, now=now))
    decision = _record(fresh, outcome, reason=reason, by=by, now=now)
    if outcome == Outcome.REFUSED:
        _refuse(line, now=now)
    else:
        _go_on(line, by=by, now=now)
    return decision


def _record(
    step: RequestStep, outcome: str, *, reason: str, by: User, now: datetime
) -> RequestDecision:
    post = deciding.post_for(by, step)
    request = step.line.request
    if post is None:
        raise LookupError(f"{by} holds no post for {step}")
    by_post(post)
    decision = RequestDecision(
        of=step,
        line=step.line,
        asked_by=request.requester or request.entered_by,
        step=step.name,
        role=step.role,
        department=step.department or post.department,
        by=by,
        acting_for=post.acting_for,
        outcome=outcome,
        reason=reason.strip(),
        at=now,
        content_hash=request.content_hash,
    )
    decision.save()
    note(decision, after={"step": step.name, "outcome": str(outcome)})
    return decision


def _refuse(line: RequestLine, *, now: datetime) -> None:
    """A refusal ends the line; the remaining steps fall away, and a place in the queue too."""
    lines.turn(line, LineState.REFUSED, now=now)
    lines.open_next(line)
    if line.holding is not None and line.request.requester is not None:
        give_up(line.holding, line.request.requester, now=now)
    telling.tell_answer(line, now=now)
    lines.settle(line.request, now=now)


def _go_on(line: RequestLine, *, by: User, now: datetime) -> None:
    lines.lay_down_steps(line, now=now)
    left = line.steps.filter(decision=None).exists()
    if left:
        telling.tell_deciders(lines.open_next(line), now=now)
        return
    enforce(deciding.against_last_approval(line))
    telling.inform(line, by=by, now=now)
    line.grant = grants.open_access(line, now=now)
    lines.turn(line, LineState.APPROVED, now=now)
    lines.open_next(line)
    telling.tell_answer(line, now=now)


@act("lending.thing_not_found", _("Thing of a request not found"), Clause.LND_18)
def refuse_unfound(line: RequestLine, *, by: User, now: datetime, reason: str) -> RequestLine:
    """Answer that what was asked for in words is not there; the archivist's review of it.

    Raises:
        RegulationError: ORG-01 (not the room's archivist), LND-18 (found already, no reason,
            the own request).

    Source: LND-18.
    """
    (fresh,) = locks.lines([line.pk])
    enforce(handling.against_answering_in_vain(fresh, reason, by=by))
    step = RequestStep(
        line=fresh,
        name="review",
        rank=2,
        role=archivist_of(fresh.request.room),
        department=fresh.request.room,
        clause=Clause.LND_18.value,
        is_next=True,
    )
    step.save()
    enforce(deciding.against_person(step, by))
    _record(step, Outcome.REFUSED, reason=reason, by=by, now=now)
    step.is_next = False
    update_all([step], ["is_next"])
    _refuse(fresh, now=now)
    return fresh
