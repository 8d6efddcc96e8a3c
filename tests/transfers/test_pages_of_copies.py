"""Copies are printed, sealed and scanned; a print can be compared with the record."""

import io
from urllib.parse import parse_qs, urlsplit

import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from archive_office.journal.models import JournalEntry
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from tests.factories import SealFactory, person
from tests.printing.reading import Reading, needs_renderer, rendered
from tests.steps import clause
from tests.transfers.desk import Desk, text, that_day
from tests.transfers.road import TITLE, again, office
from transfers.models import Outcome
from transfers.procedures.checking import Finding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


@pytest.fixture
def here():
    return office()


def picture(size=(20, 20)):
    buffer = io.BytesIO()
    Image.new("RGB", size, "white").save(buffer, "PNG")
    return SimpleUploadedFile("扫描.pdf", buffer.getvalue(), content_type="text/html")


def sealed(here, manifest):
    """The centre's copy with its seal on it."""
    seal = SealFactory(department=here.centre, keeper=here.centre_head)
    copy = manifest.copies.get(number=1)
    Desk(here.centre_head).post("seal", copy.pk, seal=seal.pk, on="2026-11-20")
    return again(copy)


# Print


@clause(Clause.TRF_08)
def test_each_copy_is_printed_for_its_keeper_and_every_print_is_noted(here):
    volume = here.volume(title="翠湖天地2栋1201客户档案")
    manifest = here.completed(volume)
    desk = Desk(here.clerk)
    for copy, mark in zip(manifest.copies.all(), ("第一联", "第二联"), strict=True):
        answer = desk.post("print_copy", copy.pk)
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        words = Reading(answer.content).text
        assert f"〔{mark}〕" in words
        assert manifest.number in words
        assert volume.title in words
        assert words.count(manifest.content_hash) >= 2
        assert again(copy).printed_by == here.clerk
    assert JournalEntry.objects.filter(act="transfers.copy_printed").count() == 2


@clause(Clause.TRF_08)
def test_two_prints_of_a_copy_are_equal_in_every_byte(here, settings):
    settings.ARCHIVE_ADDRESS = "https://archive.example.com"
    manifest = here.completed(here.volume())
    copy = manifest.copies.first()
    first = Desk(here.clerk).post("print_copy", copy.pk).content
    second = Desk(here.checker, "zh-hans").post("print_copy", copy.pk).content
    assert first == second


def test_a_copy_is_not_printed_by_looking_at_it(here):
    copy = here.completed(here.volume()).copies.first()
    assert Desk(here.clerk).get("print_copy", copy.pk).status_code == 405
    assert again(copy).printed_at is None


@clause(Clause.ORG_01)
def test_whoever_is_of_neither_party_sees_a_copy_and_does_not_print_it(here):
    copy = here.completed(here.volume()).copies.first()
    director = Desk(person(Role.DIRECTOR))
    page = director.get("copy", copy.pk)
    assert page.status_code == 200
    assert reverse("transfers:print_copy", args=[copy.pk]) not in page.content.decode()
    answer = director.post("print_copy", copy.pk)
    assert answer.status_code == 422
    assert "ORG-01" in text(answer)
    assert Desk(person(Role.CENTRE_HEAD)).get("copy", copy.pk).status_code == 404
    assert Desk(person(Role.EMPLOYEE)).get("copy", copy.pk).status_code == 403


@needs_renderer
def test_the_code_on_a_print_leads_to_its_check(here, settings, tmp_path):
    settings.ARCHIVE_ADDRESS = "https://archive.example.com/"
    manifest = here.completed(here.volume())
    printed = Desk(here.clerk).post("print_copy", manifest.copies.first().pk).content
    [code] = zxingcpp.read_barcodes(rendered(printed, tmp_path))
    address = urlsplit(code.text)
    assert (address.scheme, address.netloc) == ("https", "archive.example.com")
    asked = {name: value for name, [value] in parse_qs(address.query).items()}
    assert address.path == reverse("verify")
    answer = Desk(here.checker).client.get(address.path, asked)
    assert "agrees with the record" in text(answer)


# Other papers


@clause(Clause.TRF_04, Clause.LND_13)
def test_draft_and_annex_are_there_before_anything_is_signed(here):
    volume, personal = here.volume(), here.volume(personal_volume=True)
    manifest = here.prepared(volume)
    desk = Desk(here.clerk)
    draft = Reading(desk.get("paper", manifest.pk, "draft").content).text
    assert "草稿待签署" in draft
    annex = Reading(desk.get("paper", manifest.pk, "staying").content).text
    assert personal.code.replace(" ", "") in annex
    assert volume.code not in annex
    assert desk.get("paper", manifest.pk, "differences").status_code == 404
    assert desk.get("paper", manifest.pk, "nonsense").status_code == 404


@clause(Clause.TRF_10)
def test_the_difference_sheet_says_what_was_not_there(here):
    lost = here.volume()
    manifest = here.completed(lost, here.volume(), found={"line_1": Finding(Outcome.MISSING)})
    answer = Desk(here.checker).get("paper", manifest.pk, "differences")
    words = Reading(answer.content).text
    assert manifest.number.replace("YJ", "CY") in words
    assert "缺件" in words
    assert "补交" in words


def test_a_signed_manifest_is_no_draft_and_a_void_one_no_paper(here):
    manifest = here.completed(here.volume())
    assert Desk(here.clerk).get("paper", manifest.pk, "draft").status_code == 404
    other = here.frozen(here.volume(), kind="extra")
    Desk(here.checker).post("step", other.pk, "void", reason="不移交")
    assert Desk(here.clerk).get("paper", other.pk, "draft").status_code == 404


@clause(Clause.TRF_14)
def test_title_documents_print_on_their_own_form_in_three_copies(here):
    manifest = here.frozen(here.deed(), kind=TITLE)
    draft = Reading(Desk(here.clerk).get("paper", manifest.pk, "draft").content).text
    assert "权证移交清单" in draft
    assert "〔第三联〕" in draft


# Seal and scan


@clause(Clause.TRF_07)
def test_the_keeper_records_the_seal_and_the_party_keeps_the_scan(here):
    manifest = here.completed(here.volume())
    copy = sealed(here, manifest)
    assert str(copy.sealed_on) == "2026-11-20"

    desk = Desk(here.clerk)
    assert desk.get("sealed_scan", copy.pk).status_code == 404
    assert desk.post("sealed_scan", copy.pk, file=picture()).status_code == 302
    answer = desk.get("sealed_scan", copy.pk)
    assert answer.headers["Content-Type"] == "image/png", "told by the content, not by the name"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert f"{manifest.number}-1-sealed.png" in answer.headers["Content-Disposition"]
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")
    assert Desk(person(Role.CENTRE_ARCHIVIST)).get("sealed_scan", copy.pk).status_code == 404
    assert Desk(person(Role.EMPLOYEE)).get("sealed_scan", copy.pk).status_code == 403


@clause(Clause.TRF_07)
def test_a_seal_of_somebody_else_is_refused_with_its_clause(here):
    copy = here.completed(here.volume()).copies.get(number=1)
    seal = SealFactory(department=here.centre, keeper=here.centre_head)
    answer = Desk(here.clerk).post("seal", copy.pk, seal=seal.pk, on="2026-11-19")
    assert answer.status_code == 422
    assert text(answer).count("TRF-07") >= 2
    assert 'value="2026-11-19"' in answer.content.decode()
    foreign = SealFactory()
    answer = Desk(here.clerk).post("seal", copy.pk, seal=foreign.pk, on="2026-11-20")
    assert answer.status_code == 422
    assert again(copy).sealed_on is None
    assert Desk(here.clerk).get("seal", copy.pk).status_code == 405


@clause(Clause.TRF_07)
def test_a_scan_is_replaced_with_a_reason_only_and_by_a_picture_only(here):
    copy = sealed(here, here.completed(here.volume()))
    desk = Desk(here.clerk)
    desk.post("sealed_scan", copy.pk, file=picture())
    answer = desk.post("sealed_scan", copy.pk, file=picture((30, 30)))
    assert answer.status_code == 422
    assert "TRF-07" in text(answer)
    script = SimpleUploadedFile("scan.png", b"<script>alert(1)</script>")
    answer = desk.post("sealed_scan", copy.pk, file=script, reason="原件扫描不清")
    assert answer.status_code == 422
    assert "原件扫描不清" in answer.content.decode()
    assert desk.post("sealed_scan", copy.pk).status_code == 422
    done = desk.post("sealed_scan", copy.pk, file=picture((30, 30)), reason="原件扫描不清")
    assert done.status_code == 302
