"""Two people of two parties sign one content; then the things change hands (TRF-06, TRF-01)."""

from datetime import timedelta

import pytest

from archive_office.journal.models import JournalEntry, JournalSubject
from archive_office.notices.models import Notice
from archive_office.organisation.roles import Role
from archive_office.organisation.signing import prove_identity
from archive_office.regulation import Clause
from dossiers.models import Category, Document, HoldingState
from tests.factories import PASSWORD, TODAY, MembershipFactory, UserFactory, box_of, person
from tests.steps import clause, refused
from tests.transfers.road import NOW, TITLE, again, line_of, office
from transfers.models import ManifestLine, ManifestState, Outcome, Shortage, Side
from transfers.procedures.checking import (
    Finding,
    freeze_manifest,
    record_outcome,
    record_scan,
    thaw_manifest,
)
from transfers.procedures.manifests import recall_manifest, void_manifest
from transfers.procedures.signing import sign_manifest
from transfers.rules.putaway import proposed_places

pytestmark = pytest.mark.django_db
T, R, A = Side.TRANSFERRING, Side.RECEIVING, Side.ARCHIVIST
ACCEPTED, REFUSED = ManifestLine.Decision.ACCEPTED, ManifestLine.Decision.REFUSED


@pytest.fixture
def here():
    return office()


@pytest.mark.parametrize("order", [(T, R), (R, T)])
@clause(Clause.TRF_06, Clause.TRF_01)
def test_with_the_second_signature_headquarters_keeps_the_things(here, order):
    volume = here.volume()
    manifest = here.frozen(volume)
    who = {T: here.clerk, R: here.checker}

    first = here.sign(manifest, order[0], who[order[0]])
    assert again(manifest).state == ManifestState.FROZEN
    assert again(volume).keeper == here.centre

    here.sign(manifest, order[1], who[order[1]])
    done, moved = again(manifest), again(volume)
    assert (done.state, done.is_open, done.completed_at) == ("completed", False, NOW)
    assert (moved.state, moved.keeper) == (HoldingState.IN_PREPARATION, here.receiver)
    assert moved.home_slot is None
    assert first.content == done.content
    assert first.content_hash == done.content_hash


@clause(Clause.TRF_06)
def test_heads_may_sign_for_their_party(here):
    manifest = here.frozen(here.volume())
    here.sign(manifest, T, here.centre_head)
    here.sign(manifest, R, here.chief)
    assert [s.role for s in manifest.signatures.order_by("side")] == [
        "archive_room_head",
        "centre_head",
    ]


@clause(Clause.TRF_06)
def test_whoever_stands_in_signs_as_such(here):
    deputy = UserFactory()
    MembershipFactory(person=deputy, department=here.centre, acting_for=here.clerk)
    signature = here.sign(here.frozen(here.volume()), T, deputy)
    assert signature.acting_for == here.clerk


@clause(Clause.TRF_06)
def test_the_wrong_person_cannot_sign(here):
    manifest = here.frozen(here.volume())
    staff = person(Role.FRONT_LINE, here.centre)
    stranger = person(Role.CENTRE_ARCHIVIST)
    for side, who in ((T, staff), (T, stranger), (T, here.checker), (R, here.clerk)):
        with refused(Clause.TRF_06):
            here.sign(manifest, side, who)
    with refused(Clause.TRF_06):
        here.sign(manifest, A, here.checker)


@clause(Clause.TRF_06)
def test_one_person_does_not_sign_for_both(here):
    MembershipFactory(person=here.clerk, department=here.receiver, role=Role.HQ_ARCHIVIST)
    both = type(here.clerk).objects.get(pk=here.clerk.pk)
    manifest = here.frozen(here.volume())
    here.sign(manifest, T, both)
    with refused(Clause.TRF_06):
        here.sign(manifest, R, both)
    with refused(Clause.TRF_06):
        here.sign(manifest, T, here.centre_head)


@clause(Clause.TRF_06)
def test_a_signature_stands_over_what_the_signer_saw(here):
    manifest = here.frozen(here.volume())
    with refused(Clause.TRF_06):
        here.sign(manifest, T, here.clerk, seen_hash="0" * 64)


@clause(Clause.SEC_42)
def test_a_signature_needs_the_own_password_just_now(here):
    manifest = here.frozen(here.volume())
    others = prove_identity(here.centre_head, PASSWORD, now=NOW)
    old = prove_identity(here.clerk, PASSWORD, now=NOW - timedelta(minutes=6))
    for proof in (others, old):
        with refused(Clause.SEC_42):
            sign_manifest(manifest, T, proof, manifest.content_hash, by=here.clerk, now=NOW)
    with refused(Clause.SEC_42):
        prove_identity(here.clerk, "falsch", now=NOW)
    assert not manifest.signatures.exists()


@clause(Clause.TRF_05)
def test_nothing_is_signed_before_it_is_frozen(here):
    manifest = here.checked(here.submitted(here.volume()))
    with refused(Clause.TRF_05):
        here.sign(manifest, T, here.clerk, seen_hash="0" * 64)


@clause(Clause.TRF_06)
def test_a_change_between_the_signatures_voids_the_first_and_says_who(here):
    manifest = here.frozen(here.volume())
    signature = here.sign(manifest, T, here.clerk)

    thaw_manifest(manifest, reason="第1行页数不对", by=here.chief, now=NOW)
    voided = again(signature)
    assert (voided.voided_by, voided.voided_at) == (here.chief, NOW)
    assert str(here.chief) in voided.void_reason
    assert "第1行页数不对" in voided.void_reason
    assert voided.content, "what was signed stays readable"
    [notice] = Notice.objects.filter(to=here.clerk)
    assert manifest.number in notice.title
    with refused(Clause.TRF_05):
        here.sign(manifest, R, here.checker)


@clause(Clause.TRF_06)
def test_after_the_last_signature_nothing_changes_any_more(here):
    manifest = here.completed(here.volume())
    line = manifest.lines.get()
    for attempt in (
        lambda: record_outcome(line, Finding(Outcome.MISSING), by=here.checker, now=NOW),
        lambda: record_scan(manifest, line.code, by=here.checker, now=NOW),
        lambda: thaw_manifest(manifest, reason="r", by=here.checker, now=NOW),
        lambda: void_manifest(manifest, reason="r", by=here.checker, now=NOW),
        lambda: recall_manifest(manifest, by=here.clerk, now=NOW),
        lambda: here.sign(manifest, T, here.centre_head),
    ):
        with refused(Clause.TRF_06):
            attempt()


@clause(Clause.TRF_01, Clause.TRF_10)
def test_refused_things_go_home_and_missing_ones_are_owed(here):
    taken, refused_one, lost = sorted((here.volume() for _ in range(3)), key=lambda h: h.code)
    home = refused_one.home_slot
    manifest = here.completed(
        taken,
        refused_one,
        lost,
        found={
            "line_2": Finding(Outcome.DAMAGED, REFUSED, note="受潮", refusal="修复"),
            "line_3": Finding(Outcome.MISSING),
        },
    )

    back, gone = again(refused_one), again(lost)
    assert (back.state, back.keeper, back.present_slot) == ("on_shelf", here.centre, home)
    assert (gone.state, gone.keeper) == ("missing", here.centre)
    [debt] = Shortage.objects.standing()
    assert (debt.line, debt.centre, debt.holding) == (
        line_of(manifest, lost),
        here.centre,
        lost,
    )


@clause(Clause.TRF_10)
def test_lacking_pages_are_owed_but_additional_ones_are_not(here):
    fewer, more = sorted((here.volume() for _ in range(2)), key=lambda h: h.code)
    here.completed(
        fewer,
        more,
        found={
            "line_1": Finding(Outcome.PAGES_DIFFER, ACCEPTED, pages_counted=17, note="缺3页"),
            "line_2": Finding(Outcome.PAGES_DIFFER, ACCEPTED, pages_counted=21, note="多1页"),
        },
    )
    [debt] = Shortage.objects.standing()
    assert "缺 3 页" in debt.what
    assert again(fewer).keeper == here.receiver


@clause(Clause.TRF_05)
def test_unlisted_things_change_hands_only_when_accepted(here):
    taken, sent_back = here.volume(), here.volume()
    manifest = here.submitted(here.volume())
    finds = [
        record_scan(manifest, h.barcode, by=here.checker, now=NOW)[0] for h in (taken, sent_back)
    ]
    here.checked(
        manifest,
        line_2=Finding(Outcome.UNLISTED, ACCEPTED),
        line_3=Finding(Outcome.UNLISTED, REFUSED, refusal="退回中心"),
    )
    assert [line.number for line in finds] == [2, 3]
    frozen = freeze_manifest(manifest, by=here.checker, now=NOW)
    here.sign(frozen, T, here.clerk)
    here.sign(frozen, R, here.checker)

    assert again(taken).keeper == here.receiver
    assert (again(sent_back).keeper, again(sent_back).state) == (here.centre, "on_shelf")


@clause(Clause.TRF_18)
def test_a_supplement_joins_its_volume(here):
    paper = here.supplement(pages=6, secrecy=2)
    volume = paper.holding
    here.completed(supplements=[paper])

    grown = again(volume)
    assert again(paper).state == Document.State.FILED
    assert (grown.document_count, grown.page_count) == (
        volume.document_count + 1,
        volume.page_count + 6,
    )
    assert grown.secrecy == 2
    assert grown.state == HoldingState.ON_SHELF


@clause(Clause.TRF_18)
def test_one_entry_tells_of_the_signature_and_of_every_thing_that_moved(here):
    volumes = [here.volume(), here.volume()]
    here.completed(*volumes)
    last = JournalEntry.objects.filter(act="transfers.manifest_signed").first()
    moved = JournalSubject.objects.filter(entry=last, kind__model="holding")
    assert {(s.thing, s.before["state"], s.after["state"]) for s in moved} == {
        (v.pk, "in_handover", "in_preparation") for v in volumes
    }


@clause(Clause.TRF_14)
def test_title_documents_need_the_archivists_signature_too(here):
    deed = here.deed()
    second = person(Role.HQ_ARCHIVIST, here.receiver)
    manifest = here.frozen(deed, kind=TITLE)
    here.sign(manifest, T, here.clerk)
    here.sign(manifest, R, here.chief)
    assert again(manifest).state == ManifestState.FROZEN
    with refused(Clause.TRF_06):
        here.sign(manifest, A, here.chief)

    here.sign(manifest, A, second)
    assert again(manifest).state == ManifestState.COMPLETED
    assert again(deed).keeper == here.receiver
    assert [c.number for c in manifest.copies.all()] == [1, 2, 3]


@clause(Clause.TRF_08)
def test_each_copy_has_its_keeper(here):
    manifest = here.completed(here.volume())
    assert [(c.number, c.keeper, c.side) for c in manifest.copies.all()] == [
        (1, here.centre, T),
        (2, here.receiver, R),
    ]


@clause(Clause.STO_05)
def test_a_place_is_proposed_where_others_of_the_category_stand(here):
    empty = box_of(here.receiver)
    begun = here.volume(keeper=here.receiver, present_slot=box_of(here.receiver))
    letters = Category.objects.get(code="B4.3")
    here.volume(dossier__category=letters, keeper=here.receiver, present_slot=box_of(here.receiver))
    thin, thick = sorted(
        (here.volume(page_count=50), here.volume(page_count=380)), key=lambda h: h.page_count
    )
    manifest = here.completed(thin, thick)

    places = {p.holding: p.box for p in proposed_places(manifest)}
    assert places == {thin: begun.present_slot, thick: empty}


@clause(Clause.STO_09)
def test_a_deed_is_put_away_in_a_safe_only(here):
    box_of(here.receiver)
    deed, second = here.deed(), person(Role.HQ_ARCHIVIST, here.receiver)
    manifest = here.frozen(deed, kind=TITLE)
    for side, who in ((T, here.clerk), (R, here.chief), (A, second)):
        here.sign(manifest, side, who)
    assert [p.box for p in proposed_places(manifest)] == [None]
    safe = box_of(here.receiver, safe=True)
    assert [p.box for p in proposed_places(manifest)] == [safe]


def test_the_day_of_the_handover_is_kept(here):
    manifest = here.completed(here.volume(), now=NOW + timedelta(hours=15))
    assert manifest.completed_at.astimezone(NOW.tzinfo).date() == TODAY + timedelta(days=1)
