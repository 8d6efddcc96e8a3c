"""Catalogues and ledgers as PDF, in the landscape form that all of them share.

Source: FIL-33, STA-07, FRM-22, FRM-23, FRM-53, FRM-58.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from archive_office.printing.facts import Fonds
from archive_office.printing.form import (
    LANDSCAPE,
    Band,
    Footer,
    Register,
    add_register,
)
from archive_office.printing.heads import Head, first_band, following_band, fonds_lines, info
from archive_office.printing.marks import in_words
from archive_office.printing.sheet import Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section
from archive_office.printing.text import capital
from dossiers.papers.catalogues.books import BOOKS, NUMBER_WIDTH, Book, Field, cells, said
from dossiers.papers.catalogues.entries import ClassEntry, Entry, Kind, ThingEntry

_TOTALS: Final = 8.0


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One catalogue or ledger.

    Args:
        scope: Whose dossiers, in words.
        narrowed: By what it was narrowed, in words, or empty.
        on: The day of which it tells.
    """

    kind: Kind
    fonds: Fonds
    scope: str
    narrowed: str
    on: date
    entries: Sequence[Entry]


def catalogue(facts: Catalogue) -> bytes:
    """A catalogue as PDF; the list of filed items begins a new sheet for each retention.

    Source: FIL-33, FRM-22, FRM-23, FRM-53, FRM-58.
    """
    book = BOOKS[facts.kind]
    title = f"{book.title} {facts.on.isoformat()}"
    about = info(facts.fonds, book.form, title)
    sheet = Sheet(LANDSCAPE.width, LANDSCAPE.height, about)
    for retention, entries in _parts(facts):
        add_register(sheet, _register(facts, book, retention, entries))
    return sheet.finish()


def _parts(facts: Catalogue) -> Iterator[tuple[str, Sequence[Entry]]]:
    if facts.kind is not Kind.ITEMS:
        yield "", facts.entries
        return
    by_retention: dict[str, list[Entry]] = {}
    for entry in facts.entries:
        if isinstance(entry, ThingEntry):
            by_retention.setdefault(entry.retention, []).append(entry)
    yield from sorted(by_retention.items(), key=_longest_first) if by_retention else [("", ())]


def _longest_first(part: tuple[str, Sequence[Entry]]) -> tuple[int, str]:
    """永久 before terms of years, the longer term first, 长期 and 短期 last."""
    years = part[0].removesuffix("年")
    if part[0] == "永久":
        return -1000, ""
    return (-int(years), "") if years.isdecimal() else (1, part[0])


def _register(facts: Catalogue, book: Book, retention: str, entries: Sequence[Entry]) -> Register:
    when = f"截至 {in_words(facts.on)}"
    scope = f"立档单位：{facts.scope}"
    narrowed = "　".join(filter(None, (f"保管期限：{retention}" if retention else "", when)))
    head = Head(
        title=book.title,
        english=book.english,
        left=(*fonds_lines(facts.fonds), scope),
        right=(facts.narrowed, narrowed) if facts.narrowed else (narrowed,),
        again=(scope, narrowed),
    )
    rows = [
        Row((str(number), *(said(fact) for fact in cells(book, entry))))
        for number, entry in enumerate(entries, 1)
    ]
    columns = (Column("序号", NUMBER_WIDTH), *map(_column, book.fields))
    return Register(
        page=LANDSCAPE,
        info=info(facts.fonds, book.form, book.title),
        sections=(Section(columns, rows, blank=book.blank),),
        first=first_band(head),
        following=following_band(head),
        tail=Band(_TOTALS, lambda sheet, box: _totals(sheet, box, book, entries)),
        footer=Footer(f"{book.form}　{book.note}", facts.scope),
        row=8,
    )


def _column(field: Field) -> Column:
    return Column(field.head, field.width, field.align, wraps=field.wraps, size=field.size)


def _totals(sheet: Sheet, box: Box, book: Book, entries: Sequence[Entry]) -> None:
    pages = sum(entry.pages for entry in entries)
    if entries and isinstance(entries[0], ClassEntry):
        files = sum(entry.files for entry in entries if isinstance(entry, ClassEntry))
        text = f"共 {files} 卷（件）　{sum(e.items for e in entries)} 件　{pages} 页。"
    else:
        text = f"共{capital(len(entries))}{book.unit}（{len(entries)} {book.unit}　{pages} 页）。"
    sheet.write_middle(box.left + 2.5, box.middle, "合　　计", Style(size=9.5, bold=True))
    sheet.write_middle(box.left + 22, box.middle, text, Style(size=9.5))
