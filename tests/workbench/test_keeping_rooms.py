"""The admin of rooms and accounts: each archive unit its own, and nobody a superuser's."""

import pytest
from django.test import Client
from django.urls import reverse

from archive_office.custody.models import Box
from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from tests.factories import PASSWORD, DepartmentFactory, box_of, person, undertaken
from tests.steps import clause

pytestmark = pytest.mark.django_db


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def centre():
    return DepartmentFactory(centre=True)


@pytest.fixture
def desk(centre):
    return signed_in(person(Role.CENTRE_ARCHIVIST, centre))


def may_save(desk, thing):
    name = f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change"
    answer = desk.get(reverse(name, args=[thing.pk]))
    assert answer.status_code == 200
    return 'name="_save"' in answer.content.decode()


@clause(Clause.ORG_01)
def test_an_archivist_arranges_the_own_furniture_and_looks_at_that_of_others(desk, centre):
    own, other = box_of(centre), box_of(DepartmentFactory(centre=True))
    for box, expected in ((own, True), (other, False)):
        assert may_save(desk, box) is expected
        assert may_save(desk, box.shelf) is expected
        assert may_save(desk, box.shelf.cabinet) is expected
    desk.post(
        reverse("admin:custody_box_change", args=[other.pk]),
        {"department": other.department_id, "kind": "bag", "number": "1", "thickness_mm": "1"},
    )
    assert Box.objects.get(pk=other.pk).kind == Box.Kind.BOX


@clause(Clause.ORG_01)
def test_a_new_box_stands_in_a_room_of_the_own_centre(desk, centre):
    elsewhere, here = box_of(DepartmentFactory(centre=True)), box_of(centre)
    form = {"kind": "box", "number": "9001", "thickness_mm": "40", "barcode": "B:9001"}

    refused = desk.post(
        reverse("admin:custody_box_add"),
        {**form, "department": elsewhere.department_id, "shelf": elsewhere.shelf_id},
    )
    assert set(refused.context["adminform"].form.errors) == {"department", "shelf"}
    made = desk.post(
        reverse("admin:custody_box_add"),
        {**form, "department": centre.pk, "shelf": here.shelf_id},
    )
    assert made.status_code == 302
    assert Box.objects.get(number="9001").department == centre


def test_headquarters_arranges_every_room():
    desk = signed_in(person(Role.HQ_ARCHIVIST))
    assert may_save(desk, box_of(DepartmentFactory(centre=True)))


@clause(Clause.SEC_29)
def test_an_administrator_sets_no_password_of_a_superuser():
    root = User.objects.create_superuser("root", password=PASSWORD, display_name="超级管理员")
    undertaken(root)
    administrator = person(Role.ADMINISTRATOR)

    assert not may_save(signed_in(administrator), root)
    signed_in(administrator).post(
        reverse("admin:organisation_user_change", args=[root.pk]),
        {"username": "root", "display_name": "x", "new_password": "Another-Pass-2026"},
    )
    assert User.objects.get(pk=root.pk).check_password(PASSWORD)
    assert may_save(signed_in(root), root)
