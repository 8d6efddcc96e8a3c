"""A whole box on another shelf than the records say: a line of its own, moved by a confirmed act."""

import json

import pytest

from archive_office.custody.codes import cabinet_code
from archive_office.custody.procedures import add_boxes
from archive_office.journal.models import JournalEntry
from archive_office.regulation import Clause
from dossiers.models import Holding, HoldingState, Stocktake
from dossiers.procedures.stocktaking import count_box, open_stocktake
from dossiers.rules import stocktaking as rules
from tests.dossiers.desk import Desk, text, that_day
from tests.dossiers.steps import NOW
from tests.dossiers.storeroom import Room, become
from tests.factories import PASSWORD
from tests.printing.reading import Reading
from tests.steps import clause, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


@pytest.fixture
def here():
    return Room(levels=3)


@pytest.fixture
def desk(here):
    return Desk(here.archivist)


class Counting:
    """A stocktake through its page: opened by a scan, counted by scans, closed."""

    def __init__(self, desk, place):
        self.desk = desk
        assert desk.post("stocktakes", code=place).status_code == 302
        self.pk = Stocktake.objects.latest("pk").pk

    def scan(self, *codes):
        for code in codes:
            answer = self.desk.post("stock_scan", self.pk, htmx=True, code=code)
        return json.loads(answer.headers["HX-Trigger"])["ao:scanned"]

    def closed(self):
        assert self.desk.post("stock_close", self.pk).status_code == 302
        return Stocktake.objects.get(pk=self.pk)


@clause(Clause.STO_17, Clause.STO_05)
def test_a_stocktake_with_a_prepared_truth_list(here, desk):
    """Every verdict once, boxes among them, by scans alone: what is told equals the list."""
    first, second, third = here.boxes[0]
    strange, other = here.boxes[2][:2]
    good, next_door, gone = here.volume(first), here.volume(first), here.volume(second)
    inside, lent = here.volume(strange), here.volume(state=HoldingState.ON_LOAN)
    missing_by_record = here.volume(state=HoldingState.MISSING)
    called_for, elsewhere = here.volume(third), here.volume(other)
    counting = Counting(desk, here.shelves[0].barcode)

    counting.scan(first.barcode, good.barcode)
    counting.scan(second.barcode, next_door.barcode, lent.barcode)
    counting.scan(strange.barcode)
    counting.scan(third.barcode, missing_by_record.barcode, elsewhere.barcode, "XL-2019-0077")
    become(called_for, HoldingState.ON_LOAN)
    closed = counting.closed()

    truth = {
        good.code: "found",
        next_door.code: "misplaced",
        gone.code: "missing",
        lent.code: "on_loan_here",
        missing_by_record.code: "away_here",
        elsewhere.code: "misplaced",
        called_for.code: "moved",
        strange.barcode: "misplaced",
        "XL-2019-0077": "unknown",
    }
    assert dict(closed.lines.values_list("code", "verdict")) == truth
    assert not closed.lines.filter(holding=inside).exists()
    page = text(desk.get("stocktake", closed.pk))
    report = Reading(desk.get("stocktake_report", closed.pk).content).text
    for fact in (strange.barcode, strange.place, "01-G01-01"):
        assert fact in page
        assert fact in report
    counts = rules.counts_of(closed)
    assert (counts["misplaced"], counts["missing"], counts["found"]) == (3, 1, 1)


@clause(Clause.STO_17, Clause.STO_05)
def test_the_correction_moves_the_box_and_everything_in_it_in_one_confirmed_act(here, desk):
    box, shelf = here.boxes[2][0], here.shelves[0]
    inside = [here.volume(box), here.volume(box)]
    counting = Counting(desk, shelf.barcode)
    counting.scan(box.barcode)
    box.refresh_from_db()
    assert box.shelf == here.shelves[2], "counting changes no record"
    line = counting.closed().lines.get(box=box)

    chosen = {f"how-{line.pk}": "moved_here"}
    assert desk.post("stock_correct", counting.pk, fields=chosen, password="x").status_code == 422
    done = desk.post("stock_correct", counting.pk, fields=chosen, password=PASSWORD)

    assert done.status_code == 302
    box.refresh_from_db()
    line.refresh_from_db()
    assert (box.shelf, line.correction) == (shelf, "moved_here")
    for volume in inside:
        assert Holding.objects.get(pk=volume.pk).present_slot == box
        assert f"01-G01-01·{box.number}" in text(desk.get("whereabouts", volume.pk))
    entry = JournalEntry.objects.latest("pk")
    assert entry.act == "dossiers.stock_corrected"
    assert entry.subjects.count() == 4, "the line, the box, both volumes"
    report = Reading(desk.get("stocktake_report", counting.pk).content).text
    assert "更正存放位置" in report


@clause(Clause.STO_17)
def test_a_box_that_is_put_back_leaves_the_records_as_they_were(here, desk):
    box = here.boxes[2][0]
    counting = Counting(desk, here.shelves[0].barcode)
    counting.scan(box.barcode)
    line = counting.closed().lines.get()
    chosen = {f"how-{line.pk}": "put_back"}
    assert (
        desk.post("stock_correct", counting.pk, fields=chosen, password=PASSWORD).status_code == 302
    )
    box.refresh_from_db()
    assert box.shelf == here.shelves[2]


@clause(Clause.STO_17)
def test_in_a_cabinet_the_shelf_is_scanned_before_boxes_that_belong_elsewhere(here, desk):
    (strange,) = add_boxes(here.cabinet_of("G02").shelves.get(), 1, by=None)
    box, wrong_level = here.boxes[0][0], here.boxes[1][0]
    within = here.volume(wrong_level)
    counting = Counting(desk, cabinet_code(here.cabinet))

    assert "scan the shelf" in counting.scan(strange.barcode)["text"]
    assert not Stocktake.objects.get().lines.filter(box=strange).exists()
    assert counting.scan(here.shelves[0].barcode)["ok"]
    assert "Misplaced" in counting.scan(strange.barcode)["text"]
    assert counting.scan(box.barcode)["ok"]
    # A box of another level is a line, and what lies in it is where the records say.
    assert "Misplaced" in counting.scan(wrong_level.barcode)["text"]
    assert counting.scan(within.barcode)["ok"]
    lines = Stocktake.objects.get().lines
    assert lines.get(box=strange).found_on == here.shelves[0]
    # Of two scans the later counts.
    assert counting.scan(here.shelves[1].barcode, wrong_level.barcode)["ok"]
    assert lines.get(box=wrong_level).verdict == "found"


@clause(Clause.STO_17)
def test_things_of_a_strange_box_are_not_counted_into_the_box_before(here, desk):
    box, strange = here.boxes[0][0], here.boxes[2][0]
    inside = here.volume(strange)
    counting = Counting(desk, here.shelves[0].barcode)
    counting.scan(box.barcode, strange.barcode)
    assert "Scan a box first" in counting.scan(inside.barcode)["text"]
    assert not Stocktake.objects.get().lines.filter(holding=inside).exists()


@clause(Clause.STO_17, Clause.ORG_01)
def test_of_another_rooms_box_only_whose_it_is_is_told_and_nobody_here_moves_it(here, desk):
    foreign = Room().boxes[0][0]
    counting = Counting(desk, here.shelves[0].barcode)
    told = counting.scan(foreign.barcode)["text"]
    assert str(foreign.department) in told
    assert foreign.place not in told
    line = counting.closed().lines.get()
    chosen = {f"how-{line.pk}": "moved_here"}
    refusal = desk.post("stock_correct", counting.pk, fields=chosen, password=PASSWORD)
    assert "ORG-01" in text(refusal)
    line.refresh_from_db()
    assert line.correction == ""


@clause(Clause.STO_17)
def test_boxes_are_counted_on_the_shelves_of_the_stocktake_by_its_keeper(here):
    stocktake = open_stocktake(here.shelves[0], by=here.archivist, now=NOW)
    box = here.boxes[2][0]
    with refused(Clause.STO_17):
        count_box(stocktake, box, here.shelves[1], by=here.archivist, now=NOW)
    with refused(Clause.ORG_01):
        count_box(stocktake, box, here.shelves[0], by=here.head(), now=NOW)
