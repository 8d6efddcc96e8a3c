"""The lines of a request and the steps they need; called inside acts, under their locks."""

from collections.abc import Iterable
from datetime import datetime

from archive_office.clock import day_of
from archive_office.journal.acts import note
from archive_office.journal.bulk import create_all, update_all
from lending.models import AccessRequest, LineState, RequestLine, RequestStep
from lending.rules import content
from lending.rules.wanted import department_of, steps_of, wanted_of

SETTLED = (LineState.REFUSED, LineState.WITHDRAWN, LineState.USED)
"""States in which nothing more is to be expected of a line."""


def locked_request(pk: int) -> AccessRequest:
    """A fresh request on which nobody else decides meanwhile."""
    return (
        AccessRequest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("room", "requester", "department", "outside", "entered_by")
        .get(pk=pk)
    )


def locked_lines(request: AccessRequest, *, only: Iterable[int] | None = None) -> list[RequestLine]:
    """The lines of a locked request, fresh and locked too."""
    rows = RequestLine.objects.select_for_update(of=("self",), no_key=True).select_related(
        "holding__dossier__centre", "holding__keeper", "document__type", "grant"
    )
    rows = rows.filter(request=request) if only is None else rows.filter(pk__in=only)
    found = list(rows.order_by("pk"))
    for line in found:
        line.request = request
    return found


def turn(line: RequestLine, state: LineState, *, now: datetime) -> None:
    """Bring a line into a state; a settled or approved line says when."""
    before = line.state
    line.state = state
    line.decided_at = None if state == LineState.WAITING else now
    line.save()
    note(line, before={"state": str(before)}, after={"state": str(state)})


def lay_down_steps(line: RequestLine, *, now: datetime) -> list[RequestStep]:
    """Give an identified line the steps it needs now and has not; without any it is approved.

    Source: LND-01, LND-20, SEC-20.
    """
    wanted = wanted_of(line, on=day_of(now))
    known = set(line.steps.values_list("name", flat=True))
    lacking = [step for step in steps_of(wanted) if step.name not in known]
    made = create_all(
        [
            RequestStep(
                line=line,
                name=step.name,
                rank=step.rank,
                role=step.role,
                department=department_of(step, wanted),
                clause=step.clause.value,
            )
            for step in lacking
        ]
    )
    for step in made:
        note(step, after={"step": step.name, "role": step.role})
    if not known and not made:
        line.register_only = True
        turn(line, LineState.APPROVED, now=now)
    elif line.state == LineState.TO_IDENTIFY:
        turn(line, LineState.WAITING, now=now)
    return made


def open_next(line: RequestLine) -> list[RequestStep]:
    """Mark the steps that may be taken next; those that became so come back."""
    steps = list(line.steps.select_related("department"))
    taken = set(line.decisions.values_list("of_id", flat=True))
    waiting = [step for step in steps if step.pk not in taken]
    lowest = min((step.rank for step in waiting), default=0)
    is_open = line.state == LineState.WAITING
    changed = []
    for step in steps:
        may = is_open and step.pk not in taken and step.rank == lowest
        if step.is_next != may:
            step.is_next = may
            changed.append(step)
    update_all(changed, ["is_next"])
    return [step for step in changed if step.is_next]


def write_content(request: AccessRequest) -> None:
    """Write down what is decided about, as it stands now."""
    request.content = content.text_of(request)
    request.content_hash = content.hash_of(request)
    request.save(update_fields=["content", "content_hash"])


def settle(request: AccessRequest, *, now: datetime) -> AccessRequest:
    """Close a request when nothing more is to be expected of any line; inside an act."""
    still = request.lines.exclude(state__in=SETTLED).exists()
    if request.state == AccessRequest.State.OPEN and not still:
        request.state = AccessRequest.State.CLOSED
        request.closed_at = now
        request.save(update_fields=["state", "closed_at"])
        note(request, before={"state": "open"}, after={"state": "closed"})
    return request
