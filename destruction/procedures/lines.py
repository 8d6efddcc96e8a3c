"""The lines of an appraisal: what the catalogue says of a thing when it is listed.

Source: APR-11, APR-12, APR-13.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from django.db.models import prefetch_related_objects
from django.utils.translation import override

from archive_office.journal.acts import note
from archive_office.journal.bulk import create_all, update_all
from destruction.models import Appraisal, AppraisalLine
from destruction.rules import words
from dossiers.models import Document, Holding, RetentionTrigger
from dossiers.rules.retention import (
    Clock,
    clock_of,
    clock_of_document,
    current_triggers,
    sentence,
)

_OF_THE_THING: Final = (
    "code",
    "title",
    "years",
    "documents",
    "pages",
    "technical",
    "retention",
    "term",
    "reviewable_from",
)
"""What a line repeats of the thing it lists."""


def list_things(
    appraisal: Appraisal, holdings: Sequence[Holding], documents: Sequence[Document], *, on: date
) -> list[AppraisalLine]:
    """Put things on the list, each as the catalogue describes it on this day."""
    described = [
        *(AppraisalLine(holding=holding) for holding in holdings),
        *(AppraisalLine(holding=document.holding, document=document) for document in documents),
    ]
    _describe(described, on)
    for number, line in enumerate(described, appraisal.lines.count() + 1):
        line.appraisal, line.number = appraisal, number
    lines = create_all(described)
    for line in lines:
        note(line.document or line.holding, after={"appraisal": appraisal.number})
    put_in_order(appraisal)
    return lines


def describe_again(lines: Sequence[AppraisalLine], *, on: date) -> None:
    """Let the lines say what the catalogue says now; what changed is kept in their history."""
    before = [_said(line) for line in lines]
    _describe(lines, on)
    changed = [line for line, said in zip(lines, before, strict=True) if _said(line) != said]
    for line in changed:
        note(line, after={"documents": line.documents, "pages": line.pages, "term": line.term})
    update_all(changed, _OF_THE_THING)


def put_in_order(appraisal: Appraisal) -> None:
    """Number the lines anew: by category and code, a single paper after its volume (APR-13)."""
    rows = list(appraisal.lines.select_related("holding__dossier__category").order_by("number"))
    rows.sort(key=lambda row: (row.holding.dossier.category.code, row.holding.code, row.code))
    moved = []
    for number, row in enumerate(rows, 1):
        if row.number != number:
            row.number = number
            moved.append(row)
    update_all(moved, ["number"])


@override("zh-hans")  # what a term counts from is told in words as well
def _describe(lines: Sequence[AppraisalLine], on: date) -> None:
    prefetch_related_objects([line.holding for line in lines], "dossier__category")
    whole = current_triggers([line.holding for line in lines if line.document is None])
    single = _triggers_of(line.document for line in lines if line.document is not None)
    for line in lines:
        if line.document is None:
            _describe_holding(line, line.holding)
            clock = clock_of(line.holding, trigger=whole.get(line.holding_id))
        else:
            _describe_document(line, line.document)
            own = clock_of_document(line.document, trigger=single.get(line.document_id))
            clock = own or clock_of(line.holding)
        line.technical = line.holding.dossier.category.technical
        _state_term(line, clock, on)


def _triggers_of(documents: Iterable[Document]) -> dict[int | None, RetentionTrigger]:
    rows = RetentionTrigger.objects.filter(
        document__in=[document.pk for document in documents], replaced_at__isnull=True
    )
    return {row.document_id: row for row in rows}


def _describe_holding(line: AppraisalLine, holding: Holding) -> None:
    line.code, line.title = holding.code, holding.title
    line.years = words.span(holding.year_from, holding.year_until)
    line.documents, line.pages = holding.document_count, holding.page_count


def _describe_document(line: AppraisalLine, document: Document) -> None:
    line.code, line.title = document.code, words.title_of(document)
    line.years = str(document.formed_on.year) if document.formed_on else ""
    line.documents, line.pages = 1, document.pages


def _state_term(line: AppraisalLine, clock: Clock, on: date) -> None:
    """The term as the official form states it, whatever the language of the screen."""
    with override("zh-hans"):
        line.term = sentence(clock, on=on)
    line.retention = words.retention(clock.retention, clock.years)
    line.reviewable_from = clock.reviewable_from


def _said(line: AppraisalLine) -> list[object]:
    return [getattr(line, field) for field in _OF_THE_THING]
