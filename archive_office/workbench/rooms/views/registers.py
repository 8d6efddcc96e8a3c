"""Visitors, climate and closing of a storeroom, each a register with its form."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.custody.models import RoomVisit, Storeroom
from archive_office.custody.procedures.registers import let_in, let_out, read_climate, sign_closing
from archive_office.custody.rules import registers as rules
from archive_office.custody.rules import rooms
from archive_office.http import StaffRequest, actor
from archive_office.policy import switch
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from archive_office.workbench.rooms.chart import climate_lines
from archive_office.workbench.rooms.forms import ClimateForm, ClosingForm, VisitorForm, minute
from archive_office.workbench.rooms.views.common import (
    CLOSES,
    LETS_IN,
    READS,
    SEES,
    found_room,
    of_room,
    shown,
)

MOST_DRAWN = 120


@shell_page(gettext_lazy("Visitors of a storeroom"), SEES, methods=("GET",))
def visitors(request: StaffRequest, pk: int) -> HttpResponse:
    """Who came in and went out, why, and with whom; who is inside now (STO-16)."""
    return _visitors(request, found_room(request, pk))


@shell_page(gettext_lazy("Visitors of a storeroom"), LETS_IN, methods=("POST",))
def visitor_in(request: StaffRequest, pk: int) -> HttpResponse:
    """Enter a visitor (STO-16)."""
    room, now = found_room(request, pk), clock.now()
    form = VisitorForm(request.POST, people=rooms.caretakers(room.department, on=clock.today()))
    if not form.is_valid():
        return _visitors(request, room, form=form)
    facts = {**form.cleaned_data}
    name, at = facts.pop("visitor"), facts.pop("came_at")
    try:
        let_in(room, name, at=at, by=actor(request), now=now, **facts)
    except RegulationError as error:
        return _visitors(request, room, form=form, refusals=error.refusals)
    messages.success(request, _("%(person)s is entered.") % {"person": name})
    return redirect("workbench:visitors", room.pk)


@shell_page(gettext_lazy("Visitors of a storeroom"), LETS_IN, methods=("POST",))
def visitor_out(request: StaffRequest, pk: int) -> HttpResponse:
    """Enter that a visitor has left, now (STO-16)."""
    under(request, "workbench:rooms")
    rows = RoomVisit.objects.visible_to(actor(request)).select_related("room__department")
    visit: RoomVisit = get_object_or_404(rows, pk=pk)
    now = clock.now()
    try:
        let_out(visit, at=now, by=actor(request), now=now)
    except RegulationError as error:
        return _visitors(request, visit.room, refusals=error.refusals)
    messages.success(request, _("%(person)s has left.") % {"person": visit})
    return redirect("workbench:visitors", visit.room_id)


@shell_page(gettext_lazy("Climate of a storeroom"), SEES, methods=("GET",))
def climate(request: StaffRequest, pk: int) -> HttpResponse:
    """Temperature and humidity over time, with the limits in force (STO-02)."""
    return _climate(request, found_room(request, pk))


@shell_page(gettext_lazy("Climate of a storeroom"), READS, methods=("POST",))
def climate_read(request: StaffRequest, pk: int) -> HttpResponse:
    """Record a reading; outside the limits it is a finding (STO-02, STO-12)."""
    room, now = found_room(request, pk), clock.now()
    form = ClimateForm(request.POST)
    if not form.is_valid():
        return _climate(request, room, form=form)
    facts = {**form.cleaned_data}
    at = facts.pop("read_at")
    try:
        made = read_climate(room, at=at, by=actor(request), now=now, **facts)
    except RegulationError as error:
        return _climate(request, room, form=form, refusals=error.refusals)
    if made.within_limits:
        messages.success(request, _("The reading is recorded."))
    else:
        messages.warning(request, _("Outside the limits: it is a finding with its remedy now."))
    return redirect("workbench:climate", room.pk)


@shell_page(gettext_lazy("Closing of a storeroom"), SEES, methods=("GET",))
def closings(request: StaffRequest, pk: int) -> HttpResponse:
    """How the room was left, evening by evening (STO-15)."""
    return _closings(request, found_room(request, pk))


@shell_page(gettext_lazy("Closing of a storeroom"), CLOSES, methods=("POST",))
def closing_sign(request: StaffRequest, pk: int) -> HttpResponse:
    """The last person signs the closing checklist by password (STO-15)."""
    room, now = found_room(request, pk), clock.now()
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return _closings(request, room, form=form)
    try:
        proof = form.prove(actor(request), now=now)
        sign_closing(
            room,
            form.not_done,
            proof,
            remark=form.cleaned_data["remark"],
            by=actor(request),
            now=now,
        )
    except RegulationError as error:
        return _closings(request, room, form=form, refusals=error.refusals)
    messages.success(request, _("The closing of %(room)s is signed.") % {"room": room})
    return redirect("workbench:closings", room.pk)


def _visitors(
    request: StaffRequest,
    room: Storeroom,
    *,
    form: VisitorForm | None = None,
    refusals: tuple[Refusal, ...] = (),
) -> HttpResponse:
    today, user = clock.today(), actor(request)
    people = rooms.caretakers(room.department, on=today)
    rows = room.roomvisits.select_related("escort")
    context = {
        **of_room(room, user, LETS_IN),
        "page": keyset_page(rows, request, order=("-came_at", "-pk")),
        "form": form
        or VisitorForm(people=people, initial={"escort": user.pk, "came_at": minute(clock.now())}),
        "entitled": rooms.entitled(room.department, on=today),
        "refusals": refusals,
    }
    return shown(request, "visitors.html", context)


def _climate(
    request: StaffRequest,
    room: Storeroom,
    *,
    form: ClimateForm | None = None,
    refusals: tuple[Refusal, ...] = (),
) -> HttpResponse:
    rows = room.climatereadings.select_related("read_by", "finding")
    limits = rules.limits(on=clock.today())
    context = {
        **of_room(room, actor(request), READS),
        "page": keyset_page(rows, request, order=("-read_at", "-pk")),
        "lines": climate_lines(
            list(rows[:MOST_DRAWN]), limits, (_("Temperature"), _("Relative humidity"))
        ),
        "limits": limits,
        "form": form or ClimateForm(initial={"read_at": minute(clock.now())}),
        "refusals": refusals,
    }
    return shown(request, "climate.html", context)


def _closings(
    request: StaffRequest,
    room: Storeroom,
    *,
    form: ClosingForm | None = None,
    refusals: tuple[Refusal, ...] = (),
) -> HttpResponse:
    context = {
        **of_room(room, actor(request), CLOSES),
        "page": keyset_page(
            room.roomclosings.select_related("closed_by"), request, order=("-closed_at", "-pk")
        ),
        "form": form or ClosingForm(),
        "keeps_closings": switch("closing_checklist", on=clock.today()),
        "inside": rules.inside(room),
        "refusals": refusals,
    }
    return shown(request, "closings.html", context)
