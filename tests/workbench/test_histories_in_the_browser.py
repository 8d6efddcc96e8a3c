"""Histories and their seals on a screen and on a phone."""

import pytest
from django.urls import reverse

from archive_office.journal.acts import in_act
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from tests.browser import PHONE
from tests.factories import DepartmentFactory, person
from tests.steps import clause
from tests.workbench.test_seals_of_the_history import seal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@clause(Clause.SEC_42)
@pytest.mark.parametrize("size", [None, PHONE], ids=["screen", "phone"])
def test_an_auditor_reads_histories_and_their_seals(at_screen, size):
    department = DepartmentFactory(centre=True)
    with in_act("tests.renamed", by=person(Role.ADMINISTRATOR), reason="更名批复"):
        department.name = "新客户服务中心"
        department.save()
    seal(rows=1200)
    auditor = at_screen(person(Role.AUDITOR), **({"size": size} if size else {}))
    for address, words in (
        (reverse("admin:organisation_department_history", args=[department.pk]), "更名批复"),
        (reverse("workbench:seals"), "1-1"),
    ):
        page = auditor.open(address)
        assert words in page.inner_text("main, #main, body")
        assert auditor.complaints() == []
