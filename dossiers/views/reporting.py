"""Reporting a change at the front desk: the unit is found, the dossier stays shut (COL-23)."""

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from dossiers.forms.acts import UnitChangeForm
from dossiers.forms.filters import UnitFilter
from dossiers.models import Dossier, DossierState, Estate, Occupancy, Unit
from dossiers.procedures.changes import report_change
from dossiers.rules.touched import Change
from dossiers.views.drafts import centres_to_bring_to

BRINGS = "dossiers.submit_papers"


@shell_page(gettext_lazy("Report a change"), BRINGS, methods=("GET",))
def changes(request: StaffRequest) -> HttpResponse:
    """Find the unit whose residents have something to report; only those with an open dossier."""
    own = _own_units(actor(request))
    estates = Estate.objects.filter(pk__in=own.order_by().values("estate"))
    form = UnitFilter(request.GET, estates=estates)
    reported_on = Dossier.objects.filter(state=DossierState.OPEN, unit__isnull=False)
    rows = form.narrowed(own).filter(pk__in=reported_on.values("unit"))
    page = keyset_page(
        rows.select_related("estate").prefetch_related(_who_lives_there()),
        request,
        order=("estate_id", "sort_key", "id"),
    )
    return render(request, "dossiers/changes.html", {"form": form, "page": page})


def _who_lives_there() -> Prefetch[str, QuerySet[Occupancy], str]:
    rows = Occupancy.objects.filter(dossier__state=DossierState.OPEN)
    return Prefetch("occupancies", queryset=rows.order_by("kind", "pk"), to_attr="present")


@shell_page(gettext_lazy("Report a change"), BRINGS)
def unit_change(request: StaffRequest, pk: int) -> HttpResponse:
    """Enter a change for one of the unit's residents; nothing of the dossier is shown."""
    under(request, "dossiers:changes")
    user, today = actor(request), clock.today()
    found = get_object_or_404(_own_units(user).select_related("estate__centre"), pk=pk)
    form = UnitChangeForm(request.POST or None, dossiers=_reported_on(found), initial={"on": today})
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        typed = form.cleaned_data
        try:
            kind, told = Change(typed["of"]), typed["text"]
            report_change(typed["dossier"], told, on=typed["on"], by=user, today=today, of=kind)
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("The change is entered."))
            return redirect("dossiers:unit", found.pk)
    status = 422 if request.method == "POST" else 200
    context = {"unit": found, "form": form, "refusals": refusals, "lead": str(found)}
    return render(request, "dossiers/unit_change.html", context, status=status)


def _own_units(user: User) -> QuerySet[Unit]:
    """Units looked after by the centres at whose desk this person sits; others do not exist."""
    return Unit.objects.filter(estate__centre__in=centres_to_bring_to(user))


def _reported_on(unit: Unit) -> QuerySet[Dossier]:
    return (
        Dossier.objects.filter(unit=unit, centre=unit.estate.centre, state=DossierState.OPEN)
        .select_related("occupancy__customer")
        .order_by("kind", "pk")
    )
