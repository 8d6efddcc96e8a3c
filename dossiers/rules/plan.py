"""The shelf plan 排架: which cabinet is for what, and what stands beside it (STO-06).

Source: STO-06.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.custody.models import Box
from archive_office.regulation import Clause, Refusal
from dossiers.models import Holding

BY_CATEGORY, BY_FLOOR, FREE = "category", "category_then_floor", "free"
"""What the setting ``shelf_plan`` can say."""


def planned(*, on: date) -> str:
    """How things stand on the shelves, by the setting in force.

    Source: STO-06.
    """
    return policy.text("shelf_plan", on=on)


def beside_the_plan(holding: Holding, box: Box, *, on: date) -> Refusal | None:
    """A warning, never a refusal: the cabinet of this box is kept for another category.

    Source: STO-06.
    """
    if box.shelf is None or planned(on=on) == FREE:
        return None
    cabinet, category = box.shelf.cabinet, holding.dossier.category.code
    if cabinet.category in ("", category):
        return None
    return Refusal(
        Clause.STO_06,
        _("%(code)s is of category %(own)s; cabinet %(cabinet)s is kept for %(other)s.")
        % {"code": holding.code, "own": category, "cabinet": cabinet, "other": cabinet.category},
    )
