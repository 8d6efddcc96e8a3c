"""Which readings of a day somebody has to look at again, and who may judge them.

Everything is asked of the view log in one statement per ground, over the rows of one day.

Source: SEC-28, SEC-40, SEC-41.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from chinese_calendar import is_workday
from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.organisation.models import User
from archive_office.organisation.roles import REVIEWS_EVERY_CENTRE, Role
from archive_office.regulation import Clause, Refusal
from dossiers.models import Ground, ReadingReview, Verdict, ViewLog

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

AT_ONCE: Final = 1000
"""So many findings are held at a time."""
SATURDAY: Final = 5
REVIEWERS: Final = {*REVIEWS_EVERY_CENTRE, Role.CENTRE_HEAD}


@dataclass(frozen=True, slots=True)
class Finding:
    """What the log of one day shows of one person and one ground.

    Attributes:
        dossier: Its key; None where the ground concerns the whole day.
        department: Whose head judges it: the dossier's centre, or where the reader works.
        view: The first line of the log.
    """

    ground: Ground
    person: int
    dossier: int | None
    department: int | None
    view: int
    last_at: datetime
    views: int
    dossiers: int


def is_working_day(day: date) -> bool:
    """Whether the office works on a day; for a year not announced yet the weekend is free.

    One line too many to look at does no harm, so nothing waits for the announcement.
    """
    try:
        return bool(is_workday(day))
    except NotImplementedError:  # how chinese_calendar says that a year is not published
        return day.weekday() < SATURDAY


def office_hours(day: date) -> tuple[time, time] | None:
    """From when until when (excluded) the office is open; None on a day of rest."""
    if not is_working_day(day):
        return None
    opens, closes = (policy.text(name, on=day) for name in ("office_opens", "office_closes"))
    return time.fromisoformat(opens), time.fromisoformat(closes)


# A look into one dossier. What a list or a paper names together with others at one moment is no
# look into each of them, and counts for the day alone; nor is what stands on a paper or in a
# submission that one may see anyway.
_LOOKS: Final = """
WITH looked AS (
  SELECT v.*, count(*) OVER (PARTITION BY v.user_id, v.at, v.detail) AS named
  FROM dossiers_viewlog v WHERE v.at >= %(since)s AND v.at < %(until)s
), looks AS (
  SELECT * FROM looked WHERE named = 1 AND under NOT LIKE 'paper %%' AND under <> 'submission'
), found AS (
"""
_OF_DOSSIER: Final = """
  SELECT v.user_id AS person, v.dossier_id AS dossier, d.centre_id AS department,
         min(v.id) AS view, max(v.at) AS last_at, count(*) AS views, 1 AS dossiers
  FROM {rows} v JOIN dossiers_dossier d ON d.id = v.dossier_id
  WHERE {condition}
  GROUP BY v.user_id, v.dossier_id, d.centre_id
"""
_OF_DAY: Final = """
  SELECT v.user_id AS person, NULL::bigint AS dossier,
         (SELECT p.department_id FROM organisation_membership p
          WHERE p.person_id = v.user_id AND {post} ORDER BY p.starts_on DESC, p.id LIMIT 1
         ) AS department,
         min(v.id) AS view, max(v.at) AS last_at, count(*) AS views,
         count(DISTINCT v.dossier_id) AS dossiers
  FROM looked v
  WHERE {condition}
  GROUP BY v.user_id {having}
"""
# What was found before is not found again: so the same statement goes through a day piece by piece.
_NEW: Final = """
)
SELECT person, dossier, department, view, last_at, views, dossiers FROM found f
WHERE NOT EXISTS (
  SELECT FROM dossiers_readingreview r
  WHERE r.day = %(day)s AND r.ground = %(ground)s AND r.person_id = f.person
    AND r.dossier_id IS NOT DISTINCT FROM f.dossier
)
ORDER BY view LIMIT %(most)s
"""
_POST: Final = "p.starts_on <= %(day)s AND (p.ends_on IS NULL OR p.ends_on >= %(day)s)"
_UNMASKED: Final = """v.what = 'revealed' AND NOT EXISTS (
  SELECT FROM dossiers_dossiergrant g
  JOIN dossiers_dossieruserobjectpermission p ON p.id = g.permission_id
  WHERE g.dossier_id = v.dossier_id AND p.user_id = v.user_id AND g.personal
    AND g.starts_at <= v.at AND g.until > v.at
    AND (g.withdrawn_at IS NULL OR g.withdrawn_at > v.at))"""
_FOREIGN: Final = f"""NOT EXISTS (
  SELECT FROM organisation_membership p
  WHERE p.person_id = v.user_id AND {_POST}
    AND (p.department_id = d.centre_id OR p.department_id IN (
      SELECT h.keeper_id FROM dossiers_holding h WHERE h.dossier_id = d.id)))"""  # noqa: S608 - put together from fixed text alone
_CLOSED: Final = "d.closed_on < %(day)s AND d.state <> 'void'"
_SEALED: Final = """coalesce((
  SELECT h.sealed_on IS NOT NULL FROM dossiers_historicaldossier h
  WHERE h.id = v.dossier_id AND h.history_date <= v.at ORDER BY h.history_id DESC LIMIT 1
), d.sealed_on IS NOT NULL)"""
_HOURS: Final = """(%(opens)s::time IS NULL
  OR (v.at AT TIME ZONE %(zone)s)::time < %(opens)s::time
  OR (v.at AT TIME ZONE %(zone)s)::time >= %(closes)s::time)"""
_MANY: Final = "HAVING count(DISTINCT v.dossier_id) >= %(many)s"


def _of_dossier(condition: str, rows: str = "looks") -> str:
    return _LOOKS + _OF_DOSSIER.format(rows=rows, condition=condition) + _NEW


def _of_day(condition: str, having: str = "") -> str:
    return _LOOKS + _OF_DAY.format(post=_POST, condition=condition, having=having) + _NEW


STATEMENTS: Final[Mapping[Ground, str]] = {
    Ground.UNMASKED: _of_dossier(_UNMASKED, rows="looked"),
    Ground.FOREIGN: _of_dossier(_FOREIGN),
    Ground.CLOSED: _of_dossier(_CLOSED),
    Ground.SEALED: _of_dossier(_SEALED),
    Ground.HOURS: _of_day(_HOURS),
    Ground.MANY: _of_day("true", _MANY),
}


def findings(day: date, ground: Ground) -> list[Finding]:
    """What one day of the view log shows on one ground and nobody has found yet; the first of it.

    Never more than ``AT_ONCE``; once these are kept, the same question finds the next.

    Source: SEC-40, SEC-41.
    """
    hours = office_hours(day)
    facts: dict[str, Any] = {
        "day": day,
        "ground": ground.value,
        "since": timezone.make_aware(datetime.combine(day, time.min)),
        "until": timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)),
        "zone": settings.TIME_ZONE,
        "opens": hours[0] if hours else None,
        "closes": hours[1] if hours else None,
        "many": policy.number("readings_per_day_to_review", on=day),
        "most": AT_ONCE,
    }
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS[ground], facts)
        return [Finding(ground, *row) for row in cursor.fetchall()]


_RIGHTS: Final[Mapping[str, "StrOrPromise"]] = {
    "office": _("a role that spans all centres"),
    "centre": _("a role or exception for the department"),
    "keeper": _("named keeper of this dossier"),
    "grant": _("timed grant"),
    "paper": _("named on a paper or list"),
    "submission": _("the submission in the tray"),
}


def right_in_words(under: str) -> str:
    """The right that a line of the view log names, in the reader's language."""
    kind, _space, rest = under.partition(" ")
    words = str(_RIGHTS.get(kind, under))
    return f"{words} {rest}" if kind == "grant" else words


def views_of(review: ReadingReview) -> QuerySet[ViewLog]:
    """The lines of the view log that a finding rests on."""
    since = timezone.make_aware(datetime.combine(review.day, time.min))
    rows = ViewLog.objects.filter(
        user=review.person_id, at__gte=since, at__lt=since + timedelta(days=1)
    )
    if review.dossier_id is not None:
        rows = rows.filter(dossier=review.dossier_id)
    if review.ground == Ground.UNMASKED:
        rows = rows.filter(what=ViewLog.What.REVEALED)
    hours = office_hours(review.day)
    if review.ground == Ground.HOURS and hours is not None:
        opens, closes = (timezone.make_aware(datetime.combine(review.day, at)) for at in hours)
        rows = rows.filter(Q(at__lt=opens) | Q(at__gte=closes))
    return rows


def against_reviewing(
    review: ReadingReview, verdict: Verdict, remark: str, by: User
) -> Iterator[Refusal]:
    """Why this person does not give this verdict on a reading.

    Source: SEC-28, SEC-41.
    """
    if review.person_id == by.pk or review.person_id in _stood_in_for(by):
        yield Refusal(Clause.SEC_28, _("Nobody reviews own readings, nor by a deputy."))
    if review.is_final:
        yield Refusal(
            Clause.SEC_41,
            _("%(reading)s: the verdict stands.") % {"reading": review},
        )
    if verdict == Verdict.EXPLAIN and review.verdict == Verdict.EXPLAIN:
        yield Refusal(
            Clause.SEC_41, _("%(reading)s: the reader was asked already.") % {"reading": review}
        )
    if verdict != Verdict.JUSTIFIED and not remark.strip():
        yield Refusal(Clause.SEC_41, _("Say what the verdict rests on."), field="remark")


def _stood_in_for(by: User) -> set[int | None]:
    """In whose place a person reviews, where every post that lets one review is an acting one."""
    posts = [m for m in by.current_memberships if m.role in REVIEWERS]
    return {m.acting_for_id for m in posts} if all(m.acting_for_id for m in posts) else set()


def against_explaining(review: ReadingReview, words: str, by: User) -> Iterator[Refusal]:
    """Why this person does not explain a reading.

    Source: SEC-41.
    """
    if review.person_id != by.pk:
        yield Refusal(Clause.SEC_41, _("Readings are explained by the reader alone."))
    if review.verdict != Verdict.EXPLAIN or review.explained_at is not None:
        yield Refusal(Clause.SEC_41, _("No explanation is asked for."))
    if not words.strip():
        yield Refusal(Clause.SEC_41, _("Say what the reading was for."), field="explanation")


def against_choosing(chosen: Sequence[int], found: Sequence[ReadingReview]) -> Iterator[Refusal]:
    """Why these readings are not judged: none was chosen, or not all are this person's to judge.

    Source: SEC-41.
    """
    if not chosen:
        yield Refusal(Clause.SEC_41, _("Choose at least one reading."))
    elif len(found) < len(set(chosen)):
        yield Refusal(Clause.SEC_41, _("Some of these readings are not yours to review."))
