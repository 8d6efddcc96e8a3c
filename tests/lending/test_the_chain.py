"""Whose approval a use takes: the chain follows from the thing, the manner and the person."""

import pytest

from archive_office.organisation.models import DepartmentKind
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import DocumentType, Holding, Purpose, Secrecy
from lending.models import LineState, Manner, Place
from lending.procedures.decisions import decide
from lending.rules.asking import wanted_in
from lending.rules.wanted import causes_of, steps_of, wanted_of
from tests.factories import TODAY, DepartmentFactory, arranged, person
from tests.lending.visitors import visitor
from tests.lending.world import (
    APPROVED,
    BORROW,
    COPY,
    EXCERPT,
    NOW,
    PHOTOGRAPH,
    READ,
    acting,
    fresh,
    library,
    line,
    names,
    setting,
)
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return library()


def asked(world, thing, manner=BORROW, who=None, **said):
    """The steps of a use, each with its role, as they stand before anything is asked."""
    who = fresh(who or world.employee)
    wanted = wanted_in(
        world.asked(who, (line(thing, manner),), **said),
        line(thing, manner),
        by=said.get("by", who),
        on=TODAY,
    )
    return [(step.name, step.role) for step in steps_of(wanted)]


def outside(world, thing, manner=READ, kind="owner"):
    wanted = wanted_in(
        world.asked(None, (line(thing, manner),), outside=visitor(kind)),
        line(thing, manner),
        by=world.archivist,
        on=TODAY,
    )
    return [(step.name, step.role) for step in steps_of(wanted)]


def clauses(row):
    return {cause.clause for cause in causes_of(wanted_of(row, on=TODAY))}


GRADED = {"secrecy": Secrecy.SECRET}


@clause(Clause.LND_01, Clause.SEC_03, Clause.LND_20)
def test_an_ordinary_reading_needs_an_entry_in_the_register_only(world):
    row = world.line(world.volume(), READ)
    assert row.state == LineState.APPROVED
    assert row.register_only
    assert clauses(row) == set()


@clause(Clause.LND_18)
def test_a_loan_is_reviewed_by_the_archivist_of_the_keeping_room(world):
    assert asked(world, world.volume()) == [("review", Role.CENTRE_ARCHIVIST)]
    kept = world.volume(keeper=world.headquarters)
    assert asked(world, kept) == [("review", Role.HQ_ARCHIVIST)]


@clause(Clause.LND_18)
def test_an_archivist_does_not_lend_to_himself(world):
    assert asked(world, world.volume(), who=world.archivist) == [("room_head", Role.CENTRE_HEAD)]


@clause(Clause.LND_02, Clause.SEC_04)
@pytest.mark.parametrize("where", ["dossier", "holding", "document"])
def test_a_graded_thing_is_read_with_the_approval_of_the_head_who_keeps_it(world, where):
    setting("request_department_signature", "never")
    thing = world.volume(
        **({"dossier__secrecy": 2} if where == "dossier" else {}),
        **({"secrecy": 3} if where == "holding" else {}),
    )
    if where == "document":
        thing = world.paper(thing, secrecy=Secrecy.TOP_SECRET)
    assert asked(world, thing, READ) == [("room_head", Role.CENTRE_HEAD)]


@clause(Clause.LND_02)
def test_at_headquarters_the_head_of_the_archive_room_approves(world):
    kept = world.volume(keeper=world.headquarters, **GRADED)
    assert asked(world, kept, READ)[-1] == ("room_head", Role.ARCHIVE_ROOM_HEAD)


@clause(Clause.LND_09, Clause.SEC_07)
@pytest.mark.parametrize("manner", [EXCERPT, PHOTOGRAPH, COPY])
def test_each_manner_of_copying_is_approved_by_itself(world, manner):
    volume = world.volume()
    assert asked(world, volume, manner) == [("room_head", Role.CENTRE_HEAD)]
    row = world.line(volume, manner)
    assert Manner(row.manner) is manner
    assert clauses(row) == {Clause.LND_09}


@clause(Clause.LND_14, Clause.SEC_12)
def test_personal_information_takes_the_head_of_the_originating_centre(world):
    for manner in (READ, BORROW, COPY):
        assert asked(world, world.personal(), manner) == [("personal", Role.CENTRE_HEAD)]
    handed = world.personal(keeper=world.headquarters)
    row = world.line(handed, READ)
    (step,) = row.steps.all()
    assert (step.name, step.department) == ("personal", world.centre)


@clause(Clause.LND_14)
def test_what_headquarters_keeps_and_is_personal_takes_both(world):
    handed = world.personal(keeper=world.headquarters)
    assert asked(world, handed, BORROW) == [
        ("review", Role.HQ_ARCHIVIST),
        ("personal", Role.CENTRE_HEAD),
    ]


@clause(Clause.LND_14, Clause.LND_18)
def test_the_centre_heads_own_request_goes_to_the_head_of_customer_service(world):
    above = [("personal", Role.CUSTOMER_SERVICE_HEAD)]
    assert asked(world, world.personal(), READ, world.head) == above
    deputy = acting(person(Role.EMPLOYEE, world.centre), Role.CENTRE_HEAD, world.centre, world.head)
    assert asked(world, world.personal(), READ, deputy) == above
    assert asked(world, world.volume(), COPY, world.head) == [
        ("room_head", Role.CUSTOMER_SERVICE_HEAD)
    ]


@clause(Clause.LND_18)
def test_the_own_request_of_the_archive_rooms_head_goes_to_the_director(world):
    kept = world.volume(keeper=world.headquarters)
    assert asked(world, kept, COPY, world.room_head) == [("room_head", Role.DIRECTOR)]


@clause(Clause.LND_24, Clause.SEC_44)
def test_a_sealed_dossier_takes_the_director(world):
    sealed = world.volume(dossier__sealed_on=TODAY)
    assert asked(world, sealed, READ) == [("director", Role.DIRECTOR)]
    assert Clause.LND_24 in clauses(world.line(sealed, READ))


@clause(Clause.SEC_47)
def test_a_paper_kept_for_one_purpose_takes_the_director_for_any_other(world):
    volume = world.volume()
    bound = DocumentType.objects.get(code="C1")
    with arranged():
        bound.bound_purpose = Purpose.RETURN_VISIT
        bound.save()
    paper = world.paper(volume, type=bound)
    for thing in (volume, paper):
        assert asked(world, thing, READ) == [("director", Role.DIRECTOR)]
        assert asked(world, thing, READ, purpose=Purpose.RETURN_VISIT) == []
    assert Clause.SEC_47 in clauses(world.line(volume, READ))


@clause(Clause.SEC_22)
@pytest.mark.parametrize(
    ("kind", "manner", "asks"),
    [
        ("owner", READ, False),
        ("attorney", READ, False),
        ("owner", BORROW, True),
        ("official", READ, True),
        ("lawyer", READ, True),
        ("committee", READ, True),
        ("insurer", READ, True),
    ],
)
def test_outside_the_company_only_with_the_directors_word(world, kind, manner, asks):
    steps = outside(world, world.volume(), manner, kind)
    assert (("director", Role.DIRECTOR) in steps) is asks


@clause(Clause.SEC_22)
def test_the_office_may_want_the_directors_word_for_everybody_from_outside(world):
    setting("outside_authorisation", "everybody")
    assert ("director", Role.DIRECTOR) in outside(world, world.volume())


@clause(Clause.SEC_34)
def test_use_outside_the_company_takes_the_head_of_the_room(world):
    place = {"place": Place.OUTSIDE, "place_detail": "区法院"}
    assert asked(world, world.volume(), **place) == [("room_head", Role.CENTRE_HEAD)]


@clause(Clause.LND_11, Clause.SEC_09)
def test_an_object_leaves_by_the_exception_of_the_head(world):
    thing = world.volume(physical_form=Holding.Form.OBJECT)
    assert asked(world, thing) == [("room_head", Role.CENTRE_HEAD)]


@clause(Clause.SEC_25, Clause.LND_20)
def test_the_office_may_approve_every_reading(world):
    setting("read_approval_chain", "always")
    assert asked(world, world.volume(), READ) == [("room_head", Role.CENTRE_HEAD)]
    assert clauses(world.line(world.volume(), READ)) == {Clause.SEC_25}


@clause(Clause.SEC_49)
def test_direct_borrowers_need_no_step_for_ordinary_things(world):
    volume = world.volume()
    assert asked(world, volume, who=world.director) == [("review", Role.CENTRE_ARCHIVIST)]
    setting("direct_borrowers", "director")
    assert asked(world, volume, who=world.director) == []
    assert asked(world, volume, who=world.dept_head) != []
    row = world.ask(volume, who=fresh(world.director)).lines.get()
    assert (row.state, row.register_only) == (LineState.APPROVED, True)


@clause(Clause.SEC_49)
def test_direct_borrowers_pass_neither_grade_nor_personal_information_nor_seal(world):
    setting("direct_borrowers", "heads")
    who = world.dept_head
    assert asked(world, world.volume(), who=who) == []
    assert asked(world, world.volume(**GRADED), READ, who) == [("room_head", Role.CENTRE_HEAD)]
    assert asked(world, world.personal(), who=who) == [("personal", Role.CENTRE_HEAD)]
    assert asked(world, world.volume(dossier__sealed_on=TODAY), who=who) == [
        ("director", Role.DIRECTOR)
    ]


@clause(Clause.LND_17)
@pytest.mark.parametrize(
    ("policy", "ordinary", "graded"),
    [("never", False, False), ("graded_only", False, True), ("always", True, True)],
)
def test_the_requesters_head_signs_as_the_office_sets_it(world, policy, ordinary, graded):
    setting("request_department_signature", policy)
    signed = ("department", Role.DEPARTMENT_HEAD)
    assert (signed in asked(world, world.volume())) is ordinary
    assert (signed in asked(world, world.volume(**GRADED), READ)) is graded


@clause(Clause.LND_17)
def test_nobody_signs_for_the_head_or_twice_for_one_request(world):
    setting("request_department_signature", "always")
    assert asked(world, world.volume(), who=world.dept_head) == [("review", Role.CENTRE_ARCHIVIST)]
    assert asked(world, world.volume(**GRADED), READ, world.front) == [
        ("room_head", Role.CENTRE_HEAD)
    ]
    assert asked(world, world.personal(), READ, world.front) == [("personal", Role.CENTRE_HEAD)]


@clause(Clause.LND_17)
def test_each_kind_of_department_is_signed_for_by_its_own_head(world):
    setting("request_department_signature", "always")
    service = world.cs_head.current_memberships[0].department
    company = DepartmentFactory(kind=DepartmentKind.COMPANY)
    heads = {
        person(Role.EMPLOYEE, service): "customer_service_head",
        person(Role.EMPLOYEE, world.headquarters): "archive_room_head",
        world.front: "centre_head",
        person(Role.EMPLOYEE, company): None,
    }
    for who, head in heads.items():
        signed = dict(asked(world, world.volume(), READ, who)).get("department")
        assert signed == head


@clause(Clause.SEC_20)
def test_the_department_signs_first_the_director_last(world):
    setting("request_department_signature", "always")
    volume = world.personal(keeper=world.headquarters, dossier__sealed_on=TODAY, **GRADED)
    row = world.line(volume, READ)
    assert names(row) == ["department", "room_head", "personal", "director"]
    for step in row.steps.exclude(name="department"):
        with refused(Clause.SEC_20):
            decide(step, APPROVED, by=world.decider(step), now=NOW)
    taken = []
    while step := row.steps.filter(is_next=True).first():
        taken.append(step.name)
        decide(step, APPROVED, by=world.decider(step), now=NOW)
    assert taken == names(row)
