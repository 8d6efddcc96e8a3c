"""Invariants 1, 4 and 5 where nothing but the database is left to keep them."""

import pytest
from django.db import IntegrityError, connection, transaction

from archive_office.regulation import Clause
from dossiers.models import Dossier, Occupancy
from tests.factories import DossierFactory, HoldingFactory, OccupancyFactory, UnitFactory, arranged
from tests.steps import clause
from tests.transfers.road import office
from transfers.models import Side

pytestmark = pytest.mark.django_db


def refused_by(constraint):
    return pytest.raises(IntegrityError, match=constraint)


@clause(Clause.COL_04)
def test_one_open_owner_dossier_per_unit():
    """Even where the earlier owner's occupancy has ended and the dossier was left open."""
    unit = UnitFactory()
    ended = {"ending": Occupancy.Ending.SALE, "until_on": "2025-01-01"}
    DossierFactory(occupancy=OccupancyFactory(unit=unit, **ended))
    with refused_by("dossiers_one_open_owner_dossier_per_unit"):
        DossierFactory(occupancy=OccupancyFactory(unit=unit))


@clause(Clause.COL_04)
def test_one_present_owner_per_unit():
    unit = UnitFactory()
    OccupancyFactory(unit=unit)
    with refused_by("dossiers_one_present_owner_per_unit"):
        OccupancyFactory(unit=unit)


@clause(Clause.COL_17)
def test_one_dossier_per_tenancy_and_as_many_tenancies_as_there_are():
    unit = UnitFactory()
    tenancies = [OccupancyFactory(unit=unit, kind="tenant") for _ in range(2)]
    for tenancy in tenancies:
        DossierFactory(occupancy=tenancy)
    with refused_by("occupancy"):
        DossierFactory(occupancy=tenancies[0])


@clause(Clause.FIL_03)
def test_a_reference_code_is_given_once():
    holding = HoldingFactory()
    with refused_by("code"):
        DossierFactory(code=holding.dossier.code)


@clause(Clause.COL_04)
def test_a_closed_dossier_makes_room_for_the_next():
    unit = UnitFactory()
    ended = {"ending": Occupancy.Ending.SALE, "until_on": "2025-01-01"}
    first = DossierFactory(occupancy=OccupancyFactory(unit=unit, **ended))
    with arranged():
        first.state, first.closed_on = "closed", "2025-01-01"
        first.save()
    DossierFactory(occupancy=OccupancyFactory(unit=unit))
    assert Dossier.objects.filter(unit=unit).count() == 2


@clause(Clause.TRF_06)
@pytest.mark.parametrize(
    "also", ["signed_at = signed_at - interval '1 day'", "content = content || ' '", "role = 'x'"]
)
def test_voiding_a_signature_changes_nothing_else_of_it(also):
    here = office()
    signature = here.sign(here.frozen(here.volume()), Side.TRANSFERRING, here.clerk)
    voiding = f"voided_at = now(), voided_by_id = {here.checker.pk}, void_reason = '漏列'"
    statement = f"UPDATE transfers_manifestsignature SET {voiding}, {{}} WHERE id = {signature.pk}"
    with refused_by("can only be voided"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(also))
    with connection.cursor() as cursor:
        cursor.execute(statement.format("id = id"))
