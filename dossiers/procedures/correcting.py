"""Correcting the records after a stocktake: an act of its own, line by line.

Source: STO-17.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.custody.models import Box
from archive_office.journal.acts import act, note
from archive_office.organisation.models import User
from archive_office.organisation.signing import Proof
from archive_office.regulation import Clause, Refusal, RegulationError, enforce
from dossiers.models import Holding, HoldingState, StocktakeLine
from dossiers.procedures.boxes import move_box
from dossiers.procedures.custody import place_holding
from dossiers.procedures.losses import found_again, report_missing
from dossiers.rules import stocktaking as rules
from dossiers.rules.stocktaking import Correction


@act("dossiers.stock_corrected", _("Corrected after a stocktake"), Clause.STO_17)
def correct_line(
    line: StocktakeLine,
    how: Correction,
    *,
    words: str = "",
    proof: Proof,
    by: User,
    now: datetime,
) -> StocktakeLine:
    """Settle one line of a closed stocktake, and the records of the thing with it.

    A box whose place this is now moves here with everything in it.

    Args:
        proof: The person has just entered the own password again.

    Raises:
        RegulationError: ORG-01 (not the keeper's archivist, or a box of somebody else), STO-17
            (still open, settled, another verdict, nothing said, or the thing stands elsewhere by
            now), SEC-42 (somebody else's password), and whatever stands against putting it away.

    Source: STO-17.
    """
    fresh = (
        StocktakeLine.objects.select_for_update(of=("self",), no_key=True)
        .select_related("stocktake__department", "holding__keeper", "found_in", "box", "found_on")
        .get(pk=line.pk)
    )
    enforce(rules.against_correcting(fresh, how, words, by))
    if proof.user.pk != by.pk:
        raise RegulationError(Refusal(Clause.SEC_42, _("Confirm with your own password.")))
    if fresh.holding is not None:
        _settle(fresh, fresh.holding, how, words, by=by, now=now)
    elif how == Correction.MOVED_HERE:
        _move_box(fresh, by=by, now=now)
    fresh.correction, fresh.note = how, words.strip()
    fresh.corrected_at, fresh.corrected_by = now, by
    fresh.save(update_fields=["correction", "note", "corrected_at", "corrected_by"])
    note(fresh, before={"correction": ""}, after={"correction": str(how)})
    return fresh


def _move_box(line: StocktakeLine, *, by: User, now: datetime) -> None:
    """The box of this line stands where it was found, and so does everything in it."""
    if line.box is not None and line.found_on is not None:
        move_box(line.box, line.found_on, by=by, today=day_of(now))


def _settle(
    line: StocktakeLine,
    holding: Holding,
    how: Correction,
    words: str,
    *,
    by: User,
    now: datetime,
) -> None:
    today = day_of(now)
    if how == Correction.REPORTED_MISSING:
        place = line.expected_place
        report_missing(holding, circumstances=words, by=by, today=today, last_place=place)
    elif how == Correction.MOVED_HERE:
        place_holding(holding, _where_found(line), by=by, today=today)
    elif how == Correction.FOUND_AGAIN:
        if holding.state == HoldingState.MISSING:
            holding = found_again(holding, words=words, by=by, today=today)
        place_holding(holding, _where_found(line), by=by, today=today)


def _where_found(line: StocktakeLine) -> Box:
    """The box in which it was scanned, as it stands today."""
    return Box.objects.select_related("department", "shelf__cabinet__room").get(
        pk=line.found_in_id or 0
    )
