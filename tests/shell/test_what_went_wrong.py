"""Errors are pages of the office too, in the language of the screen."""

import json
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_wrong_address_inside_keeps_the_sidebar(signed_in, archivist):
    answer = signed_in(archivist).get("/no/such/page/")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
    assert "nav-sidebar" in answer.text


def test_a_wrong_address_outside_shows_no_sidebar(client):
    answer = client.get("/no/such/page/", headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
    assert "nav-sidebar" not in answer.text
    assert "shell/app.css" in answer.text, "it has the look of the office"


def test_something_broken_says_that_nothing_was_saved(signed_in, archivist):
    answer = signed_in(archivist).get("/gallery/broken/")
    assert answer.status_code == 500
    assert "没有保存" in answer.text
    assert "nothing was saved" in answer.text
    assert "broken on purpose" not in answer.text


def test_the_broken_page_needs_no_template_engine_tags():
    text = (Path(django_settings.BASE_DIR) / "templates/500.html").read_text()
    assert "{%" not in text
    assert "{{" not in text


def test_a_form_that_was_open_too_long_says_what_to_do(archivist):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(archivist)
    browser.cookies["django_language"] = "en"
    answer = browser.post("/gallery/guided/", {})
    assert answer.status_code == 403
    assert "open too long" in answer.text


def test_a_refused_part_of_a_page_is_only_a_part(signed_in, employee):
    answer = signed_in(employee).get("/gallery/guarded/", headers={"HX-Request": "true"})
    assert answer.status_code == 403
    assert "<html" not in answer.text


def test_too_many_wrong_passwords_lock_with_a_page(client, archivist):
    for _attempt in range(5):
        answer = client.post(
            "/admin/login/",
            {"username": "archivist", "password": "wrong"},
            headers={"Accept-Language": "en"},
        )
    assert answer.status_code == 429
    assert "Wait a quarter of an hour" in answer.text


def test_messages_and_scan_answers_travel_beside_each_other(signed_in, archivist):
    answer = signed_in(archivist).post(
        "/gallery/scan/", {"code": "档案"}, headers={"HX-Request": "true"}
    )
    events = json.loads(answer["HX-Trigger"])
    assert answer.status_code == 422
    assert events["ao:scanned"] == {"text": "查无此号：档案", "ok": False}
    assert events["ao:toast"]["tone"] == "bad"


def test_the_address_of_a_form_says_so_when_it_is_opened(signed_in, archivist):
    answer = signed_in(archivist).get("/dossiers/entries/1/pass/")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "This address only takes what a form sends" in answer.text
    assert "nav-sidebar" in answer.text
