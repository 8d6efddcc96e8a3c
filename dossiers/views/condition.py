"""Checks of the condition: what is due, one look by scanning, and the repairs that followed."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.custody.models import Box
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.organisation.scope import scope_of
from archive_office.policy import number
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.counting import counted, in_words
from archive_office.shell.pages import under
from archive_office.shell.paging import KeysetPage, keyset_page
from archive_office.shell.signals import Figure
from dossiers.forms.condition import BoardFilter, CheckForm, RepairedForm
from dossiers.models import ConditionCheck, Holding
from dossiers.procedures.condition import check_condition, repair_done
from dossiers.rules import condition as rules
from dossiers.rules.condition import Found, Thing
from dossiers.views.finding import shown
from dossiers.views.scanning import scanned_box, scanned_holding

SEES: Final = "dossiers.view_conditioncheck"
CHECKS: Final = "dossiers.check_condition"
MOST_CONTENTS: Final = 60
MOST_EARLIER: Final = 10


@shell_page(gettext_lazy("Checks of the condition"), SEES, methods=("GET",))
def condition(request: StaffRequest) -> HttpResponse:
    """Boxes that are due, open repairs, and every check so far (APR-19, APR-20)."""
    return _board(request)


@shell_page(gettext_lazy("Checks of the condition"), CHECKS, methods=("POST",))
def condition_scan(request: StaffRequest) -> HttpResponse:
    """What is scanned is looked at next: a box, or a single thing."""
    code = request.POST.get("code", "")
    box = scanned_box(code, actor(request))
    if box is not None and box.department_id in _departments(actor(request), box):
        return redirect("dossiers:check", "box", box.pk)
    if found := scanned_holding(code, actor(request)):
        return redirect("dossiers:check", "thing", found.pk)
    return _board(request, answer=_("%(code)s is unknown here.") % {"code": code.strip()})


@shell_page(gettext_lazy("Check of the condition"), CHECKS)
def check(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """One look at a box or a thing: all is well, or what is bad and what follows (APR-19)."""
    under(request, "dossiers:condition")
    thing, today = _thing(request, kind, pk), clock.today()
    refusals: tuple[Refusal, ...] = ()
    typed = request.method == "POST" and "well" not in request.POST
    form = CheckForm(
        request.POST if typed else None,
        of_a_box=isinstance(thing, Box),
        initial={"checked_on": today},
    )
    if request.method == "POST" and (not typed or form.is_valid()):
        found = form.found if typed else Found(on=today)
        try:
            made = check_condition(thing, found, by=actor(request), today=today)
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _said(made, thing))
            return redirect("dossiers:condition")
    pending = list(rules.against_strangers(rules.keeper_of(thing), actor(request)))
    context = {**_told(thing), "form": form, "refusals": refusals, "pending": pending}
    if isinstance(thing, Holding):
        shown(request, thing.dossier, page=f"check {thing.code}")
    status = 422 if request.method == "POST" else 200
    return render(request, "dossiers/check.html", context, status=status)


@shell_page(gettext_lazy("Checks of the condition"), CHECKS, methods=("POST",))
def repaired(request: StaffRequest, pk: int) -> HttpResponse:
    """Report a repair as done (APR-19)."""
    today = clock.today()
    found = get_object_or_404(ConditionCheck.objects.visible_to(actor(request)), pk=pk)
    form = RepairedForm(request.POST, today=today)
    if not form.is_valid():
        return _board(request, answer=_("Say on which day it was repaired."))
    try:
        repair_done(found, on=form.cleaned_data["repaired_on"], by=actor(request), today=today)
    except RegulationError as error:
        return _board(request, refusals=error.refusals)
    messages.success(request, _("The repair is done."))
    return redirect("dossiers:condition")


def _departments(user: User, box: Box) -> frozenset[int] | set[int]:
    """Departments whose boxes exist for a person; the box's own for who sees everything."""
    scope = scope_of(user)
    if scope.everything:
        return {box.department_id}
    return scope.departments | {m.department_id for m in user.current_memberships}


def _thing(request: StaffRequest, kind: str, pk: int) -> Thing:
    """The box or thing, if it exists for this person."""
    user = actor(request)
    if kind == "thing":
        rows = Holding.objects.visible_to(user).select_related(
            "keeper", "dossier", "present_slot__shelf__cabinet__room"
        )
        return get_object_or_404(rows, pk=pk)
    if kind != "box":
        raise Http404
    boxes = Box.objects.select_related("department", "shelf__cabinet__room")
    box = get_object_or_404(boxes, pk=pk)
    if box.department_id not in _departments(user, box):
        raise Http404
    return box


def _told(thing: Thing) -> dict[str, Any]:
    """A thing with what it holds and how it was found earlier."""
    earlier = rules.told(thing.condition_checks.all())[:MOST_EARLIER]
    if isinstance(thing, Holding):
        lead, place = thing.code, thing.present_slot.place if thing.present_slot else ""
        return {
            "thing": thing,
            "lead": lead,
            "place": place,
            "name": thing.title,
            "earlier": earlier,
        }
    held = Holding.objects.filter(present_slot=thing).order_by("code")
    return {
        "thing": thing,
        "lead": thing.number,
        "place": thing.place,
        "name": str(thing.department),
        "contents": held[:MOST_CONTENTS],
        "count": held.count(),
        "earlier": earlier,
    }


def _said(made: ConditionCheck, thing: Thing) -> str:
    if not made.findings:
        due = rules.due_again_on(made.checked_on, on=made.checked_on)
        return _("%(thing)s: all is well. Next check from %(day)s.") % {"thing": thing, "day": due}
    if made.consequence == ConditionCheck.Consequence.APPRAISAL:
        return _("%(thing)s is listed for appraisal now.") % {"thing": thing}
    return _("%(thing)s: recorded.") % {"thing": thing}


def _board(
    request: StaffRequest, *, answer: str = "", refusals: tuple[Refusal, ...] = ()
) -> HttpResponse:
    under(request, "dossiers:condition")
    user, today = actor(request), clock.today()
    show = BoardFilter(request.GET).chosen("show") or "due"
    due, repairs = rules.due_boxes(rules.boxes_of(user), on=today), rules.repairs_open(user)
    context = {
        "show": show,
        "page": _listed(request, show, due),
        "figures": [*_figures(due, repairs, today)],
        "months": number("condition_check_months", on=today),
        "today": today,
        "repaired": RepairedForm(today=today),
        "may_check": user.has_perm(CHECKS) and bool(rules.rooms_checked_by(user)),
        "answer": answer,
        "refusals": refusals,
        "title": _("Checks of the condition"),
    }
    status = 422 if answer or refusals else 200
    return render(request, "dossiers/condition.html", context, status=status)


def _figures(
    due: QuerySet[Box], repairs: QuerySet[ConditionCheck], today: date
) -> Iterator[Figure]:
    """What is due, what is to be repaired, and the way to everything that was checked."""
    boxes, open_ones = counted(due), counted(repairs)
    never = in_words(counted(due.filter(condition_checks__isnull=True)))
    late = counted(repairs.filter(repair_due_on__lt=today))
    yield Figure(
        _("Boxes due"),
        in_words(boxes),
        "?show=due",
        _("%(n)s never looked into") % {"n": never},
        icon="inventory_2",
        tone="warn" if boxes else "good",
    )
    yield Figure(
        _("Open repairs"),
        in_words(open_ones),
        "?show=repairs",
        _("%(n)s of them late") % {"n": in_words(late)},
        icon="handyman",
        tone="bad" if late else "warn" if open_ones else "good",
    )


def _listed(request: StaffRequest, show: str, due: QuerySet[Box]) -> KeysetPage[Any]:
    user = actor(request)
    if show == "repairs":
        rows = rules.told(rules.repairs_open(user))
        return keyset_page(rows, request, order=("repair_due_on", "pk"))
    if show == "checks":
        return keyset_page(rules.told(rules.checks_of(user)), request, order=("-checked_on", "-pk"))
    boxes = due.select_related("department", "shelf__cabinet__room").annotate(things=Count("holds"))
    return keyset_page(boxes, request, order=("department_id", "number", "pk"))
