"""Theft, loss and fire on a page: recorded, the rooms inspected, then closed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.custody.models import Incident, Storeroom
from archive_office.custody.procedures.incidents import close_incident, record_incident
from archive_office.custody.rules import rooms
from archive_office.http import StaffRequest, actor
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from archive_office.workbench.rooms.forms import ConclusionForm, IncidentForm
from archive_office.workbench.rooms.views.common import RECORDS, SEES, may, shown


@shell_page(gettext_lazy("Incidents in storerooms"), SEES, methods=("GET",))
def incident_list(request: StaffRequest) -> HttpResponse:
    """Thefts, losses and fires, the latest first (STO-14)."""
    under(request, "workbench:rooms")
    rows = Incident.objects.visible_to(actor(request)).select_related("department", "recorded_by")
    page = keyset_page(rows, request, order=("-happened_on", "-pk"))
    context = {"page": page, "may_act": actor(request).has_perm(RECORDS)}
    return render(request, "workbench/rooms/incidents.html", context)


@shell_page(gettext_lazy("Record an incident"), RECORDS)
def record(request: StaffRequest) -> HttpResponse:
    """Record an incident; the inspection of each room opens with it (STO-14)."""
    under(request, "workbench:rooms")
    user, today = actor(request), clock.today()
    own = [room.pk for room in rooms.rooms_of(user) if rooms.looks_after(user, room.department)]
    offered = Storeroom.objects.filter(pk__in=own).select_related("department")
    form = IncidentForm(
        request.POST if request.method == "POST" else None,
        rooms=offered,
        initial={"happened_on": today},
    )
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        facts = {**form.cleaned_data}
        chosen = list(facts.pop("rooms"))
        try:
            made = record_incident(chosen[0].department, chosen, by=user, today=today, **facts)
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("The incident is recorded. Inspect the rooms now."))
            return redirect("workbench:incident", made.pk)
    return shown(request, "incident_record.html", {"form": form, "refusals": refusals})


@shell_page(gettext_lazy("Incident"), SEES, methods=("GET",))
def incident(request: StaffRequest, pk: int) -> HttpResponse:
    """One incident: what happened, the inspections it brought, what came of it (STO-14)."""
    return _page(request, found_incident(request, pk))


@shell_page(gettext_lazy("Incident"), RECORDS, methods=("POST",))
def close(request: StaffRequest, pk: int) -> HttpResponse:
    """Close an incident once its rooms were inspected (STO-14)."""
    found = found_incident(request, pk)
    form = ConclusionForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form)
    try:
        close_incident(found, by=actor(request), today=clock.today(), **form.cleaned_data)
    except RegulationError as error:
        return _page(request, found, form=form, refusals=error.refusals)
    messages.success(request, _("The incident is closed."))
    return redirect("workbench:incident", pk)


def found_incident(request: StaffRequest, pk: int) -> Incident:
    """An incident that exists for this person."""
    under(request, "workbench:rooms")
    rows = Incident.objects.visible_to(actor(request)).select_related(
        "department", "recorded_by", "closed_by"
    )
    found: Incident = get_object_or_404(rows, pk=pk)
    return found


def _page(
    request: StaffRequest,
    found: Incident,
    *,
    form: ConclusionForm | None = None,
    refusals: tuple[Refusal, ...] = (),
) -> HttpResponse:
    today = clock.today()
    inspections = list(found.inspections.select_related("room", "inspected_by").order_by("pk"))
    open_still = found.closed_on is None
    context = {
        "incident": found,
        "title": str(found),
        "inspections": inspections,
        "waiting": [row for row in inspections if row.inspected_on is None],
        "form": form or ConclusionForm(initial={"on": today}),
        "may_act": open_still and may(actor(request), RECORDS, found.department),
        "refusals": refusals,
    }
    return shown(request, "incident.html", context)
