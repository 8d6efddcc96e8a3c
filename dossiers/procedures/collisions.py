"""What the database refused, said in words: two people did the same thing at once."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from archive_office.regulation import Clause, Refusal, RegulationError

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

P = ParamSpec("P")
R = TypeVar("R")

_OPENED: Final = _("Somebody else has just opened a dossier for this unit. Look at it first.")
_RECORDED: Final = _("Somebody else has just recorded this unit. Try again.")

MET_BY_PEOPLE: Final[dict[str, tuple[Clause, "StrOrPromise"]]] = {
    "dossiers_one_open_owner_dossier_per_unit": (Clause.COL_04, _OPENED),
    "dossiers_one_present_owner_per_unit": (Clause.COL_04, _OPENED),
    "dossiers_unit_once": (Clause.COL_04, _RECORDED),
    "dossiers_building_once": (Clause.COL_04, _RECORDED),
    "dossiers_a_second_person_answers": (
        Clause.COL_22,
        _("A second person reviews what you brought; you cannot answer it yourself."),
    ),
}
"""Constraints that a person can run into, with what is said to that person."""


def constraint_of(error: IntegrityError) -> str:
    """The name of the constraint that was violated; empty if the database named none."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""


def refusing(procedure: Callable[P, R]) -> Callable[P, R]:
    """Turn the violation of a known constraint into its refusal.

    Stands outside the act, whose transaction is over by then.
    """

    @wraps(procedure)
    def answered(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return procedure(*args, **kwargs)
        except IntegrityError as error:
            known = MET_BY_PEOPLE.get(constraint_of(error))
            if known is None:
                raise
            clause, words = known
            raise RegulationError(Refusal(clause, words)) from error

    return answered
