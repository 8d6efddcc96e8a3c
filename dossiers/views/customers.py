"""The list of customers of a centre as PDF; a long one in parts, each print logged (COL-25)."""

from collections.abc import Sequence
from typing import Final

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor, pdf
from archive_office.organisation.models import Department
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from dossiers.models import Dossier, DossierState, ViewLog
from dossiers.papers import filling
from dossiers.papers.customers import customer_list
from dossiers.procedures.reading import log_views
from dossiers.rules.access import rights_to_read
from dossiers.rules.listing import listed_dossiers
from dossiers.views.prints import PRINTS

MOST_LINES: Final = 5000
"""Lines of one print; what a centre has beyond them is printed as further parts."""


@shell_page(_("Customer list"), PRINTS, methods=("GET",))
def customers(request: StaffRequest) -> HttpResponse:
    """The customers of one centre on this day; with several centres or parts, choose first."""
    under(request, "dossiers:list")
    rows = listed_dossiers(actor(request)).filter(state=DossierState.OPEN, unit__isnull=False)
    centres = Department.objects.filter(pk__in=rows.order_by().values("centre").distinct())
    chosen = request.GET.get("centre", "")
    if not chosen.isdecimal():
        only = list(centres[:2])
        if len(only) == 1:
            return redirect(f"{request.path}?centre={only[0].pk}")
        return render(request, "dossiers/customer_lists.html", {"centres": centres})
    centre = get_object_or_404(centres, pk=int(chosen))
    return _of_centre(request, centre, rows.filter(centre=centre))


def _of_centre(request: StaffRequest, centre: Department, rows: QuerySet[Dossier]) -> HttpResponse:
    total = rows.count()
    parts = range(1, -(-total // MOST_LINES) + 1)
    asked = request.GET.get("part", "")
    if len(parts) > 1 and not asked:
        context = {"centre": centre, "parts": parts, "total": total, "most": MOST_LINES}
        return render(request, "dossiers/customer_lists.html", context)
    part = int(asked) if asked.isdecimal() else 1
    if part not in parts:
        raise Http404
    before = (part - 1) * MOST_LINES
    in_order = rows.select_related("unit__estate", "occupancy__customer").order_by(
        "unit__estate", "unit__sort_key", "kind", "pk"
    )
    dossiers = list(in_order[before : before + MOST_LINES])
    _log(request, dossiers)
    facts = filling.customer_list_facts(
        centre, dossiers, as_of=clock.today(), before=before, total=total
    )
    name = f"{centre.code}-customers-{clock.today()}"
    return pdf(customer_list(facts), f"{name}-{part}.pdf" if len(parts) > 1 else f"{name}.pdf")


def _log(request: StaffRequest, dossiers: Sequence[Dossier]) -> None:
    """Each dossier's log says that its customer stood on a printed list."""
    user, now = actor(request), clock.now()
    rights = rights_to_read(dossiers, user, at=now)
    log_views(rights, user, ViewLog.What.PRINTED, now=now, detail="customer list")
