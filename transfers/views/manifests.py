"""The list of manifests, and one manifest with its next steps."""

from collections.abc import Callable
from datetime import datetime

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
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from transfers.forms import ManifestFilter, ReasonForm
from transfers.models import Manifest
from transfers.procedures import checking
from transfers.procedures import manifests as acts
from transfers.rules.periods import centres
from transfers.views.finding import SEEN, line_or_404, own_centres, visible
from transfers.views.standing import shown_manifest


@shell_page(_("Manifests"), SEEN, methods=("GET",))
def manifests(request: StaffRequest) -> HttpResponse:
    """The manifests this person may see, the newest first."""
    user = actor(request)
    rows = Manifest.objects.visible_to(user)
    form = ManifestFilter(
        request.GET, centres=centres().filter(pk__in=rows.order_by().values("centre"))
    )
    rows = rows.filter(**form.lookups()).select_related("centre", "period")
    page = keyset_page(rows, request, order=("-prepared_at", "-id"))
    counts = (
        Manifest.objects.filter(pk__in=[row.pk for row in page.rows])
        .order_by()
        .annotate(total=Count("lines"), open=Count("lines", filter=Q(lines__outcome="unchecked")))
    )
    lines = {row.pk: row for row in counts}
    return render(
        request,
        "transfers/manifests.html",
        {
            "page": page,
            "rows": [(row, lines[row.pk]) for row in page.rows],
            "form": form,
            "may_prepare": user.has_perm("transfers.prepare_manifest")
            and own_centres(user).exists(),
        },
    )


@shell_page(_("Manifest"), SEEN, methods=("GET",))
def manifest(request: StaffRequest, pk: int) -> HttpResponse:
    """One manifest: where it stands, its lines, its signatures and copies, what comes next."""
    return shown(request, visible(request, pk))


def shown(
    request: StaffRequest, found: Manifest, *, refusals: object = (), step: str = ""
) -> HttpResponse:
    """The manifest's page; after a refused step with every refusal and what was typed."""
    under(request, "transfers:manifests")
    lines = found.lines.select_related("holding", "checked_by")
    context = {
        "page": keyset_page(lines, request, order=("number", "id"), size=100),
        "refusals": refusals,
        "void_form": _reason_form("void", request, step),
        "thaw_form": _reason_form("thaw", request, step),
        **shown_manifest(found, actor(request)),
    }
    return render(request, "transfers/manifest.html", context, status=422 if refusals else 200)


def _reason_form(name: str, request: StaffRequest, step: str) -> ReasonForm:
    """The reason asked for in a dialog; after a refusal with what was typed."""
    typed = request.POST.get("reason", "") if step == name else ""
    return ReasonForm(initial={"reason": typed}, auto_id="id_%s" if step == name else f"{name}_%s")


Step = Callable[[Manifest, str, User, datetime], object]
STEPS: dict[str, tuple[str, Step, object]] = {
    "submit": (
        "transfers.prepare_manifest",
        lambda m, _reason, by, now: acts.submit_manifest(m, by=by, now=now),
        _("The manifest is handed in; headquarters checks it line by line."),
    ),
    "recall": (
        "transfers.prepare_manifest",
        lambda m, _reason, by, now: acts.recall_manifest(m, by=by, now=now),
        _("The manifest is back; everything stands on its shelf again."),
    ),
    "void": (
        SEEN,
        lambda m, reason, by, now: acts.void_manifest(m, reason=reason, by=by, now=now),
        _("The manifest is void; everything stands on its shelf again."),
    ),
    "freeze": (
        "transfers.check_manifest",
        lambda m, _reason, by, now: checking.freeze_manifest(m, by=by, now=now),
        _("The list is frozen. Both parties can sign it now."),
    ),
    "thaw": (
        "transfers.check_manifest",
        lambda m, reason, by, now: checking.thaw_manifest(m, reason=reason, by=by, now=now),
        _("The list is open again; signatures given so far are void."),
    ),
}
"""Steps that need one button and at most a reason: permission, act, what it did."""


@shell_page(_("Manifest"), SEEN, methods=("POST",))
def step(request: StaffRequest, pk: int, step: str) -> HttpResponse:
    """Take one step of the handover."""
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
    messages.success(request, done)  # type: ignore[arg-type]  # a lazy text
    return redirect(found)


@shell_page(_("Manifest"), "transfers.prepare_manifest", methods=("POST",))
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a line off a manifest that is being prepared."""
    line = line_or_404(request, pk)
    try:
        acts.remove_line(line, by=actor(request))
    except RegulationError as error:
        return shown(request, visible(request, line.manifest_id), refusals=error.refusals)
    messages.success(request, _("%(code)s was taken off the list.") % {"code": line.code})
    return redirect(line.manifest)
