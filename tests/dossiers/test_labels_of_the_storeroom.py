"""Labels of every level: a hundred of a hundred printed codes are read back by another reader."""

import pytest
import zxingcpp

from archive_office.custody.codes import cabinet_code, room_code
from archive_office.regulation import Clause
from dossiers.models import RollLabel
from dossiers.papers.facts import BoxLabel, Fonds, HoldingLabel, ShelfLabel
from dossiers.papers.labels import box_labels, holding_labels, shelf_labels
from dossiers.papers.place_labels import ROLL, SHEETS, PlaceLabel, place_labels
from dossiers.procedures.labelling import assign_label, make_roll
from dossiers.rules.labelling import is_roll_code, roll_code
from dossiers.views.scanning import (
    scanned_box,
    scanned_holding,
    scanned_label,
    scanned_place,
    scanned_shelf,
)
from tests.dossiers.desk import Desk, that_day
from tests.dossiers.steps import NOW
from tests.dossiers.storeroom import Room
from tests.factories import DepartmentFactory, person
from tests.printing.reading import Reading, needs_renderer, rendered
from tests.steps import clause, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


@pytest.fixture
def here():
    return Room()


def read_back(content, folder):
    """Every code on every page, as a scanner reads it."""
    pages = len(Reading(content).pages)
    return [
        code.text
        for page in range(1, pages + 1)
        for code in zxingcpp.read_barcodes(rendered(content, folder, dpi=200, page=page))
    ]


@needs_renderer
@clause(Clause.STO_05, Clause.STO_08)
def test_a_hundred_of_a_hundred_codes_of_every_level_are_read_back(tmp_path):
    here = Room(levels=8, boxes=4)
    volumes = [here.volume(here.boxes[n % 8][n % 4]) for n in range(58)]
    desk = Desk(here.archivist)
    wanted = {
        "room": [room_code(here.room)],
        "cabinet": [cabinet_code(here.cabinet)],
        "shelf": [shelf.barcode for shelf in here.shelves],
        "box": [box.barcode for boxes in here.boxes for box in boxes],
        "holding": [volume.barcode for volume in volumes],
    }
    assert sum(len(codes) for codes in wanted.values()) == 100
    for level, codes in wanted.items():
        answer = desk.get("place_labels", here.room.pk, level=level, sheet="a4-21", start=3)
        assert answer["Content-Type"] == "application/pdf"
        assert sorted(read_back(answer.content, tmp_path)) == sorted(codes)


FONDS = Fonds("W001", "翠湖物业服务有限公司")
HUNDRED = range(1, 101)
KINDS = {
    "dossier": lambda: holding_labels(
        [HoldingLabel(f"W001-KH-0001-03-{n:04}", "业主档案", "30年", f"H:{n:08}") for n in HUNDRED]
    ),
    "box": lambda: box_labels(
        [
            BoxLabel("W001-KH", "W001-KH-0001", f"{n:03}", f"{n + 1:03}", "30年", "01-G01-03",
                     scan=f"H:{n:08}")
            for n in HUNDRED
        ]
    ),
    "shelf": lambda: shelf_labels(
        [
            ShelfLabel(f"01库—{n:03}节", FONDS, "KH", "0001", "0100", "盒1—9", "30年",
                       scan=f"H:{n:08}")
            for n in HUNDRED
        ]
    ),
    "blank": lambda: place_labels([PlaceLabel(f"H:{n:08}") for n in HUNDRED], sheet="a4-21"),
}  # fmt: skip


@needs_renderer
@clause(Clause.STO_08, Clause.FRM_31)
@pytest.mark.parametrize("kind", KINDS)
def test_a_hundred_of_a_hundred_labels_of_each_kind_are_read_back(kind, tmp_path):
    assert sorted(read_back(KINDS[kind](), tmp_path)) == [f"H:{n:08}" for n in HUNDRED]


@needs_renderer
@pytest.mark.parametrize("sheet", [*SHEETS, ROLL])
def test_every_sheet_carries_codes_a_scanner_reads(sheet, tmp_path):
    labels = [PlaceLabel(f"B:D001-{n:04}", "盒", f"{n:04}", ("01-G01-03", "40 mm")) for n in (1, 2)]
    labels.append(PlaceLabel(roll_code(77)))
    codes = [label.scan for label in labels]
    assert sorted(read_back(place_labels(labels, sheet=sheet), tmp_path)) == sorted(codes)


def test_labels_begin_at_the_first_free_one_of_the_sheet(here):
    labels = [PlaceLabel(f"B:{n}", "盒", f"盒{n:03}") for n in range(20)]
    reading = Reading(place_labels(labels, sheet="a4-21", start=3))
    assert len(reading.pages) == 2
    assert "盒018" in reading.pages[0]
    assert "盒019" in reading.pages[1]
    with pytest.raises(ValueError, match="no place"):
        place_labels(labels, sheet="a4-8", start=9)
    refused_page = Desk(here.archivist).get(
        "place_labels", here.room.pk, level="box", sheet="a4-8", start=9
    )
    assert refused_page.status_code == 422


class TestRolls:
    @clause(Clause.STO_08)
    def test_a_blank_label_names_what_it_is_stuck_to_from_its_first_scan_on(self, here):
        roll = make_roll(here.centre, 5, by=here.archivist, now=NOW)
        blank = list(roll.labels.order_by("pk"))
        box, volume = here.boxes[0][0], here.volume(here.boxes[0][1])
        things = [box, here.shelves[0], here.cabinet, here.room, volume]
        assert scanned_place(blank[0].code, here.archivist) is None
        for label, thing in zip(blank, things, strict=True):
            assign_label(label, thing, by=here.archivist, now=NOW)
            assert scanned_place(label.code, here.archivist) == thing
        assert scanned_box(blank[0].code.lower(), here.archivist) == box
        assert scanned_shelf(blank[1].code, here.archivist) == here.shelves[0]
        assert scanned_holding(blank[4].code, here.archivist) == volume

    @clause(Clause.STO_08)
    def test_a_label_stands_for_one_thing_only(self, here):
        label = make_roll(here.centre, 1, by=here.archivist, now=NOW).labels.get()
        assign_label(label, here.boxes[0][0], by=here.archivist, now=NOW)
        with refused(Clause.STO_08):
            assign_label(label, here.boxes[0][1], by=here.archivist, now=NOW)

    @clause(Clause.ORG_01)
    def test_labels_and_things_belong_to_one_archive_room(self, here):
        other = Room()
        label = make_roll(here.centre, 1, by=here.archivist, now=NOW).labels.get()
        with refused(Clause.ORG_01):
            assign_label(label, other.boxes[0][0], by=here.archivist, now=NOW)
        assert scanned_label(label.code, other.archivist) is None
        stranger = person("centre_archivist", DepartmentFactory(centre=True))
        with refused(Clause.ORG_01):
            make_roll(here.centre, 1, by=stranger, now=NOW)
        with refused(Clause.STO_08):
            make_roll(here.centre, 501, by=here.archivist, now=NOW)

    def test_a_wrong_digit_is_noticed(self):
        code = roll_code(123456)
        assert is_roll_code(code)
        for place in range(2, len(code)):
            wrong = code[:place] + str((int(code[place]) + 1) % 10) + code[place + 1 :]
            assert not is_roll_code(wrong)

    @needs_renderer
    def test_a_roll_is_made_printed_and_assigned_on_its_pages(self, here, tmp_path):
        desk = Desk(here.archivist)
        assert desk.post("rolls", count=3).status_code == 302
        labels = list(RollLabel.objects.order_by("pk"))
        answer = desk.get("roll_paper", labels[0].roll_id, sheet="roll")
        assert len(Reading(answer.content).pages) == 3
        assert sorted(read_back(answer.content, tmp_path)) == [x.code for x in labels]
        page = desk.post("assign_label", label=labels[0].code)
        assert "Label in your hand" in page.content.decode()
        box = here.boxes[0][0]
        assert desk.post("assign_label", label=labels[0].code, code=box.barcode).status_code == 302
        labels[0].refresh_from_db()
        assert labels[0].box == box
        assert desk.post("assign_label", label="N:000000123").status_code == 422
        assert desk.post("assign_label", label=labels[1].code, code="NIX").status_code == 422
