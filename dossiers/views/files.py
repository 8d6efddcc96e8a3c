"""Scans: taken in one by one, given out through a permission check."""

from typing import Final

from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import SHOWN_IN_PLACE, StaffRequest, actor, stored_file
from archive_office.organisation.models import User
from archive_office.regulation import RegulationError
from archive_office.shell import shell_page
from dossiers.models import Dossier, ElectronicFile, Submission, SubmissionPaper, ViewLog
from dossiers.procedures.files import attach_scan, remove_scan
from dossiers.procedures.reading import log_view
from dossiers.rules.access import right_to_open
from dossiers.rules.taking import against_taking_along
from dossiers.views.drafts import scan_of
from dossiers.views.finding import refuse

HANDLES: Final = ("dossiers.submit_papers", "dossiers.accept_submission")
LOOKS: Final = (*HANDLES, "dossiers.view_document")


@shell_page(gettext_lazy("Papers"), HANDLES, methods=("POST",))
def paper_upload(request: StaffRequest, pk: int) -> JsonResponse:
    """Add one photo, scan or PDF to a paper of the tray."""
    rows = SubmissionPaper.objects.filter(
        submission__in=Submission.objects.visible_to(actor(request))
    )
    paper = get_object_or_404(rows, pk=pk)
    upload = request.FILES.get("file")
    if upload is None:
        return JsonResponse({"error": _("No file arrived. Choose it again.")}, status=422)
    try:
        kept = attach_scan(paper, upload, by=actor(request), now=clock.now())
    except RegulationError as error:
        reasons = " ".join(str(refusal.reason) for refusal in error.refusals)
        return JsonResponse({"error": reasons}, status=422)
    scan = scan_of(kept)
    told = {
        "id": scan.pk,
        "name": scan.name,
        "size": scan.size,
        "preview": scan.preview_url,
        "remove": scan.remove_url,
    }
    return JsonResponse(told, status=201)


@shell_page(gettext_lazy("Papers"), HANDLES, methods=("POST",))
def file_remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a scan off a paper that is not accepted yet."""
    scan, _under = _file_or_404(actor(request), pk)
    try:
        remove_scan(scan, by=actor(request), now=clock.now())
    except RegulationError as error:
        return JsonResponse({"error": str(error)}, status=422)
    return HttpResponse(status=204)


@shell_page(gettext_lazy("File"), LOOKS, methods=("GET",))
def file(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The content of a scan, in place where a browser can show it safely, else as a download."""
    found, under = _file_or_404(actor(request), pk)
    in_place = found.content_type in SHOWN_IN_PLACE and "download" not in request.GET
    if found.document is not None and not in_place:
        refuse(against_taking_along(found.document, actor(request), at=clock.now()))
    try:
        content = found.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    if (dossier := _dossier_of(found)) is not None:
        log_view(
            dossier,
            actor(request),
            ViewLog.What.SHOWN if in_place else ViewLog.What.DOWNLOADED,
            under=under,
            now=clock.now(),
            detail=found.document.code if found.document else f"scan {found.pk}",
        )
    return stored_file(content, found.name, content_type=found.content_type, in_place=in_place)


def _dossier_of(found: ElectronicFile) -> Dossier | None:
    """To which dossier a scan belongs; to none while its paper waits for the first one."""
    if found.document is not None:
        return found.document.holding.dossier
    return (found.paper.dossier or found.paper.submission.dossier) if found.paper else None


def _file_or_404(user: User, pk: int) -> tuple[ElectronicFile, str]:
    """A file and the right under which it is opened; without a right it does not exist."""
    rows = ElectronicFile.objects.select_related(
        "document__holding__dossier", "paper__dossier", "paper__submission__dossier"
    )
    found = get_object_or_404(rows, pk=pk)
    under = right_to_open(found, user, at=clock.now())
    if not under:
        raise Http404
    return found, under
