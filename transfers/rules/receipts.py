"""The receipt register: what an archive room took in, by period.

Source: TRF-13, TRF-18.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.utils import timezone

from archive_office.organisation.models import Department, User
from dossiers.models import Holding
from transfers.models import (
    Manifest,
    ManifestLine,
    ManifestSignature,
    ManifestState,
    Shortage,
)


def received(
    receiver: Department, first: date, last: date, *, visible_to: User
) -> QuerySet[Manifest]:
    """Manifests an archive room took in from the first to the last day, in order of receipt.

    With their signatures in force and what is still owed on them.

    Source: TRF-13.
    """
    return (
        Manifest.objects.visible_to(visible_to)
        .filter(
            receiver=receiver,
            state=ManifestState.COMPLETED,
            completed_at__gte=_midnight(first),
            completed_at__lt=_midnight(last + timedelta(days=1)),
        )
        .select_related("centre", "receiver", "period")
        .prefetch_related(
            Prefetch(
                "signatures",
                queryset=ManifestSignature.objects.filter(voided_at__isnull=True).select_related(
                    "signer"
                ),
            ),
        )
        .order_by("completed_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class Sums:
    """What a register comes to."""

    volumes: int
    items: int
    pages: int


def sums_of(manifests: QuerySet[Manifest]) -> Sums:
    """What was accepted on these manifests, added up by the database.

    Source: TRF-13.
    """
    accepted = ManifestLine.objects.filter(
        manifest__in=manifests.order_by().values("pk"), decision=ManifestLine.Decision.ACCEPTED
    )
    volume = Q(holding__kind=Holding.Kind.VOLUME) & ~Q(kind=ManifestLine.Kind.SUPPLEMENT)
    found = accepted.aggregate(
        volumes=Count("pk", filter=volume), items=Sum("documents"), pages=Sum("pages")
    )
    return Sums(**{name: count or 0 for name, count in found.items()})


def owed_on(manifests: Iterable[Manifest]) -> dict[int, list[str]]:
    """For each of these manifests, what is still owed on it, in words.

    Source: TRF-10, TRF-13.
    """
    rows = (
        Shortage.objects.standing()
        .filter(line__manifest__in=[manifest.pk for manifest in manifests])
        .order_by("line__manifest", "line__number")
        .values_list("line__manifest_id", "what")
    )
    owed: dict[int, list[str]] = {}
    for manifest_id, what in rows:
        owed.setdefault(manifest_id, []).append(what)
    return owed


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
