"""The list of papers of a submission: its lines, kept as rows."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.organisation.models import User
from archive_office.regulation import Clause, RegulationError, enforce
from dossiers.models import (
    DocumentType,
    Dossier,
    DossierState,
    PaperState,
    Submission,
    SubmissionPaper,
    Unit,
)
from dossiers.procedures import locks
from dossiers.procedures.files import discard, live
from dossiers.rules import files, submissions
from dossiers.rules.cases import asks_for_part
from dossiers.rules.checklist import CONSENT_CODES, Conditions, PaperLine, asked_of, types_of
from dossiers.rules.facts import consent_of, sealed_customer_of, unit_of

BY_THE_AUTHOR = (PaperState.PENDING, PaperState.MISSING, PaperState.NOT_APPLICABLE)


@act("dossiers.paper_listed", _("Paper listed"), Clause.FIL_01, Clause.FIL_09)
def save_paper(
    submission: Submission, line: PaperLine, *, by: User, now: datetime
) -> SubmissionPaper:
    """Keep one line of the list, new or changed; complete or not.

    A loose paper finds its dossier by unit and type where only one open dossier fits; in a dossier
    of a category it is of the category's own type, whose line of the filing scope then counts. A
    part is kept only where a case dossier asks for one.

    Raises:
        RegulationError: ORG-08 (not the own draft), COL-24 (accepted already), ORG-01
            (a unit or dossier of another centre).

    Source: FIL-01, FIL-09, COL-26.
    """
    fresh = locks.submission(submission.pk)
    enforce(submissions.against_changing(fresh, by))
    paper = _line_of(fresh, line)
    paper.type = DocumentType.objects.filter(code=line.type).first() if line.type else None
    paper.unit = _unit_of(fresh, line)
    paper.dossier = _dossier_of(fresh, paper, line)
    paper.type = _type_in(paper)
    paper.case_part = line.case_part if asks_for_part(paper) else ""
    for name in ("title", "formed_on", "is_original", "original_kept_at", "red_stamp"):
        setattr(paper, name, getattr(line, name))
    for name in ("copies", "pages", "out_of_scope_reason"):
        setattr(paper, name, getattr(line, name))
    paper.state = line.state if line.state in BY_THE_AUTHOR else PaperState.PENDING
    paper.reason = line.reason if line.state == PaperState.NOT_APPLICABLE else ""
    paper.save()
    _touch(fresh, now)
    note(paper, after={"state": str(paper.state), "copies": paper.copies, "pages": paper.pages})
    return paper


@act("dossiers.paper_taken_off", _("Paper taken off the list"), Clause.FIL_01)
def take_off(paper: SubmissionPaper, *, by: User, now: datetime) -> SubmissionPaper:
    """Take a line off the list of a draft, or give up a returned paper; its scans go.

    Raises:
        RegulationError: ORG-08 (not the own draft), COL-24 (accepted already).

    Source: FIL-01.
    """
    fresh = locks.paper(paper.pk)
    enforce(submissions.against_changing(fresh.submission, by))
    enforce(files.against_attaching(fresh, by))
    before = fresh.state
    discard(list(live(fresh)), now=now)
    fresh.state = PaperState.WITHDRAWN
    fresh.save(update_fields=["state"])
    _touch(fresh.submission, now)
    note(fresh, before={"state": before}, after={"state": str(fresh.state)})
    return fresh


def renew_list(submission: Submission) -> None:
    """Bring the list of a move-in up to date with what its dossier will ask for.

    Lines nobody has filled in come and go; a line with a paper or a scan stays, and is
    refused later where it does not belong. Inside an act only.

    Source: COL-06, COL-07.
    """
    if submission.kind != Submission.Kind.MOVE_IN:
        return
    wanted = {paper.pk: paper for paper in _asked(submission)}
    for paper in submission.papers.filter(type__isnull=False).select_related("type"):
        is_wanted = wanted.pop(paper.type_id or 0, None) is not None
        if is_wanted and paper.state == PaperState.WITHDRAWN:
            _turn(paper, PaperState.MISSING)
        elif not is_wanted and paper.state == PaperState.MISSING:
            _turn(paper, PaperState.WITHDRAWN)
    for position, missing in enumerate(wanted.values(), start=1):
        SubmissionPaper.objects.create(
            submission=submission,
            type=missing,
            state=PaperState.MISSING,
            is_original=missing.form != DocumentType.Form.COPY,
            position=missing.position or position,
        )


def _asked(submission: Submission) -> list[DocumentType]:
    unit = unit_of(submission)
    asked = asked_of(
        unit.occupancy,
        Conditions(
            fit_out=unit.fit_out,
            let=unit.use == Unit.Use.LET,
            keys_kept=unit.keys_kept,
            company=sealed_customer_of(submission).kind == "company",
        ),
    )
    if consent_of(submission).separate:
        asked += types_of(unit.occupancy).filter(code__in=CONSENT_CODES)
    return asked


def _turn(paper: SubmissionPaper, state: PaperState) -> None:
    paper.state = state
    paper.save(update_fields=["state"])


def _touch(submission: Submission, now: datetime) -> None:
    submission.saved_at = now
    submission.save(update_fields=["saved_at"])


def _line_of(submission: Submission, line: PaperLine) -> SubmissionPaper:
    if line.paper is None:
        last = submission.papers.order_by("-position").first()
        return SubmissionPaper(
            submission=submission, position=last.position + 1 if last is not None else 1
        )
    paper = submission.papers.get(pk=line.paper)
    if paper.document_id is not None or paper.state == PaperState.ACCEPTED:
        raise RegulationError(files.is_filed(paper))
    return paper


def _unit_of(submission: Submission, line: PaperLine) -> Unit | None:
    if line.unit is None:
        return None
    unit = Unit.objects.select_related("estate").get(pk=line.unit)
    enforce(submissions.against_strange(unit.estate.centre_id, submission.centre, unit))
    return unit


def _type_in(paper: SubmissionPaper) -> DocumentType | None:
    """The type of a paper in its dossier: of a category where nobody named another list's.

    Source: FIL-01.
    """
    dossier, named = paper.dossier, paper.type
    of_another_list = named is not None and named.kind != DocumentType.Kind.CATEGORY
    if dossier is None or dossier.kind != Dossier.Kind.CATEGORY or of_another_list:
        return named
    if named is not None and named.category_id == dossier.category_id:
        return named
    return types_of(DocumentType.Kind.CATEGORY).filter(category=dossier.category_id).first()


def _dossier_of(submission: Submission, paper: SubmissionPaper, line: PaperLine) -> Dossier | None:
    """The dossier named, or the only open one that unit and type leave."""
    if line.dossier is not None:
        dossier = Dossier.objects.get(pk=line.dossier)
        enforce(submissions.against_strange(dossier.centre_id, submission.centre, dossier))
        return dossier
    if paper.unit is None:
        return submission.dossier
    fitting = Dossier.objects.filter(unit=paper.unit, state=DossierState.OPEN)
    if paper.type is not None:
        fitting = fitting.filter(kind=paper.type.kind)
    found = list(fitting[:2])
    return found[0] if len(found) == 1 else None
