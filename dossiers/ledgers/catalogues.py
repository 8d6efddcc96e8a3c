"""Catalogues and ledgers as Excel workbooks, written as a stream: one sheet, one line each.

Source: FIL-33, STA-07, FRM-22, FRM-23, FRM-53, FRM-58.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from archive_office.printing.facts import Fonds
from archive_office.printing.workbook import Listing, workbook_of
from dossiers.papers.catalogues.books import BOOKS, Fact, cells
from dossiers.papers.catalogues.entries import Entry, Kind


def catalogue_workbook(
    kind: Kind, entries: Iterable[Entry], *, fonds: Fonds, above: Iterable[str], on: date
) -> bytes:
    """A catalogue as a workbook; its lines are taken one by one and none of them is kept.

    Args:
        above: Lines over the table: whose dossiers, and by what they are narrowed.

    Source: FIL-33.
    """
    book = BOOKS[kind]
    heads = [("序号", 8), *((_plain(field.head), field.chars) for field in book.fields)]
    lines = (f"{fonds.code} {fonds.name}", *above, f"截至 {on.isoformat()}")
    rows = _numbered(cells(book, entry) for entry in entries)
    return workbook_of(Listing(book.title, lines, heads, rows))


def _plain(head: str) -> str:
    return head.replace("　", "").replace("\n", "")


def _numbered(rows: Iterable[tuple[Fact, ...]]) -> Iterator[tuple[Fact, ...]]:
    for number, row in enumerate(rows, 1):
        yield (number, *row)
