"""A proposal as a page shows it: all of it counted, the first of it read.

A centre keeps tens of thousands of things; the database judges and counts them, and what is read
stays the same however many there are.

Source: TRF-04, TRF-10.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import (
    Case,
    Count,
    F,
    Q,
    QuerySet,
    Sum,
    TextField,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, RowNumber

from archive_office.organisation.models import Department
from dossiers.models import Document, Holding
from transfers.models import Shortage
from transfers.rules.proposal import (
    Proposal,
    Staying,
    Verdict,
    kept_by,
    standing_shortages,
    supplements_of,
)

MOST_GOING: Final = 300
"""Things shown one by one; further ones are counted, and can be taken off the list later."""
MOST_STAYING: Final = 50
"""Things shown of each reason; further ones are counted."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Holdings that stay for one and the same reason: how many, and the first of them."""

    label: str
    verdict: Verdict
    count: int
    first: list[Staying]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a centre would hand over now, as far as a page shows it.

    Attributes:
        going: Each with whether the centre owes it.
        pages: Of everything that goes, shown or not.
        seen: A fingerprint of everything that would go.
    """

    centre: Department
    kind: str
    owed: list[Shortage]
    owed_count: int
    going: list[tuple[Holding, bool]]
    going_count: int
    supplements: list[Document]
    supplement_count: int
    pages: int
    reasons: list[Reason]
    seen: str

    @property
    def staying_count(self) -> int:
        """How many things stay."""
        return sum(reason.count for reason in self.reasons)


def offer(centre: Department, kind: str, *, on: date) -> Offer:
    """What goes on the centre's next manifest, what stays and why; five queries, few rows."""
    kept, standing = kept_by(centre, kind, on), standing_shortages(centre)
    groups = list(_groups(kept))
    goes = next((group for group in groups if group["verdict"] == Verdict.GOES), None)
    going, staying = _first(kept, standing)
    supplements = supplements_of(centre, kind)
    counted = supplements.order_by().aggregate(count=Count("pk"), ids=_ids())
    owed = list(standing[: MOST_STAYING + 1])
    return Offer(
        centre=centre,
        kind=kind,
        owed=owed[:MOST_STAYING],
        owed_count=len(owed) if len(owed) <= MOST_STAYING else standing.count(),
        going=going,
        going_count=goes["count"] if goes else 0,
        supplements=list(supplements[:MOST_GOING]),
        supplement_count=counted["count"],
        pages=goes["pages"] if goes else 0,
        reasons=_reasons([group for group in groups if group is not goes], staying),
        seen=_seen(goes["ids"] if goes else None, counted["ids"]),
    )


def seen(proposal: Proposal) -> str:
    """The fingerprint of everything a proposal would put on the list, as an offer has it."""
    ids = [
        sorted(thing.pk for thing in things) for things in (proposal.going, proposal.supplements)
    ]
    return _seen(*(",".join(map(str, found)) for found in ids))


def _seen(going: str | None, supplements: str | None) -> str:
    return hashlib.sha256(f"h{going or ''};d{supplements or ''}".encode()).hexdigest()[:16]


def _ids(only: Q | None = None) -> StringAgg:
    return StringAgg(Cast("pk", TextField()), ",", order_by="pk", filter=only)


def _groups(kept: QuerySet[Any]) -> Iterator[dict[str, Any]]:
    """How many things share a verdict and its reason; the ids of those that go, as one text."""
    alike = kept.order_by().values("verdict", "state", "listed_on")
    counted = alike.annotate(
        count=Count("pk"), pages=Sum("page_count"), ids=_ids(Q(verdict=Verdict.GOES))
    )
    yield from counted.order_by("verdict", "state", "listed_on")


def _first(
    kept: QuerySet[Any], owed: QuerySet[Shortage]
) -> tuple[list[tuple[Holding, bool]], list[Staying]]:
    """The first things that go, those owed first, and the first of each reason to stay."""
    debts = Q(pk__in=owed.order_by().filter(holding__isnull=False).values("holding"))
    in_order = ("later", "dossier__category__code", "code")
    rank = Window(
        RowNumber(),
        partition_by=[F("verdict"), F("state"), F("listed_on")],
        order_by=[F(name).asc() for name in in_order],
    )
    rows = kept.annotate(later=Case(When(debts, then=Value(0)), default=Value(1)), rank=rank)
    goes = Q(verdict=Verdict.GOES)
    few = rows.filter((goes & Q(rank__lte=MOST_GOING)) | (~goes & Q(rank__lte=MOST_STAYING)))
    going: list[tuple[Holding, bool]] = []
    staying: list[Staying] = []
    for row in few.order_by(*in_order):
        if row.verdict == Verdict.GOES:
            going.append((row, row.later == 0))
        else:
            staying.append(Staying(row, Verdict(row.verdict), row.listed_on))
    return going, staying


def _reasons(groups: list[dict[str, Any]], staying: list[Staying]) -> list[Reason]:
    """Things that stay, by the reason a reader sees; two states may share one reason."""
    first: dict[tuple[str, str], list[Staying]] = {}
    counts: dict[tuple[str, str], int] = {}
    for entry in staying:
        first.setdefault((entry.verdict, entry.reason), []).append(entry)
    for group in groups:
        alike = Staying(
            Holding(state=group["state"]), Verdict(group["verdict"]), group["listed_on"]
        )
        key = (alike.verdict, alike.reason)
        counts[key] = counts.get(key, 0) + group["count"]
    return [
        Reason(reason, Verdict(verdict), counts[verdict, reason], entries[:MOST_STAYING])
        for (verdict, reason), entries in sorted(first.items())
    ]
