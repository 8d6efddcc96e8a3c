"""What still stands open against holdings: the one registry the house allows.

Each procedure app registers, when it starts, a function that reads what it has open
(an open loan, an open manifest, a shortage). Destruction and clearance ask the list
and need not know who filled it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from dossiers.models import DataRequest, Hold, Holding

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Obligation:
    """One thing that stands open against a holding.

    Attributes:
        kind: A short name for code: ``loan``, ``manifest``, ``shortage``, ``hold``.
    """

    holding: int
    kind: str
    text: "StrOrPromise"


Reader = Callable[[Sequence[Holding]], Iterable[Obligation]]
_READERS: dict[str, Reader] = {}


def register(name: str) -> Callable[[Reader], Reader]:
    """Add a reader under its app's name; registering twice replaces, never doubles."""

    def keep(reader: Reader) -> Reader:
        _READERS[name] = reader
        return reader

    return keep


def open_obligations(holdings: Sequence[Holding]) -> list[Obligation]:
    """Everything open against these holdings, in the order of the readers' names."""
    return [found for name in sorted(_READERS) for found in _READERS[name](holdings)]


@register("dossiers")
def holds_against(holdings: Sequence[Holding]) -> Iterator[Obligation]:
    """Holds on these holdings, or on the whole dossier they belong to."""
    of_dossier: dict[int, list[int]] = {}
    for holding in holdings:
        of_dossier.setdefault(holding.dossier_id, []).append(holding.pk)
    for hold in Hold.objects.filter(dossier__in=of_dossier, lifted_at__isnull=True).order_by("pk"):
        held = [hold.holding_id] if hold.holding_id else of_dossier[hold.dossier_id]
        for holding_id in held:
            if holding_id in of_dossier[hold.dossier_id]:
                yield Obligation(holding_id, "hold", _("Held: %(why)s") % {"why": hold.reason})


@register("dossiers.requests")
def requests_against(holdings: Sequence[Holding]) -> Iterator[Obligation]:
    """Residents who wait for an answer about their own file.

    Source: LND-16.
    """
    of_dossier: dict[int, list[int]] = {}
    for holding in holdings:
        of_dossier.setdefault(holding.dossier_id, []).append(holding.pk)
    for request in DataRequest.objects.unanswered().filter(dossier__in=of_dossier).order_by("pk"):
        text = _("The resident waits for an answer: %(number)s") % {"number": request.number}
        for holding_id in of_dossier[request.dossier_id]:
            yield Obligation(holding_id, "data_request", text)
