"""The history of a record: every version, what changed, who, when, in which act and why."""

import pytest
from django.urls import reverse
from django.utils.translation import gettext

from archive_office.crypto import DataKey
from archive_office.journal.acts import in_act, note
from archive_office.journal.bulk import update_all
from archive_office.journal.differences import PER_PAGE, versions_of
from archive_office.organisation.models import Department, DepartmentKind
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Customer
from tests.factories import DepartmentFactory, DossierFactory, UserFactory, person
from tests.steps import clause

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor():
    return person(Role.AUDITOR)


@pytest.fixture
def department():
    return DepartmentFactory(code="C801", name="旧名", kind=DepartmentKind.SERVICE_CENTRE)


def renamed(department, name, *, by=None, reason="", clauses=()):
    with in_act("tests.named_anew", by=by, reason=reason, clauses=clauses) as act:
        department.name = name
        department.save()
        note(department)
    return act.number


def page_of(thing):
    return reverse(f"admin:{thing._meta.label_lower.replace('.', '_')}_history", args=[thing.pk])


def everything(model):
    return model._default_manager.all()


def told(thing, readable=everything, page=None):
    return versions_of(type(thing), thing.pk, readable=readable, page=page)


def changes(version):
    return [(change.label, change.before, change.after) for change in version.changes]


@clause(Clause.SEC_42)
def test_a_version_says_who_when_in_which_act_why_and_under_which_clause(department):
    clerk = UserFactory(display_name="陈静")
    number = renamed(department, "新名", by=clerk, reason="更名批复", clauses=(Clause.SEC_42,))
    newest = told(department).rows[0]
    assert (newest.by, newest.number, newest.reason) == (str(clerk), number, "更名批复")
    assert newest.act == "tests.named_anew"
    assert newest.clauses == ["SEC-42"]
    assert newest.at == department.history.first().history_date


@clause(Clause.SEC_42)
def test_only_what_changed_is_told_field_by_field(department):
    renamed(department, "新名")
    newest, first = told(department).rows
    assert changes(newest) == [("名称", "旧名", "新名")]
    assert ("名称", "—", "旧名") in changes(first)


@clause(Clause.SEC_42)
def test_choices_and_related_records_are_told_in_words(department):
    parent = DepartmentFactory(name="客户服务部")
    with in_act("tests.moved", by=None):
        department.parent = parent
        department.kind = DepartmentKind.ARCHIVE_OFFICE
        department.is_active = False
        department.save()
    found = {label: (before, after) for label, before, after in changes(told(department).rows[0])}
    assert ("—", str(parent)) in found.values()
    kinds = DepartmentKind.SERVICE_CENTRE.label, DepartmentKind.ARCHIVE_OFFICE.label
    assert kinds in found.values()
    assert ("是", "否") in found.values()


@clause(Clause.ORG_01)
def test_the_name_of_a_record_that_the_reader_may_not_see_is_hidden(department):
    parent = DepartmentFactory(name="客户服务部")
    with in_act("tests.moved", by=None):
        department.parent = parent
        department.save()
    (change,) = told(department, lambda model: model._default_manager.none()).rows[0].changes
    assert (change.before, change.after) == ("—", "***")


@clause(Clause.SEC_42)
def test_what_the_clock_did_and_what_was_done_to_many_rows_stands_there_too(department):
    other = DepartmentFactory(name="别处")
    with in_act("tests.many", by=None, reason="统一更名"):
        department.name, other.name = "甲", "乙"
        update_all([department, other], ["name"])
    for thing, name in ((department, "甲"), (other, "乙")):
        newest = told(thing).rows[0]
        assert newest.act == "tests.many"
        assert newest.reason == "统一更名"
        assert newest.by == gettext("The clock")
        assert changes(newest)[0][2] == name


@clause(Clause.SEC_42)
def test_the_last_version_of_a_page_is_compared_with_the_next_page(department):
    for turn in range(PER_PAGE + 1):
        renamed(department, f"第{turn}名")
    newest, older = told(department), told(department, page="2")
    assert len(newest.rows) == PER_PAGE
    assert changes(newest.rows[-1]) == [("名称", "第0名", "第1名")]
    assert [changes(v)[-1][2] != "" for v in older.rows] == [True, True]


@clause(Clause.SEC_15, Clause.SEC_42)
def test_sealed_numbers_never_and_names_of_residents_only_masked_stand_in_a_history():
    key = DataKey.new()
    customer = Customer.made(name="欧阳修远", key=key)
    customer.seal_numbers(id_number="110101199003077715", phones=["13800138000"])
    with in_act("tests.made", by=None):
        customer.save()
    with in_act("tests.changed", by=None):
        customer.name = "司马相如"
        customer.seal_numbers(id_number="110101199003077723", phones=["13900139000"])
        customer.save()
    text = str(told(customer).rows)
    assert "***" in text
    assert "欧***" in text
    assert "司***" in text
    kept = (customer.id_number, customer.id_index, customer.initials, customer.data_key)
    for secret in ("欧阳修远", "司马相如", "11010119900307", "13900139000", "v1.", *kept):
        assert secret not in text


@clause(Clause.SEC_42)
def test_the_page_costs_the_same_for_one_version_and_for_many(
    signed_in, auditor, department, django_assert_max_num_queries
):
    for turn in range(PER_PAGE + 5):
        renamed(department, f"第{turn}名", by=UserFactory())
    browser = signed_in(auditor)
    with django_assert_max_num_queries(20):
        answer = browser.get(page_of(department))
    assert "第29名" in answer.text
    assert "第4名" in browser.get(f"{page_of(department)}?p=2").text


@clause(Clause.SEC_42)
def test_an_auditor_goes_from_a_version_to_its_entry_in_the_journal(signed_in, auditor, department):
    number = renamed(department, "新名", by=auditor)
    answer = signed_in(auditor).get(page_of(department))
    assert reverse("admin:journal_journalentry_change", args=[number]) in answer.text


@clause(Clause.ORG_01, Clause.SEC_42)
def test_whoever_may_not_see_a_record_sees_no_history_of_it(signed_in, department):
    archivist = person(Role.CENTRE_ARCHIVIST, department)
    assert signed_in(archivist).get(page_of(department)).status_code == 403


@clause(Clause.ORG_01, Clause.SEC_42)
def test_a_foreign_centres_dossier_has_no_history(signed_in, own_and_foreign):
    archivist, own, foreign = own_and_foreign
    browser = signed_in(archivist)
    assert browser.get(page_of(own)).status_code == 200
    assert browser.get(page_of(foreign)).status_code == 404


@pytest.fixture
def own_and_foreign():
    own, foreign = DossierFactory(), DossierFactory()
    assert own.centre != foreign.centre
    return person(Role.CENTRE_ARCHIVIST, own.centre), own, foreign


@clause(Clause.SEC_42)
def test_no_version_can_be_put_back_by_hand(signed_in, auditor, department):
    renamed(department, "新名")
    assert "<form" not in signed_in(auditor).get(page_of(department)).text.split("ao-history")[1]
    assert Department.objects.get(pk=department.pk).name == "新名"
