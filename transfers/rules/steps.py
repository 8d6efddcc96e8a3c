"""What stands against a step of the handover, from the list to the last signature."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department, User
from archive_office.organisation.signing import Proof
from archive_office.regulation import Clause, Refusal
from transfers.models import Manifest, ManifestLine, ManifestSignature, ManifestState, Outcome
from transfers.rules.parties import (
    SIGNERS,
    department_of,
    membership_in,
    receiver_for,
    sides_of,
)

PROOF_LASTS: Final = timedelta(minutes=5)
"""How long an entered password stands for a signature."""


def against_state(manifest: Manifest, *allowed: ManifestState) -> Iterator[Refusal]:
    """Refuse a step that does not belong to the manifest's present state.

    Source: TRF-05, TRF-06.
    """
    if manifest.state in allowed:
        return
    clause = Clause.TRF_05
    if manifest.state == ManifestState.COMPLETED:
        clause = Clause.TRF_06
    yield Refusal(
        clause,
        _("Manifest %(number)s is “%(state)s”; this is not possible now.")
        % {"number": manifest.number, "state": manifest.get_state_display()},
    )


def against_opening(centre: Department, kind: str) -> Iterator[Refusal]:
    """Refuse a new manifest where one is open, or where nobody could receive it."""
    standing = Manifest.objects.filter(centre=centre, kind=kind, is_open=True).first()
    if standing is not None:
        yield Refusal(
            Clause.TRF_04,
            _("Manifest %(number)s of %(centre)s is still open; finish or void it first.")
            % {"number": standing.number, "centre": centre},
        )
    if not centre.is_centre:
        yield Refusal(Clause.TRF_03, _("%(centre)s is no service centre.") % {"centre": centre})
    if receiver_for(centre) is None:
        yield Refusal(Clause.TRF_03, _("No archive office is there to take the files over."))


def against_emptiness(lines: int) -> Iterator[Refusal]:
    """Refuse a manifest that lists nothing."""
    if not lines:
        yield Refusal(Clause.TRF_04, _("The manifest lists nothing."))


def against_recalling(manifest: Manifest) -> Iterator[Refusal]:
    """Refuse to take a manifest back once headquarters has begun to check it (TRF-05)."""
    checked = manifest.lines.exclude(outcome=Outcome.UNCHECKED).count()
    if checked:
        yield Refusal(
            Clause.TRF_05,
            _("Headquarters has checked %(count)s lines already; ask it to send them back.")
            % {"count": checked},
        )


def against_finding(
    line: ManifestLine, outcome: str, decision: str, pages_counted: int | None
) -> Iterator[Refusal]:
    """Refuse an outcome of the check that says too little or does not fit the line.

    Source: TRF-05.
    """
    unlisted = line.kind == ManifestLine.Kind.UNLISTED
    if outcome == Outcome.UNCHECKED or unlisted != (outcome == Outcome.UNLISTED):
        yield Refusal(Clause.TRF_05, _("This outcome does not fit the line."), field="outcome")
    if outcome == Outcome.PAGES_DIFFER and pages_counted in (None, line.pages):
        yield Refusal(Clause.TRF_05, _("Say how many pages were counted."), field="pages_counted")
    if outcome == Outcome.MISSING and decision == ManifestLine.Decision.ACCEPTED:
        yield Refusal(Clause.TRF_05, _("What is missing cannot be accepted."), field="decision")


def against_silence(outcome: str, note: str, decision: str, refusal: str) -> Iterator[Refusal]:
    """Refuse a difference without a description, and a refusal without a reason (TRF-05)."""
    if outcome in (Outcome.PAGES_DIFFER, Outcome.DAMAGED) and not note.strip():
        yield Refusal(Clause.TRF_05, _("Describe what was found."), field="note")
    if decision == ManifestLine.Decision.REFUSED and not refusal.strip():
        yield Refusal(Clause.TRF_05, _("Say why it is sent back."), field="refusal")


def against_accepting_find(line: ManifestLine) -> Iterator[Refusal]:
    """Refuse to accept a thing that is in no catalogue (TRF-02)."""
    if line.holding_id is None:
        yield Refusal(
            Clause.TRF_02,
            _("“%(thing)s” is in no catalogue; the centre files it first. Send it back.")
            % {"thing": line.title},
            field="decision",
        )


def against_striking(line: ManifestLine) -> Iterator[Refusal]:
    """Refuse to strike out what the centre listed; of that the check says what it found (TRF-05)."""
    if line.kind != ManifestLine.Kind.UNLISTED:
        yield Refusal(
            Clause.TRF_05,
            _("Line %(number)s was listed by %(centre)s: record what the check found instead.")
            % {"number": line.number, "centre": line.manifest.centre},
        )


def unresolved(manifest: Manifest) -> list[ManifestLine]:
    """Lines that still lack an outcome or a decision."""
    lines = manifest.lines.order_by("number")
    return [
        line
        for line in lines
        if line.outcome == Outcome.UNCHECKED or line.decision == ManifestLine.Decision.PENDING
    ]


def against_freezing(manifest: Manifest) -> Iterator[Refusal]:
    """Refuse to freeze while one line is unresolved, naming the lines.

    Source: TRF-05.
    """
    left = unresolved(manifest)
    if left:
        shown = ", ".join(str(line.number) for line in left[:10])
        yield Refusal(
            Clause.TRF_05,
            _("%(count)s lines are not settled yet: %(lines)s.")
            % {"count": len(left), "lines": shown + (" …" if len(left) > len(shown) else "")},
        )


def against_signing(
    manifest: Manifest, side: str, person: User, signed: list[ManifestSignature]
) -> Iterator[Refusal]:
    """Refuse the wrong side, the wrong person, and whoever has signed already.

    Args:
        signed: The signatures in force.

    Source: TRF-06, TRF-14.
    """
    if side not in sides_of(manifest.kind):
        yield Refusal(Clause.TRF_06, _("This manifest has no such side."), field="side")
        return
    if membership_in(person, department_of(manifest, side), SIGNERS[side]) is None:
        yield Refusal(
            Clause.TRF_06,
            _("For %(department)s only these sign: %(roles)s.")
            % {
                "department": department_of(manifest, side),
                "roles": " / ".join(str(role.label) for role in sorted(SIGNERS[side])),
            },
        )
    if any(s.side == side for s in signed):
        yield Refusal(Clause.TRF_06, _("This side has signed already."))
    if any(s.signer_id == person.pk for s in signed):
        yield Refusal(
            Clause.TRF_06, _("You have signed for another side. Two different people sign.")
        )


def against_proof(proof: Proof, person: User, now: datetime) -> Iterator[Refusal]:
    """Refuse a proof of identity of somebody else, or one that is too old (SEC-42)."""
    if proof.user.pk != person.pk or not timedelta(0) <= now - proof.at <= PROOF_LASTS:
        yield Refusal(Clause.SEC_42, _("Enter your own password again to sign."), field="password")


def against_content(manifest: Manifest, seen_hash: str) -> Iterator[Refusal]:
    """Refuse to sign another content than the one the signer was shown (TRF-06)."""
    if seen_hash != manifest.content_hash:
        yield Refusal(
            Clause.TRF_06,
            _("The list was changed since you opened it. Read it again before you sign."),
        )
