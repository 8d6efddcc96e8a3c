"""For which party of a handover somebody acts; the journal keeps that post."""

from collections.abc import Collection

from archive_office.journal.acts import by_post
from archive_office.organisation.models import Department, User
from archive_office.organisation.roles import Role
from archive_office.regulation import enforce
from transfers.rules import parties


def act_for(person: User, department: Department, roles: Collection[Role]) -> None:
    """Let a person act for a department by a post in one of these roles.

    Raises:
        RegulationError: ORG-01, no such post.

    Source: ORG-01.
    """
    enforce(parties.against_acting_for(person, department, roles))
    by_post(parties.membership_in(person, department, roles))
