"""Copies: made against an approved line, checked by another archivist, released, kept."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import PDF, StaffRequest, actor, stored_file
from archive_office.organisation.models import User
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from dossiers.models import Dossier, ViewLog
from dossiers.procedures.reading import log_view
from dossiers.rules.access import right_to_look_inside
from lending.forms.copies import CopyCheckForm, CopyForm
from lending.models import COPYING, AccessRequest, CopyIssued, RequestLine
from lending.procedures.copies import check_copy, discard_copy, make_copy, release_copy
from lending.rules.people import is_archivist_of
from lending.views.finding import looked_at
from lending.views.looking import lines_to_copy
from lending.views.rooms import own_rooms, visible_copies

SEES = "lending.view_copyissued"
MAKES = "lending.make_copy"
FETCHES = (SEES, "lending.ask_access")
STATES = {state.value: Q(state=state) for state in CopyIssued.State}
OPEN = Q(state__in=[CopyIssued.State.MADE, CopyIssued.State.CHECKED])
MOST_TO_MAKE = 30


@shell_page(gettext_lazy("Issued copies"), SEES, methods=("GET",))
def copies(request: StaffRequest) -> HttpResponse:
    """What was approved and is still to be made, then the copies themselves, newest first."""
    user = actor(request)
    show = request.GET.get("show", "")
    rows = visible_copies(user).filter(STATES.get(show, OPEN if show != "all" else Q()))
    page = keyset_page(rows, request, order=("-made_at", "-id"))
    context = {"page": page, "show": show, "to_make": _to_make(user), "states": CopyIssued.State}
    return render(request, "lending/copies.html", context)


def _to_make(user: User) -> list[RequestLine]:
    """Approved lines of one's own rooms of which no copy was made yet, the oldest first."""
    rows = lines_to_copy(own_rooms(user), now=clock.now())
    rows = rows.select_related("request__requester", "request__outside", "holding", "document")
    return list(rows.order_by("decided_at", "pk")[:MOST_TO_MAKE])


@shell_page(gettext_lazy("Make a copy"), MAKES, methods=("GET", "POST"))
def make(request: StaffRequest, pk: int) -> HttpResponse:
    """Make the copy that one line of a request was granted."""
    under(request, "lending:copies")
    line = _line(request, pk)
    if not is_archivist_of(actor(request), line.request.room):
        raise PermissionDenied
    form = CopyForm(request.POST or None, line=line)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            made = make_copy(
                line,
                facts["pages"],
                facts["page_count"],
                facts["copies"],
                by=actor(request),
                now=clock.now(),
            )
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(
                request, _("%(number)s is made. Another archivist checks it.") % {"number": made}
            )
            return redirect(made)
    context = {"line": line, "form": form, "refusals": refusals}
    status = 422 if request.method == "POST" else 200
    looked_at(request, line.holding, page="make copy")
    return render(request, "lending/make_copy.html", context, status=status)


def _line(request: StaffRequest, pk: int) -> RequestLine:
    """A copying line with its thing found, of a request that exists for this person."""
    rows = RequestLine.objects.filter(
        request__in=AccessRequest.objects.visible_to(actor(request)),
        manner__in=COPYING,
        holding__isnull=False,
    ).select_related(
        "request__room",
        "request__requester",
        "request__outside",
        "holding__dossier__centre",
        "holding__keeper",
        "document",
    )
    return get_object_or_404(rows, pk=pk)


@shell_page(gettext_lazy("Issued copy"), SEES)
def copy(request: StaffRequest, pk: int) -> HttpResponse:
    """One copy: what it is, who checked it, where it went."""
    under(request, "lending:copies")
    found = get_object_or_404(visible_copies(actor(request)), pk=pk)
    form = CopyCheckForm(request.POST if "ok" in request.POST else None)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST":
        if not actor(request).has_perm(MAKES):
            raise PermissionDenied
        try:
            if _next_step(request, found, form):
                return redirect(found)
        except RegulationError as error:
            refusals = error.refusals
    context = {
        "copy": found,
        "title": found.number,
        "form": form,
        "refusals": refusals,
        "disclosure": getattr(found, "disclosure", None),
        **_may(found, actor(request)),
    }
    status = 422 if request.method == "POST" else 200
    looked_at(request, found.line.holding, page="copy")
    return render(request, "lending/copy.html", context, status=status)


def _may(found: CopyIssued, user: User) -> dict[str, bool]:
    """What this person may do with the copy now; whoever made it does not check it."""
    clerk = is_archivist_of(user, found.line.request.room) and user.has_perm(MAKES)
    return {
        "may_check": clerk and found.state == CopyIssued.State.MADE and found.made_by_id != user.pk,
        "is_own": clerk and found.state == CopyIssued.State.MADE and found.made_by_id == user.pk,
        "may_release": clerk and found.state == CopyIssued.State.CHECKED,
        "may_discard": clerk and found.state in (CopyIssued.State.MADE, CopyIssued.State.CHECKED),
        "may_open": bool(found.file) and bool(_right(found, user)),
    }


def _next_step(request: StaffRequest, found: CopyIssued, form: CopyCheckForm) -> bool:
    """Check or release, as the button said; whether enough was said."""
    by, now = actor(request), clock.now()
    if "release" in request.POST:
        release_copy(found, by=by, now=now)
        messages.success(
            request,
            _("%(number)s is released and stands in the disclosure register.")
            % {"number": found.number},
        )
        return True
    if "discard" in request.POST:
        discard_copy(found, by=by, now=now, reason=request.POST.get("reason", ""))
        messages.success(request, _("%(number)s is destroyed.") % {"number": found.number})
        return True
    if not form.is_valid():
        return False
    facts = form.cleaned_data
    check_copy(found, ok=facts["ok"], note=facts["note"], by=by, now=now)
    messages.success(request, _("The check is recorded."))
    return True


@shell_page(gettext_lazy("Issued copy"), FETCHES, methods=("GET",))
def copy_file(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The watermarked file of a copy; every opening stands in the dossier's view log.

    Source: LND-22, SEC-06.
    """
    user = actor(request)
    found = get_object_or_404(visible_copies(user), pk=pk)
    right = _right(found, user)
    if not right or not found.file or found.line.holding is None:
        raise Http404
    try:
        content = found.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    log_view(
        found.line.holding.dossier,
        user,
        ViewLog.What.DOWNLOADED,
        under=right,
        now=clock.now(),
        detail=found.number,
    )
    return stored_file(content, f"{found.number}.pdf", content_type=PDF, in_place=False)


def _right(found: CopyIssued, user: User) -> str:
    """Under which right a person opens the file of a copy; empty if there is none.

    Archivists of the room work with it, the requester fetches it once it is released and as
    long as the approval lasts, others need the right to look into what was copied: once a
    dossier is sealed, nobody opens its released copies but by the director's word (LND-24).
    """
    request, holding, now = found.line.request, found.line.holding, clock.now()
    if found.state == CopyIssued.State.REJECTED or holding is None:
        return ""
    if request.requester_id == user.pk:
        open_ = found.state == CopyIssued.State.RELEASED and request.until > now
        return request.number if open_ else ""
    return _right_by_post(found, holding.dossier, user) if user.has_perm(SEES) else ""


def _right_by_post(found: CopyIssued, dossier: Dossier, user: User) -> str:
    in_work = found.state != CopyIssued.State.RELEASED or dossier.sealed_on is None
    if in_work and is_archivist_of(user, found.line.request.room):
        return "room"
    line = found.line
    grade = max(thing.secrecy for thing in (line.document, line.holding) if thing is not None)
    return right_to_look_inside(
        dossier, user, at=clock.now(), personal=line.is_personal, grade=grade
    )
