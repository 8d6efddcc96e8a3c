"""The main road as people meet it: on a telephone at a door, at the desks of both parties.

From the login on, in Chinese, through buttons alone; each page is judged (axe A and AA, console,
width, keyboard) and photographed beside the test's other files.
"""

import io
import re

import pytest
from django.core.cache import cache
from django.urls import reverse
from pypdf import PdfReader

from archive_office import clock
from archive_office.management.fictions import Fiction, scan
from archive_office.management.furnishing import PASSWORD, furnish
from archive_office.management.story import Home, Story
from archive_office.regulation import Clause
from dossiers.models import Submission, SubmissionState
from tests.browser import DESKTOP, PHONE
from tests.steps import clause
from tests.whole.standing import NOW
from transfers.models import Manifest, ManifestState
from transfers.procedures.periods import ensure_periods

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REFUSED = (r"422 \(Unprocessable Entity\)",)


class Walker:
    """Somebody who signs in, clicks, and is asked on every page what they have against it."""

    def __init__(self, person, pictures):
        self.person, self.pictures = person, pictures
        self.page, self.against, self.seen = person.page, {}, 0

    def sign_in(self, username):
        page = self.person.open("/")
        page.fill("[name=username]", username)
        page.fill("[name=password]", PASSWORD)
        self.judge("login")
        page.click("#login-form button[type=submit]")
        self.settled()
        self.judge("first page")

    def click(self, words, within="#content"):
        """Press the button, or follow the link, that bears these words."""
        shown = f"{within} :is(button, a):not(.ao-hidden)"
        self.page.locator(shown, has_text=words).first.click()
        self.settled()

    def settled(self):
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_function("window.Alpine && !document.querySelector('html[x-cloak]')")

    def judge(self, name):
        self.seen += 1
        self.person.picture(self.pictures, f"{self.seen:02} {name}")
        if complaints := self.person.complaints():
            self.against[name] = complaints

    def text(self):
        return self.page.inner_text("#content")


@pytest.fixture
def office(db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    cache.clear()
    ensure_periods(today=NOW.date())
    return furnish(by=None)


@pytest.fixture
def walker(at_screen, tmp_path, office):
    def start(username, size=DESKTOP):
        person = at_screen(size=size, language="zh-hans")
        someone = Walker(person, tmp_path / username)
        someone.sign_in(username)
        return someone

    return start


def photo(name):
    return {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": scan(name)}


@clause(Clause.FIL_27, Clause.ORG_08)
def test_a_move_in_on_a_telephone_from_the_login_to_the_receipt(walker):
    front = walker("front", size=PHONE)
    front.person.expected = REFUSED
    front.page.locator("#content a[href='/dossiers/move-in/']").first.click()
    front.settled()
    front.judge("begin")
    front.click("开始")
    for name, fill_in in (
        ("unit", tell_unit),
        ("customer", tell_customer),
        ("consent", lambda page: tell(page, "consent", version="2026-01")),
        ("papers", photograph_what_is_required),
    ):
        fill_in(front.page)
        front.judge(name)
        front.click("下一步")
    front.judge("review")
    front.click("提交档案管理员")
    front.judge("receipt")
    submission = Submission.objects.get()
    assert submission.state == SubmissionState.SUBMITTED
    assert submission.receipt_number in front.text()
    assert front.against == {}


def tell_unit(page):
    tell(page, "unit", building="3栋", entrance="2单元", room="1201", area="89.50", floor="12")
    page.select_option("[name='unit.estate']", label="汀兰雅苑")
    page.select_option("[name='unit.use']", "owner_occupied")


def tell_customer(page):
    tell(page, "customer", name="欧阳琬琰")
    tell(page, "customer.phones", **{"0": "16800138000"})
    tell(page, "customer.emergency.0", name="司徒璟", phone="16900139000", relation="配偶")


def tell(page, path, **fields):
    for name, value in fields.items():
        page.fill(f"[name='{path}.{name}']", value)


def photograph_what_is_required(page):
    """A photo for each required paper; of copies also who has the original, and their stamp."""
    for line in page.locator(".do-line[data-required=true]").all():
        line.locator("input[type=file]").first.set_input_files([photo("page")])
        line.locator('.ao-file[data-state="done"]').wait_for()
        if line.locator("select[name$='.is_original']").input_value() == "false":
            line.locator("[name$='.original_kept_at']").fill("业主本人")
            line.locator("[name$='.red_stamp']").check()


@clause(Clause.TRF_05, Clause.TRF_06, Clause.TRF_08)
def test_a_handover_from_the_proposal_to_the_printed_copy(walker, office):
    files_of_residents(office, 4)
    archivist, hq = walker("archivist"), walker("hq")
    manifest = the_centre_hands_in(archivist)
    hq.person.open(manifest.get_absolute_url())
    hq.click("核对")
    headquarters_checks(hq, manifest)
    hq.click("锁定清单")
    hq.judge("frozen")
    signs(archivist, manifest)
    signs(hq, manifest)
    manifest.refresh_from_db()
    assert manifest.state == ManifestState.COMPLETED
    paper = printed_copy(hq)
    assert manifest.number in paper
    assert "第一联" in paper
    assert archivist.against | hq.against == {}


def the_centre_hands_in(archivist):
    archivist.person.open(reverse("transfers:periods"))
    archivist.judge("periods")
    archivist.person.open(reverse("transfers:propose"))
    archivist.judge("proposal")
    archivist.click("编制移交清单")
    archivist.judge("prepared")
    archivist.click("提交")
    archivist.judge("handed in")
    return Manifest.objects.get()


def signs(someone, manifest):
    someone.person.open(manifest.get_absolute_url())
    someone.click("身份签署")
    someone.page.fill("[name=password]", PASSWORD)
    someone.judge("signing")
    someone.page.click(".ao-sign button[type=submit]")
    someone.settled()
    someone.judge("signed")


def files_of_residents(office, count):
    story = Story(office, Fiction(11), NOW)
    for floor in range(1, count + 1):
        home, resident = Home("1栋", f"{floor}01", floor), story.fiction.person()
        draft = story.bring_move_in("front", office.estates["P01"], home, resident)
        story.send(draft, "front")
        dossier = story.accept(draft, "archivist")
        story.shelve(list(dossier.holdings.select_related("keeper")), "archivist")


def headquarters_checks(hq, manifest):
    """One by scan, the others by button, one of them not there."""
    page = hq.page
    hq.judge("check")
    scanned, lost, *others = manifest.lines.order_by("number").select_related("holding")
    page.fill(".ao-scan-input", scanned.holding.barcode)
    page.keyboard.press("Enter")
    page.locator(f"#line-{scanned.pk}[data-tone=good]").wait_for()
    assert page.evaluate("document.activeElement.className") == "ao-scan-input"
    page.click(f"#line-{lost.pk} [value=missing]")
    page.locator(f"#line-{lost.pk}[data-tone=bad]").wait_for()
    for line in others:
        page.click(f"#line-{line.pk} [value=agrees]")
        page.locator(f"#line-{line.pk}[data-tone=good]").wait_for()
    hq.judge("checked")
    hq.person.open(manifest.get_absolute_url())
    hq.judge("ready to freeze")


def printed_copy(hq):
    """The first copy as the browser gets it, read by another reader."""
    form = "form[action$='/print/']"
    body = hq.page.evaluate(
        """async (selector) => {
        const form = document.querySelector(selector);
        const answer = await fetch(form.action, {method: "POST", body: new FormData(form)});
        return [...new Uint8Array(await answer.arrayBuffer())];
        }""",
        form,
    )
    pages = PdfReader(io.BytesIO(bytes(body))).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))
