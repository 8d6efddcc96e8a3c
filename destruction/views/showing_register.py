"""One destruction register on its page: lines, approvals, what comes next, its whole life."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.originals.panel import panel_of
from archive_office.regulation import Refusal
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from destruction.forms.appraising import ReasonForm
from destruction.models import DestructionRegister, RegisterDecision, RegisterState
from destruction.rules import approving, people, registering, wait, witnessing
from destruction.views.register_lines import SHOWN, Row, Wait, lines_of, row_of
from destruction.views.register_story import road, story_of, tally_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SIZE: Final = 25
WITHDRAWING: Final = (RegisterState.WAITING, RegisterState.EXECUTING)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One approval that a frozen register needs, with its answer."""

    name: str
    label: str
    role: "StrOrPromise"
    decision: RegisterDecision | None
    may_decide: bool


def shown_register(
    request: StaffRequest,
    found: DestructionRegister,
    *,
    refusals: tuple[Refusal, ...] = (),
    step: str = "",
    refused: Row | None = None,
) -> HttpResponse:
    """The register's page; after a refused step with every refusal and what was typed."""
    under(request, "destruction:registers")
    user, today = actor(request), clock.today()
    show = request.GET.get("show", "")
    page = keyset_page(lines_of(found, show), request, order=("number", "id"), size=SIZE)
    decisions = list(found.decisions.select_related("by", "acting_for", "department"))
    following = next_step(found, user, decisions, today)
    rows = [
        row_of(line, drafting=following["settles"], withdraws=following["withdraws"])
        for line in page.rows
    ]
    context = {
        "register": found,
        "title": _("Destruction register"),
        "page": page,
        "rows": [refused if refused and row.line == refused.line else row for row in rows],
        "show": show if show in SHOWN else "",
        "tabs": [(name, label) for name, (label, _where) in SHOWN.items()],
        "steps": road(found),
        "decisions": decisions,
        "witnesses": list(found.witnesses.select_related("person", "department", "appointed_by")),
        "signatures": list(found.signatures.select_related("signer", "acting_for", "department")),
        "panel": panel_of(found, user),
        "events": story_of(found),
        "refusals": refusals,
        "void_form": _reason_form("void", request, step),
        "thaw_form": _reason_form("thaw", request, step),
        **following,
    }
    status = 422 if refusals or refused else 200
    return render(request, "destruction/register.html", context, status=status)


def _reason_form(name: str, request: StaffRequest, step: str) -> ReasonForm:
    """The reason asked for in a dialog; after a refusal with what was typed."""
    typed = request.POST.get("reason", "") if step == name else ""
    return ReasonForm(initial={"reason": typed}, auto_id="id_%s" if step == name else f"{name}_%s")


def next_step(
    found: DestructionRegister, user: User, decided: Sequence[RegisterDecision], today: date
) -> dict[str, Any]:
    """What comes next, and which part of it this person may take."""
    state = RegisterState(found.state)
    draws_up = people.post_at(user, found.room) is not None
    keeps = draws_up or people.post_at(user, found.room, people.HEADS) is not None
    drafting, waiting = state == RegisterState.DRAFTING, state == RegisterState.WAITING
    ends = wait.wait_ends(found)
    standing = witnessing.standing(found)
    return {
        "tally": tally_of(found),
        "wait": Wait(None if ends is None else (ends - today).days) if waiting else None,
        "wait_ends": ends,
        "draws_up": draws_up,
        "settles": drafting and draws_up,
        "withdraws": state in WITHDRAWING and bool(wait.post_for_withdrawing(user, found)),
        "moves": waiting and draws_up,
        "may_void": keeps
        and state in registering.VOIDABLE
        and not list(registering.against_voiding(found)),
        "may_thaw": draws_up and state == RegisterState.APPROVING and not decided,
        "checks_again": waiting and wait.post_for_checking(user, found) is not None,
        "plans": waiting and witnessing.appointing_post(user) is not None,
        "planned": waiting and bool(found.checked_at and found.planned_on and standing),
        "carries_out": witnessing.executors_post(user) is not None,
        "is_witness": any(each.person_id == user.pk for each in standing),
        "against": against_freezing(found, today) if drafting else [],
        "wanted": wanted(found, user, decided),
    }


def against_freezing(found: DestructionRegister, today: date) -> list[Refusal]:
    """Everything that keeps the register from being frozen today."""
    lines = registering.lines_of(found)
    return [
        *registering.against_emptiness(len(lines)),
        *registering.against_standing(lines, on=today),
    ]


def wanted(
    found: DestructionRegister, user: User, decided: Sequence[RegisterDecision]
) -> list[Wanted]:
    """Each approval a frozen register needs, given or not."""
    if not found.content:
        return []
    by_step = {decision.step: decision for decision in decided}
    approving_now = found.state == RegisterState.APPROVING
    may = user.has_perm(approving.MAY_APPROVE) and approving_now
    mine = {each.name for each in approving.steps_for(user, found, decided)} if may else set()
    return [
        Wanted(each.name, each.label, each.role.label, by_step.get(each.name), each.name in mine)
        for each in approving.approvals(found)
    ]
