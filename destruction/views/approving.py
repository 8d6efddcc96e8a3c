"""Approving a destruction: the frozen register on the screen, single lines struck, the password."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import Decision, User
from archive_office.regulation import Clause, Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from destruction.forms.registers import DecideForm
from destruction.models import DestructionRegister, LineState, RegisterDecision, RegisterState
from destruction.procedures.approving import decide_register
from destruction.rules import approving, registering
from destruction.rules.approving import Approval
from destruction.rules.proposals import doubts_about
from destruction.rules.register_content import frozen
from destruction.views.finding import APPROVES, visible_register
from destruction.views.striking import Strikable, strikable

DONE = {
    Decision.Outcome.APPROVED: _("Approved: %(label)s"),
    Decision.Outcome.REFUSED: _("Refused. The things are in appraisal again."),
}


@shell_page(_("Approve a destruction"), APPROVES)
def approve(request: StaffRequest, pk: int, step: str) -> HttpResponse:
    """Decide on what is on the screen, in the place this person decides for (DES-13, DES-14)."""
    found = visible_register(request, pk)
    approval = _approval(found, step)
    form = DecideForm(request.POST if request.method == "POST" else None)
    form.read(_open_lines(found))
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        try:
            decision = _decide(found, step, form, by=actor(request))
        except RegulationError as error:
            refusals = error.refusals
        else:
            told = DONE[Decision.Outcome(decision.outcome)]
            messages.success(request, told % {"label": approval.label})
            return redirect(found)
    if refusals:  # read again: what is decided next is what is shown now
        found = visible_register(request, pk)
    return _page(request, found, approval=approval, form=form, refusals=refusals)


def _approval(found: DestructionRegister, step: str) -> Approval:
    """The approval a frozen register needs; unknown ones are not there."""
    if not found.content:
        raise Http404
    for each in approving.approvals(found):
        if each.name == step:
            return each
    raise Http404


def _open_lines(found: DestructionRegister) -> list[int]:
    """Keys of the lines that can still be struck."""
    return list(found.lines.filter(state=LineState.LISTED).values_list("pk", flat=True))


def _decide(
    found: DestructionRegister, step: str, form: DecideForm, *, by: User
) -> RegisterDecision:
    facts, now = form.cleaned_data, clock.now()
    proof = form.prove(by, now=now)
    return decide_register(
        found,
        step,
        facts["outcome"],
        proof,
        facts["content_hash"],
        by=by,
        now=now,
        reason=facts["reason"],
        vetoes=form.struck,
    )


def _page(
    request: StaffRequest,
    found: DestructionRegister,
    *,
    approval: Approval,
    form: DecideForm,
    refusals: tuple[Refusal, ...],
) -> HttpResponse:
    under(request, "destruction:registers")
    decided = list(found.decisions.select_related("by", "acting_for", "department"))
    against = [
        *registering.against_state(found, Clause.DES_13, RegisterState.APPROVING),
        *approving.against_deciding(found, approval.name, actor(request), decided),
    ]
    content = frozen(found)
    context = {
        "register": found,
        "title": _("Approve %(number)s") % {"number": found.number},
        "approval": approval,
        "decisions": decided,
        "content": content,
        "lines": _lines(found, form),
        "form": form,
        "capacity": _capacity(found, approval, actor(request)),
        "refusals": refusals,
        "doubts": doubts_about(list(found.lines.values_list("holding_id", flat=True))),
        "against": [] if refusals else against,
        "may_decide": not against,
    }
    failed = bool(refusals or form.errors)
    return render(request, "destruction/approve.html", context, status=422 if failed else 200)


def _lines(found: DestructionRegister, form: DecideForm) -> list[Strikable]:
    """The lines as they were frozen, beside what became of them since."""
    stated = {line["number"]: line for line in frozen(found)["lines"]}
    rows = found.lines.select_related("decided_by", "appraised__appraisal").order_by("number")
    return [strikable(line, form, _said(stated.get(line.number))) for line in rows]


def _said(stated: dict[str, Any] | None) -> dict[str, Any]:
    return stated or {}


def _capacity(found: DestructionRegister, approval: Approval, user: User) -> str:
    """In which role, and for which department, the decision will stand."""
    post = approving.post_for(user, found, approval)
    return f"{post.department} · {post.get_role_display()}" if post else approval.label
