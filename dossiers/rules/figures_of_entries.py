"""What the entries of a register come to: how many are open, and the sums of their numbers.

Source: SVC-18, SVC-20.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, DecimalField, F, Q, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department
from dossiers.models import RegisterEntry, Unit
from dossiers.models.registers import VOID
from dossiers.rules.definitions import FormSpec

MOST: Final = 200
NUMBER: Final = r"^-?[0-9]{1,12}([.][0-9]+)?$"
"""What is summed up; an earlier edition may have had words where this one has a number."""
AGES: Final = ((30, _("up to 30 days")), (90, _("31 to 90 days")), (365, _("91 days to a year")))
OLDER: Final = _("more than a year")


@dataclass(frozen=True, slots=True)
class Grouping:
    """By what entries are counted."""

    key: str
    label: Any = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """One group: how many entries, how many open, and the sums of what is open, in order."""

    label: str
    entries: int
    open: int
    sums: tuple[Decimal, ...]


def groupings_of(spec: FormSpec) -> list[Grouping]:
    """By what the entries of a form can be counted: place, age, and its choices."""
    own = [Grouping(f"f_{f.name}", f.label) for f in spec.fields if f.choices]
    return [
        Grouping("centre", _("Centre")),
        Grouping("floor", _("Floor")),
        Grouping("unit", _("Unit")),
        Grouping("age", _("Age")),
        *own,
    ]


def figures_of(
    rows: QuerySet[RegisterEntry], spec: FormSpec, by: Grouping, *, today: date
) -> list[Figures]:
    """The figures of a register, group by group; at most the first two hundred.

    Args:
        rows: The entries a person may see.

    Source: SVC-18, SVC-20.
    """
    states = [state.key for state in spec.states if state.open]
    counted = rows.exclude(state=VOID).order_by()
    is_open = Q(state__in=states)
    totals = [f.name for f in spec.fields if f.total]
    sums = {
        f"sum_{name}": Sum(
            Cast(KeyTextTransform(name, "content"), DecimalField(max_digits=20, decimal_places=4)),
            filter=Q(is_open if states else ~Q(pk=None), **{f"content__{name}__regex": NUMBER}),
        )
        for name in totals
    }
    if by.key == "age":
        return _by_age(counted, is_open, sums, today=today)
    column = {"centre": F("centre"), "floor": F("unit__floor"), "unit": F("unit")}.get(
        by.key, KeyTextTransform(by.key.removeprefix("f_"), "content")
    )
    found = (
        counted.annotate(group=column)
        .values("group")
        .annotate(n=Count("pk"), open=Count("pk", filter=is_open), **sums)
    )
    groups = list(found.order_by("group")[:MOST])
    names = _names(spec, by, [row["group"] for row in groups])
    return [_figures(names.get(row["group"], "—"), dict(row)) for row in groups]


def _by_age(
    rows: QuerySet[RegisterEntry], is_open: Q, sums: dict[str, Sum], *, today: date
) -> list[Figures]:
    found, youngest = [], -1
    for oldest, label in (*AGES, (10**5, OLDER)):
        start = date.fromordinal(max(today.toordinal() - oldest, 1))
        end = date.fromordinal(max(today.toordinal() - youngest - 1, 1))
        row = rows.filter(on__gte=start, on__lte=end).aggregate(
            n=Count("pk"), open=Count("pk", filter=is_open), **sums
        )
        found.append(_figures(str(label), row))
        youngest = oldest
    return found


def _figures(label: str, row: dict[str, Any]) -> Figures:
    sums = tuple(value or Decimal(0) for name, value in row.items() if name.startswith("sum_"))
    return Figures(label, row["n"], row["open"], sums)


def _names(spec: FormSpec, by: Grouping, keys: Iterable[Any]) -> dict[Any, str]:
    """What the groups are called."""
    if by.key == "centre":
        return {d.pk: str(d) for d in Department.objects.filter(pk__in=keys)}
    if by.key == "unit":
        units = Unit.objects.filter(pk__in=[k for k in keys if k]).select_related("estate")
        return {u.pk: str(u) for u in units}
    if by.key == "floor":
        return {key: str(key) for key in keys if key is not None}
    found = spec.by_name[by.key.removeprefix("f_")]
    return {key: found.choice(key) for key in keys if key}
