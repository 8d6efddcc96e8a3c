"""The check at headquarters: by scan and by list, each outcome saved at once."""

from dataclasses import replace

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor, wants_fragment
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import announce, scanned, under
from archive_office.shell.paging import keyset_page
from transfers.forms import FindingForm
from transfers.models import Manifest, ManifestLine, ManifestState, Outcome
from transfers.procedures.checking import Scanned, record_outcome, record_scan, strike_find
from transfers.views.finding import line_or_404, visible
from transfers.views.standing import tally

MAY_CHECK = "transfers.check_manifest"
SAID = {
    Scanned.AGREES: _("%(code)s agrees."),
    Scanned.ALREADY: _("%(code)s was checked before."),
    Scanned.UNLISTED: _("%(code)s is not on the list: it has a line of its own now."),
}
OPEN = Q(outcome=Outcome.UNCHECKED) | Q(decision=ManifestLine.Decision.PENDING)
SHOWN = {
    "": Q(),
    "open": OPEN,
    "different": ~Q(outcome__in=[Outcome.UNCHECKED, Outcome.AGREES]),
}
DESCRIBED = (Outcome.PAGES_DIFFER, Outcome.DAMAGED, Outcome.UNLISTED)
"""Outcomes that need words; what was said of others is not carried into the next finding."""
LINES_AT_ONCE = 25


class Row:
    """A line on the check page, with what was typed about it and why that was refused."""

    def __init__(
        self,
        line: ManifestLine,
        typed: FindingForm | None = None,
        refusals: tuple[Refusal, ...] = (),
    ) -> None:
        self.line, self.refusals = line, refusals
        self.form = typed or FindingForm(
            initial={
                "pages_counted": line.pages_counted,
                "note": line.outcome_note,
                "decision": line.decision if line.outcome in DESCRIBED else "",
                "refusal": line.refusal if line.outcome in DESCRIBED else "",
            }
        )
        self.form.auto_id = f"line{line.pk}_%s"

    @property
    def is_open(self) -> bool:
        """Whether the words of a difference are shown: refused, or a difference already."""
        return bool(self.refusals or self.form.errors or self.line.outcome in DESCRIBED)

    @property
    def plain_refusals(self) -> list[Refusal]:
        """The refusals without the names of fields: many lines have a field of each name."""
        return [replace(refusal, field="") for refusal in self.refusals]

    @property
    def tone(self) -> str:
        """The colour of the line's edge; its words say the same."""
        if self.line.outcome == Outcome.UNCHECKED:
            return ""
        if self.line.decision == ManifestLine.Decision.PENDING:
            return "warn"
        if self.line.decision == ManifestLine.Decision.REFUSED:
            return "bad"
        return "good" if self.line.outcome == Outcome.AGREES else "warn"


@shell_page(_("Check a handover"), MAY_CHECK, methods=("GET",))
def check(request: StaffRequest, pk: int) -> HttpResponse:
    """The list to be checked: scan box above, lines below, only the open ones if wished."""
    return _page(request, visible(request, pk))


@shell_page(_("Check a handover"), MAY_CHECK, methods=("POST",))
def scan(request: StaffRequest, pk: int) -> HttpResponse:
    """A scanned barcode: listed things agree, others become a line of their own."""
    found = visible(request, pk)
    barcode = request.POST.get("code", "").strip()
    title = request.POST.get("title", "").strip()
    try:
        line, result = record_scan(found, barcode, by=actor(request), now=clock.now(), title=title)
    except RegulationError as error:
        answer = _page(request, found, refusals=error.refusals, status=422)
        said = "; ".join(f"{r.clause.value} {r.reason}" for r in error.refusals)
        return scanned(answer, said, ok=False)
    answer = _page(request, found, fresh=Row(line))
    return scanned(answer, SAID[result] % {"code": line.code}, ok=result != Scanned.UNLISTED)


@shell_page(_("Check a handover"), MAY_CHECK, methods=("POST",))
def outcome(request: StaffRequest, pk: int) -> HttpResponse:
    """What was found about one line; a part of the page answers with the line alone."""
    line = line_or_404(request, pk)
    form = FindingForm(request.POST)
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        try:
            line = record_outcome(line, form.finding(), by=actor(request), now=clock.now())
        except RegulationError as error:
            refusals = error.refusals
    failed = bool(refusals or form.errors)
    row = Row(line, form if failed else None, refusals)
    status = 422 if failed else 200
    if not wants_fragment(request):
        return _page(request, line.manifest, fresh=row, status=status)
    context = {
        "row": row,
        "manifest": line.manifest,
        "tally": tally(line.manifest),
        "checking": line.manifest.state == ManifestState.CHECKING,
        "beside": True,
    }
    answer = render(request, "transfers/_checked.html", context, status=status)
    if failed:
        return answer
    missing = line.outcome == Outcome.MISSING  # the word of the button, not of a page that is gone
    words = {
        "code": line.code,
        "outcome": _("Not there") if missing else line.get_outcome_display(),
    }
    return announce(answer, _("%(code)s: %(outcome)s") % words)


@shell_page(_("Check a handover"), MAY_CHECK, methods=("POST",))
def strike(request: StaffRequest, pk: int) -> HttpResponse:
    """Strike out a line that was added by mistake; the list answers without it."""
    line = line_or_404(request, pk)
    reason = request.POST.get("reason", "").strip()
    try:
        strike_find(line, reason=reason, by=actor(request), now=clock.now())
    except RegulationError as error:
        row = Row(line, refusals=error.refusals)
        return _page(request, line.manifest, fresh=row, status=422)
    said = _("%(code)s is struck out.") % {"code": line.code}
    if wants_fragment(request):
        return announce(_page(request, line.manifest), said)
    messages.success(request, said)
    return redirect("transfers:check", line.manifest_id)


def _page(
    request: StaffRequest,
    found: Manifest,
    *,
    fresh: Row | None = None,
    refusals: tuple[Refusal, ...] = (),
    status: int = 200,
) -> HttpResponse:
    """The check page, or its list alone; the line just worked on stands on top."""
    under(request, "transfers:manifests")
    show = request.GET.get("show", "")
    lines = found.lines.select_related("holding", "checked_by").filter(SHOWN.get(show, Q()))
    page = keyset_page(lines, request, order=("number", "id"), size=LINES_AT_ONCE)
    context = {
        "manifest": found,
        "title": _("Check %(number)s") % {"number": found.number},
        "page": page,
        "rows": [Row(line) for line in page.rows if fresh is None or line.pk != fresh.line.pk],
        "fresh": fresh,
        "tally": tally(found),
        "show": show,
        "checking": found.state == ManifestState.CHECKING,
        "refusals": refusals,
    }
    template = "transfers/_lines.html" if wants_fragment(request) else "transfers/check.html"
    return render(request, template, context, status=status)
