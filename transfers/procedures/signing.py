"""Both parties sign; with the last signature the things change hands.

Source: TRF-01, TRF-06, TRF-10, TRF-14; decisions 11 and 14.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.journal.acts import act, by_post, note
from archive_office.journal.bulk import create_all, update_all
from archive_office.organisation.models import User
from archive_office.organisation.signing import Proof
from archive_office.regulation import Clause, enforce
from dossiers.models import Holding, HoldingState
from dossiers.procedures.custody import move_custody
from dossiers.procedures.filing import take_in
from transfers.models import (
    Manifest,
    ManifestCopy,
    ManifestLine,
    ManifestSignature,
    ManifestState,
    Outcome,
    Shortage,
    Side,
)
from transfers.procedures import locking
from transfers.procedures.manifests import turn
from transfers.rules import parties, steps, words
from transfers.rules.content import debts_of, frozen

Decision = ManifestLine.Decision


@act(
    "transfers.manifest_signed",
    _("Manifest signed"),
    Clause.TRF_06,
    Clause.TRF_01,
    Clause.TRF_18,
)
def sign_manifest(
    manifest: Manifest, side: Side, proof: Proof, seen_hash: str, *, by: User, now: datetime
) -> ManifestSignature:
    """Sign the frozen content for one side; the last signature completes the handover.

    Then headquarters keeps what it accepted, what it refused stands at the centre again,
    what was not found is missing and owed, and nothing of the manifest changes any more.

    Args:
        proof: From :func:`prove_identity`, by the signer, at most five minutes old.
        seen_hash: The hash of the content the signer was shown.

    Raises:
        RegulationError: TRF-05 (not frozen), TRF-06 (wrong side, role or department, signed
            already, the same person twice, another content than the one shown, locked),
            SEC-42 (proof).

    Source: TRF-01, TRF-06, TRF-10, TRF-14, TRF-18.
    """
    fresh = locking.locked_manifest(manifest.pk)
    enforce(steps.against_state(fresh, ManifestState.FROZEN))
    enforce(steps.against_content(fresh, seen_hash))
    enforce(steps.against_proof(proof, by, now))
    enforce(steps.against_signing(fresh, side, by, in_force(fresh)))
    signature = _signature(fresh, side, by=by, now=now)
    signature.save()
    note(signature, after={"side": signature.side, "hash": signature.content_hash})
    # Read after the own row is there: the database lets signatures follow each other.
    signed = {s.side for s in in_force(fresh)}
    if signed.issuperset(parties.sides_of(fresh.kind)):
        _complete(fresh, by=by, now=now)
    return signature


def in_force(manifest: Manifest) -> list[ManifestSignature]:
    """The signatures that were not voided."""
    return list(manifest.signatures.filter(voided_at__isnull=True).select_related("signer"))


def _signature(manifest: Manifest, side: Side, *, by: User, now: datetime) -> ManifestSignature:
    department = parties.department_of(manifest, side)
    post = parties.membership_in(by, department, parties.SIGNERS[side])
    by_post(post)
    return ManifestSignature(
        manifest=manifest,
        side=side,
        signer=by,
        acting_for=post.acting_for if post else None,
        department=department,
        role=post.role if post else "",
        statement=words.STATEMENT,
        content=manifest.content,
        content_hash=manifest.content_hash,
        signed_at=now,
    )


def _complete(manifest: Manifest, *, by: User, now: datetime) -> None:
    lines = list(manifest.lines.select_related("holding", "document__holding").order_by("number"))
    manifest.completed_at = now
    turn(manifest, ManifestState.COMPLETED)
    _move_things(manifest, lines, by=by, now=now)
    take_in(
        [
            line.document
            for line in lines
            if line.document is not None and line.decision == Decision.ACCEPTED
        ],
        by=by,
        today=day_of(now),
    )
    _settle_debts(manifest, lines, by=by, now=now)
    _open_shortages(manifest, lines, now)
    _make_copies(manifest)


def _move_things(manifest: Manifest, lines: list[ManifestLine], *, by: User, now: datetime) -> None:
    """Accepted things to headquarters, refused ones home, missing ones nowhere (TRF-01)."""
    today = day_of(now)
    accepted: list[Holding] = []
    refused: list[Holding] = []
    missing: list[Holding] = []
    for line in lines:
        if line.holding is None or line.kind == ManifestLine.Kind.SUPPLEMENT:
            continue
        if line.decision == Decision.ACCEPTED:
            accepted.append(line.holding)
        elif line.outcome == Outcome.MISSING:
            missing.append(line.holding)
        elif line.kind == ManifestLine.Kind.HOLDING:  # a find sent back never left its shelf
            refused.append(line.holding)
    move_custody(
        accepted, HoldingState.IN_PREPARATION, by=by, today=today, keeper=manifest.receiver
    )
    move_custody(refused, HoldingState.ON_SHELF, by=by, today=today)
    move_custody(missing, HoldingState.MISSING, by=by, today=today)


def _settle_debts(
    manifest: Manifest, lines: list[ManifestLine], *, by: User, now: datetime
) -> None:
    """What this manifest brings is owed no longer (TRF-10)."""
    accepted = [line for line in lines if line.decision == Decision.ACCEPTED]
    things = [line.holding_id for line in accepted if line.kind != ManifestLine.Kind.SUPPLEMENT]
    papers = [line.document_id for line in accepted if line.document_id]
    # Locked, so that a waiver of the same moment comes before or after, not over it.
    missing = (
        Shortage.objects.standing()
        .filter(line__outcome=Outcome.MISSING)
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    debts = [
        *missing.filter(holding__in=things).exclude(line__kind=ManifestLine.Kind.SUPPLEMENT),
        *missing.filter(line__document__in=papers),
    ]
    for debt in debts:
        debt.settled_at, debt.settled_by, debt.settled_how = now, by, manifest.number
        note(debt, before={"settled": None}, after={"settled": manifest.number})
    update_all(debts, ["settled_at", "settled_by", "settled_how"])


def _open_shortages(manifest: Manifest, lines: list[ManifestLine], now: datetime) -> None:
    """Put down what the centre owes now; what it owes already is not owed twice (TRF-10)."""
    known = debts_of(line.holding_id for line in lines if line.outcome == Outcome.MISSING)
    owed = [
        Shortage(
            line=line,
            centre=manifest.centre,
            holding=line.holding,
            what=what,
            opened_at=now,
        )
        for line in lines
        if (what := _owed(line))
        and not (line.kind == ManifestLine.Kind.HOLDING and line.holding_id in known)
    ]
    for shortage in create_all(owed):
        note(shortage, after={"owed": shortage.what})


def _owed(line: ManifestLine) -> str:
    """What the centre owes after this line, in words; empty when nothing (TRF-10)."""
    if line.outcome == Outcome.MISSING:
        return words.missing(line.code, line.title)
    lacking = line.pages - (line.pages_counted or 0)
    differs = line.outcome == Outcome.PAGES_DIFFER and line.decision == Decision.ACCEPTED
    if differs and lacking > 0:
        return words.missing_pages(line.code, line.title, lacking)
    return ""


def _make_copies(manifest: Manifest) -> None:
    """One row for each copy to be printed, with who keeps it (TRF-08)."""
    rows = create_all(
        [
            ManifestCopy(
                manifest=manifest,
                number=number,
                side=Side.TRANSFERRING if number == 1 else Side.RECEIVING,
                keeper=manifest.centre if number == 1 else manifest.receiver,
            )
            for number, _keeper in enumerate(frozen(manifest)["keepers"], 1)
        ]
    )
    for row in rows:
        note(row, after={"keeper": row.keeper_id})
