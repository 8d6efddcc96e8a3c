"""The whole handover through the browser's door, as five people, and what breaks off on the way.

The centre's archivist prepares, headquarters checks and finds things missing, short, damaged
and unlisted, both parties sign one content, copies are printed and sealed, the debt is settled.
"""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive_office import clock
from archive_office.journal.models import JournalEntry
from archive_office.regulation import Clause
from dossiers.models import HoldingState
from tests.factories import PASSWORD, SealFactory, box_of
from tests.printing.reading import Reading
from tests.steps import clause
from tests.transfers.desk import Desk, text, that_day
from tests.transfers.road import NOW, TODAY, again, line_of, office
from transfers.models import Manifest, ManifestState, Shortage, Side

pytestmark = pytest.mark.django_db
assert that_day


class Road:
    """The people at their desks, and the seven things of the handover."""

    def __init__(self):
        self.here = here = office()
        self.clerk, self.head = Desk(here.clerk, "zh-hans"), Desk(here.centre_head)
        self.checker, self.chief = Desk(here.checker), Desk(here.chief)
        self.kept = here.volume(page_count=80)
        self.lost, self.short = here.volume(page_count=36), here.volume(page_count=98)
        self.torn, self.left = here.volume(), here.volume()
        self.personal, self.stray = here.volume(personal_volume=True), None
        self.room = box_of(here.receiver)

    @property
    def manifest(self):
        return Manifest.objects.order_by("-pk").first()

    def prepared(self):
        """What the proposal offers, less one volume that is left out."""
        page = self.clerk.get("propose").content.decode()
        seen = re.search(r'name="seen" value="(\w+)"', page)[1]
        self.clerk.post(
            "propose",
            centre=self.here.centre.pk,
            kind="ordinary",
            seen=seen,
            leave=f"h{self.left.pk}",
        )
        return self.manifest

    def find(self, thing, **found):
        line = line_of(self.manifest, thing)
        return self.checker.post("outcome", line.pk, htmx=True, **found)

    def checked(self):
        """Everything that can be found is found: missing, short, damaged, unlisted."""
        manifest = self.manifest
        self.checker.post("scan", manifest.pk, htmx=True, code=self.kept.barcode)
        self.find(self.lost, outcome="missing")
        self.find(
            self.short,
            outcome="pages_differ",
            pages_counted=90,
            note="缺末尾 8 页",
            decision="accepted",
        )
        self.find(
            self.torn, outcome="damaged", note="封面脱落", decision="refused", refusal="修复后移交"
        )
        self.stray = self.here.volume(page_count=12)
        self.checker.post("scan", manifest.pk, htmx=True, code=self.stray.barcode)
        self.find(self.stray, outcome="unlisted", decision="accepted")

    def sign(self, desk, side, *, password=PASSWORD, content_hash=None):
        """Read the page, then sign what it showed."""
        manifest = self.manifest
        if content_hash is None:
            page = desk.get("sign", manifest.pk, side).content.decode()
            found = re.search(r'name="content_hash" value="(\w*)"', page)
            content_hash = found[1] if found else manifest.content_hash
        return desk.post("sign", manifest.pk, side, password=password, content_hash=content_hash)

    def as_far_as_the_freeze(self):
        self.prepared()
        self.clerk.post("step", self.manifest.pk, "submit")
        self.checked()
        self.checker.post("step", self.manifest.pk, "freeze")
        assert self.manifest.state == ManifestState.FROZEN
        return self.manifest

    def signed(self):
        manifest = self.as_far_as_the_freeze()
        assert self.sign(self.clerk, Side.TRANSFERRING).status_code == 302
        assert self.sign(self.checker, Side.RECEIVING).status_code == 302
        return again(manifest)


@pytest.fixture
def road(that_day):
    return Road()


def state_of(thing):
    return again(thing).state


@clause(Clause.TRF_01, Clause.TRF_04, Clause.TRF_05)
def test_the_centre_hands_in_and_headquarters_finds_what_it_finds(road):
    manifest = road.prepared()
    listed = [line.holding for line in manifest.lines.all()]
    assert listed == [road.kept, road.lost, road.short, road.torn]
    assert state_of(road.kept) == HoldingState.ON_SHELF

    road.clerk.post("step", manifest.pk, "submit")
    assert state_of(road.kept) == HoldingState.IN_HANDOVER
    assert state_of(road.left) == HoldingState.ON_SHELF
    assert road.checker.post("step", manifest.pk, "freeze").status_code == 422
    road.checked()
    assert [(line.outcome, line.decision) for line in manifest.lines.all()] == [
        ("agrees", "accepted"),
        ("missing", "refused"),
        ("pages_differ", "accepted"),
        ("damaged", "refused"),
        ("unlisted", "accepted"),
    ]
    assert road.clerk.post("step", manifest.pk, "recall").status_code == 422


@clause(Clause.TRF_01, Clause.TRF_06, Clause.TRF_10)
def test_with_the_second_signature_the_things_change_hands(road):
    manifest = road.as_far_as_the_freeze()
    shown = text(road.clerk.get("sign", manifest.pk, Side.TRANSFERRING))
    for words in ("缺件", "页数不符", "缺末尾 8 页", "封面脱落", "清单外", manifest.content_hash):
        assert words in shown

    road.sign(road.clerk, Side.TRANSFERRING)
    assert again(road.kept).keeper == road.here.centre
    road.sign(road.checker, Side.RECEIVING)
    done = again(manifest)
    assert done.state == ManifestState.COMPLETED
    assert {s.content_hash for s in done.signatures.all()} == {done.content_hash}
    for thing in (road.kept, road.short, road.stray):
        assert again(thing).keeper == road.here.receiver
    assert state_of(road.torn) == HoldingState.ON_SHELF
    assert again(road.torn).keeper == road.here.centre
    assert state_of(road.lost) == HoldingState.MISSING
    assert Shortage.objects.standing().count() == 2
    assert road.room.place in text(road.checker.get("manifest", manifest.pk))
    acts = set(JournalEntry.objects.values_list("act", flat=True))
    assert {"transfers.manifest_submitted", "transfers.manifest_signed"} <= acts


@clause(Clause.TRF_06)
def test_a_wrong_password_signs_nothing_and_five_close_the_door(road):
    road.as_far_as_the_freeze()
    for _ in range(5):
        answer = road.sign(road.clerk, Side.TRANSFERRING, password="Falsches-Wort-1")
        assert answer.status_code == 422
        assert "SEC-42" in text(answer)
        assert "Falsches-Wort-1" not in answer.content.decode()
    assert road.sign(road.clerk, Side.TRANSFERRING).status_code == 422
    assert not road.manifest.signatures.exists()


@clause(Clause.TRF_06)
def test_the_other_side_the_same_person_and_the_same_side_twice_are_refused(road):
    from archive_office.organisation.roles import Role
    from tests.factories import MembershipFactory

    MembershipFactory(person=road.here.clerk, role=Role.HQ_ARCHIVIST, department=road.here.receiver)
    both = Desk(type(road.here.clerk).objects.get(pk=road.here.clerk.pk))
    road.as_far_as_the_freeze()
    assert road.sign(road.checker, Side.TRANSFERRING).status_code == 422, "not their side"
    assert road.sign(both, Side.TRANSFERRING).status_code == 302
    answer = road.sign(both, Side.RECEIVING)
    assert answer.status_code == 422
    assert "Two different people sign." in text(answer)
    answer = road.sign(road.head, Side.TRANSFERRING)
    assert "This side has signed already." in text(answer)
    assert road.sign(road.checker, Side.ARCHIVIST).status_code == 404
    assert road.manifest.signatures.count() == 1
    assert road.manifest.state == ManifestState.FROZEN


@clause(Clause.TRF_05, Clause.TRF_06)
def test_a_change_between_the_signatures_voids_the_first_and_stops_the_second(road):
    manifest = road.as_far_as_the_freeze()
    seen = manifest.content_hash
    road.sign(road.clerk, Side.TRANSFERRING)

    answer = road.clerk.post("step", manifest.pk, "thaw", reason="想改")
    assert answer.status_code == 403
    road.checker.post("step", manifest.pk, "thaw", reason="第 3 行应为 91 页")
    road.find(
        road.short, outcome="pages_differ", pages_counted=91, note="缺 7 页", decision="accepted"
    )
    road.checker.post("step", manifest.pk, "freeze")

    answer = road.sign(road.checker, Side.RECEIVING, content_hash=seen)
    assert answer.status_code == 422
    assert "TRF-06 The list was changed since you opened it." in text(answer)
    fresh = again(manifest).content_hash
    assert f'value="{fresh}"' in answer.content.decode(), "what is signed next is what is shown"
    assert seen != fresh

    road.sign(road.checker, Side.RECEIVING)
    assert again(manifest).state == ManifestState.FROZEN, "the first signature no longer counts"
    words = text(road.head.get("manifest", manifest.pk))
    assert f"Voided by {road.here.checker}" in words
    assert "第 3 行应为 91 页" in words
    road.sign(road.head, Side.TRANSFERRING)
    assert again(manifest).state == ManifestState.COMPLETED


@clause(Clause.TRF_06)
def test_what_is_handed_over_is_locked(road):
    manifest = road.signed()
    line = manifest.lines.first()
    for desk, name, args, fields in (
        (road.checker, "step", (manifest.pk, "thaw"), {"reason": "改"}),
        (road.checker, "step", (manifest.pk, "void"), {"reason": "改"}),
        (road.clerk, "step", (manifest.pk, "recall"), {}),
        (road.clerk, "remove_line", (line.pk,), {}),
        (road.checker, "outcome", (line.pk,), {"outcome": "missing"}),
        (road.checker, "scan", (manifest.pk,), {"code": road.left.barcode}),
    ):
        answer = desk.post(name, *args, **fields)
        assert answer.status_code == 422, name
        assert "TRF-06" in text(answer), name
    assert road.sign(road.chief, Side.RECEIVING).status_code == 422
    assert again(manifest).content_hash == manifest.content_hash


@clause(Clause.TRF_07, Clause.TRF_08)
def test_copies_are_printed_read_back_sealed_and_scanned(road):
    manifest = road.signed()
    own, theirs = manifest.copies.all()
    words = Reading(road.clerk.post("print_copy", own.pk).content).text
    for thing in (road.kept, road.lost, road.short, road.torn, road.stray):
        assert thing.code in words
    assert "列入案卷伍卷" in words
    assert "实际交接案卷叁卷" in words
    assert str(road.here.clerk) in words
    assert str(road.here.checker) in words
    assert road.personal.code not in words
    sheet = road.checker.get("paper", manifest.pk, "differences").content
    assert "共4项" in Reading(sheet).text
    annex = Reading(road.clerk.get("paper", manifest.pk, "staying").content).text
    assert road.personal.code in annex
    assert road.left.code in annex

    for copy, keeper in ((own, road.here.centre_head), (theirs, road.here.chief)):
        seal = SealFactory(department=copy.keeper, keeper=keeper)
        answer = Desk(keeper).post("seal", copy.pk, seal=seal.pk, on=TODAY.isoformat())
        assert answer.status_code == 302
        paper = road.checker.post("print_copy", copy.pk).content
        scan = SimpleUploadedFile("sealed.pdf", paper)
        assert Desk(keeper).post("sealed_scan", copy.pk, file=scan).status_code == 302
        kept = b"".join(Desk(keeper).get("sealed_scan", copy.pk).streaming_content)
        assert kept == paper
    assert "用印登记2026-11-20" in Reading(road.clerk.post("print_copy", own.pk).content).text


@clause(Clause.TRF_10, Clause.TRF_13)
def test_debts_are_settled_and_the_register_forgets_them(road, monkeypatch):
    manifest = road.signed()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=3))
    assert road.lost.code in text(road.clerk.get("propose"))
    assert road.lost.code in text(road.checker.get("receipts"))
    for debt in Shortage.objects.standing():
        answer = road.checker.post(
            "shortage", debt.pk, barcode=debt.holding.barcode, how="中心补交"
        )
        assert answer.url == reverse("transfers:shortages")
    assert again(road.lost).keeper == road.here.receiver
    words = Reading(road.checker.get("receipt_register").content).text
    assert manifest.number in words
    assert road.lost.code not in words
