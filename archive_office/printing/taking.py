"""Taking a list along: the same rows that were shown, as Excel or as CSV.

Who takes a list along needs leave for it, takes at most as many lines as the office allows, and is
counted (see ``shell.pacing``). Whatever is written is what the list shows, masked where it masks.

Source: SEC-29, SEC-41.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.dispatch import Signal
from django.http import FileResponse, HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from archive_office.http import CSV, WORKBOOK, actor, taken
from archive_office.policy.reading import number
from archive_office.printing.workbook import Listing, Value, write_csv, write_workbook
from archive_office.regulation import Clause

if TYPE_CHECKING:
    from django.http.request import _ImmutableQueryDict
    from django_stubs_ext import StrOrPromise

ASKED: Final = "export"
"""The field of an address by which a list is taken along."""
MAY: Final = "shell.export_list"
AT_ONCE: Final = 500
"""So many rows are read at a time."""

rows_taken_along: Final = Signal()
"""Sent with ``user``, ``rows`` (records of one kind) and ``title`` before a list leaves.

Receivers keep who took what along, and may raise ``PermissionDenied``.
"""

_TYPES: Final = {"xlsx": WORKBOOK, "csv": CSV}
_WIDEST: Final = 48


@dataclass(frozen=True, slots=True)
class Taken:
    """A list as it leaves: its title, its headings, its rows."""

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Value]]


def form_asked(request: HttpRequest) -> str:
    """In which form a list is asked for, ``xlsx`` or ``csv``; nothing where it is only looked at."""
    asked = request.GET.get(ASKED, "") if request.method == "GET" else ""
    return asked if asked in _TYPES else ""


def without_form(asked: QueryDict) -> "_ImmutableQueryDict":
    """What is asked for, as somebody asks who only looks."""
    query = asked.copy()
    query.pop(ASKED, None)
    return QueryDict(query.urlencode())


def require_leave(request: HttpRequest) -> None:
    """Stop whoever may not take lists along.

    Raises:
        PermissionDenied: SEC-29.
    """
    if not actor(request).has_perm(MAY):
        text = _("Your role looks at lists here and does not take them along.")
        raise PermissionDenied(f"{Clause.SEC_29} {text}")


def require_few(rows: QuerySet[Any], *, today: date) -> None:
    """Stop whoever takes along more lines than the office allows at once.

    Raises:
        PermissionDenied: SEC-29, with the number.
    """
    most = number("export_rows_max", on=today)
    if rows.order_by().values("pk")[: most + 1].count() > most:
        text = _("At most %(most)s lines are taken along at once: narrow the list.")
        raise PermissionDenied(f"{Clause.SEC_29} {text % {'most': most}}")


def tell_of(rows: Sequence[Model], *, request: HttpRequest, title: "StrOrPromise") -> None:
    """Let the apps keep that these rows leave."""
    if rows:
        rows_taken_along.send(type(rows[0]), user=actor(request), rows=rows, title=str(title))


def sent(request: HttpRequest, taken_along: Taken, *, now: datetime) -> FileResponse:
    """The list as a file, written to the disk and not into memory."""
    form = form_asked(request)
    target = TemporaryFile()  # noqa: SIM115 - closed by the answer that sends it
    _WRITERS[form](target, _listing(taken_along, by=str(actor(request)), now=now))
    target.seek(0)
    day = timezone.localtime(now).date().isoformat()
    return taken(target, f"{taken_along.title} {day}.{form}", _TYPES[form])


def _listing(list_: Taken, *, by: str, now: datetime) -> Listing:
    at = timezone.localtime(now).strftime("%Y-%m-%d %H:%M")
    said = pgettext("over a list taken along", "%(title)s · taken along by %(by)s, %(at)s")
    widths = [min(_WIDEST, max(12, 4 + 2 * len(head))) for head in list_.heads]
    return Listing(
        name=list_.title,
        above=[said % {"title": list_.title, "by": by, "at": at}],
        columns=list(zip(list_.heads, widths, strict=True)),
        rows=list_.rows,
    )


_WRITERS: Final[dict[str, Callable[[IO[bytes], Listing], None]]] = {
    "xlsx": write_workbook,
    "csv": write_csv,
}
