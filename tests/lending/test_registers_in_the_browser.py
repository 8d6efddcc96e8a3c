"""The page of the registers at a desk and on a phone."""

import pytest
from django.urls import reverse

from archive_office.regulation import Clause
from tests.browser import PHONE
from tests.lending.counter import counter
from tests.lending.world import fresh
from tests.steps import clause

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@clause(Clause.SEC_03)
def test_an_archivist_takes_a_register_along(at_screen):
    desk = counter()
    desk.lent()
    desk.read()
    clerk = at_screen(fresh(desk.archivist))
    page = clerk.open(reverse("lending:registers"))
    assert page.locator("tbody tr").count() == 4
    with page.expect_download() as taken:
        page.locator("tbody tr").nth(1).get_by_role("link").nth(1).click()
    assert taken.value.suggested_filename.startswith("loans-")
    assert clerk.complaints() == []


def test_the_page_fits_a_phone(at_screen):
    desk = counter()
    clerk = at_screen(fresh(desk.archivist), size=PHONE, language="en")
    page = clerk.open(reverse("lending:registers"))
    assert page.get_by_role("button", name="Show", exact=True).is_visible()
    assert clerk.complaints() == []
