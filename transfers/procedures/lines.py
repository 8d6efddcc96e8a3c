"""The lines of a manifest: what they say of a thing, and in which order they stand."""

from collections.abc import Iterable, Sequence

from django.db.models import Sum

from archive_office.journal.bulk import create_all, update_all
from dossiers.models import Document, Holding
from transfers.models import Manifest, ManifestLine, Shortage
from transfers.rules import words

_OF_THE_THING = [
    "code",
    "title",
    "years",
    "retention",
    "retention_years",
    "secrecy",
    "is_original",
    "copies",
    "documents",
    "pages",
    "container",
    "certificate_number",
    "remark",
]


def list_things(
    manifest: Manifest, holdings: Sequence[Holding], supplements: Sequence[Document]
) -> list[ManifestLine]:
    """Put things on a manifest and bring all its lines into order."""
    last = manifest.lines.count()
    rows = [
        ManifestLine(manifest=manifest, kind=ManifestLine.Kind.HOLDING, holding=holding)
        for holding in holdings
    ] + [
        ManifestLine(
            manifest=manifest,
            kind=ManifestLine.Kind.SUPPLEMENT,
            holding=document.holding,
            document=document,
        )
        for document in supplements
    ]
    describe(rows)
    owed = _debts([row.holding_id for row in rows if row.holding_id])
    rows.sort(key=lambda row: _position(row, owed))
    for number, row in enumerate(rows, last + 1):
        row.number = number
    added = create_all(rows)
    put_in_order(manifest)
    return added


def describe(rows: Sequence[ManifestLine]) -> None:
    """Let unsaved lines say of their things what the catalogue says now."""
    ids = [row.holding_id for row in rows if row.holding_id]
    known = Holding.objects.select_related("present_slot", "dossier__category")
    holdings = known.in_bulk(ids)
    copies = _copies(ids)
    owed = _debts(ids)
    for row in rows:
        if row.kind == ManifestLine.Kind.SUPPLEMENT:
            _describe_supplement(row)
        elif row.holding_id:
            row.holding = holdings[row.holding_id]
            _describe_holding(row, row.holding, copies.get(row.holding_id, 1))
            number = owed.get(row.holding_id)
            row.remark = words.returned_debt(number) if number else row.remark


def describe_again(manifest: Manifest) -> None:
    """Bring the lines of a manifest up to date with the catalogue."""
    rows = list(manifest.lines.select_related("document__holding").order_by("number"))
    before = [_said(row) for row in rows]
    describe(rows)
    changed = [row for row, said in zip(rows, before, strict=True) if _said(row) != said]
    update_all(changed, _OF_THE_THING)


def put_in_order(manifest: Manifest) -> None:
    """Number the lines anew: what was owed first, then by category and code (TRF-04)."""
    rows = list(manifest.lines.select_related("holding__dossier__category").order_by("number"))
    owed = _debts([row.holding_id for row in rows if row.holding_id])
    rows.sort(key=lambda row: _position(row, owed))
    moved = []
    for number, row in enumerate(rows, 1):
        if row.number != number:
            row.number = number
            moved.append(row)
    update_all(moved, ["number"])


def _position(row: ManifestLine, owed: dict[int, str]) -> tuple[int, str, str]:
    if row.kind == ManifestLine.Kind.UNLISTED or row.holding is None:
        return (2, "", f"{row.number:08}")
    is_owed = row.kind == ManifestLine.Kind.HOLDING and row.holding_id in owed
    return (0 if is_owed else 1, row.holding.dossier.category.code, row.code)


def _said(row: ManifestLine) -> list[object]:
    return [getattr(row, field) for field in _OF_THE_THING]


def _describe_holding(row: ManifestLine, holding: Holding, copies: int) -> None:
    row.code, row.title = holding.code, holding.title
    row.years = words.span(holding.year_from, holding.year_until)
    row.retention, row.retention_years = holding.retention, holding.retention_years
    row.secrecy = holding.secrecy
    row.is_original = holding.is_original
    is_item = holding.kind == Holding.Kind.ITEM
    row.copies = copies if is_item else 1
    row.documents = max(holding.document_count, 1) if is_item else holding.document_count
    row.pages = holding.page_count
    row.container = holding.present_slot.number if holding.present_slot else row.container
    row.certificate_number = holding.certificate_number


def _describe_supplement(row: ManifestLine) -> None:
    document = row.document
    if document is None:
        return
    row.code, row.title = document.code, document.title
    row.years = str(document.formed_on.year) if document.formed_on else ""
    row.retention = document.holding.retention
    row.retention_years = document.holding.retention_years
    row.secrecy = document.secrecy
    row.is_original = document.is_original
    row.copies, row.documents, row.pages = document.copies, 1, document.pages


def _copies(holdings: Iterable[int]) -> dict[int, int]:
    """How many copies things filed singly have."""
    rows = (
        Document.objects.filter(
            holding__in=holdings, holding__kind=Holding.Kind.ITEM, state=Document.State.FILED
        )
        .order_by()
        .values_list("holding_id")
        .annotate(n=Sum("copies"))
    )
    return dict(rows)


def _debts(holdings: Iterable[int]) -> dict[int, str]:
    """Numbers of the manifests on which these holdings were missing."""
    rows = Shortage.objects.standing().filter(
        holding__in=holdings, line__kind=ManifestLine.Kind.HOLDING
    )
    return dict(rows.values_list("holding_id", "line__manifest__number"))
