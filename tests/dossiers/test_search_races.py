"""Whoever renames and whoever links at the same moment: the search's line says what both wrote."""

import threading

import pytest

from archive_office.regulation import Clause
from dossiers.models import Customer, Dossier, Estate, OccupancyParty, SearchEntry
from tests.factories import (
    CustomerFactory,
    DossierFactory,
    EstateFactory,
    OccupancyFactory,
    UnitFactory,
    arranged,
)
from tests.steps import clause

pytestmark = pytest.mark.race
WAIT = 0.3
"""Long enough for the other one to write, and to be waiting where it has to."""


class Turns:
    """Two people: the first writes, the second writes beside it, then the first one saves."""

    def __init__(self):
        self.written, self.beside = threading.Event(), threading.Event()

    def first(self, write):
        def work():
            with arranged():
                write()
                self.written.set()
                self.beside.wait(WAIT)

        return work

    def second(self, write):
        def work():
            self.written.wait(5)
            with arranged():
                write()
            self.beside.set()

        return work


def new_dossier(occupancy):
    return lambda: DossierFactory(occupancy=occupancy)


def renamed(model, pk, name):
    return lambda: model.objects.filter(pk=pk).update(name=name)


def joined(occupancy, customer):
    return lambda: OccupancyParty.objects.create(
        occupancy=occupancy, customer=customer, role=OccupancyParty.Role.CO_HOLDER
    )


@clause(Clause.COL_27)
@pytest.mark.parametrize("opener_is_first", [True, False])
def test_a_new_dossier_beside_renamings_and_new_parties_is_found_by_what_they_say(
    own_database, side_by_side, opener_is_first
):
    estate = EstateFactory(name="翠湖花园")
    stays = [
        OccupancyFactory(
            unit=UnitFactory(estate=estate, building__estate=estate),
            customer=CustomerFactory(name="王芳"),
        )
        for _n in range(3)
    ]
    friend = CustomerFactory(name="单雄信")
    others = [
        renamed(Customer, stays[0].customer_id, "欧阳娜"),
        renamed(Estate, estate.pk, "金色家园"),
        joined(stays[2], friend),
    ]
    for stay, other in zip(stays, others, strict=True):
        turns, pair = Turns(), [new_dossier(stay), other]
        early, late = pair if opener_is_first else pair[::-1]
        for future in side_by_side(turns.first(early), turns.second(late)):
            future.result()
        entry = SearchEntry.objects.get(dossier__occupancy=stay)
        said = f"{entry.names} {entry.places}"
        wanted = {0: "欧阳娜", 1: "金色家园", 2: "单雄信"}[stays.index(stay)]
        assert wanted in said, (wanted, said)
    assert Dossier.objects.count() == 3
