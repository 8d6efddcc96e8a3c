"""Dossiers of people who moved out: bound, listed and put away within the year."""

from datetime import date

import pytest
from django.urls import reverse

from archive_office.notices.models import Notice
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Dossier, DossierEvent
from dossiers.procedures.closing import finish_task
from dossiers.procedures.reminders import remind_of_unordered_dossiers
from dossiers.rules.order import unordered
from tests.destruction.world import room
from tests.dossiers.desk import Desk, at_most, text, that_day
from tests.dossiers.steps import NOW
from tests.factories import TODAY, ArrangedFactory, DepartmentFactory, DocumentFactory, person
from tests.steps import clause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day

LAST_YEAR = date(2025, 6, 30)


class EventFactory(ArrangedFactory):
    class Meta:
        model = DossierEvent


@pytest.fixture
def here():
    return room()


def orderly(here, closed_on=LAST_YEAR, **fields):
    volume = here.volume(closed_on, **fields)
    DocumentFactory(holding=volume)
    return volume


def task_of(dossier):
    return EventFactory(dossier=dossier, kind="task", on=dossier.closed_on, text="装订另存")


def listed(**narrowed):
    return [d.code for d in unordered(Dossier.objects.filter(**narrowed))]


@clause(Clause.APR_22)
def test_a_bound_listed_and_stored_dossier_is_in_order(here):
    orderly(here)
    assert listed() == []


@clause(Clause.APR_22)
def test_a_closed_dossier_stays_listed_until_its_binding_is_done(here):
    dossier = orderly(here).dossier
    task = task_of(dossier)
    assert listed() == [dossier.code]
    finish_task(task, by=here.archivist, today=TODAY)
    assert listed() == []


@clause(Clause.APR_22)
def test_what_is_not_listed_or_not_put_away_is_not_in_order(here):
    unlisted = here.volume(LAST_YEAR).dossier
    claimed = orderly(here, verified_on=None).dossier
    page = text(Desk(here.archivist).get("unordered"))
    assert set(listed()) == {unlisted.code, claimed.code}
    assert f"{unlisted.code}" in page
    assert "a volume lists no paper" in page
    assert "a volume is not compared or not put away" in page


@clause(Clause.APR_22)
def test_once_a_year_the_archivist_hears_of_last_years_dossiers(here):
    task_of(orderly(here).dossier)
    task_of(orderly(here, TODAY).dossier)  # this year's round is not over

    assert remind_of_unordered_dossiers(now=NOW) == 1
    assert remind_of_unordered_dossiers(now=NOW) == 0
    assert remind_of_unordered_dossiers(now=NOW.replace(year=2027)) == 1

    notice = Notice.objects.filter(to=here.archivist).order_by("pk")[0]
    assert "1" in notice.title
    assert notice.link == f"{reverse('dossiers:unordered')}?closed=earlier"


@clause(Clause.APR_22, Clause.ORG_01)
def test_the_list_shows_each_centre_its_own(here):
    old, new = orderly(here).dossier, orderly(here, TODAY).dossier
    task_of(old), task_of(new)
    desk = Desk(here.archivist)
    page = text(desk.get("unordered"))
    assert old.code in page
    assert new.code in page
    assert new.code not in text(desk.get("unordered", closed="earlier"))
    assert old.code in text(Desk(here.director).get("unordered", centre=here.centre.pk))

    stranger = person(Role.CENTRE_ARCHIVIST, DepartmentFactory(centre=True))
    assert "Every dossier of former residents is in order" in text(Desk(stranger).get("unordered"))


def test_the_list_costs_the_same_however_long_it_is(here):
    for _ in range(12):
        task_of(orderly(here).dossier)
    desk = Desk(here.archivist)
    desk.get("unordered")
    with at_most(18):  # the roundup's setting and the centres whose catalogue is printed
        assert desk.get("unordered").status_code == 200
