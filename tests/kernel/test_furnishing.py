import pytest

from archive_office.management.furnishing import (
    LOGINS,
    PASSWORD,
    furnish,
    is_half_furnished,
    is_ready,
    mark_ready,
)
from archive_office.organisation.roles import Role

pytestmark = pytest.mark.django_db


def test_the_demo_office_has_one_login_per_role():
    office = furnish(by=None)
    assert {login.role for login in LOGINS} == set(Role)
    for login in LOGINS:
        person = office.people[login.username]
        assert person.check_password(PASSWORD)
        assert person.holds(login.role, office.departments[login.department])


def test_an_interrupted_furnishing_is_seen():
    assert not is_half_furnished()
    furnish(by=None)
    assert is_half_furnished()
    mark_ready(by=None)
    assert not is_half_furnished()
    assert is_ready()
