"""While things wait: apart, for their time, withdrawn or checked a second time."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from archive_office.notices.models import Notice
from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from destruction.models import LineState, RegisterState
from destruction.procedures.executing import finish_destruction, put_off_line
from destruction.procedures.quarantine import check_again, move_to_quarantine, withdraw_line
from destruction.procedures.register_telling import remind_of_waiting
from destruction.procedures.registers import draw_up_register, freeze_register
from destruction.rules.wait import days_left, ending_soon, months_after, wait_ends
from destruction.rules.worklist import ready_for_destruction
from dossiers.models import Document, Hold, HoldingState, Placement
from dossiers.procedures.custody import place_holding
from dossiers.procedures.retention import place_hold
from tests.destruction.registers import (
    BASIS,
    CHECKED,
    destroying_office,
    line_of,
    witnesses_of,
)
from tests.destruction.world import NOW, again, move
from tests.factories import MembershipFactory, box_of, person
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def here():
    return destroying_office()


def at(year, month, day):
    return datetime(year, month, day, 10, 0, tzinfo=SHANGHAI)


@clause(Clause.DES_16)
def test_what_waits_stands_apart_and_the_move_is_recorded(here):
    volume, paper = here.volume(), here.paper()
    register = here.agreed(volume, paper)
    box = here.quarantine_box()
    moved = move_to_quarantine(list(register.lines.all()), box, by=here.colleague, now=NOW)

    assert {line.quarantine_slot for line in moved} == {box}
    now = again(volume)
    assert (now.state, now.present_slot) == (HoldingState.QUARANTINED, box)
    assert now.home_slot == volume.home_slot
    assert Placement.objects.get(holding=volume, removed_on=None).slot == box
    assert again(paper).state == Document.State.QUARANTINED
    assert again(paper.holding).state == HoldingState.ON_SHELF
    line = line_of(again(register), volume)
    assert (line.moved_by, line.moved_at, line.from_slot) == (
        here.colleague, NOW, volume.present_slot,
    )  # fmt: skip
    assert again(register).moved_at == NOW


@clause(Clause.DES_16)
def test_apart_is_a_quarantine_room_of_the_same_keeper(here):
    register = here.agreed()
    lines = list(register.lines.all())
    with refused(Clause.DES_16):
        move_to_quarantine(lines, box_of(here.centre), by=here.archivist, now=NOW)
    with refused(Clause.ORG_01):
        elsewhere = here.quarantine_box(here.headquarters)
        move_to_quarantine(lines, elsewhere, by=here.archivist, now=NOW)
    with refused(Clause.ORG_01):
        move_to_quarantine(lines, here.quarantine_box(), by=here.room_head, now=NOW)


@clause(Clause.DES_16, Clause.APR_01)
def test_nothing_is_brought_apart_before_it_is_approved(here):
    for register in (here.drawn_up(), here.proposed()):
        with refused(Clause.DES_16):
            move_to_quarantine(
                list(register.lines.all()), here.quarantine_box(), by=here.archivist, now=NOW
            )


@clause(Clause.DES_16)
def test_nor_twice_nor_from_elsewhere_nor_two_registers_at_once(here):
    done, away = here.quarantined(), here.volume()
    register = here.agreed(away)
    box = here.quarantine_box()
    with refused(Clause.DES_16):
        move_to_quarantine(list(done.lines.all()), box, by=here.archivist, now=NOW)
    both = [*done.lines.all(), *register.lines.all()]
    with refused(Clause.DES_16):
        move_to_quarantine(both, box, by=here.archivist, now=NOW)
    move(away, HoldingState.MISSING)
    with refused(Clause.DES_16):
        move_to_quarantine(list(register.lines.all()), box, by=here.archivist, now=NOW)


@clause(Clause.STO_17)
def test_what_stands_apart_is_not_put_back_by_hand(here):
    volume = here.volume()
    here.quarantined(volume)
    with refused(Clause.STO_17):
        place_holding(again(volume), volume.home_slot, by=here.archivist, today=NOW.date())


@clause(Clause.DES_15)
def test_the_wait_runs_six_months_from_the_later_of_approval_and_move(here):
    register = here.agreed(now=at(2026, 8, 1))
    assert wait_ends(register) is None
    here.moved(register, now=at(2026, 8, 31))

    assert wait_ends(again(register)) == date(2027, 2, 28)
    assert days_left(again(register), date(2027, 2, 26)) == 2
    assert days_left(again(register), date(2027, 3, 1)) == -1


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 11, 20), 6, date(2027, 5, 20)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
        (date(2026, 12, 31), 60, date(2031, 12, 31)),
    ],
)
def test_months_on_is_the_same_day_or_the_last_of_the_month(day, months, then):
    assert months_after(day, months) == then


@clause(Clause.DES_15)
def test_the_office_sets_how_long(here):
    here.set("destruction_quarantine_months", "0")
    register = here.quarantined()
    assert wait_ends(register) == NOW.date()
    done = check_again(register, text=CHECKED, by=here.head, now=NOW)
    assert done.checked_at == NOW


@clause(Clause.DES_15)
def test_what_is_set_while_it_runs_does_not_shorten_it(here):
    register = here.quarantined(now=at(2026, 1, 5))
    here.set("destruction_quarantine_months", "0")
    assert wait_ends(register) == date(2026, 1, 5)
    later = here.quarantined(now=at(2025, 12, 31))
    assert wait_ends(later) == date(2026, 6, 30)


@clause(Clause.DES_15, Clause.DES_16, Clause.DES_17)
def test_the_second_check_waits_for_the_last_day(here):
    register = here.agreed(here.volume(), here.volume())
    first, second = register.lines.all()
    move_to_quarantine([first], here.quarantine_box(), by=here.archivist, now=NOW)
    much_later = NOW + timedelta(days=400)
    with refused(Clause.DES_16):
        check_again(register, text=CHECKED, by=here.head, now=much_later)

    move_to_quarantine([second], here.quarantine_box(), by=here.archivist, now=NOW)
    last = here.after_the_wait(register)
    with refused(Clause.DES_15):
        check_again(register, text=CHECKED, by=here.head, now=last - timedelta(days=1))
    done = check_again(register, text=CHECKED, by=here.head, now=last)
    assert (done.checked_by, done.checked_at, done.check_text) == (here.head, last, CHECKED)
    assert done.state == RegisterState.WAITING


@clause(Clause.DES_17)
@pytest.mark.parametrize("who", ["head", "room_head", "service_head", "director"])
def test_a_head_checks_again(here, who):
    assert here.checked(by=getattr(here, who)).checked_by == getattr(here, who)


@clause(Clause.DES_17)
def test_never_the_proposer_nor_who_stands_in_nor_anybody(here):
    MembershipFactory(person=here.archivist, role=Role.DIRECTOR, department=here.company)
    proposer = User.objects.get(pk=here.archivist.pk)
    deputy = person(Role.EMPLOYEE)
    MembershipFactory(
        person=deputy, role=Role.DIRECTOR, department=here.company, acting_for=proposer
    )
    register = here.quarantined()
    then = here.after_the_wait(register)
    others = (person(Role.CENTRE_HEAD), here.colleague, here.witness)
    for who in (proposer, User.objects.get(pk=deputy.pk), *others):
        with refused(Clause.DES_17):
            check_again(register, text=CHECKED, by=who, now=then)


@clause(Clause.DES_17)
def test_it_says_something_and_is_given_once(here):
    register = here.quarantined()
    then = here.after_the_wait(register)
    with refused(Clause.DES_17):
        check_again(register, text=" ", by=here.head, now=then)
    check_again(register, text=CHECKED, by=here.head, now=then)
    with refused(Clause.DES_17):
        check_again(register, text=CHECKED, by=here.director, now=then)


@clause(Clause.DES_17, Clause.DES_01)
def test_a_hold_placed_meanwhile_stops_the_check_until_the_thing_is_withdrawn(here):
    volume, other = here.volume(), here.volume()
    register = here.quarantined(volume, other)
    then = here.after_the_wait(register)
    place_hold(volume, Hold.Kind.LEGAL, Role.CENTRE_HEAD, by=here.head, now=then, reason="诉讼")
    with refused(Clause.DES_01) as caught:
        check_again(register, text=CHECKED, by=here.head, now=then)
    assert "诉讼" in str(caught.value)

    held = line_of(register, volume)
    check_again(register, text=CHECKED, by=here.head, now=then, withdraw={held.pk: "诉讼"})
    assert again(held).state == LineState.WITHDRAWN
    assert again(volume).state == HoldingState.ON_SHELF
    assert again(other).state == HoldingState.QUARANTINED


@clause(Clause.DES_17)
def test_with_nothing_left_there_is_nothing_to_check(here):
    register = here.quarantined()
    then = here.after_the_wait(register)
    line = register.lines.get()
    with refused(Clause.DES_01):
        check_again(register, text=CHECKED, by=here.head, now=then, withdraw={line.pk: "有价值"})
    assert again(line).state == LineState.LISTED


@clause(Clause.DES_18)
def test_a_thing_is_withdrawn_back_to_its_shelf_and_stays_in_the_history(here):
    volume, paper = here.volume(), here.paper()
    register = here.quarantined(volume, paper)
    for thing in (volume, paper):
        withdraw_line(line_of(register, thing), reason="业主查询", by=here.colleague, now=NOW)

    assert again(volume).state == HoldingState.ON_SHELF
    assert again(volume).present_slot == volume.present_slot
    assert again(paper).state == Document.State.FILED
    line = line_of(register, volume)
    assert (line.state, line.reason) == (LineState.WITHDRAWN, "业主查询")
    assert (line.decided_by, line.decided_at) == (here.colleague, NOW)
    assert line.quarantine_slot is not None
    assert set(here.due()) == {volume.code, paper.code}
    assert not ready_for_destruction().exists()


@clause(Clause.DES_18)
def test_or_into_another_box(here):
    volume = here.volume()
    register = here.quarantined(volume)
    box = box_of(here.centre)
    withdraw_line(register.lines.get(), reason="查询", by=here.head, now=NOW, slot=box)
    assert again(volume).present_slot == again(volume).home_slot == box


@clause(Clause.DES_18)
def test_before_the_move_it_just_stays_where_it_is(here):
    volume = here.volume()
    line = here.agreed(volume).lines.get()
    withdraw_line(line, reason="查询", by=here.archivist, now=NOW)
    assert again(volume).state == HoldingState.ON_SHELF
    assert here.due() == [volume.code]


@clause(Clause.DES_18)
def test_a_withdrawal_has_a_reason_its_person_and_its_time(here):
    register = here.quarantined()
    line = register.lines.get()
    with refused(Clause.DES_18):
        withdraw_line(line, reason=" ", by=here.archivist, now=NOW)
    with refused(Clause.ORG_01):
        withdraw_line(line, reason="查询", by=here.director, now=NOW)
    with refused(Clause.DES_18):
        early = here.proposed(here.volume()).lines.get()
        withdraw_line(early, reason="查询", by=here.archivist, now=NOW)
    withdraw_line(line, reason="查询", by=here.archivist, now=NOW)
    with refused(Clause.DES_18):
        withdraw_line(line, reason="查询", by=here.archivist, now=NOW)


@clause(Clause.DES_01)
def test_what_was_withdrawn_needs_a_new_appraisal(here):
    volume = here.volume()
    register = here.quarantined(volume)
    line = register.lines.get()
    withdraw_line(line, reason="查询", by=here.archivist, now=NOW)
    with refused(Clause.DES_01):
        draw_up_register(here.centre, [line.appraised], basis=BASIS, by=here.archivist, now=NOW)
    lines = here.ready(volume, now=NOW + timedelta(days=1))
    assert draw_up_register(here.centre, lines, basis=BASIS, by=here.archivist, now=NOW)


@clause(Clause.DES_19)
def test_what_ends_within_fourteen_days_or_is_past_it_is_listed(here):
    register = here.quarantined(now=at(2026, 5, 30))
    here.agreed(here.volume())
    ends = date(2026, 11, 30)
    assert wait_ends(register) == ends

    assert ending_soon(here.archivist, date(2026, 11, 15)) == []
    (near,) = ending_soon(here.archivist, date(2026, 11, 16))
    assert (near.register, near.ends_on, near.days_left) == (register, ends, 14)
    (past,) = ending_soon(here.director, date(2026, 12, 3))
    assert past.days_left == -3
    assert ending_soon(person(Role.CENTRE_HEAD), date(2026, 12, 3)) == []


@clause(Clause.DES_19)
def test_the_room_is_told_once_before_and_weekly_after(here):
    here.quarantined(now=at(2026, 5, 30))

    assert remind_of_waiting(now=at(2026, 11, 15)) == 0
    assert remind_of_waiting(now=at(2026, 11, 16)) == 3
    assert remind_of_waiting(now=at(2026, 11, 17)) == 0
    told = Notice.objects.filter(clause="DES-19")
    assert {notice.to for notice in told} == {here.archivist, here.colleague, here.head}
    assert remind_of_waiting(now=at(2026, 11, 30)) == 3
    assert remind_of_waiting(now=at(2026, 12, 1)) == 0
    assert remind_of_waiting(now=at(2026, 12, 7)) == 3


def put_off(here, *things):
    """A register closed with its last thing put off; that thing still stands apart."""
    register = here.started(*things)
    *done, left = register.lines.order_by("number")
    for line in done:
        here.confirm(line)
        here.destroy(line)
    then = here.the_day(register, minutes=15)
    put_off_line(left, reason="碎纸机卡纸", by=here.room_head, now=then)
    finish_destruction(again(register), by=here.room_head, now=then)
    for who in (*witnesses_of(register), here.room_head):
        here.sign_off(again(register), who)
    return again(left)


@clause(Clause.DES_01, Clause.DES_16)
def test_what_was_put_off_stays_apart_and_goes_on_a_new_register_with_the_old_appraisal(here):
    left = put_off(here, here.volume(), here.volume())
    volume, then = again(left.holding), here.the_day(left.register, minutes=60)
    assert volume.state == HoldingState.QUARANTINED
    assert here.due() == []
    (ready,) = ready_for_destruction()
    assert ready == left.appraised

    register = draw_up_register(here.centre, [ready], basis=BASIS, by=here.archivist, now=then)
    register = freeze_register(register, by=here.archivist, now=then)
    here.decide(register, now=then)
    with refused(Clause.DES_16):
        here.moved(again(register), now=then)
    box = volume.present_slot
    move_to_quarantine(list(register.lines.all()), box, by=here.archivist, now=then)
    line = register.lines.get()
    assert (line.from_slot, line.quarantine_slot) == (volume.home_slot, box)

    withdraw_line(line, reason="查询", by=here.archivist, now=then)
    assert again(volume).present_slot == volume.home_slot


@clause(Clause.DES_14)
def test_struck_from_the_new_register_it_goes_back_to_its_shelf(here):
    left = put_off(here, here.volume(), here.volume())
    then = here.the_day(left.register, minutes=60)
    lines = [left.appraised, *here.ready(here.volume(), now=then)]
    register = draw_up_register(here.centre, lines, basis=BASIS, by=here.archivist, now=then)
    register = freeze_register(register, by=here.archivist, now=then)
    struck = line_of(register, left.holding)
    here.decide(register, now=then, vetoes={struck.pk: "留存"})
    assert again(left.holding).state == HoldingState.ON_SHELF
    assert left.holding.code in here.due()
