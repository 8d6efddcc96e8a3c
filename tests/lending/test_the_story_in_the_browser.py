"""A loan from the wish on a telephone to the slot on the shelf, as three people click it."""

import pytest
from django.urls import reverse

from archive_office import clock
from archive_office.regulation import Clause
from dossiers.models import HoldingState, Purpose
from lending.models import LineState, Loan, RequestLine
from lending.procedures.cases import open_due_cases
from tests.browser import PHONE
from tests.lending.counter import NOW, at, counter
from tests.lending.world import BORROW, again, fresh
from tests.steps import clause

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def time(monkeypatch):
    """The office's clock, to be put forward."""
    moment = {"now": NOW}
    monkeypatch.setattr(clock, "now", lambda: moment["now"])
    return moment


def settled(page):
    page.wait_for_load_state("networkidle")


def ask(phone, kept):
    page = phone.open(reverse("lending:ask"))
    page.select_option("[name=purpose]", Purpose.DISPUTE.value)
    page.fill("[name=purpose_text]", "处理漏水纠纷")
    page.fill("[name=reason]", "核对装修资料")
    page.fill("[name=until]", at(20).date().isoformat())
    page.fill("[name=find]", kept.code)
    page.press("[name=find]", "Enter")
    page.wait_for_selector("[name='line-0-holding']", state="attached")
    page.select_option("[name='line-0-manner']", BORROW.value)
    page.click("button[name=send]")
    settled(page)


def scan(desk, code, answer):
    desk.page.keyboard.type(f"{code}\n")
    desk.page.wait_for_selector(f"text={answer}")


def approve(desk):
    page = desk.open(reverse("lending:inbox"))
    page.keyboard.press("a")
    settled(page)


def fetch(desk, kept):
    page = desk.open(reverse("lending:desk"))
    scan(desk, kept.barcode, "Hand out")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=Print the slip.")
    return Loan.objects.get()


def renew(phone, desk, loan):
    page = phone.open(reverse("lending:loan", args=[loan.pk]))
    page.fill("[name=reason]", "现场核对未完")
    page.locator("button", has_text="Ask to keep it longer").first.click()
    settled(page)
    page = desk.open(reverse("lending:loan", args=[loan.pk]))
    page.check("[name=outcome][value=granted]")
    page.locator("button", has_text="Decide").first.click()
    settled(page)


def give_back(desk, kept):
    page = desk.open(reverse("lending:desk"))
    scan(desk, kept.barcode, "Take back and check")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=As it comes back")
    page.keyboard.type("2\n")
    page.wait_for_selector("text=Now scan its box")
    scan(desk, kept.home_slot.barcode, "again.")


@clause(Clause.LND_04, Clause.LND_05, Clause.LND_06, Clause.LND_07, Clause.LND_19)
def test_a_loan_lives_from_the_wish_to_the_slot_on_pages_alone(at_screen, time):
    here = counter()
    kept = here.volume(papers=1)
    here.world.seen_by(here.borrower)
    phone = at_screen(fresh(here.borrower), size=PHONE, language="en")
    desk = at_screen(here.archivist, language="en")

    ask(phone, kept)
    assert RequestLine.objects.get().state == LineState.WAITING
    approve(desk)
    assert RequestLine.objects.get().state == LineState.APPROVED
    loan = fetch(desk, kept)
    assert (loan.due_on, again(kept).state) == (at(7).date(), HoldingState.ON_LOAN)

    time["now"] = at(6)
    renew(phone, desk, loan)
    loan.refresh_from_db()
    assert (loan.original_due_on, loan.due_on) == (at(7).date(), at(15).date())

    time["now"] = at(16)
    open_due_cases(now=at(16))
    assert phone.open(reverse("lending:mine")).locator("text=1 day late").count()
    give_back(desk, kept)
    loan.refresh_from_db()
    assert (loan.is_open, loan.returned_on) == (False, at(16).date())
    assert again(kept).state == HoldingState.ON_SHELF
    assert loan.accountability.state == "open", "neither return nor renewal closes a case"
    phone.open(reverse("lending:mine"))
    assert phone.complaints() + desk.complaints() == []
