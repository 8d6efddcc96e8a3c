"""The archivist's answer: paper by paper, then the whole submission.

Source: ORG-02, ORG-08, COL-04, COL-22, FIL-27.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from archive_office.journal.acts import act, note
from archive_office.organisation.models import User
from archive_office.regulation import Clause, Refusal, RegulationError, enforce
from dossiers.models import Dossier, PaperState, Submission, SubmissionPaper, SubmissionState
from dossiers.procedures import answers, locks
from dossiers.procedures.collisions import refusing
from dossiers.procedures.descriptions import hand_on
from dossiers.procedures.filing import file_papers, renew_neighbours
from dossiers.procedures.opening import open_for_move_in
from dossiers.rules import filing as rules
from dossiers.rules.facts import Step, as_stored, masked_customer_of
from dossiers.rules.submissions import against_content, listed, signature_among


@act("dossiers.paper_answered", _("Paper answered"), Clause.FIL_27, Clause.ORG_08)
def answer_paper(
    paper: SubmissionPaper,
    answer: PaperState,
    *,
    by: User,
    now: datetime,
    reason: str = "",
    faults: Sequence[rules.Fault] = (),
) -> SubmissionPaper:
    """Accept one paper, or return it with the reason or the faults found.

    Args:
        answer: ``ACCEPTED`` or ``RETURNED``; it can change until the submission is accepted.

    Raises:
        RegulationError: ORG-08, COL-22 (who answers); FIL-27 (faults, or no reason);
            FIL-01, FIL-06 to FIL-09 (what the line says).

    Source: FIL-27.
    """
    fresh = locks.paper(paper.pk)
    enforce(rules.against_reviewing(fresh.submission, by))
    enforce(rules.against_answering(fresh, answer, faults))
    before = {"state": fresh.state}
    fresh.state = answer
    fresh.faults = [str(fault) for fault in faults]
    fresh.reason = ""
    if answer == PaperState.RETURNED:
        fresh.reason = reason or ", ".join(str(fault.label) for fault in faults)
        _need_reason(fresh.reason, f"papers.{fresh.pk}")
    fresh.save()
    fresh.submission.answered_at, fresh.submission.answered_by = now, by
    fresh.submission.save(update_fields=["answered_at", "answered_by"])
    note(fresh, before=before, after={"state": str(answer), "faults": fresh.faults})
    return fresh


def _need_reason(reason: str, field: str) -> None:
    if not reason:
        raise RegulationError(
            Refusal(Clause.FIL_27, _("Say why it goes back, or which fault it has."), field=field)
        )


@refusing
@act(
    "dossiers.submission_accepted",
    _("Submission accepted"),
    Clause.ORG_02,
    Clause.ORG_08,
    Clause.COL_22,
)
def accept_submission(
    submission: Submission, *, by: User, today: date, now: datetime
) -> Submission:
    """File the accepted papers; a move-in opens its dossier with codes and two volumes.

    Papers returned stay with the person who brought them: the submission is then
    ``returned`` although its dossier is open, and only these papers come back.

    Raises:
        RegulationError: ORG-02 (no archive room), ORG-08, COL-22 (who answers), FIL-27
            (papers unchecked, or none accepted), COL-04 (a second owner dossier), and what
            `check_submission` lists.

    Source: ORG-02, ORG-08, COL-04, COL-22, FIL-03; decisions 3, 4, 7 and 12.
    """
    fresh = locks.submission(submission.pk)
    papers = listed(fresh)
    enforce(rules.against_accepting(fresh, papers, by))
    enforce(r for r in against_content(fresh, today) if r.clause != Clause.FIL_27)
    accepted = [p for p in papers if p.state == PaperState.ACCEPTED and p.document_id is None]
    if fresh.kind == Submission.Kind.MOVE_IN and fresh.dossier_id is None:
        fresh.dossier = open_for_move_in(fresh, signature_among(accepted), by=by, today=today)
        fresh.unit = fresh.dossier.unit
    _point_to(papers, fresh.dossier)
    file_papers(accepted, by=by, today=today)
    hand_on(accepted)
    if fresh.dossier is not None:
        renew_neighbours(fresh.dossier)
        fresh.dossier.refresh_from_db()
    _finish(fresh, papers, by, now)
    answers.tell_of_acceptance(fresh, papers, by=by, now=now)
    return fresh


def _point_to(papers: Sequence[SubmissionPaper], dossier: Dossier | None) -> None:
    """Every line of a move-in names the dossier, also what is missing or does not apply."""
    for paper in papers:
        if dossier is not None and paper.dossier_id is None:
            paper.dossier = dossier
            paper.save(update_fields=["dossier"])


def _finish(
    submission: Submission, papers: Sequence[SubmissionPaper], by: User, now: datetime
) -> None:
    returned = sum(p.state == PaperState.RETURNED for p in papers)
    _forget_numbers(submission)
    submission.state = SubmissionState.RETURNED if returned else SubmissionState.ACCEPTED
    submission.return_reason = (
        ngettext("%(count)s paper goes back", "%(count)s papers go back", returned)
        % {"count": returned}
        if returned
        else ""
    )
    submission.answered_at, submission.answered_by = now, by
    submission.save()
    note(
        submission,
        before={"state": str(SubmissionState.SUBMITTED)},
        after={"state": str(submission.state), "dossier": str(submission.dossier or "")},
    )


def _forget_numbers(submission: Submission) -> None:
    """The numbers are the customer's from now on; the submission keeps masks."""
    if Step.CUSTOMER in submission.facts:
        shown = as_stored(masked_customer_of(submission))
        submission.facts = {**submission.facts, Step.CUSTOMER: shown}
    submission.data_key = ""


@act("dossiers.submission_returned", _("Submission returned"), Clause.ORG_08, Clause.FIL_27)
def return_submission(
    submission: Submission, *, reason: str, by: User, now: datetime
) -> Submission:
    """Give a whole submission back to its author; papers accepted so far stay accepted.

    Raises:
        RegulationError: ORG-08, COL-22 (who answers); FIL-27 (no reason).

    Source: ORG-08, FIL-27.
    """
    fresh = locks.submission(submission.pk)
    enforce(rules.against_reviewing(fresh, by))
    _need_reason(reason, "reason")
    fresh.state = SubmissionState.RETURNED
    fresh.return_reason = reason
    fresh.answered_at, fresh.answered_by = now, by
    fresh.save()
    note(
        fresh,
        before={"state": str(SubmissionState.SUBMITTED)},
        after={"state": str(fresh.state)},
    )
    answers.tell_of_return(fresh, by=by, now=now)
    return fresh
