"""The list of storerooms, one room, its equipment, and what was found bad."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.custody.models import Equipment, Incident, RoomFinding, Storeroom
from archive_office.custody.procedures.inspections import open_inspection, remedy_done
from archive_office.custody.procedures.registers import (
    check_equipment,
    register_equipment,
    retire_equipment,
)
from archive_office.custody.rules import inspections, registers, rooms
from archive_office.http import StaffRequest, actor
from archive_office.policy import switch
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.counting import counted, in_words
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from archive_office.shell.signals import Figure
from archive_office.workbench.rooms.forms import DoneForm, EquipmentForm, FindingFilter
from archive_office.workbench.rooms.views.common import (
    EQUIPS,
    INSPECTS,
    SEES,
    counted_rooms,
    found_room,
    may,
    of_room,
    shown,
)


@shell_page(gettext_lazy("Care of the storerooms"), SEES, methods=("GET",))
def room_list(request: StaffRequest) -> HttpResponse:
    """Every room with what is due and open there (STO-02, STO-11)."""
    user, today = actor(request), clock.today()
    page = keyset_page(counted_rooms(user), request, order=("department_id", "code", "pk"))
    due = set(inspections.due_rooms(rooms.rooms_of(user), on=today).values_list("pk", flat=True))
    figures = _figures(request, len(due))
    context = {"page": page, "due": due, "figures": figures, "today": today}
    return render(request, "workbench/rooms/rooms.html", context)


@shell_page(gettext_lazy("Storeroom"), SEES, methods=("GET",))
def one_room(request: StaffRequest, pk: int) -> HttpResponse:
    """One room: what is due, what is open, who may enter, what stands there (STO-01, STO-16)."""
    return _room_page(request, found_room(request, pk))


@shell_page(gettext_lazy("Storeroom"), INSPECTS, methods=("POST",))
def inspect(request: StaffRequest, pk: int) -> HttpResponse:
    """Begin the regular inspection of a room (STO-11)."""
    room = found_room(request, pk)
    try:
        begun = open_inspection(room, by=actor(request), today=clock.today())
    except RegulationError as error:
        return _room_page(request, room, refusals=error.refusals)
    return redirect("workbench:inspection", begun.pk)


@shell_page(gettext_lazy("Storeroom"), EQUIPS, methods=("POST",))
def equip(request: StaffRequest, pk: int) -> HttpResponse:
    """Register an extinguisher, a sign or an instrument (STO-03)."""
    room = found_room(request, pk)
    form = EquipmentForm(request.POST)
    if not form.is_valid():
        return _room_page(request, room, form=form)
    try:
        made = register_equipment(room, form.thing, by=actor(request), today=clock.today())
    except RegulationError as error:
        return _room_page(request, room, form=form, refusals=error.refusals)
    messages.success(
        request,
        _("%(thing)s is registered. Next check: %(day)s.")
        % {"thing": made, "day": made.next_check_on},
    )
    return redirect("workbench:room", room.pk)


@shell_page(gettext_lazy("Storeroom"), EQUIPS, methods=("POST",))
def equipment_checked(request: StaffRequest, pk: int) -> HttpResponse:
    """Record that equipment was checked and is in order (STO-03)."""
    thing, today = _equipment(request, pk), clock.today()
    form = DoneForm(request.POST, today=today)
    if not form.is_valid():
        return _room_page(request, thing.room)
    try:
        done = check_equipment(thing, on=form.cleaned_data["on"], by=actor(request), today=today)
    except RegulationError as error:
        return _room_page(request, thing.room, refusals=error.refusals)
    messages.success(
        request,
        _("%(thing)s is checked. Next check: %(day)s.")
        % {"thing": done, "day": done.next_check_on},
    )
    return redirect("workbench:room", thing.room_id)


@shell_page(gettext_lazy("Storeroom"), EQUIPS, methods=("POST",))
def equipment_retired(request: StaffRequest, pk: int) -> HttpResponse:
    """Record that equipment was taken away (STO-03)."""
    thing = _equipment(request, pk)
    try:
        retire_equipment(thing, by=actor(request), today=clock.today())
    except RegulationError as error:
        return _room_page(request, thing.room, refusals=error.refusals)
    messages.success(request, _("%(thing)s was taken away.") % {"thing": thing})
    return redirect("workbench:room", thing.room_id)


@shell_page(gettext_lazy("Findings in storerooms"), SEES, methods=("GET",))
def findings(request: StaffRequest) -> HttpResponse:
    """What was found bad, with its remedy; the four outcomes are counted (STO-12)."""
    return _findings_page(request)


@shell_page(gettext_lazy("Findings in storerooms"), INSPECTS, methods=("POST",))
def finding_done(request: StaffRequest, pk: int) -> HttpResponse:
    """Report a remedy as done (STO-12)."""
    found = get_object_or_404(_findings(request), pk=pk)
    form = DoneForm(request.POST, today=clock.today())
    if not form.is_valid():
        return _findings_page(request)
    try:
        remedy_done(found, on=form.cleaned_data["on"], by=actor(request), today=clock.today())
    except RegulationError as error:
        return _findings_page(request, refusals=error.refusals)
    messages.success(request, _("The remedy is done."))
    return redirect("workbench:room_findings")


def _findings(request: StaffRequest) -> QuerySet[RoomFinding]:
    rows: QuerySet[RoomFinding] = RoomFinding.objects.visible_to(actor(request))
    return rows.select_related("room", "department", "responsible", "done_by")


def _findings_page(request: StaffRequest, *, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
    under(request, "workbench:rooms")
    user, today, filtered = actor(request), clock.today(), FindingFilter(request.GET)
    rows, outcome = _findings(request), filtered.chosen("outcome")
    show = "all" if outcome else filtered.chosen("show") or "open"
    listed = rows.filter(done_on=None) if show == "open" else rows
    listed = listed.filter(outcome=outcome) if outcome else listed
    order = ("due_on", "pk") if show == "open" else ("-found_on", "-pk")
    page = keyset_page(listed, request, order=order)
    counts = inspections.outcomes(rows)
    labels = dict(RoomFinding.Outcome.choices)
    context = {
        "page": page,
        "show": show,
        "outcome": labels.get(outcome, "") if outcome else "",
        "today": today,
        "may_act": user.has_perm(INSPECTS),
        "refusals": refusals,
        "title": _("Findings in storerooms"),
        "figures": [
            Figure(str(labels[name]), in_words(n), f"?outcome={name}", tone="bad" if n else "good")
            for name, n in counts.items()
        ],
    }
    return shown(request, "findings.html", context)


def _equipment(request: StaffRequest, pk: int) -> Equipment:
    under(request, "workbench:rooms")
    rows = Equipment.objects.visible_to(actor(request)).select_related("room__department")
    found: Equipment = get_object_or_404(rows, pk=pk)
    return found


def _room_page(
    request: StaffRequest,
    room: Storeroom,
    *,
    form: EquipmentForm | None = None,
    refusals: tuple[Refusal, ...] = (),
) -> HttpResponse:
    user, today = actor(request), clock.today()
    last = inspections.last_inspected(room)
    context = {
        **of_room(room, user, INSPECTS),
        "last_inspected": last,
        "due_on": inspections.due_again_on(last, on=today),
        "underway": room.inspections.filter(inspected_on=None).select_related("incident"),
        "findings": _findings(request).filter(room=room, done_on=None),
        "equipment": registers.in_use(Equipment.objects.filter(room=room)),
        "soon": today + registers.REMINDED_BEFORE,
        "entitled": rooms.entitled(room.department, on=today),
        "inside": registers.inside(room),
        "climate": room.climatereadings.first(),
        "keeps_closings": switch("closing_checklist", on=today),
        "may_equip": may(user, EQUIPS, room.department),
        "form": form or EquipmentForm(initial={"checked_on": today}),
        "done": DoneForm(today=today),
        "refusals": refusals,
    }
    return shown(request, "room.html", context)


def _figures(request: StaffRequest, due: int) -> list[Figure]:
    """What is due, bad, open and to be checked in all rooms of a person."""
    user, today = actor(request), clock.today()
    open_ones = _findings(request).filter(done_on=None)
    late = counted(open_ones.filter(due_on__lt=today))
    incidents = counted(Incident.objects.visible_to(user).filter(closed_on=None))
    equipment = counted(
        registers.due_equipment(Equipment.objects.visible_to(user), on=today).filter(
            room__is_active=True
        )
    )
    return [
        Figure(_("Inspections due"), in_words(due), icon="event", tone="warn" if due else "good"),
        Figure(
            _("Open findings"),
            in_words(counted(open_ones)),
            "findings/",
            _("%(n)s of them late") % {"n": in_words(late)},
            icon="report",
            tone="bad" if late else "",
        ),
        Figure(
            _("Open incidents"),
            in_words(incidents),
            "incidents/",
            icon="warning",
            tone="bad" if incidents else "good",
        ),
        Figure(
            _("Equipment to check"),
            in_words(equipment),
            icon="alarm",
            tone="warn" if equipment else "good",
        ),
    ]
