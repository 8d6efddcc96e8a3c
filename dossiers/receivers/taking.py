"""What lists that leave as a file keep in the view log: the dossiers whose rows they hold.

Source: LND-22, SEC-41.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

from django.db.models import Model

from archive_office import clock
from archive_office.organisation.models import Department, User
from dossiers.models import Dossier, ReadingReview, Unit, ViewLog
from dossiers.procedures.reading import log_named

_NO_LOOK: Final = (ViewLog, ReadingReview)
"""Records of looking: to log them would write the log for ever."""
_NOT_OF_ONE: Final = (Department, User)
_SHOWS: Final[dict[type[Model], str]] = {Unit: "dossiers"}
"""Lists that show the dossiers which refer to their rows."""
_DEEPEST: Final = 4


def on_rows_taken_along(
    *, sender: type[Model], user: User, rows: Sequence[Model], title: str, **_more: Any
) -> None:
    """Keep that the dossiers of these rows were taken along."""
    path = path_to_dossier(sender)
    if path is None:
        return
    found = sender._default_manager.filter(pk__in=[row.pk for row in rows])
    named = found.filter(**{f"{path}__isnull": False}).order_by()
    log_named(
        named.values_list(path, flat=True),
        user,
        ViewLog.What.DOWNLOADED,
        now=clock.now(),
        detail=f"list {title}",
    )


@cache
def path_to_dossier(model: type[Model]) -> str | None:
    """How a record leads to the dossier it belongs to: ``holding__dossier``; the shortest way."""
    if model is Dossier or model in _SHOWS:
        return _SHOWS.get(model, "pk")
    ways = [] if model in _NO_LOOK else [(model, "")]
    for _depth in range(_DEEPEST):
        ways = [further for way in ways for further in _further(*way)]
        if found := next((way for there, way in ways if there is Dossier), None):
            return found.removesuffix("__")
    return None


def _further(model: type[Model], way: str) -> Iterator[tuple[type[Model], str]]:
    """The records to which the columns of a record refer."""
    for field in model._meta.concrete_fields:
        there = field.related_model
        if isinstance(there, type) and there not in _NOT_OF_ONE:
            yield there, f"{way}{field.name}__"
