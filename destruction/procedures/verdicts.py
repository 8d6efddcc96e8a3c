"""What is said of each thing: the archivist's verdict, the engineers' opinion.

Source: APR-03, APR-07, APR-08, APR-18, APR-24.
"""

import hashlib
from datetime import date, datetime

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.journal.acts import act, by_post, note
from archive_office.organisation.models import User
from archive_office.regulation import Clause, enforce
from destruction.models import AppraisalLine, AppraisalState, EngineeringOpinion, Verdict
from destruction.procedures import locking
from destruction.procedures.appraisals import being_drawn_up
from destruction.rules import judging, opinions, people, steps
from destruction.rules.judging import Judgement
from dossiers.rules import files


@act(
    "destruction.verdict_given",
    _("Verdict of an appraisal given"),
    Clause.APR_03,
    Clause.APR_18,
    Clause.APR_24,
)
def give_verdict(
    line: AppraisalLine, judgement: Judgement, *, by: User, now: datetime
) -> AppraisalLine:
    """Say what is to become of a thing on the list, and on which grounds; saved at once.

    Raises:
        RegulationError: ORG-01, APR-09 (no longer being drawn up), APR-03 (an unknown verdict,
            "keep" without years, "undecided" without reason), APR-18 (no ground), and for
            "destroy" APR-24 (out of the room, missing, asked for, owed), APR-01 (permanent,
            held, not due), FIL-09 (never verified).

    Source: APR-03, APR-18, APR-24.
    """
    being_drawn_up(line.appraisal_id, by)
    locking.lock_for_destruction([line])
    fresh = locking.fresh_line(line.pk)[1]
    enforce(judging.against_judgement(judgement))
    if judgement.verdict == Verdict.DESTROY:
        enforce(judging.against_destroying([fresh], on=day_of(now)))
    before = _said(fresh)
    fresh.verdict = judgement.verdict
    fresh.new_years = judgement.years if judgement.verdict == Verdict.KEEP else None
    fresh.grounds = [str(ground) for ground in dict.fromkeys(judgement.grounds)]
    fresh.ground_text = judgement.ground_text.strip()
    fresh.reason = judgement.reason.strip()
    fresh.judged_by, fresh.judged_at = by, now
    fresh.save()
    note(fresh, before=before, after=_said(fresh))
    return fresh


@act("destruction.opinion_given", _("Engineering opinion given"), Clause.APR_07, Clause.APR_08)
def give_opinion(
    line: AppraisalLine,
    text: str,
    *,
    by: User,
    now: datetime,
    on: date | None = None,
    scan: File[bytes] | None = None,
) -> EngineeringOpinion:
    """Give the engineering department's opinion on a technical thing that is to be judged.

    A later opinion stands beside the earlier ones; all of them are printed.

    Args:
        on: The day on the paper; by default today.
        scan: The signed paper: PDF, JPEG or PNG, judged by its content.

    Raises:
        RegulationError: APR-07 (not an engineer, not technical, no text, a day in the future,
            another kind of file), APR-09 (no longer being drawn up), FIL-27 (size, damage).

    Source: APR-07, APR-08.
    """
    appraisal, fresh = locking.fresh_line(line.pk)
    enforce(people.against_laymen(by))
    by_post(people.engineers_post(by))
    enforce(steps.against_state(appraisal, AppraisalState.DRAFTING))
    given_on = on or day_of(now)
    enforce(opinions.against_opinion(fresh, text, given_on, today=day_of(now)))
    opinion = EngineeringOpinion(line=fresh, author=by, given_on=given_on, text=text.strip())
    if scan is not None:
        _attach(opinion, scan)
    opinion.save()
    note(opinion, after={"line": fresh.code, "scan": opinion.scan_sha256})
    return opinion


def _attach(opinion: EngineeringOpinion, scan: File[bytes]) -> None:
    name = files.clean_name(scan.name or "")
    enforce(files.against_size(name, scan.size, settings.ARCHIVE_MAX_FILE_BYTES))
    content = b"".join(scan.chunks())
    found = files.content_type(content[: files.HEAD_BYTES])
    enforce(opinions.against_scan(found))
    enforce(files.against_content(name, found, ContentFile(content)))
    opinion.scan_sha256 = hashlib.sha256(content).hexdigest()
    suffix = opinions.SCANS[found]
    opinion.scan.save(f"{opinion.scan_sha256}.{suffix}", ContentFile(content), save=False)


def _said(line: AppraisalLine) -> dict[str, object]:
    return {
        "verdict": str(line.verdict),
        "years": line.new_years,
        "grounds": list(line.grounds),
        "ground_text": line.ground_text,
        "reason": line.reason,
    }
