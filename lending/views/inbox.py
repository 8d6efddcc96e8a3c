"""Decisions that wait for a person: a list to walk, the case in hand, one key for each answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from archive_office import clock
from archive_office.http import StaffRequest, actor, wants_fragment
from archive_office.organisation.models import User
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.paging import keyset_page
from lending.models import Authority, RequestDecision, RequestLine, RequestStep
from lending.procedures.decisions import decide as decide_step
from lending.rules.deciding import against_last_approval, steps_waiting_for
from lending.rules.wanted import Cause, causes_of, wanted_of
from lending.views.finding import (
    authorities_of,
    lines_to_find,
    renewals_to_decide,
    step_label,
)
from lending.views.requests import ShownLine, shown_lines

DECIDES: Final = "lending.decide_request"
APPROVED: Final = RequestDecision.Outcome.APPROVED
REFUSED: Final = RequestDecision.Outcome.REFUSED
MOST_TO_FIND: Final = 20
"""Lines in words shown at a time, oldest first; the rest comes up as these are answered."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One decision in the list."""

    step: RequestStep
    label: str

    @property
    def line(self) -> RequestLine:
        """The line it is about."""
        return self.step.line


@dataclass(frozen=True, slots=True)
class Case:
    """The decision in hand with everything one looks at before taking it."""

    step: RequestStep
    label: str
    shown: ShownLine
    causes: Sequence[Cause]
    authorities: Iterable[Authority]
    lacking: Sequence[Refusal]
    together: int
    acting_for: User | None


@shell_page(gettext_lazy("To decide"), DECIDES, methods=("GET",))
def inbox(request: StaffRequest) -> HttpResponse:
    """What waits for this person, oldest first, and the one in hand."""
    asked = request.GET.get("step", "")
    return _show(request, chosen=int(asked) if asked.isdecimal() else 0)


def _show(
    request: StaffRequest,
    *,
    chosen: int = 0,
    refusals: Sequence[Refusal] = (),
    reason: str = "",
) -> HttpResponse:
    user = actor(request)
    rows = with_things(steps_waiting_for(user))
    page = keyset_page(rows, request, order=("id",))
    waiting = [Waiting(step, step_label(step)) for step in page.rows]
    in_hand = next((w for w in waiting if w.step.pk == chosen), None)
    if in_hand is None and chosen:
        elsewhere = rows.filter(pk=chosen).first()
        in_hand = Waiting(elsewhere, step_label(elsewhere)) if elsewhere else None
    picked = in_hand is not None
    in_hand = in_hand or next(iter(waiting), None)
    wanting = lines_to_find(user).select_related("request__room", "request__requester")
    context = {
        "page": page,
        "renewals": renewals_to_decide(user),
        "to_find": list(wanting.order_by("request__asked_at", "pk")[:MOST_TO_FIND]),
        "waiting": waiting,
        "case": _case(in_hand, rows, user) if in_hand else None,
        "picked": picked,
        "refusals": refusals,
        "reason": reason,
    }
    part = "lending/_case.html" if wants_fragment(request) else "lending/inbox.html"
    return render(request, part, context, status=422 if refusals else 200)


def with_things(rows: QuerySet[RequestStep]) -> QuerySet[RequestStep]:
    """Steps with what a line of the list says of them."""
    return rows.select_related(
        "department",
        "line__request__requester",
        "line__request__entered_by",
        "line__request__department",
        "line__request__outside",
        "line__request__room",
        "line__holding__keeper",
        "line__holding__dossier__centre",
        "line__document__type",
        "line__grant",
    )


def _case(waiting: Waiting, rows: QuerySet[RequestStep], user: User) -> Case:
    step, line = waiting.step, waiting.line
    (shown,) = shown_lines([line], user)
    same = rows.filter(line__request=line.request_id).order_by().count()
    return Case(
        step,
        waiting.label,
        shown,
        causes_of(wanted_of(line, on=clock.today())),
        list(authorities_of(line.request)),
        list(against_last_approval(line)),
        same,
        _standing_in(step, user),
    )


def _standing_in(step: RequestStep, user: User) -> User | None:
    """For whom this person would decide (代), if only as a deputy."""
    posts = [
        m
        for m in user.current_memberships
        if m.role == step.role and step.department_id in (None, m.department_id)
    ]
    own = any(post.acting_for is None for post in posts)
    return None if own else next((post.acting_for for post in posts), None)


@shell_page(gettext_lazy("To decide"), DECIDES, methods=("POST",))
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Approve or refuse one line; the next case comes up."""
    user = actor(request)
    step = get_object_or_404(with_things(steps_waiting_for(user)), pk=pk)
    approves = request.POST.get("outcome") == "approve"
    reason = request.POST.get("reason", "").strip()
    try:
        decide_step(
            step,
            APPROVED if approves else REFUSED,
            by=user,
            now=clock.now(),
            reason="" if approves else reason,
        )
    except RegulationError as error:
        return _show(request, chosen=pk, refusals=error.refusals, reason=reason)
    said = _("%(line)s: approved.") if approves else _("%(line)s: refused.")
    messages.success(request, said % {"line": step.line})
    return redirect(_after(user, pk))


def _after(user: User, pk: int) -> str:
    """The next case below; the first one after the last."""
    following = steps_waiting_for(user).filter(pk__gt=pk).order_by("pk")
    step = following.values_list("pk", flat=True).first()
    address = reverse("lending:inbox")
    return f"{address}?step={step}" if step else address


@shell_page(gettext_lazy("To decide"), DECIDES, methods=("POST",))
def approve_request(request: StaffRequest, pk: int) -> HttpResponse:
    """Approve every line of one request that waits for this person; each is its own decision."""
    user = actor(request)
    steps = list(with_things(steps_waiting_for(user)).filter(line__request=pk).order_by("pk"))
    if not steps:
        return redirect("lending:inbox")
    done = 0
    refusals: list[Refusal] = []
    for step in steps:
        try:
            decide_step(step, APPROVED, by=user, now=clock.now())
        except RegulationError as error:
            refusals += error.refusals
        else:
            done += 1
    if done:
        told = ngettext("%(n)d line is approved.", "%(n)d lines are approved.", done) % {"n": done}
        messages.success(request, told)
    if refusals:
        return _show(request, chosen=steps[0].pk, refusals=refusals)
    return redirect(_after(user, steps[-1].pk))
