"""What centres owe: the list of debts, and how one is settled or given up."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from transfers.forms import SettlementForm, WaiverForm
from transfers.models import Shortage
from transfers.procedures.shortages import settle_shortage, waive_shortage
from transfers.rules import parties
from transfers.rules.shortages import is_on_its_way


@shell_page(_("Shortages"), "transfers.view_shortage", methods=("GET",))
def shortages(request: StaffRequest) -> HttpResponse:
    """Open debts of centres, the oldest first; settled ones on request."""
    rows = Shortage.objects.visible_to(actor(request)).select_related(
        "centre", "line__manifest", "settled_by"
    )
    everything = request.GET.get("show") == "all"
    if not everything:
        rows = rows.standing()
    page = keyset_page(rows, request, order=("opened_at", "id"))
    return render(request, "transfers/shortages.html", {"page": page, "everything": everything})


@shell_page(_("Shortage"), "transfers.view_shortage")
def shortage(request: StaffRequest, pk: int) -> HttpResponse:
    """One debt: scan the thing in, or give the debt up."""
    found = _visible(request, pk)
    waives = "waive" in request.POST
    settling = SettlementForm(request.POST if request.method == "POST" and not waives else None)
    waiving = WaiverForm(request.POST if waives else None)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST":
        user = actor(request)
        if not user.has_perm(f"transfers.{'waive' if waives else 'settle'}_shortage"):
            raise PermissionDenied
        try:
            if _settled(found, waiving if waives else settling, by=user):
                messages.success(request, _("The debt is settled."))
                return redirect("transfers:shortages")
        except RegulationError as error:
            refusals = error.refusals
    return _page(request, found, settling, waiving, refusals=refusals)


def _visible(request: StaffRequest, pk: int) -> Shortage:
    rows = Shortage.objects.visible_to(actor(request)).select_related(
        "centre", "line__manifest__receiver", "line__document", "holding", "settled_by"
    )
    return get_object_or_404(rows, pk=pk)


def _settled(found: Shortage, form: SettlementForm | WaiverForm, *, by: User) -> bool:
    """Settle or waive a debt as the form says; whether the form said enough."""
    if not form.is_valid():
        return False
    how = form.cleaned_data["how"]
    if isinstance(form, WaiverForm):
        waive_shortage(found, reason=how, by=by, now=clock.now())
    else:
        settle_shortage(found, form.cleaned_data["barcode"], how=how, by=by, now=clock.now())
    return True


def _page(
    request: StaffRequest,
    found: Shortage,
    settling: SettlementForm,
    waiving: WaiverForm,
    *,
    refusals: tuple[Refusal, ...],
) -> HttpResponse:
    under(request, "transfers:shortages")
    receiver, user = found.line.manifest.receiver, actor(request)
    head = frozenset({Role.ARCHIVE_ROOM_HEAD})
    stands = found.settled_at is None
    context = {
        "shortage": found,
        "settling": settling,
        "waiving": waiving,
        "refusals": refusals,
        "may_settle": stands
        and user.has_perm("transfers.settle_shortage")
        and parties.membership_in(user, receiver, parties.HEADQUARTERS) is not None,
        "may_waive": stands
        and user.has_perm("transfers.waive_shortage")
        and parties.membership_in(user, receiver, head) is not None,
        "on_its_way": is_on_its_way(found),
    }
    failed = bool(refusals or settling.errors or waiving.errors)
    return render(request, "transfers/shortage.html", context, status=422 if failed else 200)
