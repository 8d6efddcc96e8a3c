"""One named keeper, dossiers under seal, and what of a graded one may be taken along."""

from datetime import timedelta

import pytest
from django.urls import reverse

from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Document, Dossier, ElectronicFile, Holding, Secrecy, ViewLog
from dossiers.procedures.acceptance import accept_submission
from dossiers.procedures.files import attach_scan
from dossiers.procedures.grants import grant_access
from dossiers.procedures.keeping import name_keeper, seal_dossier, unseal_dossier
from dossiers.procedures.revealing import reveal_numbers
from dossiers.procedures.submissions import submit
from dossiers.rules.access import Access, right_to_open, right_to_read
from dossiers.rules.taking import against_printing, against_taking_along
from dossiers.rules.tiers import Word
from tests.dossiers.desk import Desk, text, that_day
from tests.dossiers.steps import NOW, Centre, accept_all, bring, draft, image
from tests.factories import TODAY, DepartmentFactory, DocumentFactory, arranged, person
from tests.steps import clause, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day

HOUR = timedelta(hours=1)


@pytest.fixture
def centre():
    centre = Centre()
    centre.head = person(Role.CENTRE_HEAD, centre.department)
    return centre


@pytest.fixture
def dossier(centre):
    """A dossier with a scan in its main volume."""
    submission = draft(centre)
    for paper in bring(submission, "C1", "C3"):
        attach_scan(paper, image(f"{paper.type.code}.jpg"), by=submission.by, now=NOW)
    submit(submission, by=submission.by, now=NOW)
    accept_all(submission, centre.archivist)
    done = accept_submission(submission, by=centre.archivist, today=TODAY, now=NOW)
    return Dossier.objects.get(pk=done.dossier_id)


@pytest.fixture
def director():
    return person(Role.DIRECTOR)


@pytest.fixture
def service():
    """The head of customer service: sees and prints, keeps nothing."""
    return person(Role.CUSTOMER_SERVICE_HEAD)


def fresh(user):
    return User.objects.get(pk=user.pk)


def grade(thing, level=Secrecy.SECRET):
    with arranged():
        thing.secrecy = level
        thing.save()


def scan_in(dossier):
    return ElectronicFile.objects.filter(document__holding__dossier=dossier).first()


def allow(dossier, user, what, *, by, **access):
    wanted = Access(starts_at=NOW, until=NOW + HOUR, reason="处理纠纷", copies_of=what, **access)
    return grant_access(dossier, user, wanted, by=by)


# --- SEC-26 ---------------------------------------------------------------------------------


@clause(Clause.SEC_26)
def test_a_dossier_has_one_named_keeper_who_sees_it(centre, dossier):
    clerk = centre.front_line
    assert not right_to_read(dossier, clerk, at=NOW)
    named = name_keeper(dossier, clerk, by=centre.head)
    assert named.responsible == clerk
    assert right_to_read(named, fresh(clerk), at=NOW) == "keeper"
    assert right_to_read(named, fresh(clerk), at=NOW, personal=True) == ""
    assert list(Dossier.objects.visible_to(fresh(clerk))) == [dossier]
    assert str(clerk) in text(Desk(centre.archivist).get("dossier", dossier.pk))
    name_keeper(dossier, centre.archivist, by=centre.archivist)
    assert not Dossier.objects.visible_to(fresh(clerk)).exists()


@clause(Clause.SEC_26)
def test_nobody_keeps_a_dossier_who_has_no_post_at_its_centre(centre, dossier):
    with refused(Clause.SEC_26):
        name_keeper(dossier, person(Role.EMPLOYEE), by=centre.head)


@clause(Clause.SEC_26)
def test_only_those_who_keep_a_dossier_name_its_keeper(centre, dossier):
    for stranger in (Centre().archivist, centre.front_line):
        with refused(Clause.SEC_26):
            name_keeper(dossier, centre.front_line, by=stranger)


@clause(Clause.SEC_26)
def test_the_named_keeper_sees_it_as_long_as_the_post_lasts(centre, dossier):
    clerk = centre.front_line
    named = name_keeper(dossier, clerk, by=centre.head)
    with arranged():
        for post in clerk.memberships.all():
            post.ends_on = TODAY - timedelta(days=1)
            post.save()
    assert right_to_read(named, fresh(clerk), at=NOW) == ""
    assert not Dossier.objects.visible_to(fresh(clerk)).exists()


# --- SEC-44, LND-24 -------------------------------------------------------------------------


@clause(Clause.SEC_44, Clause.LND_24)
def test_a_sealed_dossier_is_opened_by_the_directors_word_alone(centre, dossier, director):
    scan = scan_in(dossier)
    assert right_to_open(scan, centre.archivist, at=NOW) == "centre"
    sealed = seal_dossier(dossier, by=centre.head, today=TODAY, reason="诉讼期间封存")
    scan = scan_in(dossier)
    for who in (centre.archivist, centre.head, director):
        assert right_to_open(scan, fresh(who), at=NOW) == ""
    page = Desk(centre.archivist).get("dossier", dossier.pk).content.decode()
    assert "诉讼期间封存" in page
    assert reverse("dossiers:file", args=[scan.pk]) not in page
    with refused(Clause.LND_24):
        allow(sealed, director, None, by=centre.archivist, sealed=True)
    allow(sealed, centre.archivist, None, by=director, sealed=True)
    assert right_to_open(scan, fresh(centre.archivist), at=NOW).startswith("grant ")
    assert Desk(centre.archivist).get("file", scan.pk).status_code == 200
    assert ViewLog.objects.filter(dossier=dossier, under__startswith="grant ").exists()


@clause(Clause.SEC_44)
def test_an_ordinary_grant_opens_no_sealed_dossier(centre, dossier):
    employee = person(Role.EMPLOYEE)
    allow(dossier, employee, None, by=centre.archivist)
    assert right_to_open(scan_in(dossier), employee, at=NOW)
    seal_dossier(dossier, by=centre.head, today=TODAY, reason="封存")
    assert right_to_open(scan_in(dossier), employee, at=NOW) == ""


@clause(Clause.LND_24)
def test_numbers_and_contents_of_a_sealed_dossier_are_not_given_out(centre, dossier):
    sealed = seal_dossier(dossier, by=centre.head, today=TODAY, reason="封存")
    with refused(Clause.LND_24):
        reveal_numbers(sealed, by=centre.archivist, now=NOW, reason="核对")
    desk = Desk(centre.archivist)
    assert desk.get("paper_card", dossier.pk).status_code == 403
    assert desk.get("paper_labels", dossier.pk).status_code == 200


@clause(Clause.SEC_44)
def test_a_head_seals_and_the_director_alone_lifts_the_seal(centre, dossier, director):
    with refused(Clause.SEC_44):
        seal_dossier(dossier, by=centre.archivist, today=TODAY, reason="封存")
    with refused(Clause.SEC_44):
        seal_dossier(dossier, by=centre.head, today=TODAY, reason=" ")
    sealed = seal_dossier(dossier, by=centre.head, today=TODAY, reason="封存")
    assert (sealed.sealed_on, sealed.sealed_by) == (TODAY, centre.head)
    with refused(Clause.SEC_44):
        seal_dossier(dossier, by=centre.head, today=TODAY, reason="再封")
    with refused(Clause.LND_24):
        unseal_dossier(dossier, by=centre.head, reason="结案")
    assert unseal_dossier(dossier, by=director, reason="结案").sealed_on is None
    assert Dossier.history.filter(id=dossier.pk, sealed_because="封存").exists()


# --- SEC-06 ---------------------------------------------------------------------------------


@clause(Clause.SEC_06)
def test_a_graded_scan_is_shown_and_not_downloaded(centre, dossier, service):
    scan, desk = scan_in(dossier), Desk(service)
    assert desk.get("file", scan.pk, download="1").status_code == 200
    grade(scan.document)
    allow(dossier, service, None, by=centre.head)
    assert desk.get("file", scan.pk).status_code == 200
    answer = desk.get("file", scan.pk, download="1")
    assert answer.status_code == 403
    assert "SEC-06" in text(answer)
    assert Desk(centre.archivist).get("file", scan.pk, download="1").status_code == 403


@clause(Clause.SEC_06)
def test_a_permission_to_copy_opens_the_download_of_that_paper_for_that_person(
    centre, dossier, service
):
    document = scan_in(dossier).document
    other = DocumentFactory(holding=document.holding, number=99)
    grade(document.holding)
    mine, others = Document.objects.get(pk=document.pk), Document.objects.get(pk=other.pk)
    allow(dossier, service, mine, by=centre.head)
    assert list(against_taking_along(mine, service, at=NOW)) == []
    assert list(against_taking_along(mine, service, at=NOW + HOUR)) != []
    assert list(against_taking_along(others, service, at=NOW)) != []
    assert list(against_taking_along(mine, centre.archivist, at=NOW)) != []
    allow(dossier, service, mine.holding, by=centre.head)
    assert list(against_taking_along(others, service, at=NOW)) == []


@clause(Clause.SEC_06)
def test_forms_of_a_graded_dossier_are_printed_by_its_keepers(centre, dossier, service):
    grade(Holding.objects.filter(dossier=dossier).first())
    for who, may in ((centre.archivist, True), (service, False)):
        desk = Desk(who)
        assert (desk.get("paper_labels", dossier.pk).status_code == 200) is may
        page = desk.get("dossier", dossier.pk).content.decode()
        assert (reverse("dossiers:paper_labels", args=[dossier.pk]) in page) is may
    allow(dossier, service, Holding.objects.filter(dossier=dossier).first(), by=centre.head)
    assert list(against_printing(dossier, service, at=NOW)) == []


@clause(Clause.LND_14, Clause.SEC_29)
def test_a_recorded_word_opens_as_the_person_who_gave_it_would(centre, dossier):
    employee = person(Role.EMPLOYEE)
    wanted = Access(starts_at=NOW, until=NOW + HOUR, reason="核对", personal=True)
    word = Word(Role.CENTRE_HEAD, centre.department.pk)
    elsewhere = Word(Role.CENTRE_HEAD, DepartmentFactory(centre=True).pk)
    with refused(Clause.LND_14):
        grant_access(dossier, employee, wanted, by=centre.archivist, words=[elsewhere])
    grant_access(dossier, employee, wanted, by=centre.archivist, words=[word])
    assert right_to_read(dossier, employee, at=NOW, personal=True).startswith("grant ")


# --- The pages ------------------------------------------------------------------------------


@clause(Clause.SEC_26)
def test_the_keeper_is_named_on_a_page(centre, dossier):
    desk, stranger = Desk(centre.archivist), person(Role.EMPLOYEE)
    assert str(centre.front_line) in text(desk.get("keeper", dossier.pk))
    assert desk.post("keeper", dossier.pk, person=stranger.pk).status_code == 422
    assert desk.post("keeper", dossier.pk, person=centre.front_line.pk).status_code == 302
    assert Dossier.objects.get(pk=dossier.pk).responsible == centre.front_line


@clause(Clause.SEC_44)
def test_a_dossier_is_sealed_and_unsealed_on_a_page(centre, dossier, director):
    desk = Desk(centre.head)
    answer = desk.post("seal", dossier.pk, reason="")
    assert answer.status_code == 422
    assert "SEC-44" in text(answer)
    assert desk.post("seal", dossier.pk, reason="诉讼期间封存").status_code == 302
    assert Dossier.objects.get(pk=dossier.pk).sealed_because == "诉讼期间封存"
    assert desk.post("seal", dossier.pk, reason="结案").status_code == 422
    assert Desk(director).post("seal", dossier.pk, reason="结案").status_code == 302
    assert Dossier.objects.get(pk=dossier.pk).sealed_on is None
