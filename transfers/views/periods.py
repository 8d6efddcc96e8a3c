"""Which centre has handed over what, and who is late."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.scope import scope_of
from archive_office.shell import shell_page
from transfers.models import Period
from transfers.rules import periods as rules
from transfers.views.finding import own_centres

LATEST = 8


@shell_page(_("Handover periods"), "transfers.view_period", methods=("GET",))
def periods(request: StaffRequest) -> HttpResponse:
    """The half-years, how each centre stands in the chosen one, and who is late in any."""
    user, today = actor(request), clock.today()
    chosen, latest = _chosen(request), list(Period.objects.all()[:LATEST])
    scope = scope_of(user)
    of = None if scope.everything else list(rules.centres().filter(pk__in=scope.departments))
    rows = rules.standings(chosen, on=today, of=of) if chosen else []
    late = [
        standing
        for period in latest
        if period.due_on < today
        for standing in rules.standings(period, on=today, of=of)
        if standing.is_overdue
    ]
    return render(
        request,
        "transfers/periods.html",
        {
            "periods": latest,
            "chosen": chosen,
            "rows": sorted(rows, key=lambda row: (not row.is_overdue, row.centre.code)),
            "late": late,
            "own": {centre.pk for centre in own_centres(user)},
        },
    )


def _chosen(request: StaffRequest) -> Period | None:
    """The period asked for; else the one whose handover comes next."""
    wanted = request.GET.get("period", "")
    if wanted.isdecimal():
        return get_object_or_404(Period, pk=int(wanted))
    coming = Period.objects.filter(due_on__gte=clock.today()).order_by("due_on").first()
    return coming or Period.objects.first()
