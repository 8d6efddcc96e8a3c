"""Nobody opens a dossier before promising confidentiality."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive_office import clock
from archive_office.journal.models import JournalEntry
from archive_office.organisation.models import Undertaking, UndertakingText
from archive_office.organisation.roles import Role
from archive_office.organisation.signing import Proof, digest
from archive_office.organisation.undertakings import content_of, has_undertaken, sign_undertaking
from archive_office.regulation import Clause
from tests.factories import (
    PASSWORD,
    DossierFactory,
    UserFactory,
    arranged,
    person,
)
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db

PAGE = {"Accept": "text/html", "Accept-Language": "en"}
PROMISE = "/undertaking/"


def at_a_browser(user):
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(user)
    return client


def newcomer(role=Role.CENTRE_ARCHIVIST, department=None, **facts):
    return person(role, department, sworn=False, **facts)


def promise(browser, address=PROMISE, password=PASSWORD, content_hash=None):
    seen = content_hash or browser.get(address).context["content_hash"]
    return browser.post(address, {"content_hash": seen, "password": password})


def new_version(on):
    with arranged():
        return UndertakingText.objects.create(
            version="2027-01", text_zh="更严的承诺", text_en="A stricter promise", effective_from=on
        )


@clause(Clause.LND_23, Clause.SEC_27)
@pytest.mark.parametrize("superuser", [False, True])
def test_until_it_is_signed_every_page_leads_to_the_undertaking_and_back(superuser):
    dossier = DossierFactory()
    clerk = newcomer(department=dossier.centre, is_superuser=superuser)
    browser = at_a_browser(clerk)
    address = reverse("dossiers:dossier", args=[dossier.pk])

    led = browser.get(address, headers=PAGE)
    assert (led.status_code, led.url) == (302, f"{PROMISE}?next={address.replace('/', '%2F')}")
    shown = browser.get(led.url, headers=PAGE)
    assert "I pass no information about customers to others" in shown.text
    assert dossier.code not in shown.text

    back = promise(browser, led.url)
    assert (back.status_code, back.url) == (302, address)
    assert dossier.code in browser.get(address, headers=PAGE).text


@clause(Clause.LND_23, Clause.SEC_27)
@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("dossiers:list", []),
        ("dossiers:tray", []),
        ("admin:index", []),
        ("admin:search", []),
        ("admin:dossiers_dossier_changelist", []),
        ("admin:autocomplete", []),
        ("workbench:inbox", []),
        ("lending:mine", []),
    ],
)
def test_lists_searches_and_the_first_page_stay_shut(name, args):
    browser = at_a_browser(newcomer())
    address = reverse(name, args=args)
    assert browser.get(address, headers=PAGE).status_code == 302
    assert browser.get(address).status_code == 403
    assert browser.post(address).status_code == 403


@clause(Clause.SEC_27)
@pytest.mark.parametrize(
    "asked",
    [
        {"HX-Request": "true", **PAGE},
        {"X-Requested-With": "XMLHttpRequest", **PAGE},
        {"Sec-Fetch-Dest": "iframe", **PAGE},
        {"Accept": "image/png"},
        {},
    ],
)
def test_a_script_a_frame_or_a_file_is_told_why_not(asked):
    answer = at_a_browser(newcomer()).get(reverse("dossiers:list"), headers=asked)
    assert answer.status_code == 403
    assert "Sign the confidentiality undertaking first" in answer.text


@clause(Clause.SEC_27)
def test_the_password_the_language_and_the_way_out_stay_open():
    browser = at_a_browser(newcomer())
    assert browser.get(reverse("admin:password_change"), headers=PAGE).status_code == 200
    assert browser.post(reverse("set_language"), {"language": "en"}).status_code == 302
    assert browser.post(reverse("admin:logout")).status_code == 200


@clause(Clause.SEC_27, Clause.SEC_42)
def test_it_is_signed_with_the_own_password_over_the_text_that_was_read():
    clerk = newcomer()
    browser = at_a_browser(clerk)

    assert promise(browser, password="wrong").status_code == 422
    assert promise(browser, content_hash="0" * 64).status_code == 422
    assert not Undertaking.objects.filter(person=clerk).exists()

    assert promise(browser).status_code == 302
    signed = Undertaking.objects.get(person=clerk)
    assert signed.text.version in signed.content
    assert signed.content_hash == digest(signed.content)
    assert signed.history.count() == 1
    entry = JournalEntry.objects.get(act="organisation.undertaking_signed")
    assert (entry.by, set(entry.clauses)) == (clerk, {"LND-23", "SEC-27"})


@clause(Clause.SEC_27)
def test_nobody_signs_for_somebody_else_nor_a_version_that_is_not_in_force():
    clerk, now, today = UserFactory(sworn=False), clock.now(), clock.today()
    text = UndertakingText.objects.in_force(today)

    def sign(text, signer):
        return sign_undertaking(
            text,
            proof=Proof(signer, now),
            content_hash=digest(content_of(clerk, text)),
            by=clerk,
            now=now,
            today=today,
        )

    with refused(Clause.SEC_42):
        sign(text, UserFactory())
    with refused(Clause.SEC_27):
        sign(new_version(today + timedelta(days=1)), clerk)
    assert sign(text, clerk) == sign(text, clerk), "signed twice is signed once"
    assert has_undertaken(clerk, on=today)


@clause(Clause.SEC_27)
def test_a_new_version_is_signed_anew_from_its_day_on(monkeypatch):
    clerk = person(Role.CENTRE_ARCHIVIST)
    browser = at_a_browser(clerk)
    tomorrow = clock.now() + timedelta(days=1)
    new_version(tomorrow.date())
    assert browser.get(reverse("dossiers:list"), headers=PAGE).status_code == 200

    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    assert browser.get(reverse("dossiers:list"), headers=PAGE).status_code == 302
    assert promise(browser).status_code == 302
    assert browser.get(reverse("dossiers:list"), headers=PAGE).status_code == 200
    assert clerk.undertakings.count() == 2


@clause(Clause.SEC_27)
def test_the_administrator_enters_new_versions_for_a_day_to_come_and_rewrites_none():
    browser = at_a_browser(person(Role.ADMINISTRATOR))
    address = reverse("admin:organisation_undertakingtext_add")
    facts = {"version": "2027-01", "text_zh": "更严", "text_en": "Stricter"}

    today = browser.post(address, {**facts, "effective_from": clock.today().isoformat()})
    assert today.status_code == 200
    assert "tomorrow at the earliest" in today.text
    browser.post(address, {**facts, "effective_from": "2999-01-01"})
    made = UndertakingText.objects.get(version="2027-01")
    change = reverse("admin:organisation_undertakingtext_change", args=[made.pk])
    browser.post(change, {**facts, "text_en": "Looser", "effective_from": "2999-01-01"})
    assert UndertakingText.objects.get(pk=made.pk).text_en == "Stricter"


@clause(Clause.SEC_27)
def test_who_has_signed_is_asked_for_it_once_a_day():
    browser = at_a_browser(person(Role.EMPLOYEE))
    with CaptureQueriesContext(connection) as asked:
        browser.get(reverse("lending:mine"), headers=PAGE)
    assert not [query for query in asked if "undertaking" in query["sql"]]


@clause(Clause.SEC_27)
def test_after_signing_nobody_is_led_out_of_the_office():
    browser = at_a_browser(newcomer())
    left = promise(browser, f"{PROMISE}?next=https://elsewhere.example/")
    assert left.url == reverse("admin:index")
