"""Whose word a use takes under three tiers, beside the usual chain.

Source: SEC-16, SEC-17, SEC-18, SEC-19.
"""

from collections.abc import Sequence
from datetime import date

from archive_office.organisation.models import Department, DepartmentKind, User
from archive_office.organisation.roles import Role
from dossiers.models import Dossier
from dossiers.rules.access import is_keeper, words_of
from dossiers.rules.tiers import Tier, above, answers_for, tier_of
from lending.rules import people


def tier_to_open(dossier: Dossier, who: User | None, *, on: date) -> Tier | None:
    """The tier whose word opens a dossier; none for who answers for it or is its keeper.

    Source: SEC-16, SEC-17, SEC-18.
    """
    tier = tier_of(dossier, on=on)
    if tier is None or who is None:
        return tier
    unasked = answers_for(dossier, words_of(who), tier) or is_keeper(dossier, who)
    return None if unasked else tier


def words_needed(
    tier: Tier | None, dossier: Dossier, askers: Sequence[User], *, on: date
) -> dict[str, object]:
    """The facts that put the tier's words into the chain of decisions; none for the company tier.

    The company tier takes the director's word, which the chain knows already. Whoever asks or
    enters the request and heads the department has the next higher head decide.

    Args:
        tier: The one whose word the use takes.
        askers: Everybody on the asking side; none of them decides.

    Source: SEC-17, SEC-18.
    """
    if tier in (None, Tier.COMPANY):
        return {}
    facts: dict[str, object] = {}
    own = any(people.is_head_of(asker, dossier.centre) for asker in askers)
    if not own:
        facts["tier_head"] = kind_of_head(dossier.centre, on)
    if own or tier == Tier.DEPARTMENT:
        higher = above(dossier) == Role.CUSTOMER_SERVICE_HEAD
        facts["tier_above"] = "customer_service" if higher else "director"
    return facts


def kind_of_head(department: Department, on: date) -> str:
    """By which name the chain calls the head of a department; empty for the company itself."""
    if department.is_centre:
        return "centre"
    if department.kind == DepartmentKind.ARCHIVE_OFFICE:
        return "archive_office"
    if department.kind != DepartmentKind.FUNCTIONAL:
        return ""
    posts = department.memberships.in_force(on).filter(role=Role.CUSTOMER_SERVICE_HEAD)
    return "customer_service" if posts.exists() else "functional"
