"""How a thing may be destroyed: a closed list, narrowed by what the thing is.

Nothing is sold as waste paper or put to another use: the list knows no such method.

Source: DES-03, DES-21, DES-22.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.regulation import Clause, Refusal
from destruction.models import Method, RegisterLine
from dossiers.models import Holding, Part, Secrecy

UNSHREDDABLE: Final = (Holding.Form.OBJECT, Holding.Form.AUDIO_VISUAL)
"""What no shredder takes: plaques, seals, tapes, discs."""


def methods_for(line: RegisterLine, *, on: date) -> list[Method]:
    """The methods that this line's thing may be destroyed by on a day.

    Objects and media are broken up. What is confidential and everything of a customer goes
    through the shredder. Of other paper the office decides whether it may be torn up. Of an
    electronic file nothing but its carrier or print is at hand, and that is treated as paper;
    the file itself is erased (:mod:`destruction.procedures.erasing`).

    Source: DES-03, DES-21, DES-22.
    """
    if line.holding.physical_form in UNSHREDDABLE:
        return [Method.BREAKING]
    if is_confidential(line) or policy.text("ordinary_disposal_method", on=on) == "shred":
        return [Method.SHREDDER]
    return [Method.TEARING, Method.SHREDDER]


def is_confidential(line: RegisterLine) -> bool:
    """Whether the thing is a customer's, personal, or graded (DES-21)."""
    holding, document = line.holding, line.document
    levels = [holding.secrecy, holding.dossier.secrecy]
    if document is not None:
        levels.append(document.secrecy)
    return (
        holding.dossier.occupancy_id is not None
        or holding.part == Part.PERSONAL
        or (document is not None and document.personal)
        or max(levels) >= Secrecy.SECRET
    )


def against_method(line: RegisterLine, method: str, *, on: date) -> Iterator[Refusal]:
    """Refuse a method that is not on the list, or not for this thing.

    Source: DES-03, DES-21, DES-22.
    """
    if method not in Method.values:
        yield Refusal(
            Clause.DES_03,
            _("Choose the method from the list; nothing is sold or put to another use."),
            field="method",
        )
        return
    allowed = methods_for(line, on=on)
    if method not in allowed:
        clause = Clause.DES_21 if is_confidential(line) else Clause.DES_22
        yield Refusal(
            clause,
            _("%(code)s is destroyed by: %(methods)s.")
            % {"code": line.code, "methods": " / ".join(str(m.label) for m in allowed)},
            field="method",
        )
