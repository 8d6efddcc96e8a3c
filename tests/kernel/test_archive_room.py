import pytest

from archive_office.custody.models import Cabinet
from archive_office.custody.procedures import add_boxes, open_room, set_up_cabinet
from archive_office.regulation import Clause
from tests.factories import DepartmentFactory
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return open_room(DepartmentFactory(centre=True), code="01", name="档案室", by=None)


@clause(Clause.STO_04)
def test_cabinets_of_a_unit_are_numbered_by_one_scheme(room):
    set_up_cabinet(room, number="G01", by=None)
    with refused(Clause.STO_04):
        set_up_cabinet(room, number="G01", by=None)
    with refused(Clause.STO_04):
        set_up_cabinet(room, number=" ", by=None)


@clause(Clause.STO_05)
def test_every_level_and_box_has_a_barcode_and_tells_its_place(room):
    cabinet = set_up_cabinet(room, number="G01", by=None, levels=2)
    first, second = add_boxes(cabinet.shelves.first(), 2, by=None)
    assert first.barcode != second.barcode
    assert second.place == "01-G01-01·0002"


@clause(Clause.STO_05)
def test_a_shelf_takes_no_more_boxes_than_it_is_long(room):
    cabinet = set_up_cabinet(room, number="G01", by=None, capacity_mm=100)
    with refused(Clause.STO_05):
        add_boxes(cabinet.shelves.first(), 3, by=None, thickness_mm=40)


@clause(Clause.STO_09)
def test_a_safe_is_a_cabinet_of_its_own_kind(room):
    safe = set_up_cabinet(room, number="B01", by=None, kind=Cabinet.Kind.SAFE, levels=1)
    assert safe.shelves.count() == 1
