"""Headquarters compares every line with the thing (TRF-05)."""

import json

import pytest

from archive_office.journal.models import JournalEntry
from archive_office.organisation.signing import digest
from archive_office.regulation import Clause
from dossiers.models import HoldingState
from tests.factories import HoldingFactory
from tests.steps import clause, refused
from tests.transfers.road import EXTRA, NOW, again, line_of, office
from transfers.models import ManifestLine, ManifestState, Outcome
from transfers.procedures.checking import (
    Finding,
    Scanned,
    freeze_manifest,
    record_outcome,
    record_scan,
    thaw_manifest,
)

pytestmark = pytest.mark.django_db
ACCEPTED, REFUSED = ManifestLine.Decision.ACCEPTED, ManifestLine.Decision.REFUSED
PAGES = Finding(Outcome.PAGES_DIFFER, ACCEPTED, pages_counted=17, note="缺第3、4、5页")
SENT_BACK = Finding(Outcome.DAMAGED, REFUSED, note="受潮", refusal="修复后再交")


@pytest.fixture
def here():
    return office()


def found(here, line, finding):
    return record_outcome(line, finding, by=here.checker, now=NOW)


def scan(here, manifest, barcode, **words):
    return record_scan(manifest, barcode, by=here.checker, now=NOW, **words)


@clause(Clause.TRF_05)
def test_each_outcome_is_saved_at_once(here):
    manifest = here.submitted(*[here.volume() for _ in range(4)])
    agrees, missing, pages, damaged = manifest.lines.all()

    found(here, agrees, Finding(Outcome.AGREES))
    found(here, missing, Finding(Outcome.MISSING))
    found(here, pages, PAGES)
    found(here, damaged, SENT_BACK)

    decisions = [(line.outcome, line.decision) for line in manifest.lines.all()]
    assert decisions == [
        ("agrees", "accepted"),
        ("missing", "refused"),
        ("pages_differ", "accepted"),
        ("damaged", "refused"),
    ]
    assert {line.checked_by for line in manifest.lines.all()} == {here.checker}
    assert JournalEntry.objects.filter(act="transfers.line_checked").count() == 4


@pytest.mark.parametrize(
    "finding",
    [
        Finding(Outcome.UNCHECKED, ACCEPTED),
        Finding(Outcome.UNLISTED, ACCEPTED),
        Finding(Outcome.PAGES_DIFFER, ACCEPTED, note="少了"),
        Finding(Outcome.PAGES_DIFFER, ACCEPTED, note="一样", pages_counted=20),
        Finding(Outcome.PAGES_DIFFER, ACCEPTED, pages_counted=17),
        Finding(Outcome.DAMAGED, ACCEPTED),
        Finding(Outcome.AGREES, REFUSED),
        Finding(Outcome.MISSING, ACCEPTED),
    ],
)
@clause(Clause.TRF_05)
def test_an_outcome_that_says_too_little_is_refused(here, finding):
    manifest = here.submitted(here.volume())
    with refused(Clause.TRF_05):
        found(here, manifest.lines.get(), finding)


@clause(Clause.ORG_01)
def test_only_headquarters_checks(here):
    volume = here.volume()
    manifest = here.submitted(volume)
    with refused(Clause.ORG_01):
        record_outcome(manifest.lines.get(), Finding(Outcome.AGREES), by=here.clerk, now=NOW)
    with refused(Clause.ORG_01):
        record_scan(manifest, volume.barcode, by=here.centre_head, now=NOW)
    here.checked(manifest)
    with refused(Clause.ORG_01):
        freeze_manifest(manifest, by=here.clerk, now=NOW)


@clause(Clause.TRF_05)
def test_nothing_is_checked_before_it_is_handed_in(here):
    manifest = here.prepared(here.volume())
    with refused(Clause.TRF_05):
        found(here, manifest.lines.get(), Finding(Outcome.AGREES))


@pytest.mark.parametrize("by", ["barcode", "code"])
@clause(Clause.TRF_05)
def test_a_scanned_thing_of_the_list_agrees(here, by):
    volume = here.volume()
    manifest = here.submitted(volume)

    line, result = scan(here, manifest, f" {getattr(volume, by)} ".replace("·", "."))
    assert result == Scanned.AGREES
    assert (line.outcome, line.decision) == ("agrees", "accepted")
    assert scan(here, manifest, volume.barcode)[1] == Scanned.ALREADY


@clause(Clause.TRF_05)
def test_what_was_missing_and_turns_up_agrees_but_a_described_difference_stays(here):
    lost, wet = here.volume(), here.volume()
    manifest = here.submitted(lost, wet)
    found(here, line_of(manifest, lost), Finding(Outcome.MISSING))
    found(here, line_of(manifest, wet), SENT_BACK)

    scan(here, manifest, lost.barcode)
    scan(here, manifest, wet.barcode)
    assert line_of(manifest, lost).outcome == Outcome.AGREES
    assert line_of(manifest, lost).refusal == ""
    assert line_of(manifest, wet).outcome == Outcome.DAMAGED


@clause(Clause.TRF_05)
def test_a_supplement_is_scanned_by_its_code(here):
    paper = here.supplement()
    manifest = here.submitted(supplements=[paper])
    assert scan(here, manifest, paper.code)[1] == Scanned.AGREES


@clause(Clause.TRF_05)
def test_a_thing_nobody_listed_becomes_a_line_of_its_own(here):
    listed, extra = here.volume(), here.volume()
    manifest = here.submitted(listed)
    line, result = scan(here, manifest, extra.barcode)

    assert result == Scanned.UNLISTED
    assert (line.number, line.kind, line.code) == (2, "unlisted", extra.code)
    assert again(extra).state == HoldingState.ON_SHELF

    found(here, line, Finding(Outcome.UNLISTED, ACCEPTED))
    assert again(extra).state == HoldingState.IN_HANDOVER
    found(here, line, Finding(Outcome.UNLISTED, REFUSED, refusal="不在移交范围"))
    assert again(extra).state == HoldingState.ON_SHELF
    with refused(Clause.TRF_05):
        found(here, line, Finding(Outcome.AGREES))


@pytest.mark.parametrize(
    ("arranged_as", "why"),
    [({"personal_volume": True}, Clause.LND_13), ({"verified_on": None}, Clause.TRF_02)],
)
def test_a_find_that_could_not_be_listed_cannot_be_accepted(here, arranged_as, why):
    manifest = here.submitted(here.volume())
    line, _ = scan(here, manifest, here.volume(**arranged_as).barcode)

    with refused(why):
        found(here, line, Finding(Outcome.UNLISTED, ACCEPTED))
    found(here, line, Finding(Outcome.UNLISTED, REFUSED, refusal="退回"))


@clause(Clause.TRF_14)
def test_a_deed_among_ordinary_files_is_sent_back(here):
    manifest = here.submitted(here.volume())
    line, _ = scan(here, manifest, here.deed().barcode)
    with refused(Clause.TRF_14):
        found(here, line, Finding(Outcome.UNLISTED, ACCEPTED))


@clause(Clause.TRF_02)
def test_an_unknown_thing_is_put_down_and_can_only_go_back(here):
    manifest = here.submitted(here.volume())
    line, result = scan(here, manifest, "X:4711", title="一叠散页")

    assert result == Scanned.UNLISTED
    assert (line.holding, line.code, line.title) == (None, "X:4711", "一叠散页")
    assert scan(here, manifest, "X:4711") == (line, Scanned.ALREADY)
    with refused(Clause.TRF_02):
        found(here, line, Finding(Outcome.UNLISTED, ACCEPTED))
    with refused(Clause.TRF_05):
        scan(here, manifest, "  ")


@clause(Clause.TRF_05)
def test_a_thing_of_another_centre_does_not_belong_here(here):
    manifest = here.submitted(here.volume())
    with refused(Clause.TRF_05):
        scan(here, manifest, HoldingFactory(on_shelf=True).barcode)


@clause(Clause.TRF_04)
def test_a_thing_of_another_open_list_is_checked_there(here):
    elsewhere = here.volume()
    other = here.prepared(elsewhere, kind=EXTRA)
    manifest = here.submitted(here.volume())
    with refused(Clause.TRF_04) as caught:
        scan(here, manifest, elsewhere.barcode)
    assert other.number in str(caught.value)


@clause(Clause.TRF_05)
def test_one_unresolved_line_keeps_the_list_open(here):
    manifest = here.submitted(here.volume(), here.volume())
    first, second = manifest.lines.all()
    found(here, first, Finding(Outcome.AGREES))
    with refused(Clause.TRF_05) as caught:
        freeze_manifest(manifest, by=here.checker, now=NOW)
    assert "2" in str(caught.value)

    found(here, second, Finding(Outcome.DAMAGED, note="封面脱落"))  # and what becomes of it?
    with refused(Clause.TRF_05):
        freeze_manifest(manifest, by=here.checker, now=NOW)
    found(here, second, Finding(Outcome.DAMAGED, ACCEPTED, note="封面脱落"))
    freeze_manifest(manifest, by=here.checker, now=NOW)


@clause(Clause.TRF_05)
def test_an_unlisted_thing_left_lying_keeps_the_list_open(here):
    manifest = here.submitted(here.volume())
    scan(here, manifest, here.volume().barcode)
    found(here, manifest.lines.first(), Finding(Outcome.AGREES))
    with refused(Clause.TRF_05):
        freeze_manifest(manifest, by=here.checker, now=NOW)


@clause(Clause.TRF_06)
def test_the_frozen_content_is_kept_verbatim_with_its_hash(here):
    volume, personal = here.volume(page_count=98), here.volume(personal_volume=True)
    manifest = again(here.frozen(volume))

    content = json.loads(manifest.content)
    assert manifest.state == ManifestState.FROZEN
    assert manifest.content_hash == digest(manifest.content)
    assert content["schema"] == "archive-office/manifest/1"
    assert content["nature"] == "半年移交（2026年下半年）"
    assert [(line["code"], line["pages"]) for line in content["lines"]] == [(volume.code, 98)]
    assert [entry["code"] for entry in content["staying"]] == [personal.code]
    assert content["keepers"] == ["移交方存", "接收方存"]
    assert personal.dossier.occupancy.customer.name not in manifest.content


@clause(Clause.TRF_05)
def test_a_frozen_list_is_opened_before_it_is_changed(here):
    manifest = here.frozen(here.volume())
    line = manifest.lines.get()
    with refused(Clause.TRF_05):
        found(here, line, PAGES)
    with refused(Clause.TRF_05):
        scan(here, manifest, line.code)
    with refused(Clause.TRF_05):
        thaw_manifest(manifest, reason="", by=here.checker, now=NOW)
    with refused(Clause.ORG_01):
        thaw_manifest(manifest, reason="第1行页数不对", by=here.clerk, now=NOW)

    thaw_manifest(manifest, reason="第1行页数不对", by=here.checker, now=NOW)
    found(here, line, PAGES)
    refrozen = freeze_manifest(manifest, by=here.checker, now=NOW)
    assert refrozen.content_hash != manifest.content_hash
    with refused(Clause.TRF_05):
        freeze_manifest(manifest, by=here.checker, now=NOW)
