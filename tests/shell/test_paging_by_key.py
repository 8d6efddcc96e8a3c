"""A long list in pages: every row once, in order, in both directions, whatever is sent."""

from urllib.parse import parse_qs

import pytest
from django.test import RequestFactory

from archive_office.organisation.models import Department
from archive_office.shell.paging import keyset_page
from tests.factories import DepartmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def departments():
    """Eleven rows in three groups, so that pages break inside a group."""
    return [DepartmentFactory(fonds=f"W{number % 3}", code=f"K{number:03}") for number in range(11)]


def page(query="", order=("fonds", "pk"), size=4):
    return keyset_page(
        Department.objects.filter(code__startswith="K"),
        RequestFactory().get(f"/?{query}"),
        order=order,
        size=size,
    )


@pytest.mark.parametrize("order", [("fonds", "pk"), ("-fonds", "pk"), ("-fonds", "-pk"), ("code",)])
def test_forwards_and_backwards_meet_every_row_once(departments, order):
    expected = list(Department.objects.filter(code__startswith="K").order_by(*order))
    forwards, query, pages = [], "", []
    while True:
        now = page(query, order)
        pages.append(now)
        forwards += now.rows
        query = now.next_query
        if not query:
            break
    assert forwards == expected
    assert pages[0].previous_query == ""

    backwards, query = [pages[-1].rows], pages[-1].previous_query
    while query:
        now = page(query, order)
        backwards.insert(0, now.rows)
        query = now.previous_query
    assert [row for rows in backwards for row in rows] == expected


def test_other_filters_stay_in_the_query(departments):
    assert parse_qs(page("state=open&after=").next_query)["state"] == ["open"]


@pytest.mark.parametrize(
    "place", ["x", "bm9uc2Vuc2U=", "WzFd", "W3t9LHt9XQ==", "%00", "WyLnu4QiLCJ4Il0="]
)
def test_a_place_somebody_made_up_shows_the_first_page(departments, place):
    assert page(f"after={place}").rows == page().rows


def test_an_empty_list_has_no_pages():
    empty = page()
    assert (empty.rows, empty.previous_query, empty.next_query) == ([], "", "")
