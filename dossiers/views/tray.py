"""The archivist's tray: papers wait by age, each is accepted or goes back with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor, wants_fragment
from archive_office.organisation.models import User
from archive_office.regulation import Clause, Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from dossiers.models import PaperState, Submission, SubmissionPaper, SubmissionState
from dossiers.procedures.acceptance import accept_submission, answer_paper, return_submission
from dossiers.procedures.descriptions import find_intact
from dossiers.rules.completeness import dossier_due_on
from dossiers.rules.filing import Fault, against_accepting, against_reviewing
from dossiers.rules.listing import about, trays_of
from dossiers.rules.submissions import against_content, listed
from dossiers.views import drafts
from dossiers.views.review import told_facts

ANSWERS = "dossiers.accept_submission"


@dataclass(frozen=True, slots=True)
class TrayLine:
    """One submission that waits, with its age and the day its dossier is due."""

    submission: Submission
    about: str
    days: int
    due_on: date | None
    late: bool


@shell_page(gettext_lazy("Tray"), ANSWERS, methods=("GET",))
def tray(request: StaffRequest) -> HttpResponse:
    """What waits, oldest first."""
    rows = trays_of(actor(request)).select_related("by", "unit__estate", "estate", "centre")
    counted = rows.annotate(
        brought=Count("papers", filter=Q(papers__state__in=("pending", "accepted", "returned"))),
        unanswered=Count("papers", filter=Q(papers__state=PaperState.PENDING)),
    )
    page = keyset_page(counted, request, order=("submitted_at", "id"))
    lines = [_line(row) for row in page.rows]
    return render(request, "dossiers/tray.html", {"page": page, "lines": lines})


def _line(row: Submission) -> TrayLine:
    today = clock.today()
    days = (clock.now() - row.submitted_at).days if row.submitted_at else 0
    opens = row.kind == Submission.Kind.MOVE_IN and row.dossier_id is None
    due_on = dossier_due_on(row, today=today) if opens else None
    return TrayLine(row, about(row), days, due_on, late=bool(due_on and due_on < today))


@shell_page(gettext_lazy("Tray"), ANSWERS)
def tray_item(request: StaffRequest, pk: int) -> HttpResponse:
    """One submission: its papers to the left, the one in hand with its scans to the right."""
    found = _item_or_404(request, pk)
    if request.method == "POST":
        return _finish(request, found)
    return _show(request, found)


@shell_page(gettext_lazy("Tray"), ANSWERS, methods=("POST",))
def tray_answer(request: StaffRequest, pk: int, paper: int) -> HttpResponse:
    """Accept one paper, or return it with faults and reason; the next one comes up."""
    found = _item_or_404(request, pk)
    line = get_object_or_404(found.papers.select_related("type"), pk=paper)
    accepted = request.POST.get("answer") == "accept"
    faults = [Fault(f) for f in request.POST.getlist("fault") if f in Fault.__members__.values()]
    reason = request.POST.get("reason", "").strip()
    try:
        if accepted and request.POST.get("intact"):
            find_intact(line, by=actor(request), today=clock.today())
        answer_paper(
            line,
            PaperState.ACCEPTED if accepted else PaperState.RETURNED,
            by=actor(request),
            now=clock.now(),
            reason="" if accepted else reason,
            faults=faults,
        )
    except RegulationError as error:
        typed = {"reason": reason, "faults": [str(fault) for fault in faults]}
        return _show(request, found, chosen=paper, refusals=error.refusals, typed=typed)
    if wants_fragment(request):
        return _show(request, found, chosen=_next_pending(found, line))
    return redirect("dossiers:tray_item", found.pk)


@shell_page(gettext_lazy("Tray"), ANSWERS, methods=("POST",))
def tray_return(request: StaffRequest, pk: int) -> HttpResponse:
    """Give the whole submission back."""
    found = _item_or_404(request, pk)
    reason = request.POST.get("reason", "").strip()
    try:
        return_submission(found, reason=reason, by=actor(request), now=clock.now())
    except RegulationError as error:
        return _show(request, found, refusals=error.refusals, typed={"whole_reason": reason})
    messages.success(request, _("%(number)s went back.") % {"number": found})
    return redirect("dossiers:tray")


def _finish(request: StaffRequest, found: Submission) -> HttpResponse:
    try:
        accept_submission(found, by=actor(request), today=clock.today(), now=clock.now())
    except RegulationError as error:
        return _show(request, found, refusals=error.refusals)
    messages.success(request, _("%(number)s is accepted and filed.") % {"number": found})
    return redirect("dossiers:tray_item", found.pk)


def _item_or_404(request: StaffRequest, pk: int) -> Submission:
    under(request, "dossiers:tray")
    rows = Submission.objects.visible_to(actor(request)).select_related(
        "centre", "by", "unit__estate", "estate", "dossier__unit", "answered_by"
    )
    return get_object_or_404(rows.exclude(state=SubmissionState.DRAFT), pk=pk)


def _next_pending(found: Submission, line: SubmissionPaper) -> int | None:
    """The paper to look at next: the next unanswered one below, else the first."""
    pending = list(
        found.papers.filter(state=PaperState.PENDING)
        .order_by("position", "pk")
        .values_list("position", "pk")
    )
    below = [pk for position, pk in pending if (position, pk) > (line.position, line.pk)]
    return next(iter([*below, *(pk for _position, pk in pending)]), None)


def _show(
    request: StaffRequest,
    found: Submission,
    *,
    chosen: int | None = None,
    refusals: Sequence[Refusal] = (),
    typed: dict[str, Any] | None = None,
) -> HttpResponse:
    found.refresh_from_db()
    papers = drafts.listed_papers(found)
    lines = drafts.check_lines(papers, ())
    asked = request.GET.get("paper", "")
    wanted = chosen or (int(asked) if asked.isdecimal() else 0)
    here = [line for line in lines if line.paper.pk == wanted]
    pending = [line for line in lines if line.paper.state == PaperState.PENDING]
    waiting = found.state == SubmissionState.SUBMITTED
    barred = list(against_reviewing(found, actor(request))) if waiting else []
    context = {
        "submission": found,
        "title": str(found),
        "about": about(found),
        "facts": told_facts(found),
        "lines": lines,
        "line": next(iter([*here, *pending, *lines]), None),
        "faults": list(Fault),
        "typed": typed or {},
        "refusals": refusals,
        "waiting": waiting,
        "barred": barred,
        "answers": waiting and not barred,
        "pending": barred or (_against(found, actor(request)) if waiting else []),
        "unanswered": len(pending),
        "following": _following(found, actor(request)),
    }
    part = "dossiers/_tray_item.html" if wants_fragment(request) else "dossiers/tray_item.html"
    return render(request, part, context, status=422 if refusals else 200)


def _against(found: Submission, user: User) -> list[Refusal]:
    """What stands in the way of accepting, shown before the button."""
    content = against_content(found, clock.today())
    return [
        *against_accepting(found, listed(found), user),
        *(refusal for refusal in content if refusal.clause != Clause.FIL_27),
    ]


def _following(found: Submission, user: User) -> str:
    """The address of the next submission that waits, oldest first; empty if none does."""
    other = trays_of(user).exclude(pk=found.pk).order_by("submitted_at", "pk").first()
    return reverse("dossiers:tray_item", args=[other.pk]) if other else ""
