"""Papers without a scan and scans without a paper; papers that are not filed yet."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from archive_office import clock, policy
from archive_office.http import StaffRequest, actor
from archive_office.organisation.scope import scope_of
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
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
    user, today = actor(request), clock.today()
    show = "place" if request.GET.get("show") == "place" else "tray"
    context = {"show": show, "run": lateness.days_of_a_run(today)}
    if show == "tray":
        rows = Submission.objects.visible_to(user).waiting()
        page = keyset_page(
            rows.select_related("by", "unit__estate", "estate", "centre"),
            request,
            order=("submitted_at", "pk"),
        )
        limit = today - timedelta(days=policy.number("registration_days", on=today))
        lines = [(row, about(row), clock.day_of(row.submitted_at) < limit) for row in page.rows]
        return render(request, "dossiers/unfiled.html", {**context, "page": page, "lines": lines})
    scope = scope_of(user)
    holdings = lateness.unfiled(Holding.objects.all())
    if not scope.everything:
        holdings = holdings.filter(keeper__in=scope.departments)
    page = keyset_page(
        holdings.select_related("dossier__unit__estate", "keeper"),
        request,
        order=("verified_on", "pk"),
    )
    limit = today - timedelta(days=context["run"])
    lines = [(row, row.title, row.verified_on < limit) for row in page.rows]
    return render(request, "dossiers/unfiled.html", {**context, "page": page, "lines": lines})
