"""The records of lending in the admin: read only, in sight only, outsiders masked."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from lending.models import OutsidePerson
from lending.procedures.copies import make_copy
from lending.procedures.reservations import reserve_holding
from tests.dossiers.desk import Desk, text, that_day
from tests.factories import person
from tests.lending.counter import at, counter, owner
from tests.lending.lent import legacy
from tests.lending.world import EXCERPT, NOW, fresh
from tests.steps import clause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day

MODELS = sorted(m._meta.model_name for m in admin.site._registry if m._meta.app_label == "lending")
NAME, ID_NUMBER, PHONE = "欧阳琬琰", "11010519491231002X", "13812345678"


@pytest.fixture
def desk():
    return counter()


def _model(name):
    rows = admin.site._registry
    return next(m for m in rows if m._meta.label_lower == f"lending.{name}")


def lists(user, model):
    return Desk(fresh(user)).get(f"admin:lending_{model}_changelist")


def everything(desk):
    """A loan from asking to its return, and a visit from outside."""
    loan = desk.renewed(desk.lent(), now=at(3))
    clerk = fresh(desk.archivist)
    reserve_holding(loan.holding, clerk, by=clerk, now=at(3))
    desk.ended(loan, now=at(5))
    visitor = owner(name=NAME, id_number=ID_NUMBER, phone=PHONE)
    outside = {"requester": None, "department": None, "outside": visitor, "by": desk.archivist}
    desk.read(desk.volume(), who=None, **outside)
    line = desk.approved(manner=EXCERPT, who=None, **outside)
    make_copy(line, "1", 1, 1, by=desk.archivist, now=NOW)
    return loan


@clause(Clause.SEC_15)
def test_every_record_opens_and_no_outsider_is_named(desk):
    everything(desk)
    User.objects.filter(pk=desk.archivist.pk).update(is_superuser=True)
    assert OutsidePerson.objects.filter(name=NAME).exists()
    browser, shown = Desk(fresh(desk.archivist)), 0
    for model in MODELS:
        pages = [browser.get(f"admin:lending_{model}_changelist")]
        for row in _model(model)._default_manager.all()[:3]:
            pages.append(browser.get(f"admin:lending_{model}_change", row.pk))
            pages.append(browser.get(f"admin:lending_{model}_history", row.pk))
            shown += 1
        for page in pages:
            assert page.status_code == 200, model
            for secret in (NAME, ID_NUMBER, PHONE):
                assert secret not in page.content.decode(), model
    assert shown > len(MODELS) / 2


@clause(Clause.APR_02)
@pytest.mark.parametrize("model", MODELS)
def test_nobody_adds_changes_or_deletes_records_of_lending(desk, model, rf):
    options = admin.site._registry[_model(model)]
    request = rf.get("/")
    request.user = User.objects.get(pk=desk.archivist.pk)
    request.user.is_superuser = True
    assert not options.has_add_permission(request)
    assert not options.has_change_permission(request)
    assert not options.has_delete_permission(request)


@clause(Clause.ORG_01, Clause.LND_22)
def test_rows_of_other_rooms_stay_hidden(desk):
    loan = desk.lent()
    code = loan.holding.code
    for model in ("loan", "accessrequest"):
        mine = text(lists(desk.archivist, model))
        theirs = text(lists(person(Role.CENTRE_ARCHIVIST), model))
        number = loan.line.request.number if model == "accessrequest" else code
        assert number in mine
        assert number not in theirs


@clause(Clause.ORG_01)
def test_no_list_shows_another_room_anything(desk, rf):
    everything(desk)
    request = rf.get("/")
    stranger, head = fresh(person(Role.CENTRE_ARCHIVIST)), fresh(desk.world.room_head)
    for model in MODELS:
        options = admin.site._registry[_model(model)]
        request.user = stranger
        assert not options.get_queryset(request).exists(), model
        request.user = head
        every = _model(model)._default_manager.count()
        assert options.get_queryset(request).count() == every, model


def test_whoever_has_no_business_with_loans_is_told_so(desk):
    front = Desk(fresh(desk.world.front))
    for model in ("loan", "accessrequest", "disclosure", "outsideperson"):
        assert front.get(f"admin:lending_{model}_changelist", htmx=True).status_code == 403


def test_colleagues_of_old_registers_keep_their_name(desk):
    legacy(desk.world, desk.volume(), handed_out_on=NOW.date(), due_on=NOW.date())
    assert "李强" in text(lists(desk.archivist, "loan"))


def test_lists_ask_no_more_for_more_rows(desk):
    browser = Desk(fresh(desk.archivist))
    desk.lent()
    for model in ("loan", "accessrequest"):
        few = asked_by(browser, model)
        for _ in range(4):
            desk.lent()
        assert asked_by(browser, model) == few


def asked_by(browser, model):
    browser.get(f"admin:lending_{model}_changelist")  # what acts change is counted once
    with CaptureQueriesContext(connection) as queries:
        browser.get(f"admin:lending_{model}_changelist")
    return len(queries)
