"""The fictitious office can really do what its story says."""

from datetime import UTC, datetime

import pytest

from archive_office.management.fictions import Fiction
from archive_office.management.furnishing import furnish
from archive_office.management.story import Home, Story
from dossiers.models import HoldingState
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
