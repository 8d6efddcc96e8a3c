"""What the calendar tells of loans and of copies that are out; and the printed demand.

Source: LND-05, LND-16.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from archive_office import policy
from archive_office.clock import day_of
from archive_office.journal.acts import act, note
from archive_office.journal.bulk import create_all
from archive_office.notices.models import Notice
from archive_office.notices.procedures import Message, tell, worded
from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause, enforce
from dossiers.procedures.codes import reserve
from lending.models import Disclosure, Loan, OverdueNotice, Reminder
from lending.procedures import locks
from lending.rules import disclosures, people
from lending.rules import reminders as rules
from lending.rules.dates import days_late, terms_on
from lending.rules.reminders import Due, Kind

logger = logging.getLogger(__name__)

SERIES: Final = "CH"
WIDTH: Final = 3

TITLES: Final = {
    Kind.BEFORE: _("%(code)s is due back on %(day)s"),
    Kind.DUE: _("%(code)s is due back today"),
    Kind.LATE_1: _("%(code)s is overdue since %(day)s"),
    Kind.LATE_3: _("%(code)s is overdue since %(day)s: bring it back now"),
    Kind.DAY_15: _("%(code)s: the last day before a case of dereliction is opened"),
}


def send_reminders(*, now: datetime) -> tuple[int, int]:
    """Send the reminder each loan is due for today; how many people were told, how many failed.

    Once per loan, kind, due day and person, however often it is run; what was missed is not made
    up for by stale ones. Each loan is an act of its own.

    Source: LND-05.
    """
    today = day_of(now)
    sent = failed = 0
    for due in _unsent(rules.due_reminders(today), today):
        try:
            sent += len(remind(due.loan, by=None, now=now))
        except Exception:  # one broken row keeps no other borrower from hearing; it is counted
            logger.exception("No reminder could be sent for loan %s", due.loan.pk)
            failed += 1
    return sent, failed


@act("lending.reminded", _("Reminded of a loan"), Clause.LND_05)
def remind(loan: Loan, *, by: User | None, now: datetime) -> list[Reminder]:
    """Send the reminder a loan is due for today to everybody who has not had it.

    Source: LND-05.
    """
    fresh, today = locks.loan(loan.pk), day_of(now)
    kind = rules.kind_of(fresh, today, terms_on(fresh.handed_out_on))
    if kind is None:
        return []
    told = set(_sent(fresh, kind).values_list("to_id", flat=True))
    people_to_tell = [p for p in rules.addressees(fresh, kind, on=today) if p.pk not in told]
    message = Message(
        f"loan:{fresh.pk}:{kind.value}:{fresh.due_on.isoformat()}",
        worded(TITLES[kind], code=fresh.holding.code, day=fresh.due_on.isoformat()),
        link=fresh.get_absolute_url(),
        clause=Clause.LND_05,
    )
    notices = tell(people_to_tell, message, by=by, now=now)
    sent = create_all(
        [
            Reminder(
                loan=fresh, kind=kind, due_on=fresh.due_on, to=notice.to, notice=notice, sent_at=now
            )
            for notice in notices
        ]
    )
    for reminder in sent:
        note(reminder, after={"kind": kind.value, "to": reminder.to_id})
    return sent


def _unsent(due: Iterable[Due], today: date) -> list[Due]:
    """What somebody has not heard yet, so that a repeated day writes nothing."""
    return [
        one
        for one in due
        if {p.pk for p in rules.addressees(one.loan, one.kind, on=today)}
        - set(_sent(one.loan, one.kind).values_list("to_id", flat=True))
    ]


def _sent(loan: Loan, kind: Kind) -> QuerySet[Reminder]:
    return Reminder.objects.filter(loan=loan, kind=kind, due_on=loan.due_on)


def remind_rooms(*, now: datetime) -> int:
    """Tell each room's archivists once a week how many of its loans are overdue.

    Source: LND-05.
    """
    today = day_of(now)
    late = Counter(
        loan.room for loan in Loan.objects.out().filter(due_on__lt=today).select_related("room")
    )
    return sum(
        _tell_once(people.archivists_of(room, on=today), _overdue(room, count, on=today), now=now)
        for room, count in late.items()
    )


def _overdue(room: Department, count: int, *, on: date) -> Message:
    week = on.isocalendar()
    title = ngettext_lazy(
        "%(room)s: %(n)d loan is overdue", "%(room)s: %(n)d loans are overdue", count
    )
    return Message(
        f"overdue:{room.pk}:{week.year}-W{week.week:02}",
        worded(title, room=room, n=count),
        link=reverse("lending:overdue"),
        clause=Clause.LND_05,
    )


def remind_readings(*, now: datetime) -> int:
    """Tell each room's archivists what was read on the spot and is not back from an earlier day.

    Source: LND-03, LND-25, SEC-05.
    """
    today = day_of(now)
    left = Counter(loan.room for loan in rules.read_and_not_back(today))
    return sum(
        _tell_once(people.archivists_of(room, on=today), _not_back(room, count, on=today), now=now)
        for room, count in left.items()
    )


def _not_back(room: Department, count: int, *, on: date) -> Message:
    title = ngettext_lazy(
        "%(room)s: %(n)d thing read on the spot is not back from an earlier day",
        "%(room)s: %(n)d things read on the spot are not back from an earlier day",
        count,
    )
    return Message(
        f"readings:{room.pk}:{on.isoformat()}",
        worded(title, room=room, n=count),
        link=reverse("lending:desk"),
        clause=Clause.LND_25,
    )


def remind_disclosures(*, now: datetime) -> int:
    """Ask after every piece that left and is not accounted for; how many people were asked.

    Each ``disclosure_reminder_days`` days from the day it left the recipient is asked; the
    archivists of the room hear once in as many days how many stand open.

    Source: LND-16, DES-24.
    """
    today, told = day_of(now), 0
    standing: Counter[Department] = Counter()
    rows = disclosures.to_be_reminded().select_related(
        "room", "line__request__requester", "copy", "loan"
    )
    for disclosure in rows.order_by("pk"):
        if (for_day := disclosures.reminder_day(disclosure, today)) is not None:
            standing[disclosure.room] += 1
            told += _ask_after(disclosure, for_day, now=now)
    return told + sum(_tell_room(room, count, now=now) for room, count in standing.items())


def _ask_after(disclosure: Disclosure, for_day: date, *, now: datetime) -> int:
    recipient = disclosure.line.request.requester
    if recipient is None or not recipient.is_active:
        return 0
    title = _("%(number)s: bring the copy back, or say what became of it")
    message = Message(
        f"disclosure:{disclosure.pk}:{for_day.isoformat()}",
        worded(title, number=disclosure.copy or disclosure.number),
        link=disclosure.line.request.get_absolute_url(),
        clause=Clause.LND_16,
    )
    return _tell_once([recipient], message, now=now)


def _tell_room(room: Department, count: int, *, now: datetime) -> int:
    today = day_of(now)
    every = policy.number("disclosure_reminder_days", on=today)
    title = ngettext_lazy(
        "%(room)s: %(n)d disclosure is not accounted for",
        "%(room)s: %(n)d disclosures are not accounted for",
        count,
    )
    message = Message(
        f"disclosures:{room.pk}:{every}:{today.toordinal() // every}",
        worded(title, room=room, n=count),
        link=reverse("lending:disclosures"),
        clause=Clause.LND_16,
    )
    return _tell_once(people.archivists_of(room, on=today), message, now=now)


def _tell_once(to: list[User], message: Message, *, now: datetime) -> int:
    """Tell whoever has not heard; when all have, nothing is written, not even in the journal."""
    heard = set(Notice.objects.filter(key=message.key, to__in=to).values_list("to_id", flat=True))
    left = [person for person in to if person.pk not in heard]
    return len(tell(left, message, by=None, now=now)) if left else 0


@act("lending.overdue_notice_issued", _("Overdue notice issued"), Clause.LND_05)
def issue_overdue_notice(loan: Loan, *, by: User, now: datetime) -> OverdueNotice:
    """Issue the next printed demand 催还通知书 for a late loan, and tell those it goes to.

    Raises:
        RegulationError: ORG-01 (another room's), LND-05 (not out or not late, an old register,
            a fourth one, or a second one today).

    Source: LND-05.
    """
    fresh, today = locks.loan(loan.pk), day_of(now)
    enforce(rules.against_demanding(fresh, by=by, today=today))
    notice = OverdueNotice(
        number=reserve(f"{SERIES}-{today.year}", 1, width=WIDTH)[0],
        loan=fresh,
        turn=OverdueNotice.objects.filter(loan=fresh).count() + 1,
        days_late=days_late(fresh, today),
        issued_by=by,
        issued_at=now,
    )
    notice.save()
    note(notice, after={"turn": notice.turn, "days late": notice.days_late})
    title = _("Overdue notice %(number)s: %(code)s is to be brought back")
    message = Message(
        f"demand:{notice.pk}",
        worded(title, number=notice.number, code=fresh.holding.code),
        link=fresh.get_absolute_url(),
        clause=Clause.LND_05,
    )
    tell(rules.addressees(fresh, Kind.LATE_1, on=today), message, by=by, now=now)
    return notice
