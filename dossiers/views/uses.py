"""The use of units: counted by centre, estate and floor, and recorded on the page of a unit (SVC-32)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office.http import StaffRequest, actor
from archive_office.regulation import RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from dossiers.forms.filters import UnitFilter
from dossiers.models import Estate, Unit
from dossiers.procedures.uses import record_use
from dossiers.rules.uses import GROUPS, figures_of_use


@shell_page(gettext_lazy("Use of units"), "dossiers.view_unit", methods=("GET",))
def uses(request: StaffRequest) -> HttpResponse:
    """How many units are lived in, let, vacant or fitting out, with their area."""
    under(request, "dossiers:units")
    user = actor(request)
    form = UnitFilter(request.GET, estates=Estate.objects.visible_to(user))
    by = request.GET.get("by", "")
    by = by if by in GROUPS else "estate"
    context = {
        "form": form,
        "by": by,
        "uses": Unit.Use.labels,
        "lines": figures_of_use(form.narrowed(Unit.objects.visible_to(user)), by),
    }
    return render(request, "dossiers/uses.html", context)


@shell_page(gettext_lazy("Unit"), "dossiers.record_use", methods=("POST",))
def unit_use(request: StaffRequest, pk: int) -> HttpResponse:
    """Record how a unit is used now."""
    user = actor(request)
    found = get_object_or_404(Unit.objects.visible_to(user), pk=pk)
    try:
        record_use(found, request.POST.get("use", ""), by=user)
    except RegulationError as error:
        for refusal in error.refusals:
            messages.error(request, str(refusal))
    else:
        messages.success(request, _("The use is recorded."))
    return redirect("dossiers:unit", found.pk)
