"""The pages of dossiers in a real browser: a telephone at the front desk, a keyboard at the tray."""

import pytest
from django.urls import reverse

from dossiers.models import Dossier, ElectronicFile, Holding, Submission, SubmissionState
from dossiers.procedures.files import attach_scan
from dossiers.procedures.submissions import submit
from tests.browser import PHONE
from tests.dossiers.steps import NOW, Centre, accepted, bring, draft, image, loose_draft, sent
from tests.factories import HoldingFactory, box_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EXPECTED = r"422 \(Unprocessable Entity\)"


def scan(name="页.jpg"):
    return {"name": name, "mimeType": "image/jpeg", "buffer": image(name).read()}


def next_step(page):
    page.click("form#draft .do-bar .ao-button-primary")
    page.wait_for_load_state("networkidle")


def tell_unit(page):
    page.select_option("[name='unit.estate']", index=1)
    page.fill("[name='unit.building']", "3栋")
    page.fill("[name='unit.room']", "1201")
    page.select_option("[name='unit.use']", "owner_occupied")


def tell_customer(page):
    page.fill("[name='customer.name']", "王芳")
    page.click("[data-do-rows='customer.household'] [data-do-add]")
    page.fill("[name='customer.household.0.name']", "王强")
    page.fill("[name='customer.emergency.0.name']", "李强")
    page.fill("[name='customer.emergency.0.phone']", "13900139000")


def tell_consent(page):
    page.fill("[name='consent.version']", "2026-01")


def photograph(page):
    lines = page.locator(".do-line")
    for number in range(lines.count()):
        lines.nth(number).locator("input[type=file]").first.set_input_files([scan()])
        lines.nth(number).locator('.ao-file[data-state="done"]').wait_for()
    copy = page.locator(".do-line:has(select[name$='.is_original'] option[value='false']:checked)")
    copy.locator("[name$='.original_kept_at']").fill("本人")
    copy.locator("[name$='.red_stamp']").check()


def test_a_move_in_is_brought_with_a_telephone(at_screen):
    phone = at_screen(Centre().front_line, size=PHONE)
    phone.expected = (EXPECTED,)
    page = phone.open(reverse("dossiers:move_in"))
    complaints = phone.complaints()
    page.click("button[name=centre]")
    next_step(page)  # empty: the page says what is missing
    for tell in (tell_unit, tell_customer, tell_consent, photograph):
        tell(page)
        complaints += phone.complaints()
        next_step(page)
    next_step(page)
    complaints += phone.complaints()
    submission = Submission.objects.get()
    assert submission.state == SubmissionState.SUBMITTED
    assert submission.receipt_number in page.inner_text("body")
    assert complaints == []


def test_a_lost_connection_loses_nothing(at_screen):
    centre = Centre()
    submission = draft(centre)
    desk = at_screen(centre.front_line, size=PHONE)
    desk.expected = ("ERR_FAILED", "ERR_INTERNET_DISCONNECTED")
    page = desk.open(reverse("dossiers:draft", args=[submission.pk, "papers"]))
    line = page.locator(".do-line").first
    page.route("**/files/", lambda route: route.abort())
    line.locator("input[type=file]").first.set_input_files([scan()])
    line.locator('.ao-file[data-state="failed"]').wait_for()
    assert not ElectronicFile.objects.exists()
    page.unroute("**/files/")
    line.locator('.ao-file[data-state="failed"] button').first.click()
    line.locator('.ao-file[data-state="done"]').wait_for()
    assert ElectronicFile.objects.count() == 1
    assert line.locator("[name$='.state']").input_value() == "pending"
    assert line.locator("[name$='.pages']").input_value() == "1"


def test_what_was_typed_survives_a_closed_browser(at_screen):
    centre = Centre()
    submission = draft(centre)
    desk = at_screen(centre.front_line)
    page = desk.open(reverse("dossiers:draft", args=[submission.pk, "unit"]))
    page.fill("[name='unit.room']", "1808")
    with page.expect_response("**/unit/save/"):
        page.wait_for_timeout(50)
    page.close()
    submission.refresh_from_db()
    assert submission.facts["unit"]["room"] == "1808"


def with_two_papers(centre):
    submission = draft(centre)
    for paper in bring(submission, "C1", "C3"):
        attach_scan(paper, image(f"{paper.pk}.jpg"), by=centre.front_line, now=NOW)
    submit(submission, by=centre.front_line, now=NOW)
    return submission


def test_the_tray_is_answered_with_the_keyboard(at_screen):
    centre = Centre()
    submission = with_two_papers(centre)
    desk = at_screen(centre.archivist)
    desk.expected = (EXPECTED,)
    page = desk.open(reverse("dossiers:tray"))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tray/*/")
    page.wait_for_function("window.Alpine && !document.querySelector('html[x-cloak]')")
    answered(page, lambda: page.keyboard.press("a"))
    page.keyboard.press("r")
    answered(page, lambda: page.keyboard.press("Enter"), status=422)
    complaints = desk.complaints()
    page.focus("[name=reason]")
    page.keyboard.type("缺业主签字")
    answered(page, lambda: page.keyboard.press("Enter"))
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("a")
    page.wait_for_selector(".do-done")
    assert Dossier.objects.get().code in page.inner_text(".do-done")
    assert submission.papers.get(state="returned").reason == "缺业主签字"
    assert complaints + desk.complaints() == []


def answered(page, press, status=200):
    """Press, and wait until the answer is on the page."""
    with page.expect_response("**/papers/*/") as response:
        press()
    assert response.value.status == status
    page.wait_for_timeout(150)


def test_a_volume_is_put_away_with_the_scanner(at_screen):
    centre = Centre()
    dossier = accepted(centre, "C1").dossier
    box = box_of(centre.department)
    holding = Holding.objects.get(dossier=dossier, part="main")
    desk = at_screen(centre.archivist)
    page = desk.open(reverse("dossiers:placement"))
    page.wait_for_function("document.activeElement.name === 'code'")
    page.keyboard.type(holding.barcode.replace(":", "："))
    page.keyboard.press("Enter")
    page.wait_for_selector(".ao-scan[data-answer=ok]")
    page.wait_for_function("document.activeElement.name === 'code'")
    page.keyboard.type(box.barcode)
    page.keyboard.press("Enter")
    page.wait_for_selector(".do-desk .do-good")
    holding.refresh_from_db()
    assert holding.present_slot == box
    assert desk.complaints() == []


PAGES = [
    "list",
    "units",
    "units_without_dossier",
    "completeness",
    "verify",
    "my_submissions",
    "loose_papers",
]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("size", [PHONE, None])
def test_pages_are_whole_at_both_widths_and_in_both_languages(at_screen, language, size):
    centre = Centre()
    dossier = accepted(centre, unit={"room": "1"}).dossier
    HoldingFactory(dossier=dossier, number=9, claimed_box="盒1")
    waiting = sent(centre, unit={"room": "2"})
    loose = loose_draft(centre)
    options = {"language": language} | ({"size": size} if size else {})
    desk = at_screen(centre.archivist, **options)
    found = {}
    addresses = [reverse(f"dossiers:{page}") for page in PAGES]
    addresses += [reverse(f"dossiers:{p}", args=[dossier.pk]) for p in ("dossier", "close", "void")]
    addresses += [reverse("dossiers:tray_item", args=[waiting.pk])]
    for address in addresses:
        desk.open(address)
        found[address] = desk.complaints()
    front = at_screen(centre.front_line, **options)
    for address in (
        reverse("dossiers:draft", args=[loose.pk, "list"]),
        reverse("dossiers:submission", args=[waiting.pk]),
    ):
        front.open(address)
        found[address] = front.complaints()
    assert {address: said for address, said in found.items() if said} == {}
