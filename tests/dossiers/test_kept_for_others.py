"""What a department keeps for another stands in its lists; the database knows which it is."""

import pytest

from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from dossiers.models import Dossier, Holding
from dossiers.rules.listing import KEPT_FOR_OTHERS, listed_dossiers
from tests.factories import DepartmentFactory, DossierFactory, HoldingFactory, person

pytestmark = pytest.mark.django_db


def listed(user):
    return set(listed_dossiers(User.objects.get(pk=user.pk)))


@pytest.fixture
def keeper():
    return person(Role.CENTRE_ARCHIVIST, DepartmentFactory(centre=True))


def test_what_is_kept_for_another_centre_is_listed_beside_the_own(keeper):
    department = keeper.current_memberships[0].department
    foreign, unknown = DossierFactory(), DossierFactory()
    HoldingFactory(dossier=unknown)
    assert listed(keeper) == set()
    holding = HoldingFactory(dossier=foreign, keeper=department)
    assert listed(keeper) == {foreign}
    assert Holding.objects.get(KEPT_FOR_OTHERS) == holding
    Dossier.objects.filter(pk=foreign.pk).update(centre=department)
    assert listed(keeper) == {foreign}
    assert not Holding.objects.filter(KEPT_FOR_OTHERS).exists()


def test_a_dossier_that_moves_to_another_centre_leaves_its_holdings_kept_for_it(keeper):
    department = keeper.current_memberships[0].department
    dossier = DossierFactory(centre=department)
    holding = HoldingFactory(dossier=dossier)
    assert listed(keeper) == {dossier}
    Dossier.objects.filter(pk=dossier.pk).update(centre=DepartmentFactory(centre=True))
    assert Holding.objects.get(KEPT_FOR_OTHERS) == holding
    assert listed(keeper) == {dossier}
