"""Who draws up appraisals of an archive room, who gives the engineers' opinion.

Source: ORG-01, APR-07.
"""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department, Membership, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal

ARCHIVISTS: Final = frozenset({Role.CENTRE_ARCHIVIST, Role.HQ_ARCHIVIST})
HEADS: Final = frozenset({Role.CENTRE_HEAD, Role.ARCHIVE_ROOM_HEAD})


def post_at(
    person: User, room: Department, roles: frozenset[Role] = ARCHIVISTS
) -> Membership | None:
    """The membership by which a person works for this archive room in one of these roles."""
    return next(
        (
            m
            for m in person.current_memberships
            if m.department_id == room.pk and Role(m.role) in roles
        ),
        None,
    )


def rooms_of(person: User) -> list[Department]:
    """The archive rooms whose appraisals this person draws up."""
    rooms = {m.department for m in person.current_memberships if Role(m.role) in ARCHIVISTS}
    return sorted(rooms, key=lambda room: room.code)


def engineers_post(person: User) -> Membership | None:
    """The post by which a person speaks for the engineers; None if there is none."""
    return next((m for m in person.current_memberships if m.role == Role.ENGINEER), None)


def against_strangers(
    by: User, room: Department, roles: frozenset[Role] = ARCHIVISTS
) -> Iterator[Refusal]:
    """Refuse whoever does not keep this archive room (ORG-01)."""
    if post_at(by, room, roles) is None:
        yield Refusal(
            Clause.ORG_01,
            _("Only %(roles)s of %(room)s do this.")
            % {"roles": " / ".join(str(role.label) for role in sorted(roles)), "room": room},
        )


def against_laymen(by: User) -> Iterator[Refusal]:
    """Refuse an opinion of anybody but an engineer (APR-07)."""
    if engineers_post(by) is None:
        yield Refusal(Clause.APR_07, _("The opinion is given by the engineering department."))
