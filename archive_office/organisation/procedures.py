"""How people come, get their posts, and leave.

Source: ORG-05, ORG-06, SEC-40.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

from django.contrib.auth.models import Group, Permission
from django.contrib.auth.password_validation import validate_password
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.organisation.administrators import against_administrator
from archive_office.organisation.logins import end_sessions
from archive_office.organisation.models import (
    Department,
    DepartmentKind,
    DepartmentUserObjectPermission,
    Membership,
    Seal,
    User,
)
from archive_office.organisation.roles import Role
from archive_office.organisation.second_factor import forget_second_factor
from archive_office.organisation.signals import account_closed
from archive_office.regulation import Clause, Refusal, RegulationError, enforce


@act("organisation.account_opened", _("Account opened"), Clause.SEC_42)
def open_account(
    username: str,
    *,
    display_name: str,
    password: str,
    by: User | None,
    staff_number: str = "",
) -> User:
    """Give one person one personal account.

    Raises:
        ValidationError: the password breaks the password rules.

    Source: SEC-40, SEC-42.
    """
    user = User(username=username, display_name=display_name, staff_number=staff_number)
    validate_password(password, user)
    user.set_password(password)
    user.save()
    note(user, after={"username": username})
    return user


@act("organisation.roles_laid_down", _("Roles laid down"), Clause.SEC_29)
def grant_roles(roles: Iterable[tuple[Role, list[Permission]]], *, by: User | None) -> None:
    """Give role groups exactly these permissions; rows still come from memberships (SEC-29)."""
    for role, permissions in roles:
        group, _made = Group.objects.get_or_create(name=role.value)
        group.permissions.set(permissions)
        note(group, after={"permissions": sorted(p.codename for p in permissions)})


@act("organisation.department_opened", _("Department opened"), Clause.ORG_01)
def open_department(
    code: str,
    name: str,
    *,
    kind: DepartmentKind,
    by: User | None,
    parent: Department | None = None,
) -> Department:
    """Enter a department or service centre into the organisation (ORG-01)."""
    department = Department.objects.create(code=code, name=name, kind=kind, parent=parent)
    note(department, after={"code": code, "kind": kind.value})
    return department


@act("organisation.appointed", _("Appointed to a post"), Clause.ORG_06)
def appoint(  # noqa: PLR0913 - a post has these facts
    person: User,
    role: Role,
    department: Department,
    *,
    starts_on: date,
    by: User | None,
    ends_on: date | None = None,
    acting_for: User | None = None,
) -> Membership:
    """Give a person a role in a department, from ``starts_on`` to ``ends_on`` included.

    Raises:
        RegulationError: ORG-06, a centre would have two heads on the same day; SEC-39, a second
            system administrator, or another than the office's setting names.

    Source: ORG-05, ORG-06, SEC-39; decisions 20.
    """
    department = Department.objects.select_for_update().get(pk=department.pk)
    acting = acting_for is not None
    if role == Role.ADMINISTRATOR:
        Group.objects.select_for_update().get(name=role.value)  # one appointment after the other
        enforce(against_administrator(person, starts_on=starts_on, ends_on=ends_on, acting=acting))
    enforce(
        _against_a_second_head(
            role, department, starts_on=starts_on, ends_on=ends_on, acting=acting
        )
    )
    membership = Membership.objects.create(
        person=person,
        role=role,
        department=department,
        starts_on=starts_on,
        ends_on=ends_on,
        acting_for=acting_for,
        appointed_by=str(by or ""),
    )
    note(membership, after={"role": role.value, "from": starts_on.isoformat()})
    return membership


@act("organisation.posts_changed", _("Posts given, limited or withdrawn"), Clause.ORG_05)
def change_posts(save: Callable[[], object], *, by: User, reason: str) -> None:
    """Let a person's posts change as they were entered by hand; the journal says why.

    Raises:
        RegulationError: ORG-05, no reason.

    Source: ORG-05, ORG-06; decisions 20.
    """
    if not reason.strip():
        raise RegulationError(Refusal(Clause.ORG_05, _("Say why the posts change.")))
    save()


def _against_a_second_head(
    role: Role, department: Department, *, starts_on: date, ends_on: date | None, acting: bool
) -> list[Refusal]:
    if role != Role.CENTRE_HEAD or acting:
        return []
    others = department.memberships.filter(role=role, acting_for__isnull=True)
    clash = others.exclude(ends_on__lt=starts_on)
    if ends_on is not None:
        clash = clash.exclude(starts_on__gt=ends_on)
    return [
        Refusal(
            Clause.ORG_06,
            _("%(department)s has a head in that time already: %(person)s.")
            % {"department": department, "person": other.person},
            field="starts_on",
        )
        for other in clash.select_related("person")[:1]
    ]


@act("organisation.account_closed", _("Account closed"), Clause.SEC_42)
def close_account(user: User, *, on: date, by: User, reason: str, now: datetime) -> User:
    """End a leaver's posts and close the account; what was signed keeps the name.

    Exceptions, timed grants, the second factor and sessions end at once; a seal of this keeper is
    out of use until somebody else is entered as its keeper.

    Args:
        on: The last day of every post still running.

    Raises:
        RegulationError: SEC-42 (the own account, a superuser's by somebody who is none).

    Source: SEC-40, SEC-42.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    enforce(one for one in against_closing(user, by=by) if one.field != "is_active")
    running = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    for membership in user.memberships.filter(running, starts_on__lte=on):
        membership.ends_on = max(on, membership.starts_on)
        membership.save(update_fields=["ends_on"])
        note(membership, after={"until": membership.ends_on.isoformat()})
    for membership in user.memberships.filter(starts_on__gt=on):
        membership.ends_on = membership.starts_on
        membership.save(update_fields=["ends_on"])
        note(membership, after={"until": membership.ends_on.isoformat()})
    user.is_active = False
    user.save(update_fields=["is_active"])
    note(user, before={"active": True}, after={"active": False}, sessions=end_sessions(user))
    _end_exceptions(user, now)
    _end_keeping(user, on=on)
    forget_second_factor(user, by=by, how="forgotten")
    account_closed.send(sender=User, user=user, by=by, now=now)
    return user


def against_closing(user: User, *, by: User) -> Iterator[Refusal]:
    """What stands against closing somebody's account."""
    if user.pk == by.pk:
        yield Refusal(Clause.SEC_42, _("Nobody closes the own account."))
    if user.is_superuser and not by.is_superuser:
        yield Refusal(Clause.SEC_42, _("Only a superuser closes a superuser’s account."))
    if not user.is_active:
        yield Refusal(Clause.SEC_42, _("This account is closed."), field="is_active")


def _end_exceptions(user: User, now: datetime) -> None:
    running = DepartmentUserObjectPermission.objects.filter(user=user, until__gt=now)
    for exception in running.select_for_update(no_key=True).order_by("pk"):
        before, exception.until = exception.until.isoformat(), now
        exception.save(update_fields=["until"])
        note(exception, before={"until": before}, after={"until": now.isoformat()})


def _end_keeping(user: User, *, on: date) -> None:
    in_use = Q(valid_until__isnull=True) | Q(valid_until__gt=on)
    for seal in Seal.objects.select_for_update(no_key=True).filter(in_use, keeper=user):
        before = seal.valid_until.isoformat() if seal.valid_until else None
        seal.valid_until = max(on, seal.valid_from)
        seal.save(update_fields=["valid_until"])
        note(seal, before={"until": before}, after={"until": seal.valid_until.isoformat()})


@act("organisation.seal_registered", _("Seal registered"), Clause.TRF_07)
def register_seal(
    number: str,
    department: Department,
    *,
    name: str,
    keeper: User,
    valid_from: date,
    by: User | None,
) -> Seal:
    """Enter a department's seal and its keeper into the register of seals.

    Source: TRF-07; decisions 14.
    """
    seal = Seal.objects.create(
        number=number, name=name, department=department, keeper=keeper, valid_from=valid_from
    )
    note(seal, after={"number": number, "keeper": keeper.pk})
    return seal


@act("organisation.membership_ended", _("Post ended"), Clause.ORG_06)
def end_membership(membership: Membership, *, on: date, by: User | None) -> Membership:
    """Let a post end with a day, included."""
    membership.ends_on = max(on, membership.starts_on)
    membership.save(update_fields=["ends_on"])
    note(membership, after={"until": membership.ends_on.isoformat()})
    return membership
