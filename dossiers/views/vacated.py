"""The catalogue of former tenants' dossiers by floor, as PDF; the print is logged (FIL-32)."""

from typing import Final

from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor, pdf
from archive_office.organisation.models import Department
from archive_office.shell import shell_page
from dossiers.forms.order import CatalogueForm
from dossiers.models import Binding, Dossier, DossierState, Holding, HoldingState, ViewLog
from dossiers.papers.filling import fonds_of
from dossiers.papers.vacated import VacatedCatalogue, VacatedLine, vacated_catalogue
from dossiers.papers.words import floor_of
from dossiers.procedures.reading import log_named
from dossiers.rules.listing import listed_dossiers
from dossiers.views.prints import PRINTS

MOST_LINES: Final = 5000


@shell_page(_("Catalogue by floor"), PRINTS, methods=("GET",))
def catalogue(request: StaffRequest) -> HttpResponse:
    """What former tenants left in one year, floor by floor, to lie in the boxes."""
    user, today = actor(request), clock.today()
    form = CatalogueForm(request.GET, user=user, today=today)
    if not form.is_valid():
        raise Http404
    centre: Department = form.cleaned_data["of"]
    year = int(form.cleaned_data["year"])
    bindings = Binding.objects.filter(opened_on__isnull=True)
    holdings = (
        Holding.objects.exclude(state=HoldingState.DESTROYED)
        .select_related("present_slot", "home_slot")
        .prefetch_related(Prefetch("bindings", queryset=bindings))
    )
    rows = (
        listed_dossiers(user)
        .filter(
            centre=centre,
            kind=Dossier.Kind.TENANT,
            state=DossierState.CLOSED,
            closed_on__year=year,
        )
        .select_related("unit__estate", "unit__building", "occupancy__customer")
        .prefetch_related(Prefetch("holdings", queryset=holdings.order_by("number")))
        .order_by("unit__estate", "unit__building__sort_key", "unit__floor", "unit__sort_key")
    )
    found = list(rows[:MOST_LINES])
    named = [dossier.pk for dossier in found]
    printed, detail = ViewLog.What.PRINTED, f"vacated catalogue {year}"
    log_named(named, user, printed, now=clock.now(), detail=detail)
    facts = VacatedCatalogue(
        fonds=fonds_of(centre),
        centre=centre.name,
        year=year,
        as_of=today,
        lines=tuple(_line(dossier) for dossier in found),
    )
    return pdf(vacated_catalogue(facts), f"{centre.code}-vacated-{year}.pdf")


def _line(dossier: Dossier) -> VacatedLine:
    holdings = list(dossier.holdings.all())
    slots = [holding.present_slot or holding.home_slot for holding in holdings]
    bound = [binding.bound_on for holding in holdings for binding in holding.bindings.all()]
    stay = dossier.occupancy
    return VacatedLine(
        floor=floor_of(dossier.unit) if dossier.unit else "",
        unit=dossier.unit.code if dossier.unit else "",
        customer=stay.customer.shown_name if stay else "",
        reference=dossier.code,
        since=stay.from_on if stay else None,
        closed_on=dossier.closed_on,
        volumes=len(holdings),
        items=sum(holding.document_count for holding in holdings),
        pages=sum(holding.page_count for holding in holdings),
        boxes=" ".join(dict.fromkeys(slot.number for slot in slots if slot)),
        bound_on=max(bound, default=None),
    )
