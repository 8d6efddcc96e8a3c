"""Which column of a sheet holds which fact, found in its heading or chosen by the clerk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from dossiers.ledgers.cells import SheetRow, column_letters, column_number
from dossiers.ledgers.counts import read_document
from dossiers.ledgers.headings import (
    DOCUMENT,
    DOCUMENT_COPIES,
    DOCUMENT_PAGES,
    UNMARKED,
    Bound,
    Heading,
    Vocabulary,
    base_of,
)
from dossiers.ledgers.reading import as_text
from dossiers.ledgers.text import tidy


class Slot(NamedTuple):
    """One column as the row rules see it; ``key`` tells several columns of a field apart."""

    key: str
    field: str
    column: int
    header: str

    @property
    def letters(self) -> str:
        """The letters above the column."""
        return column_letters(self.column)


class Paper(NamedTuple):
    """One kind of paper; copies and pages stand in one column, or in one each."""

    field: str
    kind: str
    key: str
    pages_key: str = ""


@dataclass(frozen=True)
class Layout:
    """The columns of one data sheet."""

    sheet: str
    heading: Heading
    slots: tuple[Slot, ...]
    papers: tuple[Paper, ...]

    @cached_property
    def by_key(self) -> Mapping[str, Slot]:
        """The slots by their keys."""
        return {slot.key: slot for slot in self.slots}

    def keys(self, field: str) -> tuple[str, ...]:
        """The keys of all columns that hold a field."""
        return tuple(slot.key for slot in self.slots if slot.field == field)

    def columns(self, fields: frozenset[str]) -> frozenset[int]:
        """The columns that hold one of these fields."""
        return frozenset(slot.column for slot in self.slots if slot.field in fields)


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """What the clerk says about a sheet whose heading was not found or not understood.

    Args:
        header_rows: Row numbers of the heading, the lowest last.
        columns: Column letters to field names; ``document`` for a kind of paper.
    """

    sheet: str
    header_rows: tuple[int, ...]
    columns: Mapping[str, str]


def lay_out(sheet: str, heading: Heading, vocabulary: Vocabulary) -> Layout:
    """Give every bound column its key; papers are numbered in the order of filing."""
    papers = _papers(heading.bound, vocabulary)
    slots: list[Slot] = []
    for paper in papers:
        for key, kinds in (
            (paper.key, (DOCUMENT, DOCUMENT_COPIES)),
            (paper.pages_key, (DOCUMENT_PAGES,)),
        ):
            slots += [
                Slot(key, paper.field, bound.column, bound.header)
                for bound in heading.bound
                if key and bound.field in kinds and bound.paper == paper.kind
            ][:1]
    counts: dict[str, int] = {}
    for bound in heading.bound:
        if bound.paper:
            continue
        number = counts[bound.field] = counts.get(bound.field, 0) + 1
        key = bound.field if number == 1 else f"{bound.field}#{number}"
        slots.append(Slot(key, bound.field, bound.column, bound.header))
    return Layout(sheet, heading, tuple(sorted(slots, key=lambda slot: slot.column)), papers)


def without_doubtful_papers(heading: Heading, rows: Iterable[SheetRow]) -> Heading:
    """The heading without columns that are named like papers but do not count any."""
    columns = {item.column for item in heading.bound if item.paper and item.rank == UNMARKED}
    unread: Counter[int] = Counter()
    read: Counter[int] = Counter()
    for row in rows if columns else ():
        for column in columns & row.cells.keys() if row.number > heading.rows[-1] else ():
            faulty = bool(read_document(row.cells[column]).faults)
            unread[column] += faulty
            read[column] += not faulty
    doubtful = {column for column in columns if unread[column] > read[column]}
    return replace(
        heading,
        bound=tuple(item for item in heading.bound if item.column not in doubtful),
        unknown=heading.unknown
        + tuple(
            Bound(item.column, "", item.header) for item in heading.bound if item.column in doubtful
        ),
    )


def _papers(bound: Sequence[Bound], vocabulary: Vocabulary) -> tuple[Paper, ...]:
    kinds: dict[str, set[str]] = {}
    for item in bound:
        if item.paper:
            kinds.setdefault(item.paper, set()).add(item.field)
    usual = [
        next((rank for rank, word in enumerate(vocabulary.papers) if word.search(kind)), len(kinds))
        for kind in kinds
    ]
    order = sorted(zip(usual, range(len(kinds)), kinds, strict=True))
    papers = []
    for number, (_, _, kind) in enumerate(order, start=1):
        field = f"doc{number}"
        pages_key = f"{field}#pages" if DOCUMENT_PAGES in kinds[kind] else ""
        papers.append(Paper(field, kind, field, pages_key))
    return tuple(papers)


def chosen_heading(rows: Sequence[SheetRow], choice: ColumnChoice) -> Heading:
    """The heading as the clerk chose it; columns that were left out are named as unknown."""
    block = [row for row in rows if row.number in choice.header_rows]
    texts = tuple(
        {column: text for column, cell in row.cells.items() if (text := tidy(as_text(cell)))}
        for row in block
    )
    captions: dict[int, str] = {}
    for line in texts:
        captions |= line
    columns = {column_number(letters): field for letters, field in choice.columns.items()}
    bound = [_chosen(column, captions.get(column, ""), field) for column, field in columns.items()]
    unknown = [
        Bound(column, "", text) for column, text in captions.items() if column not in columns
    ]
    return Heading(tuple(choice.header_rows), tuple(sorted(bound)), tuple(sorted(unknown)), texts)


def _chosen(column: int, header: str, field: str) -> Bound:
    is_paper = field.startswith("doc")
    paper = (base_of(header) or column_letters(column)) if is_paper else ""
    return Bound(column, DOCUMENT if is_paper else field, header, paper)
