"""Who looks after a storeroom, who may enter it, and which rooms somebody sees.

Source: STO-01, STO-16, ORG-01.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office.custody.models import Storeroom
from archive_office.organisation.models import Department, Membership, User
from archive_office.organisation.roles import Role
from archive_office.organisation.scope import scope_of
from archive_office.regulation import Clause, Refusal

LOOK_AFTER: Final = (
    Role.CENTRE_ARCHIVIST,
    Role.HQ_ARCHIVIST,
    Role.CENTRE_HEAD,
    Role.ARCHIVE_ROOM_HEAD,
)
"""The archivists of a department and its heads: they look after its rooms and may enter them."""


def looks_after(user: User, department: Department) -> bool:
    """Whether the rooms of this department are in this person's care today."""
    return any(user.holds(role, department) for role in LOOK_AFTER)


def against_strangers(department: Department, by: User) -> Iterator[Refusal]:
    """Refuse whoever does not look after the rooms of this department (ORG-01)."""
    if not looks_after(by, department):
        yield Refusal(
            Clause.ORG_01,
            _("The rooms of %(department)s are looked after by its own archivists and head.")
            % {"department": department},
        )


def rooms_of(user: User) -> QuerySet[Storeroom]:
    """The storerooms in use that exist for a person.

    Source: ORG-01.
    """
    rooms = Storeroom.objects.filter(is_active=True).select_related("department")
    scope = scope_of(user)
    return rooms if scope.everything else rooms.filter(department__in=scope.departments)


def entitled(department: Department, *, on: date) -> list[Membership]:
    """The posts whose holders may enter the rooms of a department on a day.

    Source: STO-16.
    """
    posts = Membership.objects.in_force(on).filter(department=department, role__in=LOOK_AFTER)
    return list(posts.select_related("person", "department").order_by("role", "starts_on", "pk"))


def caretakers(department: Department, *, on: date) -> list[User]:
    """The people who are reminded of what is due in the rooms of a department."""
    return list({post.person_id: post.person for post in entitled(department, on=on)}.values())
