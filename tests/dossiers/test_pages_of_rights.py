"""The pages on which a head sees who reads the files, and why."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from archive_office import clock
from archive_office.organisation.models import DepartmentUserObjectPermission, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from tests.dossiers.desk import Desk, text
from tests.factories import DossierFactory, EstateFactory, opened_to, person
from tests.steps import clause

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return EstateFactory().centre


@pytest.fixture
def dossier(centre):
    return DossierFactory(occupancy__unit__building__estate__centre=centre)


@pytest.fixture
def head(centre):
    return person(Role.CENTRE_HEAD, centre, display_name="中心负责人甲")


@clause(Clause.SEC_51)
def test_the_head_sees_who_can_see_a_dossier_and_on_which_ground(dossier, head, centre):
    archivist = person(Role.CENTRE_ARCHIVIST, centre, display_name="档案员乙")
    shown = text(Desk(head).get("rights", dossier.pk))
    assert "档案员乙" in shown
    assert archivist.username in shown
    assert "a role in the originating department" in shown


@clause(Clause.SEC_51)
def test_one_person_is_explained_by_name_account_or_number(dossier, head):
    stranger = person(Role.EMPLOYEE, display_name="员工丙", staff_number="A0099")
    for typed in ("员工丙", "A0099", stranger.username):
        shown = text(Desk(head).get("rights", dossier.pk, person=typed))
        assert "员工丙 does not see this dossier" in shown
        assert "one by one" in shown
    assert "Nobody is called" in text(Desk(head).get("rights", dossier.pk, person="无此人"))


@clause(Clause.SEC_51)
def test_a_past_day_is_answered_and_one_to_come_is_not(dossier, head):
    yesterday = clock.today() - timedelta(days=1)
    assert "中心负责人甲" in text(Desk(head).get("rights", dossier.pk, on=yesterday.isoformat()))
    tomorrow = clock.today() + timedelta(days=1)
    shown = text(Desk(head).get("rights", dossier.pk, on=tomorrow.isoformat()))
    assert "The day lies in the future." in shown


@clause(Clause.SEC_51)
def test_the_permission_sheet_is_printed(dossier, head, centre):
    opened_to(person(Role.EMPLOYEE, display_name="员工丙"), centre)
    answer = Desk(head).get("rights_sheet", dossier.pk)
    (page,) = PdfReader(BytesIO(answer.content)).pages
    printed = page.extract_text()
    for words in ("档案查阅权限表", dossier.code, "中心负责人甲", "员工丙", "联合检查"):
        assert words in printed


@clause(Clause.SEC_51)
@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.CENTRE_ARCHIVIST, Role.ADMINISTRATOR])
def test_who_answers_for_nothing_is_not_told_who_sees_it(dossier, centre, role):
    assert Desk(person(role, centre)).get("rights", dossier.pk).status_code == 403
    assert Desk(person(role, centre)).get("readers").status_code == 403


@clause(Clause.ORG_01)
def test_another_centres_head_asks_in_vain(dossier):
    stranger = person(Role.CENTRE_HEAD, EstateFactory().centre)
    assert Desk(stranger).get("rights", dossier.pk).status_code == 404
    assert Desk(stranger).get("rights_sheet", dossier.pk).status_code == 404
    assert Desk(stranger).get("readers", department=dossier.centre_id).status_code == 404


@clause(Clause.LND_21)
def test_the_head_opens_the_files_by_name_and_ends_it_again(dossier, head, centre):
    stranger = person(Role.EMPLOYEE, display_name="员工丙")
    until = clock.today() + timedelta(days=7)
    answer = Desk(head).post(
        "give_exception", centre.pk, person="员工丙", until=until.isoformat(), reason="联合检查"
    )
    assert answer.status_code == 302
    assert "员工丙" in text(Desk(head).get("readers"))
    assert Desk(User.objects.get(pk=stranger.pk)).get("dossier", dossier.pk).status_code == 200
    given = DepartmentUserObjectPermission.objects.get()
    assert Desk(head).post("withdraw_exception", given.pk, reason=" ").status_code == 422
    assert Desk(head).post("withdraw_exception", given.pk, reason="检查结束").status_code == 302
    assert Desk(User.objects.get(pk=stranger.pk)).get("dossier", dossier.pk).status_code == 404


@clause(Clause.LND_21)
def test_what_was_typed_stays_when_an_exception_is_refused(head, centre):
    person(Role.EMPLOYEE, display_name="员工丙")
    later = clock.today() + timedelta(days=800)
    answer = Desk(head).post(
        "give_exception", centre.pk, person="员工丙", until=later.isoformat(), reason="长期借调"
    )
    assert answer.status_code == 422
    shown = text(answer)
    assert "within a year" in shown
    assert "长期借调" in shown


@clause(Clause.LND_21)
def test_an_exception_of_another_centre_cannot_be_ended_from_here(head):
    elsewhere = opened_to(person(Role.EMPLOYEE), EstateFactory().centre)
    assert Desk(head).post("withdraw_exception", elsewhere.pk, reason="x").status_code == 404
