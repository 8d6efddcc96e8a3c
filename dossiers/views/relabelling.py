"""Labels to be printed anew because the customer's name changed."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor, pdf
from archive_office.regulation import Clause, Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from dossiers.forms.chasing import CentreFilter
from dossiers.models import Dossier, Holding, ViewLog
from dossiers.papers.filling import label_facts
from dossiers.papers.labels import holding_labels
from dossiers.procedures.reading import log_named
from dossiers.procedures.relabelling import renew_labels
from dossiers.rules.listing import listed_dossiers
from dossiers.rules.quarantine import in_use
from dossiers.rules.relabelling import out_of_date

PLACES = 14
"""Labels of one sheet."""


@shell_page(_("Labels to renew"), "dossiers.view_dossier", methods=("GET",))
def labels_to_renew(request: StaffRequest) -> HttpResponse:
    """Dossiers whose label says an old name (FIL-31)."""
    return _show(request, ())


@shell_page(_("Labels to renew"), "dossiers.renew_labels", methods=("POST",))
def renew(request: StaffRequest) -> HttpResponse:
    """Print the labels that were chosen; the print takes them off the list."""
    try:
        return _print(request)
    except RegulationError as error:
        return _show(request, error.refusals)


def _show(request: StaffRequest, refusals: Sequence[Refusal]) -> HttpResponse:
    under(request, "dossiers:completeness")
    user = actor(request)
    form = CentreFilter(request.GET, user=user)
    rows = out_of_date(listed_dossiers(user))
    if centre := form.centre_chosen:
        rows = rows.filter(centre=centre)
    page = keyset_page(
        rows.select_related("centre", "unit__estate"), request, order=("centre_id", "code", "pk")
    )
    context = {"form": form, "page": page, "refusals": refusals, "places": range(1, PLACES + 1)}
    status = 422 if refusals else 200
    return render(request, "dossiers/labels_to_renew.html", context, status=status)


def _print(request: StaffRequest) -> HttpResponse:
    user, today = actor(request), clock.today()
    chosen = [int(pk) for pk in request.POST.getlist("dossier") if pk.isdecimal()]
    found = list(out_of_date(listed_dossiers(user)).filter(pk__in=chosen).select_related("centre"))
    if not found:
        raise RegulationError(Refusal(Clause.FIL_31, _("Choose at least one dossier."), "dossier"))
    renewed = renew_labels(found, by=user, today=today)
    log_named([d.pk for d in renewed], user, ViewLog.What.PRINTED, now=clock.now(), detail="labels")
    start = request.POST.get("start", "")
    first = int(start) if start.isdecimal() and 1 <= int(start) <= PLACES else 1
    labels = [label_facts(holding) for holding in _holdings(renewed)]
    return pdf(holding_labels(labels, start=first), f"labels-{today}.pdf")


def _holdings(dossiers: list[Dossier]) -> list[Holding]:
    rows = Holding.objects.filter(dossier__in=dossiers).select_related(
        "dossier__occupancy__customer",
        "dossier__unit",
        "present_slot__shelf__cabinet__room",
        "home_slot__shelf__cabinet__room",
    )
    return in_use(rows.order_by("dossier__code", "number"))
