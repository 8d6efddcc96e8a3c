"""The shell as people meet it: every partial, two widths, light and dark, two languages."""

import gzip

import pytest

from archive_office.journal.models import JournalEntry
from archive_office.organisation.roles import Role
from tests.browser import DESKTOP, PHONE
from tests.factories import DepartmentFactory, person
from tests.shell.test_symbols import listed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ["/admin/", "/gallery/", "/gallery/detail/", "/gallery/guided/", "/gallery/scan/"]
ADMIN_PAGES = [
    "/admin/organisation/department/",
    "/admin/organisation/department/add/",
    "/admin/organisation/user/",
    "/admin/password_change/",
]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1440", "390"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nobody_has_anything_against_our_pages(at_screen, archivist, size, theme):
    reader = at_screen(archivist, size=size, theme=theme)
    reader.expected = (r"/no/such/page/",)
    found = {}
    for path in [*PAGES, "/no/such/page/"]:
        reader.open(path)
        found |= {path: complaints} if (complaints := reader.complaints()) else {}
    assert found == {}


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1440", "390"])
def test_nobody_has_anything_against_the_login(at_screen, db, size):
    stranger = at_screen(size=size, language="en")
    stranger.open("/admin/login/")
    assert stranger.complaints() == []
    assert stranger.page.evaluate("document.activeElement.id") == "id_username"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1440", "390"])
def test_admin_pages_can_be_reached_with_the_keyboard(at_screen, size):
    DepartmentFactory()
    administrator = at_screen(person(Role.ADMINISTRATOR), size=size)
    found = {}
    for path in ADMIN_PAGES:
        administrator.open(path)
        found |= {path: complaints} if (complaints := administrator.complaints()) else {}
    assert found == {}


def test_every_symbol_is_drawn_as_a_symbol(at_screen, archivist):
    """A name the font lacks is written out as letters, and is then wider than a symbol."""
    page = at_screen(archivist).open("/gallery/")
    names = listed()[1:]
    wide = page.evaluate(
        """async (names) => {
          await document.fonts.load('18px "Material Symbols Outlined"');
          const box = document.body.appendChild(document.createElement('div'));
          return names.filter((name) => {
            const span = document.createElement('span');
            span.className = 'material-symbols-outlined';
            span.style.cssText = 'width:auto;overflow:visible;font-size:20px';
            span.textContent = name;
            box.append(span);
            return span.getBoundingClientRect().width > 24;
          });
        }""",
        names,
    )
    assert wide == []


def test_a_scan_answers_and_the_focus_stays(at_screen, archivist):
    page = at_screen(archivist).open("/gallery/scan/")
    box = page.locator("#id_scan_code")
    page.wait_for_function("document.activeElement.id === 'id_scan_code'")

    page.keyboard.type("ｗ００１－１")
    page.keyboard.press("Enter")
    page.wait_for_selector('form[data-answer="ok"]')
    assert page.locator(".ao-scan-answer").inner_text().endswith("W001-1 已上架")
    assert box.evaluate("(e) => document.activeElement === e && e.selectionEnd === e.value.length")

    with page.expect_navigation():
        page.locator(".ao-toast button").click()
    assert not page.locator(".ao-toast").count()


def test_a_wrong_scan_is_told_in_words_and_not_lost(at_screen, archivist):
    clerk = at_screen(archivist)
    clerk.expected = (r"422",)
    page = clerk.open("/gallery/scan/")
    page.fill("#id_scan_code", "x9")
    page.keyboard.press("Enter")
    page.wait_for_selector('form[data-answer="bad"]')
    assert "查无此号：X9" in page.locator(".ao-scan-answer").inner_text()
    assert page.locator("#found").inner_text() == "X9"


def test_work_in_the_background_reports_until_it_is_done(at_screen, archivist):
    page = at_screen(archivist).open("/gallery/scan/")
    page.wait_for_selector(".ao-progress a.ao-button", timeout=10_000)
    assert page.locator(".ao-progress progress").get_attribute("value") == "100"


def test_files_are_sent_one_by_one_and_counted(at_screen, archivist):
    clerk = at_screen(archivist, size=PHONE)
    clerk.expected = (r"422",)
    page = clerk.open("/gallery/guided/")
    picker = page.locator(".ao-checkline").nth(0).locator("input[multiple]")
    picker.set_input_files(
        [
            {"name": "收楼.jpg", "mimeType": "image/jpeg", "buffer": b"1"},
            {"name": "bad.exe", "mimeType": "image/jpeg", "buffer": b"2"},
        ]
    )
    first = page.locator(".ao-checkline").nth(0)
    first.locator('.ao-file[data-state="done"]').wait_for()
    first.locator('.ao-file[data-state="failed"]').wait_for()
    assert "不接受此类文件" in first.inner_text()
    assert page.locator("[data-ao-count-of=papers]").inner_text() == "1/2"
    assert "还缺 1 项" in page.locator("[data-ao-missing-of=papers]").inner_text()

    first.locator("[data-ao-remove]").click()
    page.wait_for_function(
        "document.querySelector('[data-ao-count-of=papers]').textContent === '0/2'"
    )


def test_a_lost_connection_keeps_the_file_and_offers_to_retry(at_screen, archivist):
    clerk = at_screen(archivist, size=PHONE)
    clerk.expected = (r"ERR_INTERNET_DISCONNECTED", r"ERR_FAILED")
    page = clerk.open("/gallery/guided/")
    clerk.context.set_offline(True)
    page.locator(".ao-upload-camera input").nth(1).set_input_files(
        [{"name": "身份证.jpg", "mimeType": "image/jpeg", "buffer": b"1"}]
    )
    failed = page.locator('.ao-file[data-state="failed"]')
    failed.wait_for()
    clerk.context.set_offline(False)
    failed.get_by_role("button").first.click()
    page.locator('.ao-file[data-state="done"]').wait_for()


def test_a_form_sent_empty_comes_back_with_the_errors_in_focus(at_screen, archivist):
    clerk = at_screen(archivist)
    clerk.expected = (r"422",)
    page = clerk.open("/gallery/guided/")
    page.get_by_role("button", name="提交").click()
    page.wait_for_function("document.activeElement.matches('.ao-errors')")
    page.locator(".ao-errors a").first.click()
    assert page.evaluate("document.activeElement.id || location.hash") in {"id_unit", "#id_unit"}
    assert clerk.complaints() == []


def test_letters_press_buttons_but_never_while_one_writes(at_screen, archivist):
    page = at_screen(archivist).open("/gallery/detail/")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    current = page.locator('[data-ao-item][aria-current="true"] .ao-item-title')
    assert "第 2 行" in current.inner_text()
    page.keyboard.press("k")
    assert "第 1 行" in current.inner_text()

    page.locator("#id_password").focus()
    page.keyboard.type("r")
    assert not page.locator("dialog[open]").count()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("r")
    page.locator("dialog[open]").wait_for()
    assert page.locator("dialog #id_reason").input_value() == ""
    page.keyboard.press("Escape")
    assert not page.locator("dialog[open]").count()


def test_the_whole_frame_works_without_a_mouse(at_screen, archivist):
    page = at_screen(archivist, language="en").open("/gallery/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "ao-skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"

    page.keyboard.press("Control+k")
    page.wait_for_function("document.activeElement.id === 'search-input-command'")
    page.keyboard.type("jour")
    page.wait_for_selector("#command-results-list li")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('[role=dialog]')")
    page.locator("#search-input-command").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/journal/journalentry/")


def test_the_sidebar_opens_on_a_phone(at_screen, archivist):
    clerk = at_screen(archivist, size=PHONE, language="en")
    page = clerk.open("/gallery/")
    assert not page.locator("#nav-sidebar").is_visible()
    page.get_by_role("button", name="Show or hide the navigation").first.click()
    page.locator("#nav-sidebar").wait_for()
    assert clerk.complaints() == []


def test_the_language_button_turns_the_page(at_screen, archivist):
    page = at_screen(archivist).open("/gallery/")
    page.get_by_role("button", name="English").click()
    page.wait_for_selector('html[lang="en"]')
    assert page.url.endswith("/gallery/")
    assert JournalEntry.objects.filter(act="organisation.language_chosen").exists()


def test_a_printed_page_shows_the_content_alone(at_screen, archivist):
    page = at_screen(archivist).open("/gallery/detail/")
    page.emulate_media(media="print")
    for hidden in ("#nav-sidebar", ".ao-actions", ".ao-sign .ao-bar", ".ao-language"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator(".ao-timeline").is_visible()


def test_a_page_weighs_little(at_screen, archivist):
    """What a browser fetches the first time, compressed as the server sends it."""
    sizes = {}
    reader = at_screen(archivist)
    reader.page.on(
        "response", lambda answer: sizes.setdefault(answer.url, len(gzip.compress(answer.body())))
    )
    reader.open("/gallery/")
    assert sum(sizes.values()) < 200_000, sizes
