"""The first page with something on it, at both widths and in both languages."""

import pytest
from django.urls import reverse

from archive_office import clock
from archive_office.notices.procedures import Message, tell
from archive_office.organisation.roles import Role
from dossiers.procedures.acceptance import return_submission
from tests.browser import PHONE
from tests.dossiers.steps import Centre, accepted, draft, sent
from tests.factories import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("size", [PHONE, None])
def test_the_first_page_is_whole_for_everybody(at_screen, language, size):
    centre = Centre()
    draft(centre, unit={"room": "1"})
    sent(centre, unit={"room": "2"})
    back = sent(centre, unit={"room": "3"})
    return_submission(back, reason="缺业主签字", by=centre.archivist, now=clock.now())
    accepted(centre, "C1", unit={"room": "4"})
    people = [centre.front_line, centre.archivist, person(Role.DIRECTOR), person(Role.EMPLOYEE)]
    tell(people[:3], Message("m", "移交即将到期", link="/admin/"), by=None, now=clock.now())

    for somebody in people:
        options = {"language": language} | ({"size": size} if size else {})
        screen = at_screen(somebody, **options)
        screen.open(reverse("admin:index"))
        assert screen.complaints() == []
