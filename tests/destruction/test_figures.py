"""How much was appraised and destroyed: by year, centre and class, on the screen and in Excel."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from destruction.rules.figures import figures
from tests.destruction.desk import Desk
from tests.destruction.registers import destroying_office
from tests.destruction.world import DESTROY, KEEP, NOW, PERMANENT, UNDECIDED, change, room
from tests.dossiers.desk import at_most
from tests.factories import DepartmentFactory, person
from tests.steps import clause
from tests.transfers.desk import text, that_day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day

YEAR = NOW.year


@pytest.fixture
def here():
    return room()


@clause(Clause.APR_21)
def test_things_are_counted_by_verdict_centre_and_class(here):
    volumes = [here.volume() for _ in range(3)]
    here.approved(
        *volumes, here.record(), here.record(), said=(UNDECIDED, PERMANENT, KEEP, KEEP, DESTROY)
    )

    found = figures(here.director, YEAR)

    assert [(r.heading.centre, r.heading.category, r.keep, r.permanent, r.destroy, r.undecided)
            for r in found.appraised] == [
        (here.centre.name, "B4.2", 0, 1, 0, 1),
        (here.centre.name, "KH", 2, 0, 1, 0),
    ]  # fmt: skip
    assert found.all_appraised.total == 5
    assert [(r.heading.year, r.total) for r in found.appraised_by_year] == [(YEAR, 5)]


@clause(Clause.APR_21)
def test_what_is_not_approved_does_not_count(here):
    here.frozen(here.volume())
    assert figures(here.director, YEAR).all_appraised.total == 0


@clause(Clause.APR_21)
def test_a_year_counts_its_own_approvals_as_shanghai_counts_days(here):
    new_year = NOW.replace(
        year=YEAR + 1, month=1, day=1, hour=0, minute=30
    )  # still 31 December UTC
    here.approved(here.volume(), now=new_year)
    assert figures(here.director, YEAR).all_appraised.total == 0
    assert figures(here.director, YEAR + 1).all_appraised.total == 1


@clause(Clause.DES_26)
def test_registers_things_and_pages_destroyed_are_counted():
    office = destroying_office()
    volume, record, paper = office.volume(), office.record(), office.paper(pages=3)
    office.destroyed(volume, record, paper)

    found = figures(office.director, YEAR + 1)  # destroyed after the wait, in the next year

    total = found.all_destroyed
    assert (total.registers, total.volumes, total.singles) == (1, 2, 1)
    assert total.pages == volume.page_count + record.page_count + 3
    assert [(r.heading.category, r.registers, r.things) for r in found.destroyed] == [
        ("B4.2", 1, 1),
        ("KH", 1, 2),
    ]
    assert [r.heading.year for r in found.destroyed_by_year] == [YEAR + 1]
    assert figures(office.director, YEAR).all_destroyed.registers == 0


@clause(Clause.APR_21, Clause.ORG_01)
def test_each_centre_counts_its_own(here):
    here.approved(here.volume())
    stranger = person(Role.CENTRE_ARCHIVIST, DepartmentFactory(centre=True))
    head = person(Role.DEPARTMENT_HEAD, here.centre)
    assert figures(here.archivist, YEAR).all_appraised.total == 1
    assert figures(head, YEAR).all_appraised.total == 1
    assert figures(stranger, YEAR).all_appraised.total == 0
    assert figures(here.engineer, YEAR).appraised == []


@clause(Clause.APR_21, Clause.DES_26)
def test_the_page_shows_a_year_and_says_when_there_is_nothing(here):
    page = text(Desk(here.director).get("figures"))
    assert "Nothing was appraised in this year" in page
    assert "Nothing was destroyed in this year" in page

    here.approved(here.volume(), said=(UNDECIDED,))

    page = text(Desk(here.director).get("figures", year=str(YEAR)))
    assert here.centre.name in page
    assert "Nothing was appraised in this year" not in page
    for nonsense in ("٢٠٢٦", "20x6", "99999", "1066"):
        assert Desk(here.director).get("figures", year=nonsense).status_code == 200


@clause(Clause.APR_21, Clause.DES_26)
def test_the_workbook_holds_the_same_figures(here):
    centre = here.centre
    here.approved(here.volume(), here.record(), said=(DESTROY, KEEP))
    answer = Desk(here.director).get("figures_book", year=str(YEAR))

    assert answer["Content-Disposition"].endswith(f'"figures-{YEAR}.xlsx"')
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["鉴定", "销毁", "历年"]
    rows = [[cell.value for cell in row] for row in book["鉴定"].iter_rows(min_row=4)]
    assert rows[0][:3] == [centre.name, "B4.2", rows[0][2]]
    assert rows[0][3:] == [0, 0, 1, 0, 1]
    assert rows[-1][0] == "合　计"
    assert rows[-1][3:] == [1, 0, 1, 0, 2]
    assert [c.value for c in book["历年"][4]][:6] == [YEAR, 1, 0, 1, 0, 2]


def test_a_name_never_becomes_a_formula():
    named = room()
    centre = DepartmentFactory(centre=True, name="=HYPERLINK(1)")
    volume = named.record()
    with_centre = volume.dossier
    change(with_centre, centre=centre)
    named.approved(volume)
    answer = Desk(named.director).get("figures_book", year=str(YEAR))
    cell = load_workbook(BytesIO(answer.content))["鉴定"]["A4"]
    assert (cell.value, cell.data_type) == ("'=HYPERLINK(1)", "s")


def test_the_figures_cost_the_same_however_much_was_judged(here):
    here.approved(*[here.volume() for _ in range(4)], *[here.record() for _ in range(3)])
    desk = Desk(here.director)
    desk.get("figures")
    with at_most(22):
        assert desk.client.get(reverse("destruction:figures")).status_code == 200
