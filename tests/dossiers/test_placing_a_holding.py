import pytest
from django.db import DatabaseError, connection, transaction

from archive_office.journal.acts import in_act
from archive_office.journal.models import JournalEntry
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Holding, HoldingState
from dossiers.procedures.custody import move_custody, place_holding
from tests.factories import TODAY, DepartmentFactory, HoldingFactory, box_of, person
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db


def archivist_of(holding):
    return person(Role.CENTRE_ARCHIVIST, holding.keeper)


@clause(Clause.FIL_02)
def test_a_volume_counts_as_filed_when_it_first_stands_in_a_box():
    volume = HoldingFactory()
    box = box_of(volume.keeper)

    placed = place_holding(volume, box, by=archivist_of(volume), today=TODAY)

    assert placed.state == HoldingState.ON_SHELF
    assert placed.present_slot == box
    assert placed.home_slot == box
    assert placed.filed_on == TODAY
    assert [p.slot for p in placed.placements.all()] == [box]
    assert JournalEntry.objects.filter(act="dossiers.holding_placed").count() == 1


@clause(Clause.ORG_01)
def test_another_centres_archivist_cannot_place_it():
    volume = HoldingFactory()
    stranger = person(Role.CENTRE_ARCHIVIST, DepartmentFactory(centre=True))

    with refused(Clause.ORG_01):
        place_holding(volume, box_of(volume.keeper), by=stranger, today=TODAY)


@clause(Clause.STO_09)
def test_a_title_document_lies_in_a_safe_only():
    deed = HoldingFactory(is_title_document=True)
    archivist = archivist_of(deed)

    with refused(Clause.STO_09):
        place_holding(deed, box_of(deed.keeper), by=archivist, today=TODAY)
    place_holding(deed, box_of(deed.keeper, safe=True), by=archivist, today=TODAY)


@clause(Clause.STO_17)
def test_custody_moves_along_the_transition_table_only():
    volume = HoldingFactory()

    with refused(Clause.STO_17):
        move_custody([volume], HoldingState.ON_LOAN, by=None, today=TODAY)


def test_custody_without_its_line_in_the_journal_is_refused_by_the_database():
    volume = HoldingFactory(on_shelf=True)
    with pytest.raises(DatabaseError, match="journal"), transaction.atomic():
        _lose_silently(volume)


def _lose_silently(volume):
    with in_act("tests.silent", by=None):
        Holding.objects.filter(pk=volume.pk).update(state=HoldingState.MISSING, present_slot=None)
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


@clause(Clause.STO_08)
def test_a_box_that_stands_on_no_shelf_takes_nothing():
    volume = HoldingFactory()
    box = box_of(volume.keeper)
    with in_act("tests.arranged", by=None):
        box.shelf = None
        box.save()

    with refused(Clause.STO_08):
        place_holding(volume, box, by=archivist_of(volume), today=TODAY)


@clause(Clause.STO_17)
def test_a_volume_in_handover_is_not_put_away_by_hand():
    volume = HoldingFactory(on_shelf=True)
    move_custody([volume], HoldingState.IN_HANDOVER, by=None, today=TODAY)

    with refused(Clause.STO_17):
        place_holding(volume, box_of(volume.keeper), by=archivist_of(volume), today=TODAY)

    assert Holding.objects.get(pk=volume.pk).state == HoldingState.IN_HANDOVER
