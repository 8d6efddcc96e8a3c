"""The list of manifests, the proposal, and one manifest with its next steps."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import Department, User
from archive_office.regulation import RegulationError
from archive_office.shell import shell_page
from archive_office.shell.paging import keyset_page
from transfers.forms import ManifestFilter, ProposalForm, ReasonForm
from transfers.models import Manifest, ManifestLine, ManifestState, Side
from transfers.procedures import checking
from transfers.procedures import manifests as acts
from transfers.procedures.manifests import Chosen
from transfers.rules import parties, steps
from transfers.rules.periods import centres as all_centres
from transfers.rules.proposal import proposal
from transfers.rules.putaway import proposed_places

SEEN = "transfers.view_manifest"


def visible(request: StaffRequest, pk: int) -> Manifest:
    """The manifest, if it exists for this person."""
    rows = Manifest.objects.visible_to(actor(request))
    return get_object_or_404(
        rows.select_related("centre", "receiver", "period", "prepared_by", "submitted_by"), pk=pk
    )


def own_centres(user: User) -> QuerySet[Department]:
    """The centres whose archivist this person is."""
    own = {m.department_id for m in user.current_memberships if m.role in parties.CENTRE_CLERKS}
    return all_centres().filter(pk__in=own)


@shell_page(_("Manifests"), SEEN, methods=("GET",))
def manifests(request: StaffRequest) -> HttpResponse:
    """The manifests this person may see, the newest first."""
    user = actor(request)
    rows = Manifest.objects.visible_to(user).select_related("centre", "period")
    known = all_centres().filter(pk__in=Manifest.objects.visible_to(user).values("centre"))
    form = ManifestFilter(request.GET, centres=known)
    if form.is_valid():
        chosen = {name: value for name, value in form.cleaned_data.items() if value}
        rows = rows.filter(**chosen)
    page = keyset_page(rows, request, order=("-prepared_at", "-id"))
    return render(
        request,
        "transfers/manifests.html",
        {
            "page": page,
            "form": form,
            "may_prepare": user.has_perm("transfers.prepare_manifest"),
        },
    )


@shell_page(_("Prepare a handover"), "transfers.prepare_manifest")
def propose(request: StaffRequest) -> HttpResponse:
    """What goes, what stays and why; one button draws the manifest up."""
    request.shell_entry = "transfers:manifests"  # type: ignore[attr-defined]  # read by the shell
    user = actor(request)
    centres = own_centres(user)
    first = centres.first()
    if first is None:
        raise Http404
    asked = request.POST or request.GET
    form = ProposalForm(
        {"centre": asked.get("centre") or first.pk, "kind": asked.get("kind") or "ordinary"},
        centres=centres,
    )
    if not form.is_valid():
        raise Http404
    centre, kind = form.cleaned_data["centre"], form.cleaned_data["kind"]
    offered = proposal(centre, kind, on=clock.today())
    refusals: tuple[object, ...] = ()
    if request.method == "POST":
        left_out = set(request.POST.getlist("leave"))
        try:
            made = acts.prepare_manifest(
                centre,
                kind,
                Chosen(
                    [h for h in offered.going if f"h{h.pk}" not in left_out],
                    [d for d in offered.supplements if f"d{d.pk}" not in left_out],
                ),
                by=user,
                now=clock.now(),
            )
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("Manifest %(number)s is prepared.") % {"number": made})
            return redirect(made)
    context = {
        "form": form,
        "offered": offered,
        "several": centres.count() > 1,
        "refusals": refusals,
        "against": list(steps.against_opening(centre, kind)),
    }
    return render(request, "transfers/propose.html", context, status=422 if refusals else 200)


@shell_page(_("Manifest"), SEEN, methods=("GET",))
def manifest(request: StaffRequest, pk: int) -> HttpResponse:
    """One manifest: where it stands, its lines, its signatures and copies, what comes next."""
    return shown(request, visible(request, pk))


def shown(
    request: StaffRequest, found: Manifest, *, refusals: object = (), reason: str = ""
) -> HttpResponse:
    """The manifest's page, after a refused step with every refusal and what was typed."""
    request.shell_entry = "transfers:manifests"  # type: ignore[attr-defined]  # read by the shell
    user = actor(request)
    lines = found.lines.select_related("holding", "checked_by")
    page = keyset_page(lines, request, order=("number", "id"), size=100)
    context = {
        "manifest": found,
        "title": _("Manifest %(number)s") % {"number": found.number},
        "page": page,
        "tally": tally(found),
        "signatures": found.signatures.select_related("signer", "acting_for", "department"),
        "sides": _sides(found, user),
        "copies": found.copies.select_related("keeper", "seal", "printed_by"),
        "at_centre": not list(
            parties.against_acting_for(user, found.centre, parties.CENTRE_CLERKS)
        ),
        "at_headquarters": not list(
            parties.against_acting_for(user, found.receiver, parties.HEADQUARTERS)
        ),
        "reason_form": ReasonForm(initial={"reason": reason}, auto_id="id_%s"),
        "places": proposed_places(found) if found.state == ManifestState.COMPLETED else [],
        "refusals": refusals,
    }
    return render(request, "transfers/manifest.html", context, status=422 if refusals else 200)


def tally(found: Manifest) -> dict[str, int]:
    """How many lines there are, and how many the check has settled or not."""
    rows = list(found.lines.values_list("outcome", "decision"))
    return {
        "lines": len(rows),
        "checked": sum(1 for outcome, _decision in rows if outcome != "unchecked"),
        "accepted": sum(1 for _outcome, decision in rows if decision == "accepted"),
        "refused": sum(1 for _outcome, decision in rows if decision == "refused"),
        "differing": sum(
            1 for outcome, _decision in rows if outcome not in ("unchecked", "agrees")
        ),
    }


def _sides(found: Manifest, user: User) -> list[dict[str, object]]:
    """Each side that signs: who did, and whether this person may."""
    signed = list(found.signatures.filter(voided_at__isnull=True).select_related("signer"))
    return [
        {
            "side": side,
            "label": Side(side).label,
            "department": parties.department_of(found, side),
            "signature": next((s for s in signed if s.side == side), None),
            "may": found.state == ManifestState.FROZEN
            and not list(steps.against_signing(found, side, user, signed)),
        }
        for side in parties.sides_of(found.kind)
    ]


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
    reason = request.POST.get("reason", "")
    try:
        procedure(found, reason, user, clock.now())
    except RegulationError as error:
        return shown(request, visible(request, pk), refusals=error.refusals, reason=reason)
    messages.success(request, done)  # type: ignore[arg-type]  # a lazy text
    return redirect(found)


@shell_page(_("Manifest"), "transfers.prepare_manifest", methods=("POST",))
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a line off a manifest that is being prepared."""
    user = actor(request)
    rows = ManifestLine.objects.filter(manifest__in=Manifest.objects.visible_to(user))
    line = get_object_or_404(rows.select_related("manifest"), pk=pk)
    try:
        acts.remove_line(line, by=user)
    except RegulationError as error:
        return shown(request, visible(request, line.manifest_id), refusals=error.refusals)
    messages.success(request, _("%(code)s was taken off the list.") % {"code": line.code})
    return redirect(line.manifest)
