"""The copies of a signed manifest: printed, sealed on paper, scanned."""

from pathlib import PurePosixPath

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor, pdf, stored_file
from archive_office.organisation.models import Seal
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from dossiers.models import ViewLog
from transfers.forms import ScanUpload, SealForm
from transfers.models import ManifestCopy
from transfers.procedures.sealing import attach_sealed_scan, record_print, record_seal
from transfers.rules.content import content_for
from transfers.rules.seals import SCANS
from transfers.views.finding import SEEN, copy_or_404
from transfers.views.papers import check_address, draw, log_paper
from transfers.views.standing import copies_of

TYPES = {suffix: content_type for content_type, suffix in SCANS.items()}


@shell_page(_("Copy of a manifest"), SEEN, methods=("GET",))
def copy(request: StaffRequest, pk: int) -> HttpResponse:
    """One copy: whose it is, when it was printed and sealed, the scan of the sealed paper."""
    return _page(request, copy_or_404(request, pk))


@shell_page(_("Copy of a manifest"), SEEN, methods=("POST",))
def print_copy(request: StaffRequest, pk: int) -> HttpResponse:
    """Print one copy for its keeper; the print is noted, equal prints are equal in every byte."""
    chosen = copy_or_404(request, pk)
    try:
        record_print(chosen, by=actor(request), now=clock.now())
    except RegulationError as error:
        return _page(request, chosen, refusals=error.refusals)
    found = chosen.manifest
    content = content_for(found, on=clock.today())
    log_paper(request, found, f"copy {chosen.number}")
    printed = draw(found, content, check_address(request, found), copy=chosen.number)
    return pdf(printed, f"{found.number}-{chosen.number}.pdf")


@shell_page(_("Copy of a manifest"), SEEN, methods=("POST",))
def seal(request: StaffRequest, pk: int) -> HttpResponse:
    """Note that the keeper of a seal has put it on the paper."""
    chosen = copy_or_404(request, pk)
    form = _seal_form(request, chosen, bound=True)
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        facts = form.cleaned_data
        try:
            record_seal(chosen, facts["seal"], by=actor(request), on=facts["on"], now=clock.now())
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("The seal is recorded. Now scan the sealed paper."))
            return redirect("transfers:copy", pk=pk)
    return _page(request, chosen, seal_form=form, refusals=refusals, failed=True)


@shell_page(_("Copy of a manifest"), SEEN)
def sealed_scan(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Send the scan of the sealed paper, or take one in."""
    chosen = copy_or_404(request, pk)
    if request.method != "POST":
        return _sent(request, chosen)
    form = ScanUpload(request.POST, request.FILES)
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        facts = form.cleaned_data
        try:
            attach_sealed_scan(chosen, facts["file"], by=actor(request), reason=facts["reason"])
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("The scan of the sealed copy is kept."))
            return redirect("transfers:copy", pk=pk)
    return _page(request, chosen, scan_form=form, refusals=refusals, failed=True)


def _sent(request: StaffRequest, chosen: ManifestCopy) -> FileResponse:
    """The scan, typed by what its content was found to be; nothing in it is guessed again."""
    kept = chosen.scan.name or ""
    if not kept or not chosen.scan.storage.exists(kept):
        raise Http404
    paper, shown = f"sealed copy {chosen.number}", ViewLog.What.SHOWN
    log_paper(request, chosen.manifest, paper, what=shown)
    suffix = PurePosixPath(kept).suffix.removeprefix(".")
    name = f"{chosen.manifest.number}-{chosen.number}-sealed.{suffix}"
    return stored_file(chosen.scan.open("rb"), name, content_type=TYPES.get(suffix, ""))


def _seal_form(request: StaffRequest, chosen: ManifestCopy, *, bound: bool) -> SealForm:
    seals = Seal.objects.filter(department=chosen.keeper)
    own = seals.filter(keeper=actor(request)).first()
    initial = {"on": clock.today().isoformat(), "seal": own}
    return SealForm(request.POST if bound else None, initial=initial, seals=seals)


def _page(
    request: StaffRequest,
    chosen: ManifestCopy,
    *,
    seal_form: SealForm | None = None,
    scan_form: ScanUpload | None = None,
    refusals: tuple[Refusal, ...] = (),
    failed: bool = False,
) -> HttpResponse:
    under(request, "transfers:manifests")
    found = chosen.manifest
    rows = copies_of(found, actor(request))
    context = {
        "manifest": found,
        "title": _("Copy %(copy)s of %(number)s") % {"copy": chosen.number, "number": found.number},
        "seal_form": seal_form or _seal_form(request, chosen, bound=False),
        "scan_form": scan_form or ScanUpload(),
        "refusals": refusals,
        **next(row for row in rows if row["copy"] == chosen),
    }
    status = 422 if failed or refusals else 200
    return render(request, "transfers/copy.html", context, status=status)
