"""Labels of rolls: a code of their own with a check digit, assigned at the first scan.

Source: STO-05, STO-08.
"""

import re
from collections.abc import Iterator
from typing import Final, TypeAlias

from django.utils.translation import gettext_lazy as _

from archive_office.custody.models import Box, Cabinet, Shelf, Storeroom
from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause, Refusal
from dossiers.models import Holding, RollLabel
from dossiers.rules.stocktaking import against_strangers

Labelled: TypeAlias = Storeroom | Cabinet | Shelf | Box | Holding
MOST_LABELS: Final = 500
"""Of one roll."""

_ROLL_CODE: Final = re.compile(r"N:(\d{8,})(\d)")


def check_digit(number: str) -> str:
    """The last digit of a roll's code: a wrong or a swapped digit is noticed (Luhn)."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - the digits of the product
    return str(-total % 10)


def roll_code(number: int) -> str:
    """The code on a label of a roll, with its check digit."""
    text = f"{number:08}"
    return f"N:{text}{check_digit(text)}"


def is_roll_code(text: str) -> bool:
    """Whether this could be the code of a label of ours, read without a mistake."""
    match = _ROLL_CODE.fullmatch(text)
    return match is not None and check_digit(match[1]) == match[2]


def department_of(thing: Labelled) -> Department:
    """Whose thing it is."""
    if isinstance(thing, Shelf):
        return thing.cabinet.department
    return thing.keeper if isinstance(thing, Holding) else thing.department


def against_making(department: Department, count: int, by: User) -> Iterator[Refusal]:
    """Why no roll of so many labels can be made.

    Source: ORG-01, STO-08.
    """
    yield from against_strangers(department, by)
    if not 1 <= count <= MOST_LABELS:
        yield Refusal(
            Clause.STO_08,
            _("A roll has between 1 and %(most)d labels.") % {"most": MOST_LABELS},
            field="count",
        )


def against_assigning(label: RollLabel, thing: Labelled, by: User) -> Iterator[Refusal]:
    """Why this label cannot be stuck to this thing.

    Source: ORG-01, STO-08.
    """
    yield from against_strangers(label.roll.department, by)
    if department_of(thing).pk != label.roll.department_id:
        yield Refusal(
            Clause.ORG_01,
            _("%(thing)s is kept by %(keeper)s; this label belongs to %(room)s.")
            % {"thing": thing, "keeper": department_of(thing), "room": label.roll.department},
        )
    if label.stands_for is not None:
        yield Refusal(
            Clause.STO_08,
            _("Label %(label)s stands for %(thing)s already.")
            % {"label": label, "thing": label.stands_for},
        )
