"""What a centre owes, until it is scanned in or waived; and the register of receipts."""

from datetime import timedelta

import pytest

from archive_office.organisation.roles import Role
from archive_office.policy.models import Parameter
from archive_office.regulation import Clause
from dossiers.models import Document, HoldingState
from dossiers.procedures.custody import move_custody, place_holding
from dossiers.rules.obligations import open_obligations
from tests.factories import arranged, box_of, person
from tests.steps import clause, refused
from tests.transfers.road import (
    NOW,
    ORDINARY,
    TODAY,
    again,
    content,
    going,
    office,
)
from transfers.models import ManifestLine, Outcome, Shortage
from transfers.papers.filling import receipt_facts
from transfers.procedures.checking import Finding
from transfers.procedures.shortages import settle_shortage, waive_shortage
from transfers.rules.content import frozen
from transfers.rules.proposal import proposal
from transfers.rules.receipts import owed_on, received

pytestmark = pytest.mark.django_db
MISSING = Finding(Outcome.MISSING)
ACCEPTED = ManifestLine.Decision.ACCEPTED


@pytest.fixture
def here():
    return office()


def one_missing(here):
    """A volume the check did not find, beside one it did."""
    there, lost = sorted((here.volume() for _ in range(2)), key=lambda h: h.code)
    manifest = here.completed(there, lost, found={"line_2": MISSING})
    return manifest, lost, Shortage.objects.get()


def settled(here, debt, barcode, how="中心送达"):
    return settle_shortage(debt, barcode, how=how, by=here.checker, now=NOW)


@clause(Clause.TRF_10)
def test_a_debt_is_settled_when_the_thing_is_scanned_in(here):
    _manifest, lost, debt = one_missing(here)
    settled(here, debt, lost.barcode)

    found = again(lost)
    assert (found.state, found.keeper) == (HoldingState.IN_PREPARATION, here.receiver)
    assert again(debt).settled_how == "中心送达"
    with refused(Clause.TRF_10):
        settled(here, debt, lost.barcode)


@clause(Clause.TRF_10)
def test_another_thing_settles_nothing(here):
    _manifest, lost, debt = one_missing(here)
    for barcode in ("H:00000000", ""):
        with refused(Clause.TRF_10):
            settled(here, debt, barcode)
    with refused(Clause.TRF_10):
        settled(here, debt, lost.barcode, how=" ")
    with refused(Clause.ORG_01):
        settle_shortage(debt, lost.barcode, how="送达", by=here.clerk, now=NOW)


@clause(Clause.TRF_10)
def test_what_the_centre_has_found_again_heads_its_next_proposal_and_settles_the_debt(here):
    first, lost, debt = one_missing(here)
    earlier = here.volume(dossier__code="W001-ZY·KH-A00-0001")
    move_custody([lost], HoldingState.IN_PREPARATION, by=here.clerk, today=TODAY)
    place_holding(again(lost), box_of(here.centre), by=here.clerk, today=TODAY)
    with refused(Clause.TRF_10):
        settled(here, debt, lost.barcode)

    assert list(proposal(here.centre, ORDINARY, on=TODAY).owed) == [debt]
    assert going(here) == [lost, earlier]
    second = here.prepared(lost, earlier)
    head = content(second)["lines"][0]
    assert (head["code"], head["group"]) == (lost.code, "补交（前次欠交）")
    assert first.number in head["remark"]


@clause(Clause.TRF_10)
def test_lacking_pages_are_settled_by_the_volume_they_belong_to(here):
    volume = here.volume()
    finding = Finding(Outcome.PAGES_DIFFER, ACCEPTED, pages_counted=17, note="缺3页")
    here.completed(volume, found={"line_1": finding})
    settled(here, Shortage.objects.get(), volume.code, how="补齐3页")
    assert not Shortage.objects.standing().exists()


@clause(Clause.TRF_10)
def test_a_missing_supplement_is_settled_by_its_own_code(here):
    paper = here.supplement()
    here.completed(supplements=[paper], found={"line_1": MISSING})
    debt = Shortage.objects.get()
    assert again(paper).state == Document.State.AWAITING

    with refused(Clause.TRF_10):
        settled(here, debt, paper.holding.barcode)
    settled(here, debt, paper.code)
    assert again(paper).state == Document.State.FILED


@clause(Clause.TRF_10)
def test_only_the_archive_room_head_waives_and_says_why(here):
    _manifest, lost, debt = one_missing(here)
    with refused(Clause.ORG_01):
        waive_shortage(debt, reason="水灾灭失", by=here.checker, now=NOW)
    with refused(Clause.TRF_10):
        waive_shortage(debt, reason="", by=here.chief, now=NOW)

    waive_shortage(debt, reason="水灾灭失", by=here.chief, now=NOW)
    assert "水灾灭失" in again(debt).settled_how
    assert again(lost).state == HoldingState.MISSING
    with refused(Clause.TRF_10):
        waive_shortage(debt, reason="水灾灭失", by=here.chief, now=NOW)


@clause(Clause.TRF_10)
def test_a_centre_sees_its_own_debts_only(here):
    _manifest, _lost, debt = one_missing(here)
    stranger = person(Role.CENTRE_ARCHIVIST)
    assert list(Shortage.objects.visible_to(stranger)) == []
    assert list(Shortage.objects.visible_to(here.clerk)) == [debt]
    assert list(Shortage.objects.visible_to(here.checker)) == [debt]


@clause(Clause.TRF_13)
def test_the_register_of_receipts_names_what_came_and_what_is_owed(here):
    manifest, lost, _debt = one_missing(here)
    here.prepared(here.volume())
    rows = received(here.receiver, TODAY, TODAY, visible_to=here.checker)
    [entry] = rows
    receipt = receipt_facts(entry, frozen(entry), missing=owed_on(rows)[entry.pk])

    assert (receipt.manifest_number, receipt.received_on) == (manifest.number, TODAY)
    assert (receipt.volumes, receipt.items, receipt.pages) == (1, 5, 20)
    assert (receipt.handed_by, receipt.received_by) == (str(here.clerk), str(here.checker))
    assert lost.code in receipt.missing


@clause(Clause.TRF_13)
def test_the_register_is_read_by_period(here):
    manifest = here.completed(here.volume(), now=NOW.replace(hour=23, minute=59))
    day = timedelta(days=1)
    seen = {"visible_to": here.checker}
    assert list(received(here.receiver, TODAY - day, TODAY, **seen)) == [manifest]
    assert list(received(here.receiver, TODAY + day, TODAY + 9 * day, **seen)) == []
    assert list(received(here.receiver, TODAY, TODAY, visible_to=person(Role.EMPLOYEE))) == []


@clause(Clause.TRF_08)
def test_the_office_sets_how_many_copies_there_are(here):
    with arranged():
        Parameter(name="manifest_copies", value="3", effective_from=TODAY).save()
    manifest = here.completed(here.volume())
    assert [c.keeper for c in manifest.copies.all()] == [here.centre, here.receiver, here.receiver]


@clause(Clause.TRF_04, Clause.TRF_10)
def test_open_manifests_and_debts_stand_against_a_holding(here):
    _manifest, lost, _debt = one_missing(here)
    listed, free = here.volume(), here.volume()
    number = here.prepared(listed).number

    open_ones = open_obligations([lost, listed, free])
    assert [(o.holding, o.kind) for o in open_ones] == [
        (listed.pk, "manifest"),
        (lost.pk, "shortage"),
    ]
    assert number in str(open_ones[0].text)
