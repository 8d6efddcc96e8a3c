from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from archive_office.journal.models import JournalEntry
from archive_office.organisation.models import ProofAttempt, User
from archive_office.organisation.procedures import appoint, close_account, open_account
from archive_office.organisation.roles import Role
from archive_office.organisation.scope import scope_of
from archive_office.organisation.signing import canonical, digest, prove_identity
from archive_office.policy import number
from archive_office.regulation import Clause
from tests.factories import (
    PASSWORD,
    DepartmentFactory,
    MembershipFactory,
    UserFactory,
    arranged,
    person,
)
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


def fresh(user):
    return User.objects.get(pk=user.pk)


@clause(Clause.ORG_06)
def test_a_centre_has_one_head_at_any_date():
    centre = DepartmentFactory(centre=True)
    appoint(UserFactory(), Role.CENTRE_HEAD, centre, starts_on=date(2026, 1, 1), by=None)

    with refused(Clause.ORG_06):
        appoint(UserFactory(), Role.CENTRE_HEAD, centre, starts_on=date(2026, 6, 1), by=None)


@clause(Clause.ORG_06)
def test_the_next_head_begins_the_day_after_the_last_one():
    centre = DepartmentFactory(centre=True)
    last = date(2026, 5, 31)
    appoint(
        UserFactory(), Role.CENTRE_HEAD, centre, starts_on=date(2026, 1, 1), ends_on=last, by=None
    )
    appoint(UserFactory(), Role.CENTRE_HEAD, centre, starts_on=last + timedelta(days=1), by=None)
    assert centre.memberships.count() == 2


@clause(Clause.ORG_06)
def test_somebody_may_act_for_the_head():
    centre = DepartmentFactory(centre=True)
    head = person(Role.CENTRE_HEAD, centre)
    deputy = UserFactory()
    appoint(deputy, Role.CENTRE_HEAD, centre, starts_on=date(2026, 1, 1), by=None, acting_for=head)
    assert fresh(deputy).acting_for_id == head.pk


@clause(Clause.ORG_06)
def test_the_database_itself_refuses_a_second_head():
    centre = DepartmentFactory(centre=True)
    person(Role.CENTRE_HEAD, centre)
    with pytest.raises(IntegrityError, match="one_head_per_centre"), transaction.atomic():
        MembershipFactory(person=UserFactory(), role=Role.CENTRE_HEAD, department=centre)


@clause(Clause.ORG_01)
def test_an_archivist_sees_the_own_centre_and_headquarters_sees_all():
    centre = DepartmentFactory(centre=True)
    assert scope_of(person(Role.CENTRE_ARCHIVIST, centre)).departments == {centre.pk}
    assert scope_of(person(Role.HQ_ARCHIVIST)).everything
    assert not scope_of(person(Role.EMPLOYEE, centre)).departments


@clause(Clause.SEC_29)
def test_a_post_that_has_ended_gives_no_right():
    archivist = person(Role.CENTRE_ARCHIVIST, DepartmentFactory(centre=True))
    assert archivist.has_perm("dossiers.place_holding")
    close_account(archivist, on=date(2020, 1, 2), by=UserFactory(), reason="离职", now=NOW)
    gone = fresh(archivist)
    assert not gone.has_perm("dossiers.place_holding")
    assert not scope_of(gone).departments


@clause(Clause.SEC_42)
def test_a_weak_password_opens_no_account():
    with pytest.raises(ValidationError):
        open_account("somebody", display_name="某人", password="12345678", by=None)
    assert not User.objects.filter(username="somebody").exists()


@clause(Clause.SEC_42)
def test_whoever_signs_enters_the_own_password_again():
    signer = UserFactory()
    assert prove_identity(signer, PASSWORD, now=NOW).user == signer
    with refused(Clause.SEC_42):
        prove_identity(signer, "wrong", now=NOW)
    assert list(ProofAttempt.objects.order_by("pk").values_list("succeeded", flat=True)) == [
        True,
        False,
    ]


@clause(Clause.SEC_42)
def test_after_five_wrong_passwords_even_the_right_one_must_wait():
    signer = UserFactory()
    for _attempt in range(number("lockout_failures", on=NOW.date())):
        with refused(Clause.SEC_42):
            prove_identity(signer, "wrong", now=NOW)
    with refused(Clause.SEC_42):
        prove_identity(signer, PASSWORD, now=NOW)
    assert prove_identity(signer, PASSWORD, now=NOW + timedelta(minutes=16))


@clause(Clause.SEC_42)
def test_a_closed_account_cannot_sign_in():
    somebody = person(Role.EMPLOYEE)
    close_account(somebody, on=date(2026, 11, 20), by=UserFactory(), reason="离职", now=NOW)
    assert authenticate(HttpRequest(), username=somebody.username, password=PASSWORD) is None


def test_equal_contents_have_one_canonical_text():
    one = canonical("t/1", {"b": 1, "a": "é"})
    other = canonical("t/1", {"a": "e\u0301", "b": 1})
    assert one == other
    assert digest(one) == digest(other)
    assert digest(one) != digest(canonical("t/2", {"b": 1, "a": "é"}))


def test_a_password_stored_in_an_older_way_is_stored_anew_as_an_act(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    user = UserFactory()
    with arranged():
        user.password = PBKDF2PasswordHasher().encode(PASSWORD, "an-older-salt-of-22-chars", 1000)
        user.save()

    assert fresh(user).check_password(PASSWORD)

    assert not fresh(user).password.startswith("pbkdf2_sha256$1000$")
    entry = JournalEntry.objects.get(act="organisation.password_stored_anew")
    assert entry.by == user
    assert PASSWORD not in str(entry.subjects.get().after)
    assert fresh(user).check_password(PASSWORD)
    assert JournalEntry.objects.filter(act="organisation.password_stored_anew").count() == 1
