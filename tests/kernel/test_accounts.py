"""Accounts: how passwords are kept, who administers, and what ends when somebody leaves."""

from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from archive_office import clock
from archive_office.journal.models import JournalEntry
from archive_office.management import furnishing
from archive_office.organisation.codes import second_factor_of
from archive_office.organisation.models import LoginRecord, User
from archive_office.organisation.passwords import OF_THE_DEMO
from archive_office.organisation.permissions import ROLE_PERMISSIONS
from archive_office.organisation.procedures import appoint, close_account, open_account
from archive_office.organisation.roles import Role
from archive_office.organisation.scope import scope_of
from archive_office.policy.models import Parameter
from archive_office.regulation import Clause
from archive_office.settings import base
from dossiers.models import Dossier, Holding
from tests.factories import (
    PASSWORD,
    DepartmentFactory,
    DocumentFactory,
    SealFactory,
    UserFactory,
    arranged,
    person,
)
from tests.kernel.test_second_factor import PAGE, equipped
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db

DAY = date(2026, 1, 1)
ARGON2 = "django.contrib.auth.hashers.Argon2PasswordHasher"


def at(user):
    browser = Client(headers=PAGE)
    browser.force_login(user)
    return browser


def decided(name, value):
    """The office has set one of its parameters long ago."""
    with arranged():
        Parameter.objects.create(name=name, value=value, effective_from="2020-01-01", reason="定")


# Passwords


@clause(Clause.SEC_42)
def test_passwords_are_kept_with_argon2_and_older_ones_become_so_at_the_login(settings):
    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS
    assert settings.PASSWORD_HASHERS[0] == ARGON2
    clerk = person(Role.EMPLOYEE)
    older = PBKDF2PasswordHasher().encode(PASSWORD, "an-older-salt-of-22-chars", 1000)
    User.objects.filter(pk=clerk.pk).update(password=older)

    fields = {"username": clerk.username, "password": PASSWORD}
    assert Client().post(reverse("admin:login"), fields).status_code == 302

    kept = User.objects.get(pk=clerk.pk)
    assert kept.password.startswith("argon2")
    assert kept.check_password(PASSWORD)


@clause(Clause.SEC_42)
def test_the_office_says_how_long_a_password_is_and_the_refusal_names_the_rule():
    decided("password_min_length", "20")
    with pytest.raises(ValidationError) as caught:
        open_account("newcomer", display_name="新人", password="Long-Enough-2026", by=None)
    (error,) = caught.value.error_list
    assert error.code == Clause.SEC_42
    assert "20" in error.messages[0]
    assert "password_min_length" in error.messages[0]


@clause(Clause.SEC_42)
def test_the_office_says_after_how_many_wrong_passwords_the_login_shuts():
    decided("lockout_failures", "3")
    clerk, browser = person(Role.EMPLOYEE), Client()
    fields = {"username": clerk.username, "password": "wrong"}
    answers = [browser.post(reverse("admin:login"), fields).status_code for _ in range(3)]
    assert answers == [200, 200, 429]


def test_the_password_of_the_demo_is_known_as_such():
    assert furnishing.PASSWORD in OF_THE_DEMO


def checked(**options):
    said = StringIO()
    call_command("check", deploy=True, stderr=said, stdout=said, **options)
    return said.getvalue()


@clause(Clause.SEC_42)
def test_no_account_in_earnest_has_a_password_of_the_demo(settings):
    clerk = UserFactory(username="hurried")
    settings.SECURE_SSL_REDIRECT = True
    assert "organisation.E003" not in _complaints(databases=["default"])
    clerk.set_password(furnishing.PASSWORD)
    User.objects.filter(pk=clerk.pk).update(password=clerk.password)
    assert "hurried" in _complaints(databases=["default"])
    assert "hurried" not in _complaints(), "without a database nothing is asked of it"


def _complaints(**options):
    try:
        return checked(**options)
    except SystemCheckError as error:
        return str(error)


@clause(Clause.SEC_42)
def test_weak_locks_are_told_before_the_office_opens_in_earnest(settings):
    told = _complaints()
    assert {"E001", "E002", "W001"} <= {
        word.partition(".")[2].rstrip(")") for word in told.split() if "organisation." in word
    }
    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS
    settings.SECOND_FACTOR_REQUIRED = True
    settings.AUTH_PASSWORD_VALIDATORS = [
        *settings.AUTH_PASSWORD_VALIDATORS,
        {"NAME": "archive_office.organisation.passwords.NotOfTheDemo"},
    ]
    assert "organisation." not in _complaints()
    with pytest.raises(ValidationError):
        open_account("newcomer", display_name="新人", password=furnishing.PASSWORD, by=None)


# The system administrator


@clause(Clause.SEC_39)
def test_there_is_one_system_administrator():
    decided("system_administrator", "named_person")
    office = DepartmentFactory()
    appoint(UserFactory(), Role.ADMINISTRATOR, office, starts_on=DAY, by=None)
    with refused(Clause.SEC_39):
        appoint(UserFactory(), Role.ADMINISTRATOR, office, starts_on=DAY, by=None)


@clause(Clause.SEC_39)
def test_somebody_stands_in_while_the_administrator_is_away():
    decided("system_administrator", "named_person")
    office, first = DepartmentFactory(), UserFactory()
    appoint(first, Role.ADMINISTRATOR, office, starts_on=DAY, by=None)
    deputy = UserFactory()
    term = {"starts_on": DAY, "ends_on": DAY + timedelta(days=14)}
    appoint(deputy, Role.ADMINISTRATOR, office, **term, acting_for=first, by=None)
    assert deputy.memberships.get().acting_for == first


@clause(Clause.SEC_39)
@pytest.mark.parametrize(
    ("setting", "role"),
    [("archive_room_head", Role.ARCHIVE_ROOM_HEAD), ("director", Role.DIRECTOR)],
)
def test_the_administrator_is_whom_the_office_has_set(setting, role):
    decided("system_administrator", setting)
    office, head = DepartmentFactory(), person(role)
    with refused(Clause.SEC_39):
        appoint(person(Role.EMPLOYEE), Role.ADMINISTRATOR, office, starts_on=DAY, by=None)
    appoint(head, Role.ADMINISTRATOR, office, starts_on=DAY, by=None)
    assert head.memberships.filter(role=Role.ADMINISTRATOR).exists()


@clause(Clause.SEC_39)
def test_the_system_administrator_reads_no_dossier_by_that():
    papers = DocumentFactory()
    administrator = person(Role.ADMINISTRATOR)
    assert scope_of(administrator).is_empty
    assert not any(name.startswith("dossiers.") for name in ROLE_PERMISSIONS[Role.ADMINISTRATOR])
    assert not any(name.startswith("dossiers.") for name in administrator.get_all_permissions())
    for model in (Dossier, Holding):
        assert not model.objects.visible_to(administrator).exists()
    browser = at(administrator)
    dossier = papers.holding.dossier
    for address in (reverse("dossiers:list"), reverse("dossiers:dossier", args=[dossier.pk])):
        assert browser.get(address).status_code in (403, 404)


# Leaving


@clause(Clause.SEC_40, Clause.SEC_42)
def test_all_that_ends_with_an_account_is_shown_before_and_ended_in_one_act():
    clerk, administrator = person(Role.CENTRE_ARCHIVIST), person(Role.ADMINISTRATOR)
    seal = SealFactory(keeper=clerk)
    equipped(clerk)
    browser, address = at(administrator), reverse("workbench:close_account", args=[clerk.pk])

    page = browser.get(address)
    shown = {str(one.what) for one in page.context["ending"]}
    assert shown == {"Post", "Keeper of a seal", "Second factor"}
    assert seal.number in page.text
    assert browser.post(address).status_code == 200
    assert browser.post(address, {"reason": " "}).status_code == 422
    assert User.objects.get(pk=clerk.pk).is_active

    assert browser.post(address, {"reason": "离职"}).status_code == 302

    assert not User.objects.get(pk=clerk.pk).is_active
    assert clerk.memberships.get().ends_on == clock.today()
    seal.refresh_from_db()
    assert seal.valid_until == clock.today()
    assert second_factor_of(clerk) is None
    entry = JournalEntry.objects.get(act="organisation.account_closed")
    assert (entry.by, entry.reason) == (administrator, "离职")
    assert {s.kind.model for s in entry.subjects.all()} == {"user", "membership", "seal"}
    assert "closed" in browser.get(address).text


@clause(Clause.SEC_42)
def test_nobody_closes_the_own_account_nor_a_superusers():
    administrator, root = person(Role.ADMINISTRATOR), UserFactory(is_superuser=True)
    browser = at(administrator)
    for user in (administrator, root):
        address = reverse("workbench:close_account", args=[user.pk])
        assert browser.post(address, {"reason": "离职"}).status_code == 422
        with refused(Clause.SEC_42):
            close_account(user, on=clock.today(), by=administrator, reason="离职", now=clock.now())
        assert User.objects.get(pk=user.pk).is_active


@clause(Clause.SEC_40)
def test_a_closed_account_lets_nobody_in_and_is_never_deleted():
    clerk, administrator = person(Role.EMPLOYEE), person(Role.ADMINISTRATOR)
    close_account(clerk, on=clock.today(), by=administrator, reason="离职", now=clock.now())
    fields = {"username": clerk.username, "password": PASSWORD}
    assert Client().post(reverse("admin:login"), fields).status_code == 200
    assert LoginRecord.objects.latest("pk").outcome == LoginRecord.Outcome.REFUSED
    gone = reverse("admin:organisation_user_delete", args=[clerk.pk])
    assert at(administrator).post(gone, {"post": "yes"}).status_code == 403
    with pytest.raises(ProtectedError):
        User.objects.get(pk=clerk.pk).delete()


@clause(Clause.SEC_42)
def test_the_administrator_resets_a_second_factor_on_a_page_with_a_reason():
    clerk, administrator = person(Role.EMPLOYEE), person(Role.ADMINISTRATOR)
    equipped(clerk)
    browser, address = at(administrator), reverse("workbench:reset_second_factor", args=[clerk.pk])
    account = browser.get(reverse("admin:organisation_user_change", args=[clerk.pk]))
    assert address in account.text
    assert reverse("workbench:close_account", args=[clerk.pk]) in account.text
    assert browser.post(address, {"reason": " "}).status_code == 422
    assert browser.post(address, {"reason": "手机遗失"}).status_code == 302
    assert second_factor_of(clerk) is None


# One's own account


@clause(Clause.SEC_40)
def test_everybody_reads_the_own_logins_and_nobody_elses(django_assert_max_num_queries):
    clerk, other = person(Role.EMPLOYEE), person(Role.EMPLOYEE)
    for user, address in ((clerk, "198.51.100.7"), (other, "203.0.113.9")):
        for _time in range(30):
            LoginRecord.objects.create(
                at=clock.now(), user=user, username=user.username, address=address,
                outcome=LoginRecord.Outcome.REFUSED,
            )  # fmt: skip
    browser = at(clerk)
    browser.get(reverse("account:logins"))
    with django_assert_max_num_queries(20):
        page = browser.get(reverse("account:logins"))
    assert len(page.context["page"].rows) == 25
    assert "198.51.100.7" in page.text
    assert "203.0.113.9" not in page.text
    later = browser.get(f"{reverse('account:logins')}?{page.context['page'].next_query}")
    assert len(later.context["page"].rows) == 5
    assert "No logins" in browser.get(reverse("account:logins"), {"outcome": "signed_in"}).text
    tomorrow = clock.today() + timedelta(days=1)
    assert "No logins" in browser.get(reverse("account:logins"), {"since": f"{tomorrow:%F}"}).text
    assert browser.get(reverse("account:logins"), {"since": "nonsense"}).status_code == 200
    assert "198.51.100.7" in browser.get(reverse("account:home")).text


@clause(Clause.SEC_27, Clause.LND_23)
def test_the_undertaking_is_printed_as_it_was_signed():
    clerk = person(Role.EMPLOYEE, display_name="柳依依")
    signed = clerk.undertakings.get()
    address = reverse("account:undertaking_paper", args=[signed.pk])
    answer = at(clerk).get(address)
    assert answer["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    said = "".join(text.split())
    assert "保密承诺书" in said
    assert "柳依依" in said
    assert "严守公司保密制度" in said
    assert signed.content_hash in said.replace(" ", "")
    assert at(person(Role.AUDITOR)).get(address).status_code == 200
    assert at(person(Role.CENTRE_HEAD)).get(address).status_code == 404
