"""A clerk brings a ledger at the screen: dry run, look, confirm."""

import os
from pathlib import Path

import pytest

from archive_office.organisation.roles import Role
from dossiers.models import Dossier, LedgerImport
from tests.browser import DESKTOP, PHONE
from tests.dossiers.importing import LEDGERS
from tests.factories import DepartmentFactory, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("ARCHIVE_TEST_PICTURES", "")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_ledger_is_brought_in_at_the_screen(at_screen, size, language):
    centre = DepartmentFactory(centre=True, name="汀兰雅苑客户服务中心")
    clerk = at_screen(person(Role.CENTRE_ARCHIVIST, centre), size=size, language=language)
    page = clerk.open("/dossiers/ledgers/")
    assert clerk.complaints() == []
    look(clerk, f"import-{language}-{size['width']}-1")

    page.set_input_files("input[type=file]", LEDGERS / "resident_messy_500.xlsx")
    page.click("form.ao-card button[type=submit]")
    page.wait_for_url("**/dossiers/ledgers/*/")
    page.wait_for_selector("[data-ao-dialog=confirm-ledger]", timeout=30_000)
    assert clerk.complaints() == []
    look(clerk, f"import-{language}-{size['width']}-2")
    assert not Dossier.objects.exists()

    page.click("[data-ao-dialog=confirm-ledger]")
    page.wait_for_selector("#confirm-ledger[open]")
    assert clerk.complaints() == []
    look(clerk, f"import-{language}-{size['width']}-3")
    page.click("#confirm-ledger button[type=submit]")
    page.wait_for_selector("[data-ao-dialog=confirm-ledger]", state="detached", timeout=30_000)
    clerk.open(f"/dossiers/ledgers/{LedgerImport.objects.get().pk}/?show=created")
    assert clerk.complaints() == []
    look(clerk, f"import-{language}-{size['width']}-4")
    assert Dossier.objects.count() == 441

    with page.expect_download() as coming:
        page.click("form[action$='/workbook/'] button")
    assert coming.value.suggested_filename.endswith(".xlsx")


def look(clerk, name):
    if PICTURES:
        clerk.picture(Path(PICTURES), name)
