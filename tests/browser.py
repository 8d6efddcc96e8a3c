"""A headless Chromium that watches what a person would not forgive.

``at_screen(user, size=PHONE, language="en", theme="dark")`` gives somebody at a
screen, signed in at the test's own server: ``.open(path)`` returns playwright's
page, ``.complaints()`` what axe, console, width and keyboard have against it.
At the end of a test nobody may have an error on the console.
"""

import json
import os
import re
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def started_chromium(chromium):
    """One browser process for the whole run; every person gets a window of their own."""
    from playwright.sync_api import sync_playwright

    # playwright's loop runs in this thread; Django must not take it for a view's.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def at_screen(live_server, started_chromium):
    """Put somebody at a screen; ``None`` is a stranger."""
    people = []

    def sit_down(user=None, *, size=DESKTOP, language="zh-hans", theme="light"):
        person = Person(started_chromium, live_server.url, size, language, theme)
        people.append(person)
        if user is not None:
            person.sign_in(user)
        return person

    yield sit_down
    errors = [error for person in people for error in person.errors]
    for person in people:
        person.context.close()
    assert errors == []


@dataclass
class Person:
    """Somebody at a screen: a window of its own, signed in, speaking one language."""

    browser: "Browser"
    base: str
    size: dict
    language: str = "zh-hans"
    theme: str = "light"
    errors: list = field(default_factory=list)
    expected: tuple = ()

    def __post_init__(self):
        phone = self.size["width"] < 600
        self.context = self.browser.new_context(
            viewport=self.size,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=phone,
            is_mobile=phone,
            accept_downloads=True,
        )
        self.context.add_cookies(
            [{"name": "django_language", "value": self.language, "url": self.base}]
        )
        self.context.add_init_script(f"localStorage.setItem('adminTheme', '\"{self.theme}\"')")
        self.page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _heard(self, message):
        told = f"{message.text} {message.location.get('url', '')}"
        if message.type in {"error", "warning"} and not any(
            re.search(pattern, told) for pattern in self.expected
        ):
            self.errors.append(told)

    def sign_in(self, user) -> None:
        client = Client()
        client.force_login(user)
        session = client.cookies["sessionid"].value
        self.context.add_cookies([{"name": "sessionid", "value": session, "url": self.base}])

    def open(self, path: str) -> "Page":
        self.page.goto(f"{self.base}{path}")
        self.page.wait_for_function("window.Alpine && !document.querySelector('html[x-cloak]')")
        return self.page

    def complaints(self) -> list[str]:
        """What axe, the console, the width and the keyboard have against the page shown."""
        return [*self.errors, *_too_wide(self.page), *_mouse_only(self.page), *_axe(self.page)]

    def picture(self, directory: Path, name: str) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=directory / f"{name}.png", full_page=True)


def _too_wide(page: "Page") -> list[str]:
    over = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return [f"{over} pixels too wide"] if over > 0 else []


def _mouse_only(page: "Page") -> list[str]:
    """Things one can click and not reach with the keyboard."""
    found = page.evaluate(
        r"""[...document.querySelectorAll('[x-on\\:click]')]
        .filter((e) => !/^(BUTTON|INPUT|SELECT|TEXTAREA)$/.test(e.tagName))
        .filter((e) => e.tabIndex < 0 && !e.querySelector('a, button, [tabindex]'))
        .map((e) => e.outerHTML.slice(0, 120))"""
    )
    return [f"mouse only: {html}" for html in found]


def _axe_source() -> str:
    (package,) = find_spec("axe_playwright_python").submodule_search_locations
    return (Path(package) / "axe.min.js").read_text()


def _axe(page: "Page") -> list[str]:
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": _axe_source()})
    found = page.evaluate(
        "async (rules) => (await axe.run(document, {runOnly: rules})).violations", RULES
    )
    session.detach()
    return [
        f"{violation['id']}: {json.dumps(node['html'][:200], ensure_ascii=False)}"
        for violation in found
        for node in violation["nodes"]
    ]
