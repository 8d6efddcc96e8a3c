"""Accounts are personal: one live login each, every login logged, and none for leavers."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from archive_office import clock
from archive_office.journal.models import JournalEntry
from archive_office.organisation.models import LiveSession, LoginRecord, User
from archive_office.organisation.procedures import close_account
from archive_office.organisation.roles import Role
from archive_office.organisation.scope import scope_of
from archive_office.policy import number
from archive_office.policy.models import Parameter
from archive_office.regulation import Clause
from dossiers.models import DossierGrant
from dossiers.procedures.grants import grant_access
from dossiers.rules.access import Access
from tests.factories import (
    PASSWORD,
    DepartmentFactory,
    DossierFactory,
    UserFactory,
    arranged,
    opened_to,
    person,
)
from tests.steps import clause

pytestmark = pytest.mark.django_db

PAGE = {"Accept": "text/html", "Accept-Language": "en"}


def sign_in(user, password=PASSWORD, address="198.51.100.7", browser=None):
    browser = browser or Client(REMOTE_ADDR=address)
    fields = {"username": user.username, "password": password}
    return browser, browser.post(reverse("admin:login"), fields)


def is_in(browser):
    return browser.get(reverse("lending:mine"), headers=PAGE).status_code == 200


def several_sessions():
    with arranged():
        Parameter.objects.create(
            name="one_session_per_account", value="no", effective_from="2020-01-01", reason="值班"
        )


@clause(Clause.SEC_40)
def test_every_login_is_logged_with_time_address_and_outcome():
    clerk = person(Role.EMPLOYEE)
    sign_in(clerk, "wrong")
    sign_in(clerk)
    sign_in(UserFactory.build(username="nobody"))

    logged = LoginRecord.objects.order_by("pk")
    assert list(logged.values_list("user", "username", "address", "outcome")) == [
        (clerk.pk, clerk.username, "198.51.100.7", "refused"),
        (clerk.pk, clerk.username, "198.51.100.7", "signed_in"),
        (None, "nobody", "198.51.100.7", "refused"),
    ]
    assert all(clock.now() - record.at < timedelta(minutes=1) for record in logged)


@clause(Clause.SEC_40, Clause.SEC_42)
def test_who_is_locked_out_is_logged_as_such():
    clerk = person(Role.EMPLOYEE)
    for _attempt in range(number("lockout_failures", on=clock.today()) + 1):
        _browser, answer = sign_in(clerk, "wrong")
    assert answer.status_code == 429
    assert LoginRecord.objects.latest("pk").outcome == LoginRecord.Outcome.LOCKED_OUT
    _browser, answer = sign_in(clerk)
    assert answer.status_code == 429
    assert not LoginRecord.objects.filter(outcome="signed_in").exists()


@clause(Clause.SEC_40)
def test_the_login_log_only_grows():
    sign_in(person(Role.EMPLOYEE))
    for change in (
        lambda: LoginRecord.objects.update(address="203.0.113.1"),
        lambda: LoginRecord.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


@clause(Clause.SEC_40)
def test_a_login_elsewhere_ends_the_one_before():
    clerk = person(Role.EMPLOYEE)
    office, _answer = sign_in(clerk)
    somebody_else, _answer = sign_in(person(Role.EMPLOYEE))
    assert is_in(office)

    home, _answer = sign_in(clerk, address="203.0.113.9")
    assert is_in(home)
    assert not is_in(office)
    assert is_in(somebody_else)
    assert LiveSession.objects.filter(user=clerk).count() == 1


@clause(Clause.SEC_40)
def test_signing_in_again_at_the_same_browser_ends_nothing():
    clerk = person(Role.EMPLOYEE)
    browser, _answer = sign_in(clerk)
    sign_in(clerk, browser=browser)
    assert is_in(browser)
    sign_in(person(Role.EMPLOYEE), browser=browser)
    assert is_in(browser)


@clause(Clause.SEC_40)
def test_a_wrong_password_elsewhere_ends_nothing():
    clerk = person(Role.EMPLOYEE)
    office, _answer = sign_in(clerk)
    sign_in(clerk, "wrong", address="203.0.113.9")
    assert is_in(office)


@clause(Clause.SEC_40)
def test_the_office_may_allow_several_logins_of_one_account():
    several_sessions()
    clerk = person(Role.EMPLOYEE)
    (office, _answer), (home, _later) = sign_in(clerk), sign_in(clerk)
    assert is_in(office)
    assert is_in(home)
    Session.objects.get(session_key=office.session.session_key).delete()
    sign_in(clerk)
    assert LiveSession.objects.filter(user=clerk).count() == 2, "the gone one is forgotten"


@clause(Clause.SEC_40)
def test_auditors_read_the_login_log_and_others_do_not():
    sign_in(person(Role.EMPLOYEE, username="watched"))
    address = reverse("admin:organisation_loginrecord_changelist")
    auditor, _answer = sign_in(person(Role.AUDITOR))
    page = auditor.get(address, headers=PAGE)
    assert page.status_code == 200
    assert "198.51.100.7" in page.text
    clerk, _answer = sign_in(person(Role.CENTRE_ARCHIVIST))
    assert clerk.get(address, headers=PAGE).status_code == 403


def with_everything(dossier, elsewhere):
    """Somebody with a post, an exception, a grant that runs and one that is to come."""
    clerk = person(Role.EMPLOYEE)
    opened_to(clerk, elsewhere)
    archivist, now = person(Role.CENTRE_ARCHIVIST, dossier.centre), clock.now()
    for begins in (-1, 48):
        wanted = Access(
            starts_at=now + timedelta(hours=begins),
            until=now + timedelta(hours=begins + 24),
            reason="核对",
        )
        grant_access(dossier, clerk, wanted, by=archivist)
    return clerk


@clause(Clause.SEC_29, Clause.SEC_40, Clause.SEC_42)
def test_with_the_account_every_exception_grant_and_session_ends_at_once():
    several_sessions()
    dossier, elsewhere = DossierFactory(), DepartmentFactory(centre=True)
    clerk = with_everything(dossier, elsewhere)
    (one, _answer), (two, _later) = sign_in(clerk), sign_in(clerk)
    now = clock.now()

    close_account(clerk, on=now.date(), by=UserFactory(), reason="离职", now=now)

    assert not is_in(one)
    assert not is_in(two)
    assert not Session.objects.exists()
    assert set(DossierGrant.objects.values_list("withdrawn_at", flat=True)) == {now}
    entry = JournalEntry.objects.get(act="organisation.account_closed")
    assert {s.kind.model for s in entry.subjects.all()} == {
        "user",
        "membership",
        "departmentuserobjectpermission",
        "dossiergrant",
    }
    with arranged():
        clerk.is_active = True
        clerk.save()
    again = User.objects.get(pk=clerk.pk)
    assert not scope_of(again).departments, "an account opened again brings nothing back"
    assert not is_in(one)


@clause(Clause.SEC_40)
def test_what_a_leaver_signed_keeps_the_name():
    clerk = person(Role.EMPLOYEE, display_name="柳依依")
    close_account(clerk, on=clock.today(), by=UserFactory(), reason="离职", now=clock.now())
    assert str(clerk.undertakings.get().person) == "柳依依"
    assert "柳依依" in clerk.undertakings.get().content


@clause(Clause.SEC_40, Clause.SEC_42)
def test_the_administrator_closes_an_account_with_a_reason_and_all_that_hangs_on_it():
    dossier, elsewhere = DossierFactory(), DepartmentFactory(centre=True)
    clerk = with_everything(dossier, elsewhere)
    browser, _answer = sign_in(person(Role.ADMINISTRATOR))
    address = reverse("admin:organisation_user_change", args=[clerk.pk])
    post = clerk.memberships.get()
    fields = {
        "username": clerk.username,
        "display_name": clerk.display_name,
        "is_staff": "on",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": post.pk,
        "memberships-0-person": clerk.pk,
        "memberships-0-role": post.role,
        "memberships-0-department": post.department_id,
        "memberships-0-starts_on": "2020-01-01",
        "memberships-0-dedicated": "on",
    }

    assert browser.post(address, fields).status_code == 200
    assert User.objects.get(pk=clerk.pk).is_active

    assert browser.post(address, {**fields, "closing_reason": "离职"}).status_code == 302
    assert not User.objects.get(pk=clerk.pk).is_active
    assert not DossierGrant.objects.filter(withdrawn_at=None).exists()
    assert clerk.memberships.get().ends_on == clock.today()
    entry = JournalEntry.objects.get(act="organisation.account_closed")
    assert entry.reason == "离职"
