import pytest

from archive_office.journal.acts import OutsideActError
from archive_office.organisation.roles import Role
from archive_office.policy.parameters import SETTINGS
from archive_office.policy.procedures import set_parameter
from archive_office.regulation import Clause
from dossiers.models import Category, Dossier
from dossiers.procedures.acceptance import accept_submission
from dossiers.procedures.checklist import save_paper
from dossiers.procedures.codes import next_code, normalised_code
from dossiers.procedures.submissions import submit
from dossiers.procedures.yearly import Class, open_yearly_dossier
from dossiers.rules.checklist import PaperLine
from tests.dossiers.steps import NOW, Centre, accept_all, accepted, loose_draft
from tests.factories import TODAY, DepartmentFactory, StoreroomFactory, UserFactory, person
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return Centre()


def opened(centre, code, **where):
    placed = Class(category=Category.objects.get(code=code), year=2026, **where)
    return open_yearly_dossier(placed, centre.department, by=centre.archivist, today=TODAY)


@clause(Clause.FIL_03)
def test_dossiers_of_units_are_numbered_per_estate(centre):
    dossiers = [accepted(centre, unit={"room": room}).dossier for room in ("1", "2")]
    stem = f"W001-ZY·KH-{centre.estate.code}"
    assert [d.code for d in dossiers] == [f"{stem}-0001", f"{stem}-0002"]
    assert accepted(Centre()).dossier.code.endswith("-0001")


@clause(Clause.FIL_03)
def test_dossiers_of_a_category_are_numbered_per_year_retention_and_office(centre):
    category = Category.objects.filter(level="centre", pattern="per_year", is_active=True)
    yearly = category.filter(retention="fixed").first()
    dossier = opened(centre, yearly.code)
    term = f"D{yearly.retention_years}"
    kind = "·".join(filter(None, [yearly.archive_class, yearly.sub_class]))
    assert dossier.code == f"W001-{kind}·2026-{term}-{centre.department.code}-0001"
    assert [h.code for h in dossier.holdings.all()] == [f"{dossier.code}·1"]
    assert opened(centre, yearly.code).code.endswith("-0002")


@clause(Clause.FIL_03)
def test_technical_dossiers_are_numbered_per_estate(centre):
    technical = Category.objects.filter(pattern="per_estate").exclude(code="KH").first()
    with refused(Clause.FIL_03):
        opened(centre, technical.code)
    assert opened(centre, technical.code, estate=centre.estate).code == (
        f"W001-{technical.archive_class}·{technical.sub_class}-{centre.estate.code}-0001"
    )


@clause(Clause.FIL_04)
def test_a_new_pattern_is_that_of_new_archive_numbers_only(centre):
    first = accepted(centre, unit={"room": "1"}).dossier
    pattern = SETTINGS["archive_number_pattern"]
    by = UserFactory()
    set_parameter(pattern, "6", effective_from=TODAY, by=by, reason="分册多", today=TODAY)
    second = accepted(centre, unit={"room": "2"}).dossier
    first.refresh_from_db()
    stem = f"W001-ZY·KH-{centre.estate.code}"
    assert (first.code, second.code) == (f"{stem}-0001", f"{stem}-000002")
    estate = centre.estate
    technical = Category.objects.filter(pattern="per_estate").exclude(code="KH").first()
    assert opened(centre, technical.code, estate=estate).code.endswith("-000001")


@clause(Clause.FIL_01)
def test_customer_dossiers_are_opened_by_a_move_in_only(centre):
    with refused(Clause.FIL_01):
        opened(centre, "KH", estate=centre.estate)


@clause(Clause.ORG_02, Clause.ORG_08)
def test_an_office_opens_its_own_dossiers_where_it_has_an_archive_room():
    office = DepartmentFactory()
    archivist = person(Role.HQ_ARCHIVIST, office)
    placed = Class(category=Category.objects.filter(level="company").first(), year=2026)
    with refused(Clause.ORG_02):
        open_yearly_dossier(placed, office, by=archivist, today=TODAY)
    StoreroomFactory(department=office)
    with refused(Clause.ORG_08):
        open_yearly_dossier(placed, office, by=Centre().archivist, today=TODAY)
    assert open_yearly_dossier(placed, office, by=archivist, today=TODAY).centre == office


def test_loose_papers_go_into_dossiers_of_a_category_too(centre):
    category = Category.objects.filter(level="centre", pattern="per_year", is_active=True).first()
    dossier = opened(centre, category.code)
    papers = loose_draft(centre)
    own = category.document_types.get().code
    line = PaperLine(type=own, dossier=dossier.pk, title="通知", pages=3)
    save_paper(papers, line, by=papers.by, now=NOW)
    submit(papers, by=papers.by, now=NOW)
    accept_all(papers, centre.archivist)
    accept_submission(papers, by=centre.archivist, today=TODAY, now=NOW)
    assert Dossier.objects.get(pk=dossier.pk).holdings.get().page_count == 3


@clause(Clause.FIL_03)
def test_codes_are_given_inside_an_act_only():
    with pytest.raises((RuntimeError, OutsideActError)):
        next_code("W001-ZY·KH-P01")


def test_every_way_to_write_a_code_is_the_same_code():
    wanted = "W001-ZY·KH-P01-0001·1"
    for typed in ("w001-zy.kh-p01-0001.1", "W001-ZY•KH-P01-0001・1", " W001-ZY．KH-P01-0001·1 "):
        assert normalised_code(typed) == wanted
