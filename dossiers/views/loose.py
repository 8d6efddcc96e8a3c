"""Loose papers: for one dossier or for many units in one list, in three steps."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import Department
from archive_office.regulation import RegulationError
from archive_office.shell import shell_page
from dossiers.models import Dossier, Submission
from dossiers.procedures.submissions import start_submission
from dossiers.views import drafts
from dossiers.views.submissions import submission_lines

MOST_DRAFTS = 20


@shell_page(_("Loose papers"), "dossiers.submit_papers")
def loose_papers(request: StaffRequest) -> HttpResponse:
    """Begin a list of loose papers, or go on with one."""
    user = actor(request)
    centres = drafts.centres_to_bring_to(user)
    if request.method == "POST":
        return _begin(request, centres)
    running = (
        Submission.objects.brought_by(user)
        .filter(kind=Submission.Kind.LOOSE, state__in=drafts.EDITABLE)
        .select_related("unit__estate", "estate")
    )
    return render(
        request,
        "dossiers/loose_papers.html",
        {
            "centres": centres,
            "running": submission_lines(list(running[:MOST_DRAFTS])),
            "dossier": _wanted(request),
        },
    )


def _wanted(request: StaffRequest) -> Dossier | None:
    pk = request.POST.get("dossier") or request.GET.get("dossier") or ""
    if not pk.isdecimal():
        return None
    return get_object_or_404(Dossier.objects.visible_to(actor(request)), pk=int(pk))


def _begin(request: StaffRequest, centres: list[Department]) -> HttpResponse:
    centre = next((c for c in centres if str(c.pk) == request.POST.get("centre")), None)
    if centre is None:
        raise Http404
    try:
        draft = start_submission(Submission.Kind.LOOSE, centre, by=actor(request), now=clock.now())
    except RegulationError as error:
        context = {"centres": centres, "running": [], "refusals": error.refusals}
        return render(request, "dossiers/loose_papers.html", context, status=422)
    target = redirect("dossiers:draft", draft.pk, "list")
    if dossier := _wanted(request):
        target["Location"] += f"?unit={dossier.code}"
    return target
