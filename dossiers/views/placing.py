"""Putting holdings away: scan what is in the hand, then the box it goes into."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.custody.models import Box
from archive_office.http import StaffRequest, actor, wants_fragment
from archive_office.regulation import RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import scanned
from dossiers.models import Holding
from dossiers.procedures.custody import place_holding
from dossiers.rules.custody import TO_BE_PUT_AWAY
from dossiers.rules.plan import beside_the_plan, planned
from dossiers.rules.slots import SlotHint, hint_for
from dossiers.views.scanning import scanned_box, scanned_holding

IN_HAND, DONE = "placing_in_hand", "placing_done"
MOST_IN_HAND = 60
MOST_DONE = 30


@dataclass(frozen=True, slots=True)
class InHand:
    """A holding scanned and not yet put away, with the box to try first."""

    holding: Holding
    hint: SlotHint | None


@dataclass(frozen=True, slots=True)
class Answer:
    """How a scan ended, in words and for the ear."""

    text: str
    ok: bool


@shell_page(gettext_lazy("Put away"), "dossiers.place_holding")
def placement(request: StaffRequest) -> HttpResponse:
    """Take scans one after the other; holdings gather in the hand until a box is scanned."""
    if request.method != "POST":
        return render(request, "dossiers/placement.html", _desk(request))
    answer = _take(request, request.POST.get("code", ""))
    template = "dossiers/_placement.html" if wants_fragment(request) else "dossiers/placement.html"
    response = render(
        request, template, {**_desk(request), "answer": answer}, status=200 if answer.ok else 422
    )
    return scanned(response, answer.text, ok=answer.ok)


@shell_page(gettext_lazy("Put away"), "dossiers.place_holding", methods=("POST",))
def placement_drop(request: StaffRequest) -> HttpResponse:
    """Lay one holding aside again, or all that are in the hand."""
    one = request.POST.get("holding", "")
    kept = [pk for pk in _in_hand(request) if one and str(pk) != one]
    request.session[IN_HAND] = kept
    return redirect("dossiers:placement")


def _take(request: StaffRequest, code: str) -> Answer:
    user = actor(request)
    if box := scanned_box(code, user):
        return _put_into(request, box)
    holding = scanned_holding(code, user)
    if holding is None:
        return Answer(_("%(code)s is unknown here.") % {"code": code.strip()}, ok=False)
    return _pick_up(request, holding)


def _pick_up(request: StaffRequest, holding: Holding) -> Answer:
    waiting = _in_hand(request)
    if holding.pk in waiting:
        return Answer(_("%(code)s is scanned already.") % {"code": holding.code}, ok=False)
    if holding.state not in TO_BE_PUT_AWAY:
        return Answer(
            _("%(code)s is “%(state)s” and cannot be put away now.")
            % {"code": holding.code, "state": holding.get_state_display()},
            ok=False,
        )
    if len(waiting) >= MOST_IN_HAND:
        return Answer(_("Put these away first; then go on scanning."), ok=False)
    request.session[IN_HAND] = [*waiting, holding.pk]
    return Answer(_("%(code)s: now scan its box.") % {"code": holding.code}, ok=True)


def _put_into(request: StaffRequest, box: Box) -> Answer:
    """Everything in the hand goes into the box; what may not stays, with the reasons."""
    rows = Holding.objects.select_related("dossier__category")
    waiting = rows.in_bulk(_in_hand(request))
    if not waiting:
        return Answer(_("Box %(box)s. Scan a volume first.") % {"box": box.number}, ok=False)
    by, today, now = actor(request), clock.today(), clock.now()
    placed: list[dict[str, Any]] = []
    against: list[str] = []
    beside: list[str] = []
    for pk in _in_hand(request):
        try:
            place_holding(waiting[pk], box, by=by, today=today)
        except RegulationError as error:
            against += map(str, error.refusals)
        else:
            placed.append(
                {"code": waiting[pk].code, "place": box.place, "at": f"{now:%H:%M}", "pk": pk}
            )
            if warning := beside_the_plan(waiting[pk], box, on=today):
                beside.append(str(warning))
    done = {line["pk"] for line in placed}
    request.session[IN_HAND] = [pk for pk in _in_hand(request) if pk not in done]
    request.session[DONE] = [*reversed(placed), *request.session.get(DONE, [])][:MOST_DONE]
    if against:
        return Answer(" ".join(against), ok=False)
    done_so = _("%(count)d put into box %(box)s.") % {"count": len(placed), "box": box.number}
    return Answer(" ".join([done_so, *beside]), ok=True)


def _in_hand(request: StaffRequest) -> list[int]:
    return list(request.session.get(IN_HAND, []))


def _desk(request: StaffRequest) -> dict[str, Any]:
    rows = Holding.objects.visible_to(actor(request)).select_related(
        "present_slot__shelf__cabinet__room", "dossier__category", "dossier__unit"
    )
    found = rows.in_bulk(_in_hand(request))
    how = planned(on=clock.today())
    waiting = [
        InHand(found[pk], hint_for(found[pk], planned=how))
        for pk in _in_hand(request)
        if pk in found
    ]
    return {"waiting": waiting, "done": request.session.get(DONE, [])}
