"""The guided move-in, step by step, on a telephone too.

A step is kept whenever something was typed; only sending asks whether everything is right.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import Department
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from dossiers.forms.drafts import nested
from dossiers.forms.move_in import ConsentForm, CustomerStep, UnitForm
from dossiers.models import Consent, Submission, Unit
from dossiers.procedures.submissions import save_step, start_submission, submit
from dossiers.rules.facts import (
    Step,
    as_stored,
    masked_customer_of,
    read_consent,
    read_customer,
    read_unit,
)
from dossiers.views import drafts
from dossiers.views.lists_of_papers import change_list, list_context
from dossiers.views.review import review_context
from dossiers.views.submissions import submission_lines

BRINGS = "dossiers.submit_papers"
MOST_DRAFTS = 20


@shell_page(gettext_lazy("Guided move-in"), BRINGS)
def move_in(request: StaffRequest) -> HttpResponse:
    """Begin a move-in, or go on with one."""
    user = actor(request)
    centres = drafts.centres_to_bring_to(user)
    unit = _wanted_unit(request)
    if request.method == "POST":
        return _begin(request, centres, unit)
    running = (
        Submission.objects.brought_by(user)
        .filter(kind=Submission.Kind.MOVE_IN, state__in=drafts.EDITABLE)
        .select_related("unit__estate", "estate")
    )
    return render(
        request,
        "dossiers/move_in.html",
        {
            "centres": centres,
            "unit": unit,
            "running": submission_lines(list(running[:MOST_DRAFTS])),
        },
    )


def _wanted_unit(request: StaffRequest) -> Unit | None:
    pk = request.POST.get("unit") or request.GET.get("unit") or ""
    if not pk.isdecimal():
        return None
    rows = Unit.objects.visible_to(actor(request)).select_related("estate", "building")
    return get_object_or_404(rows, pk=int(pk))


def _begin(request: StaffRequest, centres: list[Department], unit: Unit | None) -> HttpResponse:
    centre = next((c for c in centres if str(c.pk) == request.POST.get("centre")), None)
    if centre is None:
        raise Http404
    by, now = actor(request), clock.now()
    try:
        draft = start_submission(Submission.Kind.MOVE_IN, centre, by=by, now=now)
        if unit is not None:
            save_step(draft, Step.UNIT, _facts_of(unit), by=by, now=now)
    except RegulationError as error:
        context = {"centres": centres, "unit": unit, "refusals": error.refusals, "running": []}
        return render(request, "dossiers/move_in.html", context, status=422)
    return redirect("dossiers:draft", draft.pk, "unit")


def _facts_of(unit: Unit) -> dict[str, Any]:
    return {
        "estate": unit.estate_id,
        "building": unit.building.name,
        "entrance": unit.entrance,
        "room": unit.room,
        "floor": unit.floor,
        "area": unit.area,
        "use": unit.use,
    }


@shell_page(gettext_lazy("Guided move-in"), BRINGS)
def draft(request: StaffRequest, pk: int, step: str) -> HttpResponse:
    """One step of a draft."""
    found = drafts.draft_or_404(request, pk)
    _under(request, found)
    if found.state not in drafts.EDITABLE:
        return redirect("dossiers:submission", found.pk)
    if step not in drafts.steps_of(found):
        if step in drafts.STEP_TITLES:
            return redirect("dossiers:draft", found.pk, drafts.steps_of(found)[0])
        raise Http404
    if request.method == "POST":
        return _go_on(request, found, step)
    return _show(request, found, step, told=request.GET.get("check") == "1")


def _under(request: StaffRequest, found: Submission) -> None:
    is_move_in = found.kind == Submission.Kind.MOVE_IN
    under(request, "dossiers:move_in" if is_move_in else "dossiers:loose_papers")


def _go_on(request: StaffRequest, found: Submission, step: str) -> HttpResponse:
    if step == "review":
        return _send(request, found)
    try:
        kept = _keep(request, found, step)
        changed = change_list(request, kept)
    except RegulationError as error:
        return _show(request, found, step, refusals=error.refusals)
    if changed is not None:
        return _show(request, kept, step, **changed)
    return _leave(request, kept, step)


def _leave(request: StaffRequest, kept: Submission, step: str) -> HttpResponse:
    """To the next step, or away; what is wrong on this one is shown first."""
    if "later" in request.POST:
        messages.success(request, _("The draft is kept. You find it under “My submissions”."))
        return redirect("dossiers:my_submissions")
    wrong = [r for r in drafts.of_step(drafts.against(kept), step) if _stops(step, r)]
    if wrong and "anyway" not in request.POST:
        return _show(request, kept, step, told=True)
    steps = drafts.steps_of(kept)
    return redirect("dossiers:draft", kept.pk, steps[steps.index(step) + 1])


def _stops(step: str, refusal: Refusal) -> bool:
    """The scan of the consent comes with the papers, one step later."""
    return step != "consent" or refusal.field != "consent.separate"


def _keep(request: StaffRequest, found: Submission, step: str) -> Submission:
    if step in ("list", "papers"):
        drafts.save_lines(request, found)
        return drafts.draft_or_404(request, found.pk)
    facts = nested(request.POST, step)
    return save_step(found, Step(step), facts, by=actor(request), now=clock.now())


def _send(request: StaffRequest, found: Submission) -> HttpResponse:
    try:
        number = submit(found, by=actor(request), now=clock.now())
    except RegulationError as error:
        return _show(request, found, "review", refusals=error.refusals)
    messages.success(request, _("Sent to the archivist. Receipt %(number)s.") % {"number": number})
    return redirect("dossiers:submission", found.pk)


def _show(
    request: StaffRequest,
    found: Submission,
    step: str,
    *,
    told: bool = False,
    refusals: Sequence[Refusal] = (),
    typed: dict[str, Any] | None = None,
) -> HttpResponse:
    """The page of a step; ``told`` shows what is wrong with it, a fresh page does not scold."""
    everything = drafts.against(found)
    here = drafts.of_step(everything, step) if told else []
    shown = here if step != "review" else everything
    loose = found.kind == Submission.Kind.LOOSE
    context = {
        "submission": found,
        "title": _("Loose papers") if loose else _("Guided move-in"),
        "step": step,
        "steps": drafts.drawn_steps(found, step, everything),
        "refusals": refusals or here,
        "told": told,
        "typed": typed or {"unit": request.GET.get("unit", "")},
        **_parts(found, step, _facts(request, found, step), shown),
    }
    status = 422 if refusals or (here and request.method == "POST") else 200
    return render(request, f"dossiers/draft_{step}.html", context, status=status)


def _parts(
    found: Submission, step: str, facts: dict[str, Any], refusals: list[Refusal]
) -> dict[str, Any]:
    """What one step shows, with the refusals at their fields."""
    makers: dict[str, Callable[[], dict[str, Any]]] = {
        "unit": lambda: {
            "form": UnitForm(read_unit(facts), centre=found.centre, refusals=refusals)
        },
        "customer": lambda: {"customer": CustomerStep(read_customer(facts), refusals=refusals)},
        "consent": lambda: {"form": ConsentForm(read_consent(facts), refusals=refusals)},
        "list": lambda: list_context(found, refusals),
        "papers": lambda: list_context(found, refusals),
        "review": lambda: review_context(found, refusals),
    }
    return makers[step]()


def _facts(request: StaffRequest, found: Submission, step: str) -> dict[str, Any]:
    """The facts of a step for its form: as just typed, else as kept, numbers masked."""
    if request.method == "POST":
        return nested(request.POST, step)
    if step == "customer":
        return as_stored(masked_customer_of(found))
    if step == "consent" and step not in found.facts:
        return _first_consent()
    kept: dict[str, Any] = found.facts.get(step, {})
    return kept


def _first_consent() -> dict[str, Any]:
    """Before anything is said: the version handed out last, today."""
    last = Consent.objects.filter(kind=Consent.Kind.NOTICE).order_by("-given_on", "-pk").first()
    return {"version": last.version if last else "", "given_on": clock.today()}


@shell_page(gettext_lazy("Guided move-in"), BRINGS, methods=("POST",))
def draft_save(request: StaffRequest, pk: int, step: str) -> JsonResponse:
    """Keep what was typed so far; the page stays as it is."""
    found = drafts.draft_or_404(request, pk)
    if step not in drafts.steps_of(found) or step == "review":
        raise Http404
    try:
        _keep(request, found, step)
    except RegulationError as error:
        return JsonResponse({"error": str(error)}, status=422)
    return JsonResponse({"saved": True})
