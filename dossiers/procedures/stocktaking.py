"""Taking stock: open for a place, scan what stands there, close with a verdict on every thing.

Source: STO-05, STO-17.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from archive_office.custody.models import Box, Shelf
from archive_office.journal.acts import act, note
from archive_office.journal.bulk import create_all, update_all
from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause, enforce
from dossiers.models import Holding, Stocktake, StocktakeLine
from dossiers.procedures.custody import locked
from dossiers.rules import stocktaking as rules
from dossiers.rules.stocktaking import Place, Scope, Verdict

LONGEST_CODE = 80


@act("dossiers.stocktake_opened", _("Stocktake opened"), Clause.STO_17)
def open_stocktake(place: Place, *, by: User, now: datetime) -> Stocktake:
    """Begin to count a room, a cabinet or a shelf; what the records expect there is frozen.

    Raises:
        RegulationError: ORG-01 (not the keeper's archivist), STO-17 (it is being counted already,
            or too much stands there to be counted at once).

    Source: STO-05, STO-17.
    """
    scope = Scope.of(place)
    Department.objects.select_for_update(no_key=True).get(pk=scope.department.pk)
    enforce(rules.against_opening(scope, by))
    expected = list(rules.expected_in(scope))
    stocktake = Stocktake.objects.create(
        department=scope.department,
        room=scope.room,
        cabinet=scope.cabinet,
        shelf=scope.shelf,
        expected=len(expected),
        opened_at=now,
        opened_by=by,
    )
    create_all([_expectation(stocktake, holding) for holding in expected])
    note(stocktake, after={"place": stocktake.place, "expected": len(expected)})
    return stocktake


def _expectation(stocktake: Stocktake, holding: Holding) -> StocktakeLine:
    return StocktakeLine(
        stocktake=stocktake,
        holding=holding,
        code=holding.code,
        is_expected=True,
        stood=holding.state,
        expected_in_id=holding.present_slot_id,
        expected_place=_place(holding.present_slot),
    )


def _place(box: Box | None) -> str:
    return box.place if box else ""


def lock_stocktake(stocktake: Stocktake) -> Stocktake:
    """The stocktake as it stands now; one scan after the other, however many scanners."""
    return (
        Stocktake.objects.select_for_update(of=("self",), no_key=True)
        .select_related("department", "room", "cabinet", "shelf__cabinet")
        .get(pk=stocktake.pk)
    )


@act("dossiers.stock_scanned", _("Scanned at a stocktake"), Clause.STO_17)
def count_thing(
    stocktake: Stocktake, holding: Holding, box: Box, *, by: User, now: datetime
) -> StocktakeLine:
    """A thing was scanned in a box; of two scans of one thing the later counts.

    Raises:
        RegulationError: ORG-01 (not the keeper's archivist), STO-17 (closed, or a box that does
            not stand there).

    Source: STO-17.
    """
    fresh = lock_stocktake(stocktake)
    enforce(rules.against_scanning(fresh, box, by))
    thing = Holding.objects.select_related("present_slot__shelf__cabinet__room").get(pk=holding.pk)
    line = fresh.lines.filter(holding=thing).first() or StocktakeLine(
        stocktake=fresh,
        holding=thing,
        code=thing.code,
        stood=thing.state,
        expected_in_id=thing.present_slot_id,
        expected_place=_place(thing.present_slot),
    )
    return _scanned(line, rules.verdict_of(thing, box), box, by=by, now=now)


@act("dossiers.stock_box_scanned", _("Box scanned at a stocktake"), Clause.STO_05, Clause.STO_17)
def count_box(
    stocktake: Stocktake, box: Box, shelf: Shelf, *, by: User, now: datetime
) -> StocktakeLine:
    """A whole box was scanned on a shelf; of two scans of one box the later counts.

    Raises:
        RegulationError: ORG-01 (not the keeper's archivist), STO-17 (closed, or a shelf that is not
            counted).

    Source: STO-05, STO-17.
    """
    fresh = lock_stocktake(stocktake)
    enforce(rules.against_scanning_boxes(fresh, shelf, by))
    there = Box.objects.select_related("department", "shelf__cabinet__room").get(pk=box.pk)
    line = fresh.lines.filter(box=there).first() or StocktakeLine(
        stocktake=fresh, box=there, code=there.barcode, expected_place=_place_of_box(there, fresh)
    )
    line.found_on = shelf
    return _scanned(line, rules.verdict_of_box(there, shelf), shelf, by=by, now=now)


def _place_of_box(box: Box, stocktake: Stocktake) -> str:
    """Where a box stands by the records; of another archive room only whose it is."""
    return box.place if box.department_id == stocktake.department_id else str(box.department)


@act("dossiers.stock_unknown", _("Unknown code at a stocktake"), Clause.STO_17)
def count_unknown(
    stocktake: Stocktake, code: str, box: Box, *, by: User, now: datetime
) -> StocktakeLine:
    """A code was scanned that names nothing here; it is kept as it was read.

    Raises:
        RegulationError: ORG-01 (not the keeper's archivist), STO-17 (closed, or a box that does
            not stand there).

    Source: STO-17.
    """
    fresh = lock_stocktake(stocktake)
    enforce(rules.against_scanning(fresh, box, by))
    text = code.strip()[:LONGEST_CODE]
    line = fresh.lines.filter(holding=None, box=None, code=text).first()
    return _scanned(
        line or StocktakeLine(stocktake=fresh, code=text), Verdict.UNKNOWN, box, by=by, now=now
    )


def _scanned(
    line: StocktakeLine, verdict: Verdict, place: Box | Shelf, *, by: User, now: datetime
) -> StocktakeLine:
    before = line.verdict if line.pk else ""
    line.found_in = place if isinstance(place, Box) else None
    line.verdict, line.found_place = verdict, place.place
    line.scanned_at, line.scanned_by = now, by
    line.save()
    note(
        line,
        before={"verdict": before},
        after={"verdict": str(verdict), "place": line.found_place},
    )
    return line


@act("dossiers.stocktake_closed", _("Stocktake closed"), Clause.STO_17)
def close_stocktake(stocktake: Stocktake, *, by: User, now: datetime) -> Stocktake:
    """End the counting: what was expected and not scanned is missing now. No record is corrected.

    Raises:
        RegulationError: ORG-01 (not the keeper's archivist), STO-17 (closed already).

    Source: STO-17.
    """
    fresh = lock_stocktake(stocktake)
    enforce(rules.against_closing(fresh, by))
    waiting = list(fresh.lines.filter(verdict=Verdict.WAITING))
    things = {h.pk: h for h in locked([w.holding_id for w in waiting if w.holding_id])}
    for line in waiting:
        line.verdict = rules.verdict_without_scan(line, things[line.holding_id or 0])
    update_all(waiting, ["verdict"])
    fresh.state, fresh.closed_at, fresh.closed_by = Stocktake.State.CLOSED, now, by
    fresh.save(update_fields=["state", "closed_at", "closed_by"])
    counts = {name: n for name, n in rules.counts_of(fresh).items() if n}
    note(fresh, before={"state": "open"}, after={"state": "closed", **counts})
    return fresh
