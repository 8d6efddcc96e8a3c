"""Readings are found in the view log by the clock, judged by a head, explained by the reader.

Source: SEC-28, SEC-41, ORG-10.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from archive_office import policy
from archive_office.clock import day_of
from archive_office.journal.acts import act, note
from archive_office.journal.bulk import create_all, note_all, update_all
from archive_office.notices.models import OfficeDay
from archive_office.notices.procedures import Message, tell, worded
from archive_office.organisation.models import Department, Membership, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, enforce
from dossiers.models import Dossier, Ground, ReadingReview, Verdict
from dossiers.rules import reviewing as rules

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

WORK: Final = "dossiers.readings"
FARTHEST: Final = timedelta(days=31)
"""How far back the log is gone through when nobody has done so before."""
HEADS: Final = (Role.CENTRE_HEAD, Role.DEPARTMENT_HEAD)
SUPERVISORS: Final = {
    "hq_archive_office": Role.ARCHIVE_ROOM_HEAD,
    "customer_director": Role.CUSTOMER_SERVICE_HEAD,
    "auditor": Role.AUDITOR,
}
VERDICT_FIELDS: Final = ("verdict", "remark", "reviewed_by", "reviewed_at")


def find_readings(*, now: datetime) -> int:
    """Go through the view log up to yesterday, and keep what has to be reviewed; how much is new.

    From the day of the last run that went through it. Safe to repeat: found again, a reading is
    the same.

    Source: SEC-41.
    """
    day, today, found = _first_day(now), day_of(now), 0
    while day < today:
        for ground in Ground:
            while batch := rules.findings(day, ground):
                keep_findings(day, batch, by=None, now=now)
                found += len(batch)
        day += timedelta(days=1)
    if found:
        tell_of_readings(by=None, now=now)
    return found


def _first_day(now: datetime) -> date:
    """Yesterday, or the day of the last run if that is earlier; no more than a month without one."""
    yesterday = day_of(now) - timedelta(days=1)
    runs = OfficeDay.objects.filter(finished_at__isnull=False, started_at__lt=now)
    last = runs.exclude(failures__has_key=WORK).order_by("-pk").first()
    return min(yesterday, day_of(last.started_at if last else now - FARTHEST))


@act("dossiers.readings_found", _("Readings found that are to be reviewed"), Clause.SEC_41)
def keep_findings(
    day: date, found: Sequence[rules.Finding], *, by: User | None, now: datetime
) -> None:
    """Keep what one day of the view log shows.

    Source: SEC-41.
    """
    known = Dossier.objects.in_bulk([one.dossier for one in found if one.dossier is not None])
    rows = create_all(
        [
            ReadingReview(
                ground=one.ground,
                day=day,
                person_id=one.person,
                dossier=known.get(one.dossier or 0),
                department_id=one.department,
                view_id=one.view,
                last_at=one.last_at,
                views=one.views,
                dossiers=one.dossiers,
                found_at=now,
            )
            for one in found
        ]
    )
    note_all((row, {"ground": row.ground, "person": row.person_id}) for row in rows)


@act("dossiers.readings_told", _("Reminded of readings to be reviewed"), Clause.SEC_41)
def tell_of_readings(*, by: User | None, now: datetime) -> int:
    """Tell heads, once a day, how many readings of their centre wait; the supervisor of all.

    Source: ORG-10, SEC-41.
    """
    today, told = day_of(now), 0
    waiting = ReadingReview.objects.waiting().order_by()
    counts = dict(waiting.values_list("department").annotate(n=Count("pk")))
    for department, count in counts.items():
        heads = _holding((Role.CENTRE_HEAD,), today, Department.objects.filter(pk=department))
        told += len(tell(heads, _waiting(f"{department}", count, today), by=by, now=now))
    supervisors = _holding((_supervisor(today),), today)
    everywhere = _waiting("all", sum(counts.values()), today)
    return told + len(tell(supervisors, everywhere, by=by, now=now))


def _waiting(whose: str, count: int, today: date) -> Message:
    title = ngettext_lazy(
        "%(n)d reading waits to be reviewed", "%(n)d readings wait to be reviewed", count
    )
    key, link = f"readings:{whose}:{today:%F}", reverse("dossiers:readings")
    return Message(key, worded(title, n=count), link=link, clause=Clause.SEC_41)


def _supervisor(today: date) -> Role:
    """Which role supervises the centres (ORG-10)."""
    return SUPERVISORS[policy.text("supervising_role", on=today)]


def _holding(
    roles: Iterable[Role], on: date, departments: Iterable[Department] | None = None
) -> list[User]:
    """Whoever holds one of these roles on a day, in these departments if any are given."""
    posts = Membership.objects.in_force(on).filter(role__in=list(roles))
    if departments is not None:
        posts = posts.filter(department__in=departments)
    return list(User.objects.filter(pk__in=posts.values("person")).order_by("pk"))


@act("dossiers.readings_reviewed", _("Readings reviewed"), Clause.SEC_41, Clause.SEC_28)
def review_readings(
    chosen: Sequence[int], verdict: Verdict, remark: str, *, by: User, now: datetime
) -> list[ReadingReview]:
    """Give one verdict on one or several readings; all of them or none.

    Who has to explain is told so; of a breach the reader's heads and the supervisor are told.

    Raises:
        RegulationError: SEC-28 (one's own reading), SEC-41 (none chosen, another's to review, a
            verdict that stands, asked already, no remark where there must be one).

    Source: SEC-28, SEC-41.
    """
    mine = ReadingReview.objects.visible_to(by).filter(pk__in=chosen)
    rows = list(
        ReadingReview.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=mine.values("pk"))
        .select_related("dossier", "person")
        .order_by("pk")
    )
    enforce(rules.against_choosing(chosen, rows))
    enforce(no for row in rows for no in rules.against_reviewing(row, verdict, remark, by))
    for row in rows:
        before = {"verdict": row.verdict}
        row.verdict, row.remark = verdict, remark.strip()
        row.reviewed_by, row.reviewed_at = by, now
        note(row, before=before, after={"verdict": verdict.value, "remark": row.remark})
    update_all(rows, VERDICT_FIELDS)
    _tell_of_verdicts(rows, verdict, by=by, now=now)
    return rows


def _tell_of_verdicts(
    rows: Sequence[ReadingReview], verdict: Verdict, *, by: User, now: datetime
) -> None:
    for row in rows:
        day = row.day.isoformat()
        if verdict == Verdict.EXPLAIN:
            title = worded(_("Please explain a reading of %(day)s"), day=day)
            tell([row.person], _to_reader(row, title), by=by, now=now)
        elif verdict == Verdict.BREACH:
            title = worded(_("A reading of %(day)s was found to be a breach"), day=day)
            tell([row.person], _to_reader(row, title), by=by, now=now)
            breach = _("Breach found in the review of readings: %(person)s, %(day)s")
            title = worded(breach, person=row.person, day=day)
            tell(_heads_of(row, by, on=day_of(now)), _to_heads(row, title), by=by, now=now)


def _to_reader(row: ReadingReview, title: "StrPromise") -> Message:
    key, link = f"reading:{row.pk}:{row.verdict}:reader", reverse("dossiers:my_readings")
    return Message(key, title, row.remark, link, Clause.SEC_41)


def _to_heads(row: ReadingReview, title: "StrPromise") -> Message:
    key, link = f"reading:{row.pk}:{row.verdict}", reverse("dossiers:reading", args=[row.pk])
    return Message(key, title, row.remark, link, Clause.SEC_41)


def _heads_of(row: ReadingReview, by: User, *, on: date) -> list[User]:
    """The reader's heads, the head of the dossier's centre, and whoever supervises."""
    works_at = set(row.person.memberships.in_force(on).values_list("department", flat=True))
    if row.department_id is not None:
        works_at.add(row.department_id)
    departments = Department.objects.filter(pk__in=works_at)
    heads = {*_holding(HEADS, on, departments), *_holding((_supervisor(on),), on)}
    return sorted(heads - {row.person, by}, key=lambda head: head.pk)


@act("dossiers.reading_explained", _("Reading explained"), Clause.SEC_41)
def explain_reading(review: ReadingReview, words: str, *, by: User, now: datetime) -> ReadingReview:
    """The reader says what a reading was for; who asked is told.

    Raises:
        RegulationError: SEC-41 (not the reader, not asked, no words).

    Source: SEC-41.
    """
    fresh = (
        ReadingReview.objects.select_for_update(of=("self",), no_key=True)
        .select_related("person", "reviewed_by", "dossier")
        .get(pk=review.pk)
    )
    enforce(rules.against_explaining(fresh, words, by))
    fresh.explanation, fresh.explained_at = words.strip(), now
    fresh.save(update_fields=["explanation", "explained_at"])
    note(fresh, after={"explanation": fresh.explanation})
    title = worded(
        _("%(person)s has explained a reading of %(day)s"),
        person=fresh.person,
        day=fresh.day.isoformat(),
    )
    link = reverse("dossiers:reading", args=[fresh.pk])
    message = Message(f"reading:{fresh.pk}:explained", title, "", link, Clause.SEC_41)
    asked_by = [fresh.reviewed_by] if fresh.reviewed_by else []
    tell(asked_by, message, by=by, now=now)
    return fresh


@act("dossiers.readings_printed", _("Register of reviewed readings printed"), Clause.SEC_41)
def note_register(department: Department, *, by: User, form: str, lines: int) -> None:
    """Keep in the journal that the register was printed or taken along as a workbook.

    Args:
        department: In whose journal it stands.
        form: ``pdf`` or ``xlsx``.

    Source: SEC-41.
    """
    note(department, after={"register": "readings", "form": form, "lines": lines})
