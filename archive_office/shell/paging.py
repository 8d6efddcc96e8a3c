"""Lists paged by key: page one thousand costs what page one costs, and rows never shift."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, QueryDict

from archive_office import clock
from archive_office.printing.taking import ASKED, AT_ONCE, require_few

M = TypeVar("M", bound=Model)


class Exact(DjangoJSONEncoder):
    """Moments to the microsecond, as the database keeps them: a rounded place would pass rows over."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


@dataclass(frozen=True, slots=True)
class KeysetPage(Generic[M]):
    """Some rows of a list, and the queries that lead to those before and after them.

    ``whole_query`` asks for the list from its beginning, narrowed as it is.
    """

    rows: list[M]
    previous_query: str
    next_query: str
    whole_query: str = ""


@dataclass(slots=True)
class TakingAlong:
    """That the list of a request leaves as a file: more rows at once, and which page was last."""

    page: KeysetPage[Any] | None = None


def keyset_page(
    queryset: QuerySet[M], request: HttpRequest, *, order: tuple[str, ...], size: int = 25
) -> KeysetPage[M]:
    """The rows of a list from the place named in ``?after=`` or ``?before=``.

    Args:
        order: Names of columns of the model, ``-`` for descending; the last must be unique, none
            may be null. An index over them makes every page cost the same.

    Raises:
        PermissionDenied: SEC-29; the list is taken along and has too many lines.
    """
    taking: TakingAlong | None = getattr(request, "taking_along", None)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    backwards = bool(before) and not after
    wanted = tuple(_turned(name) for name in order) if backwards else order
    rows = queryset.order_by(*wanted)
    place = _opened(after or before, model=queryset.model, order=order)
    if taking is not None:
        size = AT_ONCE
        if place is None:
            require_few(queryset, today=clock.today())
    if place is not None:
        rows = rows.filter(_beyond(wanted, place))
    found = list(rows[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_previous = more if backwards else place is not None
    has_next = place is not None if backwards else more
    page = KeysetPage(
        found,
        _query(request, "before", found[0], order) if found and has_previous else "",
        _query(request, "after", found[-1], order) if found and has_next else "",
        _whole(request).urlencode(),
    )
    if taking is not None:
        taking.page = page
    return page


def _whole(request: HttpRequest) -> QueryDict:
    query = request.GET.copy()
    for name in ("after", "before", ASKED, "chosen"):
        query.pop(name, None)
    return query


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(order: tuple[str, ...], place: list[Any]) -> Q:
    """Rows after a place: the first column further on, or equal and the next further on, and so forth.

    That none lies before the place in the first column follows; said, it lets the index begin there.
    """
    condition, equal = Q(), Q()
    for name, value in zip(order, place, strict=True):
        column = name.lstrip("-")
        further = "lt" if name.startswith("-") else "gt"
        condition |= equal & Q(**{f"{column}__{further}": value})
        equal &= Q(**{column: value})
    column, start = order[0].lstrip("-"), "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{column}__{start}": place[0]}) & condition


def _query(request: HttpRequest, direction: str, row: Model, order: tuple[str, ...]) -> str:
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    values = [getattr(row, name.lstrip("-")) for name in order]
    text = json.dumps(values, cls=Exact, ensure_ascii=False)
    query[direction] = urlsafe_b64encode(text.encode()).decode()
    return query.urlencode()


def _opened(place: str, *, model: type[Model], order: tuple[str, ...]) -> list[Any] | None:
    """The values a place names; ``None`` for no place and for one that somebody made up."""
    if not place:
        return None
    try:
        values = json.loads(urlsafe_b64decode(place.encode()))
        columns = [
            model._meta.pk if name.lstrip("-") == "pk" else _column(model, name) for name in order
        ]
        return [column.to_python(value) for column, value in zip(columns, values, strict=True)]
    except (Base64Error, ValueError, TypeError, ValidationError):
        return None


def _column(model: type[Model], name: str) -> Any:
    return model._meta.get_field(name.lstrip("-"))
