"""No page of the admin deletes, for the superuser either."""

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse

from archive_office.organisation.models import User
from archive_office.regulation import Clause
from tests.factories import HoldingFactory, undertaken
from tests.steps import clause

pytestmark = pytest.mark.django_db

OURS = {
    "journal",
    "policy",
    "organisation",
    "custody",
    "notices",
    "dossiers",
    "transfers",
    "lending",
    "destruction",
}


def ours():
    return [(m, a) for m, a in admin.site._registry.items() if m._meta.app_label in OURS]


@pytest.fixture
def superuser():
    root = User.objects.create_superuser("root", password="Nobody-Special-1", display_name="r")
    return undertaken(root)


@clause(Clause.APR_02)
def test_no_admin_page_of_ours_lets_anybody_delete(superuser):
    request = RequestFactory().get("/")
    request.user = superuser
    assert ours()
    for model, page in ours():
        assert not page.has_delete_permission(request), model
        assert "delete_selected" not in page.get_actions(request), model
        assert not [
            i
            for i in page.get_inline_instances(request)
            if i.can_delete and i.has_delete_permission(request)
        ], model


@clause(Clause.APR_02)
def test_the_address_of_deletion_answers_nobody(superuser, client):
    client.force_login(superuser, backend="archive_office.organisation.backends.MembershipBackend")
    holding = HoldingFactory()
    try:
        address = reverse("admin:dossiers_holding_delete", args=[holding.pk])
    except NoReverseMatch:
        return
    assert client.post(address, {"post": "yes"}).status_code in (403, 404)
    holding.refresh_from_db()
