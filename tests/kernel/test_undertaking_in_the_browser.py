"""The undertaking on a phone: read, signed, and on to the dossiers."""

import pytest
from django.urls import reverse

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from tests.browser import PHONE
from tests.factories import PASSWORD, person
from tests.steps import clause

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@clause(Clause.LND_23, Clause.SEC_27)
def test_a_newcomer_reads_and_signs_on_a_phone_and_goes_on(at_screen):
    clerk = at_screen(person(Role.CENTRE_ARCHIVIST, sworn=False), size=PHONE)
    page = clerk.open(reverse("dossiers:list"))
    assert "/undertaking/" in page.url
    assert "本人账号和密码仅限本人使用" in page.content()
    assert clerk.complaints() == []

    page.fill("input[type=password]", PASSWORD)
    page.click("form.ao-sign button[type=submit]")
    page.wait_for_url("**" + reverse("dossiers:list"))
    assert clerk.complaints() == []
