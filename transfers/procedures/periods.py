"""Half-years are opened by the calendar, and centres reminded of them.

Source: TRF-03.
"""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.clock import day_of
from archive_office.journal.acts import act, note
from archive_office.notices.procedures import Message, tell, worded
from archive_office.organisation.models import Membership, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from transfers.models import Period
from transfers.rules.parties import receiver_for
from transfers.rules.periods import Span, Stage, Standing, span_after, span_at, standings


@act("transfers.periods_opened", _("Half-years opened"), Clause.TRF_03)
def ensure_periods(*, today: date, by: User | None = None) -> list[Period]:
    """Open every half-year up to the present one; due dates follow the office's settings.

    The office's first period is the present one: what was due before it worked with
    this house is not its debt here. The due date of a period still running follows a
    changed setting; that of an ended period stands.

    Source: TRF-03.
    """
    opened = [_open(span) for span in _lacking(today)]
    for period in Period.objects.filter(ends_on__gte=today):
        _follow_setting(period)
    return opened


@act("transfers.centres_reminded", _("Centres reminded of the handover"), Clause.TRF_03)
def remind_centres(*, now: datetime, by: User | None = None) -> int:
    """Tell archivists of coming and missed due dates, each once; how many were told.

    The centre's archivist hears ``handover_reminder_days`` ahead; once the date has
    passed, the centre's and headquarters' archivists hear which centre is late.

    Source: TRF-03.
    """
    today = day_of(now)
    told = 0
    for period in Period.objects.filter(due_on__lte=today + _ahead(today)):
        for standing in standings(period, on=today):
            told += _remind(standing, now=now)
    return told


def _lacking(today: date) -> list[Span]:
    present = span_at(today)
    last = Period.objects.order_by("starts_on").last()
    span = span_after(last) if last else present
    lacking = []
    while span.starts_on <= present.starts_on:
        lacking.append(span)
        span = span_after(span)
    return lacking


def _open(span: Span) -> Period:
    period = Period(
        year=span.year,
        half=span.half,
        starts_on=span.starts_on,
        ends_on=span.ends_on,
        due_on=span.due_on,
    )
    period.save()
    note(period, after={"due": period.due_on.isoformat()})
    return period


def _follow_setting(period: Period) -> None:
    days = policy.number("handover_grace_days", on=period.ends_on)
    due_on = period.ends_on + timedelta(days=days)
    if due_on != period.due_on:
        note(
            period,
            before={"due": period.due_on.isoformat()},
            after={"due": due_on.isoformat()},
        )
        period.due_on = due_on
        period.save()


def _ahead(today: date) -> timedelta:
    return timedelta(days=policy.number("handover_reminder_days", on=today))


def _remind(standing: Standing, *, now: datetime) -> int:
    if standing.stage not in (Stage.DUE, Stage.UNDER_WAY):
        return 0
    key = f"handover:{standing.period.pk}:{standing.centre.pk}"
    title, stage = _("Handover of %(period)s is due on %(day)s"), "ahead"
    people = _archivists(standing)
    if standing.is_overdue:
        title, stage = _("%(centre)s: handover of %(period)s was due on %(day)s"), "late"
        people += _archivists(standing, headquarters=True)
    message = Message(
        f"{key}:{stage}",
        worded(title, centre=standing.centre, period=standing.period, day=standing.period.due_on),
        clause=Clause.TRF_03,
    )
    return len(tell(people, message, by=None, now=now))


def _archivists(standing: Standing, *, headquarters: bool = False) -> list[User]:
    department = receiver_for(standing.centre) if headquarters else standing.centre
    role = Role.HQ_ARCHIVIST if headquarters else Role.CENTRE_ARCHIVIST
    posts = Membership.objects.in_force(standing.on).filter(role=role, department=department)
    return [post.person for post in posts.select_related("person")]
