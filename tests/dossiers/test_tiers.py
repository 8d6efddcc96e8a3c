"""Graded papers and tiers: a post that shows a dossier is not enough for reading in it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.policy.parameters import SETTINGS
from archive_office.policy.procedures import set_parameter
from archive_office.regulation import Clause
from dossiers.models import Category, Dossier, ElectronicFile, Secrecy
from dossiers.procedures.acceptance import accept_submission
from dossiers.procedures.files import attach_scan
from dossiers.procedures.grants import grant_access
from dossiers.procedures.keeping import name_keeper
from dossiers.procedures.submissions import submit
from dossiers.rules.access import Access, right_to_open, right_to_read
from dossiers.rules.tiers import Tier, Word, tier_of
from tests.dossiers.desk import Desk, text, that_day
from tests.dossiers.steps import NOW, Centre, accept_all, bring, draft, image
from tests.factories import TODAY, UserFactory, arranged, opened_to, person
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
def auditor():
    return person(Role.AUDITOR)


@pytest.fixture
def director():
    return person(Role.DIRECTOR)


@pytest.fixture
def service():
    return person(Role.CUSTOMER_SERVICE_HEAD)


def fresh(user):
    return User.objects.get(pk=user.pk)


def scan_in(dossier):
    """Its first scan in the main volume, as a new request reads it."""
    scans = ElectronicFile.objects.filter(document__holding__dossier=dossier)
    return scans.exclude(document__holding__part="personal").first()


def three_tiers():
    set_parameter(
        SETTINGS["access_tiers"],
        "company_department_person",
        effective_from=TODAY,
        by=UserFactory(),
        reason="办公会决定",
        today=TODAY,
    )


def of_headquarters(dossier):
    with arranged():
        dossier.category = Category.objects.filter(level=Category.Level.COMPANY).first()
        dossier.save()


def without_keeper(dossier):
    with arranged():
        dossier.responsible = None
        dossier.save()


def graded(dossier):
    with arranged():
        for thing in (scan_in(dossier).document, scan_in(dossier).document.holding, dossier):
            thing.secrecy = Secrecy.SECRET
            thing.save()


def opens(dossier, user):
    """Under which right this person opens the scan, asked of the rule and of the page."""
    scan, who = scan_in(dossier), fresh(user)
    right = right_to_open(scan, who, at=NOW)
    answer = Desk(who).get("file", scan.pk).status_code
    assert (answer == 200) == bool(right)
    return right


def allow(dossier, user, *words):
    """A grant for an hour, by the word of these people in their posts."""
    wanted = Access(starts_at=NOW, until=NOW + HOUR, reason="处理纠纷")
    posts = [w.memberships.get() for w in words]
    said = [Word(post.role, post.department_id) for post in posts]
    return grant_access(dossier, user, wanted, by=words[0], words=said)


# --- Graded papers, in two tiers ------------------------------------------------------------


@clause(Clause.SEC_04)
def test_a_graded_paper_is_opened_by_those_who_keep_it_and_by_approval(centre, dossier, auditor):
    assert opens(dossier, auditor) == "office"
    graded(dossier)
    dossier.refresh_from_db()
    assert right_to_read(dossier, fresh(auditor), at=NOW) == "office"
    assert opens(dossier, auditor) == ""
    page = Desk(fresh(auditor)).get("dossier", dossier.pk)
    assert page.status_code == 200
    assert reverse("dossiers:file", args=[scan_in(dossier).pk]) not in page.content.decode()
    allow(dossier, auditor, centre.head)
    assert opens(dossier, auditor).startswith("grant ")
    page = Desk(fresh(auditor)).get("dossier", dossier.pk).content.decode()
    assert reverse("dossiers:file", args=[scan_in(dossier).pk]) in page


@clause(Clause.SEC_04)
def test_an_exception_for_a_whole_department_opens_no_graded_paper(centre, dossier):
    colleague = person(Role.EMPLOYEE)
    opened_to(colleague, centre.department)
    assert opens(dossier, colleague) == "centre"
    graded(dossier)
    assert opens(dossier, colleague) == ""


# --- Three tiers ----------------------------------------------------------------------------


@clause(Clause.SEC_19)
def test_tiers_hold_from_the_day_on_which_the_office_decides_them(centre, dossier):
    assert tier_of(dossier, on=TODAY) is None
    three_tiers()
    assert tier_of(dossier, on=TODAY - timedelta(days=1)) is None
    assert tier_of(dossier, on=TODAY) == Tier.PERSON
    without_keeper(dossier)
    assert tier_of(dossier, on=TODAY) == Tier.DEPARTMENT
    of_headquarters(dossier)
    assert tier_of(dossier, on=TODAY) == Tier.COMPANY


@clause(Clause.SEC_16)
def test_the_company_tier_is_read_by_the_director_and_by_the_directors_word(
    centre, dossier, auditor, director, service
):
    three_tiers()
    of_headquarters(dossier)
    assert opens(dossier, director) == "centre"
    assert opens(dossier, auditor) == ""
    assert "Company tier" in text(Desk(fresh(auditor)).get("dossier", dossier.pk))
    with refused(Clause.SEC_16):
        allow(dossier, auditor, centre.head, service)
    allow(dossier, auditor, director)
    assert opens(dossier, auditor).startswith("grant ")


@clause(Clause.SEC_17)
def test_the_department_tier_takes_the_next_higher_heads_word(
    centre, dossier, auditor, director, service
):
    three_tiers()
    without_keeper(dossier)
    assert opens(dossier, centre.head) == "centre"
    for other in (auditor, director, service):
        assert opens(dossier, other) == ""
    with refused(Clause.SEC_17):
        allow(dossier, auditor, centre.head)
    allow(dossier, auditor, centre.head, service)
    assert opens(dossier, auditor).startswith("grant ")


@clause(Clause.SEC_18)
def test_the_personal_tier_is_read_by_its_keeper_and_by_the_heads_word(centre, dossier, auditor):
    three_tiers()
    named = name_keeper(dossier, centre.front_line, by=centre.head)
    assert opens(named, centre.front_line) == "keeper"
    assert opens(named, auditor) == ""
    with refused(Clause.SEC_18):
        allow(named, auditor, centre.archivist)
    allow(named, auditor, centre.head)
    assert opens(named, auditor).startswith("grant ")


@clause(Clause.SEC_19)
def test_those_who_keep_the_papers_go_on_working_with_them_on_every_tier(centre, dossier):
    three_tiers()
    assert opens(dossier, centre.archivist) == "centre"
    of_headquarters(dossier)
    assert opens(dossier, centre.archivist) == "centre"
