"""Papers without a scan and scans without a paper; papers that are not filed yet."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.scope import scope_of
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import KeysetPage, keyset_page
from dossiers.forms.chasing import CentreFilter
from dossiers.models import Holding, Submission
from dossiers.rules import lateness
from dossiers.rules.listing import about
from dossiers.rules.pairs import seen_documents, without_paper, without_scan

LOOKS = "dossiers.view_dossier"


@shell_page(_("Paper and scan"), LOOKS, methods=("GET",))
def pairs(request: StaffRequest) -> HttpResponse:
    """Papers without their scan, or scans without their paper (FIL-11)."""
    under(request, "dossiers:completeness")
    user = actor(request)
    form = CentreFilter(request.GET, user=user)
    show = "scan" if request.GET.get("show") == "scan" else "paper"
    documents = seen_documents(user)
    rows = without_paper(documents) if show == "scan" else without_scan(documents)
    if centre := form.centre_chosen:
        rows = rows.filter(holding__dossier__centre=centre)
    page = keyset_page(
        rows.select_related("type", "holding__dossier__unit__estate", "holding__dossier__centre"),
        request,
        order=("pk",),
    )
    return render(request, "dossiers/pairs.html", {"form": form, "show": show, "page": page})


@shell_page(_("Not filed yet"), LOOKS, methods=("GET",))
def unfiled(request: StaffRequest) -> HttpResponse:
    """What is received and not registered, what is accepted and stands nowhere (FIL-29)."""
    under(request, "dossiers:completeness")
    today = clock.today()
    show = "place" if request.GET.get("show") == "place" else "tray"
    context = _in_no_place(request, today) if show == "place" else _in_the_tray(request, today)
    context |= {"show": show, "run": lateness.days_of_a_run(today)}
    return render(request, "dossiers/unfiled.html", context)


def _in_the_tray(request: StaffRequest, today: date) -> dict[str, Any]:
    rows = Submission.objects.visible_to(actor(request)).waiting()
    page = keyset_page(
        rows.select_related("by", "unit__estate", "estate", "centre"),
        request,
        order=("submitted_at", "pk"),
    )
    late = lateness.unregistered(Submission.objects.filter(pk__in=_ids(page)), today=today)
    found = set(late.values_list("pk", flat=True))
    return {"page": page, "lines": [(row, about(row), row.pk in found) for row in page.rows]}


def _in_no_place(request: StaffRequest, today: date) -> dict[str, Any]:
    scope = scope_of(actor(request))
    rows = lateness.unfiled(Holding.objects.all())
    if not scope.everything:
        rows = rows.filter(keeper__in=scope.departments)
    page = keyset_page(
        rows.select_related("dossier__unit__estate", "keeper"),
        request,
        order=("verified_on", "pk"),
    )
    late = lateness.unfiled(Holding.objects.filter(pk__in=_ids(page)), today=today)
    found = set(late.values_list("pk", flat=True))
    return {"page": page, "lines": [(row, row.title, row.pk in found) for row in page.rows]}


def _ids(page: KeysetPage[Any]) -> list[int]:
    return [row.pk for row in page.rows]
