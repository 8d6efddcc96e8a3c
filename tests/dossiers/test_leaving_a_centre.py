"""Who moves to another centre hands over what was brought at the former one; receipts stay."""

from datetime import timedelta

import pytest
from django.urls import reverse

from archive_office import clock
from archive_office.organisation.models import User
from archive_office.organisation.procedures import appoint, end_membership
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import ElectronicFile, Submission
from dossiers.procedures.reminders import remind_of_late_dossiers
from dossiers.procedures.submissions import submit, withdraw
from dossiers.rules.access import right_to_open
from tests.dossiers.steps import NOW, Centre, bring, draft, sent, sign_consent
from tests.factories import TODAY
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def centre():
    return Centre()


@pytest.fixture
def other():
    return Centre()


def moves(somebody, centre, role=Role.FRONT_LINE):
    """The person works at another centre from today on; the account as the next request reads it."""
    for membership in somebody.memberships.all():
        end_membership(membership, on=YESTERDAY, by=None)
    appoint(somebody, role, centre, starts_on=TODAY, by=None)
    return User.objects.get(pk=somebody.pk)


@pytest.fixture
def desk(client):
    def sit(somebody):
        client.force_login(
            somebody, backend="archive_office.organisation.backends.MembershipBackend"
        )
        client.cookies["django_language"] = "en"
        return client

    return sit


@clause(Clause.ORG_08)
def test_of_what_was_handed_in_at_a_former_centre_the_receipt_is_left(centre, other, desk):
    handed_in = sent(centre)
    name = handed_in.facts["unit"]["room"]
    clerk = desk(moves(centre.front_line, other.department))

    page = clerk.get(reverse("dossiers:my_submissions"), {"show": "all"}).content.decode()
    assert handed_in.receipt_number in page
    assert f"Handed in at {centre.department}" in page
    assert f"{name}</a>" not in page
    assert reverse("dossiers:submission", args=[handed_in.pk]) not in page
    for where in ("submission", "paper_receipt", "resume"):
        assert clerk.get(reverse(f"dossiers:{where}", args=[handed_in.pk])).status_code == 404


@clause(Clause.ORG_08)
def test_a_draft_of_a_former_centre_is_gone_from_every_page(centre, other, desk):
    left = draft(centre)
    person = moves(centre.front_line, other.department)
    assert not Submission.objects.visible_to(person).exists()
    clerk = desk(person)
    for where, args in (("my_submissions", ()), ("move_in", ()), ("loose_papers", ())):
        answer = clerk.get(reverse(f"dossiers:{where}", args=args), {"show": "all"})
        assert f"/{left.pk}/" not in answer.content.decode()
    first_page = clerk.get(reverse("admin:index"))
    own = {f.url: f.value for f in first_page.context["figures"] if "submissions" in f.url}
    assert set(own.values()) <= {0}


@clause(Clause.ORG_08)
def test_who_has_left_changes_sends_and_takes_back_nothing_there(centre, other):
    left = draft(centre)
    bring(left, "C1", "C3")
    clerk = moves(centre.front_line, other.department)
    with refused(Clause.ORG_08):
        submit(left, by=clerk, now=NOW)
    with refused(Clause.ORG_08):
        withdraw(left, by=clerk, now=NOW)


@clause(Clause.ORG_08, Clause.COL_22)
def test_at_headquarters_too_the_scans_of_former_submissions_stay_shut(centre, other):
    handed_in = draft(centre)
    bring(handed_in, "C1", "C3")
    sign_consent(handed_in)
    submit(handed_in, by=centre.front_line, now=NOW)
    scans = list(ElectronicFile.objects.filter(paper__submission=handed_in))
    assert {right_to_open(scan, centre.front_line, at=NOW) for scan in scans} == {"submission"}
    clerk = moves(centre.front_line, other.department)
    assert {right_to_open(scan, clerk, at=NOW) for scan in scans} == {""}
    archivist = moves(clerk, other.department, Role.HQ_ARCHIVIST)
    assert {right_to_open(scan, archivist, at=NOW) for scan in scans} == {""}, "all personal"


def test_who_stays_sees_the_own_ones_as_before(centre, desk):
    handed_in = sent(centre)
    clerk = desk(centre.front_line)
    assert clerk.get(reverse("dossiers:submission", args=[handed_in.pk])).status_code == 200


@clause(Clause.FIL_28)
def test_who_has_left_is_not_reminded_of_what_is_not_theirs_any_more(centre, other):
    draft(centre)
    moves(centre.front_line, other.department)
    assert remind_of_late_dossiers(now=NOW + timedelta(days=14)) == 0
