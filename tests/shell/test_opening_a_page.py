"""A page answers somebody who may see it, and nobody else."""

import pytest
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_stranger_is_sent_to_the_login_and_comes_back(client, archivist):
    answer = client.get("/gallery/guarded/?a=1")
    assert answer.status_code == 302
    assert answer["Location"] == "/admin/login/?next=%2Fgallery%2Fguarded%2F%3Fa%3D1"

    login = client.get(answer["Location"])
    assert 'name="next" value="/gallery/guarded/?a=1"' in login.text

    back = client.post(
        answer["Location"],
        {
            "username": "archivist",
            "password": "Archive-Test-2026",
            "next": "/gallery/guarded/?a=1",
        },
    )
    assert back["Location"] == "/gallery/guarded/?a=1"


def test_a_login_without_a_way_back_leads_to_the_first_page(client, archivist):
    answer = client.post(
        "/admin/login/", {"username": "archivist", "password": "Archive-Test-2026", "next": ""}
    )
    assert answer["Location"] == "/admin/"


def test_a_foreign_way_back_is_not_taken(client, archivist):
    answer = client.post(
        "/admin/login/?next=https://elsewhere.example/",
        {
            "username": "archivist",
            "password": "Archive-Test-2026",
            "next": "https://elsewhere.example/",
        },
    )
    assert "elsewhere" not in answer["Location"]


def test_whoever_lacks_the_permission_gets_a_page_that_says_so(signed_in, employee):
    answer = signed_in(employee).get("/gallery/guarded/")
    assert answer.status_code == 403
    assert "You may not do this" in answer.text
    assert "nav-sidebar" in answer.text


def test_whoever_has_the_permission_sees_the_page(signed_in, archivist):
    assert signed_in(archivist).get("/gallery/guarded/").text == "seen"


def test_a_closed_account_is_signed_out(signed_in, archivist):
    browser = signed_in(archivist)
    archivist.is_active = False
    from tests.factories import arranged

    with arranged():
        archivist.save()
    assert browser.get("/gallery/guarded/").status_code == 302


def test_an_account_that_may_not_sign_in_gets_no_page(signed_in, archivist):
    archivist.is_staff = False
    from tests.factories import arranged

    with arranged():
        archivist.save()
    answer = signed_in(archivist).get("/gallery/")
    assert answer.status_code == 403
    assert "nav-sidebar" not in answer.text


def test_a_method_the_page_does_not_know_is_refused(signed_in, archivist):
    browser = signed_in(archivist)
    assert browser.get("/gallery/upload/").status_code == 405
    assert browser.put("/gallery/").status_code == 405


def test_a_part_of_a_page_sends_the_whole_window_to_the_login():
    answer = Client().get(
        "/gallery/scan/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/gallery/scan/"},
    )
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/admin/login/?next=%2Fgallery%2Fscan%2F"


def test_an_upload_by_somebody_signed_out_is_told_so_by_status():
    answer = Client().post("/gallery/upload/", headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.status_code == 401


def test_pages_are_never_cached(signed_in, archivist):
    answer = signed_in(archivist).get("/gallery/")
    assert "no-store" in answer["Cache-Control"]


def test_the_title_stands_once_in_the_header(signed_in, archivist):
    page = signed_in(archivist).get("/gallery/").text
    assert page.count("<h1") == 1
    assert "<title>" in page


def test_a_part_of_a_page_has_no_shell_around_it(signed_in, archivist):
    answer = signed_in(archivist).post(
        "/gallery/scan/", {"code": "W001-1"}, headers={"HX-Request": "true"}
    )
    assert "nav-sidebar" not in answer.text
    assert "ao:scanned" in answer["HX-Trigger"]


def test_the_root_leads_to_the_first_page(client, signed_in, archivist):
    assert client.get("/")["Location"] == "/admin/login/?next=/"
    assert signed_in(archivist).get("/")["Location"] == "/admin/"


def test_a_browser_that_asks_for_the_usual_icon_gets_the_offices_mark(client):
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert answer["Location"] == static("shell/mark.svg")
    assert finders.find("shell/mark.svg")
