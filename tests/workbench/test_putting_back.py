"""An earlier state comes back as a new act with a reason, by the rules of the record's own editing."""

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from archive_office.admin import FastAdmin, ReadOnlyAdmin
from archive_office.clock import day_of
from archive_office.crypto import SealedTextField
from archive_office.custody.models import Cabinet, Storeroom
from archive_office.journal.acts import in_act
from archive_office.journal.models import JournalEntry
from archive_office.organisation.models import Department, DepartmentKind
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Unit
from tests.factories import DepartmentFactory, DossierFactory, UnitFactory, box_of, person
from tests.kernel.test_what_is_sent import browser
from tests.steps import clause

pytestmark = pytest.mark.django_db
NEVER_PUT_BACK = {
    "code", "barcode", "number", "state", "is_active", "shelf", "cabinet", "room", "department",
    "centre", "keeper", "parent", "secrecy", "personal",
}  # fmt: skip


@pytest.fixture
def administrator():
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def department():
    return DepartmentFactory(code="C901", name="旧名", kind=DepartmentKind.SERVICE_CENTRE)


def renamed(thing, **columns):
    with in_act("tests.edited", by=None, reason="更名"):
        for name, value in columns.items():
            setattr(thing, name, value)
        thing.save()


def first_of(thing):
    return thing.history.order_by("history_id").first().history_id


def newest_of(thing):
    return thing.history.order_by("-history_id").first().history_id


def page_of(thing, version):
    kind = thing._meta
    return reverse("workbench:put_back", args=[kind.app_label, kind.model_name, thing.pk, version])


def history_of(thing):
    return reverse(f"admin:{thing._meta.label_lower.replace('.', '_')}_history", args=[thing.pk])


def put_back(client, thing, *, version=None, reason="误改", newest=None):
    sent = {"reason": reason, "newest": newest or newest_of(thing)}
    return client.post(page_of(thing, version or first_of(thing)), sent)


@clause(Clause.SEC_42)
def test_an_earlier_state_is_put_back_as_a_new_act_with_its_reason(administrator, department):
    renamed(department, name="新名")
    client = browser(administrator)
    page = client.get(page_of(department, first_of(department)))
    assert page.status_code == 200
    assert "<del>新名</del>" in page.text
    assert "<ins>旧名</ins>" in page.text

    versions = department.history.count()
    answer = put_back(client, department)
    assert (answer.status_code, answer["Location"]) == (302, history_of(department))
    assert Department.objects.get(pk=department.pk).name == "旧名"
    assert department.history.count() == versions + 1
    entry = JournalEntry.objects.get(act="reference.reverted")
    assert (entry.by, entry.reason) == (administrator, "误改")
    (subject,) = entry.subjects.all()
    assert (subject.before["name"], subject.after["name"]) == ("新名", "旧名")
    assert entry.facts["reverted_to"][:10] == str(
        day_of(department.history.order_by("history_id").first().history_date)
    )
    assert not JournalEntry.objects.filter(act="reference.saved").exists(), "one act, one entry"
    assert "误改" in client.get(history_of(department)).text


@clause(Clause.SEC_42)
def test_the_history_says_to_which_state_in_both_languages(department):
    renamed(department, name="新名")
    client = browser(person(Role.ADMINISTRATOR, language="en"))
    with translation.override("en"):
        page = client.get(history_of(department)).text
        assert "Put this state back" in page
        put_back(client, department)
        page = client.get(history_of(department)).text
    assert "Reverted to an earlier state" in page
    assert "to the state of" in page


@clause(Clause.SEC_42)
def test_without_a_reason_nothing_comes_back(administrator, department):
    renamed(department, name="新名")
    answer = put_back(browser(administrator), department, reason=" ")
    assert answer.status_code == 422
    assert Department.objects.get(pk=department.pk).name == "新名"


@clause(Clause.SEC_42)
def test_what_was_changed_meanwhile_is_looked_at_again_first(administrator, department):
    renamed(department, name="新名")
    seen = newest_of(department)
    renamed(department, name="更新的名")
    client = browser(administrator)
    answer = put_back(client, department, newest=seen)
    assert answer.status_code == 422
    assert "更新的名" in answer.text
    assert Department.objects.get(pk=department.pk).name == "更新的名"
    assert put_back(client, department).status_code == 302


@clause(Clause.SEC_42)
def test_a_state_that_stands_already_is_not_put_back(administrator, department):
    renamed(department, is_active=False)
    answer = put_back(browser(administrator), department)
    assert answer.status_code == 422, "a state is no master data: nothing else differs"
    assert Department.objects.get(pk=department.pk).is_active is False


@clause(Clause.SEC_42)
def test_codes_states_and_places_stay_when_names_come_back(administrator, department):
    renamed(department, name="新名", code="C902", is_active=False)
    put_back(browser(administrator), department)
    found = Department.objects.get(pk=department.pk)
    assert (found.name, found.code, found.is_active) == ("旧名", "C902", False)


@clause(Clause.SEC_42)
def test_the_records_own_form_has_the_last_word():
    """What the form would refuse today does not come back through history either."""
    unit = UnitFactory()
    kept = person(Role.CENTRE_ARCHIVIST, unit.estate.centre)
    with in_act("tests.edited", by=None):
        unit.use = "no such use"
        unit.save()
    renamed(unit, use=Unit.Use.UNKNOWN)
    wrong = unit.history.get(use="no such use").history_id
    answer = put_back(browser(kept), unit, version=wrong)
    assert answer.status_code == 422
    assert Unit.objects.get(pk=unit.pk).use != "no such use"


@clause(Clause.ORG_01)
def test_nobody_puts_back_what_they_may_not_edit(department):
    own = DepartmentFactory(centre=True)
    archivist = browser(person(Role.CENTRE_ARCHIVIST, own))
    foreign = box_of(DepartmentFactory(centre=True)).shelf.cabinet
    before = foreign.kind
    renamed(foreign, kind=next(k for k in Cabinet.Kind.values if k != before))
    assert archivist.get(page_of(foreign, first_of(foreign))).status_code in (403, 404)
    assert put_back(archivist, foreign).status_code in (403, 404)
    assert Cabinet.objects.get(pk=foreign.pk).kind != before
    renamed(department, name="新名")
    assert put_back(browser(person(Role.EMPLOYEE)), department).status_code in (403, 404)
    assert Department.objects.get(pk=department.pk).name == "新名"


@clause(Clause.ORG_01)
def test_an_archivist_puts_the_own_furniture_right():
    centre = DepartmentFactory(centre=True)
    cabinet = box_of(centre).shelf.cabinet
    before = cabinet.kind
    renamed(cabinet, kind=next(k for k in Cabinet.Kind.values if k != before))
    client = browser(person(Role.CENTRE_ARCHIVIST, centre))
    assert put_back(client, cabinet).status_code == 302
    assert Cabinet.objects.get(pk=cabinet.pk).kind == before


@clause(Clause.SEC_42)
def test_dossiers_and_other_facts_are_never_put_back_and_the_page_says_why():
    dossier = DossierFactory()
    client = browser(person(Role.CENTRE_ARCHIVIST, dossier.centre))
    version = first_of(dossier)
    before = dossier.history.count()
    page = client.get(page_of(dossier, version))
    assert page.status_code == 200
    assert 'name="reason"' not in page.text
    assert "SEC-42" in page.text
    assert put_back(client, dossier, version=version).status_code == 422
    assert dossier.history.count() == before
    told = "状态、编号、签名和保管事项"
    assert (told in page.text) or ("are never put back" in page.text)
    history = client.get(history_of(dossier)).text
    assert "put-back" not in history


def test_no_version_of_another_record_and_none_that_is_not_there(administrator, department):
    renamed(department, name="新名")
    other = DepartmentFactory(name="别处")
    client = browser(administrator)
    assert client.get(page_of(department, first_of(other))).status_code == 404
    assert client.get(page_of(department, 999_999_999)).status_code == 404
    for args in (["no", "such", 1, 1], ["journal", "journalentry", 1, 1],
                 ["organisation", "membership", 1, 1], ["organisation", "department", 0, 1]):  # fmt: skip
        assert client.get(reverse("workbench:put_back", args=args)).status_code == 404


def test_only_plain_master_data_names_what_may_be_put_back():
    named = {m: a.put_back for m, a in admin.site._registry.items() if isinstance(a, FastAdmin)}
    assert named[Department] == ("name",)
    assert named[Storeroom]
    for model, columns in named.items():
        keeper = admin.site.get_model_admin(model)
        assert not (columns and isinstance(keeper, ReadOnlyAdmin)), model
        assert not NEVER_PUT_BACK & set(columns), model
        for column in columns:
            assert not isinstance(model._meta.get_field(column), SealedTextField)


@clause(Clause.SEC_42)
def test_the_librarys_own_way_to_rewrite_a_row_from_history_is_not_there(administrator, department):
    renamed(department, name="新名")
    client, version = browser(administrator), first_of(department)
    with pytest.raises(NoReverseMatch):
        reverse("admin:organisation_department_simple_history", args=[department.pk, version])
    for path in (f"history/{version}/", f"history/{version}"):
        address = f"/admin/organisation/department/{department.pk}/{path}"
        for answer in (client.get(address), client.post(address, {"name": "旧名"})):
            assert answer.status_code in (301, 302, 404)
            assert Department.objects.get(pk=department.pk).name == "新名"
            if answer.status_code != 404:
                assert client.get(answer["Location"]).status_code in (302, 404)
    assert Department.objects.get(pk=department.pk).name == "新名"
