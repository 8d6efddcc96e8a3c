"""What a person brought: the own list, one submission with its receipt, taking it back."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.regulation import RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from dossiers.models import PaperState, Submission, SubmissionState
from dossiers.procedures.submissions import withdraw
from dossiers.rules.intake import steps_of_intake
from dossiers.rules.listing import about
from dossiers.views import drafts
from dossiers.views.finding import shown
from dossiers.views.review import told_facts

BRINGS = ("dossiers.submit_papers", "dossiers.accept_submission")
CLOSED = (SubmissionState.ACCEPTED, SubmissionState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class SubmissionLine:
    """One submission in a list; of one left behind at a former centre, its receipt alone."""

    submission: Submission
    name: str
    left_behind: bool = False


def submission_lines(
    rows: list[Submission], works_at: set[int] | None = None
) -> list[SubmissionLine]:
    """Submissions with what they are about, to whoever works at their centre."""
    return [
        SubmissionLine(row, about(row))
        if works_at is None or row.centre_id in works_at
        else SubmissionLine(row, "", left_behind=True)
        for row in rows
    ]


@shell_page(gettext_lazy("My submissions"), "dossiers.submit_papers", methods=("GET",))
def my_submissions(request: StaffRequest) -> HttpResponse:
    """Drafts to go on with, papers that came back, and what became of the rest."""
    user = actor(request)
    rows = Submission.objects.brought_by(user)
    everything = request.GET.get("show") == "all"
    state = request.GET.get("state")
    if state in SubmissionState.values:
        rows = rows.filter(state=state)
    elif everything:
        rows = rows | Submission.objects.left_behind_by(user)
    else:
        rows = rows.exclude(state__in=CLOSED)
    counted = rows.select_related("centre", "unit__estate", "estate", "dossier").annotate(
        brought=Count("papers", filter=Q(papers__state__in=("pending", "accepted", "returned"))),
        returned=Count("papers", filter=Q(papers__state=PaperState.RETURNED)),
    )
    page = keyset_page(counted, request, order=("-saved_at", "-id"))
    return render(
        request,
        "dossiers/my_submissions.html",
        {
            "page": page,
            "lines": submission_lines(
                page.rows, {m.department_id for m in user.current_memberships}
            ),
            "everything": everything,
        },
    )


@shell_page(gettext_lazy("My submissions"), "dossiers.submit_papers", methods=("GET",))
def resume(request: StaffRequest, pk: int) -> HttpResponse:
    """Go on where the draft was left."""
    found = drafts.draft_or_404(request, pk)
    if found.state not in drafts.EDITABLE:
        return redirect("dossiers:submission", found.pk)
    steps = drafts.steps_of(found)
    if found.state == SubmissionState.RETURNED:
        return redirect("dossiers:draft", found.pk, "papers")
    return redirect("dossiers:draft", found.pk, found.step if found.step in steps else steps[0])


@shell_page(gettext_lazy("Submission"), BRINGS, methods=("GET",))
def submission(request: StaffRequest, pk: int) -> HttpResponse:
    """One submission: its receipt, the answers to its papers, and what can be done now."""
    user = actor(request)
    rows = Submission.objects.visible_to(user).select_related(
        "centre", "by", "unit__estate", "estate", "dossier", "answered_by"
    )
    found = get_object_or_404(rows, pk=pk)
    own = found.by_id == user.pk
    under(request, "dossiers:my_submissions" if own else "dossiers:tray")
    if found.dossier is not None:
        shown(request, found.dossier, page="submission")
    return render(request, "dossiers/submission.html", _context(found, own=own))


def _context(found: Submission, *, own: bool) -> dict[str, object]:
    papers = drafts.listed_papers(found)
    open_states = (SubmissionState.DRAFT, SubmissionState.SUBMITTED, SubmissionState.RETURNED)
    return {
        "submission": found,
        "title": found.receipt_number or about(found),
        "about": about(found),
        "own": own,
        "editable": own and found.state in drafts.EDITABLE,
        "can_withdraw": own and found.state in open_states,
        "facts": told_facts(found),
        "lines": drafts.check_lines(papers, ()),
        "steps": steps_of_intake(found, papers) if found.receipt_number else [],
    }


@shell_page(gettext_lazy("Submission"), "dossiers.submit_papers", methods=("POST",))
def submission_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a submission back; a draft is thrown away."""
    found = drafts.draft_or_404(request, pk)
    try:
        withdraw(found, by=actor(request), now=clock.now(), reason=request.POST.get("reason", ""))
    except RegulationError as error:
        context = {**_context(found, own=True), "refusals": error.refusals}
        return render(request, "dossiers/submission.html", context, status=422)
    messages.success(request, _("Taken back. Nothing of it is kept but its number."))
    return redirect("dossiers:my_submissions")
