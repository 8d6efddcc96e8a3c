"""A printed manifest is compared with the record: by its code, by number and checksum."""

import pytest
from django.db import connection
from django.urls import reverse

from archive_office.organisation.roles import Role
from archive_office.policy.parameters import SETTINGS
from archive_office.regulation import Clause
from tests.factories import person
from tests.steps import clause
from tests.transfers.desk import Desk, text, that_day
from tests.transfers.road import NOW, again, change, office
from transfers.models import Side
from transfers.procedures.checking import freeze_manifest, thaw_manifest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


@pytest.fixture
def here():
    return office()


def ask(user, **query):
    return Desk(user).client.get(reverse("verify"), query)


def scan(user, code):
    return Desk(user).client.post(reverse("verify"), {"code": code})


def told(answer):
    """The verdict alone."""
    return text(answer).split("Nothing you bring is kept.")[1].split("Typed from a print")[0]


@clause(Clause.TRF_06)
def test_everybody_may_ask_and_only_who_sees_the_manifest_hears_who_signed(here):
    manifest = here.completed(here.volume())
    asked = {"n": f" {manifest.number.lower()} ", "h": manifest.content_hash[:32].upper()}
    words = text(ask(here.clerk, **asked))
    assert "The print agrees with the record" in words
    assert f"{here.checker} ·" in words
    assert manifest.get_absolute_url() in ask(here.clerk, **asked).content.decode()

    for outsider in (person(Role.EMPLOYEE), person(Role.CENTRE_ARCHIVIST)):
        answer = ask(outsider, **asked)
        words = text(answer)
        assert "The print agrees with the record" in words
        assert str(here.centre) not in words
        assert str(here.checker) not in words
        assert manifest.get_absolute_url() not in answer.content.decode()


@clause(Clause.SEC_29)
def test_unknown_foreign_and_altered_are_one_answer(here):
    manifest = here.completed(here.volume())
    outsider = person(Role.EMPLOYEE)
    wrong = told(ask(outsider, n=manifest.number, h="0" * 32))
    assert "No record agrees with this print" in wrong
    assert wrong == told(ask(outsider, n="YJ-1999-0001", h="0" * 32))
    numbers = {
        told(scan(outsider, number))
        for number in (manifest.number, "YJ-1999-0001", "JD-1999-0001", "no number at all")
    }
    assert len(numbers) == 1
    assert "nothing to compare with" in numbers.pop()


@clause(Clause.SEC_29)
def test_that_a_print_was_right_once_is_told_to_readers_only(here):
    manifest = here.frozen(here.volume())
    printed = manifest.content_hash[:32]
    thaw_manifest(again(manifest), reason="更正页数", by=here.checker, now=NOW)
    outsider = person(Role.EMPLOYEE)
    words = text(ask(outsider, n=manifest.number, h=printed))
    assert "No record agrees with this print" in words
    assert "earlier" not in words


@clause(Clause.TRF_06)
def test_a_print_of_an_earlier_content_is_told_apart_and_what_differs(here):
    manifest = here.frozen(here.volume())
    here.sign(manifest, Side.TRANSFERRING, here.clerk)
    asked = {"n": manifest.number, "h": manifest.content_hash[:32]}
    thaw_manifest(again(manifest), reason="更正页数", by=here.checker, now=NOW)
    assert "earlier content" in text(ask(here.checker, **asked))

    line, desk = manifest.lines.get(), Desk(here.checker)
    desk.post("outcome", line.pk, outcome="damaged", note="封皮破损", decision="accepted")
    freeze_manifest(again(manifest), by=here.checker, now=NOW)
    words = text(ask(here.checker, **asked))
    assert "earlier content" in words
    assert "Lines · 1 · Outcome agrees damaged" in words
    assert "封皮破损" in words
    asked["h"] = again(manifest).content_hash
    assert "not every party has signed" in text(ask(here.checker, **asked))
    desk.post("step", manifest.pk, "void", reason="不移交")
    assert "it is void" in text(ask(here.checker, **asked))


@pytest.mark.parametrize("capitals", [False, True])
def test_a_code_may_come_from_the_camera_or_from_a_scanner_with_capitals(here, capitals):
    manifest = here.completed(here.volume())
    address = f"https://archive.example.com/transfers/verify/?n={manifest.number}"
    code = f"{address}&h={manifest.content_hash[:32]}"
    answer = scan(here.clerk, code.upper() if capitals else code)
    assert "agrees with the record" in text(answer)


def test_the_address_on_old_prints_still_leads_here(here):
    manifest = here.completed(here.volume())
    asked = {"n": manifest.number, "h": manifest.content_hash[:32]}
    answer = Desk(here.clerk).get("verify", **asked)
    assert answer.status_code == 302
    assert "agrees with the record" in text(Desk(here.clerk).client.get(answer.url))
    assert Desk(here.clerk).get("verify").url == reverse("verify")


def test_a_difference_sheet_is_asked_for_by_its_own_number(here):
    manifest = here.completed(here.volume(), here.volume())
    grouped = " ".join(manifest.content_hash[i : i + 4] for i in range(0, 32, 4)) + " …"
    number = manifest.number.replace("YJ", "CY")
    assert "agrees with the record" in text(ask(here.clerk, n=number, h=grouped))


@clause(Clause.SEC_42)
def test_a_record_somebody_tampered_with_is_not_confirmed_and_the_line_is_named(here):
    manifest = here.frozen(here.volume())
    here.sign(manifest, Side.TRANSFERRING, here.clerk)
    signed = manifest.content
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # as the owner may
        change(manifest, content=signed.replace('"pages":20', '"pages":21'))
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert again(manifest).content != signed
    words = text(ask(here.clerk, n=manifest.number, h=manifest.content_hash))
    assert "The record itself is damaged" in words
    assert "Lines · 1 · Pages 20 21" in words
    outsider = text(ask(person(Role.EMPLOYEE), n=manifest.number, h=manifest.content_hash))
    assert "No record agrees" in outsider
    assert "Pages" not in outsider


def test_a_number_alone_names_the_record_to_its_readers_and_says_that_nothing_was_compared(here):
    manifest = here.completed(here.volume())
    answer = scan(here.clerk, manifest.number)
    assert "nothing to compare with" in text(answer)
    assert manifest.get_absolute_url() in answer.content.decode()


def test_a_checksum_too_short_is_asked_for_again(here):
    answer = ask(here.clerk, n="YJ-2026-0001", h="abc")
    assert answer.status_code == 422
    assert 'value="YJ-2026-0001"' in answer.content.decode()


def test_whoever_asks_too_often_waits_a_minute(here):
    employee, asked = person(Role.EMPLOYEE), {"n": "YJ-2026-0001", "h": "0" * 12}
    for _ in range(int(SETTINGS["verifications_per_minute"].default) - 1):
        assert ask(employee, **asked).status_code == 200
    assert scan(employee, "YJ-2026-0001").status_code == 200
    assert ask(employee, **asked).status_code == 429
    assert scan(employee, "YJ-2026-0001").status_code == 429
    assert ask(here.clerk, **asked).status_code == 200
