"""Which rows exist for a person: the answer every queryset asks.

Source: ORG-01, SEC-29; decisions 21.
"""

from dataclasses import dataclass

from django.db.models import Q

from archive_office import clock
from archive_office.organisation.models import DepartmentUserObjectPermission, User
from archive_office.organisation.roles import (
    READS_PERSONAL,
    SEES_EVERY_CENTRE,
    SEES_OWN_DEPARTMENT,
    Role,
)


@dataclass(frozen=True, slots=True)
class Scope:
    """The departments whose dossiers a person sees, and whose personal volumes."""

    everything: bool
    departments: frozenset[int]
    personal: frozenset[int]

    @property
    def is_empty(self) -> bool:
        """Whether no catalogue is open, only what single grants open."""
        return not (self.everything or self.departments)


NOTHING = Scope(everything=False, departments=frozenset(), personal=frozenset())


def scope_of(user: User) -> Scope:
    """A person's scope now; read once per request and kept on its user object."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return NOTHING
    kept: Scope | None = user.__dict__.get("_scope")
    if kept is None:
        kept = user.__dict__["_scope"] = _read(user)
    return kept


def _read(user: User) -> Scope:
    memberships = user.current_memberships
    roles = {Role(m.role) for m in memberships}
    own = {m.department_id for m in memberships if Role(m.role) in SEES_OWN_DEPARTMENT}
    exceptions = DepartmentUserObjectPermission.objects.filter(
        Q(until__isnull=True) | Q(until__gt=clock.now()),
        user=user,
        permission__codename="see_dossiers",
    ).values_list("content_object_id", flat=True)
    return Scope(
        everything=user.is_superuser or bool(roles & SEES_EVERY_CENTRE),
        departments=frozenset(own | set(exceptions)),
        personal=frozenset(m.department_id for m in memberships if Role(m.role) in READS_PERSONAL),
    )
