"""Handing out over the desk: against approved lines only, on one slip, all or nothing."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from archive_office.journal.models import JournalEntry
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, RegulationError
from dossiers.models import Holding, HoldingState, Purpose, Secrecy
from lending.models import (
    AccessRequest,
    Condition,
    Disclosure,
    LineState,
    Loan,
    LoanSlip,
    Place,
    Reservation,
)
from lending.procedures.desk import Reading, hand_out_scanned, read_now, scanned
from lending.rules.dates import Standing, standing
from lending.rules.desk import Leaving
from tests.factories import BoxFactory, arranged, person
from tests.lending.counter import TODAY, at, counter, day, owner
from tests.lending.world import COPY, NOW, READ, again, fresh, see, setting
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return counter()


# --- The slip -------------------------------------------------------------------------------


@clause(Clause.LND_19, Clause.LND_04, Clause.LND_22)
def test_what_is_handed_out_stands_on_a_numbered_slip_with_its_due_day(desk):
    volume = desk.volume()
    (loan,) = desk.hand_out(desk.approved(volume))

    assert loan.slip.number == "JY-2026-00001"
    assert loan.slip.borrower == desk.borrower
    assert loan.slip.handed_out_by == desk.archivist
    assert (loan.kind, loan.holding, loan.room) == ("borrowed", volume, desk.world.centre)
    assert (loan.handed_out_on, loan.original_due_on, loan.due_on) == (TODAY, day(7), day(7))
    assert loan.purpose == "处理漏水纠纷"
    assert loan.approver_name == str(desk.archivist)
    assert standing(loan, TODAY) == Standing.IN_TIME


@clause(Clause.STO_17, Clause.TRF_18)
def test_what_is_handed_out_leaves_its_slot_and_the_journal_says_so(desk):
    loan = desk.lent()
    holding = again(loan.holding)
    assert holding.state == HoldingState.ON_LOAN
    assert holding.present_slot is None
    assert holding.home_slot is not None

    entry = JournalEntry.objects.get(act="lending.handed_out")
    assert entry.by == desk.archivist
    assert {"TRF-18", "STO-17", "LND-19"} <= set(entry.clauses)
    assert {s.kind.model for s in entry.subjects.all()} >= {"loan", "loanslip", "holding"}


@clause(Clause.LND_19)
def test_a_line_is_used_once_and_its_request_is_settled(desk):
    line = desk.approved()
    desk.hand_out(line)
    assert again(line).state == LineState.USED
    assert again(line.request).state == AccessRequest.State.CLOSED
    with refused(Clause.SEC_50, Clause.STO_17):
        desk.hand_out(line)


@clause(Clause.LND_19)
def test_several_requests_of_one_borrower_leave_on_one_slip(desk):
    loans = desk.hand_out(desk.approved(), desk.approved(), desk.approved(manner=READ))
    assert LoanSlip.objects.count() == 1
    assert [loan.kind for loan in loans] == ["borrowed", "borrowed", "reading"]


@clause(Clause.LND_19)
def test_a_slip_is_for_one_borrower_and_has_something_on_it(desk):
    other = desk.approved(who=desk.world.front)
    with refused(Clause.LND_19):
        desk.hand_out(desk.approved(), other)
    with refused(Clause.LND_19):
        desk.hand_out()


@clause(Clause.LND_19)
def test_one_thing_stands_on_a_slip_once(desk):
    volume = desk.volume()
    with refused(Clause.LND_19):
        desk.hand_out(desk.approved(volume), desk.approved(volume, READ))


@clause(Clause.LND_19)
def test_nothing_leaves_if_one_thing_of_the_slip_is_refused(desk):
    good, bad = desk.approved(), desk.world.line(desk.volume())
    with refused(Clause.SEC_50):
        desk.hand_out(good, bad)
    assert not Loan.objects.exists()
    assert again(good).state == LineState.APPROVED
    assert again(good.holding).state == HoldingState.ON_SHELF


# --- Only against an approval that holds ------------------------------------------------------


@clause(Clause.SEC_50, Clause.LND_22)
def test_nothing_is_handed_out_before_it_is_approved(desk):
    with refused(Clause.SEC_50):
        desk.hand_out(desk.world.line(desk.volume()))


@clause(Clause.LND_02)
def test_what_is_graded_is_not_even_read_before_it_is_approved(desk):
    graded = desk.volume(secrecy=Secrecy.SECRET)
    line = desk.world.line(graded, READ)
    with refused(Clause.LND_02):
        desk.hand_out(line)
    (loan,) = desk.hand_out(desk.world.decided(line))
    assert loan.kind == Loan.Kind.READING
    assert again(graded).state == HoldingState.IN_READING_ROOM


@clause(Clause.LND_22)
def test_an_approval_ends_at_its_minute(desk):
    line = desk.approved(until=at(1))
    with refused(Clause.SEC_20):
        desk.hand_out(line, now=at(1))
    assert desk.hand_out(line, now=at(1) - timedelta(minutes=1))


@clause(Clause.LND_09)
def test_a_request_for_a_copy_hands_out_no_original(desk):
    with refused(Clause.LND_09):
        desk.hand_out(desk.approved(manner=COPY))


@pytest.mark.parametrize("who", ["hq_archivist", "head", "front"])
def test_only_the_rooms_archivist_hands_out(desk, who):
    line = desk.approved()
    with refused(Clause.ORG_01):
        desk.hand_out(line, by=getattr(desk.world, who))


@clause(Clause.STO_17)
def test_what_is_out_already_is_not_handed_out(desk):
    volume = desk.volume()
    mine, other = desk.approved(volume), desk.approved(volume, who=desk.world.front)
    desk.hand_out(mine)
    with refused(Clause.STO_17):
        desk.hand_out(other)


@clause(Clause.LND_05)
def test_whoever_reserved_first_gets_it(desk):
    volume = desk.volume()
    kept, other = desk.approved(volume), desk.approved(volume, who=desk.world.front)
    with arranged():
        place = Reservation.objects.create(
            holding=volume,
            person=desk.borrower,
            made_at=NOW,
            state=Reservation.State.OFFERED,
            offered_at=NOW,
            collect_by=day(3),
        )
    with refused(Clause.LND_05):
        desk.hand_out(other)
    desk.hand_out(kept)
    assert again(place).state == Reservation.State.TAKEN


# --- Days and places --------------------------------------------------------------------------


@clause(Clause.LND_04)
def test_the_due_day_is_counted_from_the_day_in_shanghai(desk):
    line = desk.approved()
    (loan,) = desk.hand_out(line, now=at(0, hour=0))
    assert loan.handed_out_on == TODAY
    (late,) = desk.hand_out(desk.approved(), now=at(0, hour=23) + timedelta(minutes=59))
    assert (late.handed_out_on, late.due_on) == (TODAY, day(7))


@clause(Clause.LND_04)
def test_a_changed_setting_binds_the_loans_handed_out_from_its_day(desk):
    before = desk.lent()
    setting("loan_days", "10", on=day(1))
    after = desk.lent(now=at(1))
    assert (before.due_on, after.due_on) == (day(7), day(11))


@clause(Clause.LND_01, Clause.LND_25)
def test_what_is_read_on_the_spot_is_due_the_same_day(desk):
    loan = desk.read()
    assert (loan.due_on, loan.place) == (TODAY, Place.READING_ROOM)


@clause(Clause.LND_25)
def test_working_loans_of_service_staff_end_the_same_day_where_the_office_wants_it(desk):
    front = desk.world.front
    assert desk.lent(who=front).due_on == day(7)
    setting("working_loan_same_day", "yes")
    assert desk.lent(who=fresh(front)).due_on == TODAY
    assert desk.lent().due_on == day(7)  # a functional department is no service centre


@clause(Clause.LND_04)
def test_a_due_day_on_a_day_of_rest_moves_where_the_office_wants_it(desk):
    setting("due_on_closed_day", "next_open_day")
    assert desk.lent(now=at(1)).due_on == day(10)  # from Saturday the 28th to Monday the 30th


# --- Condition, messenger ---------------------------------------------------------------------


@clause(Clause.LND_08)
def test_the_condition_at_issue_is_written_down(desk):
    line = desk.approved()
    marked = Leaving(condition=Condition.MARKED, note="第2页有铅笔划线", pages=3)
    (loan,) = desk.hand_out(line, conditions={line.pk: marked})
    assert (loan.condition_out, loan.condition_note, loan.pages_out) == (
        Condition.MARKED,
        "第2页有铅笔划线",
        3,
    )
    assert desk.lent().pages_out == 4


@clause(Clause.LND_08)
@pytest.mark.parametrize(
    "leaving", [Leaving(condition=Condition.DAMAGED), Leaving(condition=Condition.LOST, note="x")]
)
def test_what_is_not_intact_is_described_and_what_is_lost_stays(desk, leaving):
    line = desk.approved()
    with refused(Clause.LND_08):
        desk.hand_out(line, conditions={line.pk: leaving})


@clause(Clause.LND_14)
def test_personal_information_is_fetched_in_person(desk):
    assert desk.hand_out(desk.approved(), fetched_by="小李")[0].slip.fetched_by == "小李"
    with refused(Clause.LND_14):
        desk.hand_out(desk.approved(desk.personal()), fetched_by="小李")


# --- The register of where things went ----------------------------------------------------------


@clause(Clause.LND_16)
def test_personal_information_handed_out_stands_in_the_disclosure_register(desk):
    loan = desk.lent(desk.personal())
    disclosed = Disclosure.objects.get(loan=loan)
    assert disclosed.number == "QX-2026-00001"
    assert (disclosed.kind, disclosed.personal, disclosed.is_original) == ("loan", True, True)
    assert disclosed.recipient == str(desk.borrower)


@clause(Clause.LND_16)
def test_whatever_somebody_from_outside_reads_stands_there_too(desk):
    volume = desk.volume()
    request = desk.world.ask(
        volume,
        who=None,
        manner=READ,
        by=desk.archivist,
        requester=None,
        department=None,
        outside=owner(),
    )
    line = desk.world.decided(request.lines.get())
    (loan,) = desk.hand_out(line)
    assert (loan.borrower, loan.borrower_name) == (None, "王芳")
    assert Disclosure.objects.get(loan=loan).kind == Disclosure.Kind.READING


@clause(Clause.LND_16)
def test_ordinary_things_of_the_staff_are_in_the_loan_register_only(desk):
    desk.lent()
    assert not Disclosure.objects.exists()


# --- Reading at once ----------------------------------------------------------------------------


def reading(desk, **facts):
    usual = {
        "purpose": Purpose.DATA_CHECK,
        "purpose_text": "核对面积",
        "reason": "业主询问",
        "until": at(0, hour=18),
        "department": desk.world.department,
    }
    return Reading(**(usual | facts))


@clause(Clause.LND_01, Clause.SEC_03)
def test_an_ordinary_thing_is_read_on_the_spot_with_one_entry(desk):
    volume = desk.volume()
    slip = read_now(volume, desk.borrower, reading(desk), by=desk.archivist, now=NOW)
    loan = slip.loans.get()
    assert loan.kind == Loan.Kind.READING
    assert loan.line.register_only
    assert again(volume).state == HoldingState.IN_READING_ROOM
    assert JournalEntry.objects.filter(act="lending.read_now").count() == 1
    assert not JournalEntry.objects.filter(act="lending.handed_out").exists()


@clause(Clause.LND_01, Clause.LND_02, Clause.LND_14)
@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"secrecy": Secrecy.SECRET}, {Clause.LND_02, Clause.LND_17}),
        ({"personal_volume": True}, {Clause.LND_14}),
    ],
)
def test_what_needs_an_approval_is_not_read_at_once_and_leaves_no_trace(desk, fields, why):
    volume = desk.volume(**fields)
    with pytest.raises(RegulationError) as caught:
        read_now(volume, desk.borrower, reading(desk), by=desk.archivist, now=NOW)
    assert {refusal.clause for refusal in caught.value.refusals} == why
    assert not AccessRequest.objects.exists()


# --- The batch list -----------------------------------------------------------------------------


def batch(desk, *barcodes, who=None):
    return hand_out_scanned(
        desk.world.centre, who or desk.borrower, barcodes, by=desk.archivist, now=NOW
    )


@clause(Clause.LND_19, Clause.SEC_50)
def test_thirty_things_are_scanned_and_lent_once(desk):
    box = desk.volume().present_slot
    volumes = [desk.volume(papers=0, present_slot=box) for _ in range(30)]
    see(desk.borrower, desk.world.centre)
    request = desk.world.ask(*volumes, who=fresh(desk.borrower))
    for line in request.lines.all():
        desk.world.decided(line)

    slip = batch(desk, *[volume.barcode for volume in volumes])

    assert slip.loans.count() == 30
    assert set(Holding.objects.filter(pk__in=[v.pk for v in volumes]).values_list("state")) == {
        ("on_loan",)
    }


@clause(Clause.LND_19, Clause.SEC_50)
def test_each_refusal_of_a_batch_names_its_barcode_and_nothing_is_lent(desk):
    mine, nobodys, out = desk.approved(), desk.volume(), desk.lent()
    with pytest.raises(RegulationError) as caught:
        batch(desk, mine.holding.barcode, nobodys.barcode, out.holding.barcode, "H:0", "")
    assert {(r.clause, r.field) for r in caught.value.refusals} == {
        (Clause.SEC_50, nobodys.barcode),
        (Clause.SEC_50, out.holding.barcode),
        (Clause.LND_19, "H:0"),
    }
    assert all(r.field in str(r.reason) for r in caught.value.refusals)
    assert again(mine.holding).state == HoldingState.ON_SHELF


@clause(Clause.SEC_50)
def test_what_stands_against_one_thing_of_a_batch_is_said_with_its_barcode(desk):
    line = desk.approved(until=at(1))
    with pytest.raises(RegulationError) as caught:
        hand_out_scanned(
            desk.world.centre, desk.borrower, [line.holding.barcode], by=desk.archivist, now=at(2)
        )
    (refusal,) = caught.value.refusals
    assert (refusal.clause, refusal.field) == (Clause.SEC_20, line.holding.barcode)


@clause(Clause.LND_19)
def test_a_box_stands_for_everything_in_it(desk):
    first = desk.volume()
    second = desk.volume(present_slot=first.present_slot)
    desk.approved(first), desk.approved(second)
    slip = batch(desk, first.present_slot.barcode, first.barcode)
    assert {loan.holding for loan in slip.loans.all()} == {first, second}


@clause(Clause.LND_19)
def test_an_empty_box_and_a_box_with_something_unapproved_are_refused(desk):
    approved = desk.approved()
    box = approved.holding.present_slot
    desk.volume(present_slot=box)
    with refused(Clause.SEC_50):
        batch(desk, box.barcode)
    with refused(Clause.LND_19):
        batch(desk, BoxFactory(shelf=box.shelf).barcode)
    assert not Loan.objects.exists()


@clause(Clause.LND_19)
def test_an_empty_batch_makes_no_slip(desk):
    with refused(Clause.LND_19):
        batch(desk, " ")


def test_a_code_typed_by_hand_is_understood(desk):
    volume = desk.volume()
    known, unknown = scanned([volume.code.replace("·", "．").lower(), volume.barcode, "X"])
    assert [found.holdings for found in known] == [(volume,), (volume,)]
    assert unknown == ["X"]


def test_a_batch_asks_the_catalogue_a_fixed_number_of_questions(desk, django_assert_num_queries):
    volumes = [desk.volume(papers=0) for _ in range(5)]
    with django_assert_num_queries(2):
        scanned([volume.barcode for volume in volumes])


# --- What the database promises -----------------------------------------------------------------


def changed(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@clause(Clause.STO_17)
def test_the_database_knows_one_open_loan_per_thing(desk):
    loan = desk.lent()
    other = Loan.objects.get(pk=loan.pk)
    other.pk = None
    with pytest.raises(IntegrityError, match="one_open_loan_per_holding"), arranged():
        other.save()


@clause(Clause.LND_04)
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE lending_loan SET original_due_on = original_due_on + 1 WHERE id = %s",
        "UPDATE lending_loan SET handed_out_on = handed_out_on - 1 WHERE id = %s",
        "UPDATE lending_loan SET due_on = due_on + 8 WHERE id = %s",
        "UPDATE lending_loan SET returned_on = handed_out_on WHERE id = %s",
        "UPDATE lending_loan SET is_open = false, returned_on = handed_out_on WHERE id = %s",
        "DELETE FROM lending_loan WHERE id = %s",
    ],
)
def test_the_database_keeps_a_loan_open_and_its_first_days_as_written(desk, sql):
    loan = desk.lent()
    with pytest.raises(IntegrityError, match="lending_a_loan_ends_by_a_return"):
        changed(sql, loan.pk)


@clause(Clause.LND_19)
def test_the_database_takes_no_loan_without_slip_and_request(desk):
    loan = Loan.objects.get(pk=desk.lent(desk.volume()).pk)
    loan.pk, loan.slip, loan.holding = None, None, desk.volume()
    with pytest.raises(IntegrityError, match="against_a_slip_and_a_request"), arranged():
        loan.save()


def test_an_archivists_own_request_is_handed_out_by_a_colleague_after_the_heads_word(desk):
    line = desk.approved(who=desk.archivist)
    (loan,) = desk.hand_out(line, by=desk.colleague)
    assert loan.approver_name == str(desk.world.head)


def test_headquarters_lends_what_it_keeps(desk):
    world = desk.world
    volume = world.volume(keeper=world.headquarters)
    line = desk.approved(volume)
    with refused(Clause.ORG_01):
        desk.hand_out(line)
    (loan,) = desk.hand_out(line, by=person(Role.HQ_ARCHIVIST, world.headquarters))
    assert loan.room == world.headquarters
