"""Which reminder is due on which day, to whom, and how often."""

from datetime import date, timedelta

import pytest

from archive_office.notices.models import Notice
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from lending.models import AccountabilityCase, OverdueNotice, Reminder
from lending.procedures import reminders
from lending.procedures.reminders import issue_overdue_notice, remind_rooms, send_reminders
from lending.rules.reminders import kind_on
from tests.factories import arranged, person
from tests.lending.lent import bring_back, extend, legacy, lend, morning
from tests.lending.world import NOW, READ, again, fresh, library, setting
from tests.steps import clause, refused

Kind = Reminder.Kind
DUE_ON = date(2026, 11, 27)
LAST_DAY = date(2026, 12, 5)
LATE = morning(date(2026, 11, 28))


@pytest.fixture
def world(db):
    return library()


@pytest.fixture
def loan(world):
    """Handed out on 20 November to somebody of the engineering department; due on the 27th."""
    return lend(world)


def sent(loan=None):
    """Kind and addressee of every reminder, in order."""
    rows = Reminder.objects.filter(loan=loan) if loan else Reminder.objects.all()
    return [(r.kind, r.to) for r in rows.order_by("pk")]


def on(day):
    return send_reminders(now=morning(day))


@clause(Clause.LND_05)
@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 11, 24), None),
        (date(2026, 11, 25), Kind.BEFORE),
        (date(2026, 11, 26), Kind.BEFORE),
        (date(2026, 11, 27), Kind.DUE),
        (date(2026, 11, 28), Kind.LATE_1),
        (date(2026, 11, 29), Kind.LATE_1),
        (date(2026, 11, 30), Kind.LATE_3),
        (date(2026, 12, 4), Kind.LATE_3),
        (date(2026, 12, 5), Kind.DAY_15),
        (date(2026, 12, 6), None),
        (date(2027, 1, 1), None),
    ],
)
def test_every_day_has_at_most_one_reminder(day, kind):
    assert kind_on(day, due_on=DUE_ON, last_day=LAST_DAY, warning_days=2) == kind


@clause(Clause.LND_05)
@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 12, 2), None),
        (date(2026, 12, 3), Kind.BEFORE),
        (date(2026, 12, 5), Kind.DAY_15),
        (date(2026, 12, 6), None),
    ],
)
def test_a_loan_renewed_up_to_day_15_is_warned_of_the_case_on_its_due_day(day, kind):
    assert kind_on(day, due_on=LAST_DAY, last_day=LAST_DAY, warning_days=2) == kind


@clause(Clause.LND_05)
@pytest.mark.parametrize("day", [date(2026, 11, 25), date(2026, 11, 26)])
def test_without_warning_days_the_first_reminder_comes_on_the_due_day(day):
    assert kind_on(day, due_on=DUE_ON, last_day=LAST_DAY, warning_days=0) is None
    assert kind_on(DUE_ON, due_on=DUE_ON, last_day=LAST_DAY, warning_days=0) == Kind.DUE


@clause(Clause.LND_05)
def test_the_borrower_hears_and_once_it_is_late_the_borrowers_head_too(world, loan):
    assert on(date(2026, 11, 25)) == (1, 0)
    assert on(date(2026, 11, 28)) == (2, 0)
    assert sent() == [
        ("before", world.employee),
        ("late_1", world.employee),
        ("late_1", world.dept_head),
    ]


@clause(Clause.LND_05)
def test_nobody_hears_the_same_twice(loan):
    told = [on(date(2026, 11, 25)) for _turn in range(3)]
    assert told == [(1, 0), (0, 0), (0, 0)]
    assert on(date(2026, 11, 26)) == (0, 0)
    assert Notice.objects.filter(key__startswith="loan:").count() == 1


@clause(Clause.LND_05)
def test_a_repeated_day_writes_nothing_not_even_in_the_journal(world, loan):
    from archive_office.journal.models import JournalEntry

    on(date(2026, 11, 28))
    before = JournalEntry.objects.count()
    on(date(2026, 11, 28))
    assert JournalEntry.objects.count() == before


@clause(Clause.LND_05)
def test_after_days_missed_only_the_most_telling_one_goes_out(world, loan):
    on(date(2026, 12, 1))
    assert {kind for kind, _to in sent()} == {"late_3"}


@clause(Clause.LND_05)
def test_a_renewed_loan_is_reminded_of_its_new_day(world, loan):
    on(date(2026, 11, 25))
    renewed = extend(world, loan, date(2026, 12, 5), now=morning(date(2026, 11, 26)))
    assert on(date(2026, 11, 27)) == (0, 0)
    assert on(date(2026, 12, 3)) == (1, 0)
    days = Reminder.objects.filter(loan=renewed, kind="before").values_list("due_on", flat=True)
    assert set(days) == {DUE_ON, date(2026, 12, 5)}


@clause(Clause.LND_05)
def test_a_loan_that_came_back_is_not_asked_for(world, loan):
    bring_back(world, loan, now=morning(date(2026, 11, 24)))
    assert on(date(2026, 11, 28)) == (0, 0)


@clause(Clause.LND_05)
def test_readings_and_old_registers_are_reminded_of_never(world):
    volume = world.volume()
    legacy(world, volume, handed_out_on=date(2026, 11, 20), due_on=DUE_ON)
    lend(world, manner=READ)
    for day in range(40):
        assert on(date(2026, 11, 20) + timedelta(days=day)) == (0, 0)
    assert remind_rooms(now=morning(date(2026, 12, 20))) == 0


@clause(Clause.LND_05)
def test_the_head_of_a_head_hears_when_a_head_is_late(world):
    world.seen_by(world.dept_head)
    lend(world, who=world.dept_head)
    on(date(2026, 11, 28))
    assert sent() == [("late_1", world.dept_head), ("late_1", world.director)]


@clause(Clause.LND_05)
def test_staff_of_a_centre_answer_to_its_head(world):
    world.seen_by(world.front)
    lend(world, who=world.front)
    on(date(2026, 11, 28))
    assert sent() == [("late_1", world.front), ("late_1", world.head)]


@clause(Clause.LND_05)
def test_whoever_left_the_company_is_asked_through_the_head(world, loan):
    with arranged():
        world.employee.is_active = False
        world.employee.save()
    on(date(2026, 11, 25))
    assert sent() == [("before", world.dept_head)]


@clause(Clause.LND_05)
def test_a_reminder_names_the_code_and_the_day_and_no_customer(world, loan):
    on(date(2026, 11, 25))
    notice = Reminder.objects.get().notice
    assert loan.holding.code in notice.title
    assert "2026-11-27" in notice.title
    assert loan.holding.dossier.occupancy.customer.name not in f"{notice.title}{notice.body}"
    assert notice.link == loan.get_absolute_url()


@clause(Clause.LND_05)
def test_a_reminder_leaves_by_e_mail_where_there_is_an_address(world):
    borrower = person(Role.EMPLOYEE, world.department, email="borrower@example.com")
    world.seen_by(borrower)
    lend(world, who=borrower)
    on(date(2026, 11, 25))
    assert Reminder.objects.get().notice.mail == Notice.Mail.WAITING


@clause(Clause.LND_05)
def test_the_days_of_warning_are_the_offices_setting(world):
    setting("loan_reminder_days", "4")
    lend(world)
    assert on(date(2026, 11, 22)) == (0, 0)
    assert on(date(2026, 11, 23)) == (1, 0)


@clause(Clause.LND_05)
def test_one_broken_loan_keeps_no_other_borrower_from_hearing(world, loan, monkeypatch, caplog):
    other = lend(world)
    usual = reminders.locks.loan

    def broken(pk):
        if pk == loan.pk:
            raise LookupError("torn")
        return usual(pk)

    monkeypatch.setattr(reminders.locks, "loan", broken)
    assert on(date(2026, 11, 25)) == (1, 1)
    assert sent(other)
    assert not sent(loan)
    monkeypatch.undo()
    assert on(date(2026, 11, 25)) == (1, 0)


@clause(Clause.LND_05)
def test_the_archivists_of_the_room_hear_once_a_week_how_many_are_late(world, loan):
    lend(world)
    monday = date(2026, 11, 30)
    assert [remind_rooms(now=morning(monday + timedelta(days=n))) for n in range(8)] == [
        1,
        *[0] * 6,
        1,
    ]
    assert "2" in Notice.objects.filter(to=world.archivist, key__startswith="overdue:")[0].title


# The printed demand


@clause(Clause.LND_05)
def test_the_first_second_and_third_notice_are_counted_and_numbered(world, loan):
    issued = [
        issue_overdue_notice(loan, by=world.archivist, now=LATE + timedelta(days=day))
        for day in range(3)
    ]
    assert [notice.number for notice in issued] == ["CH-2026-001", "CH-2026-002", "CH-2026-003"]
    assert [(notice.turn, notice.days_late) for notice in issued] == [(1, 1), (2, 2), (3, 3)]
    assert Notice.objects.filter(to=world.dept_head, key__startswith="demand:").count() == 3
    with refused(Clause.LND_05):
        issue_overdue_notice(loan, by=world.archivist, now=LATE + timedelta(days=3))


@clause(Clause.LND_05)
def test_nothing_is_demanded_that_is_in_time_back_or_of_an_old_register(world, loan):
    with refused(Clause.LND_05):
        issue_overdue_notice(loan, by=world.archivist, now=morning(DUE_ON))
    old = legacy(world, world.volume(), handed_out_on=date(2024, 1, 2), due_on=date(2024, 1, 9))
    with refused(Clause.LND_05):
        issue_overdue_notice(old, by=world.archivist, now=LATE)
    bring_back(world, loan, now=LATE)
    with refused(Clause.LND_05):
        issue_overdue_notice(again(loan), by=world.archivist, now=LATE)


@clause(Clause.LND_05)
def test_one_notice_a_day_and_from_the_rooms_archivist_only(world, loan):
    with refused(Clause.ORG_01):
        issue_overdue_notice(loan, by=world.hq_archivist, now=LATE)
    issue_overdue_notice(loan, by=fresh(world.archivist), now=LATE)
    with refused(Clause.LND_05):
        issue_overdue_notice(loan, by=world.archivist, now=LATE + timedelta(hours=3))
    assert OverdueNotice.objects.count() == 1


def test_reminders_open_no_case(world, loan):
    on(date(2026, 12, 20))
    assert not AccountabilityCase.objects.exists()
    assert loan.handed_out_on == NOW.date()
