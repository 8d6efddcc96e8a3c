"""Which dossiers of people who moved out are put in order: bound, listed and stored.

Source: APR-22, FIL-32.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office import policy
from dossiers.models import (
    Document,
    Dossier,
    DossierEvent,
    DossierState,
    Holding,
    HoldingState,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


MONTHS_OF_A_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class Disorder:
    """What is left to do on one dossier; ``late`` when it was closed before this roundup."""

    dossier: Dossier
    left: tuple["StrOrPromise", ...]
    late: bool


def unordered(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Closed customer dossiers among these that are not bound, not listed or not stored.

    Bound: the tasks that came up when it was closed are done. Listed: every volume on which
    somebody has put papers names them. Stored: every volume has been compared and put away.

    Source: APR-22.
    """
    return (
        dossiers.filter(state=DossierState.CLOSED)
        .exclude(kind=Dossier.Kind.CATEGORY)
        .annotate(
            unbound=Exists(_tasks()), unlisted=Exists(_unlisted()), unstored=Exists(_unstored())
        )
        .filter(Q(unbound=True) | Q(unlisted=True) | Q(unstored=True))
    )


def _tasks() -> QuerySet[DossierEvent]:
    return DossierEvent.objects.filter(
        dossier=OuterRef("pk"), kind=DossierEvent.Kind.TASK, done_on__isnull=True
    )


def _unlisted() -> QuerySet[Holding]:
    """Volumes without a single named paper."""
    papers = Document.objects.filter(holding=OuterRef("pk"))
    volumes = _living().filter(kind=Holding.Kind.VOLUME)
    return volumes.filter(~Exists(papers))


def _unstored() -> QuerySet[Holding]:
    return _living().filter(Q(state=HoldingState.IN_PREPARATION) | Q(verified_on__isnull=True))


def _living() -> QuerySet[Holding]:
    return Holding.objects.filter(dossier=OuterRef("pk")).exclude(state=HoldingState.DESTROYED)


def round_of(today: date) -> tuple[int, date]:
    """The number of the roundup a day belongs to, and the day on which it began.

    Source: FIL-32.
    """
    months = policy.number("vacated_tidy_months", on=today)
    number = (today.year * MONTHS_OF_A_YEAR + today.month - 1) // months
    year, month = divmod(number * months, MONTHS_OF_A_YEAR)
    return number, date(year, month + 1, 1)


def closed_before(today: date) -> Q:
    """Dossiers closed in an earlier roundup than that of a day; they should be in order.

    Source: FIL-32.
    """
    return Q(closed_on__lt=round_of(today)[1])


def disorders(dossiers: list[Dossier], *, today: date) -> list[Disorder]:
    """Rows of :func:`unordered` with what is left to do, in words."""
    _number, began = round_of(today)
    return [
        Disorder(
            dossier,
            tuple(_left(dossier)),
            dossier.closed_on is not None and dossier.closed_on < began,
        )
        for dossier in dossiers
    ]


def _left(dossier: Dossier) -> Iterator["StrOrPromise"]:
    words = {
        "unbound": _("a task is open (bind it and store it separately)"),
        "unlisted": _("a volume lists no paper"),
        "unstored": _("a volume is not compared or not put away"),
    }
    for name, text in words.items():
        if getattr(dossier, name):
            yield text
