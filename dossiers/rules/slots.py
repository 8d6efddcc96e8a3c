"""Where a holding goes: its home, or the box in which its like was last put away.

Source: STO-05, STO-09.
"""

from dataclasses import dataclass

from archive_office.custody.models import Box, Cabinet
from dossiers.models import Holding, HoldingState

WHERE = ("shelf__cabinet__room",)


@dataclass(frozen=True, slots=True)
class SlotHint:
    """A box to try first, and whether it is the holding's own."""

    box: Box
    is_home: bool


def hint_for(holding: Holding) -> SlotHint | None:
    """The home slot; for a new holding the box its like went into last, else the first empty one.

    A hint only: whoever stands before the shelf decides, and scans.
    """
    if holding.home_slot_id is not None:
        return SlotHint(Box.objects.select_related(*WHERE).get(pk=holding.home_slot_id), True)  # noqa: FBT003 - says is_home
    box = _last_used(holding) or _first_empty(holding)
    return SlotHint(box, False) if box else None  # noqa: FBT003


def _last_used(holding: Holding) -> Box | None:
    like = (
        Holding.objects.filter(
            keeper=holding.keeper_id,
            state=HoldingState.ON_SHELF,
            part=holding.part,
            is_title_document=holding.is_title_document,
        )
        .order_by("-filed_on", "-pk")
        .values_list("present_slot", flat=True)
        .first()
    )
    return Box.objects.select_related(*WHERE).filter(pk=like).first() if like else None


def _first_empty(holding: Holding) -> Box | None:
    boxes = Box.objects.filter(
        department=holding.keeper_id, shelf__isnull=False, holds__isnull=True
    ).select_related(*WHERE)
    in_safe = {"shelf__cabinet__kind": Cabinet.Kind.SAFE}
    boxes = boxes.filter(**in_safe) if holding.is_title_document else boxes.exclude(**in_safe)
    return boxes.order_by("number").first()
