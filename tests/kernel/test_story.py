"""The fictitious office can really do what its story says."""

from datetime import UTC, datetime, timedelta

import pytest

from archive_office.custody.models import Incident, RoomClosing, RoomInspection, Storeroom
from archive_office.management.fictions import Fiction
from archive_office.management.furnishing import furnish
from archive_office.management.old_records import IDENTITY, moved_in_once
from archive_office.management.story import Home, Story
from archive_office.management.story_of_destruction import Clearance, standing
from archive_office.management.story_of_filing import furnish_filing
from archive_office.management.story_of_residents import furnish_residents
from archive_office.management.story_of_rooms import close_up, inspect, recover
from destruction.models import RegisterState
from dossiers.models import (
    Binding,
    DataRequest,
    Document,
    HoldingState,
    Letter,
    TitleCount,
    VolumeDraft,
)
from transfers.models import ManifestState, Side
from transfers.procedures.periods import ensure_periods

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


def test_a_move_in_reaches_headquarters_with_both_signatures():
    story = Story(furnish(by=None), Fiction(7), NOW)
    ensure_periods(today=story.today)
    estate = story.office.estates["P01"]
    for number in range(1, 6):
        person = story.fiction.person()
        draft = story.bring_move_in("front", estate, Home("1栋", f"{number}01", number), person)
        story.send(draft, "front")
        dossier = story.accept(draft, "archivist")
        story.shelve(list(dossier.holdings.select_related("keeper")), "archivist")

    manifest = story.hand_in(estate.centre, "archivist")
    story.check(manifest)
    story.freeze(manifest)
    story.sign(manifest, Side.TRANSFERRING, "archivist")
    story.sign(manifest, Side.RECEIVING, "hq")

    manifest.refresh_from_db()
    assert manifest.state == ManifestState.COMPLETED
    assert story.put_away(manifest) == 3
    assert manifest.lines.filter(holding__state=HoldingState.MISSING).count() == 1


def test_a_paper_of_somebody_who_left_is_destroyed_before_two_witnesses():
    story = Story(furnish(by=None), Fiction(8), NOW)
    estate = story.office.estates["P01"]
    left = moved_in_once(story, estate, Home("1栋", "301", 3), archivist="archivist")
    paper = Document.objects.get(holding__dossier=left, type__code=IDENTITY)
    room = Clearance(story, estate.centre, "archivist", "head")

    register = room.waiting([paper], now=NOW - timedelta(days=250))
    then = room.after_the_wait(register)
    room.checked(register, now=then)
    day = then + timedelta(days=2)
    room.planned(register, on=day, now=then)
    room.started(register, now=day)
    for line in standing(register):
        room.destroyed(line, now=day)
    closed = room.closed(room.finished(register, now=day), now=day)

    assert closed.state == RegisterState.CLOSED
    assert closed.signatures.count() == 3
    paper.refresh_from_db()
    assert paper.state == Document.State.DESTROYED


def test_a_centre_files_letters_titles_and_volumes_and_keeps_its_room():
    story = Story(furnish(by=None), Fiction(9), NOW)
    estate = story.office.estates["P01"]
    for number in range(1, 5):
        draft = story.bring_move_in(
            "front", estate, Home("18栋", f"{number}01", number), story.fiction.person()
        )
        story.send(draft, "front")
        story.accept(draft, "archivist")

    furnish_filing(story, estate.centre)
    furnish_residents(story, estate.centre)
    room = Storeroom.objects.get(department=estate.centre, kind=Storeroom.Kind.ARCHIVE_ROOM)
    for happens in (inspect, recover, close_up):
        happens(story, room)

    assert TitleCount.objects.get().finished_at is not None
    assert Binding.objects.count() == 1
    assert VolumeDraft.objects.filter(state=VolumeDraft.State.DRAFT).count() == 1
    assert Letter.objects.exclude(dossier=None).count() == 1
    assert DataRequest.objects.filter(answered_at=None).count() == 2
    assert Incident.objects.get().closed_on is not None
    assert RoomInspection.objects.filter(inspected_on=None).count() == 0
    assert RoomClosing.objects.get().not_done == []
