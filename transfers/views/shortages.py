"""What centres owe, and what headquarters received."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import Department, DepartmentKind
from archive_office.regulation import RegulationError
from archive_office.shell import shell_page
from archive_office.shell.paging import keyset_page
from transfers.forms import ReceiptFilter, SettlementForm
from transfers.models import Shortage
from transfers.procedures.shortages import settle_shortage, waive_shortage
from transfers.rules.receipts import owed_on, received


@shell_page(_("Shortages"), "transfers.view_shortage", methods=("GET",))
def shortages(request: StaffRequest) -> HttpResponse:
    """Open debts of centres, the oldest first; settled ones on request."""
    rows = Shortage.objects.visible_to(actor(request)).select_related(
        "centre", "line__manifest", "holding", "settled_by"
    )
    everything = request.GET.get("show") == "all"
    if not everything:
        rows = rows.standing()
    page = keyset_page(rows, request, order=("opened_at", "id"))
    return render(request, "transfers/shortages.html", {"page": page, "everything": everything})


@shell_page(_("Shortage"), "transfers.view_shortage")
def shortage(request: StaffRequest, pk: int) -> HttpResponse:
    """One debt: scan the thing in, or give the debt up."""
    request.shell_entry = "transfers:shortages"  # type: ignore[attr-defined]  # read by the shell
    user = actor(request)
    rows = Shortage.objects.visible_to(user).select_related("centre", "line__manifest", "holding")
    found = get_object_or_404(rows, pk=pk)
    form = SettlementForm(request.POST or None)
    refusals: tuple[object, ...] = ()
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            if "waive" in request.POST:
                waive_shortage(found, reason=facts["how"], by=user, now=clock.now())
            else:
                settle_shortage(found, facts["barcode"], how=facts["how"], by=user, now=clock.now())
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("The debt is settled."))
            return redirect("transfers:shortages")
    context = {"shortage": found, "form": form, "refusals": refusals}
    status = 422 if refusals or form.errors else 200
    return render(request, "transfers/shortage.html", context, status=status)


@shell_page(_("Receipt register"), "transfers.view_manifest", methods=("GET",))
def receipts(request: StaffRequest) -> HttpResponse:
    """What headquarters took in between two days, with what is still owed."""
    today = clock.today()
    first, last = date(today.year, 1, 1), today
    form = ReceiptFilter(request.GET or {"first": first, "last": last})
    if form.is_valid():
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    rows = received(archive_room(), first, last, visible_to=actor(request)).select_related(
        "centre", "period"
    )
    owed = owed_on(rows)
    return render(
        request,
        "transfers/receipts.html",
        {
            "form": form,
            "first": first,
            "last": last,
            "rows": [(row, owed.get(row.pk, [])) for row in rows],
        },
    )


def archive_room() -> Department:
    """The archive office of headquarters."""
    return get_object_or_404(Department, kind=DepartmentKind.ARCHIVE_OFFICE, is_active=True)
