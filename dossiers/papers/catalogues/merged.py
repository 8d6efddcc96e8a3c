"""归档资料目录清单: what all centres have filed, one line for each centre and category.

Source: FRM-23, STA-07.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from archive_office.organisation.models import Department
from dossiers.models import Category, Dossier, DossierState, Holding, HoldingState
from dossiers.papers.catalogues.entries import Asked, ClassEntry
from dossiers.papers.catalogues.reading import narrowed


def merged(rows: QuerySet[Dossier], seen: QuerySet[Holding], asked: Asked) -> Iterator[ClassEntry]:
    """The centres one after the other, their categories in the order of the filing scope.

    The figures are today's; the period says of which days the column of filings tells. Two
    questions, however much there is.

    Source: FRM-23, STA-07.
    """
    within = Asked(
        kind=asked.kind,
        centre=asked.centre,
        category=asked.category,
        first=None,
        last=None,
        on=asked.on,
    )
    chosen = narrowed(rows, within).exclude(state=DossierState.VOID)
    missing = dict(_pairs(_missing(chosen)))
    places = _Places()
    for row in sorted(_counts(chosen, seen, asked), key=places.order):
        pair = (row["dossier__centre"], row["dossier__category"])
        yield ClassEntry(
            centre=places.centres[pair[0]].name,
            category=str(places.categories[pair[1]].name_zh),
            files=row["files"],
            items=row["items"] or 0,
            pages=row["pages"] or 0,
            filed=row["filed"],
            missing=missing.get(pair, 0),
            unverified=row["unverified"],
        )


def _counts(chosen: QuerySet[Dossier], seen: QuerySet[Holding], asked: Asked) -> Iterable[Any]:
    things = seen.filter(dossier__in=chosen).exclude(state=HoldingState.DESTROYED)
    filed = Q(filed_on__isnull=False)
    if asked.first is not None:
        filed &= Q(filed_on__gte=asked.first)
    if asked.last is not None:
        filed &= Q(filed_on__lte=asked.last)
    return (
        things.order_by()
        .values("dossier__centre", "dossier__category")
        .annotate(
            files=Count("pk"),
            items=Sum("document_count"),
            pages=Sum("page_count"),
            filed=Count("pk", filter=filed),
            unverified=Count("pk", filter=Q(verified_on=None)),
        )
    )


def _missing(chosen: QuerySet[Dossier]) -> Iterable[tuple[int, int, int]]:
    opened = chosen.filter(state=DossierState.OPEN, missing_count__gt=0).order_by()
    return opened.values_list("centre", "category").annotate(n=Sum("missing_count"))


def _pairs(rows: Iterable[tuple[int, int, int]]) -> Iterator[tuple[tuple[int, int], int]]:
    for centre, category, count in rows:
        yield (centre, category), count


class _Places:
    """Centres and categories, read once."""

    def __init__(self) -> None:
        self.centres = {one.pk: one for one in Department.objects.all()}
        self.categories = {one.pk: one for one in Category.objects.all()}

    def order(self, row: dict[str, int]) -> tuple[str, int]:
        """By the code of the centre, then as the filing scope has it."""
        return self.centres[row["dossier__centre"]].code, row["dossier__category"]
