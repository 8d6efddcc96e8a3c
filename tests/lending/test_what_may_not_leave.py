"""What is never used in a certain way, and what is not handed out at this moment."""

from datetime import timedelta

import pytest

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import DocumentType, DossierState, Holding, HoldingState, Secrecy
from dossiers.procedures.custody import move_custody
from lending.models import LineState, Place, Reservation
from lending.procedures.decisions import decide
from lending.rules.asking import AskedLine
from lending.rules.leaving import against_handing_out, against_leaving, missing_steps
from lending.rules.wanted import wanted_of
from tests.factories import TODAY, DocumentFactory, arranged, person
from tests.lending.world import (
    APPROVED,
    BORROW,
    COPY,
    EXCERPT,
    NOW,
    READ,
    UNTIL,
    again,
    fresh,
    library,
    line,
    setting,
)
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db

IN_PREPARATION = HoldingState.IN_PREPARATION
OBJECT, AUDIO_VISUAL = Holding.Form.OBJECT, Holding.Form.AUDIO_VISUAL


@pytest.fixture
def world():
    world = library()
    world.seen_by(world.employee)
    return world


def change(row, **fields):
    with arranged():
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
    return row


def withheld(world, row, *, by=None, now=NOW):
    """The clauses for which a line is not handed out now."""
    return {r.clause for r in against_handing_out(again(row), by=by or world.archivist, now=now)}


# --- Never in this manner -------------------------------------------------------------------


@clause(Clause.LND_03, Clause.SEC_05)
@pytest.mark.parametrize("grade", [Secrecy.SECRET, Secrecy.CONFIDENTIAL, Secrecy.TOP_SECRET])
def test_what_is_graded_is_read_on_the_spot_only(world, grade):
    volume = world.volume(secrecy=grade)
    with refused(Clause.LND_03):
        world.ask(volume, manner=BORROW)
    assert world.ask(volume, manner=READ)
    assert world.ask(volume, manner=COPY)


@clause(Clause.LND_03)
def test_what_is_public_or_internal_may_be_borrowed(world):
    for grade in (Secrecy.PUBLIC, Secrecy.INTERNAL):
        assert world.ask(world.volume(secrecy=grade), manner=BORROW)


@clause(Clause.LND_11, Clause.SEC_09)
def test_a_physical_object_stays_but_by_a_reasoned_exception(world):
    thing = world.volume(physical_form=OBJECT)
    with refused(Clause.LND_11):
        world.ask(thing, manner=BORROW)
    request = world.ask(line(thing, BORROW, exception_reason="省级评优展出"))
    row = request.lines.get()
    assert [(s.name, s.department) for s in row.steps.all()] == [("room_head", world.centre)]
    assert world.ask(thing, manner=READ)


@clause(Clause.LND_12, Clause.SEC_10)
def test_an_audio_visual_original_stays_and_copies_go(world):
    thing = world.volume(physical_form=AUDIO_VISUAL)
    with refused(Clause.LND_12):
        world.ask(line(thing, BORROW, exception_reason="展出"))
    assert world.ask(thing, manner=COPY)


@clause(Clause.LND_09)
def test_types_that_are_not_copied_are_copied_by_nobody(world):
    kind = DocumentType.objects.get(code="C1")
    change(kind, no_copying=True)
    volume = world.volume()
    paper, other = world.paper(volume, type=kind), world.paper(volume)
    for thing in (paper, volume):
        with refused(Clause.LND_09):
            world.ask(thing, manner=EXCERPT)
    assert world.ask(other, manner=EXCERPT)
    assert world.ask(paper, manner=READ)


def test_single_papers_are_not_lent(world):
    with refused(Clause.STO_17):
        world.ask(world.paper(world.volume()), manner=BORROW)


@clause(Clause.SEC_24, Clause.LND_20)
def test_the_office_may_keep_customer_dossiers_in_the_service_office(world):
    setting("reading_place", "service_office")
    with refused(Clause.SEC_24):
        world.ask(world.volume())
    there = {"place": Place.COMPANY, "place_detail": "客户服务部办公室"}
    assert world.ask(world.volume(), **there)
    row = world.ask(world.volume(), manner=READ).lines.get()
    assert wanted_of(row, on=TODAY).place == Place.COMPANY


@clause(Clause.STO_17)
def test_what_is_missing_cannot_be_asked_for(world):
    volume = world.volume(state="missing", present_slot=None, home_slot=None)
    with refused(Clause.STO_17):
        world.ask(volume, manner=READ)


def test_a_void_dossier_is_not_used(world):
    with refused(Clause.FIL_03):
        world.ask(world.volume(dossier__state=DossierState.VOID), manner=READ)


def test_a_paper_lies_where_it_is_asked_for(world):
    elsewhere = DocumentFactory(holding=world.volume())
    with refused(Clause.STO_17):
        world.ask(line(elsewhere, READ, wanted="x"), line_in(world.volume(), elsewhere))


def line_in(holding, document):
    return AskedLine(manner=READ, holding=holding, document=document)


# --- Not now --------------------------------------------------------------------------------


@clause(Clause.STO_17)
@clause(Clause.DES_27)
@pytest.mark.parametrize("state", [s for s in HoldingState if s != HoldingState.ON_SHELF])
def test_only_what_stands_on_the_shelf_leaves_it(world, state):
    holding = Holding(code="x", state=state, verified_on=TODAY)
    named = {"quarantined": Clause.DES_27, "destroyed": Clause.DES_12}
    assert [r.clause for r in against_leaving(holding)] == [named.get(state, Clause.STO_17)]


@clause(Clause.STO_17)
def test_a_claim_that_nobody_verified_does_not_leave(world):
    claim = world.volume(verified_on=None)
    assert [r.clause for r in against_leaving(claim)] == [Clause.STO_17]
    assert list(against_leaving(world.volume())) == []


@clause(Clause.LND_02, Clause.SEC_04)
def test_nothing_graded_is_handed_out_before_its_approval(world):
    row = world.ask(world.volume(secrecy=Secrecy.SECRET), manner=READ).lines.get()
    assert withheld(world, row) == {Clause.LND_02}
    assert withheld(world, world.decided(row)) == set()


@clause(Clause.SEC_50)
def test_a_loan_starts_from_an_approved_slip(world):
    row = world.ask(world.volume()).lines.get()
    assert withheld(world, row) == {Clause.SEC_50}
    assert withheld(world, world.decided(row)) == set()


@clause(Clause.SEC_20)
def test_nothing_is_handed_out_before_the_last_step(world):
    setting("request_department_signature", "always")
    row = world.ask(world.volume(), manner=COPY).lines.get()
    decide(row.steps.get(name="department"), APPROVED, by=world.dept_head, now=NOW)
    assert withheld(world, row) == {Clause.SEC_20}
    assert withheld(world, world.decided(row)) == set()


@clause(Clause.SEC_50)
def test_what_was_refused_or_is_not_found_yet_is_not_handed_out(world):
    unfound = world.ask("装修图纸").lines.get()
    assert withheld(world, unfound) == {Clause.SEC_50}
    assert unfound.state == LineState.TO_IDENTIFY


def test_only_the_archivist_of_the_room_hands_out(world):
    row = world.decided(world.ask(world.volume()).lines.get())
    strangers = (world.employee, world.head, world.hq_archivist, person(Role.CENTRE_ARCHIVIST))
    for stranger in strangers:
        assert withheld(world, row, by=fresh(stranger)) == {Clause.ORG_01}


@clause(Clause.SEC_20)
def test_an_approval_holds_up_to_its_minute(world):
    row = world.decided(world.ask(world.volume()).lines.get())
    assert withheld(world, row, now=UNTIL - timedelta(minutes=1)) == set()
    assert withheld(world, row, now=UNTIL) == {Clause.SEC_20}


@clause(Clause.SEC_20)
def test_what_has_been_graded_since_needs_another_approval(world):
    row = world.ask(world.volume(), manner=READ).lines.get()
    assert withheld(world, row) == set()
    change(row.holding, secrecy=Secrecy.SECRET)
    setting("request_department_signature", "never")
    assert withheld(world, row) == {Clause.SEC_20}
    assert missing_steps(again(row), wanted_of(again(row), on=TODAY)) == ["room_head"]


@clause(Clause.LND_24)
def test_what_has_been_sealed_since_needs_the_director(world):
    row = world.decided(world.ask(world.volume()).lines.get())
    change(row.holding.dossier, sealed_on=TODAY)
    assert withheld(world, row) == {Clause.SEC_20}


@clause(Clause.LND_03)
def test_what_was_graded_after_the_approval_of_a_loan_is_not_lent(world):
    setting("request_department_signature", "never")
    row = world.decided(world.ask(world.volume()).lines.get())
    change(row.holding, secrecy=Secrecy.SECRET)
    assert withheld(world, row) == {Clause.LND_03, Clause.SEC_20}


def test_what_moved_to_another_room_is_asked_for_there(world):
    row = world.decided(world.ask(world.volume()).lines.get())
    for state, keeper in ((HoldingState.IN_HANDOVER, None), (IN_PREPARATION, world.headquarters)):
        move_custody([row.holding], state, keeper=keeper, by=world.archivist, today=TODAY)
    assert withheld(world, row) == {Clause.ORG_02, Clause.STO_17}


def test_what_is_kept_for_the_first_in_the_queue_goes_to_nobody_else(world):
    row = world.decided(world.ask(world.volume()).lines.get())
    with arranged():
        kept = Reservation(
            holding=row.holding,
            person=world.front,
            made_at=NOW,
            state=Reservation.State.OFFERED,
            offered_at=NOW,
            collect_by=TODAY,
        )
        kept.save()
    assert withheld(world, row) == {Clause.LND_05}
    change(kept, person=world.employee)
    assert withheld(world, row) == set()
