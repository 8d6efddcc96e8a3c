"""Lists of dossiers and units: who sees which rows, how they are found, what they cost."""

from datetime import date

import pytest
from django.urls import reverse

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import ViewLog
from tests.dossiers.desk import Desk, at_most, text, that_day
from tests.factories import (
    BuildingFactory,
    CustomerFactory,
    DepartmentFactory,
    DossierFactory,
    EstateFactory,
    HoldingFactory,
    OccupancyFactory,
    UnitFactory,
    person,
)
from tests.printing.reading import Reading
from tests.steps import clause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


class Office:
    """A centre with one estate, its archivist, and somebody at headquarters."""

    def __init__(self):
        self.estate = EstateFactory(name="湖畔花园")
        self.centre = self.estate.centre
        self.archivist = person(Role.CENTRE_ARCHIVIST, self.centre)
        self.front_line = person(Role.FRONT_LINE, self.centre)
        self.hq = person(Role.HQ_ARCHIVIST)
        self.building = BuildingFactory(estate=self.estate, name="3栋")

    def dossier(self, room="1201", name="王芳", **fields):
        unit = UnitFactory(building=self.building, room=room)
        stay = OccupancyFactory(unit=unit, customer=CustomerFactory(name=name))
        found = DossierFactory(occupancy=stay, **fields)
        HoldingFactory(dossier=found, on_shelf=True)
        HoldingFactory(dossier=found, personal_volume=True)
        return found


@pytest.fixture
def here():
    return Office()


def test_a_centre_sees_its_own_dossiers_and_names_masked(here):
    own, foreign = here.dossier(name="王小芳"), DossierFactory()
    page = text(Desk(here.archivist).get("list"))
    assert own.code in page
    assert "王**" in page
    assert "王小芳" not in page
    assert foreign.code not in page


def test_headquarters_sees_every_centre(here):
    rows = [here.dossier(), DossierFactory()]
    page = text(Desk(here.hq).get("list"))
    assert all(row.code in page for row in rows)


@pytest.mark.parametrize(
    "term",
    [
        "W001-ZY·KH-T01-7777",
        "W001-ZY.KH-T01-77",
        "旧档2019-12",
        "1201",
        "3栋1201",
        "湖畔花园3栋1201",
    ],
)
def test_a_dossier_is_found_by_code_former_code_and_unit(here, term):
    wanted = here.dossier(code="W001-ZY·KH-T01-7777", legacy_code="旧档2019-12")
    other = here.dossier(room="0101", code="W001-ZY·KH-T02-0001")
    page = text(Desk(here.archivist).get("list", q=term))
    assert wanted.code in page
    assert other.code not in page


@clause(Clause.LND_13)
def test_names_are_searched_where_personal_volumes_are_read(here):
    wanted = here.dossier(name="欧阳锋")
    assert wanted.code in text(Desk(here.archivist).get("list", q="欧阳"))
    assert wanted.code not in text(Desk(here.hq).get("list", q="欧阳"))


def test_filters_leave_what_was_asked_for(here):
    whole, lacking = here.dossier("1"), here.dossier("2", missing_count=3)
    closed = here.dossier("3", state="closed", closed_on=date(2025, 1, 1))
    desk = Desk(here.archivist)
    assert lacking.code in text(desk.get("list", completeness="missing"))
    assert whole.code not in text(desk.get("list", completeness="missing"))
    page = text(desk.get("list", state="closed"))
    assert closed.code in page
    assert whole.code not in page
    assert whole.code in text(desk.get("list", state="nonsense"))


def test_a_list_without_rows_says_what_to_do_next(here):
    desk = Desk(here.archivist)
    assert "No dossiers yet" in text(desk.get("list"))
    assert "Nothing matches" in text(desk.get("list", q="nothing of the kind"))


def test_a_long_list_is_paged_by_key_and_costs_the_same(here):
    for number in range(27):
        here.dossier(str(number))
    desk = Desk(here.archivist)
    with at_most(20):  # its habit, its views, the counts beside the sidebar and the journal too
        desk.get("list")
    with at_most(14):  # nothing happened: the counts are kept
        first = desk.get("list")
    assert len(first.context["lines"]) == 25
    second = desk.client.get(f"{reverse('dossiers:list')}?{first.context['page'].next_query}")
    assert len(second.context["lines"]) == 2


def test_front_line_staff_have_no_list_of_customers(here):
    assert Desk(here.front_line).get("paper_customer_list").status_code == 403


@clause(Clause.SEC_29)
@pytest.mark.parametrize("role", [Role.FRONT_LINE, Role.EMPLOYEE, Role.ENGINEER])
def test_without_a_catalogue_one_is_told_how_to_ask_and_counts_nothing(here, role):
    kept = here.dossier(name="王小芳")
    desk = Desk(person(role, here.centre))
    answer = desk.get("list")
    assert "Here stands what was opened to you" in text(answer)
    assert answer.context["lines"] == []
    for term in (kept.code, "王小芳", "1201"):
        found = text(desk.get("list", q=term)).replace(term, "")
        assert "Nothing matches" in found
        assert "客户档案" not in found
    assert desk.get("completeness").context["counts"] == []
    assert desk.get("dossier", kept.pk).status_code == 404


@pytest.mark.parametrize(
    "page", ["list", "units", "units_without_dossier", "completeness", "paper_customer_list"]
)
def test_lists_are_read_only_and_for_people_who_are_signed_in(here, page, client):
    assert Desk(here.archivist).post(page).status_code == 405
    answer = client.get(reverse(f"dossiers:{page}"))
    assert answer.status_code == 302
    assert "/login/" in answer.url


def test_units_are_those_of_the_own_centre(here):
    own, foreign = UnitFactory(building=here.building, room="808"), UnitFactory()
    for somebody in (here.front_line, here.archivist):
        desk = Desk(somebody)
        page = text(desk.get("units"))
        assert own.code in page
        assert foreign.code not in page
        assert desk.get("unit", own.pk).status_code == 200
        assert desk.get("unit", foreign.pk).status_code == 404


def test_a_unit_shows_everybody_who_held_it_in_time_order(here):
    dossier = here.dossier(name="王芳")
    OccupancyFactory(
        unit=dossier.unit,
        customer=CustomerFactory(name="赵先生"),
        from_on=date(2010, 1, 1),
        until_on=date(2024, 2, 1),
        ending="sale",
    )
    page = text(Desk(here.archivist).get("unit", dossier.unit.pk))
    assert page.index("王*") < page.index("赵**")
    assert dossier.code in page


@clause(Clause.COL_05, Clause.FIL_28)
def test_units_without_dossier_are_listed_and_late_ones_marked(here):
    here.dossier("1")
    waiting = UnitFactory(building=here.building, room="2")
    OccupancyFactory(unit=waiting, from_on=date(2026, 11, 19))
    late = UnitFactory(building=here.building, room="3")
    OccupancyFactory(unit=late, from_on=date(2026, 10, 1))
    desk = Desk(here.archivist)
    with at_most(16):
        answer = desk.get("units_without_dossier")
    lines = {line.unit: line.late for line in answer.context["lines"]}
    assert lines == {waiting: False, late: True}


@clause(Clause.COL_06, Clause.COL_07)
def test_completeness_counts_the_own_centre_and_leads_to_its_list(here):
    here.dossier("1")
    here.dossier("2", missing_count=3)
    OccupancyFactory(unit=UnitFactory(building=here.building, room="3"))
    EstateFactory(centre=DepartmentFactory(centre=True))
    desk = Desk(here.archivist)
    with at_most(18):
        answer = desk.get("completeness")
    (count,) = answer.context["counts"]
    assert (count.open, count.incomplete, count.papers, count.without) == (2, 1, 3, 1)
    assert count.unverified == 2
    assert f"?completeness=missing&amp;state=open&amp;centre={here.centre.pk}" in str(
        answer.content
    )


@clause(Clause.COL_25)
def test_the_customer_list_prints_for_the_own_centre(here):
    here.dossier()
    desk = Desk(here.archivist)
    answer = desk.client.get(reverse("dossiers:paper_customer_list"), follow=True)
    assert answer.content.startswith(b"%PDF")
    other = DossierFactory().centre
    assert desk.get("paper_customer_list", centre=other.pk).status_code == 404
    assert other.name in text(Desk(here.hq).get("paper_customer_list"))


@clause(Clause.COL_25)
def test_a_list_too_long_for_one_print_is_printed_in_parts_that_say_so(here, monkeypatch):
    monkeypatch.setattr("dossiers.views.customers.MOST_LINES", 2)
    dossiers = [here.dossier(room=room) for room in ("0101", "0102", "0103")]
    desk = Desk(here.archivist)
    asked = {"centre": here.centre.pk}
    page = desk.get("paper_customer_list", **asked)
    assert "3 lines" in text(page)
    assert f"?centre={here.centre.pk}&amp;part=2" in page.content.decode()
    first, second = (
        Reading(desk.get("paper_customer_list", **asked, part=part).content).text for part in (1, 2)
    )
    assert "本册第1—2行，全表共3行" in first
    assert "本册第3—3行，全表共3行" in second
    assert f"3{dossiers[2].unit}".replace(" ", "") in second
    for dossier in dossiers:
        assert (dossier.code in first) is not (dossier.code in second)
    for odd in ("0", "3", "9" * 30):
        assert desk.get("paper_customer_list", **asked, part=odd).status_code == 404


def test_the_print_of_a_customer_list_stands_in_the_log_of_each_dossier(here):
    dossiers = [here.dossier(room=room) for room in ("0101", "0102", "0103")]
    Desk(here.archivist).get("paper_customer_list", centre=here.centre.pk)
    with at_most(33):
        Desk(here.hq).get("paper_customer_list", centre=here.centre.pk)
    for dossier in dossiers:
        rows = ViewLog.objects.filter(dossier=dossier).order_by("pk")
        assert [(r.what, r.user, r.under, r.detail) for r in rows] == [
            ("printed", here.archivist, "centre", "customer list"),
            ("printed", here.hq, "office", "customer list"),
        ]
