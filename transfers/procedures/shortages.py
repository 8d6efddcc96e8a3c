"""Debts of a centre: supplied at headquarters, or waived with a reason.

Source: TRF-10, TRF-13; decision 11.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.journal.acts import act, note
from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, enforce
from dossiers.models import HoldingState
from dossiers.procedures.codes import normalised_code
from dossiers.procedures.custody import move_custody
from dossiers.procedures.filing import take_in
from transfers.models import Outcome, Shortage
from transfers.procedures import locking
from transfers.procedures.capacity import act_for
from transfers.rules import parties, words
from transfers.rules import shortages as rules


@act(
    "transfers.shortage_settled", _("Shortage settled"), Clause.TRF_10, Clause.TRF_13, Clause.TRF_18
)
def settle_shortage(
    shortage: Shortage, barcode: str, *, how: str, by: User, now: datetime
) -> Shortage:
    """Take in what a centre owed: the thing is scanned at headquarters, which keeps it from then.

    Args:
        barcode: Barcode or reference code, as scanned; for lacking pages that of the
            holding they belong to, for a supplement that of the paper.
        how: How it came, in words.

    Raises:
        RegulationError: ORG-01 (not headquarters), TRF-10 (settled already, another thing,
            on the centre's shelf again, or nothing said).

    Source: TRF-10, TRF-13, TRF-18.
    """
    fresh = _fresh(shortage)
    receiver = fresh.line.manifest.receiver
    act_for(by, receiver, parties.HEADQUARTERS)
    enforce(rules.against_standing(fresh))
    enforce(rules.against_silence(how))
    enforce(rules.against_receiving(fresh, barcode.strip(), normalised_code(barcode)))
    if fresh.line.document is not None:
        take_in([fresh.line.document], by=by, today=day_of(now))
    elif fresh.line.outcome == Outcome.MISSING and fresh.holding is not None:
        move_custody(
            [fresh.holding],
            HoldingState.IN_PREPARATION,
            by=by,
            today=day_of(now),
            keeper=receiver,
        )
    return _settled(fresh, how, by=by, now=now)


@act("transfers.shortage_waived", _("Shortage waived"), Clause.TRF_10)
def waive_shortage(shortage: Shortage, *, reason: str, by: User, now: datetime) -> Shortage:
    """Give up a debt; the thing stays missing. Decided by the archive-room head.

    Raises:
        RegulationError: ORG-01 (not the archive-room head), TRF-10 (settled, or no reason).

    Source: TRF-10.
    """
    fresh = _fresh(shortage)
    head = frozenset({Role.ARCHIVE_ROOM_HEAD})
    act_for(by, fresh.line.manifest.receiver, head)
    enforce(rules.against_standing(fresh))
    enforce(rules.against_silence(reason))
    return _settled(fresh, f"{words.WAIVED}：{reason}", by=by, now=now)


def _fresh(shortage: Shortage) -> Shortage:
    """The debt as it is now, with what it is about locked."""
    manifest = locking.locked_manifest(shortage.line.manifest_id)
    if shortage.holding_id:
        locking.locked_holdings([shortage.holding_id])
    fresh = (
        Shortage.objects.select_for_update(of=("self",), no_key=True)
        .select_related("line__manifest__receiver", "line__document", "holding")
        .get(pk=shortage.pk)
    )
    fresh.line.manifest = manifest
    return fresh


def _settled(shortage: Shortage, how: str, *, by: User, now: datetime) -> Shortage:
    shortage.settled_at, shortage.settled_by, shortage.settled_how = now, by, how[:200]
    shortage.save()
    note(shortage, before={"settled": None}, after={"settled": how[:200]})
    return shortage
