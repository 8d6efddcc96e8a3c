"""Named exceptions: a department's dossiers opened to somebody for a time, and closed again.

Source: LND-21, SEC-29; decisions 21.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.models import Permission
from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, by_post, note
from archive_office.organisation.models import (
    Department,
    DepartmentUserObjectPermission,
    Membership,
    User,
)
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal, enforce

LONGEST: Final = timedelta(days=366)
"""An exception is looked at again after a year."""

HEADS: Final = (Role.CENTRE_HEAD, Role.ARCHIVE_ROOM_HEAD)
ABOVE: Final = (Role.CUSTOMER_SERVICE_HEAD, Role.DIRECTOR)


def may_open(person: User, department: Department) -> Membership | None:
    """The post by which a person opens a department's dossiers to others: its head, or above."""
    return next(
        (
            m
            for m in person.current_memberships
            if (m.role in HEADS and m.department_id == department.pk) or m.role in ABOVE
        ),
        None,
    )


@act("organisation.exception_given", _("Exception given"), Clause.LND_21, Clause.SEC_29)
def give_exception(
    person: User, department: Department, *, until: datetime, reason: str, by: User, now: datetime
) -> DepartmentUserObjectPermission:
    """Let a person see a department's dossiers until a moment (excluded), and say why.

    Personal volumes stay closed: they are opened one by one (LND-14). Given again, an exception
    runs until the new moment.

    Raises:
        RegulationError: LND-21 (not the department's head nor above, for oneself, no reason, no
            end within a year, a closed account).

    Source: LND-21, SEC-29.
    """
    enforce(_against_giving(person, department, until=until, reason=reason, by=by, now=now))
    by_post(may_open(by, department))
    given: DepartmentUserObjectPermission
    given, made = DepartmentUserObjectPermission.objects.select_for_update().get_or_create(
        user=person,
        content_object=department,
        permission=Permission.objects.get(codename="see_dossiers"),
        defaults={"until": until, "reason": reason.strip(), "given_by": by, "given_at": now},
    )
    before = None if made else {"until": given.until.isoformat()}
    if not made:
        given.until, given.reason = until, reason.strip()
        given.given_by, given.given_at = by, now
        given.save()
    note(given, before=before, after={"person": person.pk, "until": until.isoformat()})
    return given


@act("organisation.exception_withdrawn", _("Exception withdrawn"), Clause.LND_21)
def withdraw_exception(
    given: DepartmentUserObjectPermission, *, reason: str, by: User, now: datetime
) -> DepartmentUserObjectPermission:
    """End an exception at once.

    Raises:
        RegulationError: LND-21 (not the department's head nor above, no reason).

    Source: LND-21.
    """
    fresh: DepartmentUserObjectPermission = (
        DepartmentUserObjectPermission.objects.select_for_update(of=("self",), no_key=True)
        .select_related("content_object")
        .get(pk=given.pk)
    )
    enforce([*_against_strangers(fresh.content_object, by), *_against_silence(reason)])
    by_post(may_open(by, fresh.content_object))
    if fresh.until > now:
        before = fresh.until.isoformat()
        fresh.until = now
        fresh.save(update_fields=["until"])
        note(fresh, before={"until": before}, after={"until": now.isoformat()})
    return fresh


def _against_giving(
    person: User, department: Department, *, until: datetime, reason: str, by: User, now: datetime
) -> Iterator[Refusal]:
    yield from _against_strangers(department, by)
    post = may_open(by, department)
    if person.pk in {by.pk, post.acting_for_id if post else None}:
        yield Refusal(Clause.LND_21, _("Nobody opens dossiers to oneself."), field="person")
    if not person.is_active:
        yield Refusal(Clause.LND_21, _("This account is closed."), field="person")
    if not now < until <= now + LONGEST:
        yield Refusal(Clause.LND_21, _("An exception ends within a year from now."), field="until")
    yield from _against_silence(reason)


def _against_strangers(department: Department, by: User) -> Iterator[Refusal]:
    if may_open(by, department) is None:
        yield Refusal(
            Clause.LND_21,
            _("The head of %(department)s opens its dossiers, or a head above.")
            % {"department": department},
        )


def _against_silence(reason: str) -> Iterator[Refusal]:
    if not reason.strip():
        yield Refusal(Clause.LND_21, _("Say what the access is for."), field="reason")
