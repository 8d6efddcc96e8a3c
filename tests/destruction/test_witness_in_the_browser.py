"""Beside the shredder: two witnesses with a phone and a tablet, the executor at a desk."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from archive_office import clock
from archive_office.organisation.models import User
from archive_office.regulation import Clause
from destruction.models import LineState, RegisterState
from tests.browser import DESKTOP, PHONE
from tests.destruction.registers import destroying_office, line_of
from tests.destruction.world import again
from tests.factories import PASSWORD
from tests.steps import clause

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABLET = {"width": 820, "height": 1180}
SIZES = pytest.mark.parametrize("size", [DESKTOP, TABLET, PHONE], ids=["1440", "820", "390"])


@pytest.fixture
def at(monkeypatch):
    """The office's clock stands at a moment."""

    def stand(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    return stand


def address(name, *args):
    return reverse(f"destruction:{name}", args=args)


def fresh(user):
    return User.objects.get(pk=user.pk)


def scan(page, code):
    """A scanner types the code and sends Enter."""
    page.keyboard.type(f"{code}\n")


@clause(Clause.DES_07, Clause.DES_08, Clause.DES_09)
def test_a_volume_and_a_paper_go_before_two_witnesses(at_screen, at):
    here = destroying_office()
    volume, paper = here.volume(), here.paper()
    register = here.started(volume, paper)
    at(here.the_day(register, minutes=5))
    phone = at_screen(fresh(here.witness), size=PHONE, language="en")
    tablet = at_screen(fresh(here.second), size=TABLET, language="en")
    for screen in (phone, tablet):
        compares(screen, register, volume, paper)

    at(here.the_day(register, minutes=10))
    executor = at_screen(fresh(here.room_head), language="en")
    destroys(executor, register, volume, paper)
    at(here.the_day(register, minutes=30))
    for screen in (phone, tablet, executor):
        signs(screen, register)
    assert again(register).state == RegisterState.CLOSED
    assert line_of(register, paper).state == LineState.DESTROYED


def compares(screen, register, volume, paper):
    """A witness scans, is stopped at the wrong thing, and goes on without touching the field."""
    screen.expected = (r"422",)
    page = screen.open(address("my_witnessing"))
    page.get_by_role("link", name="Compare").click()
    page.wait_for_selector("text=Scan the thing in your hand")
    assert page.evaluate("document.activeElement.name") == "code"
    scan(page, "H:99999999")
    page.wait_for_selector("text=Stop. Not confirmed")
    assert screen.complaints() == []
    scan(page, volume.barcode.lower())
    page.wait_for_selector(".wi-answer[data-tone=good]")
    scan(page, paper.code)
    page.wait_for_selector("text=You have compared everything.")
    assert page.evaluate("document.activeElement.name") == "code"


def destroys(screen, register, volume, paper):
    """The executor finds each line by a scan, and destroys it with one key."""
    page = screen.open(address("execute", register.pk))
    scan(page, volume.barcode)
    page.wait_for_selector("text=Compared by all")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=is destroyed.")
    scan(page, paper.code)
    page.wait_for_selector(f"#line-{line_of(register, paper).pk} button:enabled")
    assert screen.complaints() == []
    page.get_by_role("button", name="Destroyed: Shredder").click()
    page.wait_for_selector(".ap-line[data-tone=good]")
    page = screen.open(address("execute", register.pk))
    page.get_by_role("button", name="Finish").click()
    page.wait_for_selector("text=Next: the record is signed")


def signs(screen, register):
    """Read what was done, then the password."""
    page = screen.open(address("sign_record", register.pk))
    page.wait_for_selector(f"text={again(register).record_hash}")
    assert screen.complaints() == []
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign").click()
    page.wait_for_selector("text=Signed.")


@clause(Clause.DES_07)
def test_without_a_connection_nothing_is_called_confirmed(at_screen, at):
    here = destroying_office()
    volume = here.volume()
    register = here.started(volume)
    at(here.the_day(register, minutes=5))
    phone = at_screen(fresh(here.witness), size=PHONE, language="en")
    phone.expected = (r"ERR_INTERNET_DISCONNECTED", r"htmx:(afterRequest|sendError)")
    page = phone.open(address("witness", register.pk))
    phone.context.set_offline(True)
    page.wait_for_selector("text=No connection. Nothing is confirmed")
    scan(page, volume.barcode)
    page.wait_for_selector(".ao-scan[data-answer=bad]")
    assert page.get_by_label("Scan the thing in your hand").input_value() == volume.barcode
    assert not register.lines.get().confirmations.exists()

    phone.context.set_offline(False)
    page.wait_for_selector("[data-wi-offline]", state="hidden")
    page.keyboard.press("Enter")
    page.wait_for_selector(".wi-answer[data-tone=good]")
    assert register.lines.get().confirmations.count() == 1


def furnished(here):
    """A register in each state that these pages know."""
    running = here.started(*[here.volume() for _ in range(4)], here.paper(), here.record())
    first, second, third = running.lines.order_by("number")[:3]
    here.confirm(first), here.confirm(second), here.confirm(third, here.witness)
    here.destroy(second)
    return {
        "planned": here.planned(),
        "checked": here.checked(),
        "running": running,
        "signing": here.finished(here.volume(), here.record()),
        "closed": here.closed(),
    }


def pages(here, found):
    key = {name: register.pk for name, register in found.items()}
    return {
        here.room_head: [
            address("plan", key["checked"]),
            address("plan", key["planned"]),
            address("execute", key["planned"]),
            address("execute", key["running"]),
            address("execute", key["running"]) + "?show=done",
            address("execute", key["signing"]),
            address("sign_record", key["signing"]),
            address("destroyed") + "?year=2027",
            address("erasures"),
            reverse("admin:index"),
        ],
        here.witness: [
            address("my_witnessing"),
            address("my_witnessing") + "?show=all",
            address("witness", key["planned"]),
            address("witness", key["running"]),
            address("witness", key["signing"]),
            address("witness", key["closed"]),
            reverse("admin:index"),
        ],
        here.archivist: [address("destroyed"), address("erasures"), reverse("admin:index")],
    }


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@SIZES
def test_nobody_has_anything_against_the_pages_of_a_destruction(at_screen, at, size, language):
    here = destroying_office()
    found = furnished(here)
    at(here.the_day(found["running"], minutes=40))
    kept = os.environ.get("ARCHIVE_PICTURES")
    complaints = {}
    for who, paths in pages(here, found).items():
        reader = at_screen(fresh(who), size=size, language=language)
        for number, path in enumerate(paths):
            reader.open(path)
            if said := reader.complaints():
                complaints[path] = said
            if kept:
                reader.picture(
                    Path(kept), f"{size['width']}-{language}-{who.display_name}-{number:02}"
                )
    assert complaints == {}


def test_the_answer_is_large_and_stands_on_the_first_screen(at_screen, at):
    here = destroying_office()
    volume = here.volume()
    register = here.started(volume, here.volume())
    at(here.the_day(register, minutes=5) + timedelta(seconds=1))
    phone = at_screen(fresh(here.witness), size=PHONE)
    phone.expected = (r"422",)
    page = phone.open(address("witness", register.pk))
    kept = os.environ.get("ARCHIVE_PICTURES")
    for code, tone in ((volume.barcode, "good"), (volume.barcode, "bad")):
        scan(page, code)
        page.wait_for_selector(f".wi-answer[data-tone={tone}]")
        box = page.locator(".wi-answer").bounding_box()
        assert box["y"] + box["height"] < PHONE["height"]
        assert phone.complaints() == []
        if kept:
            phone.picture(Path(kept), f"390-answer-{tone}")
