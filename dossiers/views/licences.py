"""Business licences of companies: those that lapse, and recording one (COL-16)."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from dossiers.forms.chasing import CentreFilter
from dossiers.forms.licences import LicenceForm
from dossiers.models import Licence
from dossiers.procedures.licences import record_licence
from dossiers.rules.closing import against_archivists_work
from dossiers.rules.licences import lapsing, without_licence
from dossiers.rules.listing import listed_dossiers
from dossiers.views.finding import dossier_or_404, shown


@shell_page(gettext_lazy("Licences"), "dossiers.view_dossier", methods=("GET",))
def licences(request: StaffRequest) -> HttpResponse:
    """Licences that lapse or are due for review within the days of warning; or all of them."""
    under(request, "dossiers:completeness")
    user, today = actor(request), clock.today()
    form = CentreFilter(request.GET, user=user)
    show = request.GET.get("show", "")
    if show == "missing":
        return _missing(request, form)
    show = "all" if show == "all" else "lapsing"
    rows: QuerySet[Licence] = Licence.objects.visible_to(user)
    if show == "lapsing":
        rows = lapsing(rows, today=today)
    if centre := form.centre_chosen:
        rows = rows.filter(dossier__centre=centre)
    page = keyset_page(
        rows.select_related("dossier__unit__estate", "dossier__centre"), request, order=("pk",)
    )
    context = {"form": form, "show": show, "page": page, "today": today}
    return render(request, "dossiers/licences.html", context)


def _missing(request: StaffRequest, form: CentreFilter) -> HttpResponse:
    """Companies of which no licence is recorded (SVC-26)."""
    rows = without_licence(listed_dossiers(actor(request)))
    if centre := form.centre_chosen:
        rows = rows.filter(centre=centre)
    page = keyset_page(rows.select_related("unit__estate", "centre"), request, order=("pk",))
    context = {"form": form, "show": "missing", "page": page}
    return render(request, "dossiers/licences.html", context)


@shell_page(gettext_lazy("Business licence"), "dossiers.record_licence")
def licence(request: StaffRequest, pk: int) -> HttpResponse:
    """Record the licence of a company, or what its renewal changed."""
    under(request, "dossiers:list")
    found = dossier_or_404(request, pk)
    known = Licence.objects.filter(dossier=found).first() or Licence(dossier=found)
    form = LicenceForm(request.POST or None, instance=known, auto_id="id_%s")
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        try:
            record_licence(found, form.instance, by=actor(request), today=clock.today())
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("The licence is recorded."))
            return redirect(found)
    shown(request, found, page="licence")
    pending = list(against_archivists_work(found, actor(request)))
    context = {"dossier": found, "form": form, "refusals": refusals, "pending": pending}
    status = 422 if request.method == "POST" else 200
    return render(request, "dossiers/licence.html", context, status=status)
