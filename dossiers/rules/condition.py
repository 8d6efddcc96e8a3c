"""Checks of the condition: which boxes are due, what a check has to say, what follows from it.

Source: APR-19, APR-20.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from django.db.models import DateField, Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.custody.models import Box
from archive_office.organisation.models import Department, User
from archive_office.organisation.roles import Role
from archive_office.organisation.scope import scope_of
from archive_office.regulation import Clause, Refusal
from dossiers.models import ConditionCheck, Holding, HoldingState
from dossiers.rules.lateness import MONTHS_OF_A_YEAR, months_before

Thing: TypeAlias = Box | Holding

CHECKERS: Final = (Role.CENTRE_ARCHIVIST, Role.HQ_ARCHIVIST)
"""Who looks after the things of an archive room."""

_NOT_THERE: Final = (HoldingState.DESTROYED, HoldingState.MISSING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What somebody saw when looking at a box or a thing; no findings: all is well."""

    on: date
    findings: tuple[str, ...] = ()
    note: str = ""
    consequence: str = ConditionCheck.Consequence.NONE
    repair_due_on: date | None = None


def keeper_of(thing: Thing) -> Department:
    """The department that answers for a box or a thing."""
    return thing.department if isinstance(thing, Box) else thing.keeper


def rooms_checked_by(user: User) -> list[int]:
    """Keys of the archive rooms whose things this person checks."""
    return [m.department_id for m in user.current_memberships if Role(m.role) in CHECKERS]


def boxes_of(user: User) -> QuerySet[Box]:
    """Boxes with something in them: of the own archive rooms, else of all one may see.

    Source: ORG-01.
    """
    filled = Box.objects.filter(Exists(Holding.objects.filter(present_slot=OuterRef("pk"))))
    if rooms := rooms_checked_by(user):
        return filled.filter(department__in=rooms)
    scope = scope_of(user)
    return filled if scope.everything else filled.filter(department__in=scope.departments)


def with_last_check(boxes: QuerySet[Box]) -> QuerySet[Box]:
    """Boxes with the day on which somebody last looked into them (``last_checked``)."""
    checks = ConditionCheck.objects.filter(box=OuterRef("pk")).order_by("-checked_on", "-pk")
    last = Subquery(checks.values("checked_on")[:1], output_field=DateField())
    return boxes.annotate(last_checked=last)


def due_boxes(boxes: QuerySet[Box], *, on: date) -> QuerySet[Box]:
    """Those nobody ever looked into, or not for ``condition_check_months``.

    Source: APR-20.
    """
    looked_at = ConditionCheck.objects.filter(box=OuterRef("pk"), checked_on__gt=_limit(on))
    return with_last_check(boxes).filter(~Exists(looked_at))


def _limit(on: date) -> date:
    """The last day of a check that is due again on this day; see :func:`due_again_on`."""
    then = months_before(on, policy.number("condition_check_months", on=on))
    if on.day == _days_in(on.year, on.month):  # a longer month's last days fall on this one
        return then.replace(day=_days_in(then.year, then.month))
    return then


def _days_in(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def due_again_on(checked_on: date, *, on: date) -> date:
    """The day on which the next look is due, by the interval in force.

    Source: APR-20.
    """
    month = checked_on.month - 1 + policy.number("condition_check_months", on=on)
    year, month = checked_on.year + month // MONTHS_OF_A_YEAR, month % MONTHS_OF_A_YEAR + 1
    return date(year, month, min(checked_on.day, _days_in(year, month)))


def repairs_open(user: User) -> QuerySet[ConditionCheck]:
    """Checks that asked for a repair nobody has done yet, of the same rooms as :func:`boxes_of`.

    Source: APR-19.
    """
    return checks_of(user).filter(
        consequence=ConditionCheck.Consequence.REPAIR, repaired_on__isnull=True
    )


def checks_of(user: User) -> QuerySet[ConditionCheck]:
    """Checks of the own archive rooms, else of all one may see."""
    rooms = rooms_checked_by(user)
    seen = ConditionCheck.objects.visible_to(user)
    return seen.filter(department__in=rooms) if rooms else seen


def against_checking(thing: Thing, found: Found, by: User, *, today: date) -> Iterator[Refusal]:
    """Why this cannot be recorded as a check of this box or thing.

    Source: ORG-01, APR-19.
    """
    yield from against_strangers(keeper_of(thing), by)
    if isinstance(thing, Holding) and thing.state in _NOT_THERE:
        yield Refusal(
            Clause.APR_19,
            _("%(code)s is “%(state)s”; there is nothing to look at.")
            % {"code": thing.code, "state": thing.get_state_display()},
        )
    if found.on > today:
        yield Refusal(
            Clause.APR_19, _("The day of the check is not in the future."), field="checked_on"
        )
    if set(found.findings) - set(ConditionCheck.Finding.values):
        yield Refusal(Clause.APR_19, _("Choose findings from the list."), field="findings")
    yield from _against_consequence(thing, found)


def _against_consequence(thing: Thing, found: Found) -> Iterator[Refusal]:
    kinds = ConditionCheck.Consequence
    if found.findings and not found.consequence and not found.note.strip():
        yield Refusal(
            Clause.APR_19,
            _("Something is bad: have it repaired or appraised, or say what was done."),
            field="note",
        )
    if found.consequence and not found.findings:
        yield Refusal(
            Clause.APR_19, _("Only a bad finding has a consequence."), field="consequence"
        )
    if found.consequence == kinds.APPRAISAL and isinstance(thing, Box):
        yield Refusal(
            Clause.APR_19,
            _("A box is not appraised; scan the damaged thing itself."),
            field="consequence",
        )
    if (found.consequence == kinds.REPAIR) != (found.repair_due_on is not None):
        yield Refusal(
            Clause.APR_19,
            _("A repair has a day until which it is done; nothing else has."),
            field="repair_due_on",
        )
    elif found.repair_due_on is not None and found.repair_due_on < found.on:
        yield Refusal(
            Clause.APR_19, _("The repair is not due before the check."), field="repair_due_on"
        )


def against_repairing(
    check: ConditionCheck, by: User, *, on: date, today: date
) -> Iterator[Refusal]:
    """Why this repair cannot be reported as done.

    Source: ORG-01, APR-19.
    """
    yield from against_strangers(check.department, by)
    if check.consequence != ConditionCheck.Consequence.REPAIR or check.repaired_on is not None:
        yield Refusal(Clause.APR_19, _("No repair is open here."))
    if not check.checked_on <= on <= today:
        yield Refusal(
            Clause.APR_19, _("The day lies between the check and today."), field="repaired_on"
        )


def against_strangers(keeper: Department, by: User) -> Iterator[Refusal]:
    """Refuse whoever does not look after the things of this archive room (ORG-01)."""
    if not any(by.holds(role, keeper) for role in CHECKERS):
        yield Refusal(
            Clause.ORG_01, _("Only the archivist of %(room)s does this.") % {"room": keeper}
        )


def waiting_for_appraisal() -> QuerySet[ConditionCheck]:
    """Checks that put a single thing up for appraisal, whatever has been said of it since.

    Source: APR-19.
    """
    return ConditionCheck.objects.filter(
        holding__isnull=False, consequence=ConditionCheck.Consequence.APPRAISAL
    )


def told(checks: QuerySet[ConditionCheck]) -> QuerySet[ConditionCheck]:
    """Checks with everything a list says of them."""
    return checks.select_related(
        "department", "checked_by", "box__shelf__cabinet__room", "holding__present_slot"
    )
