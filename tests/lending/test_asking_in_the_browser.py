"""Asking on a telephone and deciding with a keyboard, in a real browser."""

import pytest
from django.urls import reverse

from archive_office import clock
from dossiers.models import Purpose
from lending.models import AccessRequest, LineState, RequestLine
from tests.browser import PHONE
from tests.lending.world import COPY, READ, again, fresh, library

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EXPECTED = r"422 \(Unprocessable Entity\)"


def settled(page):
    page.wait_for_load_state("networkidle")


def say_what_for(page):
    page.select_option("[name=purpose]", Purpose.DISPUTE.value)
    page.fill("[name=purpose_text]", "处理漏水纠纷")
    page.fill("[name=reason]", "核对装修资料")
    settled(page)


def test_an_employee_asks_on_a_telephone(at_screen):  # noqa: PLR0915 - one sitting
    """In words for what is not open, by search for what is; Enter never sends."""
    world = library()
    kept = world.volume()
    world.seen_by(world.employee)
    phone = at_screen(fresh(world.employee), size=PHONE)
    phone.expected = (EXPECTED,)
    page = phone.open(reverse("lending:mine"))
    complaints = phone.complaints()
    page.click(f"a[href='{reverse('lending:ask')}'] >> nth=0")
    settled(page)
    say_what_for(page)
    page.fill("[name=find]", kept.code)
    page.press("[name=find]", "Enter")
    page.wait_for_selector(f"[name='line-0-holding'][value='{kept.pk}']", state="attached")
    assert page.locator(".le-free").is_visible()
    page.select_option("[name='line-0-manner']", COPY.value)
    page.wait_for_selector(".le-approvals")
    assert "LND-09" in page.inner_text(".le-approvals")
    page.fill("[name=find]", "3栋1201 的装修协议")
    page.click("button[name=describe]")
    page.wait_for_selector("[name='line-1-wanted']")
    assert page.input_value("[name='line-1-wanted']") == "3栋1201 的装修协议"
    complaints += phone.complaints()
    assert not AccessRequest.objects.exists(), "nothing is sent yet"
    page.click("button[name=send]")
    settled(page)
    complaints += phone.complaints()
    made = AccessRequest.objects.get()
    assert [line.state for line in made.lines.all()] == [LineState.WAITING, LineState.TO_IDENTIFY]
    assert made.purpose_text == "处理漏水纠纷"
    phone.open(reverse("lending:mine"))
    assert complaints + phone.complaints() == []


def test_a_head_walks_the_decisions_with_the_keyboard(at_screen):
    world = library()
    lines = [world.line(world.personal(), READ, now=clock.now()) for _n in range(3)]
    desk = at_screen(fresh(world.head), language="en")
    page = desk.open(reverse("lending:inbox"))
    complaints = desk.complaints()
    page.keyboard.press("j")
    page.wait_for_selector(f"#le-case >> text={lines[1].request.number}")
    page.keyboard.press("r")
    page.wait_for_selector("#le-refuse[open]")
    complaints += desk.complaints()
    page.keyboard.type("please name the pages")
    page.click("#le-refuse button[name=outcome]")
    settled(page)
    page.wait_for_selector(f"#le-case >> text={lines[2].request.number}")
    page.keyboard.press("a")
    settled(page)
    page.wait_for_selector(f"#le-case >> text={lines[0].request.number}")
    states = [again(line).state for line in lines]
    assert states == [LineState.WAITING, LineState.REFUSED, LineState.APPROVED]
    assert complaints + desk.complaints() == []


def test_a_head_decides_on_a_telephone_with_one_press(at_screen):
    world = library()
    first = world.line(world.personal(), READ, now=clock.now())
    second = world.line(world.personal(), READ, now=clock.now())
    phone = at_screen(fresh(world.head), size=PHONE, theme="dark")
    page = phone.open(reverse("lending:inbox"))
    complaints = phone.complaints()
    assert not page.locator("#le-case").is_visible()
    page.locator(".le-card-acts button").first.click()
    settled(page)
    assert again(first).state == LineState.APPROVED
    phone.open(reverse("lending:inbox"))
    page.locator(".le-card-acts a").first.click()
    settled(page)
    assert page.locator("#le-case").is_visible()
    complaints += phone.complaints()
    page.click("[data-ao-dialog=le-refuse]")
    page.fill("#le-refuse textarea", "先写明用途")
    page.click("#le-refuse button[name=outcome]")
    settled(page)
    assert again(second).state == LineState.REFUSED
    assert complaints + phone.complaints() == []


def test_the_archivist_finds_a_thing_with_the_scanner(at_screen):
    world = library()
    kept = world.volume()
    line = world.ask("3栋1201 装修", who=world.employee, manner=READ, now=clock.now()).lines.get()
    desk = at_screen(fresh(world.archivist))
    page = desk.open(reverse("lending:inbox"))
    page.click("text=3栋1201 装修")
    settled(page)
    complaints = desk.complaints()
    page.keyboard.type(kept.barcode)
    page.keyboard.press("Enter")
    page.wait_for_selector(".le-take button")
    complaints += desk.complaints()
    page.click(".le-take button")
    settled(page)
    assert RequestLine.objects.get(pk=line.pk).holding == kept
    assert complaints + desk.complaints() == []


def test_the_archivist_asks_for_somebody_from_outside(at_screen):
    """What is refused is told beside what was typed, the number included, and only there."""
    world = library()
    kept = world.volume()
    desk = at_screen(fresh(world.archivist), language="en")
    desk.expected = (EXPECTED,)
    page = desk.open(f"{reverse('lending:ask')}?for=outside")
    complaints = desk.complaints()
    page.select_option("[name='outside-kind']", "official")
    page.fill("[name='outside-name']", "陈建国")
    page.fill("[name='outside-id_number']", "110101199003072316")
    say_what_for(page)
    page.fill("[name=find]", kept.barcode)
    page.press("[name=find]", "Enter")
    page.wait_for_selector(f"[name='line-0-holding'][value='{kept.pk}']", state="attached")
    page.click("button[name=send]")
    settled(page)
    assert "Compare the identity document" in page.inner_text("#content")
    assert page.input_value("[name='outside-name']") == "陈建国"
    complaints += desk.complaints()
    page.check("[name='outside-identity_checked']")
    page.click("button[name=send]")
    settled(page)
    assert AccessRequest.objects.get().outside.name == "陈建国"
    assert "陈建国" not in page.inner_text("#content")
    assert complaints + desk.complaints() == []
