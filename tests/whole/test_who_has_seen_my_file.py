"""A resident asks who has seen the file, and is told without anybody else being named."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive_office.crypto import masked_name
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import ViewLog
from dossiers.procedures.reading import log_view
from dossiers.procedures.telling import tell_resident
from tests.dossiers.desk import Desk, that_day
from tests.factories import CustomerFactory, person
from tests.lending.counter import at, counter
from tests.lending.world import NOW, fresh
from tests.printing.reading import Reading
from tests.steps import clause, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


@pytest.fixture
def desk():
    return counter()


@pytest.fixture
def dossier(desk):
    """A dossier with an ordinary and a personal volume."""
    return desk.volume(dossier__code="W001-ZY·KH-T01-7001").dossier


def seen(dossier, user, what=ViewLog.What.SHOWN, *, now=NOW, detail=""):
    log_view(dossier, user, what, under="centre", now=now, detail=detail)


def told(dossier, user):
    answer = Desk(fresh(user)).post("request_file", dossier.pk)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    return Reading(answer.content).text


@clause(Clause.LND_16, Clause.LND_22)
def test_each_day_is_told_by_post_and_never_by_name(desk, dossier):
    for hour in (9, 10):
        seen(dossier, desk.archivist, now=at(-1, hour))
    seen(dossier, desk.world.head, ViewLog.What.PRINTED, now=at(-2))
    facts = tell_resident(dossier, by=desk.world.head, now=NOW)
    centre = dossier.centre.name
    first, second = facts.lines
    assert (first.what, first.times, first.on) == ("打印", 1, at(-2).date())
    assert (second.what, second.times, second.on) == ("查看", 2, at(-1).date())
    assert first.who.startswith(centre)
    assert second.who.startswith(centre)
    printed = told(dossier, desk.archivist)
    for user in (desk.archivist, desk.world.head):
        assert user.display_name not in printed
    assert "查看" in printed
    assert dossier.code in printed


@clause(Clause.LND_16, Clause.SEC_15)
def test_a_reason_names_neither_other_residents_nor_employees_nor_numbers(desk, dossier):
    neighbour = CustomerFactory(name="欧阳琬琰")
    own = dossier.occupancy.customer
    reason = f"{desk.colleague.display_name}核对{neighbour.name}与{own.name}电话13812345678"
    seen(dossier, desk.archivist, ViewLog.What.REVEALED, detail=reason)
    (line,) = tell_resident(dossier, by=desk.archivist, now=NOW).lines
    assert line.what == "完整显示个人号码（本中心职权）"
    for hidden in (neighbour.name, desk.colleague.display_name, "13812345678"):
        assert hidden not in line.purpose
    for kept in (masked_name(neighbour.name), own.name, "核对", "电话"):
        assert kept in line.purpose


@clause(Clause.LND_16)
def test_loans_and_copies_stand_on_it_with_their_purpose(desk):
    loan = desk.lent()
    dossier = loan.holding.dossier
    (line,) = tell_resident(dossier, by=desk.archivist, now=NOW).lines
    assert (line.what, line.purpose, line.on) == ("借出", "纠纷处理", NOW.date())
    assert desk.borrower.display_name not in line.who
    assert desk.world.department.name in line.who


@clause(Clause.LND_16, Clause.SEC_14)
def test_where_personal_information_went_stands_on_it(desk):
    loan = desk.lent(desk.personal())
    lines = tell_resident(loan.holding.dossier, by=desk.archivist, now=NOW).lines
    assert [(line.what, line.purpose) for line in lines] == [("借出（原件）", "纠纷处理")]


@clause(Clause.LND_16)
def test_another_residents_dossier_of_the_same_unit_is_not_on_it(desk, dossier):
    tenant = {"dossier__occupancy__unit": dossier.unit, "dossier__occupancy__kind": "tenant"}
    other = desk.volume(**tenant).dossier
    assert other.unit == dossier.unit
    seen(other, desk.archivist)
    assert tell_resident(dossier, by=desk.archivist, now=NOW).lines == ()


@clause(Clause.LND_16)
def test_only_archivist_and_head_of_the_centre_tell_a_resident(desk, dossier):
    for stranger in (person(Role.CENTRE_HEAD), desk.world.director):
        with refused(Clause.LND_16):
            tell_resident(dossier, by=stranger, now=NOW)
    strange = Desk(person(Role.CENTRE_ARCHIVIST))
    assert strange.post("request_file", dossier.pk).status_code == 404
    assert Desk(fresh(desk.world.director)).post("request_file", dossier.pk).status_code == 403


@clause(Clause.LND_16, Clause.LND_22)
def test_the_print_is_logged_itself(desk, dossier):
    told(dossier, desk.archivist)
    row = ViewLog.objects.get(dossier=dossier)
    assert (row.user, row.what, row.detail) == (desk.archivist, "printed", "request file")
    assert "打印" in told(dossier, desk.archivist)


@clause(Clause.LND_16)
def test_a_long_log_asks_no_more_questions_than_a_short_one(desk, dossier):
    def asked():
        with CaptureQueriesContext(connection) as questions:
            tell_resident(dossier, by=desk.archivist, now=NOW)
        return len(questions)

    seen(dossier, desk.archivist)
    few = asked()
    for number in range(30):
        seen(dossier, desk.colleague, now=NOW - timedelta(days=number))
    assert asked() <= few
