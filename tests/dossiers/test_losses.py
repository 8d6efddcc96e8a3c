"""What cannot be found: reported, found again, replaced by a copy."""

import pytest

from archive_office.regulation import Clause
from dossiers.models import DossierEvent, Holding, HoldingState
from dossiers.procedures.losses import found_again, replace_by_copy, report_missing
from dossiers.rules.losses import lost
from tests.dossiers.storeroom import Room
from tests.factories import TODAY, DepartmentFactory, person
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return Room()


def reported(here, volume, words="移库后未见，已查同层各盒"):
    return report_missing(volume, circumstances=words, by=here.archivist, today=TODAY)


@clause(Clause.STO_17)
def test_a_missing_thing_stands_on_the_list_until_it_is_found_again(here):
    volume = here.volume(here.boxes[0][0])
    report = reported(here, volume)
    assert list(lost(here.archivist)) == [volume]
    assert report.last_place == here.boxes[0][0].place

    back = found_again(volume, words="在装订台上", by=here.archivist, today=TODAY)
    assert back.state == HoldingState.IN_PREPARATION
    assert not lost(here.archivist).exists()
    report.refresh_from_db()
    assert (report.outcome, report.note, report.settled_on) == ("found", "在装订台上", TODAY)
    assert back.home_slot == here.boxes[0][0]


@clause(Clause.STO_17)
def test_a_copy_takes_the_place_of_a_lost_thing_and_the_notes_say_so(here):
    volume = here.volume(here.boxes[0][0])
    reported(here, volume)
    copy = replace_by_copy(volume, words="据房产局存档复印", by=here.archivist, today=TODAY)
    assert not copy.is_original
    assert volume.losses.get().outcome == "replaced"
    remark = DossierEvent.objects.get(dossier=volume.dossier)
    assert remark.kind == DossierEvent.Kind.REMARK
    assert "据房产局存档复印" in remark.text


@clause(Clause.STO_17, Clause.ORG_01)
def test_only_what_the_room_itself_has_is_reported_by_its_archivist_with_words(here):
    volume = here.volume(here.boxes[0][0])
    lent = here.volume(state=HoldingState.ON_LOAN)
    with refused(Clause.STO_17):
        reported(here, volume, words=" ")
    with refused(Clause.STO_17):
        reported(here, lent)
    with refused(Clause.ORG_01):
        report_missing(
            volume,
            circumstances="x",
            by=person("centre_archivist", DepartmentFactory(centre=True)),
            today=TODAY,
        )
    with refused(Clause.STO_17):
        found_again(volume, words="在", by=here.archivist, today=TODAY)
    assert Holding.objects.get(pk=volume.pk).state == HoldingState.ON_SHELF
