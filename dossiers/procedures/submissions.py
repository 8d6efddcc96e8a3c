"""The way into the tray: a draft, step by step, until it has a receipt number.

Numbers are sealed before anything is stored; the journal hears of steps, not of
what they say.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, assert_never

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive_office.crypto import DataKey
from archive_office.journal.acts import act, note
from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause, enforce
from dossiers.models import (
    ElectronicFile,
    PaperState,
    Submission,
    SubmissionState,
)
from dossiers.procedures import locks
from dossiers.procedures.checklist import renew_list
from dossiers.procedures.codes import next_code
from dossiers.procedures.files import discard
from dossiers.rules import facts as said
from dossiers.rules import submissions as rules
from dossiers.rules.facts import Step
from dossiers.rules.identity import read_name


@act("dossiers.submission_started", _("Submission started"), Clause.ORG_08)
def start_submission(
    kind: Submission.Kind, centre: Department, *, by: User, now: datetime
) -> Submission:
    """Begin a move-in record or a list of loose papers; only its author sees it until sent.

    Raises:
        RegulationError: ORG-08, not a member of the centre's staff.

    Source: ORG-08.
    """
    enforce(rules.against_starting(centre, by))
    submission = Submission.objects.create(
        kind=kind,
        centre=centre,
        by=by,
        data_key=DataKey.new().wrapped,
        created_at=now,
        saved_at=now,
    )
    note(submission, after={"kind": str(kind), "state": submission.state})
    return submission


@act("dossiers.step_saved", _("Draft saved"), Clause.ORG_08, Clause.LND_15)
def save_step(
    submission: Submission, step: Step, facts: Mapping[str, Any], *, by: User, now: datetime
) -> Submission:
    """Keep what was typed at one step, complete or not; numbers are sealed first.

    A masked number that comes back unchanged stands for the number it masks. Once the
    consent step says that there is no separate consent, the fields that need one are
    emptied (decision 19).

    Args:
        facts: The fields of `UnitFacts`, `CustomerFacts` or `ConsentFacts`.

    Raises:
        RegulationError: ORG-08 (not the own draft, or not a draft any more), COL-24 (the
            dossier is open already).

    Source: ORG-08, LND-15.
    """
    fresh = locks.submission(submission.pk)
    enforce(rules.against_retelling(fresh, by))
    step = Step(step)
    if step is Step.UNIT:
        _keep_unit(fresh, said.read_unit(facts))
    elif step is Step.CUSTOMER:
        _keep_customer(fresh, said.read_customer(facts))
    elif step is Step.CONSENT:
        fresh.facts = {**fresh.facts, Step.CONSENT: said.as_stored(said.read_consent(facts))}
        _keep_customer(fresh, said.customer_of(fresh))
    else:
        assert_never(step)
    fresh.step, fresh.saved_at = step, now
    fresh.save()
    renew_list(fresh)
    note(fresh, after={"step": str(step)})
    return fresh


def _keep_unit(submission: Submission, unit: said.UnitFacts) -> None:
    submission.facts = {**submission.facts, Step.UNIT: said.as_stored(unit)}
    estate = rules.find_estate(submission.centre, unit)
    submission.estate = estate
    submission.unit = rules.find_unit(estate, unit) if estate and unit.room else None


def _keep_customer(submission: Submission, typed: said.CustomerFacts) -> None:
    known = said.customer_of(submission)
    customer = said.completed(typed, known=known)
    customer = replace(customer, name=read_name(customer.name))
    told = Step.CONSENT in submission.facts
    if told and not said.consent_of(submission).separate:
        customer = said.without_sensitive(customer)
    submission.facts = {
        **submission.facts,
        Step.CUSTOMER: said.as_stored(said.sealed(customer, submission.key())),
    }


@act("dossiers.submission_sent", _("Sent to the archivist"), Clause.ORG_08, Clause.FIL_28)
def submit(submission: Submission, *, by: User, now: datetime) -> str:
    """Put a submission into the archivist's tray; returns its receipt number.

    The number is gap-free per centre and year and stays the same when returned papers
    are brought again.

    Raises:
        RegulationError: everything that `check_submission` lists, and ORG-08.

    Source: ORG-08, FIL-01, FIL-06 to FIL-09, COL-04, COL-15, LND-15.
    """
    fresh = locks.submission(submission.pk)
    today = timezone.localtime(now).date()
    enforce(rules.against_sending(fresh, by, today))
    before = fresh.state
    if fresh.receipt_number is None:
        fresh.receipt_number = next_code(f"HZ-{fresh.centre.code}-{today.year}")
    fresh.state = SubmissionState.SUBMITTED
    fresh.submitted_at = fresh.saved_at = now
    fresh.save()
    note(fresh, before={"state": before}, after={"state": str(fresh.state)})
    return fresh.receipt_number


@act("dossiers.submission_withdrawn", _("Submission withdrawn"), Clause.ORG_08)
def withdraw(submission: Submission, *, by: User, now: datetime, reason: str = "") -> Submission:
    """Take a submission back before the archivist has begun with it.

    What was typed and scanned is erased; the row and its receipt number stay. If the
    dossier is open already, only the papers still returned are given up.

    Raises:
        RegulationError: ORG-08, somebody else's, or already being answered.

    Source: ORG-08.
    """
    fresh = locks.submission(submission.pk)
    enforce(rules.against_withdrawing(fresh, by))
    before = fresh.state
    _give_up_papers(fresh, now)
    if fresh.papers.filter(document__isnull=False).exists():
        fresh.state = SubmissionState.ACCEPTED
    else:
        fresh.state = SubmissionState.WITHDRAWN
        fresh.facts, fresh.data_key = {}, ""
    fresh.saved_at = now
    fresh.save()
    note(fresh, before={"state": before}, after={"state": str(fresh.state)})
    return fresh


def _give_up_papers(submission: Submission, now: datetime) -> None:
    open_papers = submission.papers.filter(document__isnull=True)
    scans = ElectronicFile.objects.filter(paper__in=open_papers, removed_at__isnull=True)
    discard(list(scans), now=now)
    for paper in open_papers.exclude(state=PaperState.NOT_APPLICABLE):
        paper.state = PaperState.WITHDRAWN
        paper.save(update_fields=["state"])
