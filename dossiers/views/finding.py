"""What the pages of dossiers have in common: who asks, and which rows exist for them."""

from collections.abc import Iterable
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.regulation import Refusal
from dossiers.models import Dossier, Holding, HoldingState, ViewLog
from dossiers.procedures.reading import log_named
from dossiers.rules.access import right_to_read


def refuse(refusals: Iterable[Refusal]) -> None:
    """Answer a paper or file that the regulation keeps back: 403, with every reason.

    Raises:
        PermissionDenied: There is a refusal.
    """
    if found := [f"{refusal.reason} ({refusal.clause})" for refusal in refusals]:
        raise PermissionDenied(" ".join(found))


def dossier_or_404(request: StaffRequest, pk: int) -> Dossier:
    """The dossier with what its page needs; unknown and invisible look the same."""
    rows = Dossier.objects.visible_to(actor(request)).select_related(
        "centre", "category", "unit__estate", "occupancy__customer", "responsible"
    )
    return get_object_or_404(rows, pk=pk)


def dossier_by_post_or_404(request: StaffRequest, pk: int) -> Dossier:
    """The same for whoever sees it by a post: a grant tells nothing of others who read there.

    Source: LND-14, SEC-29.
    """
    found = dossier_or_404(request, pk)
    if right_to_read(found, actor(request), at=clock.now()).startswith("grant"):
        raise Http404
    return found


def shown(request: StaffRequest, *dossiers: Dossier, page: str) -> None:
    """Keep in the view log that a page about these dossiers is shown.

    A line of a catalogue is no display of a dossier; a page about one is.

    Args:
        page: Which page, by the name of its address.

    Source: LND-22, SEC-41.
    """
    named = (dossier.pk for dossier in dossiers)
    log_named(named, actor(request), ViewLog.What.SHOWN, now=clock.now(), detail=page)


OF_A_DOSSIER: Final = (
    "centre_id",
    "code",
    "kind",
    "is_case",
    "title",
    "state",
    "missing_count",
    "unit__code",
    "unit__estate__name",
    "occupancy__customer__kind",
    "occupancy__customer__name",
)
"""What a line of a list says of a dossier; sealed numbers stay in the database."""

OF_A_HOLDING: Final = (
    "dossier_id",
    "state",
    "part",
    "case_part",
    "verified_on",
    "present_slot__number",
    "present_slot__shelf__number",
    "present_slot__shelf__cabinet__number",
    "present_slot__shelf__cabinet__room__code",
)
"""What a line of a list says of a volume; a page shows some sixty."""


def with_holdings(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Dossiers with their unit, customer and holdings (``in_line``), for one line each of a list."""
    holdings = (
        Holding.objects.exclude(state=HoldingState.DESTROYED)
        .select_related("present_slot__shelf__cabinet__room")
        .only(*OF_A_HOLDING)
        .order_by("number")
    )
    return (
        rows.select_related("unit__estate", "occupancy__customer")
        .only(*OF_A_DOSSIER)
        .prefetch_related(Prefetch("holdings", queryset=holdings, to_attr="in_line"))
    )
