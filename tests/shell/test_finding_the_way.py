"""Sidebar, first page, palette: what leads where, and for whom."""

import pytest
from django.urls import reverse

from archive_office.journal.models import JournalEntry
from archive_office.shell.entries import SECTIONS
from archive_office.shell.signals import (
    Badge,
    Figure,
    Hit,
    Panel,
    dashboard_opened,
    palette_searched,
    sidebar_drawn,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def answering():
    """Connect a receiver for the length of a test."""
    connected = []

    def connect(signal, answer):
        def receiver(sender, signal, request, **facts):
            return answer(request, **facts)

        signal.connect(receiver, weak=False)
        connected.append((signal, receiver))

    yield connect
    for signal, receiver in connected:
        signal.disconnect(receiver)


def test_the_sidebar_shows_only_what_one_may_open(signed_in, archivist, employee):
    journal = reverse("admin:journal_journalentry_changelist")
    assert f'href="{journal}"' in signed_in(archivist).get("/admin/").text
    assert f'href="{journal}"' not in signed_in(employee).get("/admin/").text


def test_every_entry_that_is_shown_opens(signed_in, archivist):
    browser = signed_in(archivist)
    page = browser.get("/admin/")
    for group in page.context["sidebar_navigation"]:
        for item in group.items:
            assert browser.get(item.link).status_code == 200, item.link


def test_no_entry_leads_two_ways():
    names = [entry.url_name for section in SECTIONS for entry in section.entries]
    assert len(names) == len(set(names))


def test_the_present_page_is_marked(signed_in, archivist):
    page = signed_in(archivist).get(reverse("admin:journal_journalentry_changelist"))
    active = [
        item.link
        for group in page.context["sidebar_navigation"]
        for item in group.items
        if item.active
    ]
    assert active == [reverse("admin:journal_journalentry_changelist")]


def test_figures_panels_and_badges_come_from_those_who_know(signed_in, archivist, answering):
    answering(
        dashboard_opened,
        lambda request: [
            Figure("Late", 7, url="/gallery/", rank=2),
            Figure("First", 3, rank=1),
            Panel("Tray", "gallery/_scanned.html", {"code": "panel"}),
        ],
    )
    answering(sidebar_drawn, lambda request: [Badge("admin:index", 12, "danger")])
    page = signed_in(archivist).get("/admin/").text
    assert page.index("First") < page.index("Late")
    assert 'href="/gallery/"' in page
    assert "Tray" in page
    assert ">12<" in "".join(page.split())


def test_a_sidebar_drawn_before_is_not_shown_to_whom_it_does_not_fit(
    signed_in, archivist, answering
):
    waiting = {"count": 3}
    answering(sidebar_drawn, lambda request: [Badge("workbench:inbox", waiting["count"])])
    page = signed_in(archivist)
    here = reverse("account:home")
    assert ">3</span>" in page.get(here).text
    waiting["count"] = 4
    assert ">4</span>" in page.get(here).text
    marked = [page.get(link).text.count('aria-current="true"') for link in (here, "/admin/")]
    assert marked == [1, 1]
    assert "Inbox</span>" in page.get(here).text
    page.post("/language/", {"language": "zh-hans"})
    assert "收件箱</span>" in page.get(here).text


def test_badges_are_asked_once_per_page(signed_in, archivist, answering):
    asked = []
    answering(sidebar_drawn, lambda request: asked.append(1))
    signed_in(archivist).get("/gallery/")
    assert len(asked) == 1


def test_somebody_without_a_role_is_told_whom_to_ask(signed_in, db):
    from tests.factories import UserFactory

    page = signed_in(UserFactory()).get("/admin/").text
    assert "Ask the administrator" in page


def test_the_palette_finds_pages_and_what_apps_know(signed_in, archivist, answering):
    answering(palette_searched, lambda request, term: [Hit(f"3栋{term}", "/gallery/detail/")])
    page = signed_in(archivist).get("/admin/search/?s=jour&extended=1").text
    assert "Journal" in page
    assert "3栋jour" in page


def test_the_palette_offers_nothing_one_may_not_open(signed_in, employee):
    page = signed_in(employee).get("/admin/search/?s=jour&extended=1").text
    assert reverse("admin:journal_journalentry_changelist") not in page


def test_the_palette_is_closed_to_strangers(client):
    assert client.get("/admin/search/?s=a").status_code == 302


def test_a_page_costs_few_queries(signed_in, archivist, django_assert_max_num_queries):
    browser = signed_in(archivist)
    browser.get("/gallery/")
    with django_assert_max_num_queries(11):
        browser.get("/gallery/")


def test_looking_leaves_no_trace_in_the_journal(signed_in, archivist):
    before = JournalEntry.objects.count()
    signed_in(archivist).get("/admin/")
    assert JournalEntry.objects.count() == before
