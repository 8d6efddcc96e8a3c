"""A list taken along is the list on the screen: its rows, its order, its masks, and no formula."""

import csv
import io
import re

import pytest
from django.test import RequestFactory
from django.urls import reverse
from openpyxl import load_workbook

from archive_office import clock
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from archive_office.shell.pacing import EXPORT, pace_of
from dossiers.models import Doubt, ViewLog
from tests.architecture.sources import ROOT
from tests.dossiers.desk import Desk, text, that_day
from tests.factories import (
    BuildingFactory,
    CustomerFactory,
    DossierFactory,
    EstateFactory,
    HoldingFactory,
    OccupancyFactory,
    UnitFactory,
    arranged,
    person,
)
from tests.steps import clause

PAGES = ROOT / "templates"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


class Office:
    """A centre with one estate and its archivist."""

    def __init__(self):
        self.estate = EstateFactory(name="湖畔花园")
        self.centre = self.estate.centre
        self.archivist = person(Role.CENTRE_ARCHIVIST, self.centre)
        self.building = BuildingFactory(estate=self.estate, name="3栋")

    def dossier(self, room="1201", name="王小芳", **fields):
        unit = UnitFactory(building=self.building, room=room)
        stay = OccupancyFactory(unit=unit, customer=CustomerFactory(name=name))
        found = DossierFactory(occupancy=stay, **fields)
        HoldingFactory(dossier=found, on_shelf=True)
        return found


@pytest.fixture
def here():
    return Office()


def taken(desk, page="list", form="csv", **query):
    answer = desk.get(page, export=form, **query)
    assert answer.status_code == 200, text(answer)
    if form == "csv":
        return list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(answer.body)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@clause(Clause.SEC_29)
def test_the_file_holds_what_the_page_shows_and_no_row_of_another_centre(here):
    own = [here.dossier(room=f"120{n}") for n in range(3)]
    foreign = DossierFactory()
    desk = Desk(here.archivist)
    heads, *rows = taken(desk)
    shown = text(desk.get("list"))
    assert [row[0] for row in rows] == sorted(dossier.code for dossier in own)
    assert all(" ".join(fact.split()) in shown for row in [heads, *rows] for fact in row if fact)
    assert foreign.code not in str(rows)


@clause(Clause.SEC_15)
def test_names_stay_masked(here):
    here.dossier(name="王小芳")
    rows = taken(Desk(here.archivist))
    assert "王**" in str(rows)
    assert "王小芳" not in str(rows)


def test_the_filters_of_the_page_narrow_the_file(here):
    here.dossier(room="1201")
    closed = here.dossier(room="1202", state="closed", closed_on="2026-01-01")
    _heads, *rows = taken(Desk(here.archivist), state="closed")
    assert [row[0] for row in rows] == [closed.code]


def test_all_pages_are_in_the_file_in_their_order(here, monkeypatch):
    own = [here.dossier(room=f"12{n:02}") for n in range(9)]
    monkeypatch.setattr("archive_office.shell.paging.AT_ONCE", 4)
    _heads, *rows = taken(Desk(here.archivist))
    assert [row[0] for row in rows] == sorted(dossier.code for dossier in own)


def test_it_begins_at_the_first_page_wherever_one_stands(here):
    for n in range(27):
        here.dossier(room=f"12{n:02}")
    desk = Desk(here.archivist)
    page = desk.get("list")
    query = page.context["page"].next_query
    answer = desk.client.get(f"{reverse('dossiers:list')}?{query}&export=csv")
    assert len(b"".join(answer.streaming_content).splitlines()) == 28


@clause(Clause.SEC_29)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("wicked", ["=1+1", "+7", "-7", "@x", " =1+1", "＝安全"])
def test_no_cell_becomes_a_formula(here, form, wicked):
    unit = UnitFactory(building=here.building, room="1201")
    unit_rows = UnitFactory._meta.model.objects.filter(pk=unit.pk)
    estate_rows = type(here.estate).objects.filter(pk=here.estate.pk)
    estate_rows.update(name=wicked)
    unit_rows.update(room="0012")
    said = [fact for row in taken(Desk(here.archivist), "units", form) for fact in row if fact]
    stripped = wicked.strip()
    assert not [fact for fact in said if str(fact)[0] in "=+-@"]
    assert any(stripped in str(fact) for fact in said)


@clause(Clause.SEC_29)
def test_zeros_before_a_number_stay(here):
    BuildingFactory(estate=here.estate, name="0012")
    unit = UnitFactory(building=here.building, room="0012")
    type(unit).objects.filter(pk=unit.pk).update(code="0012")
    rows = taken(Desk(here.archivist), "units", "xlsx")
    assert "0012" in [row[0] for row in rows]
    assert "0012" in [row[0] for row in taken(Desk(here.archivist), "units")]


@clause(Clause.SEC_29)
def test_whoever_has_no_leave_takes_nothing_along(here):
    here.dossier()
    front = person(Role.FRONT_LINE, here.centre)
    desk = Desk(front)
    assert "export=csv" not in desk.get("units").content.decode()
    assert desk.get("units", export="csv").status_code == 403


@clause(Clause.SEC_29)
def test_no_more_lines_than_the_office_allows(here, monkeypatch):
    monkeypatch.setattr("archive_office.printing.taking.number", lambda *_a, **_k: 2)
    for n in range(3):
        here.dossier(room=f"120{n}")
    answer = Desk(here.archivist).get("list", export="csv")
    assert answer.status_code == 403
    assert "At most 2 lines" in text(answer)


@clause(Clause.SEC_29)
def test_files_count_among_what_one_person_takes_along_in_an_hour(here):

    request = RequestFactory().get("/", {"export": "csv"})
    request.resolver_match = None
    assert pace_of(request) is EXPORT


@clause(Clause.LND_22, Clause.SEC_41)
def test_the_view_log_keeps_every_dossier_that_was_taken_along(here):
    own = [here.dossier(room=f"120{n}") for n in range(3)]
    taken(Desk(here.archivist))
    logged = ViewLog.objects.filter(user=here.archivist, what=ViewLog.What.DOWNLOADED)
    assert sorted(logged.values_list("dossier", flat=True)) == sorted(d.pk for d in own)
    assert set(logged.values_list("under", flat=True)) == {"centre"}


def test_a_page_without_a_list_has_nothing_to_take_along(here):
    assert Desk(here.archivist).get("placement", export="csv").status_code == 404


def test_a_paper_is_no_list(here):
    answer = Desk(here.archivist).get("paper_customer_list", export="csv")
    assert answer.status_code == 404


INCLUDED = re.compile(r'{% include "([^"]+)"')
MENU = re.compile(r'_pager\.html"(?! with on_cards)|_take_along\.html"')


def holds_a_table(path, depth=3):
    text = (PAGES / path).read_text(encoding="utf-8")
    parts = [
        p for p in INCLUDED.findall(text) if not p.startswith("shell/") and (PAGES / p).exists()
    ]
    inside = depth and any(holds_a_table(part, depth - 1) for part in parts)
    return bool(re.search(r'class="ao-table[ "]|data-ao-cards="', text) or inside)


def test_every_page_that_offers_its_list_has_one():
    """What is worked off line by line says so to the pager: ``on_cards=True``."""
    offering = (
        page.relative_to(PAGES).as_posix()
        for page in PAGES.rglob("*.html")
        if page.parent.name != "shell" and MENU.search(page.read_text(encoding="utf-8"))
    )
    assert [path for path in offering if not holds_a_table(path)] == []


HEADS = re.compile(r'data-ao-cards="((?:{%[^%]*%}|[^"])*)"')
CELL = re.compile(r'data-ao-cell="(\d+)"')


def test_every_part_of_a_card_has_its_heading():
    """The parts of one list are numbered as its headings are, and none is left without a part."""
    for page in PAGES.rglob("*.html"):
        said = page.read_text(encoding="utf-8")
        for heads in HEADS.findall(said):
            parts = {int(n) for n in CELL.findall(said)} | {
                int(n)
                for part in INCLUDED.findall(said)
                if (PAGES / part).exists()
                for n in CELL.findall((PAGES / part).read_text(encoding="utf-8"))
            }
            assert parts >= set(range(1, heads.count("|") + 2)), page


@clause(Clause.SEC_29)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("wicked", ["=1+1", "+7", "-7", "@x", "\t=1+1", "\r=1+1", " =1+1"])
def test_cards_are_taken_along_as_rows_and_run_no_formula(here, form, wicked):
    dossier = here.dossier()
    thing = dossier.holdings.get()
    with arranged():
        Doubt.objects.create(
            holding=thing, department=thing.keeper, text=wicked, raised_by=here.archivist,
            raised_on=clock.today(),
        )  # fmt: skip
    rows = taken(Desk(here.archivist), "doubts", form)
    heads, row = rows[-2:]
    assert heads[:3] == ["Code", "What is doubted", "Department"]
    assert row[0] == thing.code
    assert str(row[1]).strip("'") == wicked.strip()
    assert not [fact for fact in row if str(fact or "")[:1] in tuple("=+-@\t\r")]
    logged = ViewLog.objects.filter(user=here.archivist, what=ViewLog.What.DOWNLOADED)
    assert list(logged.values_list("dossier", flat=True)) == [dossier.pk]


def test_an_unknown_form_shows_the_page(here):
    assert Desk(here.archivist).get("list", export="pdf").status_code == 200


# Lists of the admin

DOSSIERS = "admin:dossiers_dossier_changelist"


@clause(Clause.SEC_29, Clause.SEC_41)
def test_a_list_of_the_admin_is_taken_along_the_same_way(here):
    own, foreign = here.dossier(), DossierFactory()
    heads, *rows = taken(Desk(here.archivist), DOSSIERS)
    assert len(heads) == len(rows[0])
    assert own.code in str(rows)
    assert foreign.code not in str(rows)
    assert ViewLog.objects.filter(dossier=own, what=ViewLog.What.DOWNLOADED).count() == 1


def test_filters_of_the_admin_narrow_the_file(here):
    here.dossier()
    closed = here.dossier(room="1202", state="closed", closed_on="2026-01-01")
    _heads, *rows = taken(Desk(here.archivist), DOSSIERS, "xlsx", state__exact="closed")
    assert closed.code in str(rows[1])
    assert len(rows) == 2, "the line over the headings, the headings, the row"


@clause(Clause.SEC_15)
@pytest.mark.parametrize("asked", [{"o": "1"}, {"title__startswith": "湖"}])
def test_a_column_nobody_asks_by_is_said_to_be_one(here, asked):
    desk = Desk(here.archivist)
    answer = desk.client.get(reverse(DOSSIERS), asked, follow=True)
    assert answer.redirect_chain == [(reverse(DOSSIERS), 302)]
    assert "not narrowed or ordered by that column" in text(answer)


@clause(Clause.SEC_29)
def test_the_admin_lets_nobody_take_along_what_the_role_does_not_see(here):
    assert (
        Desk(here.archivist).get("admin:organisation_user_changelist", export="csv").status_code
        == 403
    )
