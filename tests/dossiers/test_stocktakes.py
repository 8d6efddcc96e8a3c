"""Taking stock with the scanner: every verdict against a list prepared beforehand."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from archive_office.journal.models import JournalEntry
from archive_office.organisation.signing import Proof
from archive_office.regulation import Clause
from dossiers.models import Holding, HoldingState, Stocktake, StocktakeLine
from dossiers.procedures.correcting import correct_line
from dossiers.procedures.custody import place_holding
from dossiers.procedures.losses import report_missing
from dossiers.procedures.stocktaking import (
    close_stocktake,
    count_thing,
    count_unknown,
    open_stocktake,
)
from dossiers.rules import stocktaking as rules
from dossiers.rules.stocktaking import Correction
from tests.dossiers.steps import NOW
from tests.dossiers.storeroom import Room, become
from tests.factories import TODAY, ArrangedFactory, DepartmentFactory, person
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


class LineFactory(ArrangedFactory):
    class Meta:
        model = StocktakeLine


@pytest.fixture
def here():
    return Room()


class Shelf:
    """A shelf on which every case stands once, and what the stocktake ought to say of it."""

    def __init__(self, here):
        self.here = here
        first, second, third = here.boxes[0]
        elsewhere = here.boxes[1][0]
        out = become(here.volume(first), HoldingState.ON_LOAN)
        read = become(here.volume(first), HoldingState.IN_READING_ROOM)
        self.things = {
            "in its box": here.volume(first),
            "in its box too": here.volume(second),
            "on loan, and gone": out,
            "on loan, but here": become(here.volume(second), HoldingState.ON_LOAN),
            "in the reading room, but here": read,
            "reported missing, but here": here.volume(state=HoldingState.MISSING),
            "never put away, but here": here.volume(),
            "in the next box": here.volume(first),
            "of another shelf": here.volume(elsewhere),
            "gone": here.volume(third),
            "gone too": here.volume(second),
            "lent while it is counted": here.volume(third),
        }
        self.prepare(first, second, third)

    def prepare(self, first, second, third):
        """What is scanned where, and the truth."""
        self.scans = [
            ("in its box", first),
            ("in the next box", second),
            ("in its box too", second),
            ("on loan, but here", second),
            ("in the reading room, but here", first),
            ("reported missing, but here", third),
            ("never put away, but here", third),
            ("of another shelf", third),
        ]
        self.foreign = [("XL-2019-0077", third)]
        self.truth = {
            "in its box": "found",
            "in its box too": "found",
            "in the next box": "misplaced",
            "of another shelf": "misplaced",
            "on loan, but here": "on_loan_here",
            "in the reading room, but here": "away_here",
            "reported missing, but here": "away_here",
            "never put away, but here": "away_here",
            "gone": "missing",
            "gone too": "missing",
            "lent while it is counted": "moved",
        }

    def counted(self):
        """Opened, scanned, closed."""
        by = self.here.archivist
        stocktake = open_stocktake(self.here.shelves[0], by=by, now=NOW)
        for name, box in self.scans:
            count_thing(stocktake, self.things[name], box, by=by, now=NOW)
        for code, box in self.foreign:
            count_unknown(stocktake, code, box, by=by, now=NOW)
        become(self.things["lent while it is counted"], HoldingState.ON_LOAN)
        return close_stocktake(stocktake, by=by, now=LATER)


@clause(Clause.STO_17)
def test_the_verdicts_equal_the_list_prepared_beforehand(here):
    shelf = Shelf(here)
    stocktake = shelf.counted()

    names = {thing.pk: name for name, thing in shelf.things.items()}
    told = {names[x.holding_id]: x.verdict for x in stocktake.lines.exclude(holding=None)}
    assert told == shelf.truth
    unknown = stocktake.lines.filter(holding=None).values_list("code", "verdict")
    assert list(unknown) == [("XL-2019-0077", "unknown")]
    assert stocktake.expected == 6
    counts = {k: n for k, n in rules.counts_of(stocktake).items() if n}
    assert counts == {
        "found": 2, "misplaced": 2, "on_loan_here": 1, "away_here": 3,
        "missing": 2, "moved": 1, "unknown": 1,
    }  # fmt: skip


@clause(Clause.STO_17)
def test_what_is_expected_is_frozen_when_the_stocktake_opens(here):
    box, other = here.boxes[0][:2]
    volume = here.volume(box)
    stocktake = open_stocktake(here.shelves[0], by=here.archivist, now=NOW)
    late = here.volume(box)
    place_holding(volume, other, by=here.archivist, today=TODAY)

    line = stocktake.lines.get()
    assert (line.holding, line.expected_in, line.expected_place) == (volume, box, box.place)
    assert not stocktake.lines.filter(holding=late).exists()
    # Where it stands now decides whether a scan agrees.
    assert count_thing(stocktake, volume, other, by=here.archivist, now=NOW).verdict == "found"


@clause(Clause.STO_17)
def test_a_stocktake_changes_no_record_of_a_thing(here):
    shelf = Shelf(here)
    before = list(Holding.objects.order_by("pk").values("state", "present_slot", "home_slot"))
    lent = shelf.things["lent while it is counted"]
    shelf.counted()
    after = list(Holding.objects.order_by("pk").values("state", "present_slot", "home_slot"))
    changed = [x for x, y in zip(before, after, strict=True) if x != y]
    assert len(changed) == 1
    assert changed[0]["present_slot"] == lent.present_slot_id


@clause(Clause.STO_17)
def test_of_two_scans_of_one_thing_the_later_counts(here):
    first, second, _third = here.boxes[0]
    volume = here.volume(first)
    stocktake = open_stocktake(here.cabinet, by=here.archivist, now=NOW)
    count_thing(stocktake, volume, second, by=here.archivist, now=NOW)
    line = count_thing(stocktake, volume, first, by=here.colleague(), now=LATER)
    assert (line.verdict, line.found_in, line.scanned_at) == ("found", first, LATER)
    count_unknown(stocktake, "X", first, by=here.archivist, now=NOW)
    count_unknown(stocktake, "X", second, by=here.archivist, now=NOW)
    assert stocktake.lines.count() == 2
    assert line.history.count() == 3


@clause(Clause.STO_17, Clause.ORG_01)
def test_only_the_keepers_archivist_counts_and_a_place_once_at_a_time(here):
    stranger = archivist_of_another_centre()
    for by in (stranger, here.head()):
        with refused(Clause.ORG_01):
            open_stocktake(here.room, by=by, now=NOW)
    stocktake = open_stocktake(here.room, by=here.archivist, now=NOW)
    with refused(Clause.STO_17):
        open_stocktake(here.room, by=here.archivist, now=NOW)
    box = here.boxes[0][0]
    with refused(Clause.ORG_01):
        count_thing(stocktake, here.volume(box), box, by=stranger, now=NOW)
    close_stocktake(stocktake, by=here.archivist, now=LATER)
    for late in (
        lambda: count_thing(stocktake, here.volume(box), box, by=here.archivist, now=LATER),
        lambda: close_stocktake(stocktake, by=here.archivist, now=LATER),
    ):
        with refused(Clause.STO_17):
            late()
    assert open_stocktake(here.room, by=here.archivist, now=LATER).expected == 2


def archivist_of_another_centre():
    return person("centre_archivist", DepartmentFactory(centre=True))


@clause(Clause.STO_17)
def test_a_box_that_stands_elsewhere_by_the_records_is_not_counted_here(here):
    stocktake = open_stocktake(here.shelves[0], by=here.archivist, now=NOW)
    box = here.boxes[1][0]
    with refused(Clause.STO_17):
        count_thing(stocktake, here.volume(box), box, by=here.archivist, now=NOW)


@clause(Clause.STO_17)
def test_a_room_with_too_many_things_is_counted_cabinet_by_cabinet(here, monkeypatch):
    monkeypatch.setattr(rules, "MOST_THINGS", 1)
    for box in here.boxes[0][:2]:
        here.volume(box)
    with refused(Clause.STO_17):
        open_stocktake(here.room, by=here.archivist, now=NOW)


def test_without_the_lock_the_database_counts_a_thing_once(here):
    stocktake = open_stocktake(here.shelves[0], by=here.archivist, now=NOW)
    volume = here.volume(here.boxes[1][0])
    line = count_thing(stocktake, volume, here.boxes[0][0], by=here.archivist, now=NOW)
    again = {"stocktake": stocktake, "holding": volume, "code": volume.code}
    with pytest.raises(IntegrityError, match="counted_once"):
        LineFactory(**again, verdict="found", scanned_at=NOW, scanned_by=line.scanned_by)


class TestCorrecting:
    """An act of its own after the stocktake, line by line, with the password once more."""

    @pytest.fixture
    def shelf(self, here):
        return Shelf(here)

    @pytest.fixture
    def closed(self, shelf):
        return shelf.counted()

    def settle(self, shelf, closed, name, how, words=""):
        line = closed.lines.get(holding=shelf.things[name])
        return self.correct(shelf.here, line, how, words)

    def correct(self, here, line, how, words=""):
        by = here.archivist
        return correct_line(line, how, words=words, proof=Proof(by, LATER), by=by, now=LATER)

    @clause(Clause.STO_17)
    def test_a_missing_thing_leaves_its_slot_and_stands_on_the_list(self, shelf, closed):
        line = self.settle(shelf, closed, "gone", Correction.REPORTED_MISSING, "全库查找未见")
        thing = Holding.objects.get(pk=line.holding_id)
        assert (thing.state, thing.present_slot) == (HoldingState.MISSING, None)
        report = thing.losses.get()
        assert (report.circumstances, report.last_place) == ("全库查找未见", line.expected_place)
        assert (line.correction, line.corrected_by) == ("reported_missing", shelf.here.archivist)
        assert JournalEntry.objects.latest("pk").act == "dossiers.stock_corrected"

    @clause(Clause.STO_17)
    def test_a_misplaced_thing_gets_its_place_where_it_was_found(self, shelf, closed):
        line = self.settle(shelf, closed, "in the next box", Correction.MOVED_HERE)
        assert Holding.objects.get(pk=line.holding_id).present_slot == line.found_in

    @clause(Clause.STO_17)
    def test_or_is_put_back_and_the_records_were_right(self, shelf, closed):
        line = self.settle(shelf, closed, "in the next box", Correction.PUT_BACK)
        assert Holding.objects.get(pk=line.holding_id).present_slot == line.expected_in

    @clause(Clause.STO_17)
    @pytest.mark.parametrize("name", ["reported missing, but here", "never put away, but here"])
    def test_what_the_records_did_not_expect_is_put_away_where_it_was_found(
        self, shelf, closed, name
    ):
        line = self.settle(shelf, closed, name, Correction.FOUND_AGAIN, "在第三盒内找到")
        thing = Holding.objects.get(pk=line.holding_id)
        assert (thing.state, thing.present_slot) == (HoldingState.ON_SHELF, line.found_in)

    @clause(Clause.STO_17)
    def test_what_does_not_fit_the_verdict_is_refused(self, shelf, closed):
        for name, how, words in (
            ("in its box", Correction.EXPLAINED, "无"),
            ("gone", Correction.MOVED_HERE, ""),
            ("gone", Correction.REPORTED_MISSING, " "),
            ("on loan, but here", Correction.FOUND_AGAIN, "在库"),
        ):
            with refused(Clause.STO_17):
                self.settle(shelf, closed, name, how, words)
        self.settle(shelf, closed, "gone", Correction.EXPLAINED, "正在修复")
        with refused(Clause.STO_17):
            self.settle(shelf, closed, "gone", Correction.EXPLAINED, "正在修复")

    @clause(Clause.STO_17)
    def test_what_was_put_elsewhere_meanwhile_is_not_reported_missing(self, shelf, closed):
        place_holding(
            shelf.things["gone"], shelf.here.boxes[1][1], by=shelf.here.archivist, today=TODAY
        )
        with refused(Clause.STO_17):
            self.settle(shelf, closed, "gone", Correction.REPORTED_MISSING, "未见")

    @clause(Clause.STO_17)
    def test_nothing_is_corrected_while_somebody_still_scans(self, here):
        box = here.boxes[0][0]
        volume = here.volume(here.boxes[1][0])
        stocktake = open_stocktake(here.shelves[0], by=here.archivist, now=NOW)
        line = count_thing(stocktake, volume, box, by=here.archivist, now=NOW)
        with refused(Clause.STO_17):
            self.correct(here, line, Correction.MOVED_HERE)

    @clause(Clause.SEC_42)
    def test_nobody_corrects_with_somebody_elses_password(self, shelf, closed):
        line = closed.lines.get(holding=shelf.things["gone"])
        with refused(Clause.SEC_42):
            correct_line(
                line, Correction.PUT_BACK, proof=Proof(shelf.here.colleague(), LATER),
                by=shelf.here.archivist, now=LATER,
            )  # fmt: skip

    def test_a_thing_reported_missing_by_hand_first_is_not_reported_twice(self, shelf, closed):
        thing = shelf.things["gone"]
        report_missing(thing, circumstances="x", by=shelf.here.archivist, today=TODAY)
        with refused(Clause.STO_17):
            self.settle(shelf, closed, "gone", Correction.REPORTED_MISSING, "未见")
        assert Stocktake.objects.get().lines.get(holding=thing).correction == ""
