from datetime import timedelta

import pytest

from archive_office import clock
from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Dossier, DossierUserObjectPermission, Holding, Part, ViewLog
from dossiers.procedures.files import attach_scan
from dossiers.procedures.grants import grant_access, withdraw_grant
from dossiers.procedures.reading import log_view
from dossiers.rules.access import Access, right_to_open, right_to_read
from tests.dossiers.steps import NOW, Centre, accepted, draft, image
from tests.factories import DepartmentFactory, person
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def centre():
    centre = Centre()
    centre.head = person(Role.CENTRE_HEAD, centre.department)
    return centre


@pytest.fixture
def dossier(centre):
    return accepted(centre, "C1", "C2").dossier


@pytest.fixture
def employee():
    return person(Role.EMPLOYEE, DepartmentFactory())


def access(personal=False, starts_at=NOW, until=NOW + HOUR, reason="装修纠纷"):
    return Access(starts_at=starts_at, until=until, reason=reason, personal=personal)


def again(user):
    return User.objects.get(pk=user.pk)


@clause(Clause.SEC_29)
def test_a_grant_opens_one_dossier_and_ends_at_its_minute_with_no_job_run(
    centre, dossier, employee, monkeypatch
):
    other = accepted(centre, unit={"room": "9"}).dossier
    grant_access(dossier, employee, access(), by=centre.archivist)
    for moment, seen in ((NOW - HOUR, []), (NOW, [dossier]), (NOW + HOUR, [])):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        assert list(Dossier.objects.visible_to(again(employee))) == seen
        assert bool(right_to_read(dossier, again(employee), at=moment)) == bool(seen)
    assert not right_to_read(other, employee, at=NOW)
    assert DossierUserObjectPermission.objects.filter(user=employee).count() == 1


@clause(Clause.SEC_29)
def test_a_grant_withdrawn_ends_at_once(centre, dossier, employee):
    grant = grant_access(dossier, employee, access(), by=centre.archivist)
    with refused(Clause.SEC_29):
        withdraw_grant(grant, by=employee, now=NOW, reason="x")
    withdraw_grant(grant, by=centre.head, now=NOW, reason="事由消失")
    assert not right_to_read(dossier, employee, at=NOW)


@clause(Clause.SEC_29)
@pytest.mark.parametrize("wanted", [access(until=NOW), access(reason="")])
def test_a_grant_has_an_end_and_a_reason(centre, dossier, employee, wanted):
    with refused(Clause.SEC_29):
        grant_access(dossier, employee, wanted, by=centre.archivist)


@clause(Clause.SEC_29)
def test_only_who_keeps_a_dossier_opens_it(centre, dossier, employee):
    with refused(Clause.SEC_29):
        grant_access(dossier, employee, access(), by=Centre().archivist)


@clause(Clause.LND_14)
def test_personal_information_is_opened_by_the_head_of_its_centre_alone(centre, dossier, employee):
    with refused(Clause.LND_14):
        grant_access(dossier, employee, access(personal=True), by=centre.archivist)
    grant_access(dossier, employee, access(), by=centre.archivist)
    assert not right_to_read(dossier, employee, at=NOW, personal=True)
    grant_access(dossier, employee, access(personal=True), by=centre.head)
    assert right_to_read(dossier, employee, at=NOW, personal=True).startswith("grant ")


@clause(Clause.LND_14)
def test_the_heads_own_request_goes_to_the_head_of_customer_service(centre, dossier):
    above = person(Role.CUSTOMER_SERVICE_HEAD, DepartmentFactory())
    with refused(Clause.LND_14):
        grant_access(dossier, centre.head, access(personal=True), by=centre.head)
    assert grant_access(dossier, centre.head, access(personal=True), by=above)


@clause(Clause.LND_13)
def test_headquarters_reads_catalogues_and_no_personal_volume(centre, dossier):
    office = person(Role.HQ_ARCHIVIST, DepartmentFactory())
    assert right_to_read(dossier, office, at=NOW) == "office"
    assert right_to_read(dossier, office, at=NOW, personal=True) == ""
    assert right_to_read(dossier, centre.archivist, at=NOW, personal=True) == "centre"


@clause(Clause.SEC_29)
def test_a_scan_is_opened_by_whoever_reads_its_volume(centre, employee):
    submission = draft(centre)
    paper = submission.papers.get(type__code="C2")
    scan = attach_scan(paper, image(), by=submission.by, now=NOW)
    assert right_to_open(scan, submission.by, at=NOW) == "submission"
    assert right_to_open(scan, centre.archivist, at=NOW) == ""
    assert right_to_open(scan, employee, at=NOW) == ""


def test_looking_is_logged_with_its_right(centre, dossier):
    under = right_to_read(dossier, centre.archivist, at=NOW)
    log_view(dossier, centre.archivist, ViewLog.What.PRINTED, under=under, now=NOW)
    line = ViewLog.objects.get()
    assert (line.dossier, line.what, line.under) == (dossier, "printed", "centre")


def test_the_volume_of_personal_information_is_one_per_dossier(dossier):
    assert Holding.objects.filter(dossier=dossier, part=Part.PERSONAL).count() == 1
