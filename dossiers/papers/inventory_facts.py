"""The facts of the lists of one dossier, read from the records.

Source: FRM-39, FRM-41, FRM-83, FRM-106.
"""

from collections.abc import Iterator
from typing import Final

from django.db.models import Prefetch
from django.utils import timezone

from dossiers.models import Document, Dossier, ElectronicFile, Holding, HoldingState, Licence
from dossiers.models.pages import in_their_order
from dossiers.papers.filling import fonds_of
from dossiers.papers.inventories import (
    Inventory,
    InventoryLine,
    LicenceCheck,
    LicenceRecord,
    ScanFact,
    Volume,
)

DIGITS: Final = 16
_GONE: Final = (HoldingState.QUARANTINED, HoldingState.DESTROYED)


def inventory_facts(dossier: Dossier, *, personal: bool) -> Inventory:
    """The papers that lie in a dossier, those of a case part by part.

    What waits for destruction is not among them.

    Args:
        personal: Whether the reader may read the volume of personal information.

    Source: FRM-39, FRM-41, FRM-106, COL-26.
    """
    lying = Document.objects.filter(state=Document.State.FILED)
    scans = ElectronicFile.objects.filter(removed_at__isnull=True).order_by("position", "pk")
    papers = in_their_order(lying).select_related("paper__submission__answered_by")
    papers = papers.prefetch_related(Prefetch("files", queryset=scans))
    things = dossier.holdings.exclude(state__in=_GONE)
    holdings = sorted(
        things.prefetch_related(Prefetch("documents", queryset=papers)),
        key=lambda thing: thing.place_in_dossier,
    )
    shown = [holding for holding in holdings if personal or not holding.is_personal]
    return Inventory(
        fonds=fonds_of(dossier.centre),
        reference=dossier.code,
        title=dossier.title,
        centre=dossier.centre.name,
        volumes=tuple(
            Volume(f"{holding.code}　{holding.title}", tuple(_lines(holding))) for holding in shown
        ),
        withheld=len(shown) < len(holdings),
    )


def _lines(holding: Holding) -> Iterator[InventoryLine]:
    for document in holding.documents.all():
        paper = getattr(document, "paper", None)
        told = paper.submission if paper else None
        answered = told.answered_at if told else None
        yield InventoryLine(
            title=document.title,
            kind=document.type.name_zh if document.type else "",
            author=document.responsible,
            formed_on=document.formed_on,
            pages=document.pages,
            original="原件" if document.is_original else "复印件",
            filed_on=timezone.localtime(answered).date() if answered else holding.filed_on,
            filed_by=str(told.answered_by or "") if told else "",
            remark="台账所载" if document.is_claim else "",
            scans=tuple(
                ScanFact(scan.sha256[:DIGITS], timezone.localtime(scan.uploaded_at).date())
                for scan in document.files.all()
            ),
        )


def licence_facts(dossier: Dossier) -> LicenceRecord:
    """The licence of a company as it was read each time it was recorded.

    Source: FRM-83.
    """
    stay = dossier.occupancy
    read = Licence.history.filter(dossier=dossier).select_related("recorded_by")
    checks = {
        (row.number, row.reviewed_on, row.expires_on): LicenceCheck(
            number=row.number,
            reviewed_on=row.reviewed_on,
            due_on=row.review_due_on,
            expires_on=row.expires_on,
            seen_by=str(row.recorded_by),
            seen_on=row.recorded_on,
        )
        for row in read.order_by("recorded_on", "history_id")
    }
    return LicenceRecord(
        fonds=fonds_of(dossier.centre),
        reference=dossier.code,
        unit=str(dossier.unit or ""),
        centre=dossier.centre.name,
        company=stay.customer.shown_name if stay else "",
        checks=tuple(checks.values()),
    )
