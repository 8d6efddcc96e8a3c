"""The storeroom on the screen: rooms, boxes, stocktakes, corrections, missing things, papers."""

import json

import pytest

from archive_office.custody.codes import cabinet_code, room_code
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Holding, HoldingState, Stocktake
from tests.dossiers.desk import Desk, at_most, text, that_day
from tests.dossiers.storeroom import Room
from tests.factories import PASSWORD, DepartmentFactory, arranged, person
from tests.printing.reading import Reading
from tests.steps import clause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


@pytest.fixture
def here():
    return Room()


@pytest.fixture
def desk(here):
    return Desk(here.archivist)


def told(answer):
    return json.loads(answer.headers["HX-Trigger"])["ao:scanned"]


def opened(desk, place):
    answer = desk.post("stocktakes", code=place)
    assert answer.status_code == 302
    return Stocktake.objects.latest("pk")


@clause(Clause.STO_01, Clause.STO_05)
def test_rooms_say_their_kind_and_what_is_free(here, desk):
    for _ in range(3):
        here.volume(here.boxes[0][0])
    with at_most(14):
        page = text(desk.get("storerooms"))
    assert "General archive room · a space apart" in page
    assert "1.56" in page
    room = text(desk.get("storeroom", here.room.pk))
    assert "G01-01" in room
    assert "0.78 m free" in room
    box = here.boxes[0][0]
    assert box.number in text(desk.get("cabinet", here.cabinet.pk))
    assert desk.post("storerooms", code=box.barcode).url.endswith(f"/boxes/{box.pk}/")
    assert desk.post("storerooms", code="NIX").status_code == 422


@clause(Clause.ORG_01)
def test_rooms_of_others_do_not_exist(here):
    stranger = Desk(person(Role.CENTRE_ARCHIVIST, DepartmentFactory(centre=True)))
    assert "一号库房" not in text(stranger.get("storerooms"))
    for page, pk in (
        ("storeroom", here.room.pk), ("cabinet", here.cabinet.pk), ("box", here.boxes[0][0].pk),
        ("wall_map", here.room.pk), ("location_index", here.room.pk),
        ("place_labels", here.room.pk),
    ):  # fmt: skip
        assert stranger.get(page, pk).status_code == 404


@clause(Clause.STO_05)
def test_two_scans_move_a_box_with_everything_in_it(here, desk):
    box, shelf = here.boxes[0][0], here.shelves[1]
    volume = here.volume(box)
    assert volume.code in text(desk.get("box", box.pk))
    assert desk.post("box_move", box.pk, code="G01-02").status_code == 302
    box.refresh_from_db()
    assert box.shelf == shelf
    page = text(desk.get("whereabouts", volume.pk))
    assert f"01-G01-02·{box.number}" in page
    assert f"01-G01-01·{box.number}" in page
    assert "STO-05" in text(desk.post("box_move", box.pk, code=shelf.barcode))
    unknown = desk.post("box_move", box.pk, code="NIX")
    assert unknown.status_code == 422
    assert "export=" in desk.get("box", box.pk).content.decode()
    assert "export=" not in unknown.content.decode(), "its address takes forms alone"


@clause(Clause.STO_06)
def test_putting_a_thing_into_a_cabinet_of_another_category_warns(here, desk):
    volume, box = here.volume(), here.boxes[0][0]
    with arranged():
        here.cabinet.category = "WS"
        here.cabinet.save()
    desk.post("placement", htmx=True, code=volume.barcode)
    answer = told(desk.post("placement", htmx=True, code=box.barcode))
    assert answer["ok"]
    assert "STO-06" in answer["text"]


@clause(Clause.STO_17)
def test_each_scan_of_a_stocktake_is_answered_in_words(here, desk):
    first, second, _third = here.boxes[0]
    good, wrong, _gone = here.volume(first), here.volume(first), here.volume(second)
    lent = here.volume(state=HoldingState.ON_LOAN)
    stocktake = opened(desk, here.shelves[0].barcode)

    def scan(code):
        with at_most(40):
            return desk.post("stock_scan", stocktake.pk, htmx=True, code=code)

    assert not told(scan(good.barcode))["ok"]
    assert told(scan(first.barcode))["ok"]
    answer = scan(good.barcode)
    assert told(answer) == {"text": f"{good.code}: Found", "ok": True}
    assert "1 / 3" in text(answer)
    assert wrong.code in text(answer)
    scan(second.barcode)
    assert "Misplaced" in told(scan(wrong.code))["text"]
    assert "On loan but here" in told(scan(lent.barcode))["text"]
    assert "Unknown" in told(scan("ZZZ-1"))["text"]
    assert "Misplaced" in told(scan(here.boxes[1][0].barcode))["text"]
    assert b"<html" in desk.post("stock_scan", stocktake.pk, code=good.barcode).content


@clause(Clause.STO_17)
def test_a_closed_stocktake_tells_what_does_not_agree_and_prints_its_report(here, desk):
    gone = here.volume(here.boxes[0][1])
    stocktake = opened(desk, here.shelves[0].barcode)
    for code in (here.boxes[0][0].barcode, "ZZZ-1"):
        desk.post("stock_scan", stocktake.pk, code=code)
    assert "盘点进行中" in Reading(desk.get("stocktake_report", stocktake.pk).content).text
    assert desk.post("stock_close", stocktake.pk).status_code == 302
    page = text(desk.get("stocktake", stocktake.pk))
    for fact in ("No record was changed", gone.code, "Missing 1", "Unknown 1"):
        assert fact in page
    report = Reading(desk.get("stocktake_report", stocktake.pk).content).text
    for fact in ("库房盘点报告", gone.code, "缺失", "ZZZ-1", "不明"):
        assert fact in report
    assert desk.post("stock_close", stocktake.pk).status_code == 422
    assert desk.post("stock_scan", stocktake.pk, code="x").status_code == 422


@clause(Clause.STO_17)
def test_corrections_are_a_page_of_their_own_confirmed_with_the_password(here, desk):
    first, second, _third = here.boxes[0]
    wrong, gone, other = here.volume(first), here.volume(second), here.volume(second)
    stocktake = opened(desk, cabinet_code(here.cabinet))
    assert "STO-17" in text(desk.get("stock_correct", stocktake.pk))
    desk.post("stock_scan", stocktake.pk, code=second.barcode)
    desk.post("stock_scan", stocktake.pk, code=wrong.barcode)
    desk.post("stock_close", stocktake.pk)
    lines = {line.holding_id: line.pk for line in stocktake.lines.all()}
    chosen = {
        f"how-{lines[wrong.pk]}": "moved_here",
        f"how-{lines[gone.pk]}": "reported_missing",
        f"words-{lines[gone.pk]}": "全库未见",
        f"how-{lines[other.pk]}": "reported_missing",
    }
    denied = desk.post("stock_correct", stocktake.pk, fields=chosen, password="wrong")
    assert denied.status_code == 422
    assert Holding.objects.get(pk=wrong.pk).present_slot == first

    answer = desk.post("stock_correct", stocktake.pk, fields=chosen, password=PASSWORD)
    assert "say what happened" in text(answer)
    assert other.code in text(answer)
    assert Holding.objects.get(pk=wrong.pk).present_slot == second
    assert Holding.objects.get(pk=gone.pk).state == HoldingState.MISSING
    assert Holding.objects.get(pk=other.pk).state == HoldingState.ON_SHELF
    last = {f"how-{lines[other.pk]}": "put_back"}
    done = desk.post("stock_correct", stocktake.pk, fields=last, password=PASSWORD)
    assert done.status_code == 302
    assert "Every line is settled" in text(desk.get("stock_correct", stocktake.pk))
    report = Reading(desk.get("stocktake_report", stocktake.pk).content).text
    assert "登记下落不明：全库未见" in report
    assert gone.code in text(desk.get("losses"))


@clause(Clause.STO_17)
def test_what_the_head_may_see_of_a_stocktake(here, desk):
    stocktake = opened(desk, room_code(here.room))
    head = Desk(here.head())
    assert head.get("stocktake", stocktake.pk).status_code == 200
    assert head.post("stock_scan", stocktake.pk, code="x").status_code == 403
    assert head.post("stocktakes", code=room_code(here.room)).status_code == 422
    stranger = Desk(person(Role.CENTRE_ARCHIVIST, DepartmentFactory(centre=True)))
    assert stranger.get("stocktake", stocktake.pk).status_code == 404
    assert desk.post("stocktakes", code=room_code(here.room)).status_code == 422


@clause(Clause.STO_17)
def test_a_missing_thing_is_reported_and_found_again_on_its_page(here, desk):
    volume = here.volume(here.boxes[0][0])
    assert desk.post("losses", code=volume.barcode).status_code == 302
    assert desk.post("loss", volume.pk, "missing", note="").status_code == 422
    assert desk.post("loss", volume.pk, "missing", note="未见").status_code == 302
    assert volume.code in text(desk.get("losses"))
    page = text(desk.get("whereabouts", volume.pk))
    assert "Found again" in page
    assert here.boxes[0][0].number in page
    assert desk.post("loss", volume.pk, "copy", note="据扫描件补制").status_code == 302
    assert "Replaced by a copy" in text(desk.get("whereabouts", volume.pk))
    assert desk.post("loss", volume.pk, "nothing", note="x").status_code == 404
    assert "STO-17" in text(desk.post("loss", volume.pk, "found", note="x"))
    assert desk.post("losses", code="NIX").status_code == 422


@clause(Clause.STO_05, Clause.FRM_31)
def test_the_location_index_is_printed_from_live_data_by_room_and_by_category(here, desk):
    volumes = [here.volume(here.boxes[0][0]) for _ in range(2)]
    reading = Reading(desk.get("location_index", here.room.pk).content).text
    first, last = sorted(v.code for v in volumes)
    for fact in ("档案资料寄存地点索引", "G01", here.boxes[0][0].number, first, last, "KH", "780"):
        assert fact in reading
    assert "共6盒2卷（件），空余1.56米" in reading
    by_category = Reading(desk.get("location_index", here.room.pk, by="category").content).text
    assert by_category.index(first) < by_category.index("空盒")


@clause(Clause.STO_05, Clause.STO_01)
def test_the_wall_map_shows_every_level_and_its_free_metres(here, desk):
    for number in range(2, 15):
        here.cabinet_of(f"G{number:02}", levels=6)
    reading = Reading(desk.get("wall_map", here.room.pk).content)
    assert len(reading.pages) == 2
    for fact in ("库房示意图", "一号库房", "独立空间", "G01", "余0.78米", "3盒"):
        assert fact in reading.pages[0]
    assert "G14" in reading.pages[1]
