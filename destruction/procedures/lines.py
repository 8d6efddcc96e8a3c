"""The lines of an appraisal: what the catalogue says of a thing when it is listed.

Source: APR-11, APR-12, APR-13.
"""

from collections.abc import Iterable, Sequence
from datetime import date

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


def list_things(
    appraisal: Appraisal, holdings: Sequence[Holding], documents: Sequence[Document], *, on: date
) -> list[AppraisalLine]:
    """Put things on the list, each as the catalogue describes it on this day."""
    first = appraisal.lines.count() + 1
    whole = current_triggers(holdings)
    single = _triggers_of(documents)
    described = [
        *(_of_holding(h, clock_of(h, trigger=whole.get(h.pk)), on) for h in holdings),
        *(
            _of_document(
                d, clock_of_document(d, trigger=single.get(d.pk)) or clock_of(d.holding), on
            )
            for d in documents
        ),
    ]
    for number, line in enumerate(described, first):
        line.appraisal, line.number = appraisal, number
    lines = create_all(described)
    for line in lines:
        thing = line.document if line.document is not None else line.holding
        note(thing, after={"appraisal": appraisal.number})
    put_in_order(appraisal)
    return lines


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


def _triggers_of(documents: Iterable[Document]) -> dict[int | None, RetentionTrigger]:
    rows = RetentionTrigger.objects.filter(
        document__in=[d.pk for d in documents], replaced_at__isnull=True
    )
    return {row.document_id: row for row in rows}


def _of_holding(holding: Holding, clock: Clock, on: date) -> AppraisalLine:
    return _with_term(
        AppraisalLine(
            holding=holding,
            code=holding.code,
            title=holding.title,
            years=words.span(holding.year_from, holding.year_until),
            documents=holding.document_count,
            pages=holding.page_count,
            technical=holding.dossier.category.technical,
        ),
        clock,
        on,
    )


def _of_document(document: Document, clock: Clock, on: date) -> AppraisalLine:
    holding = document.holding
    return _with_term(
        AppraisalLine(
            holding=holding,
            document=document,
            code=document.code,
            title=words.title_of(document),
            years=str(document.formed_on.year) if document.formed_on else "",
            documents=1,
            pages=document.pages,
            technical=holding.dossier.category.technical,
        ),
        clock,
        on,
    )


def _with_term(line: AppraisalLine, clock: Clock, on: date) -> AppraisalLine:
    """The term as the official form states it, whatever the language of the screen."""
    with override("zh-hans"):
        line.term = sentence(clock, on=on)
    line.retention = words.retention(clock.retention, clock.years)
    line.reviewable_from = clock.reviewable_from
    return line
