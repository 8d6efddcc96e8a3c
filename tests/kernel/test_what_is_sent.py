"""What a browser sends is taken as text, whatever bytes somebody put into it."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from archive_office.http import WithoutNul
from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from tests.dossiers.steps import Centre, draft
from tests.factories import person

pytestmark = pytest.mark.django_db
BACKEND = "archive_office.organisation.backends.MembershipBackend"


def browser(somebody):
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(pk=somebody.pk), backend=BACKEND)
    return client


@pytest.mark.parametrize(
    ("role", "address", "names"),
    [
        (Role.HQ_ARCHIVIST, "dossiers:list", ("q", "state", "centre", "after")),
        (Role.HQ_ARCHIVIST, "dossiers:verify", ("box",)),
        (Role.AUDITOR, "admin:dossiers_unit_changelist", ("q", "use__exact", "estate__id__exact")),
        (Role.AUDITOR, "admin:journal_journalentry_changelist", ("q", "p", "o")),
        (Role.CENTRE_ARCHIVIST, "admin:search", ("s",)),
    ],
)
def test_a_nul_in_an_address_is_no_error_of_the_office(role, address, names):
    client = browser(person(role))
    for name in names:
        for text in ("\0", "1\x00", "3\0栋"):
            assert client.get(reverse(address), {name: text}).status_code < 500


def test_the_database_would_not_keep_it(settings):
    """The control: without the middleware the same address breaks."""
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if not m.endswith("WithoutNul")]
    client = browser(person(Role.CENTRE_ARCHIVIST))
    assert client.get(reverse("admin:search"), {"s": "3\0栋"}).status_code == 500


def test_a_nul_in_a_typed_text_loses_nothing_else_of_it():
    centre = Centre()
    submission = draft(centre)
    fields = {"unit.room": "12\x0001", "unit.building": "3栋\0", "unit.estate": centre.estate.pk}
    address = reverse("dossiers:draft_save", args=[submission.pk, "unit"])
    assert browser(centre.front_line).post(address, fields).status_code == 200
    submission.refresh_from_db()
    assert submission.facts["unit"]["room"] == "1201"
    assert submission.facts["unit"]["building"] == "3栋"


def test_a_nul_in_a_login_is_a_wrong_login():
    answer = Client().post(reverse("admin:login"), {"username": "a\0", "password": "\0"})
    assert answer.status_code == 200


def test_what_holds_no_nul_is_left_as_it_was():
    request = RequestFactory().post("/?q=1", {"a": ["x", "y"], "b": ""})
    query, sent = request.GET, request.POST
    WithoutNul(lambda _request: None).process_view(request, None, (), {})
    assert request.GET is query
    assert request.POST is sent


def test_everything_but_the_nuls_stays_in_its_order():
    request = RequestFactory().get("/?a=1%00&a=%002&b%00=%E6%A0%8B&c=")
    WithoutNul(lambda _request: None).process_view(request, None, (), {})
    assert request.GET.urlencode() == "a=1&a=2&b=%E6%A0%8B&c="
    with pytest.raises(AttributeError):
        request.GET["a"] = "3"
