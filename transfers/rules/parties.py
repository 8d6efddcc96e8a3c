"""Who acts for which party of a handover."""

from collections.abc import Collection, Iterator
from typing import Final

from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department, DepartmentKind, Membership, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal
from transfers.models import Manifest, Side

CENTRE_CLERKS: Final = frozenset({Role.CENTRE_ARCHIVIST})
CENTRE: Final = frozenset({Role.CENTRE_ARCHIVIST, Role.CENTRE_HEAD})
HEADQUARTERS: Final = frozenset({Role.HQ_ARCHIVIST, Role.ARCHIVE_ROOM_HEAD})

SIGNERS: Final[dict[str, frozenset[Role]]] = {
    Side.TRANSFERRING: CENTRE,
    Side.RECEIVING: HEADQUARTERS,
    Side.ARCHIVIST: frozenset({Role.HQ_ARCHIVIST}),
}
"""The roles that may sign for each side."""


def sides_of(kind: str) -> tuple[Side, ...]:
    """The sides that sign: both parties, and the archivist for title documents.

    Source: TRF-06, TRF-14.
    """
    both = (Side.TRANSFERRING, Side.RECEIVING)
    return (*both, Side.ARCHIVIST) if kind == Manifest.Kind.TITLE else both


def department_of(manifest: Manifest, side: str) -> Department:
    """The department a side stands for."""
    return manifest.centre if side == Side.TRANSFERRING else manifest.receiver


def receiver_for(centre: Department) -> Department | None:
    """The archive room of the centre's fonds that takes its files over."""
    return (
        Department.objects.filter(
            kind=DepartmentKind.ARCHIVE_OFFICE, is_active=True, fonds=centre.fonds
        )
        .order_by("code")
        .first()
    )


def membership_in(
    person: User, department: Department, roles: Collection[Role]
) -> Membership | None:
    """The membership by which a person acts for a department in one of these roles."""
    return next(
        (
            m
            for m in person.current_memberships
            if m.department_id == department.pk and Role(m.role) in roles
        ),
        None,
    )


def against_acting_for(
    person: User, department: Department, roles: Collection[Role]
) -> Iterator[Refusal]:
    """Refuse whoever does not work for the department in one of these roles (ORG-01)."""
    if membership_in(person, department, roles) is None:
        yield Refusal(
            Clause.ORG_01,
            _("Only %(roles)s of %(department)s may do this.")
            % {
                "roles": " / ".join(str(role.label) for role in sorted(roles)),
                "department": department,
            },
        )
