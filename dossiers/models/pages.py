"""The papers of a volume as they lie in it, and their written pages numbered through."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import F, QuerySet

from dossiers.models.documents import Document
from dossiers.models.volumes import VolumeEntry

NUMBERED: Final = (
    Document.State.FILED,
    Document.State.QUARANTINED,
    Document.State.DESTROYED,
)
"""Papers whose pages were numbered in the volume; a destroyed paper's numbers are not used again."""


@dataclass(frozen=True, slots=True)
class Pages:
    """One paper with the numbers of its written pages; nought where it has none in the volume."""

    document: Document
    first: int = 0
    last: int = 0


def entry_of(document: Document) -> VolumeEntry | None:
    """What is recorded of a paper's place in its volume; most papers have nothing."""
    return getattr(document, "entry", None)


def in_their_order(documents: "QuerySet[Document]") -> "QuerySet[Document]":
    """The papers of a volume as they lie in it: as arranged, else as they came.

    Source: FIL-18.
    """
    return documents.select_related("type", "entry").order_by(
        F("entry__position").asc(nulls_last=True), "number"
    )


def paged(documents: Iterable[Document]) -> list[Pages]:
    """The written pages of a volume numbered through, paper by paper, from 1.

    Source: FIL-20.
    """
    lines, last = [], 0
    for document in documents:
        if document.state not in NUMBERED or not document.pages:
            lines.append(Pages(document))
            continue
        lines.append(Pages(document, last + 1, last + document.pages))
        last += document.pages
    return lines
