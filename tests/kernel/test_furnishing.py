import pytest

from archive_office.management.furnishing import LOGINS, PASSWORD, furnish
from archive_office.organisation.roles import Role

pytestmark = pytest.mark.django_db


def test_the_demo_office_has_one_login_per_role():
    office = furnish(by=None)
    assert {login.role for login in LOGINS} == set(Role)
    for login in LOGINS:
        person = office.people[login.username]
        assert person.check_password(PASSWORD)
        assert person.holds(login.role, office.departments[login.department])
