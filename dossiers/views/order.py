"""Former residents' dossiers that nobody has put in order yet."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.shell import shell_page
from archive_office.shell.paging import keyset_page
from dossiers.forms.order import CatalogueForm, UnorderedFilter
from dossiers.rules.listing import listed_dossiers
from dossiers.rules.order import disorders
from dossiers.rules.order import unordered as rows_of


@shell_page(_("Former residents’ dossiers"), "dossiers.view_dossier", methods=("GET",))
def unordered(request: StaffRequest) -> HttpResponse:
    """Closed dossiers not yet bound, listed and stored, to be gone through once a year (APR-22)."""
    user, today = actor(request), clock.today()
    form = UnorderedFilter(request.GET, user=user, today=today)
    rows = form.narrowed(rows_of(listed_dossiers(user)))
    page = keyset_page(
        rows.select_related("centre", "unit__estate"), request, order=("centre_id", "code", "pk")
    )
    context = {
        "form": form,
        "printing": CatalogueForm(None, user=user, today=today),
        "page": page,
        "lines": disorders(page.rows, today=today),
    }
    return render(request, "dossiers/unordered.html", context)
