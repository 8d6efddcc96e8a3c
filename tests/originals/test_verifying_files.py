"""Somebody brings a file: is it an original of the office, and does the record still say so?"""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from archive_office.organisation.roles import Role
from archive_office.originals import judging
from archive_office.originals.procedures.certificates import withdraw_certificate
from archive_office.originals.procedures.making import make_original, void_original
from archive_office.originals.verifying import Outcome, verify
from archive_office.regulation import Clause
from tests.factories import person
from tests.originals.files import bomb, edited, one_seal, turned
from tests.originals.keys import FIVE_YEARS, content_of, root, set_seal, signing_seal
from tests.steps import clause
from tests.transfers.desk import Desk, text, that_day
from tests.transfers.road import NOW, again, another_centre, change, office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


@pytest.fixture
def here():
    return office()


@pytest.fixture
def manifest(here):
    return here.completed(here.volume(), here.volume())


@pytest.fixture
def original(here, manifest):
    return make_original(manifest, by=here.clerk, now=NOW)


@pytest.fixture
def seals(here):
    root()
    return (
        signing_seal(here.centre, here.centre_head),
        signing_seal(here.receiver, here.chief),
    )


@pytest.fixture
def sealed(original, seals):
    """The file with both seals in it."""
    for seal in seals:
        set_seal(original, seal, now=NOW)
    return content_of(original)


def said(content, by, *, now=NOW):
    return verify(content, by=by, now=now)


def bring(user, content, name="原件.pdf"):
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    return Desk(user).client.post(reverse("verify"), {"file": file})


def as_owner(manifest, **fields):
    """Changed behind the back of every promise, as whoever owns the database could."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        change(manifest, **fields)
        cursor.execute("SET LOCAL session_replication_role = origin")


# To those who may see the record


@clause(Clause.TRF_07)
def test_an_original_with_all_its_seals_is_intact_and_names_who_signed(here, original, sealed):
    verdict = said(sealed, here.clerk)
    assert verdict.outcome == Outcome.INTACT
    assert verdict.original == original
    first, second = verdict.signatures
    assert (first.signer, first.keeper) == (str(here.clerk), str(here.centre_head))
    assert (second.signer, second.keeper) == (str(here.checker), str(here.chief))
    assert first.at == NOW
    assert verdict.self_issued
    page = bring(here.clerk, sealed)
    words = text(page)
    assert "The file is an original of this office, and unchanged" in words
    assert str(here.centre_head) in words
    assert original.subject.number in words
    assert original.subject.get_absolute_url() in page.content.decode()
    assert "The office issued these certificates itself" in words


@clause(Clause.TRF_07)
def test_an_earlier_state_of_the_file_is_told_apart(here, original, seals):
    set_seal(original, seals[0], now=NOW)
    first = content_of(original)
    assert said(first, here.clerk).outcome == Outcome.INCOMPLETE
    set_seal(original, seals[1], now=NOW)
    verdict = said(first, here.clerk)
    assert verdict.outcome == Outcome.EARLIER
    assert verdict.missing == 1
    assert "It lacks seals that were set later" in text(bring(here.clerk, first))


@clause(Clause.TRF_07)
def test_a_page_edited_behind_the_seals_is_refused_and_the_true_original_named(
    here, original, sealed
):
    verdict = said(edited(sealed), here.clerk)
    assert verdict.outcome == Outcome.ALTERED
    assert verdict.original == original
    words = text(bring(here.clerk, edited(sealed)))
    assert "The file was changed after it was sealed" in words
    assert "changed after it" in words


@clause(Clause.TRF_07)
def test_one_changed_byte_is_refused(here, sealed):
    place = sealed.index(b"/MediaBox") + 12
    assert said(turned(sealed, place), here.clerk).outcome == Outcome.ALTERED


@clause(Clause.SEC_42)
def test_a_record_changed_behind_the_offices_back_is_found_and_the_line_named(
    here, manifest, sealed
):
    as_owner(manifest, content=again(manifest).content.replace('"pages":20', '"pages":21', 1))
    verdict = said(sealed, here.clerk)
    assert verdict.outcome == Outcome.RECORD_DIFFERS
    words = text(bring(here.clerk, sealed))
    assert "the record says something else today" in words
    assert re.search(r"Lines · 1 · Pages 20 21", words)


def test_a_void_original_proves_nothing(here, original, sealed):
    void_original(original, reason="印章盖错", by=here.clerk, now=NOW)
    assert said(sealed, here.clerk).outcome == Outcome.VOID


def test_a_certificate_that_ran_out_later_was_good_on_the_day_of_the_seal(here, sealed):
    verdict = said(sealed, here.clerk, now=NOW + FIVE_YEARS + timedelta(days=100))
    assert verdict.outcome == Outcome.INTACT
    assert {each.judged.trust for each in verdict.signatures} == {judging.Trust.EXPIRED}


def test_a_certificate_withdrawn_later_is_named(here, sealed, seals):
    withdraw_certificate(seals[0].certificates.get(), reason="密钥遗失", by=here.chief, now=NOW)
    verdict = said(sealed, here.clerk)
    assert verdict.outcome == Outcome.INTACT
    assert verdict.signatures[0].withdrawn_at == NOW
    assert "withdrawn on 2026-11-20" in text(bring(here.clerk, sealed))


def test_the_file_before_the_first_seal_has_none(here, original):
    with original.unsigned_file.open("rb") as kept:
        verdict = said(kept.read(), here.clerk)
    assert verdict.outcome == Outcome.UNSIGNED


def test_a_file_sealed_by_strangers_is_not_the_offices(here):
    assert said(one_seal(), here.clerk).outcome == Outcome.STRANGER
    assert "Not every seal in the file is the office’s" in text(bring(here.clerk, one_seal()))


def test_a_file_the_office_sealed_and_does_not_hold_alarms_whoever_sees_all(here, original, sealed):
    original_only = here.checker
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE originals_electronicoriginal SET sha256 = 'x', unsigned_sha256 = 'y'"
        )
        cursor.execute("UPDATE originals_originalsignature SET sha256 = 'z'")
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert said(sealed, original_only).outcome == Outcome.UNKNOWN
    assert said(sealed, here.clerk).outcome == Outcome.NOT_IN_FORCE


# To everybody else


@clause(Clause.SEC_29)
def test_whoever_may_not_see_the_record_hears_only_that_the_file_is_intact(
    here, manifest, original, sealed
):
    for outsider in (person(Role.EMPLOYEE), another_centre(here).clerk):
        verdict = said(sealed, outsider)
        assert verdict.outcome == Outcome.INTACT
        assert verdict.original is None
        assert verdict.compared is None
        page = bring(outsider, sealed)
        for secret in (manifest.number, str(here.centre_head), original.get_absolute_url()):
            assert secret not in page.content.decode()


@clause(Clause.SEC_29)
def test_unknown_foreign_void_and_earlier_are_one_answer_to_outsiders(here, original, seals):
    outsider = person(Role.EMPLOYEE)
    set_seal(original, seals[0], now=NOW)
    first = content_of(original)
    answers = [_answer(bring(outsider, first))]
    set_seal(original, seals[1], now=NOW)
    answers.append(_answer(bring(outsider, first)))
    void_original(original, reason="印章盖错", by=here.clerk, now=NOW)
    answers.append(_answer(bring(outsider, first)))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE originals_electronicoriginal SET sha256 = 'x', unsigned_sha256 = 'y'"
        )
        cursor.execute("UPDATE originals_originalsignature SET sha256 = 'z'")
        cursor.execute("SET LOCAL session_replication_role = origin")
    answers.append(_answer(bring(outsider, first)))
    assert len(set(answers)) == 1
    assert "the office does not confirm this file" in answers[0]


def _answer(page):
    return text(page).split("Nothing you bring is kept.")[1].split("Typed from a print")[0]


# Hostile files


@clause(Clause.SEC_42)
@pytest.mark.parametrize("name", ["bomb", "half", "empty", "script"])
def test_a_hostile_file_is_answered_in_plain_words(here, name):
    content = {
        "bomb": bomb,
        "half": lambda: one_seal()[:5000],
        "empty": lambda: b"",
        "script": lambda: b"<html><script>alert(1)</script>",
    }[name]()
    page = bring(here.clerk, content, name="<script>alert(2)</script>.pdf")
    assert page.status_code == 200
    assert "Nothing can be said about this file" in text(page)
    assert "alert(" not in page.content.decode()


@clause(Clause.SEC_42)
def test_a_file_too_large_is_told_so_without_being_read(here, monkeypatch):
    monkeypatch.setattr("archive_office.workbench.verifying.MOST_BYTES", 1000)
    page = bring(here.clerk, one_seal())
    assert "larger than any original of this office" in text(page)


def test_nothing_of_a_file_is_kept(here, settings, sealed, original):
    before = sorted(settings.ARCHIVE_FILES.rglob("*"))
    bring(here.clerk, edited(sealed))
    assert sorted(settings.ARCHIVE_FILES.rglob("*")) == before
