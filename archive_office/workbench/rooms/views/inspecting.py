"""An inspection on a phone, point by point, and the register of inspections."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.custody.models import RoomInspection
from archive_office.custody.procedures.inspections import (
    answer_points,
    finish_inspection,
    record_finding,
)
from archive_office.custody.rules import inspections as rules
from archive_office.custody.rules import rooms
from archive_office.http import StaffRequest, actor
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from archive_office.workbench.rooms.forms import AnswersForm, FaultForm, FinishForm
from archive_office.workbench.rooms.views.common import INSPECTS, SEES, may, shown


@shell_page(gettext_lazy("Inspections of storerooms"), SEES, methods=("GET",))
def register(request: StaffRequest) -> HttpResponse:
    """Every inspection, the latest first (STO-11, FRM-48)."""
    under(request, "workbench:rooms")
    rows = RoomInspection.objects.visible_to(actor(request)).select_related(
        "room", "department", "inspected_by"
    )
    page = keyset_page(rows, request, order=("-opened_on", "-pk"))
    context = {"page": page, "today": clock.today()}
    return render(request, "workbench/rooms/inspections.html", context)


@shell_page(gettext_lazy("Inspection of a storeroom"), SEES, methods=("GET",))
def inspection(request: StaffRequest, pk: int) -> HttpResponse:
    """One inspection: its points, what was found, and the end of it (STO-02, STO-07, STO-12)."""
    return _page(request, found_inspection(request, pk))


@shell_page(gettext_lazy("Inspection of a storeroom"), INSPECTS, methods=("POST",))
def answer(request: StaffRequest, pk: int) -> HttpResponse:
    """Record what the points were found to be (STO-02, STO-03, STO-07)."""
    found = found_inspection(request, pk)
    form = AnswersForm(request.POST, known={})
    if not form.is_valid():
        return _page(request, found, answers=form)
    try:
        answer_points(found, form.answers, by=actor(request))
    except RegulationError as error:
        return _page(request, found, refusals=error.refusals)
    messages.success(request, _("The points are recorded."))
    return redirect("workbench:inspection", pk)


@shell_page(gettext_lazy("Inspection of a storeroom"), INSPECTS, methods=("POST",))
def finding(request: StaffRequest, pk: int) -> HttpResponse:
    """Record something bad with its remedy (STO-12)."""
    found, today = found_inspection(request, pk), clock.today()
    people = rooms.caretakers(found.department, on=today)
    form = FaultForm(request.POST, people=people)
    if not form.is_valid():
        return _page(request, found, fault=form)
    try:
        record_finding(found, form.fault, by=actor(request), today=today)
    except RegulationError as error:
        return _page(request, found, fault=form, refusals=error.refusals)
    messages.success(request, _("The finding is recorded with its remedy."))
    return redirect("workbench:inspection", pk)


@shell_page(gettext_lazy("Inspection of a storeroom"), INSPECTS, methods=("POST",))
def finish(request: StaffRequest, pk: int) -> HttpResponse:
    """Finish an inspection; from now on it stays as it is (STO-12)."""
    found = found_inspection(request, pk)
    form = FinishForm(request.POST)
    if not form.is_valid():
        return _page(request, found, finishing=form)
    try:
        finish_inspection(found, by=actor(request), today=clock.today(), **form.cleaned_data)
    except RegulationError as error:
        return _page(request, found, finishing=form, refusals=error.refusals)
    messages.success(request, _("The inspection of %(room)s is finished.") % {"room": found.room})
    return redirect("workbench:inspection", pk)


def found_inspection(request: StaffRequest, pk: int) -> RoomInspection:
    """An inspection that exists for this person."""
    under(request, "workbench:rooms")
    rows = RoomInspection.objects.visible_to(actor(request)).select_related(
        "room__department", "department", "incident", "inspected_by", "opened_by"
    )
    found: RoomInspection = get_object_or_404(rows, pk=pk)
    return found


def _page(
    request: StaffRequest,
    found: RoomInspection,
    *,
    answers: AnswersForm | None = None,
    fault: FaultForm | None = None,
    finishing: FinishForm | None = None,
    refusals: tuple[Refusal, ...] = (),
) -> HttpResponse:
    today = clock.today()
    points = list(found.points.all())
    known = {row.point: row.is_good for row in points}
    bad = rules.bad_points(found)
    people = rooms.caretakers(found.department, on=today)
    open_still = found.inspected_on is None
    context = {
        "inspection": found,
        "title": found.room.name,
        "points": points,
        "answered": len(known),
        "bad": bad,
        "findings": found.findings.select_related("responsible", "done_by"),
        "answers": answers or AnswersForm(known=known),
        "fault": fault
        or FaultForm(
            people=people, initial={"point": bad[0].value if bad else "", "due_on": today}
        ),
        "finishing": finishing or FinishForm(),
        "may_act": open_still and may(actor(request), INSPECTS, found.department),
        "refusals": refusals,
        "today": today,
    }
    return shown(request, "inspection.html", context)
