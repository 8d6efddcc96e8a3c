"""Two people, one record, two earlier states: the second looks again."""

import pytest

from archive_office.organisation.models import Department
from archive_office.organisation.roles import Role
from tests.factories import DepartmentFactory, person
from tests.kernel.test_what_is_sent import browser
from tests.workbench.test_putting_back import newest_of, put_back, renamed


@pytest.mark.race
def test_two_people_put_two_states_back_at_once_and_one_looks_again(side_by_side):
    department = DepartmentFactory(name="一")
    renamed(department, name="二")
    renamed(department, name="三")
    first, second = department.history.order_by("history_id")[:2]
    seen = newest_of(department)
    clients = [browser(person(Role.ADMINISTRATOR)) for _ in range(2)]
    runs = side_by_side(
        lambda: put_back(clients[0], department, version=first.history_id, newest=seen),
        lambda: put_back(clients[1], department, version=second.history_id, newest=seen),
    )
    assert sorted(run.result().status_code for run in runs) == [302, 422]
    assert department.history.count() == 4
    assert Department.objects.get(pk=department.pk).name in ("一", "二")
