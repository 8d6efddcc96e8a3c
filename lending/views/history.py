"""The use of one dossier: who asked, read, borrowed or was given a copy, under which approval."""

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from dossiers.models import Dossier, ViewLog
from dossiers.procedures.reading import log_named
from lending.models import (
    AccessRequest,
    CopyIssued,
    Disclosure,
    Loan,
    RequestDecision,
    RequestLine,
)

SEES = "lending.view_accessrequest"
MOST_OLD = 50


@shell_page(_("Use history"), SEES, methods=("GET",))
def use_history(request: StaffRequest, pk: int) -> HttpResponse:
    """Every request for a thing of the dossier with its decisions and what followed.

    Names from outside are masked; reasons, which may name residents, stay with the request.

    Source: LND-16, LND-22, SEC-14.
    """
    under(request, "dossiers:list")
    user = actor(request)
    rows = Dossier.objects.visible_to(user).select_related("centre")
    found = get_object_or_404(rows, pk=pk)
    lines = RequestLine.objects.filter(
        holding__dossier=found, request__in=AccessRequest.objects.visible_to(user).values("pk")
    )
    page = keyset_page(_with_uses(lines, user), request, order=("-id",))
    context = {
        "dossier": found,
        "title": _("Use of %(code)s") % {"code": found.code},
        "page": page,
        "old": _of_old_registers(found, user),
    }
    shown, now = ViewLog.What.SHOWN, clock.now()
    log_named([found.pk], user, shown, now=now, detail="use history")
    return render(request, "lending/use_history.html", context)


def _with_uses(lines: QuerySet[RequestLine], user: User) -> QuerySet[RequestLine]:
    """Lines with their decisions, and with what was lent, copied and disclosed on them."""
    decisions = RequestDecision.objects.select_related("by", "department")
    loans = Loan.objects.visible_to(user).select_related("slip")
    disclosures = Disclosure.objects.visible_to(user)
    return lines.select_related(
        "request__requester", "request__outside", "request__room", "holding", "document"
    ).prefetch_related(
        Prefetch("decisions", queryset=decisions),
        Prefetch("loans", queryset=loans),
        Prefetch("copies_issued", queryset=CopyIssued.objects.all()),
        Prefetch("disclosures", queryset=disclosures),
    )


def _of_old_registers(found: Dossier, user: User) -> list[Loan]:
    """Loans that an old register tells of; nobody here approved them."""
    told = Loan.objects.visible_to(user).told()
    rows = told.filter(holding__dossier=found, origin=Loan.Origin.LEGACY)
    return list(rows.select_related("holding").order_by("-handed_out_on", "-pk")[:MOST_OLD])
