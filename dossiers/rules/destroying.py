"""What stands against taking papers out for destruction, putting them back, destroying them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _

from archive_office.regulation import Clause, Refusal
from dossiers.models import Document, Dossier, DossierState, Holding, HoldingState
from dossiers.rules.filing import CAN_TAKE_PAPERS

LIVING: Final = tuple(state for state in HoldingState if state != HoldingState.DESTROYED)
"""States of what the office still has, or still looks for."""


@dataclass(frozen=True, slots=True)
class Destruction:
    """By which register, and on which day, things are destroyed; what their stub says.

    Attributes:
        appraisal: Number of the appraisal that judged them.
    """

    register: str
    on: date
    appraisal: str = ""


def against_taking_out(document: Document, volume: Holding) -> Iterator[Refusal]:
    """Why this paper cannot be taken out of its volume to wait for destruction.

    Source: DES-16.
    """
    if document.state != Document.State.FILED:
        yield _in_state(document, Clause.DES_16)
    if volume.state != HoldingState.ON_SHELF or volume.verified_on is None:
        yield Refusal(
            Clause.STO_17,
            _("%(code)s lies in %(volume)s, which is “%(state)s”; it is taken out on the shelf.")
            % {
                "code": document.code,
                "volume": volume.code,
                "state": volume.get_state_display(),
            },
        )


def against_putting_back(document: Document, volume: Holding) -> Iterator[Refusal]:
    """Why this paper cannot go back into its volume now.

    Source: DES-18.
    """
    yield from against_leaving_quarantine(document)
    if volume.state not in CAN_TAKE_PAPERS:
        yield Refusal(
            Clause.STO_17,
            _("%(code)s is “%(state)s”; papers can be put into it when it is back.")
            % {"code": volume.code, "state": volume.get_state_display()},
        )


def against_leaving_quarantine(document: Document) -> Iterator[Refusal]:
    """Why this paper cannot be withdrawn from destruction: it does not wait for it.

    Source: DES-18.
    """
    if document.state != Document.State.QUARANTINED:
        yield _in_state(document, Clause.DES_18)


def against_destroying_paper(document: Document) -> Iterator[Refusal]:
    """Why this paper cannot be recorded as destroyed.

    Source: DES-16.
    """
    if document.state != Document.State.QUARANTINED:
        yield _in_state(document, Clause.DES_16)


def against_destroying_volume(holding: Holding) -> Iterator[Refusal]:
    """Why this thing cannot be recorded as destroyed; what custody forbids, custody says.

    A paper that waits by itself, or that has yet to reach its volume, is settled first: nothing
    may be left that belongs nowhere.

    Source: DES-16.
    """
    apart = (Document.State.QUARANTINED, Document.State.AWAITING)
    for document in holding.documents.filter(state__in=apart).order_by("number"):
        yield _in_state(document, Clause.DES_16)


def has_ended(dossier: Dossier, *, on: date) -> bool:
    """Whether nothing more is filed in this dossier: closed, or of a year that is over."""
    if dossier.state == DossierState.CLOSED:
        return True
    of_a_year = dossier.kind == Dossier.Kind.CATEGORY and dossier.year is not None
    return dossier.state == DossierState.OPEN and of_a_year and (dossier.year or 0) < on.year


def _in_state(document: Document, clause: Clause) -> Refusal:
    return Refusal(
        clause,
        _("%(code)s is “%(state)s”.")
        % {"code": document.code, "state": document.get_state_display()},
    )
