"""Verifying, and the seal register, as people meet them in the browser."""

import pytest
from django.urls import reverse

from archive_office.originals.procedures.making import make_original
from tests.browser import DESKTOP, PHONE
from tests.originals.files import edited
from tests.originals.keys import content_of, root, set_seal, signing_seal
from tests.transfers.desk import that_day
from tests.transfers.road import NOW, office

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("that_day"),
]
assert that_day


def bring(person, content):
    """Choose a file on the page, send it, and wait for the answer."""
    file = {"name": "original.pdf", "mimeType": "application/pdf", "buffer": content}
    page = person.open(reverse("verify"))
    page.set_input_files("input[type=file]", file)
    with page.expect_navigation():
        page.click("form[enctype] button[type=submit]")
    return page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1440", "390"])
def test_nobody_has_anything_against_verifying_and_the_seal_register(at_screen, size, language):
    here = office()
    root()
    seals = [signing_seal(here.centre, here.centre_head), signing_seal(here.receiver, here.chief)]
    manifest = here.completed(here.volume(), here.volume())
    original = make_original(manifest, by=here.clerk, now=NOW)
    for seal in seals:
        set_seal(original, seal, now=NOW)
    sealed = content_of(original)
    head = at_screen(here.centre_head, size=size, language=language)
    for content, tone in ((sealed, "good"), (edited(sealed), "bad"), (b"no file", "bad")):
        page = bring(head, content)
        assert page.locator(f".ao-verdict-{tone}").count() == 1
        assert head.complaints() == []
    page = head.open(reverse("verify"))
    page.fill(".ao-scan-input", manifest.number)
    with page.expect_navigation():
        page.press(".ao-scan-input", "Enter")
    assert page.locator(".ao-verdict-info").count() == 1
    assert head.complaints() == []
    for name, args in (
        ("seal_register", ()),
        ("office_seals", ()),
        ("seal", (seals[0].pk,)),
    ):
        head.open(reverse(f"workbench:{name}", args=args))
        assert head.complaints() == [], name
    page.click("[data-ao-dialog=hand-over]")
    assert page.locator("dialog[open]").count() == 1
    assert head.complaints() == []
