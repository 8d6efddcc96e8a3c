"""What a destruction list states of an item, and what the catalogue says to it.

Source: IMPORT_RULES, Destruction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dossiers.ledgers.codes import Code
from dossiers.ledgers.verdicts import Json

PERMANENT = "永久"
DESTROY = "destroy"
_YEARS = re.compile("([0-9]{1,4})年")


@dataclass(frozen=True, slots=True)
class DestructionRecord:
    """One item that a list wants destroyed, as an accepted row states it.

    ``appraisal`` holds the words of the list's appraisal; they say "destroy".
    """

    sheet: str
    row: int
    archive_no: str
    title: str
    formed: date
    retention: str
    copies: int
    pages: int
    reason: str
    appraisal: str
    remark: str

    @property
    def notes(self) -> dict[str, str]:
        """An item has no notes besides its remark."""
        return {}

    def as_json(self) -> dict[str, Json]:
        """The record in the shape of the report."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "archive_no": self.archive_no,
            "title": self.title,
            "formed": self.formed.isoformat(),
            "retention": self.retention,
            "copies": self.copies,
            "pages": self.pages,
            "reason": self.reason,
            "appraisal": DESTROY,
            "remark": self.remark,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """What a row or the catalogue says of one item; None where it does not tell."""

    formed: date | None
    retention: str | None
    copies: int | None
    pages: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogued(ItemFacts):
    """An item of the catalogue, and whether it is out on loan."""

    is_out: bool = False


def differing(listed: ItemFacts, known: Catalogued) -> Iterator[str]:
    """The facts on which a row and the catalogue disagree."""
    for name in ("formed", "retention", "copies", "pages"):
        said, stored = getattr(listed, name), getattr(known, name)
        if said is not None and stored is not None and said != stored:
            yield name


def against_term(facts: ItemFacts, *, as_of: date) -> tuple[str, Code] | None:
    """Why an item's term forbids its destruction, with the column that says so.

    A term of N years runs from 1 January after the year of formation to 31 December N years
    on; only after that day may an item go.
    """
    if facts.retention is None:
        return None
    if facts.retention == PERMANENT:
        return "retention", Code.PERMANENT_ITEM
    years = _YEARS.fullmatch(facts.retention)
    if years is None:
        return "retention", Code.RETENTION_NOT_COMPUTABLE
    runs = facts.formed is not None and as_of.year <= facts.formed.year + int(years[1])
    return ("formed", Code.NOT_EXPIRED) if runs else None
