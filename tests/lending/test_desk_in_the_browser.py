"""The desk as its archivist meets it: scans all day, hands on the keyboard."""

import os
from pathlib import Path

import pytest
from django.urls import reverse

from archive_office import clock
from lending.models import Condition, Loan
from lending.procedures.cases import open_due_cases
from lending.procedures.copies import check_copy, make_copy, release_copy
from lending.procedures.reservations import reserve_holding
from tests.browser import DESKTOP, PHONE
from tests.lending.counter import NOW, at, counter
from tests.lending.world import COPY

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("that_day"),
]


@pytest.fixture
def that_day(monkeypatch):
    """The office's clock stands at ten in the morning."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def address(name, *args, **query):
    return reverse(f"lending:{name}", args=args, query=query or None)


def busy():
    """A counter on a day with something of every kind on it."""
    here = counter()
    here.late = here.lent(now=at(-17))
    here.renewed(here.lent(now=at(-12)), now=at(-6))
    here.wish = here.lent(now=at(-6))
    here.wished(here.wish)
    here.waiting = here.approved()
    here.reading = here.read()
    here.returned = here.lent(now=at(-3))
    here.back(here.returned)
    here.broken = here.lent(now=at(-2))
    here.back(here.broken, condition=Condition.DAMAGED, note="封面撕裂")
    here.shelved(here.broken)
    reserve_holding(here.late.holding, here.world.head, by=here.world.head, now=NOW)
    here.owned = here.lent(here.personal(), now=at(-1))
    open_due_cases(now=NOW)
    here.copy = copied(here)
    here.to_copy = here.approved(here.volume(), COPY)
    return here


def copied(here):
    """A copy that was released, and one that waits for its check."""
    for last in (True, False):
        line = here.approved(here.volume(papers=1), COPY)
        copy = make_copy(line, "1-2", 2, 1, by=here.archivist, now=NOW)
        if last:
            check_copy(copy, ok=True, by=here.colleague, now=NOW)
            release_copy(copy, by=here.archivist, now=NOW)
    return copy


def pages(here):
    late = Loan.objects.get(pk=here.late.pk)
    disclosure = here.owned.disclosure
    return {
        here.archivist: [
            address("desk"),
            address("desk", show=here.waiting.holding.barcode),
            address("desk", show=late.holding.barcode),
            address("desk", show=here.returned.holding.barcode),
            address("desk", show=here.volume().barcode),
            address("desk", show=late.slip.number),
            address("desk", show=here.waiting.request.number),
            address("desk", show=here.waiting.holding.home_slot.barcode),
            address("batch"),
            address("batch", borrower=here.borrower.pk),
            address("take_back", late.pk),
            address("loan", late.pk),
            address("loan", here.wish.pk),
            address("loan", here.broken.pk),
            address("overdue"),
            address("overdue", show="out"),
            address("overdue", show="legacy"),
            address("reservations"),
            address("copies"),
            address("make_copy", here.to_copy.pk),
            address("copy", here.copy.pk),
            address("disclosures"),
            address("disclosure", disclosure.pk),
            address("use_history", here.owned.holding.dossier_id),
        ],
        here.world.head: [
            address("cases"),
            address("case", late.accountability.pk),
            address("damages"),
            address("damage", here.broken.damage_cases.get().pk),
        ],
        here.borrower: [address("loan", here.wish.pk)],
    }


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1440", "390"])
def test_nobody_has_anything_against_the_pages_of_the_desk(at_screen, size, language):
    found = {}
    kept = os.environ.get("ARCHIVE_PICTURES")
    for who, paths in pages(busy()).items():
        reader = at_screen(who, size=size, language=language)
        for number, path in enumerate(paths):
            reader.open(path)
            found |= {path: complaints} if (complaints := reader.complaints()) else {}
            if kept:
                reader.picture(Path(kept), f"{size['width']}-{language}-{who.pk}-{number:02}")
    assert found == {}


def test_a_thing_goes_out_and_comes_back_without_a_mouse(at_screen):
    here = counter()
    line = here.approved(here.volume(papers=1))
    barcode, box = line.holding.barcode, line.holding.home_slot.barcode
    page = at_screen(here.archivist, language="en").open(address("desk"))
    page.keyboard.type(f"{barcode.lower()}\n")
    page.wait_for_selector(".ao-scan[data-answer=ok]")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=handed out. Print the slip.")

    page.keyboard.type(f"{barcode}\n")
    page.wait_for_selector("text=Take back and check")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=As it comes back")
    page.keyboard.type("2\n")
    page.wait_for_selector("text=Now scan its box")
    page.keyboard.type(f"{box}\n")
    page.wait_for_selector("text=again.")
    assert not Loan.objects.get().is_open


def test_thirty_are_scanned_and_lent_once(at_screen):
    here = counter()
    lines = [here.approved(here.volume(papers=0)) for _ in range(2)]
    stranger = here.volume(papers=0)
    desk = at_screen(here.archivist, language="en")
    desk.expected = (r"422",)
    page = desk.open(address("batch", borrower=here.borrower.pk))
    page.keyboard.type(f"{lines[0].holding.barcode}\n")
    page.wait_for_selector("text=Lend 1 thing")
    page.keyboard.type(f"{stranger.barcode}\n")
    page.wait_for_selector("text=SEC-50")
    page.get_by_role("button", name="Lay aside", exact=True).first.click()
    page.wait_for_selector("text=Lend 1 thing")
    page.keyboard.type(f"{lines[1].holding.present_slot.barcode}\n")
    page.wait_for_selector("text=Lend 2 things")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=2 things lent at once.")
    assert {loan.slip_id for loan in Loan.objects.all()} == {Loan.objects.first().slip_id}
