"""Whatever goes missing brings an inspection of the room where it stood (STO-14)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from archive_office.custody.procedures.incidents import record_loss
from archive_office.organisation.models import User
from dossiers.models import Holding, HoldingState, Placement


def on_custody_moved(
    holdings: Sequence[Holding], to: HoldingState, by: User | None, today: date, **_kwargs: Any
) -> None:
    """Record the loss of each room from which something is missing; the inspection opens with it.

    Source: STO-14.
    """
    if to != HoldingState.MISSING:
        return
    stays = Placement.objects.filter(holding__in=holdings, slot__shelf__isnull=False)
    last = stays.select_related("slot__shelf__cabinet__room").order_by("holding_id", "-pk")
    rooms = {
        stay.holding_id: stay.slot.shelf.cabinet.room
        for stay in last.distinct("holding")
        if stay.slot.shelf is not None
    }
    for holding in holdings:
        if room := rooms.get(holding.pk):
            with override("zh-hans"):
                account = _("%(code)s is missing.") % {"code": holding.code}
            record_loss(room, account, by=by, today=today)
