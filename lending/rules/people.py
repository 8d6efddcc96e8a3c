"""Who keeps an archive room, and who answers for the people of a department.

Source: ORG-01, LND-05, LND-06.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department, Membership, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal
from dossiers.rules.tiers import HEADS
from lending.models import AccessRequest, Loan

ARCHIVISTS: Final = frozenset({Role.CENTRE_ARCHIVIST, Role.HQ_ARCHIVIST})


def role_above(department: Department) -> Role:
    """The next higher head: customer service above a centre, the director above the others."""
    return Role.CUSTOMER_SERVICE_HEAD if department.is_centre else Role.DIRECTOR


def is_archivist_of(person: User, room: Department) -> bool:
    """Whether this person keeps this archive room."""
    return any(person.holds(role, room) for role in ARCHIVISTS)


def is_head_of(person: User, department: Department) -> bool:
    """Whether this person heads this department."""
    return any(person.holds(role, department) for role in HEADS[department.kind])


def archivists_of(room: Department, *, on: date) -> list[User]:
    """The archivists of a room on a day."""
    return _people(on, department=room, role__in=ARCHIVISTS)


def heads_of(department: Department, *, on: date, but: User | None = None) -> list[User]:
    """The heads of a department on a day; the next higher ones where there is none but ``but``."""
    found = _people(on, department=department, role__in=HEADS[department.kind])
    return _without(found, but) or _without(_people(on, role=role_above(department)), but)


def borrower_of(loan: Loan) -> User | None:
    """Who answers for a loan: the borrower, or for somebody from outside who entered the request.

    Nobody for a line of an old register.
    """
    if loan.origin == Loan.Origin.LEGACY:
        return None
    return loan.borrower or (loan.line.request.entered_by if loan.line else None)


def department_of(request: AccessRequest) -> Department:
    """The department whose head answers for the use: the requester's, for outsiders the room."""
    return request.department or request.room


def against_strangers(by: User, room: Department) -> Iterator[Refusal]:
    """Refuse whoever does not keep this archive room (ORG-01)."""
    if not is_archivist_of(by, room):
        yield Refusal(
            Clause.ORG_01,
            _("Only the archivists of %(room)s do this.") % {"room": room},
        )


def _people(on: date, **post: object) -> list[User]:
    posts = Membership.objects.in_force(on).filter(**post).select_related("person").order_by("pk")
    return list({held.person_id: held.person for held in posts}.values())


def _without(people: list[User], but: User | None) -> list[User]:
    return [person for person in people if but is None or person.pk != but.pk]
