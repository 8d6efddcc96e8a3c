"""The papers state what was frozen and signed, never what the catalogue says later."""

import io

import pytest
from pypdf import PdfReader

from archive_office.regulation import Clause
from tests.factories import TODAY, SealFactory, person
from tests.steps import clause
from tests.transfers.desk import Desk
from tests.transfers.road import NOW, TITLE, again, change, content, office
from transfers.models import ManifestLine, Outcome, Side
from transfers.papers.differences import difference_sheet
from transfers.papers.filling import (
    annex_facts,
    difference_facts,
    manifest_facts,
    title_facts,
)
from transfers.papers.manifest import manifest as manifest_paper
from transfers.papers.movements import handovers_of
from transfers.papers.staying import staying_annex
from transfers.papers.titles import title_manifest
from transfers.procedures.checking import Finding, freeze_manifest, record_scan, thaw_manifest
from transfers.procedures.sealing import record_seal
from transfers.rules.content import frozen

pytestmark = pytest.mark.django_db
ACCEPTED, REFUSED = ManifestLine.Decision.ACCEPTED, ManifestLine.Decision.REFUSED


@pytest.fixture
def here():
    return office()


def words(pdf):
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return "".join(text.split())


def with_differences(here):
    """Six things: one agrees, the others are every kind of difference there is."""
    volumes = sorted((here.volume() for _ in range(4)), key=lambda h: h.code)
    manifest = here.submitted(*volumes)
    for extra in (here.volume(), here.volume()):
        record_scan(manifest, extra.barcode, by=here.checker, now=NOW)
    here.checked(
        manifest,
        line_2=Finding(Outcome.MISSING),
        line_3=Finding(Outcome.PAGES_DIFFER, ACCEPTED, pages_counted=17, note="缺3页"),
        line_4=Finding(Outcome.DAMAGED, REFUSED, note="受潮", refusal="修复后再交"),
        line_5=Finding(Outcome.UNLISTED, ACCEPTED),
        line_6=Finding(Outcome.UNLISTED, REFUSED, refusal="退回中心"),
    )
    return again(freeze_manifest(manifest, by=here.checker, now=NOW))


@clause(Clause.TRF_04)
def test_the_manifest_states_each_line_with_its_outcome(here):
    manifest = with_differences(here)
    facts = manifest_facts(manifest, frozen(manifest))

    assert [(line.outcome, line.accepted) for line in facts.lines] == [
        ("相符", True),
        ("缺件", False),
        ("页数不符", True),
        ("破损", False),
        ("清单外", True),
    ]
    assert facts.lines[3].remark == "拒收"
    assert facts.lines[4].category == "清单外增列"
    assert facts.nature == "半年移交（2026年下半年）"
    assert facts.difference_number == "CY-2026-0001"
    assert facts.digest == manifest.content_hash
    assert (facts.fonds.code, facts.fonds.name) == ("W001", "翠湖物业服务有限公司")


@clause(Clause.FRM_19)
def test_the_transfer_form_sums_the_handover_up_by_class(here):
    manifest = with_differences(here)
    answer = Desk(here.clerk).get("paper", manifest.pk, "summary")
    text = words(answer.content)
    for said in (
        "档案资料移交表", f"移交编号：{manifest.number}", "移交期间：2026年下半年",
        here.centre.name, here.receiver.name, f"填表人{manifest.prepared_by}",
        "清单外增列1520", "合计案卷伍卷，文件贰拾伍件，共壹佰页（5卷25件100页）。",
    ):  # fmt: skip
        assert "".join(said.split()) in text, said
    [category] = {line.category for line in manifest_facts(manifest, frozen(manifest)).lines[:4]}
    assert f"1{category}42080" in text


@clause(Clause.FRM_40, Clause.TRF_18)
def test_a_completed_handover_stands_among_the_movements_of_its_dossiers(here):
    volume, waiting = here.volume(), here.volume()
    manifest = here.completed(volume)
    here.submitted(waiting)
    (movement,) = handovers_of(volume.dossier_id)
    assert (movement.kind, movement.item) == ("转移", f"{volume.code}　{manifest.number}")
    assert (movement.sender, movement.receiver) == (here.centre.name, here.receiver.name)
    assert movement.signed == "、".join(str(s.signer) for s in manifest.signatures.order_by("pk"))
    assert not list(handovers_of(waiting.dossier_id))


@clause(Clause.TRF_05, Clause.TRF_10)
def test_the_difference_sheet_says_what_becomes_of_each(here):
    manifest = with_differences(here)
    facts = difference_facts(manifest, frozen(manifest))

    told = [(d.number, d.outcome, d.listed, d.found, d.settlement) for d in facts.lines]
    assert told == [
        (2, "缺件", "1 卷 5 件 20 页", "", "补交"),
        (3, "页数不符", "1 卷 5 件 20 页", "1 卷 5 件 17 页", "接收，补齐"),
        (4, "破损", "1 卷 5 件 20 页", "1 卷 5 件 20 页", "退回"),
        (None, "清单外", "", "1 卷 5 件 20 页", "增列接收"),
        (None, "清单外", "", "1 卷 5 件 20 页", "退回"),
    ]
    assert [d.due_on is not None for d in facts.lines] == [True, True, False, False, False]
    assert facts.lines[0].due_on.isoformat() == "2027-07-15"
    assert facts.checked_by == str(here.checker)
    assert "修复后再交" in words(difference_sheet(facts))


@clause(Clause.TRF_06)
def test_a_print_of_what_was_signed_never_changes(here):
    volume = here.volume()
    manifest = here.completed(volume)
    before = manifest_paper(manifest_facts(manifest, frozen(manifest)))

    change(again(volume), title="改名", page_count=999)
    change(here.centre, name="改名后的中心")
    assert manifest_paper(manifest_facts(again(manifest), frozen(manifest))) == before
    assert str(here.clerk) in words(before)
    assert str(here.checker) in words(before)


@clause(Clause.TRF_06)
def test_a_draft_shows_that_nobody_has_signed_it(here):
    manifest = here.prepared(here.volume())
    facts = manifest_facts(manifest, content(manifest))
    assert facts.digest == ""
    assert "草稿待签署" in words(manifest_paper(facts))


@clause(Clause.TRF_06)
def test_a_voided_signature_is_not_printed(here):
    manifest = here.frozen(here.volume())
    here.sign(manifest, Side.TRANSFERRING, here.clerk)
    thaw_manifest(manifest, reason="第1行", by=here.chief, now=NOW)
    facts = manifest_facts(again(manifest), content(manifest))
    assert facts.transferor.signature is None


@clause(Clause.TRF_07)
def test_the_print_shows_the_day_of_each_partys_seal(here):
    manifest = here.completed(here.volume())
    seal = SealFactory(department=here.receiver, keeper=here.chief)
    record_seal(manifest.copies.get(number=2), seal, by=here.chief, on=TODAY, now=NOW)
    facts = manifest_facts(manifest, frozen(manifest))
    assert (facts.transferor.sealed_on, facts.receiver.sealed_on) == (None, TODAY)


@clause(Clause.LND_13, Clause.TRF_04)
def test_the_annex_names_what_stays_and_why(here):
    personal, lent = here.volume(personal_volume=True), here.volume(verified_on=None)
    manifest = again(here.frozen(here.volume()))
    facts = annex_facts(manifest, frozen(manifest))

    assert {(line.reference, line.reason) for line in facts.lines} == {
        (personal.code, "个人信息，存于中心"),
        (lent.code, "台账著录，未核实"),
    }
    assert all(line.place and line.treatment == "留存中心" for line in facts.lines)
    assert manifest_facts(manifest, frozen(manifest)).annex
    assert personal.code in words(staying_annex(facts))


@clause(Clause.TRF_14)
def test_title_documents_print_with_three_signers(here):
    deed, second = here.deed(), person("hq_archivist", here.receiver)
    manifest = here.frozen(deed, kind=TITLE)
    for side, who in zip(Side, (here.clerk, here.chief, second), strict=True):
        here.sign(manifest, side, who)
    manifest = again(manifest)
    facts = title_facts(manifest, frozen(manifest))

    [line] = facts.lines
    assert (line.certificate_number, line.quantity) == (deed.certificate_number, 1)
    assert line.place == str(deed.dossier.unit)
    assert line.original == "原件"
    assert facts.archivist.signature.signer == str(second)
    assert facts.keepers == ("移交方存", "接收方存", "档案室存")
    assert deed.certificate_number in words(title_manifest(facts))


def test_no_persons_name_of_the_customers_reaches_a_paper(here):
    volume = here.volume()
    manifest = here.completed(volume)
    assert volume.dossier.occupancy.customer.name not in manifest.content
