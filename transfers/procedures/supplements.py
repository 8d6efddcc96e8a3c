"""Later papers join the volume that headquarters keeps already (decision 12)."""

from collections.abc import Iterable, Sequence
from datetime import date

from archive_office.journal.acts import note
from archive_office.journal.bulk import update_all
from dossiers.models import Document, Holding
from dossiers.procedures import custody


def join_volumes(papers: Iterable[Document], *, today: date) -> list[Document]:
    """File papers that came by a supplement line into their volumes; inside an act only.

    The volume counts them from then on, is as secret as its most secret paper, and
    covers their years.

    Source: TRF-18, FIL-09.
    """
    fresh = list(
        Document.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=[paper.pk for paper in papers], state=Document.State.AWAITING)
        .order_by("pk")
    )
    for paper in fresh:
        note(
            paper,
            before={"state": paper.state},
            after={"state": Document.State.FILED.value, "on": today.isoformat()},
        )
        paper.state = Document.State.FILED
    update_all(fresh, ["state"])
    _grow(custody.locked(sorted({paper.holding_id for paper in fresh})), fresh)
    return fresh


def _grow(volumes: Sequence[Holding], papers: Iterable[Document]) -> None:
    by_id = {volume.pk: volume for volume in volumes}
    for paper in papers:
        volume = by_id[paper.holding_id]
        volume.document_count += 1
        volume.page_count += paper.pages
        volume.secrecy = max(volume.secrecy, paper.secrecy)
        if paper.formed_on:
            year = paper.formed_on.year
            volume.year_from = min(volume.year_from or year, year)
            volume.year_until = max(volume.year_until or year, year)
    for volume in volumes:
        note(volume, after={"documents": volume.document_count, "pages": volume.page_count})
    update_all(volumes, ["document_count", "page_count", "secrecy", "year_from", "year_until"])
