"""A list page taken along: the page's own table or cards, read cell by cell and page by page.

Nothing is asked a second time in another way. The view answers as it does for the eye, with more
rows at once, and what stands in its table or on its cards goes into the file: so the file holds the rows, the
order and the masks of the page, whichever page it is.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from lxml import html  # type: ignore[import-untyped]  # lxml ships no types

from archive_office import clock
from archive_office.printing.taking import Taken, require_leave, sent, tell_of
from archive_office.printing.workbook import Value
from archive_office.shell.paging import KeysetPage, TakingAlong

END_OF_LIST: Final = "data-ao-list-end"
"""The menu by which a list is taken along bears this; its list is the table or the cards before it."""
CARDS: Final = "data-ao-cards"
"""Around a list of cards: the headings of its file, with strokes between them."""
CARD: Final = "data-ao-card"
CELL: Final = "data-ao-cell"
"""On a part of a card: under which heading it stands, counted from 1."""

_TABLE: Final = "contains(concat(' ', normalize-space(@class), ' '), ' ao-table ')"
_UNREAD: Final = frozenset(
    {"button", "form", "script", "svg", "dialog", "input", "select", "textarea", "template"}
)
_UNSAID: Final = frozenset({"ao-icon", "material-symbols-outlined", "ao-no-print", "ao-button"})
_ONLY_HEARD: Final = "ao-hidden"
_COUNTS: Final = frozenset({"ao-right", "ao-number"})
_COUNT: Final = re.compile(r"0|[1-9][0-9]{0,8}")
_NOTHING: Final = "—"


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of a page: its headings, in which columns they stand, and its lines."""

    heads: list[str]
    columns: list[int]
    lines: list[Any]

    def rows(self) -> Iterator[list[Value]]:
        """What the lines say, in the columns that have a heading."""
        for line in self.lines:
            cells = list(_cells(line))
            yield [_fact(cells[column]) if column < len(cells) else "" for column in self.columns]


@dataclass(frozen=True, slots=True)
class _Cards:
    """A list of cards: its headings, and its cards."""

    heads: list[str]
    lines: list[Any]

    def rows(self) -> Iterator[list[Value]]:
        """What the cards say, each part under its heading."""
        for card in self.lines:
            parts: list[list[str]] = [[] for _head in self.heads]
            for part in card.xpath(f"descendant-or-self::*[@{CELL}]"):
                parts[int(part.get(CELL)) - 1].append(_said(part))
            yield [_plain(" ".join(filter(None, said))) for said in parts]


@dataclass(frozen=True, slots=True)
class _Page:
    """One page of a list as the view answered it."""

    answer: HttpResponseBase
    listed: KeysetPage[Any] | None

    @property
    def table(self) -> _Table | _Cards | None:
        """The list: the last table before its menu, or the last cards."""
        is_page = self.answer.headers.get("Content-Type", "").startswith("text/html")
        if not isinstance(self.answer, HttpResponse) or not is_page:
            return None
        tree = html.document_fromstring(self.answer.content.decode() or "<p>")
        lists = f"preceding::*[self::table[{_TABLE}] or @{CARDS}][1]"
        found = tree.xpath(f"(//*[@{END_OF_LIST}])[1]/{lists}")
        return _read(found[0]) if found else None


def taken_along(request: HttpRequest, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """What a page answers to somebody who takes its list along.

    Args:
        answer: The page as it answers what ``request.GET`` asks for.

    Raises:
        PermissionDenied: SEC-29; no leave to take lists along, or too many lines.
        Http404: The page holds no list.

    Source: SEC-29, SEC-41.
    """
    require_leave(request)
    whole = request.GET.copy()
    for name in ("after", "before"):
        whole.pop(name, None)
    first = _asked(request, answer, whole.urlencode())
    if first.answer.status_code != HTTPStatus.OK:
        return first.answer
    table = first.table
    if table is None:
        raise Http404
    rows = _rows(request, answer, first, table)
    return sent(request, Taken(_title(request), table.heads, rows), now=clock.now())


def _rows(
    request: HttpRequest,
    answer: Callable[[], HttpResponseBase],
    page: _Page,
    table: _Table | _Cards,
) -> Iterator[list[Value]]:
    """The rows of this page, and of all that follow."""
    yield from table.rows()
    while page.listed is not None and page.listed.next_query:
        page = _asked(request, answer, page.listed.next_query)
        further = page.table
        if further is None:  # the last rows went away meanwhile
            return
        yield from further.rows()


def _asked(request: HttpRequest, answer: Callable[[], HttpResponseBase], query: str) -> _Page:
    """One page of the list; the apps are told which records it holds."""
    request.GET = QueryDict(query)
    taking = TakingAlong()
    request.taking_along = taking  # type: ignore[attr-defined]  # read by keyset_page
    found = _Page(answer(), taking.page)
    if found.listed is not None and found.answer.status_code == HTTPStatus.OK:
        tell_of(found.listed.rows, request=request, title=_title(request))
    return found


def _title(request: HttpRequest) -> str:
    return str(getattr(request, "shell_title", ""))


def _read(table: Any) -> _Table | _Cards:
    if table.get(CARDS) is not None:
        return _Cards(table.get(CARDS).split("|"), table.xpath(f".//*[@{CARD}]"))
    heads = [_said(cell, heard=False) for cell in table.xpath("./thead/tr[1]/*")]
    columns = [place for place, head in enumerate(heads) if head]
    return _Table([heads[place] for place in columns], columns, table.xpath("./tbody/tr"))


def _cells(line: Any) -> Iterator[Any]:
    """The cells of a line; one that is wide stands under the first of its headings."""
    for cell in line.xpath("./td | ./th"):
        yield cell
        yield from (None for _further in range(1, int(cell.get("colspan", "1"))))


def _fact(cell: Any) -> Value:
    """What a cell says; a count is a number, everything else the text as it is written."""
    if cell is None:
        return ""
    said = _said(cell)
    if _COUNTS & _classes(cell) and _COUNT.fullmatch(said):
        return int(said)
    return _plain(said)


def _plain(said: str) -> str:
    return "" if said == _NOTHING else said


def _said(element: Any, *, heard: bool = True) -> str:
    """The words of an element for a reader: without symbols, buttons and fields."""
    return " ".join(" ".join(_words(element, heard=heard)).split())


def _words(element: Any, *, heard: bool) -> Iterator[str]:
    yield element.text or ""
    for part in element:
        classes = _classes(part) if isinstance(part.tag, str) else _UNSAID
        hidden = part.tag in _UNREAD or _UNSAID & classes or (_ONLY_HEARD in classes and not heard)
        if not hidden:
            yield from _words(part, heard=heard)
        yield part.tail or ""


def _classes(element: Any) -> frozenset[str]:
    return frozenset((element.get("class") or "").split())
