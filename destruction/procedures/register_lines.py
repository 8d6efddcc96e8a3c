"""The lines of a register: what the catalogue and the appraisal say of a thing when it is listed.

Source: DES-01, DES-10, DES-25.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from archive_office.journal.acts import note
from archive_office.journal.bulk import create_all, update_all
from destruction.models import AppraisalLine, DestructionRegister, RegisterLine, Twins
from destruction.rules import register_words, registering, words
from dossiers.models import Document, Holding

_OF_THE_THING: Final = (
    "code",
    "title",
    "years",
    "years_kept",
    "documents",
    "pages",
    "retention",
    "opinion",
    "remark",
    "twins",
    "twins_reason",
)
"""What a line repeats of the thing it lists."""


def list_lines(
    register: DestructionRegister, chosen: Sequence[AppraisalLine], *, on: date
) -> list[RegisterLine]:
    """Put appraised things on the register, each as it is described on this day."""
    described = [
        RegisterLine(appraised=line, holding=line.holding, document=line.document)
        for line in chosen
    ]
    _describe(described, on)
    for number, line in enumerate(described, register.lines.count() + 1):
        line.register, line.number = register, number
    lines = create_all(described)
    for line in lines:
        note(line.document or line.holding, after={"register": register.number})
    put_in_order(register)
    return lines


def describe_again(lines: Sequence[RegisterLine], *, on: date) -> None:
    """Let the lines say what is so now; what changed is kept in their history."""
    before = [_said(line) for line in lines]
    _describe(lines, on)
    changed = [line for line, said in zip(lines, before, strict=True) if _said(line) != said]
    for line in changed:
        note(line, after={"documents": line.documents, "pages": line.pages, "twins": line.twins})
    update_all(changed, _OF_THE_THING)


def put_in_order(register: DestructionRegister) -> None:
    """Number the lines anew: by category and code, a single paper after its volume (DES-10)."""
    rows = list(register.lines.select_related("holding__dossier__category").order_by("number"))
    rows.sort(key=lambda row: (row.holding.dossier.category.code, row.holding.code, row.code))
    moved = []
    for number, row in enumerate(rows, 1):
        if row.number != number:
            row.number = number
            moved.append(row)
    update_all(moved, ["number"])


def _describe(lines: Sequence[RegisterLine], on: date) -> None:
    with_twins = registering.with_twins(lines)
    for line in lines:
        if line.document is None:
            _describe_holding(line, line.holding, on)
        else:
            _describe_document(line, line.document, on)
        line.retention = line.appraised.retention
        line.opinion = register_words.opinion(line.appraised)
        _settle(line, exist=(line.holding_id, line.document_id) in with_twins)


def _describe_holding(line: RegisterLine, holding: Holding, on: date) -> None:
    line.code, line.title = holding.code, holding.title
    line.years = words.span(holding.year_from, holding.year_until)
    line.years_kept = _years_kept(holding.year_until or holding.year_from, on)
    line.documents, line.pages = holding.document_count, holding.page_count


def _describe_document(line: RegisterLine, document: Document, on: date) -> None:
    line.code, line.title = document.code, words.title_of(document)
    line.years = str(document.formed_on.year) if document.formed_on else ""
    line.years_kept = _years_kept(document.formed_on.year if document.formed_on else None, on)
    line.documents, line.pages = 1, document.pages
    line.remark = register_words.TAKEN_OUT


def _years_kept(year: int | None, on: date) -> int | None:
    """Full years from 1 January after the year of origin."""
    return max(0, on.year - year - 1) if year else None


def _settle(line: RegisterLine, *, exist: bool) -> None:
    """Electronic copies go with the thing unless somebody said that they are kept (DES-25)."""
    if not exist:
        line.twins, line.twins_reason = Twins.NONE, ""
    elif line.twins == Twins.NONE:
        line.twins = Twins.ERASE


def _said(line: RegisterLine) -> list[object]:
    return [getattr(line, field) for field in _OF_THE_THING]
