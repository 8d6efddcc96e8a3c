"""Two scanners at once at one stocktake, a box that moves while somebody fills it."""

import pytest

from archive_office.regulation import Clause, RegulationError
from dossiers.models import Placement, StocktakeLine
from dossiers.procedures import stocktaking
from dossiers.procedures.boxes import move_box
from dossiers.procedures.collisions import constraint_of
from dossiers.procedures.custody import place_holding
from dossiers.procedures.stocktaking import close_stocktake, count_thing, open_stocktake
from tests.dossiers.steps import NOW
from tests.dossiers.storeroom import Room
from tests.dossiers.test_races import same_moment, together
from tests.factories import TODAY
from tests.steps import clause

pytestmark = pytest.mark.race
assert same_moment


@pytest.fixture
def here(own_database):
    here = Room()
    here.second = here.colleague()
    return here


def scanning(stocktake, volume, box, by):
    return lambda: count_thing(stocktake, volume, box, by=by, now=NOW)


@clause(Clause.STO_17)
def test_two_scanners_at_once_count_a_thing_once_and_lose_nothing(here, side_by_side):
    box = here.boxes[0][0]
    expected, stray = here.volume(box), here.volume(here.boxes[1][0])
    stocktake = open_stocktake(here.shelves[0], by=here.archivist, now=NOW)
    for volume in (expected, stray):
        done = side_by_side(
            scanning(stocktake, volume, box, here.archivist),
            scanning(stocktake, volume, box, here.second),
        )
        assert [future.exception() for future in done] == [None, None]
    lines = StocktakeLine.objects.order_by("pk").values_list("holding", "verdict")
    assert list(lines) == [(expected.pk, "found"), (stray.pk, "misplaced")]


@clause(Clause.STO_17)
def test_without_its_lock_the_database_keeps_the_second_count_out(
    here, side_by_side, same_moment, monkeypatch
):
    box, stray = here.boxes[0][0], here.volume(here.boxes[1][0])
    stocktake = open_stocktake(here.shelves[0], by=here.archivist, now=NOW)
    monkeypatch.setattr(stocktaking, "lock_stocktake", lambda found: found)
    together(stocktaking, "_scanned", same_moment, monkeypatch)
    done = side_by_side(
        scanning(stocktake, stray, box, here.archivist),
        scanning(stocktake, stray, box, here.second),
    )
    errors = [future.exception() for future in done]
    (error,) = [found for found in errors if found is not None]
    assert constraint_of(error) == "dossiers_a_thing_is_counted_once_in_a_stocktake"


@clause(Clause.STO_17)
def test_a_scan_comes_before_the_close_or_not_at_all(here, side_by_side):
    box = here.boxes[0][0]
    volume = here.volume(box)
    stocktake = open_stocktake(here.shelves[0], by=here.archivist, now=NOW)
    scan, _close = side_by_side(
        scanning(stocktake, volume, box, here.second),
        lambda: close_stocktake(stocktake, by=here.archivist, now=NOW),
    )
    refused = isinstance(scan.exception(), RegulationError)
    assert stocktake.lines.get().verdict == ("missing" if refused else "found")


@clause(Clause.STO_05)
def test_what_is_put_into_a_box_that_moves_stands_on_the_right_shelf(here, side_by_side):
    box, there = here.boxes[0][0], here.shelves[1]
    volume = here.volume()
    moved, placed = side_by_side(
        lambda: move_box(box, there, by=here.archivist, today=TODAY),
        lambda: place_holding(volume, box, by=here.second, today=TODAY),
    )
    assert placed.exception() is None
    box.refresh_from_db()
    last = Placement.objects.get(holding=volume, removed_on__isnull=True)
    assert last.shelf_id == box.shelf_id
    assert (box.shelf_id == there.pk) == (moved.exception() is None)
