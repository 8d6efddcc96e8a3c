"""How the regulation says no."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from archive_office.regulation.clauses import Clause

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why an act may not happen, in words for the person at the screen."""

    clause: Clause
    reason: "StrOrPromise"
    field: str = ""

    def __str__(self) -> str:
        """The clause and the reason, as a message on a page shows them."""
        return f"{self.clause} {self.reason}"


class RegulationError(Exception):
    """An act was refused. Carries every refusal, not only the first."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__(*refusals)
        self.refusals = refusals

    def __str__(self) -> str:
        return "; ".join(f"{r.clause}: {r.reason}" for r in self.refusals)

    def as_form_errors(self) -> list[ValidationError]:
        """The refusals as errors of a form, each with its clause as the error code."""
        return [ValidationError(r.reason, code=r.clause) for r in self.refusals]


def enforce(refusals: Iterable[Refusal]) -> None:
    """Let the act pass, or stop it with every reason there is.

    Raises:
        RegulationError: With all refusals, in the order in which the rules found them.
    """
    if found := tuple(refusals):
        raise RegulationError(*found)
