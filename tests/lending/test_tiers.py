"""Whose approval a use takes under three tiers."""

import pytest

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Category, Dossier
from dossiers.rules.access import right_to_read
from lending.models import LineState
from lending.rules.asking import wanted_in
from lending.rules.wanted import causes_of, steps_of, wanted_of
from tests.factories import TODAY, arranged
from tests.lending.world import NOW, READ, fresh, library, line, setting
from tests.steps import clause

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = library()
    setting("access_tiers", "company_department_person")
    return world


def asked(world, thing, manner=READ, who=None, by=None):
    who = fresh(who or world.employee)
    wanted = wanted_in(
        world.asked(who, (line(thing, manner),)),
        line(thing, manner),
        by=by or who,
        on=TODAY,
    )
    return [(step.name, step.role) for step in steps_of(wanted)]


def kept_by(world, volume, keeper):
    with arranged():
        volume.dossier.responsible = keeper
        volume.dossier.save()
    return volume


def of_headquarters(volume):
    with arranged():
        volume.dossier.category = Category.objects.filter(level=Category.Level.COMPANY).first()
        volume.dossier.save()
    return volume


@clause(Clause.SEC_16)
def test_the_company_tier_takes_the_director(world):
    volume = of_headquarters(world.volume())
    assert asked(world, volume) == [("director", Role.DIRECTOR)]
    assert asked(world, volume, who=world.director) == []


@clause(Clause.SEC_17)
def test_the_department_tier_takes_its_head_and_the_next_higher_one(world):
    assert asked(world, world.volume()) == [
        ("tier_head", Role.CENTRE_HEAD),
        ("tier_above", Role.CUSTOMER_SERVICE_HEAD),
    ]
    assert asked(world, world.volume(), who=world.head) == []


@clause(Clause.SEC_18)
def test_the_personal_tier_takes_the_head_and_nobody_for_its_keeper(world):
    volume = kept_by(world, world.volume(), world.front)
    assert asked(world, volume) == [("tier_head", Role.CENTRE_HEAD)]
    assert asked(world, volume, who=world.front) == []


@clause(Clause.SEC_17)
def test_who_heads_it_and_enters_it_for_another_does_not_decide_alone(world):
    volume = kept_by(world, world.volume(), world.front)
    steps = asked(world, volume, who=world.employee, by=world.head)
    assert steps == [("tier_above", Role.CUSTOMER_SERVICE_HEAD)]


@clause(Clause.SEC_17, Clause.SEC_18)
def test_the_approvals_of_the_tier_open_the_dossier_to_who_asked(world):
    row = world.line(world.volume(), READ)
    assert {cause.clause for cause in causes_of(wanted_of(row, on=TODAY))} == {Clause.SEC_17}
    assert [step.name for step in row.steps.all()] == ["tier_head", "tier_above"]
    done = world.decided(row)
    assert done.state == LineState.APPROVED
    dossier = Dossier.objects.get(pk=done.holding.dossier_id)
    assert right_to_read(dossier, fresh(world.employee), at=NOW)
    assert dossier.grants.get().granted_by == world.head


@clause(Clause.LND_14, Clause.SEC_18)
def test_the_head_of_the_centre_decides_once_on_a_personal_volume(world):
    volume = kept_by(world, world.personal(), world.front)
    assert asked(world, volume) == [("personal", Role.CENTRE_HEAD)]


@clause(Clause.SEC_19)
def test_under_two_tiers_an_ordinary_reading_takes_nobodys_word():
    world = library()
    assert asked(world, of_headquarters(world.volume())) == []
