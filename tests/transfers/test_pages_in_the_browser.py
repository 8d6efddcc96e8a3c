"""The handover as people meet it in the browser: nothing too wide, nothing on the console."""

import pytest
from django.urls import reverse

from tests.browser import DESKTOP, PHONE
from tests.factories import PASSWORD, SealFactory, box_of
from tests.transfers.desk import that_day
from tests.transfers.road import EXTRA, again, line_of, office
from transfers.models import ManifestState, Outcome, Side
from transfers.procedures.checking import Finding

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("that_day"),
]
assert that_day

FOUND = {
    "line_2": Finding(Outcome.MISSING),
    "line_3": Finding(Outcome.DAMAGED, decision="refused", note="封面脱落", refusal="修复后移交"),
}


def address(name, *args):
    return reverse(f"transfers:{name}", args=args)


def things(here, count):
    return [here.volume() for _ in range(count)]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1440", "390"])
def test_nobody_has_anything_against_the_pages_of_handovers(at_screen, size, language):
    here = office()
    box_of(here.receiver)
    done = here.completed(*things(here, 4), found=FOUND, kind=EXTRA)
    SealFactory(department=here.centre, keeper=here.clerk)
    frozen = here.frozen(*things(here, 2), kind=EXTRA)
    checked = here.submitted(*things(here, 3), kind="leaver")
    prepared = here.prepared(here.deed(), kind="title")
    here.volume()
    here.volume(personal_volume=True)
    asked = f"?n={done.number}&h={done.content_hash[:16]}"
    pages = {
        here.clerk: [
            address("propose"),
            address("manifest", prepared.pk),
            address("copy", done.copies.first().pk),
        ],
        here.chief: [
            "/admin/",
            address("periods"),
            address("manifests"),
            address("manifest", checked.pk),
            address("check", checked.pk),
            address("manifest", frozen.pk),
            address("sign", frozen.pk, Side.RECEIVING),
            address("manifest", done.pk),
            address("shortages"),
            address("shortage", done.lines.get(number=2).shortage.pk),
            address("receipts"),
            address("verify") + asked,
        ],
    }
    found = {}
    for who, paths in pages.items():
        reader = at_screen(who, size=size, language=language)
        for path in paths:
            reader.open(path)
            found |= {path: complaints} if (complaints := reader.complaints()) else {}
    assert found == {}


def test_headquarters_checks_by_scan_and_button(at_screen):
    here = office()
    scanned, short, lost = things(here, 3)
    manifest = here.submitted(scanned, short, lost)
    desk = at_screen(here.checker, language="en")
    desk.expected = (r"check/line/",)  # a 422 is an answer; the browser notes it all the same
    page = desk.open(address("check", manifest.pk))

    page.keyboard.type(f"{scanned.barcode.lower()}\n")
    page.wait_for_selector(".ao-scan[data-answer=ok]")
    form = page.locator(f"#line-{line_of(manifest, lost).pk}")
    form.get_by_role("button", name="Not there").click()
    page.wait_for_selector(f"#line-{line_of(manifest, lost).pk} [data-state=missing]")

    form = page.locator(f"#line-{line_of(manifest, short).pk}")
    form.get_by_role("button", name="Pages differ").click()
    form.get_by_role("alert").wait_for()
    form.get_by_label("Pages counted").fill("18")
    form.get_by_label("Found").fill("缺末尾两页")
    form.get_by_label("Decision").select_option("accepted")
    form.get_by_role("button", name="Pages differ").click()
    page.wait_for_selector("#tally >> text=3 / 3")
    assert again(line_of(manifest, short)).pages_counted == 18


def test_the_list_is_frozen_and_both_parties_sign(at_screen):
    here = office()
    manifest = here.checked(here.submitted(here.volume()))
    page = at_screen(here.checker, language="en").open(address("manifest", manifest.pk))
    page.get_by_role("button", name="Freeze the list").click()
    page.get_by_role("link", name="Sign as Receiving party").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign as Receiving party").click()
    page.wait_for_selector(".tr-side-signed")

    head = at_screen(here.centre_head, language="en").open(
        address("sign", manifest.pk, Side.TRANSFERRING)
    )
    head.get_by_label("Your password").fill(PASSWORD)
    head.get_by_role("button", name="Sign as Transferring party").click()
    head.wait_for_selector("text=Handed over on")
    assert again(manifest).state == ManifestState.COMPLETED


def test_a_reason_is_asked_in_a_dialog(at_screen):
    here = office()
    manifest = here.prepared(here.volume())
    page = at_screen(here.clerk, language="en").open(address("manifest", manifest.pk))
    page.get_by_role("button", name="Void the manifest").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("清单编错")
    dialog.get_by_role("button", name="Void it").click()
    page.wait_for_selector("text=Void: 清单编错")
    assert again(manifest).void_reason == "清单编错"
