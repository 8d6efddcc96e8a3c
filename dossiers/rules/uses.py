"""The use of units: who records it, and how many of which use there are.

Source: SVC-32.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal
from dossiers.models import Unit

MOST: Final = 400
GROUPS: Final = {
    "centre": ("estate__centre__name",),
    "estate": ("estate__name",),
    "floor": ("estate__name", "building__name", "floor"),
}
"""By what units are counted; buildings of an estate floor by floor."""


@dataclass(slots=True)
class UseLine:
    """One group of units: how many of each use, and their area."""

    label: str
    counts: dict[str, int] = field(default_factory=dict)
    units: int = 0
    area: Decimal = Decimal(0)

    @property
    def cells(self) -> list[int]:
        """The counts in the order of the uses."""
        return [self.counts.get(use, 0) for use in Unit.Use.values]


def figures_of_use(units: QuerySet[Unit], by: str) -> list[UseLine]:
    """How many units are of which use, group by group.

    Args:
        units: Those a person may see.

    Source: SVC-32.
    """
    keys = GROUPS[by]
    rows = (
        units.order_by()
        .values(*keys, "use")
        .annotate(n=Count("pk"), m2=Sum("area"))
        .order_by(*keys)
    )
    lines: dict[tuple[Any, ...], UseLine] = {}
    for row in rows[: MOST * len(Unit.Use.values)]:
        group = tuple(row[key] for key in keys)
        line = lines.setdefault(group, UseLine(_label(group)))
        line.counts[row["use"]] = row["n"]
        line.units += row["n"]
        line.area += row["m2"] or 0
    return list(lines.values())


def _label(group: tuple[Any, ...]) -> str:
    if len(group) == 1:
        return str(group[0])
    estate, building, floor = group
    level = "—" if floor is None else f"{floor}F"
    return f"{estate} {building} {level}"


def against_recording_use(unit: Unit, use: str, by: User) -> Iterator[Refusal]:
    """Why this person does not record this use.

    Source: SVC-32, ORG-08.
    """
    centre = unit.estate.centre
    if not any(by.holds(role, centre) for role in (Role.FRONT_LINE, Role.CENTRE_ARCHIVIST)):
        yield Refusal(
            Clause.ORG_08,
            _("Only the staff of %(centre)s record the use of its units.") % {"centre": centre},
        )
    if use not in Unit.Use.values or use == Unit.Use.UNKNOWN:
        yield Refusal(Clause.SVC_32, _("Say how the unit is used."), "use")
