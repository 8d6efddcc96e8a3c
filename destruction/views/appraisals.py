"""The list of appraisals, and one appraisal with its next step."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.regulation import RegulationError
from archive_office.shell import shell_page
from archive_office.shell.paging import keyset_page
from destruction.forms.lists import AppraisalFilter
from destruction.models import Appraisal
from destruction.procedures import appraisals as acts
from destruction.procedures import signing
from destruction.rules.waiting import waiting_for
from destruction.views.finding import DRAWS_UP, SEEN, visible
from destruction.views.showing import shown

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@shell_page(_("Appraisals"), SEEN, methods=("GET",))
def appraisals(request: StaffRequest) -> HttpResponse:
    """The appraisals this person may see, the newest first."""
    user = actor(request)
    form = AppraisalFilter(request.GET)
    rows = Appraisal.objects.visible_to(user).select_related("room", "drawn_up_by")
    if state := form.chosen("state"):
        rows = rows.filter(state=state)
    if form.chosen("waiting"):
        rows = rows.filter(pk__in=waiting_for(user))
    page = keyset_page(rows.defer("content"), request, order=("-drawn_up_at", "-id"))
    counts = (
        Appraisal.objects.filter(pk__in=[row.pk for row in page.rows])
        .order_by()
        .values("pk")
        .annotate(total=Count("lines"), open=Count("lines", filter=Q(lines__verdict="")))
    )
    lines = {row["pk"]: row for row in counts}
    context = {"page": page, "rows": [(row, lines[row.pk]) for row in page.rows], "form": form}
    return render(request, "destruction/appraisals.html", context)


@shell_page(_("Appraisal"), SEEN, methods=("GET",))
def appraisal(request: StaffRequest, pk: int) -> HttpResponse:
    """One appraisal: its lines with what is said of them, its signatures, what comes next."""
    return shown(request, visible(request, pk))


Step = Callable[[Appraisal, str, User, datetime], object]
STEPS: "Final[dict[str, tuple[str, Step, StrOrPromise]]]" = {
    "freeze": (
        DRAWS_UP,
        lambda a, _reason, by, now: signing.freeze_appraisal(a, by=by, now=now),
        _("The list is frozen. It can be signed now."),
    ),
    "thaw": (
        DRAWS_UP,
        lambda a, reason, by, now: signing.thaw(a, reason=reason, by=by, now=now),
        _("The list is open again; signatures given so far are void."),
    ),
    "void": (
        SEEN,
        lambda a, reason, by, now: acts.void_appraisal(a, reason=reason, by=by, now=now),
        _("The appraisal is void; its things wait on the work list again."),
    ),
}
"""Steps that need one button and at most a reason: permission, act, what it did."""


@shell_page(_("Appraisal"), SEEN, methods=("POST",))
def step(request: StaffRequest, pk: int, step: str) -> HttpResponse:
    """Take one step of the appraisal."""
    if step not in STEPS:
        raise Http404
    permission, procedure, done = STEPS[step]
    found = visible(request, pk)
    user = actor(request)
    if not user.has_perm(permission):
        raise PermissionDenied
    try:
        procedure(found, request.POST.get("reason", ""), user, clock.now())
    except RegulationError as error:
        return shown(request, visible(request, pk), refusals=error.refusals, step=step)
    messages.success(request, done)
    return redirect(found)
