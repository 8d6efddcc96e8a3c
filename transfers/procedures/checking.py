"""The check at headquarters: line by line, or by the scanner, until the list can be frozen.

Every outcome is an act of its own, saved at once.

Source: TRF-05; decision 11.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.journal.acts import act, note
from archive_office.journal.bulk import update_all
from archive_office.notices.procedures import Message, tell, worded
from archive_office.organisation.models import User
from archive_office.organisation.signing import digest
from archive_office.regulation import Clause, Refusal, RegulationError, enforce
from dossiers.models import Holding, HoldingState, Retention, Secrecy
from dossiers.procedures.codes import normalised_code
from dossiers.procedures.custody import move_custody
from transfers.models import Manifest, ManifestLine, ManifestState, Outcome
from transfers.procedures import locking
from transfers.procedures.capacity import act_for
from transfers.procedures.lines import describe
from transfers.procedures.manifests import say_why, turn, void_signatures
from transfers.rules import parties, steps, words
from transfers.rules.content import frozen_text
from transfers.rules.proposal import against_listing

Decision = ManifestLine.Decision


@dataclass(frozen=True, slots=True)
class Finding:
    """What the check of one line found, and what headquarters does with the thing.

    Attributes:
        pages_counted: Needed where the pages differ.
        note: What was found, in words; needed where something differs or is damaged.
        refusal: Why it is sent back; needed when it is refused.
    """

    outcome: Outcome
    decision: str = Decision.PENDING
    pages_counted: int | None = None
    note: str = ""
    refusal: str = ""


class Scanned(StrEnum):
    """What a scan at the check did."""

    AGREES = "agrees"
    ALREADY = "already"
    UNLISTED = "unlisted"


@act("transfers.line_checked", _("Line of a manifest checked"), Clause.TRF_05)
def record_outcome(
    line: ManifestLine, finding: Finding, *, by: User, now: datetime
) -> ManifestLine:
    """Record what the check of one line found; a later finding replaces it.

    What agrees is accepted unless something else is said; what is missing is not.

    Raises:
        RegulationError: ORG-01 (not headquarters), TRF-05 (wrong state, an outcome that does
            not fit, a difference without words, a refusal without reason), TRF-02, TRF-04,
            TRF-14 or LND-13 (an unlisted thing that could not be listed either).

    Source: TRF-05.
    """
    manifest, fresh = locking.fresh_line(line.pk)
    _enforce_checking(manifest, by)
    decision, refusal = _settled(finding)
    enforce(steps.against_finding(fresh, finding.outcome, decision, finding.pages_counted))
    enforce(steps.against_silence(finding.outcome, finding.note, decision, refusal))
    if fresh.kind == ManifestLine.Kind.UNLISTED:
        _settle_find(manifest, fresh, decision, by=by, now=now)
    before = _said(fresh)
    fresh.outcome, fresh.decision = finding.outcome, decision
    fresh.pages_counted = finding.pages_counted
    fresh.outcome_note, fresh.refusal = finding.note[:200], refusal[:200]
    fresh.checked_by, fresh.checked_at = by, now
    fresh.save()
    note(fresh, before=before, after=_said(fresh))
    return fresh


@act("transfers.thing_scanned", _("Scanned at the check"), Clause.TRF_05)
def record_scan(
    manifest: Manifest, barcode: str, *, by: User, now: datetime, title: str = ""
) -> tuple[ManifestLine, Scanned]:
    """Take a scanned thing as checked: listed things agree, others become a line of their own.

    Args:
        barcode: The thing's barcode or reference code, as scanned or typed.
        title: What an unknown thing is, in words.

    Raises:
        RegulationError: ORG-01, TRF-05 (not being checked; nothing scanned; a thing of
            another centre), TRF-04 (it stands on another open manifest).

    Source: TRF-05.
    """
    fresh = locking.locked_manifest(manifest.pk)
    _enforce_checking(fresh, by)
    code = normalised_code(barcode)
    if not code:
        raise RegulationError(Refusal(Clause.TRF_05, _("Nothing was scanned."), field="barcode"))
    holding = _find(barcode.strip(), code)
    line = _line_of(fresh, holding, code)
    if line is None:
        return _unlisted(fresh, holding, code, title=title), Scanned.UNLISTED
    if line.outcome not in (Outcome.UNCHECKED, Outcome.MISSING):
        return line, Scanned.ALREADY
    return record_outcome(line, Finding(Outcome.AGREES), by=by, now=now), Scanned.AGREES


@act("transfers.find_struck_out", _("Unlisted line struck out"), Clause.TRF_05)
def strike_find(line: ManifestLine, *, reason: str, by: User, now: datetime) -> Manifest:
    """Strike out a line that the check itself added by mistake; the later ones close up.

    A thing that had been accepted with it goes back to its shelf.

    Args:
        reason: What was mistyped or scanned by mistake; the journal keeps it with the code.

    Raises:
        RegulationError: ORG-01 (not headquarters), TRF-05 (not being checked any more, a line
            that the centre listed, no reason).

    Source: TRF-05.
    """
    manifest, gone = locking.fresh_line(line.pk)
    _enforce_checking(manifest, by)
    enforce(steps.against_striking(gone))
    say_why(reason)
    if gone.decision == Decision.ACCEPTED and gone.holding_id:
        holdings = locking.locked_holdings([gone.holding_id])
        move_custody(holdings, HoldingState.ON_SHELF, by=by, today=day_of(now))
    note(
        manifest,
        before={"line": gone.number, "code": gone.code, "title": gone.title},
        after={"lines": manifest.lines.count() - 1},
    )
    later = list(manifest.lines.filter(number__gt=gone.number).order_by("number"))
    gone.delete()
    for behind in later:
        behind.number -= 1
    update_all(later, ["number"])
    return manifest


@act("transfers.manifest_frozen", _("Manifest frozen"), Clause.TRF_05, Clause.TRF_06)
def freeze_manifest(manifest: Manifest, *, by: User, now: datetime) -> Manifest:
    """Fix the list with its outcomes as the one content both parties sign.

    Raises:
        RegulationError: ORG-01, TRF-05 (one line unresolved, or not being checked).

    Source: TRF-05, TRF-06; decision 14.
    """
    fresh = locking.locked_manifest(manifest.pk)
    _enforce_checking(fresh, by)
    enforce(steps.against_freezing(fresh))
    fresh.content = frozen_text(fresh, on=day_of(now))
    fresh.content_hash = digest(fresh.content)
    fresh.frozen_by, fresh.frozen_at = by, now
    turn(fresh, ManifestState.FROZEN, hash=fresh.content_hash)
    return fresh


@act("transfers.manifest_thawed", _("Frozen manifest opened again"), Clause.TRF_05, Clause.TRF_06)
def thaw_manifest(manifest: Manifest, *, reason: str, by: User, now: datetime) -> Manifest:
    """Open a frozen list again to change it; signatures given so far are void.

    Whoever had signed is told who opened it and why.

    Args:
        reason: What has to be changed, and why.

    Raises:
        RegulationError: ORG-01, TRF-05 (no reason, or not frozen), TRF-06 (locked).

    Source: TRF-05, TRF-06; decision 11.
    """
    fresh = locking.locked_manifest(manifest.pk)
    act_for(by, fresh.receiver, parties.HEADQUARTERS)
    enforce(steps.against_state(fresh, ManifestState.FROZEN))
    say_why(reason)
    hash_before = fresh.content_hash
    signers = void_signatures(fresh, f"{by}：{reason}", by=by, now=now)
    fresh.content = fresh.content_hash = ""
    fresh.frozen_by = fresh.frozen_at = None
    turn(fresh, ManifestState.CHECKING, hash_before=hash_before)
    _tell_signers(fresh, signers, hash_before=hash_before, reason=reason, by=by, now=now)
    return fresh


def _enforce_checking(manifest: Manifest, by: User) -> None:
    act_for(by, manifest.receiver, parties.HEADQUARTERS)
    enforce(steps.against_state(manifest, ManifestState.CHECKING))


def _settled(finding: Finding) -> tuple[str, str]:
    """Decision and reason, where the outcome itself says them."""
    if finding.outcome == Outcome.MISSING and finding.decision == Decision.PENDING:
        return Decision.REFUSED, finding.refusal or words.NOT_FOUND
    if finding.outcome == Outcome.AGREES and finding.decision == Decision.PENDING:
        return Decision.ACCEPTED, ""
    return finding.decision, finding.refusal if finding.decision == Decision.REFUSED else ""


def _said(line: ManifestLine) -> dict[str, object]:
    return {
        "outcome": str(line.outcome),
        "decision": str(line.decision),
        "pages": line.pages_counted,
        "note": line.outcome_note,
    }


def _find(barcode: str, code: str) -> Holding | None:
    holdings = Holding.objects.select_related("keeper")
    return (
        holdings.filter(barcode=barcode).first()
        or holdings.filter(barcode=code).first()
        or holdings.filter(code=code).first()
    )


def _line_of(manifest: Manifest, holding: Holding | None, code: str) -> ManifestLine | None:
    lines = manifest.lines.exclude(kind=ManifestLine.Kind.SUPPLEMENT)
    if holding is not None:
        return lines.filter(holding=holding).first()
    return manifest.lines.filter(code=code).first()


def _unlisted(
    manifest: Manifest, holding: Holding | None, code: str, *, title: str
) -> ManifestLine:
    """A line for a thing nobody had listed; what happens with it is decided afterwards."""
    if holding is not None:  # another list may claim it at this moment
        (holding,) = locking.locked_holdings([holding.pk])
    enforce(_against_stranger(manifest, holding))
    line = ManifestLine(
        manifest=manifest,
        number=manifest.lines.count() + 1,
        kind=ManifestLine.Kind.UNLISTED,
        holding=holding,
        outcome=Outcome.UNLISTED,
        code=code[:90],
        title=(title or words.UNKNOWN_THING)[:200],
        retention=Retention.PERMANENT,
        secrecy=Secrecy.INTERNAL,
        copies=1,
        documents=1,
        pages=0,
    )
    describe([line])
    line.save()
    note(line, after=_said(line), scanned=code)
    return line


def _against_stranger(manifest: Manifest, holding: Holding | None) -> list[Refusal]:
    if holding is None:
        return []
    if holding.keeper_id != manifest.centre_id:
        return [
            Refusal(
                Clause.TRF_05,
                _("%(code)s is kept by %(keeper)s; it does not belong to this handover.")
                % {"code": holding.code, "keeper": holding.keeper},
                field="barcode",
            )
        ]
    lines = ManifestLine.objects.filter(holding=holding, is_open=True)
    other = lines.exclude(kind=ManifestLine.Kind.SUPPLEMENT).select_related("manifest").first()
    if other is None:
        return []
    return [
        Refusal(
            Clause.TRF_04,
            _("%(code)s stands on manifest %(number)s; check it there.")
            % {"code": holding.code, "number": other.manifest.number},
            field="barcode",
        )
    ]


def _settle_find(
    manifest: Manifest, line: ManifestLine, decision: str, *, by: User, now: datetime
) -> None:
    """An accepted find is in handover like everything listed; one sent back is not."""
    if decision == Decision.ACCEPTED and line.decision != Decision.ACCEPTED:
        enforce(steps.against_accepting_find(line))
        holdings = locking.locked_holdings([line.holding_id or 0])
        ids = [holding.pk for holding in holdings]
        enforce(
            against_listing(manifest.centre, manifest.kind, ids, on=day_of(now), besides=manifest)
        )
        move_custody(holdings, HoldingState.IN_HANDOVER, by=by, today=day_of(now))
    elif decision != Decision.ACCEPTED and line.decision == Decision.ACCEPTED and line.holding:
        move_custody([line.holding], HoldingState.ON_SHELF, by=by, today=day_of(now))


def _tell_signers(
    manifest: Manifest,
    signers: list[User],
    *,
    hash_before: str,
    reason: str,
    by: User,
    now: datetime,
) -> None:
    title = _("Your signature on %(number)s is void: %(person)s opened the list again")
    key = f"thawed:{manifest.pk}:{hash_before[:16]}:{now.isoformat()}"
    message = Message(
        key,
        worded(title, number=manifest.number, person=by),
        body=reason,
        link=manifest.get_absolute_url(),
        clause=Clause.TRF_06,
    )
    tell(signers, message, by=by, now=now)
