"""Which papers even the office's own people open by approval alone: graded ones, and tiers.

Under two tiers 两级 whoever sees a dossier by a post reads its ordinary papers; graded ones are
read by those who keep them, and by approval. Under three tiers 公司级、部门级、个人级 every dossier
has somebody who answers for it, and all others read by that person's approval.

Source: SEC-04, SEC-16, SEC-17, SEC-18, SEC-19.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.organisation.models import DepartmentKind
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Category, Dossier, Secrecy

THREE: Final = "company_department_person"

HEADS: Final[dict[str, frozenset[Role]]] = {
    DepartmentKind.SERVICE_CENTRE: frozenset({Role.CENTRE_HEAD}),
    DepartmentKind.ARCHIVE_OFFICE: frozenset({Role.ARCHIVE_ROOM_HEAD}),
    DepartmentKind.FUNCTIONAL: frozenset({Role.DEPARTMENT_HEAD, Role.CUSTOMER_SERVICE_HEAD}),
    DepartmentKind.COMPANY: frozenset({Role.DIRECTOR}),
}
"""Which roles head a department of each kind."""


class Tier(models.TextChoices):
    """Who answers for a dossier under three tiers."""

    COMPANY = "company", _("Company tier")
    DEPARTMENT = "department", _("Department tier")
    PERSON = "person", _("Personal tier")


CLAUSES: Final = {
    Tier.COMPANY: Clause.SEC_16,
    Tier.DEPARTMENT: Clause.SEC_17,
    Tier.PERSON: Clause.SEC_18,
}
WORDS: Final = {
    Tier.COMPANY: _("Company tier: the director opens it."),
    Tier.DEPARTMENT: _(
        "Department tier: the head of %(department)s and the next higher head open it."
    ),
    Tier.PERSON: _("Personal tier: the head of %(department)s opens it."),
}


@dataclass(frozen=True, slots=True)
class Word:
    """One person's word in one post: held now, or recorded with a decision."""

    role: str
    department_id: int


def tier_of(dossier: Dossier, *, on: date) -> Tier | None:
    """The tier of a dossier on a day; none where the office manages by two tiers.

    What headquarters files is of the company; a customer's dossier is its named keeper's;
    everything else is the department's in which it began.

    Source: SEC-16, SEC-17, SEC-18, SEC-19.
    """
    if policy.text("access_tiers", on=on) != THREE:
        return None
    if dossier.category.level == Category.Level.COMPANY:
        return Tier.COMPANY
    of_customer = dossier.kind != Dossier.Kind.CATEGORY
    return Tier.PERSON if of_customer and dossier.responsible_id is not None else Tier.DEPARTMENT


def is_narrow(tier: Tier | None, grade: int) -> bool:
    """Whether a post that shows the dossier is not enough for reading this paper in it."""
    return tier is not None or grade >= Secrecy.SECRET


def answers_for(dossier: Dossier, words: Collection[Word], tier: Tier | None) -> bool:
    """Whether somebody in these posts answers for the dossier, and so reads it unasked.

    Source: SEC-16, SEC-17, SEC-18.
    """
    if tier == Tier.COMPANY:
        return any(word.role == Role.DIRECTOR for word in words)
    return tier is not None and heads_it(dossier, words)


def heads_it(dossier: Dossier, words: Collection[Word]) -> bool:
    """Whether one of these posts heads the department in which the dossier began."""
    heads = HEADS[dossier.centre.kind]
    return any(w.role in heads and w.department_id == dossier.centre_id for w in words)


def is_opened_by(dossier: Dossier, words: Sequence[Word], tier: Tier) -> bool:
    """Whether these words open a dossier of this tier to somebody else.

    The deputy general manager of the rule is the next higher head here: the head of customer
    service for a centre, the director for the others. That a department's own head has spoken,
    too, unless the request is the head's own, is what the chain of decisions sees to.

    Source: SEC-16, SEC-17, SEC-18.
    """
    if tier == Tier.COMPANY:
        return any(word.role == Role.DIRECTOR for word in words)
    higher = any(word.role == above(dossier) for word in words)
    return higher or (tier == Tier.PERSON and heads_it(dossier, words))


def above(dossier: Dossier) -> Role:
    """Who stands above the head of the department in which a dossier began."""
    return Role.CUSTOMER_SERVICE_HEAD if dossier.centre.is_centre else Role.DIRECTOR
