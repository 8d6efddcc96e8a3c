"""A grant opens one dossier, and tells nothing of the others of its unit."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from archive_office import clock
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.procedures.grants import grant_access
from dossiers.rules.access import Access
from tests.dossiers.steps import Centre, accepted
from tests.factories import DepartmentFactory, person
from tests.steps import clause

pytestmark = pytest.mark.django_db


@clause(Clause.SEC_29)
def test_the_other_dossiers_of_the_unit_stay_unknown():
    centre = Centre()
    owner = accepted(centre).dossier
    tenant = accepted(centre, "D1", unit={"occupancy": "tenant"}, customer={"name": "赵六"}).dossier
    assert owner.unit == tenant.unit
    stranger = person(Role.CENTRE_ARCHIVIST, DepartmentFactory(centre=True))
    now = clock.now()
    wanted = Access(starts_at=now - timedelta(hours=1), until=now + timedelta(hours=1), reason="查")
    grant_access(tenant, stranger, wanted, by=centre.archivist)

    def page(user):
        client = Client()
        client.force_login(user)
        return client.get(reverse("dossiers:dossier", args=[tenant.pk])).content.decode()

    assert owner.code in page(centre.archivist)
    assert tenant.code in page(stranger)
    assert owner.code not in page(stranger)


@clause(Clause.LND_14, Clause.SEC_29)
def test_a_grant_stands_on_the_dossier_until_its_minute(monkeypatch):
    """Those of the centre read every grant there; who sees it by a grant, the own alone."""
    centre = Centre()
    dossier = accepted(centre).dossier
    head = person(Role.CENTRE_HEAD, centre.department)
    one, two = (person(Role.EMPLOYEE, DepartmentFactory()) for _n in range(2))
    now = clock.now()
    for somebody, hours in ((one, 2), (two, 5)):
        until = now + timedelta(hours=hours)
        wanted = Access(starts_at=now, until=until, reason="核对", personal=True)
        grant_access(dossier, somebody, wanted, by=head)

    def opened_to(user):
        client = Client()
        client.force_login(user)
        page = client.get(reverse("dossiers:dossier", args=[dossier.pk])).content.decode()
        return {name for name in (one.display_name, two.display_name) if f"{name} <" in page}

    both = {one.display_name, two.display_name}
    assert opened_to(centre.archivist) == both
    assert opened_to(one) == {one.display_name}
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=2))
    assert opened_to(centre.archivist) == {two.display_name}
