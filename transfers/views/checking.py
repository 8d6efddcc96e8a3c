"""The check at headquarters: by scan and by list, each outcome saved at once."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor, wants_fragment
from archive_office.regulation import RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import announce, scanned
from archive_office.shell.paging import keyset_page
from transfers.forms import FindingForm
from transfers.models import Manifest, ManifestLine, ManifestState
from transfers.procedures.checking import Finding, Scanned, record_outcome, record_scan
from transfers.rules.steps import unresolved
from transfers.views.manifests import tally, visible

MAY_CHECK = "transfers.check_manifest"
SAID = {
    Scanned.AGREES: _("%(code)s agrees."),
    Scanned.ALREADY: _("%(code)s was checked before."),
    Scanned.UNLISTED: _("%(code)s is not on the list: it has a line of its own now."),
}


@shell_page(_("Check a handover"), MAY_CHECK, methods=("GET",))
def check(request: StaffRequest, pk: int) -> HttpResponse:
    """The list to be checked: scan box above, lines below, what is open first if wished."""
    found = visible(request, pk)
    request.shell_entry = "transfers:manifests"  # type: ignore[attr-defined]  # read by the shell
    return render(request, "transfers/check.html", _context(request, found))


@shell_page(_("Check a handover"), MAY_CHECK, methods=("POST",))
def scan(request: StaffRequest, pk: int) -> HttpResponse:
    """A scanned barcode: listed things agree, others become a line of their own."""
    found = visible(request, pk)
    barcode = request.POST.get("code", "").strip()
    try:
        line, result = record_scan(found, barcode, by=actor(request), now=clock.now())
    except RegulationError as error:
        answer = render(request, "transfers/_lines.html", _context(request, found))
        return scanned(answer, "; ".join(str(r.reason) for r in error.refusals), ok=False)
    answer = render(request, "transfers/_lines.html", _context(request, found, fresh=line.pk))
    return scanned(answer, SAID[result] % {"code": line.code}, ok=result != Scanned.UNLISTED)


@shell_page(_("Check a handover"), MAY_CHECK, methods=("POST",))
def outcome(request: StaffRequest, pk: int) -> HttpResponse:
    """The outcome of one line, typed."""
    user = actor(request)
    rows = ManifestLine.objects.filter(manifest__in=Manifest.objects.visible_to(user))
    line = get_object_or_404(rows.select_related("manifest"), pk=pk)
    form = FindingForm(request.POST)
    refusals: tuple[object, ...] = ()
    if form.is_valid():
        facts = form.cleaned_data
        finding = Finding(
            facts["outcome"],
            facts["decision"] or "pending",
            facts["pages_counted"],
            facts["note"],
            facts["refusal"],
        )
        try:
            line = record_outcome(line, finding, by=user, now=clock.now())
        except RegulationError as error:
            refusals = error.refusals
    failed = bool(refusals or form.errors)
    context = _context(request, line.manifest, fresh=line.pk) | {
        "refused_line": line.pk if failed else None,
        "refusals": refusals,
        "typed": form,
    }
    page = "transfers/_lines.html" if wants_fragment(request) else "transfers/check.html"
    answer = render(request, page, context, status=422 if failed else 200)
    if failed:
        return answer
    return announce(answer, _("%(code)s: %(outcome)s") % {
        "code": line.code, "outcome": line.get_outcome_display()
    })  # fmt: skip


def _context(
    request: StaffRequest, found: Manifest, *, fresh: int | None = None
) -> dict[str, object]:
    lines = found.lines.select_related("holding", "checked_by")
    if request.GET.get("show") == "open":
        lines = lines.filter(pk__in=[line.pk for line in unresolved(found)])
    return {
        "manifest": found,
        "title": _("Check %(number)s") % {"number": found.number},
        "page": keyset_page(lines, request, order=("number", "id"), size=100),
        "tally": tally(found),
        "open_count": len(unresolved(found)),
        "only_open": request.GET.get("show") == "open",
        "checking": found.state == ManifestState.CHECKING,
        "finding_form": FindingForm(),
        "fresh": fresh,
    }
