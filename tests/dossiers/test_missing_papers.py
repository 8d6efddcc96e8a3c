"""Papers that are missing: who owes them, the letter that asks for them, the day of supply."""

import io
from datetime import timedelta

import pypdf
import pytest

from archive_office.notices.models import Notice
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import ChaseLetter, Dossier, ViewLog
from dossiers.procedures.chasing import chase_papers, remind_of_supply
from dossiers.rules.chasing import incomplete, lacks_of, suppliers
from dossiers.rules.completeness import missing_from
from tests.dossiers.desk import Desk, at_most, text, that_day
from tests.dossiers.steps import NOW, Centre, accepted
from tests.factories import TODAY, DepartmentFactory, arranged, person
from tests.steps import clause, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day

ENGINEERING, FINANCE = "工程技术部", "财务部"


@pytest.fixture
def centre():
    return Centre()


def codes(lack):
    return [paper.code for paper in lack.papers]


def listed(supplier=""):
    return {d.code for d in incomplete(Dossier.objects.all(), supplier)}


@clause(Clause.COL_06, Clause.COL_07)
def test_what_many_dossiers_lack_is_what_each_of_them_lacks(centre):
    company = {"kind": "company", "name": "某公司"}
    accepted(centre, "C1", "C3", unit={"fit_out": True})
    accepted(centre, "D4", unit={"occupancy": "tenant"}, customer=company)
    accepted(centre, "C1", unit={"room": "2", "keys_kept": True, "use": "let"})
    dossiers = list(Dossier.objects.select_related("unit", "occupancy__customer"))
    with at_most(5):
        lacks = lacks_of(dossiers)
    assert [codes(lack) for lack in lacks] == [
        [paper.code for paper in missing_from(dossier)] for dossier in dossiers
    ]
    assert {d.code for d in dossiers} == listed()
    for supplier in suppliers():
        assert listed(supplier) == {
            lack.dossier.code for lack in lacks_of(dossiers, supplier) if lack.papers
        }


@clause(Clause.COL_06)
def test_a_letter_names_what_one_department_owes_and_is_numbered(centre):
    dossier = accepted(centre, "C1", "C7").dossier
    letter = chase_papers(centre.department, ENGINEERING, by=centre.archivist, today=TODAY)
    assert letter.number == f"CJ-{centre.department.code}-2026-0001"
    assert letter.due_on == TODAY + timedelta(days=7)
    (line,) = letter.lines
    assert (line["dossier"], line["papers"]) == (dossier.pk, ["C3", "C9"])

    page = text(Desk(centre.archivist).get("chase_letters"))
    assert letter.number in page
    answer = Desk(centre.archivist).get("chase_letter", letter.pk)
    printed = pypdf.PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert "归档材料催交单" in printed
    assert "房屋交接单" in printed
    assert ENGINEERING in printed
    assert ViewLog.objects.filter(dossier=dossier, what=ViewLog.What.PRINTED).count() == 1


@clause(Clause.COL_06)
def test_no_letter_is_written_for_what_is_not_missing_or_by_anybody(centre):
    accepted(centre, "C1", "C7")
    with refused(Clause.COL_06):
        chase_papers(centre.department, FINANCE, by=centre.archivist, today=TODAY)
    with refused(Clause.COL_06):
        chase_papers(centre.department, "别的部门", by=centre.archivist, today=TODAY)
    with refused(Clause.ORG_08):
        chase_papers(centre.department, ENGINEERING, by=centre.front_line, today=TODAY)
    assert not ChaseLetter.objects.exists()


@clause(Clause.COL_06, Clause.ORG_01)
def test_the_list_leads_to_the_letter(centre):
    code = accepted(centre, "C1").dossier.code
    desk = Desk(centre.archivist)
    page = text(desk.get("missing_papers", supplier=FINANCE))
    assert code in page
    assert "residential maintenance-fund papers" in page
    assert "premises handover sheet" not in page
    sent = desk.post("chase", supplier=FINANCE, centre=centre.department.pk)
    assert sent.status_code == 302
    assert ChaseLetter.objects.get().supplier == FINANCE
    assert desk.post("chase", supplier="", centre=centre.department.pk).status_code == 422

    stranger = Desk(person(Role.CENTRE_ARCHIVIST, DepartmentFactory(centre=True)))
    assert code not in text(stranger.get("missing_papers"))
    assert stranger.get("chase_letter", ChaseLetter.objects.get().pk).status_code == 404
    assert stranger.post("chase", supplier=FINANCE, centre=centre.department.pk).status_code == 404


@clause(Clause.FIL_30)
def test_from_the_day_of_supply_on_departments_hear_weekly_what_they_owe(centre):
    dossier = accepted(centre, "C1").dossier
    head = person(Role.CENTRE_HEAD, centre.department)
    engineering = DepartmentFactory(name=ENGINEERING, parent=centre.department)
    engineer = person(Role.EMPLOYEE, engineering)

    assert remind_of_supply(now=NOW) == 0  # opened this month
    with arranged():
        Dossier.objects.filter(pk=dossier.pk).update(opened_on=TODAY.replace(month=10))
    assert remind_of_supply(now=NOW.replace(day=4)) == 0  # before the day of supply
    told = remind_of_supply(now=NOW)
    assert told == len(suppliers()) - 1  # leasing owes nothing of a unit that is not let
    assert remind_of_supply(now=NOW) == 0
    assert remind_of_supply(now=NOW + timedelta(days=7)) == told
    notice = Notice.objects.filter(to=engineer).first()
    assert notice.clause == Clause.FIL_30
    assert ENGINEERING in notice.title
    assert Notice.objects.filter(to=head, title__contains=FINANCE).exists()


def test_the_list_costs_the_same_however_long_it_is(centre):
    for room in range(8):
        accepted(centre, "C1", unit={"room": str(room)})
    desk = Desk(centre.archivist)
    desk.get("missing_papers")
    with at_most(24):
        assert desk.get("missing_papers").status_code == 200
