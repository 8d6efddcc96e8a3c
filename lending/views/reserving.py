"""Reservations: joining and leaving the queue for a thing that is out."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor, inside
from archive_office.regulation import RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from dossiers.models import Holding
from lending.models import Reservation
from lending.procedures.reservations import cancel_reservation, reserve_holding
from lending.rules.queue import IN_QUEUE, knows_of
from lending.views.rooms import LENDS, own_rooms, said

ASKS = "lending.ask_access"


@shell_page(gettext_lazy("Reservations"), LENDS, methods=("GET",))
def reservations(request: StaffRequest) -> HttpResponse:
    """The queues of one's own archive rooms, thing by thing, first come first."""
    under(request, "lending:desk")
    rooms = own_rooms(actor(request))
    rows = Reservation.objects.filter(holding__keeper__in=rooms, state__in=IN_QUEUE).select_related(
        "holding__keeper", "person"
    )
    page = keyset_page(rows, request, order=("holding_id", "made_at", "id"))
    return render(request, "lending/reservations.html", {"page": page})


@shell_page(gettext_lazy("Reserve"), ASKS, methods=("POST",))
def reserve(request: StaffRequest) -> HttpResponse:
    """Join the queue for a thing; what somebody does not know of does not exist."""
    user = actor(request)
    asked = request.POST.get("holding", "")
    wanted = get_object_or_404(
        Holding, pk=int(asked) if asked.isascii() and asked.isdecimal() else 0
    )
    if not knows_of(wanted, user):
        raise Http404
    try:
        reserve_holding(wanted, user, by=user, now=clock.now())
    except RegulationError as error:
        messages.error(request, said(error.refusals))
    else:
        messages.success(
            request,
            _("%(code)s is reserved. You are told when it is ready.") % {"code": wanted.code},
        )
    return _back(request)


@shell_page(gettext_lazy("Cancel a reservation"), (ASKS, LENDS), methods=("POST",))
def cancel(request: StaffRequest, pk: int) -> HttpResponse:
    """Leave the queue, or take somebody out of the queue of one's own room."""
    user = actor(request)
    rows = Reservation.objects.select_related("holding")
    found = get_object_or_404(rows, pk=pk)
    if found.person_id != user.pk and found.holding.keeper not in own_rooms(user):
        raise Http404
    try:
        cancel_reservation(found, by=user, now=clock.now())
    except RegulationError as error:
        messages.error(request, said(error.refusals))
    else:
        messages.success(request, _("The reservation is cancelled."))
    return _back(request)


def _back(request: StaffRequest) -> HttpResponse:
    """To the page the button stood on, else to one's own requests and loans."""
    return redirect(inside(request, request.POST.get("next", ""), reverse("lending:mine")))
