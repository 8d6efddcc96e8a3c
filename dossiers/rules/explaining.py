"""Why a person can see a dossier: every ground, read from posts, exceptions and grants themselves.

Nothing here asks ``visible_to``, so that the two answers can be held against each other.

Source: LND-21, SEC-29, SEC-51; decisions 21.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import (
    Department,
    DepartmentUserObjectPermission,
    Membership,
    User,
)
from archive_office.organisation.permissions import ROLE_PERMISSIONS
from archive_office.organisation.roles import (
    READS_PERSONAL,
    SEES_EVERY_CENTRE,
    SEES_OWN_DEPARTMENT,
    Role,
)
from dossiers.models import Dossier, DossierGrant

OPENS_DOSSIERS: Final = frozenset(
    role for role, given in ROLE_PERMISSIONS.items() if "dossiers.view_dossier" in given
)
"""Roles without which nobody opens the page of a dossier, whatever was granted."""


class Ground(models.TextChoices):
    """On what a sight rests."""

    EVERY_CENTRE = "every_centre", _("a role that spans all centres")
    OWN_CENTRE = "own_centre", _("a role in the originating department")
    EXCEPTION = "exception", _("an exception for the whole department")
    KEEPER = "keeper", _("named keeper of this dossier")
    GRANT = "grant", _("a timed grant for this dossier")
    SUPERUSER = "superuser", _("superuser of the system")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One ground on which one person sees a dossier.

    Attributes:
        post: The membership it rests on, if any.
        since: The first day, or the moment of the grant.
        until: The last moment or day, included for posts; None for an open end.
        personal: Whether the personal volume is open on this ground, too.
        sealed: Whether papers are open although the dossier is sealed.
        given_by: Who opened it; None for posts.
    """

    person: User
    ground: Ground
    post: Membership | None = None
    since: date | datetime | None = None
    until: date | datetime | None = None
    personal: bool = False
    sealed: bool = False
    given_by: User | None = None
    words: str = ""

    @property
    def label(self) -> str:
        """The ground in words."""
        return str(self.ground.label)


def reasons(dossier: Dossier, *, at: datetime, person: User | None = None) -> list[Reason]:
    """Everybody who can see a dossier at a moment, with each ground; or one person's grounds.

    Past moments are answered from the dates of posts and grants, and from the history of
    exceptions, keepers and accounts. What a role may do is that of today.

    Source: LND-21, SEC-51.
    """
    day = timezone.localtime(at).date()
    posts: dict[int, list[Membership]] = {}
    for post in _posts(day, at, person):
        posts.setdefault(post.person_id, []).append(post)
    found = [
        *_by_post(dossier, posts),
        *_by_exception(dossier, at, posts),
        *_as_keeper(dossier, at, posts),
        *_by_grant(dossier, at, posts),
        *_as_superuser(person),
    ]
    return sorted(found, key=lambda r: (str(r.person), r.person.pk, r.ground))


def against_sight(dossier: Dossier, person: User, *, at: datetime) -> Iterator[str]:
    """What a person lacks who cannot see a dossier, in words; nothing where there is a ground."""
    if reasons(dossier, at=at, person=person):
        return
    day = timezone.localtime(at).date()
    posts = list(_posts(day, at, person))
    if not posts:
        yield str(_("No post on this day, or the account is closed."))
    elif not any(Role(post.role) in OPENS_DOSSIERS for post in posts):
        yield str(_("None of the posts opens dossiers."))
    for post in posts:
        yield from _of_post(post)
    yield from _of_last_grant(dossier, person, at)


def _of_post(post: Membership) -> Iterator[str]:
    words = {"post": post.get_role_display(), "department": post.department}
    if Role(post.role) in SEES_OWN_DEPARTMENT:
        yield str(_("%(post)s of %(department)s: sees the dossiers that began there.") % words)
    elif Role(post.role) in OPENS_DOSSIERS:
        yield str(_("%(post)s of %(department)s: sees what is granted, one by one.") % words)


def _of_last_grant(dossier: Dossier, person: User, at: datetime) -> Iterator[str]:
    grant = _grants(dossier, person).order_by("-until").first()
    if grant is None:
        return
    ended = min(filter(None, (grant.withdrawn_at, grant.until)))
    if ended <= at:
        words = {"moment": timezone.localtime(ended).strftime("%F %H:%M")}
        yield str(_("The last grant ended at %(moment)s.") % words)
    else:
        yield str(_("A grant begins later."))


def _posts(day: date, at: datetime, person: User | None) -> QuerySet[Membership]:
    rows = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day
    )
    if person is not None:
        rows = rows.filter(person=person)
    closed = User.history.as_of(at).filter(is_active=False).values("id")
    return rows.exclude(person_id__in=closed).select_related("person", "department", "acting_for")


def _by_post(dossier: Dossier, posts: dict[int, list[Membership]]) -> Iterator[Reason]:
    for post in (post for own in posts.values() for post in own):
        role = Role(post.role)
        if role not in OPENS_DOSSIERS:
            continue
        own = post.department_id == dossier.centre_id
        if role in SEES_EVERY_CENTRE:
            ground = Ground.EVERY_CENTRE
        elif role in SEES_OWN_DEPARTMENT and own:
            ground = Ground.OWN_CENTRE
        else:
            continue
        yield Reason(
            person=post.person,
            ground=ground,
            post=post,
            since=post.starts_on,
            until=post.ends_on,
            personal=own and role in READS_PERSONAL,
        )


def _by_exception(
    dossier: Dossier, at: datetime, posts: dict[int, list[Membership]]
) -> Iterator[Reason]:
    rows = DepartmentUserObjectPermission.history.as_of(at).filter(
        content_object_id=dossier.centre_id, permission__codename="see_dossiers", until__gt=at
    )
    for row in rows:
        post = _opening(posts.get(row.user_id, []))
        if post is not None:
            yield Reason(
                person=post.person,
                ground=Ground.EXCEPTION,
                since=row.given_at,
                until=row.until,
                given_by=row.given_by,
                words=row.reason,
            )


def _as_keeper(
    dossier: Dossier, at: datetime, posts: dict[int, list[Membership]]
) -> Iterator[Reason]:
    keeper = _keeper_at(dossier, at)
    own = posts.get(keeper or 0, [])
    here = next((p for p in own if p.department_id == dossier.centre_id), None)
    if here is not None and _opening(own) is not None:
        yield Reason(
            person=here.person,
            ground=Ground.KEEPER,
            post=here,
            since=here.starts_on,
            until=here.ends_on,
        )


def _keeper_at(dossier: Dossier, at: datetime) -> int | None:
    then = Dossier.history.filter(id=dossier.pk, history_date__lte=at).order_by("-history_id")
    found: int | None = then.values_list("responsible_id", flat=True).first()
    return found


def _by_grant(
    dossier: Dossier, at: datetime, posts: dict[int, list[Membership]]
) -> Iterator[Reason]:
    rows = _grants(dossier).filter(
        Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=at), starts_at__lte=at, until__gt=at
    )
    for grant in rows.order_by("pk"):
        post = _opening(posts.get(grant.permission.user_id, []))
        if post is not None:
            yield Reason(
                person=post.person,
                ground=Ground.GRANT,
                since=grant.starts_at,
                until=grant.until,
                personal=grant.personal,
                sealed=grant.sealed,
                given_by=grant.granted_by,
                words=grant.reason,
            )


def _as_superuser(person: User | None) -> Iterator[Reason]:
    rows = User.objects.filter(is_superuser=True, is_active=True)
    for user in rows.filter(pk=person.pk) if person is not None else rows:
        yield Reason(person=user, ground=Ground.SUPERUSER)


def _grants(dossier: Dossier, person: User | None = None) -> QuerySet[DossierGrant]:
    rows = DossierGrant.objects.filter(dossier=dossier)
    if person is not None:
        rows = rows.filter(permission__user=person)
    return rows.select_related("permission__user", "granted_by")


def _opening(posts: list[Membership]) -> Membership | None:
    """A post that opens pages of dossiers; without one, no exception or grant shows anything."""
    return next((post for post in posts if Role(post.role) in OPENS_DOSSIERS), None)


def end_of(day: date) -> datetime:
    """The last moment of a past day, for asking who could see a dossier then."""
    return timezone.make_aware(datetime.combine(day, time.max))


def department_readers(department: Department, *, at: datetime) -> list[Reason]:
    """Everybody who sees the dossiers of a department as a whole, by post or by exception.

    Source: LND-21.
    """
    day = timezone.localtime(at).date()
    posts: dict[int, list[Membership]] = {}
    for post in _posts(day, at, None):
        posts.setdefault(post.person_id, []).append(post)
    fictitious = Dossier(centre=department)
    found = [
        *_by_post(fictitious, posts),
        *_by_exception(fictitious, at, posts),
        *_as_superuser(None),
    ]
    return sorted(found, key=lambda r: (str(r.person), r.person.pk, r.ground))
