"""The screen speaks the chosen language, on every machine."""

import pytest
from django.test import Client

from archive_office.journal.models import JournalEntry
from archive_office.organisation.models import User

pytestmark = pytest.mark.django_db


def test_the_choice_is_kept_with_the_account_as_an_act(archivist):
    browser = Client()
    browser.force_login(archivist)
    answer = browser.post("/language/", {"language": "en", "next": "/gallery/"})

    assert answer["Location"] == "/gallery/"
    assert User.objects.get(pk=archivist.pk).language == "en"
    entry = JournalEntry.objects.get(act="organisation.language_chosen")
    assert entry.by == archivist

    elsewhere = Client(headers={"Accept-Language": "zh-CN"})
    elsewhere.force_login(User.objects.get(pk=archivist.pk))
    assert 'lang="en"' in elsewhere.get("/gallery/").text


def test_choosing_the_same_again_is_no_act(archivist):
    browser = Client()
    browser.force_login(archivist)
    for _time in range(2):
        browser.post("/language/", {"language": "en"})
    assert JournalEntry.objects.filter(act="organisation.language_chosen").count() == 1


def test_the_login_page_can_be_switched_before_signing_in(client):
    client.post("/language/", {"language": "en", "next": "/admin/login/"})
    assert 'lang="en"' in client.get("/admin/login/").text


def test_without_any_choice_the_browser_decides_and_chinese_is_the_fallback(client):
    assert 'lang="en"' in client.get("/admin/login/", headers={"Accept-Language": "en"}).text
    assert 'lang="zh-hans"' in client.get("/admin/login/", headers={"Accept-Language": "fr"}).text


@pytest.mark.parametrize("code", ["xx", "", "../../etc"])
def test_an_unknown_language_changes_nothing(archivist, code):
    browser = Client()
    browser.force_login(archivist)
    browser.post("/language/", {"language": code})
    assert User.objects.get(pk=archivist.pk).language == ""


def test_a_link_cannot_change_the_language(client):
    assert client.get("/language/?language=en").status_code == 405
