"""The page on which terms are told and corrected, and holds placed and lifted."""

from datetime import date

import pytest
from django.urls import reverse

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import DossierState, Hold, RetentionTrigger
from tests.factories import HoldingFactory, person
from tests.steps import clause

pytestmark = pytest.mark.django_db


@pytest.fixture
def volume():
    return HoldingFactory(
        on_shelf=True,
        dossier__state=DossierState.CLOSED,
        dossier__closed_on=date(2014, 6, 30),
        dossier__closed_reason="迁出",
        retention_years=10,
    )


def signed_in(client, role, volume):
    somebody = person(role, volume.keeper)
    client.force_login(somebody)
    return somebody


def address(name, volume):
    return reverse(f"dossiers:{name}", args=[volume.dossier_id])


@clause(Clause.APR_11)
def test_every_thing_of_a_dossier_tells_its_term_as_a_sentence(client, volume):
    signed_in(client, Role.CENTRE_ARCHIVIST, volume)

    page = client.get(address("terms", volume)).content.decode()

    assert "2015-01-01" in page
    assert "2025-01-01" in page


@clause(Clause.APR_16)
def test_a_corrected_day_stands_on_the_page_beside_the_one_it_replaced(client, volume):
    by = signed_in(client, Role.CENTRE_ARCHIVIST, volume)

    answer = client.post(
        address("correct_trigger", volume),
        {"holding": volume.pk, "on": "2013-12-31", "reason": "合同实际终止日"},
        follow=True,
    )

    page = answer.content.decode()
    assert "2014-01-01" in page
    assert "2014-06-30" in page
    assert "合同实际终止日" in page
    assert RetentionTrigger.objects.get().set_by == by


@clause(Clause.APR_16)
def test_a_refused_day_keeps_what_was_typed_and_names_the_clause(client, volume):
    signed_in(client, Role.CENTRE_ARCHIVIST, volume)

    answer = client.post(
        address("correct_trigger", volume),
        {"holding": volume.pk, "on": "2999-01-01", "reason": "笔误"},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "APR-16" in page
    assert "笔误" in page


@clause(Clause.APR_17)
def test_a_term_changes_on_the_page_with_its_reason(client, volume):
    signed_in(client, Role.CENTRE_ARCHIVIST, volume)

    client.post(
        address("term", volume),
        {"holding": volume.pk, "retention": "permanent", "years": "", "reason": "涉及产权"},
    )

    volume.refresh_from_db()
    assert (volume.retention, volume.retention_years) == ("permanent", None)


@clause(Clause.APR_01)
def test_a_hold_is_placed_by_one_and_lifted_by_another(client, volume):
    signed_in(client, Role.CENTRE_ARCHIVIST, volume)
    client.post(
        address("hold", volume),
        {"about": 0, "kind": "legal", "role": "centre_archivist", "reason": "诉讼"},
    )
    hold = Hold.objects.get()
    lift = reverse("dossiers:lift", args=[hold.pk])
    own = client.post(lift, {"role": "centre_archivist", "reason": "已结"})
    assert own.status_code == 422
    assert "APR-01" in own.content.decode()

    signed_in(client, Role.CENTRE_HEAD, volume)
    client.post(lift, {"role": "centre_head", "reason": "已结"})

    hold.refresh_from_db()
    assert hold.lifted_because == "已结"
    assert "已结" in client.get(address("terms", volume)).content.decode()
    assert hold.reason not in client.get(reverse("dossiers:holds")).content.decode()
    everything = client.get(reverse("dossiers:holds"), {"show": "all"})
    assert hold.reason in everything.content.decode()


def test_holds_of_another_centre_are_not_listed(client, volume):
    signed_in(client, Role.CENTRE_ARCHIVIST, volume)
    client.post(
        address("hold", volume),
        {"about": volume.pk, "kind": "audit", "role": "centre_archivist", "reason": "抽查"},
    )
    client.force_login(person(Role.CENTRE_ARCHIVIST))

    assert "抽查" not in client.get(reverse("dossiers:holds")).content.decode()
    assert client.get(address("terms", volume)).status_code == 404
    assert client.get(reverse("dossiers:lift", args=[Hold.objects.get().pk])).status_code == 404


def test_the_page_asks_as_often_for_many_things_as_for_one(
    client, volume, django_assert_max_num_queries
):
    signed_in(client, Role.CENTRE_ARCHIVIST, volume)
    for number in range(3, 20):
        HoldingFactory(dossier=volume.dossier, number=number, on_shelf=True)

    with django_assert_max_num_queries(41):
        client.get(address("terms", volume))
