"""What the pages of dossiers have in common: who asks, and which rows exist for them."""

from django.db.models import Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404

from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.organisation.scope import scope_of
from dossiers.models import Dossier, DossierGrant, Holding

MOST_EXCEPTIONS = 500
"""Dossiers of other centres that a list shows beside the own ones."""


def under(request: StaffRequest, entry: str) -> None:
    """Show a page that is no entry of the sidebar under the one it belongs to."""
    request.shell_entry = entry  # type: ignore[attr-defined]  # read by the shell


def dossier_or_404(request: StaffRequest, pk: int) -> Dossier:
    """The dossier with what its page needs; unknown and invisible look the same."""
    rows = Dossier.objects.visible_to(actor(request)).select_related(
        "centre", "category", "unit__estate", "occupancy__customer", "responsible"
    )
    return get_object_or_404(rows, pk=pk)


def listed_dossiers(user: User) -> QuerySet[Dossier]:
    """The rows of ``visible_to``, in a form whose pages cost the same however many there are.

    A list walks the index of its own centres; what a person may see beside them (holdings kept
    for another centre, grants) is few and looked up first.
    """
    scope = scope_of(user)
    if scope.everything:
        return Dossier.objects.all()
    own = Q(centre__in=scope.departments)
    elsewhere = _elsewhere(user, scope.departments)
    return Dossier.objects.filter(own | Q(pk__in=elsewhere) if elsewhere else own)


def _elsewhere(user: User, departments: frozenset[int]) -> set[int]:
    kept = Holding.objects.filter(keeper__in=departments).exclude(dossier__centre__in=departments)
    granted = DossierGrant.objects.in_force_for(user)
    found = set(kept.values_list("dossier_id", flat=True).distinct()[:MOST_EXCEPTIONS])
    return found | set(granted.values_list("dossier_id", flat=True)[:MOST_EXCEPTIONS])


def with_holdings(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Dossiers with their unit, customer and holdings, for one line each of a list."""
    holdings = Holding.objects.select_related(
        "keeper", "present_slot__shelf__cabinet__room"
    ).order_by("number")
    return rows.select_related("centre", "unit__estate", "occupancy__customer").prefetch_related(
        Prefetch("holdings", queryset=holdings)
    )
