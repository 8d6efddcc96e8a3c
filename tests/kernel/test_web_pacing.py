"""Whoever asks faster than a person at work is stopped, told the rule, and let go on later."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from archive_office import clock
from archive_office.organisation.models import QuestionCount
from archive_office.organisation.roles import Role
from archive_office.policy.models import Parameter
from archive_office.policy.parameters import SETTINGS
from archive_office.policy.procedures import set_parameter
from archive_office.regulation import Clause
from archive_office.shell.pacing import EXPORTS
from tests.factories import person
from tests.kernel.test_what_is_sent import browser
from tests.steps import clause
from tests.whole.table import url_names

pytestmark = pytest.mark.django_db


@pytest.fixture
def few():
    """The office allows ten searches, five checks and ten prints."""
    administrator = person(Role.ADMINISTRATOR)
    for name in ("searches_per_minute", "verifications_per_minute", "exports_per_hour"):
        set_parameter(
            SETTINGS[name],
            str(SETTINGS[name].least),
            effective_from=clock.today(),
            by=administrator,
            reason="测试",
            today=clock.today(),
        )
    assert Parameter.objects.count() == 3


def asked(client, name, query, times, *args, **headers):
    address = reverse(name, args=args)
    return [client.get(address, query, headers=headers) for _ in range(times)]


@clause(Clause.SEC_29)
@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("admin:search", {"s": "1栋"}),
        ("dossiers:list", {"q": "1栋"}),
        ("admin:dossiers_unit_changelist", {"q": "1栋"}),
        (
            "admin:autocomplete",
            {"app_label": "dossiers", "model_name": "unit", "field_name": "building", "term": ""},
        ),
    ],
)
def test_searches_are_counted_together_wherever_they_are_asked(few, name, query):
    client = browser(person(Role.CENTRE_ARCHIVIST))
    asked(client, "dossiers:units", {"q": "2栋"}, 9)
    tenth, eleventh = asked(client, name, query, 2)
    assert tenth.status_code in (200, 403)
    assert eleventh.status_code == 429
    assert asked(client, "dossiers:list", {}, 1)[0].status_code == 200, "a list is no search"
    other = browser(person(Role.CENTRE_ARCHIVIST))
    assert asked(other, name, query, 1)[0].status_code in (200, 403)


@clause(Clause.SEC_29)
def test_the_answer_says_the_rule_the_number_and_when_to_go_on(few, monkeypatch):
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    client = browser(person(Role.CENTRE_ARCHIVIST))
    asked(client, "dossiers:list", {"q": "2栋"}, 10)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=20.5))
    page = asked(client, "dossiers:list", {"q": "2栋"}, 1)[0]
    assert page.status_code == 429
    assert page.headers["Retry-After"] == "40"
    assert "SEC-29" in page.text
    assert "10" in page.text
    (part,) = asked(client, "admin:search", {"s": "2栋"}, 1, **{"HX-Request": "true"})
    assert part.status_code == 429
    assert "<html" not in part.text
    assert "SEC-29" in part.text
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=61))
    assert asked(client, "dossiers:list", {"q": "2栋"}, 1)[0].status_code == 200


def test_the_answer_is_told_in_the_readers_language(few):
    client = browser(person(Role.CENTRE_ARCHIVIST, language="en"))
    with translation.override("en"):
        page = asked(client, "dossiers:list", {"q": "2栋"}, 11)[-1]
    assert "One person searches at most 10 times a minute." in page.text


@clause(Clause.SEC_29)
def test_checks_of_prints_are_counted_for_themselves(few):
    client = browser(person(Role.EMPLOYEE))
    question = {"n": "YJ-2026-0001", "h": "0" * 12}
    answers = asked(client, "verify", question, 6)
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert asked(client, "verify", {}, 1)[0].status_code == 200, "the empty form"
    assert QuestionCount.objects.get().matter == "verifications_per_minute"


@clause(Clause.SEC_29)
def test_prints_and_workbooks_are_counted_by_the_hour(few):
    client = browser(person(Role.HQ_ARCHIVIST))
    answers = asked(client, "transfers:receipt_register", {}, 11)
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert asked(client, "destruction:figures_book", {}, 1)[0].status_code == 429


def test_everything_that_is_counted_exists():
    assert set(url_names()) >= EXPORTS
