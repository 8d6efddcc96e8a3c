"""Two clerks write a change of the same contact at once: one of the two counts."""

import pytest

from archive_office.regulation import Clause
from dossiers.models import RegisterEntry
from tests.dossiers.registers import PHONE, Desk
from tests.factories import MembershipFactory, UnitFactory, UserFactory
from tests.steps import clause

pytestmark = pytest.mark.race
CONTACT = {"kind": "daily", "new": "诸葛璟", "phone": PHONE, "from": "2026-01-01"}


@clause(Clause.SVC_25)
def test_of_two_contacts_written_at_once_the_second_puts_the_first_aside(
    own_database, side_by_side
):
    desk, colleague = Desk(), UserFactory()
    MembershipFactory(person=colleague, department=desk.department)
    empty = UnitFactory(building=desk.unit.building)  # no dossier whose lock would part them
    clerks = (desk.front_line, colleague)
    side_by_side(*[_writing(desk, empty, by) for by in clerks])
    states = RegisterEntry.objects.order_by("state").values_list("state", flat=True)
    assert list(states) == ["current", "former"]


def _writing(desk, unit, by):
    return lambda: desk.write("SR-26", CONTACT, unit=unit, by=by)
