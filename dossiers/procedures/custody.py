"""Custody: who keeps a holding, in which state, in which slot.

One function moves custody; every procedure of the office calls it.
"""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from archive_office.custody.models import Box
from archive_office.journal.acts import act, note
from archive_office.journal.bulk import create_all, update_all
from archive_office.organisation.models import Department, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal, RegulationError, enforce
from dossiers import signals
from dossiers.models import Holding, HoldingState, Placement
from dossiers.models.holdings import IN_A_SLOT
from dossiers.rules import custody as rules


def locked(ids: Sequence[int]) -> list[Holding]:
    """Fresh, locked holdings in ascending id order; the only safe base for a decision."""
    return list(
        Holding.objects.select_for_update(of=("self",), no_key=True)
        .select_related("keeper", "dossier__centre")
        .filter(pk__in=ids)
        .order_by("pk")
    )


@act("dossiers.custody_moved", _("Custody moved"), Clause.STO_17, Clause.TRF_18)
def move_custody(
    holdings: Sequence[Holding],
    to: HoldingState,
    *,
    by: User | None,
    today: date,
    keeper: Department | None = None,
    slot: Box | None = None,
) -> list[Holding]:
    """Move holdings to a state (and a keeper), closing or opening their stay in a slot.

    Args:
        holdings: Any copies; the act works on fresh, locked rows, all or none.
        keeper: The new keeper, if it changes.
        slot: Where they stand afterwards; needed exactly for states in a slot, unless
            each has a home slot to go back to.

    Raises:
        RegulationError: STO-17, a move the transition table lacks, or an unverified claim.

    Source: STO-17, TRF-01, TRF-18; decisions 4 and 5.
    """
    fresh = locked([h.pk for h in holdings])
    enforce(refusal for h in fresh for refusal in rules.against_moving(h, to))
    before = {h.pk: snapshot(h) for h in fresh}
    for holding in fresh:
        _move(holding, to, keeper=keeper, slot=slot)
        if to == HoldingState.ON_SHELF and holding.filed_on is None:
            holding.filed_on = today
    update_all(fresh, ["state", "keeper", "present_slot", "home_slot", "filed_on"])
    end_stays([h for h in fresh if before[h.pk]["slot"] != h.present_slot_id], today)
    begin_stays([h for h in fresh if before[h.pk]["slot"] != h.present_slot_id], today, by)
    for holding in fresh:
        note(holding, before=before[holding.pk], after=snapshot(holding))
    signals.custody_moved.send(sender=Holding, holdings=fresh, to=to, by=by, today=today)
    return fresh


def snapshot(holding: Holding) -> dict[str, object]:
    """What the journal says of a holding's custody."""
    return {
        "state": str(holding.state),
        "keeper": holding.keeper_id,
        "slot": holding.present_slot_id,
    }


def _move(
    holding: Holding, to: HoldingState, *, keeper: Department | None, slot: Box | None
) -> None:
    holding.state = to
    if keeper is not None and keeper.pk != holding.keeper_id:
        holding.keeper = keeper
        holding.home_slot = None
    if to not in IN_A_SLOT:
        holding.present_slot = None
        return
    holding.present_slot = slot or holding.home_slot
    if holding.present_slot is None:
        raise RegulationError(
            Refusal(
                Clause.STO_17,
                _("%(code)s has no home slot; say into which box it goes.")
                % {"code": holding.code},
                field="slot",
            )
        )
    if to == HoldingState.ON_SHELF:
        holding.home_slot = holding.present_slot


def end_stays(holdings: Sequence[Holding], today: date) -> None:
    """End the present stay of each holding; part of an act that moves them."""
    stays = list(Placement.objects.filter(holding__in=holdings, removed_on__isnull=True))
    for stay in stays:
        stay.removed_on = today
    update_all(stays, ["removed_on"])


def begin_stays(holdings: Sequence[Holding], today: date, by: User | None) -> None:
    """Begin a stay of each holding where it stands now; part of an act that moves them.

    The boxes stay locked until the act ends, so that none moves to another shelf meanwhile.

    Source: STO-05.
    """
    slots = {h.present_slot_id for h in holdings if h.present_slot_id is not None}
    boxes = Box.objects.select_for_update(no_key=True).filter(pk__in=slots).order_by("pk")
    shelves = dict(boxes.values_list("pk", "shelf_id"))
    create_all(
        [
            Placement(
                holding=h,
                slot_id=h.present_slot_id,
                shelf_id=shelves[h.present_slot_id],
                placed_on=today,
                placed_by=by,
            )
            for h in holdings
            if h.present_slot_id is not None
        ]
    )


@act("dossiers.holding_placed", _("Put on the shelf"), Clause.FIL_02, Clause.STO_05, Clause.STO_17)
def place_holding(holding: Holding, slot: Box, *, by: User, today: date) -> Holding:
    """Put a holding into its box; the first time, that is what files it.

    A holding already on the shelf moves to the new box.

    Raises:
        RegulationError: ORG-01 (not the keeper's archivist or box), STO-08 (box on no
            shelf), STO-09 (title documents and the safe), STO-17 (state).

    Source: FIL-02, STO-05, STO-09.
    """
    fresh = locked([holding.pk])[0]
    enforce(rules.against_placing(fresh, slot, is_archivist=_is_archivist_of(by, fresh.keeper)))
    if fresh.state == HoldingState.ON_SHELF:
        return _shift(fresh, slot, by=by, today=today)
    return move_custody([fresh], HoldingState.ON_SHELF, by=by, today=today, slot=slot)[0]


def _shift(holding: Holding, slot: Box, *, by: User, today: date) -> Holding:
    before = snapshot(holding)
    end_stays([holding], today)
    holding.home_slot = holding.present_slot = slot
    holding.save(update_fields=["home_slot", "present_slot"])
    begin_stays([holding], today, by)
    note(holding, before=before, after=snapshot(holding))
    return holding


def _is_archivist_of(by: User, keeper: Department) -> bool:
    """Whether the person files at this department; its other staff never do (ORG-08)."""
    return any(by.holds(role, keeper) for role in (Role.CENTRE_ARCHIVIST, Role.HQ_ARCHIVIST))


@act("dossiers.holdings_verified", _("Verified against the thing"), Clause.FIL_09)
def verify_holdings(holdings: Sequence[Holding], *, by: User, today: date) -> list[Holding]:
    """Confirm that claims of a ledger are there as listed; scan by scan, or a whole box.

    Raises:
        RegulationError: ORG-01, somebody else's holdings.

    Source: FIL-09; decisions 6.
    """
    fresh = locked([h.pk for h in holdings])
    enforce(
        Refusal(
            Clause.ORG_01,
            _("%(code)s is kept by %(keeper)s; only its archivist verifies it.")
            % {"code": h.code, "keeper": h.keeper},
        )
        for h in fresh
        if not _is_archivist_of(by, h.keeper)
    )
    claims = [h for h in fresh if h.verified_on is None]
    for holding in claims:
        holding.verified_on = today
        note(holding, before={"verified": None}, after={"verified": today.isoformat()})
    update_all(claims, ["verified_on"])
    return fresh
