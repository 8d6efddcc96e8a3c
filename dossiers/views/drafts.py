"""What the pages of drafts share: finding them, their steps, what is still wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import Department, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Refusal
from dossiers.forms.drafts import nested
from dossiers.forms.papers import PaperForm, differs, read_line
from dossiers.models import (
    DocumentType,
    Dossier,
    DossierState,
    ElectronicFile,
    PaperState,
    Submission,
    SubmissionPaper,
    SubmissionState,
)
from dossiers.procedures.checklist import save_paper
from dossiers.rules.cases import asks_for_part
from dossiers.rules.checklist import CONSENT_CODES
from dossiers.rules.facts import consent_of
from dossiers.rules.submissions import MAY_BRING, check_submission

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

EDITABLE = (SubmissionState.DRAFT, SubmissionState.RETURNED)
STEP_TITLES: dict[str, "StrOrPromise"] = {
    "unit": _("Unit"),
    "customer": _("Customer"),
    "consent": _("Notice and consent"),
    "list": _("Which papers"),
    "papers": _("Photos and counts"),
    "review": _("Check and send"),
}
MOVE_IN = ("unit", "customer", "consent", "papers", "review")
PAPERS_ONLY = ("papers", "review")
LOOSE = ("list", "papers", "review")


def draft_or_404(request: StaffRequest, pk: int) -> Submission:
    """The person's own submission; somebody else's, or one of a former post, does not exist."""
    found = (
        Submission.objects.brought_by(actor(request))
        .select_related("centre", "unit__estate", "dossier", "estate")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


def centres_to_bring_to(user: User) -> list[Department]:
    """The centres whose archivist takes papers from this person."""
    found = {
        m.department_id: m.department
        for m in user.current_memberships
        if m.role in MAY_BRING and m.department.is_centre
    }
    return list(found.values())


def steps_of(submission: Submission) -> tuple[str, ...]:
    """The steps that can still be taken: with an open dossier only its papers."""
    if submission.kind == Submission.Kind.LOOSE:
        return LOOSE
    return MOVE_IN if submission.dossier_id is None else PAPERS_ONLY


@dataclass(frozen=True, slots=True)
class Against:
    """One thing that is still wrong, and the page on which it is mended."""

    refusal: Refusal
    url: str


def against(submission: Submission) -> list[Refusal]:
    """Everything that keeps a draft out of the tray."""
    return check_submission(submission, today=clock.today())


def step_of(refusal: Refusal) -> str:
    """The step on which a refusal is mended."""
    first = refusal.field.partition(".")[0]
    return first if first in STEP_TITLES else "papers"


def of_step(refusals: Sequence[Refusal], step: str) -> list[Refusal]:
    """The refusals that are mended on one step."""
    return [refusal for refusal in refusals if step_of(refusal) == step]


def with_addresses(submission: Submission, refusals: Sequence[Refusal]) -> list[Against]:
    """Refusals, each leading to its field on its page."""
    return [Against(r, f"{step_url(submission, step_of(r))}#id_{r.field}") for r in refusals]


def step_url(submission: Submission, step: str) -> str:
    """The address of a step."""
    return reverse("dossiers:draft", args=[submission.pk, step])


def drawn_steps(
    submission: Submission, current: str, refusals: Sequence[Refusal]
) -> list[dict[str, Any]]:
    """The line of steps over a draft's pages."""
    wrong = {step_of(refusal) for refusal in refusals}
    loose = submission.kind == Submission.Kind.LOOSE
    begun = {*submission.facts, *(["papers"] if "consent" in submission.facts or loose else [])}
    begun |= {"list"} if loose and submission.papers.exists() else set()
    return [
        {
            "title": STEP_TITLES[step],
            "state": "current"
            if step == current
            else ("done" if step in begun and step not in wrong else "todo"),
            "url": step_url(submission, step),
        }
        for step in steps_of(submission)
    ]


def listed_papers(submission: Submission) -> list[SubmissionPaper]:
    """The lines of a list with their scans, in order."""
    scans = ElectronicFile.objects.filter(removed_at__isnull=True).order_by("position", "pk")
    return list(
        submission.papers.exclude(state=PaperState.WITHDRAWN)
        .select_related("type__category", "unit__estate", "dossier", "description")
        .prefetch_related(Prefetch("files", queryset=scans, to_attr="scans"))
        .order_by("position", "pk")
    )


@dataclass(frozen=True, slots=True)
class Scan:
    """A stored file as the uploader and the previews show it."""

    pk: int
    name: str
    size: int
    preview_url: str
    remove_url: str
    is_image: bool
    is_pdf: bool


def scan_of(file: ElectronicFile) -> Scan:
    """A file with its addresses."""
    return Scan(
        file.pk,
        file.name,
        file.size,
        reverse("dossiers:file", args=[file.pk]),
        reverse("dossiers:file_remove", args=[file.pk]),
        is_image=file.content_type in ("image/jpeg", "image/png", "image/webp"),
        is_pdf=file.content_type == "application/pdf",
    )


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One line of the list on its page."""

    paper: SubmissionPaper
    form: PaperForm
    scans: list[Scan]
    locked: bool
    upload_url: str
    dossiers: list[Dossier]
    required: bool
    asks_part: bool


def check_lines(papers: Sequence[SubmissionPaper], refusals: Sequence[Refusal]) -> list[CheckLine]:
    """The lines of a list as the page of papers shows them."""
    signed = bool(papers) and _consent_is_signed(papers[0].submission)
    return [
        CheckLine(
            paper,
            PaperForm(paper, refusals=refusals),
            [scan_of(file) for file in paper.scans],  # type: ignore[attr-defined]  # prefetched
            paper.document_id is not None or paper.state == PaperState.ACCEPTED,
            reverse("dossiers:paper_upload", args=[paper.pk]),
            _choices(paper),
            _is_required(paper, signed=signed),
            asks_for_part(paper),
        )
        for paper in papers
    ]


def _consent_is_signed(submission: Submission) -> bool:
    """Whether the customer is said to have signed; then the paper comes along (LND-15)."""
    return submission.kind == Submission.Kind.MOVE_IN and consent_of(submission).separate


def _is_required(paper: SubmissionPaper, *, signed: bool) -> bool:
    if paper.type is None:
        return False
    if signed and paper.type.code in CONSENT_CODES:
        return True
    return paper.type.required != DocumentType.Required.NO


def _choices(paper: SubmissionPaper) -> list[Dossier]:
    """Where a loose paper could go, as long as that is open: the unit's dossiers of its kind."""
    if paper.unit_id is None or paper.dossier_id is not None:
        return []
    rows = Dossier.objects.filter(unit=paper.unit_id, state=DossierState.OPEN)
    return list(rows.filter(kind=paper.type.kind) if paper.type else rows)


def save_lines(request: StaffRequest, submission: Submission) -> int:
    """Keep the lines that the page changed; returns how many."""
    changed = 0
    for paper in listed_papers(submission):
        typed = nested(request.POST, f"papers.{paper.pk}")
        if not typed or paper.document_id is not None:
            continue
        line = read_line(paper, typed, has_scan=bool(paper.scans))  # type: ignore[attr-defined]  # prefetched
        if differs(paper, line):
            save_paper(submission, line, by=actor(request), now=clock.now())
            changed += 1
    return changed


def is_archivist(user: User, centre: Department) -> bool:
    """Whether this person answers the tray of a centre."""
    return user.holds(Role.CENTRE_ARCHIVIST, centre)
