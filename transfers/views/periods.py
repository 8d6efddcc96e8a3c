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


@shell_page(_("Handover periods"), "transfers.view_period", methods=("GET",))
def periods(request: StaffRequest) -> HttpResponse:
    """The half-years, and how each centre stands in the chosen one."""
    chosen = _chosen(request)
    user, today = actor(request), clock.today()
    scope = scope_of(user)
    centres = None if scope.everything else list(rules.centres().filter(pk__in=scope.departments))
    rows = rules.standings(chosen, on=today, of=centres) if chosen else []
    return render(
        request,
        "transfers/periods.html",
        {
            "periods": Period.objects.all()[:8],
            "chosen": chosen,
            "rows": rows,
            "late": [row for row in rows if row.is_overdue],
            "may_prepare": user.has_perm("transfers.prepare_manifest"),
        },
    )


def _chosen(request: StaffRequest) -> Period | None:
    wanted = request.GET.get("period", "")
    if wanted.isdigit():
        return get_object_or_404(Period, pk=int(wanted))
    return Period.objects.filter(starts_on__lte=clock.today()).first()
