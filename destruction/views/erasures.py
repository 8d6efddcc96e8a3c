"""The board of erasures: electronic copies and keys that go after a destruction (DES-25)."""

from typing import Final

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from archive_office.http import StaffRequest, actor
from archive_office.shell import shell_page
from archive_office.shell.paging import keyset_page
from destruction.models import Erasure
from destruction.rules.erasures import FAILED, erasures_seen
from destruction.views.finding import REGISTERS_SEEN

SHOWS: Final = {
    "pending": (_("To be erased"), Q(state=Erasure.State.PENDING)),
    "failed": (_("Failed, tried again"), FAILED),
    "spared": (_("Still needed elsewhere"), Q(state=Erasure.State.SPARED)),
    "erased": (_("Erased and checked"), Q(state=Erasure.State.ERASED)),
}


@shell_page(_("Erasures"), REGISTERS_SEEN, methods=("GET",))
def erasures(request: StaffRequest) -> HttpResponse:
    """What is still to be erased, what failed, what is spared and why."""
    rows = erasures_seen(actor(request))
    counts = rows.aggregate(**{name: Count("pk", filter=q) for name, (_l, q) in SHOWS.items()})
    show = request.GET.get("show", "")
    if show not in SHOWS:
        show = "failed" if counts["failed"] else "pending"
    chosen = rows.filter(SHOWS[show][1]).select_related(
        "line__register", "file", "line__holding", "line__document"
    )
    page = keyset_page(chosen, request, order=("-asked_at", "-id"))
    context = {
        "page": page,
        "rows": page.rows,
        "show": show,
        "tabs": [(name, label, counts[name]) for name, (label, _q) in SHOWS.items()],
    }
    return render(request, "destruction/erasures.html", context)
