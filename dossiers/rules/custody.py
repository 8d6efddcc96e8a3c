"""What stands against moving, placing or verifying a holding."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from archive_office.custody.models import Box, Cabinet
from archive_office.regulation import Clause, Refusal
from dossiers.models import CUSTODY_MOVES, DossierState, Holding, HoldingState

NEEDS_VERIFIED = {
    HoldingState.IN_HANDOVER,
    HoldingState.ON_LOAN,
    HoldingState.IN_READING_ROOM,
    HoldingState.QUARANTINED,
}

TO_BE_PUT_AWAY = (HoldingState.IN_PREPARATION, HoldingState.ON_SHELF)
"""What an archivist puts into a box by hand; everything else comes back by its own act."""


def against_moving(holding: Holding, to: HoldingState) -> Iterator[Refusal]:
    """Every reason why custody of this holding cannot change to ``to`` now."""
    if to not in CUSTODY_MOVES[holding.state]:
        yield Refusal(
            Clause.STO_17,
            _("%(code)s is “%(state)s”; it cannot become “%(wanted)s” now.")
            % {
                "code": holding.code,
                "state": holding.get_state_display(),
                "wanted": HoldingState(to).label,
            },
        )
    if to in NEEDS_VERIFIED and holding.verified_on is None:
        yield Refusal(
            Clause.STO_17,
            _("%(code)s comes from a ledger and nobody has verified it yet.")
            % {"code": holding.code},
        )


def against_placing(holding: Holding, slot: Box, *, is_archivist: bool) -> Iterator[Refusal]:
    """Every reason not to put this holding into this box.

    ``is_archivist``: whether the person who places it is the keeper's archivist.
    """
    yield from _against_putting_away(holding)
    yield from against_slot(holding, slot, is_archivist=is_archivist)


def against_slot(holding: Holding, slot: Box, *, is_archivist: bool) -> Iterator[Refusal]:
    """Every reason why this box is none for this holding, whatever state it is in."""
    if slot.department_id != holding.keeper_id or not is_archivist:
        yield Refusal(
            Clause.ORG_01,
            _("%(code)s is kept by %(keeper)s; only its archivist places it, in its own boxes.")
            % {"code": holding.code, "keeper": holding.keeper},
            field="slot",
        )
    if slot.shelf is None:
        yield Refusal(
            Clause.STO_08,
            _("Box %(box)s stands on no shelf yet.") % {"box": slot},
            field="slot",
        )
        return
    if holding.dossier.occupancy_id is not None and not slot.shelf.cabinet.lockable:
        yield Refusal(
            Clause.SEC_43,
            _(
                "%(code)s is a customer’s; it stands in furniture that can be locked. %(cabinet)s cannot."
            )
            % {"code": holding.code, "cabinet": slot.shelf.cabinet},
            field="slot",
        )
    is_safe = slot.shelf.cabinet.kind == Cabinet.Kind.SAFE
    if holding.is_title_document and not is_safe:
        yield Refusal(
            Clause.STO_09,
            _("%(code)s is a title document and lies in a safe only.") % {"code": holding.code},
            field="slot",
        )
    if is_safe and not holding.is_title_document:
        yield Refusal(
            Clause.STO_09,
            _("The safe holds title documents only; %(code)s is none.") % {"code": holding.code},
            field="slot",
        )


def _against_putting_away(holding: Holding) -> Iterator[Refusal]:
    if holding.state not in TO_BE_PUT_AWAY:
        yield Refusal(
            Clause.STO_17,
            _("%(code)s is “%(state)s” and cannot be put away now.")
            % {"code": holding.code, "state": holding.get_state_display()},
        )
    if holding.dossier.state == DossierState.VOID:
        yield Refusal(
            Clause.FIL_03,
            _("%(code)s belongs to a dossier recorded by mistake; it is not filed.")
            % {"code": holding.code},
        )
