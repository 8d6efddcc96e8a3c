"""Who keeps which seal, since when, and what runs out: read for the pages and the office day.

Source: TRF-07; decision 14.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office.clock import day_of
from archive_office.journal.differences import ACT
from archive_office.notices.procedures import worded
from archive_office.organisation.models import Membership, Seal, User
from archive_office.organisation.roles import Role
from archive_office.organisation.scope import scope_of
from archive_office.originals.models import SealCertificate, SealUse
from archive_office.regulation import Clause, Refusal

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

AHEAD: Final = timedelta(days=30)
"""So long before its end people are told of a seal or certificate."""

CHANGES_SEALS: Final = "organisation.change_seal"
HEADS: Final = (Role.CENTRE_HEAD, Role.ARCHIVE_ROOM_HEAD, Role.DEPARTMENT_HEAD)


@dataclass(frozen=True, slots=True)
class Kept:
    """One person's time as keeper of a seal; until nobody yet for who keeps it today."""

    keeper: str
    since: datetime
    given_by: str
    reason: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class RunningOut:
    """A seal or a certificate whose end is near, or past and not renewed."""

    seal: Seal
    on: date
    key: str
    what: "StrPromise"


def seals_seen(user: User) -> QuerySet[Seal]:
    """The seals whose register a person may read: of one's own departments, or every one.

    Source: ORG-01.
    """
    rows = Seal.objects.select_related("department__parent", "keeper")
    scope = scope_of(user)
    if scope.everything or user.has_perm(CHANGES_SEALS):
        return rows
    return rows.filter(Q(keeper=user) | Q(department__in=scope.departments | set(headed_by(user))))


def uses_seen(user: User) -> QuerySet[SealUse]:
    """The entries of the seal register that a person may read.

    Source: ORG-01, TRF-07.
    """
    own = SealUse.objects.visible_to(user).order_by().values("pk")
    headed = Q(department__in=headed_by(user))
    return SealUse.objects.filter(Q(pk__in=own) | headed)


def headed_by(user: User) -> list[int]:
    """The departments whose head a person is today, or stands in for."""
    return [m.department_id for m in user.current_memberships if m.role in HEADS]


def keepers_of(seal: Seal) -> list[Kept]:
    """Who kept a seal one after the other, the present keeper first."""
    told: list[Kept] = []
    last = None
    for row in seal.history.order_by("history_id"):
        if row.keeper_id == last:
            continue
        if told:
            told[-1] = replace(told[-1], until=row.history_date)
        told.append(_kept(row.keeper_id, row))
        last = row.keeper_id
    return told[::-1]


def _kept(keeper: int, row: object) -> Kept:
    written = ACT.fullmatch(str(getattr(row, "history_change_reason", "") or ""))
    given_by = getattr(row, "history_user_id", None)
    names = User.objects.in_bulk([pk for pk in (keeper, given_by) if pk])
    return Kept(
        keeper=str(names.get(keeper, "—")),
        since=getattr(row, "history_date"),  # noqa: B009 - rows of simple-history have no types
        given_by=str(names[given_by]) if given_by in names else "",
        reason=(written["reason"] or "") if written else "",
    )


def may_change(user: User, seal: Seal) -> bool:
    """Whether a person appoints the keeper of a seal and withdraws its certificates."""
    return user.has_perm(CHANGES_SEALS) or seal.department_id in headed_by(user)


def may_withdraw(user: User, seal: Seal) -> bool:
    """Whoever may change the seal, and its keeper, who first knows that a key is lost."""
    return may_change(user, seal) or seal.keeper_id == user.pk


def could_keep(seal: Seal, *, on: date) -> QuerySet[User]:
    """Who may be given a seal to keep: people with a post in its department, but its keeper."""
    posts = Membership.objects.in_force(on).filter(department=seal.department_id)
    people = User.objects.filter(is_active=True, pk__in=posts.order_by().values("person"))
    return people.exclude(pk=seal.keeper_id).order_by("display_name", "pk")


def against_handing_over(seal: Seal, to: User, *, by: User | None, on: date) -> Iterator[Refusal]:
    """Refuse a keeper from elsewhere, the same one again, and whoever does not appoint keepers.

    Source: TRF-07, ORG-01.
    """
    if by is not None and not may_change(by, seal):
        yield Refusal(Clause.ORG_01, _("You do not appoint the keeper of this seal."))
    if to.pk == seal.keeper_id:
        yield Refusal(
            Clause.TRF_07,
            _("%(person)s keeps this seal already.") % {"person": to},
            field="to",
        )
    elif not could_keep(seal, on=on).filter(pk=to.pk).exists():
        words = {"person": to, "department": seal.department}
        yield Refusal(
            Clause.TRF_07,
            _("%(person)s has no post in %(department)s and cannot keep its seal.") % words,
            field="to",
        )


def running_out(now: datetime) -> list[RunningOut]:
    """Seals and certificates that end within thirty days, and those past that nothing replaced."""
    today = day_of(now)
    seals = Seal.objects.filter(valid_until__gte=today, valid_until__lte=today + AHEAD)
    found = [
        RunningOut(
            seal=seal,
            on=seal.valid_until,
            key=f"originals.seal-ends/{seal.pk}/{seal.valid_until:%F}",
            what=worded(
                gettext_lazy("The seal “%(seal)s” may be used until %(day)s only."),
                seal=seal,
                day=seal.valid_until,
            ),
        )
        for seal in seals.select_related("department", "keeper")
        if seal.valid_until
    ]
    return [*found, *_certificates(now)]


def _certificates(now: datetime) -> list[RunningOut]:
    ending = SealCertificate.objects.filter(
        withdrawn_at=None, valid_until__gte=now, valid_until__lte=now + AHEAD
    )
    return [
        RunningOut(
            seal=each.seal,
            on=day_of(each.valid_until),
            key=f"originals.certificate-ends/{each.pk}",
            what=worded(
                gettext_lazy("The certificate of the seal “%(seal)s” ends on %(day)s."),
                seal=each.seal,
                day=day_of(each.valid_until),
            ),
        )
        for each in ending.select_related("seal__department", "seal__keeper")
        if not _renewed(each)
    ]


def _renewed(certificate: SealCertificate) -> bool:
    later = SealCertificate.objects.filter(
        seal=certificate.seal_id, withdrawn_at=None, valid_until__gt=certificate.valid_until
    )
    return later.exists()


def to_be_told(seal: Seal, *, on: date) -> Sequence[User]:
    """The keeper, the heads of the department, and where it has none the administrators."""
    posts = Membership.objects.in_force(on).select_related("person")
    heads = [m.person for m in posts.filter(department=seal.department_id, role__in=HEADS)]
    if not heads:
        heads = [m.person for m in posts.filter(role=Role.ADMINISTRATOR)]
    return [person for person in (seal.keeper, *heads) if person.is_active]
