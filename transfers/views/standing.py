"""How one manifest stands for one person: what is done, what comes next, and who may do it."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department, Seal, User
from archive_office.originals.panel import panel_of
from transfers.models import (
    Manifest,
    ManifestLine,
    ManifestSignature,
    ManifestState,
    Outcome,
    Side,
)
from transfers.rules import parties, steps
from transfers.rules.putaway import proposed_places, waiting
from transfers.views.finding import works_for

MOST_PLACES: Final = 60
_ROAD: Final = (
    (ManifestState.PREPARING, _("Prepare")),
    (ManifestState.CHECKING, _("Check at headquarters")),
    (ManifestState.FROZEN, _("Sign")),
    (ManifestState.COMPLETED, _("Seal and put away")),
)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many lines there are, and how far their check has come."""

    lines: int
    checked: int
    accepted: int
    refused: int
    differing: int
    open: int

    @property
    def settled(self) -> int:
        """Lines with an outcome and a decision."""
        return self.lines - self.open


def tally(found: Manifest) -> Tally:
    """Count a manifest's lines by outcome and decision, in one query."""
    unchecked, pending = Q(outcome=Outcome.UNCHECKED), Q(decision=ManifestLine.Decision.PENDING)
    return Tally(
        **found.lines.aggregate(
            lines=Count("pk"),
            checked=Count("pk", filter=~unchecked),
            accepted=Count("pk", filter=Q(decision=ManifestLine.Decision.ACCEPTED)),
            refused=Count("pk", filter=Q(decision=ManifestLine.Decision.REFUSED)),
            differing=Count("pk", filter=~Q(outcome__in=[Outcome.UNCHECKED, Outcome.AGREES])),
            open=Count("pk", filter=unchecked | pending),
        )
    )


@dataclass(frozen=True, slots=True)
class SideStanding:
    """One side of a manifest: who signed for it, and whether this person may."""

    side: str
    label: str
    department: Department
    signature: ManifestSignature | None
    may_sign: bool


def shown_manifest(found: Manifest, user: User) -> dict[str, Any]:
    """Everything the page of a manifest says beside its lines."""
    counted, is_checked = tally(found), found.state == ManifestState.CHECKING
    at_centre, at_headquarters = works_for(user, found)
    signatures = list(found.signatures.select_related("signer", "acting_for", "voided_by"))
    return {
        "manifest": found,
        "title": _("Manifest %(number)s") % {"number": found.number},
        "tally": counted,
        "steps": road(found),
        "signatures": signatures,
        "sides": _sides(found, user, signatures),
        "copies": copies_of(found, user),
        "panel": panel_of(found, user),
        "at_centre": at_centre,
        "at_headquarters": at_headquarters,
        "against": list(steps.against_freezing(found)) if counted.open and is_checked else [],
        "has_differences": counted.differing or counted.refused,
        **_after_the_handover(found, user),
    }


def road(found: Manifest) -> list[dict[str, object]]:
    """Where a manifest is on its way, as the steps partial draws it."""
    if found.state == ManifestState.VOID:
        return []
    order = [state for state, _title in _ROAD]
    here = order.index(ManifestState(found.state))
    return [
        {
            "title": title,
            "state": "done" if place < here else "current" if place == here else "todo",
        }
        for place, (_state, title) in enumerate(_ROAD)
    ]


def copies_of(found: Manifest, user: User) -> list[dict[str, object]]:
    """The printed copies, each with whether this person prints it and applies its seal."""
    rows = list(found.copies.select_related("keeper", "seal", "printed_by", "sealed_by"))
    if not rows:
        return []
    handles = is_of_a_party(found, user)
    seals = set(Seal.objects.filter(keeper=user).values_list("department_id", flat=True))
    return [
        {
            "copy": row,
            "may_print": handles,
            "may_seal": row.sealed_on is None and row.keeper_id in seals,
            "may_scan": handles and row.sealed_on is not None,
        }
        for row in rows
    ]


def is_of_a_party(found: Manifest, user: User) -> bool:
    """Whether a person works for one of the two parties and so handles its copies."""
    return (
        parties.membership_in(user, found.receiver, parties.HEADQUARTERS) is not None
        or parties.membership_in(user, found.centre, parties.CENTRE) is not None
    )


def _sides(found: Manifest, user: User, signatures: list[ManifestSignature]) -> list[SideStanding]:
    signed = [s for s in signatures if s.voided_at is None]
    return [
        SideStanding(
            side=side,
            label=str(Side(side).label),
            department=parties.department_of(found, side),
            signature=next((s for s in signed if s.side == side), None),
            may_sign=found.state == ManifestState.FROZEN
            and user.has_perm("transfers.sign_manifest")
            and not list(steps.against_signing(found, side, user, signed)),
        )
        for side in parties.sides_of(found.kind)
    ]


def _after_the_handover(found: Manifest, user: User) -> dict[str, Any]:
    """Debts that the handover left, and where headquarters could put what came."""
    if found.state != ManifestState.COMPLETED:
        return {}
    debts = list(
        found.lines.filter(shortage__isnull=False)
        .select_related("shortage", "shortage__settled_by")
        .order_by("number")
    )
    to_place = waiting(found).count()
    shows_places = to_place and works_for(user, found)[1]
    return {
        "debts": [line.shortage for line in debts],
        "to_place": to_place,
        "places": proposed_places(found)[:MOST_PLACES] if shows_places else [],
    }
