"""The page of the search, the palette and the pickers, as people meet them."""

import re

import pytest
from django.urls import reverse

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.rules.words import words_of
from dossiers.views.searching import marked
from tests.dossiers.desk import Desk, at_most, text, that_day
from tests.factories import (
    BuildingFactory,
    CustomerFactory,
    DocumentFactory,
    DossierFactory,
    EstateFactory,
    HoldingFactory,
    OccupancyFactory,
    UnitFactory,
    person,
)
from tests.steps import clause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


class Office:
    """A centre whose archivist searches, with a dossier in a box."""

    def __init__(self):
        self.estate = EstateFactory(name="湖畔花园")
        self.archivist = person(Role.CENTRE_ARCHIVIST, self.estate.centre)
        self.building = BuildingFactory(estate=self.estate, name="3栋")

    def dossier(self, room="1402", name="王芳", **fields):
        unit = UnitFactory(building=self.building, room=room)
        stay = OccupancyFactory(unit=unit, customer=CustomerFactory(name=name))
        found = DossierFactory(occupancy=stay, **fields)
        HoldingFactory(dossier=found, on_shelf=True)
        return found

    def asked(self, user=None, **query):
        return Desk(user or self.archivist).get("search", **query)


@pytest.fixture
def here():
    return Office()


@clause(Clause.COL_27)
def test_the_search_shows_where_a_dossier_is_how_it_stands_and_by_what_it_was_found(here):
    dossier = here.dossier()
    volume = dossier.holdings.get()
    DocumentFactory(holding=volume, title="装修申请表")
    page = text(here.asked(q="王芳 1402 装修"))
    assert "1 found" in page
    assert dossier.code in page
    assert volume.present_slot.place in page
    assert "王*" in page
    assert "Name" in page
    assert "装修 申请表" in page
    assert "On the shelf" in page
    answer = here.asked(q="3-1402").content.decode()
    assert "<mark>1402</mark>" in answer
    assert "王芳" not in answer


@clause(Clause.COL_27)
@pytest.mark.parametrize("of", ["barcode", "code", "dossier"])
def test_a_scanned_code_opens_its_dossier_at_once(here, of):
    dossier = here.dossier()
    volume = dossier.holdings.get()
    code = {"barcode": volume.barcode, "code": volume.code, "dossier": dossier.code}[of]
    assert here.asked(q=code).url == dossier.get_absolute_url()
    stranger = here.asked(person(Role.CENTRE_ARCHIVIST), q=code)
    assert stranger.status_code == 200
    assert "Nothing matches" in text(stranger)


@clause(Clause.COL_27, Clause.SEC_15)
def test_headquarters_finds_rooms_and_titles_and_nobody_by_name(here):
    dossier = here.dossier()
    hq = person(Role.HQ_ARCHIVIST)
    assert dossier.code in text(here.asked(hq, q="1402"))
    for asked in ("王芳", "wf"):
        page = text(here.asked(hq, q=asked))
        assert dossier.code not in page
        assert "Nothing matches" in page


@clause(Clause.COL_27)
def test_what_is_found_is_narrowed_by_what_the_dossier_is(here):
    dossier = here.dossier()
    other = here.dossier(room="1403", state="closed", closed_on="2025-01-01", secrecy=2)
    room = dossier.holdings.get().present_slot.shelf.cabinet.room
    for query, found in (
        ({}, {dossier, other}),
        ({"state": "closed"}, {other}),
        ({"secrecy": "2"}, {other}),
        ({"year": "2024"}, {dossier, other}),
        ({"year": "2023"}, set()),
        ({"retention": "permanent"}, set()),
        ({"category": "KH"}, {dossier, other}),
        ({"category": "WS"}, set()),
        ({"room": room.pk}, {dossier, other}),
        ({"completeness": "missing"}, set()),
        ({"secrecy": "nonsense", "year": "x"}, {dossier, other}),
    ):
        page = text(here.asked(q="3栋", **query))
        assert {d for d in (dossier, other) if d.code in page} == found, query


@clause(Clause.COL_27)
def test_more_than_a_thousand_are_not_counted(here, monkeypatch):
    monkeypatch.setattr("archive_office.shell.counting.MOST_COUNTED", 2)
    for room in ("1401", "1402", "1403"):
        here.dossier(room=room)
    assert "2+ found" in text(here.asked(q="3栋"))


@clause(Clause.COL_27)
def test_the_pages_of_a_search_follow_each_other_and_cost_the_same(here):
    rooms = [f"{floor}{door:02}" for floor in range(10, 14) for door in range(1, 8)]
    codes = [here.dossier(room=room).code for room in rooms]
    seen, query = [], {"q": "王"}
    while True:
        with at_most(46):
            answer = here.asked(**query)
        page = answer.content.decode()
        seen += re.findall(r"W001-ZY·KH-T01-\d+(?=</td>)", page)
        following = re.search(r'rel="next"|after=([^"&]+)"[^>]*rel="next"', page)
        place = re.search(r'href="\?[^"]*after=([^"&]+)[^"]*"', page)
        if not following or not place:
            break
        query = {"q": "王", "after": place[1].replace("%3D", "=")}
    assert seen == codes


@clause(Clause.COL_27)
def test_the_palette_and_the_pickers_ask_the_same_search(here):
    dossier = here.dossier()
    palette = Desk(here.archivist).client.get(
        reverse("admin:search"), {"s": "wf"}, HTTP_HX_REQUEST="true"
    )
    assert dossier.code in palette.content.decode()
    picker = Desk(here.archivist).get("lending:ask")
    assert picker.status_code == 200
    records = Desk(here.archivist).get("admin:dossiers_dossier_changelist", q="3-1402")
    assert dossier.code in text(records)
    units = Desk(here.archivist).get("units", q="畔花园3-14")
    assert dossier.code in text(units)


@clause(Clause.COL_27)
def test_traditional_characters_find_simplified_ones_unless_the_box_is_ticked(here):
    dossier = here.dossier(name="张伟")
    assert dossier.code in text(here.asked(q="張偉"))
    page = text(here.asked(q="張偉", exactly="on"))
    assert dossier.code not in page
    assert "Nothing matches" in page
    assert "What are you looking for?" in text(here.asked(exactly="on"))


def test_marks_stand_on_the_characters_as_they_were_written():
    assert marked("3棟1402", words_of("3栋1402", alike=True)) == "<mark>3棟1402</mark>"


def test_nothing_typed_finds_nothing_and_says_what_to_do(here):
    here.dossier()
    page = text(here.asked())
    assert "What are you looking for?" in page
    assert "Nothing matches" in text(here.asked(q="\0 没有 𠮷"))


def test_marks_hold_no_markup_of_others():
    assert marked("<b>3栋1402", words_of("1402 <b>")) == (
        "<mark>&lt;b&gt;</mark>3栋<mark>1402</mark>"
    )
