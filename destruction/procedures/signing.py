"""The list is frozen and signed; with the last signature its verdicts take effect.

Source: APR-03, APR-04, APR-06, APR-07, APR-09; decisions 10 and 14.
"""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from archive_office.clock import day_of
from archive_office.journal.acts import act, by_post, note
from archive_office.journal.bulk import update_all
from archive_office.notices.procedures import Message, tell, worded
from archive_office.organisation.models import User
from archive_office.organisation.signing import Proof, digest
from archive_office.regulation import Clause, Refusal, RegulationError, enforce
from destruction.models import (
    Appraisal,
    AppraisalLine,
    AppraisalSignature,
    AppraisalState,
    Verdict,
)
from destruction.procedures import locking
from destruction.procedures.appraisals import being_drawn_up, turn, void_signatures
from destruction.procedures.lines import describe_again
from destruction.procedures.telling import ask_signatories
from destruction.rules import judging, steps, words
from destruction.rules.content import frozen, frozen_text, lines_of, origins_of
from dossiers.models import Retention
from dossiers.procedures.retention import NewTerm, settle_term


@act(
    "destruction.appraisal_frozen",
    _("Appraisal frozen"),
    Clause.APR_03,
    Clause.APR_07,
    Clause.APR_08,
    Clause.APR_09,
)
def freeze_appraisal(appraisal: Appraisal, *, by: User, now: datetime) -> Appraisal:
    """Freeze the list with its verdicts; from now on it is read and signed, not changed.

    Raises:
        RegulationError: ORG-01, APR-09 (not being drawn up), APR-12 (nothing listed), APR-03
            (a thing not judged), APR-07 (no opinion of the engineers), and whatever stands
            against destroying a thing, as for its verdict.

    Source: APR-03, APR-07, APR-09.
    """
    fresh = being_drawn_up(appraisal.pk, by)
    lines = lines_of(fresh)
    today = day_of(now)
    enforce(judging.against_emptiness(len(lines)))
    describe_again(lines, on=today)
    enforce(steps.against_freezing(lines))
    enforce(judging.against_destroying(_doomed(fresh, lines), on=today))
    fresh.frozen_by, fresh.frozen_at = by, now
    needed = steps.needed(origins_of(lines), on=today)
    fresh.content = frozen_text(fresh, lines, needed, on=today)
    fresh.content_hash = digest(fresh.content)
    turn(fresh, AppraisalState.SIGNING, hash=fresh.content_hash)
    ask_signatories(fresh, by=by, now=now)
    return fresh


@act("destruction.appraisal_thawed", _("Appraisal opened again"), Clause.APR_09)
def thaw(appraisal: Appraisal, *, reason: str, by: User, now: datetime) -> Appraisal:
    """Open a frozen list again to change it; signatures given so far are void.

    The room's archivist does it, or somebody asked to sign who sends it back. Whoever had
    signed is told who opened it and why.

    Raises:
        RegulationError: ORG-01 (neither of them), APR-09 (not frozen, no reason).

    Source: APR-09.
    """
    fresh = locking.locked_appraisal(appraisal.pk)
    enforce(steps.against_state(fresh, AppraisalState.SIGNING))
    enforce(steps.against_thawing(fresh, by))
    by_post(steps.post_for_thawing(by, fresh))
    enforce(judging.against_silence(reason, Clause.APR_09, "reason"))
    before = fresh.content_hash
    signers = void_signatures(fresh, f"{by}：{reason}", by=by, now=now)
    fresh.content = fresh.content_hash = ""
    fresh.frozen_by = fresh.frozen_at = None
    turn(fresh, AppraisalState.DRAFTING, hash_before=before)
    _tell_signers(fresh, signers, reason=reason, by=by, now=now)
    return fresh


@act(
    "destruction.appraisal_signed",
    _("Appraisal signed"),
    Clause.APR_09,
    Clause.APR_04,
    Clause.APR_06,
)
def sign_appraisal(
    appraisal: Appraisal, step: str, proof: Proof, seen_hash: str, *, by: User, now: datetime
) -> AppraisalSignature:
    """Sign the frozen verdicts; the last signature approves the appraisal.

    Then what is kept has its new term from this day on, what is undecided its day to come
    back, and what is to be destroyed may go on a destruction register.

    Args:
        step: Which of the signatures the content names.
        proof: From :func:`prove_identity`, by the signer, at most five minutes old.
        seen_hash: The hash of the content the signer was shown.

    Raises:
        RegulationError: APR-09 (not frozen, another content than the one shown, not the
            person for it, who drew it up, signed already), SEC-42 (proof), and whatever has
            come to stand against destroying a thing, as for its verdict.

    Source: APR-04, APR-06, APR-09.
    """
    fresh = locking.locked_appraisal(appraisal.pk)
    enforce(steps.against_state(fresh, AppraisalState.SIGNING))
    enforce(steps.against_content(fresh, seen_hash))
    enforce(steps.against_proof(proof, by, now))
    enforce(steps.against_signing(fresh, step, by, in_force(fresh)))
    lines = lines_of(fresh)
    enforce(judging.against_destroying(_doomed(fresh, lines), on=day_of(now)))
    signature = _signature(fresh, step, by=by, now=now)
    signature.save()
    note(signature, after={"step": step, "hash": signature.content_hash})
    # Read after the own row is there: the database lets signatures follow each other.
    signed = {s.step for s in in_force(fresh)}
    if signed.issuperset(each.name for each in steps.signatories(fresh)):
        _approve(fresh, by=by, now=now)
    return signature


def in_force(appraisal: Appraisal) -> list[AppraisalSignature]:
    """The signatures that were not voided."""
    return list(appraisal.signatures.filter(voided_at__isnull=True).select_related("signer"))


def _doomed(appraisal: Appraisal, lines: list[AppraisalLine]) -> list[AppraisalLine]:
    """The lines to be destroyed, their things locked and read anew."""
    doomed = [line for line in lines if line.verdict == Verdict.DESTROY]
    locking.lock_for_destruction(doomed)
    chosen = {line.pk for line in doomed}
    return [line for line in lines_of(appraisal) if line.pk in chosen] if chosen else []


def _signature(appraisal: Appraisal, step: str, *, by: User, now: datetime) -> AppraisalSignature:
    signatory = next(each for each in steps.signatories(appraisal) if each.name == step)
    post = steps.post_for(by, appraisal, signatory)
    if post is None:
        raise RegulationError(Refusal(Clause.APR_09, _("This is signed by somebody else.")))
    by_post(post)
    return AppraisalSignature(
        appraisal=appraisal,
        step=step,
        signer=by,
        acting_for=post.acting_for,
        department=post.department,
        role=post.role,
        statement=words.STATEMENT,
        content=appraisal.content,
        content_hash=appraisal.content_hash,
        signed_at=now,
    )


def _approve(appraisal: Appraisal, *, by: User, now: datetime) -> None:
    today = day_of(now)
    lines = lines_of(appraisal)
    locking.locked_holdings(line.holding_id for line in lines)
    waits = int(frozen(appraisal)["undecided_years"])
    _let_come_back(lines, waits, today)
    for line in lines:
        _settle(appraisal, line, by=by, now=now)
    appraisal.approved_at = now
    turn(appraisal, AppraisalState.APPROVED)


def _let_come_back(lines: list[AppraisalLine], waits: int, today: date) -> None:
    """Undecided things return after these years, papers kept anew after their own (APR-04).

    The years of a paper come from its type and not from the paper, so its line keeps the day.
    """
    back = []
    for line in lines:
        if line.verdict == Verdict.UNDECIDED:
            line.again_on = date(today.year + waits, 1, 1)
        elif line.verdict == Verdict.KEEP and line.is_document:
            line.again_on = date(today.year + 1 + (line.new_years or 0), 1, 1)
        else:
            continue
        back.append(line)
        note(line, before={"again_on": None}, after={"again_on": line.again_on.isoformat()})
    update_all(back, ["again_on"])


def _settle(appraisal: Appraisal, line: AppraisalLine, *, by: User, now: datetime) -> None:
    """Give the thing its new term; what is to be destroyed or undecided stays as it is."""
    note(line.document or line.holding, after={appraisal.number: str(line.verdict)})
    if line.verdict not in (Verdict.KEEP, Verdict.PERMANENT):
        return
    with override("zh-hans"):
        reason = str(_("Appraisal %(number)s") % {"number": appraisal.number})
    kept = Retention.FIXED if line.verdict == Verdict.KEEP else Retention.PERMANENT
    term = NewTerm(kept, line.new_years)
    settle_term(line.document or line.holding, term, by=by, now=now, reason=reason)


def _tell_signers(
    appraisal: Appraisal, signers: list[User], *, reason: str, by: User, now: datetime
) -> None:
    title = _("Your signature on %(number)s is void: %(person)s opened the list again")
    key = f"appraisal_thawed:{appraisal.pk}:{now.isoformat()}"
    message = Message(
        key,
        worded(title, number=appraisal.number, person=by),
        body=reason,
        link=appraisal.get_absolute_url(),
        clause=Clause.APR_09,
    )
    tell(signers, message, by=by, now=now)
