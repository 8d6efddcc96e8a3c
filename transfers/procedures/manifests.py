"""The centre's side of a handover: prepare the list, hand it in, take it back, void it.

Source: TRF-01, TRF-02, TRF-04, TRF-14, LND-13; decisions 11 and 12.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.journal.acts import act, note
from archive_office.journal.bulk import update_all
from archive_office.organisation.models import Department, User
from archive_office.originals.procedures.making import void_original_of
from archive_office.regulation import Clause, Refusal, RegulationError, enforce
from dossiers.models import Document, Holding, HoldingState, IssuedCode
from dossiers.procedures.codes import next_code
from dossiers.procedures.custody import move_custody
from transfers.models import Manifest, ManifestLine, ManifestState, Outcome, Period
from transfers.procedures import locking
from transfers.procedures.capacity import act_for
from transfers.procedures.lines import describe_again, list_things, put_in_order
from transfers.rules import parties, steps
from transfers.rules.periods import period_for
from transfers.rules.proposal import against_listing, supplements_of


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the archivist puts on a manifest.

    Attributes:
        supplements: Documents for volumes that headquarters keeps already.
        period: The half-year it counts for; by default the one that is due.
    """

    holdings: Sequence[Holding] = ()
    supplements: Sequence[Document] = ()
    period: Period | None = None


@act(
    "transfers.manifest_prepared",
    _("Manifest prepared"),
    Clause.TRF_02,
    Clause.TRF_04,
    Clause.TRF_14,
    Clause.LND_13,
)
def prepare_manifest(
    centre: Department, kind: Manifest.Kind, chosen: Chosen, *, by: User, now: datetime
) -> Manifest:
    """Draw up a centre's manifest of these things; nothing leaves its shelf yet.

    Raises:
        RegulationError: ORG-01 (not the centre's archivist), TRF-04 (another manifest of
            this kind is open, a thing is on another one, or nothing is listed), TRF-01
            (kept by somebody else, or held back), TRF-02 (no container or category, not
            verified, not on its shelf, outside the scope), TRF-14 (title documents on an
            ordinary manifest, or other things on theirs), LND-13 (personal volumes).

    Source: TRF-02, TRF-04, TRF-14, LND-13.
    """
    act_for(by, centre, parties.CENTRE_CLERKS)
    locking.locked_centre(centre.pk)
    enforce(steps.against_opening(centre, kind))
    enforce(steps.against_emptiness(len(chosen.holdings) + len(chosen.supplements)))
    holdings, supplements = _allowed(centre, kind, chosen, now=now)
    period = chosen.period or _due_period(centre, now)
    manifest = Manifest(
        number=next_code(f"YJ-{day_of(now).year}"),
        kind=kind,
        period=period,
        centre=centre,
        receiver=parties.receiver_for(centre),
        prepared_by=by,
        prepared_at=now,
    )
    manifest.save()
    lines = list_things(manifest, holdings, supplements)
    note(manifest, after={"state": manifest.state, "lines": len(lines)}, period=str(period))
    _note_things(manifest, lines)
    return manifest


@act("transfers.lines_added", _("Lines added to a manifest"), Clause.TRF_02, Clause.TRF_04)
def add_lines(manifest: Manifest, chosen: Chosen, *, by: User, now: datetime) -> list[ManifestLine]:
    """Put further things on a manifest that is being prepared.

    Raises:
        RegulationError: As :func:`prepare_manifest`, or TRF-05/TRF-06 (no longer being prepared).

    Source: TRF-02, TRF-04, TRF-14, LND-13.
    """
    fresh = _being_prepared(manifest, by)
    holdings, supplements = _allowed(fresh.centre, fresh.kind, chosen, now=now, besides=fresh)
    there = set(
        fresh.lines.filter(kind=ManifestLine.Kind.HOLDING).values_list("holding_id", flat=True)
    )
    papers = set(fresh.lines.values_list("document_id", flat=True))
    lines = list_things(
        fresh,
        [holding for holding in holdings if holding.pk not in there],
        [document for document in supplements if document.pk not in papers],
    )
    note(fresh, after={"lines": fresh.lines.count()})
    _note_things(fresh, lines)
    return lines


@act("transfers.line_removed", _("Line taken off a manifest"), Clause.TRF_04)
def remove_line(line: ManifestLine, *, by: User) -> Manifest:
    """Take a thing off a manifest that is being prepared; the others close up.

    Raises:
        RegulationError: ORG-01, or TRF-05/TRF-06 (no longer being prepared).

    Source: TRF-04.
    """
    fresh = _being_prepared(line.manifest, by)
    gone = fresh.lines.get(pk=line.pk)
    note(fresh, before={"line": gone.code}, after={"lines": fresh.lines.count() - 1})
    gone.delete()
    put_in_order(fresh)
    return fresh


@act("transfers.manifest_submitted", _("Manifest handed in"), Clause.TRF_01, Clause.TRF_02)
def submit_manifest(manifest: Manifest, *, by: User, now: datetime) -> Manifest:
    """Hand the list and the things over for the check; the centre stays their keeper.

    Raises:
        RegulationError: ORG-01, TRF-05/TRF-06 (not being prepared), TRF-04 (empty), or the
            reason why a thing can no longer go, as :func:`prepare_manifest`.

    Source: TRF-01, TRF-02; decision 11.
    """
    fresh = _being_prepared(manifest, by)
    enforce(steps.against_emptiness(fresh.lines.count()))
    holdings = locking.locked_holdings(_listed(fresh))
    enforce(
        against_listing(
            fresh.centre, fresh.kind, [h.pk for h in holdings], on=day_of(now), besides=fresh
        )
    )
    enforce(_against_lost_supplements(fresh))
    describe_again(fresh)
    put_in_order(fresh)
    move_custody(holdings, HoldingState.IN_HANDOVER, by=by, today=day_of(now))
    fresh.submitted_by, fresh.submitted_at = by, now
    turn(fresh, ManifestState.CHECKING)
    return fresh


@act("transfers.manifest_recalled", _("Manifest taken back"), Clause.TRF_01)
def recall_manifest(manifest: Manifest, *, by: User, now: datetime) -> Manifest:
    """Take a manifest back to the centre while headquarters has not checked a line.

    Raises:
        RegulationError: ORG-01, TRF-05 (checked already, or not handed in), TRF-06 (locked).

    Source: TRF-01.
    """
    fresh = locking.locked_manifest(manifest.pk)
    act_for(by, fresh.centre, parties.CENTRE_CLERKS)
    enforce(steps.against_state(fresh, ManifestState.CHECKING))
    enforce(steps.against_recalling(fresh))
    _back_to_the_shelves(fresh, by=by, now=now)
    fresh.submitted_by = fresh.submitted_at = None
    turn(fresh, ManifestState.PREPARING)
    return fresh


@act("transfers.manifest_voided", _("Manifest voided"), Clause.TRF_01, Clause.TRF_05)
def void_manifest(manifest: Manifest, *, reason: str, by: User, now: datetime) -> Manifest:
    """Give a handover up: things go back to their shelves, the number stays used up.

    Before it is handed in the centre voids it, afterwards headquarters. What the check
    did not find is missing from then on. Signatures are voided with it.

    Raises:
        RegulationError: ORG-01, TRF-05 (no reason, or void already), TRF-06 (locked).

    Source: TRF-01, TRF-05, TRF-06.
    """
    fresh = locking.locked_manifest(manifest.pk)
    if fresh.state == ManifestState.PREPARING:
        act_for(by, fresh.centre, parties.CENTRE_CLERKS)
    else:
        act_for(by, fresh.receiver, parties.HEADQUARTERS)
    open_states = (ManifestState.PREPARING, ManifestState.CHECKING, ManifestState.FROZEN)
    enforce(steps.against_state(fresh, *open_states))
    say_why(reason)
    if fresh.state != ManifestState.PREPARING:
        void_signatures(fresh, reason, by=by, now=now)
        _back_to_the_shelves(fresh, by=by, now=now)
    fresh.void_reason = reason
    turn(fresh, ManifestState.VOID)
    _use_up(fresh.number, reason)
    return fresh


def void_signatures(manifest: Manifest, reason: str, *, by: User, now: datetime) -> list[User]:
    """Void every signature in force, keeping the rows; whose they were comes back."""
    standing = list(manifest.signatures.filter(voided_at__isnull=True).select_related("signer"))
    for signature in standing:
        signature.voided_at, signature.voided_by, signature.void_reason = now, by, reason
        note(
            signature,
            before={"voided": None},
            after={"voided": now.isoformat(), "side": signature.side},
        )
    update_all(standing, ["voided_at", "voided_by", "void_reason"])
    void_original_of(manifest, reason=reason, by=by, now=now)
    return [signature.signer for signature in standing]


def turn(manifest: Manifest, to: ManifestState, **facts: object) -> None:
    """Save a manifest in its next state and put the step into the journal."""
    before = manifest.state
    manifest.state = to
    manifest.is_open = to not in (ManifestState.COMPLETED, ManifestState.VOID)
    manifest.save()
    note(manifest, before={"state": before}, after={"state": to.value, **facts})


def say_why(reason: str) -> None:
    """Refuse an act that has to be explained and is not."""
    if not reason.strip():
        raise RegulationError(Refusal(Clause.TRF_05, _("Say why."), field="reason"))


def _allowed(
    centre: Department,
    kind: str,
    chosen: Chosen,
    *,
    now: datetime,
    besides: Manifest | None = None,
) -> tuple[list[Holding], list[Document]]:
    """Lock what was chosen, then judge it: a decision on unlocked rows proves nothing."""
    ids = sorted({h.pk for h in chosen.holdings})
    holdings = locking.locked_holdings(ids)
    enforce(against_listing(centre, kind, ids, on=day_of(now), besides=besides))
    wanted = {d.pk for d in chosen.supplements}
    waiting = supplements_of(centre, kind, besides=besides).filter(pk__in=wanted)
    supplements = list(waiting.select_for_update(of=("self",), no_key=True) if wanted else ())
    enforce(_against_strangers(chosen.supplements, supplements))
    return holdings, supplements


def _against_strangers(wanted: Iterable[Document], found: Iterable[Document]) -> Iterable[Refusal]:
    known = {document.pk for document in found}
    for document in wanted:
        if document.pk not in known:
            yield Refusal(
                Clause.TRF_04,
                _("%(code)s is no paper that waits to join a volume at headquarters.")
                % {"code": document.code},
            )


def _against_lost_supplements(manifest: Manifest) -> Iterable[Refusal]:
    lines = manifest.lines.filter(kind=ManifestLine.Kind.SUPPLEMENT).select_related("document")
    wanted = [line.document for line in lines if line.document]
    found = supplements_of(manifest.centre, manifest.kind, besides=manifest) if wanted else ()
    return _against_strangers(wanted, found)


def _being_prepared(manifest: Manifest, by: User) -> Manifest:
    fresh = locking.locked_manifest(manifest.pk)
    act_for(by, fresh.centre, parties.CENTRE_CLERKS)
    enforce(steps.against_state(fresh, ManifestState.PREPARING))
    return fresh


def _due_period(centre: Department, now: datetime) -> Period:
    period = period_for(centre, on=day_of(now))
    if period is None:
        raise RegulationError(
            Refusal(Clause.TRF_03, _("The half-year has not been opened yet."), field="period")
        )
    return period


def _listed(manifest: Manifest) -> list[int]:
    ids = manifest.lines.filter(kind=ManifestLine.Kind.HOLDING).values_list("holding_id", flat=True)
    return [pk for pk in ids if pk is not None]


def _back_to_the_shelves(manifest: Manifest, *, by: User, now: datetime) -> None:
    """Things in handover go home; what the check did not find is missing."""
    lines = manifest.lines.filter(
        kind__in=[ManifestLine.Kind.HOLDING, ManifestLine.Kind.UNLISTED],
        holding__state=HoldingState.IN_HANDOVER,
    ).select_related("holding")
    home: list[Holding] = []
    missing: list[Holding] = []
    for line in lines:
        if line.holding is not None:
            (missing if line.outcome == Outcome.MISSING else home).append(line.holding)
    move_custody(home, HoldingState.ON_SHELF, by=by, today=day_of(now))
    move_custody(missing, HoldingState.MISSING, by=by, today=day_of(now))


def _note_things(manifest: Manifest, lines: Iterable[ManifestLine]) -> None:
    for line in lines:
        thing = line.document if line.kind == ManifestLine.Kind.SUPPLEMENT else line.holding
        if thing is not None:
            note(thing, after={"manifest": manifest.number})


def _use_up(number: str, reason: str) -> None:
    issued = IssuedCode.objects.get(code=number)
    issued.state, issued.reason = IssuedCode.State.VOID, reason[:200]
    issued.save()
