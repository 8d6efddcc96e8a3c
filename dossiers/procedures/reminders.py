"""What the clock tells the people of a centre: late dossiers, reviews due, trays that wait.

One notice per centre (or person) and period with a number in it, never one per dossier.
Whoever was told in a period is not told again in it, however often the day is run.

Source: FIL-28, FIL-29, FIL-32, COL-05, COL-11, APR-22.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final, TypeVar

from django.db.models import Count, Exists, Min, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from archive_office.journal.acts import act
from archive_office.notices.procedures import Message, tell, worded
from archive_office.organisation.models import Department, Membership, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Dossier, Holding, Submission, Unit
from dossiers.rules.completeness import late_submissions
from dossiers.rules.lateness import (
    due_for_review,
    late_units,
    review_round,
    unfiled,
    unregistered,
)
from dossiers.rules.order import closed_before, round_of, unordered

Owner = TypeVar("Owner", User, Department)
ARCHIVISTS: Final = (Role.CENTRE_ARCHIVIST, Role.HQ_ARCHIVIST)


@act("dossiers.late_dossiers_reminded", _("Reminded of dossiers that are late"), Clause.FIL_28)
def remind_of_late_dossiers(*, now: datetime, by: User | None = None) -> int:
    """Tell people once a week which move-ins and units still have no dossier; how many were told.

    Whoever brings a move-in hears of the own ones; a centre's archivist hears of its units.

    Source: FIL-28, COL-05.
    """
    today = _day(now)
    told = 0
    posts = Membership.objects.in_force(today)
    still_there = posts.filter(person=OuterRef("by"), department=OuterRef("centre"))
    late = late_submissions(Submission.objects.filter(Exists(still_there)), today=today)
    for person, count in _counted(late, "by", User.objects.filter(is_active=True)):
        message = _late_move_ins(count, week=_week(today))
        told += len(tell([person], message, by=by, now=now))
    units = late_units(Unit.objects.all(), today=today)
    for centre, count in _counted(units, "estate__centre", Department.objects.all()):
        message = _late_units(count, centre, week=_week(today))
        told += len(tell(_keepers(centre, today), message, by=by, now=now))
    return told


@act("dossiers.reviews_reminded", _("Reminded of dossiers to be reviewed"), Clause.COL_11)
def remind_of_reviews(*, now: datetime, by: User | None = None) -> int:
    """Tell each centre's archivist once per round how many dossiers are due for review.

    Source: COL-11.
    """
    today = _day(now)
    told = 0
    due = due_for_review(Dossier.objects.all(), today=today)
    for centre, count in _counted(due, "centre", Department.objects.all()):
        title = ngettext_lazy(
            "%(centre)s: %(n)d dossier is due for review",
            "%(centre)s: %(n)d dossiers are due for review",
            count,
        )
        message = Message(
            f"review:{centre.pk}:{review_round(today)}",
            worded(title, centre=centre, n=count),
            link=f"{reverse('dossiers:list')}?completeness=review",
            clause=Clause.COL_11,
        )
        told += len(tell(_keepers(centre, today), message, by=by, now=now))
    return told


@act("dossiers.trays_reminded", _("Reminded of papers that wait in the tray"), Clause.FIL_29)
def remind_of_trays(*, now: datetime, by: User | None = None) -> int:
    """Tell archivists once a week that papers in their tray are not registered in time.

    Source: FIL-29.
    """
    today = _day(now)
    told = 0
    waiting = unregistered(Submission.objects.waiting(), today=today)
    oldest = dict(waiting.order_by().values_list("centre").annotate(first=Min("submitted_at")))
    for centre, count in _counted(waiting, "centre", Department.objects.all()):
        title = ngettext_lazy(
            "%(n)d submission waits in your tray since %(day)s",
            "%(n)d submissions wait in your tray, the oldest since %(day)s",
            count,
        )
        message = Message(
            f"tray:{centre.pk}:{_week(today)}",
            worded(title, n=count, day=_day(oldest[centre.pk]).isoformat()),
            link=reverse("dossiers:tray"),
            clause=Clause.FIL_29,
        )
        told += len(tell(_keepers(centre, today), message, by=by, now=now))
    return told


@act(
    "dossiers.unordered_reminded",
    _("Reminded of former residents’ dossiers"),
    Clause.APR_22,
    Clause.FIL_32,
)
def remind_of_unordered_dossiers(*, now: datetime, by: User | None = None) -> int:
    """Tell each centre's archivist once a roundup which closed dossiers are not in order yet.

    Source: APR-22, FIL-32.
    """
    today = _day(now)
    told = 0
    rows = unordered(Dossier.objects.filter(closed_before(today)))
    for centre, count in _counted(rows, "centre", Department.objects.all()):
        title = ngettext_lazy(
            "%(centre)s: %(n)d dossier of a former resident is not in order",
            "%(centre)s: %(n)d dossiers of former residents are not in order",
            count,
        )
        message = Message(
            f"unordered:{centre.pk}:{round_of(today)[0]}",
            worded(title, centre=centre, n=count),
            link=f"{reverse('dossiers:unordered')}?closed=earlier",
            clause=Clause.APR_22,
        )
        told += len(tell(_keepers(centre, today), message, by=by, now=now))
    return told


@act("dossiers.filing_reminded", _("Reminded of papers that are not filed"), Clause.FIL_29)
def remind_of_filing(*, now: datetime, by: User | None = None) -> int:
    """Tell archivists once a week which accepted volumes stand in no place after the week.

    Source: FIL-29.
    """
    today = _day(now)
    told = 0
    rows = unfiled(Holding.objects.all(), today=today)
    for keeper, count in _counted(rows, "keeper", Department.objects.all()):
        title = ngettext_lazy(
            "%(centre)s: %(n)d accepted volume is not filed in time",
            "%(centre)s: %(n)d accepted volumes are not filed in time",
            count,
        )
        message = Message(
            f"unfiled:{keeper.pk}:{_week(today)}",
            worded(title, centre=keeper, n=count),
            link=f"{reverse('dossiers:unfiled')}?show=place",
            clause=Clause.FIL_29,
        )
        told += len(tell(_keepers(keeper, today), message, by=by, now=now))
    return told


def _late_move_ins(count: int, *, week: str) -> Message:
    title = ngettext_lazy(
        "%(n)d move-in of yours has no dossier yet and is late",
        "%(n)d move-ins of yours have no dossier yet and are late",
        count,
    )
    link = reverse("dossiers:my_submissions")
    return Message(f"late:own:{week}", worded(title, n=count), link=link, clause=Clause.FIL_28)


def _late_units(count: int, centre: Department, *, week: str) -> Message:
    title = ngettext_lazy(
        "%(centre)s: %(n)d occupied unit has no dossier and is late",
        "%(centre)s: %(n)d occupied units have no dossier and are late",
        count,
    )
    return Message(
        f"late:{centre.pk}:{week}",
        worded(title, centre=centre, n=count),
        link=reverse("dossiers:units_without_dossier"),
        clause=Clause.FIL_28,
    )


def _counted(
    rows: QuerySet[Any], field: str, owners: QuerySet[Owner]
) -> Iterator[tuple[Owner, int]]:
    """How many of these rows each owner has, in one query; owners without any stay out."""
    counts: Mapping[int, int] = dict(rows.order_by().values_list(field).annotate(n=Count("pk")))
    for owner in owners.filter(pk__in=counts).order_by("pk"):
        yield owner, counts[owner.pk]


def _keepers(centre: Department, on: date) -> Iterable[User]:
    """The archivists of a centre; where the post is vacant, its head."""
    posts = Membership.objects.in_force(on).filter(department=centre).select_related("person")
    archivists = [post.person for post in posts if post.role in ARCHIVISTS]
    return archivists or [post.person for post in posts if post.role == Role.CENTRE_HEAD]


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _week(day: date) -> str:
    found = day.isocalendar()
    return f"{found.year}-W{found.week:02}"
