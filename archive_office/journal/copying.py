"""Rows as PostgreSQL's COPY wants them, prepared once per model."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from io import StringIO
from json import dumps
from re import compile as pattern
from types import NoneType
from typing import Any, Generic, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models.base import ModelState

M = TypeVar("M", bound=models.Model)
_SPECIAL = pattern(r"[\\\t\n\r\0]").search
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
NULL = "\\N"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES) if _SPECIAL(text) else text


_WRITTEN: dict[type, Callable[[Any], str]] = {
    str: _escaped,
    int: str,
    bool: {True: "t", False: "f"}.__getitem__,
    date: date.isoformat,
    datetime: datetime.isoformat,
    Decimal: str,
    NoneType: lambda _value: NULL,
}

# Fields whose value in Python is the value in the column.
_PLAIN = (
    models.AutoField,
    models.BooleanField,
    models.CharField,
    models.DateField,
    models.DateTimeField,
    models.DecimalField,
    models.IntegerField,
    models.TextField,
)


def _choice(value: Any) -> str:
    return _escaped(str(value.value))


def _other(value: Any) -> str:
    if not isinstance(value, models.Choices):
        raise TypeError(f"COPY does not know how to write {type(value).__name__}")
    _WRITTEN[type(value)] = _choice
    return _choice(value)


def line_of(values: Iterable[Any]) -> str:
    """The values of one row, as a line of COPY's text format (without its end)."""
    known = _WRITTEN.get
    return "\t".join([known(type(value), _other)(value) for value in values])


def _texts(values: Sequence[Any]) -> Iterable[str]:
    """The values of one column, as COPY's text format wants them.

    A column mostly holds one type of value: then a whole column is written, or searched for
    what must be escaped, at once.
    """
    kinds = set(map(type, values))
    if kinds == {str}:
        return map(_escaped, values) if _SPECIAL("".join(values)) else values
    if len(kinds) == 1:
        return map(_WRITTEN.get(kinds.pop(), _other), values)
    known = _WRITTEN.get
    return [known(type(value), _other)(value) for value in values]


def _array(values: Sequence[str]) -> str:
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"


def _conversion(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """What turns the attribute into something ``line_of`` can write; None where it already is."""
    for kind, conversion in _CONVERSIONS:
        if isinstance(field, kind):
            return conversion
    if not isinstance(field, _PLAIN):
        raise TypeError(f"COPY does not know how to write {field}")
    own = type(field).get_prep_value.__module__.partition(".")[0] != "django"
    return field.get_prep_value if own else None


def _json(value: Any) -> str | None:
    return None if value is None else dumps(value, ensure_ascii=False)


_CONVERSIONS: tuple[tuple[type[models.Field[Any, Any]], Callable[[Any], Any] | None], ...] = (
    (models.ForeignKey, None),
    (ArrayField, _array),
    (models.FileField, str),
    (models.JSONField, _json),
)


@dataclass(frozen=True, slots=True)
class Part:
    """Some columns of a model, in order, and what turns their values into plain ones."""

    columns: tuple[str, ...]
    conversions: tuple[tuple[str, Callable[[Any], Any] | None], ...]

    @classmethod
    def of(cls, fields: Sequence[models.Field[Any, Any]]) -> "Part":
        """The part made of these fields."""
        return cls(
            columns=tuple(str(field.column) for field in fields),
            conversions=tuple((field.attname, _conversion(field)) for field in fields),
        )

    def lines(self, rows: Sequence[models.Model]) -> list[str]:
        """These columns of the rows, as a piece of a line for each; written column by column."""
        loaded = [vars(row) for row in rows]
        written = []
        for name, conversion in self.conversions:
            try:
                values = [row[name] for row in loaded]
            except KeyError:  # a column that was not read with its row
                values = [getattr(row, name) for row in rows]
            written.append(_texts(list(map(conversion, values)) if conversion else values))
        return list(map("\t".join, zip(*written, strict=True)))


@dataclass(frozen=True, slots=True)
class Layout:
    """A model's table and the table of its history, column by column."""

    table: str
    history_table: str
    shared: Part
    unshared: Part | None
    """Columns that history leaves out, such as wrapped keys."""


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, models.Choices) else value


class Mould(Generic[M]):
    """Casts rows of a model that are alike in most columns; defaults are worked out once.

    Building half a million model instances one argument at a time takes longer than
    storing them. Columns are named as attributes (``unit_id``, not ``unit``).
    """

    def __init__(self, model: type[M], **alike: Any) -> None:
        self.model = model
        first = vars(model(**alike)).items()
        self._alike = {name: _plain(value) for name, value in first if not name.startswith("_")}
        self._own = {k for k, v in self._alike.items() if isinstance(v, list | dict)}

    def cast(self, **columns: Any) -> M:
        """An unsaved row.

        Raises:
            TypeError: a name is no column of the model, or a list would be shared.
        """
        row = self.model.__new__(self.model)
        state = vars(row)
        state.update(self._alike, _state=ModelState(), **columns)
        unknown = len(state) != len(self._alike) + len(("_state",))
        if unknown or (self._own and not self._own <= columns.keys()):
            raise TypeError(f"{self.model.__name__} is not cast from {sorted(columns)}")
        return row


HISTORY_COLUMNS = ("history_type", "history_date", "history_user_id", "history_change_reason")


@cache
def layout_of(model: type[models.Model], *, with_key: bool = True) -> Layout:
    """How rows of this model are written; ``with_key`` off leaves the key to its sequence."""
    fields = [f for f in model._meta.concrete_fields if with_key or not f.primary_key]
    name = getattr(model._meta, "simple_history_manager_attribute", "")
    history = getattr(model, name).model if name else None
    kept = {f.attname for f in history._meta.concrete_fields} if history else set()
    shared = [f for f in fields if history is None or f.attname in kept]
    unshared = [f for f in fields if f not in shared]
    return Layout(
        table=model._meta.db_table,
        history_table=history._meta.db_table if history else "",
        shared=Part.of(shared),
        unshared=Part.of(unshared) if unshared else None,
    )


def copy_lines(table: str, columns: Iterable[str], lines: Iterable[str]) -> None:
    """Send lines to a table; constraints, triggers and indexes work as for any insert."""
    named = ", ".join(connection.ops.quote_name(column) for column in columns)
    text = "\n".join(lines)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(
            f"COPY {connection.ops.quote_name(table)} ({named}) FROM STDIN", StringIO(text + "\n")
        )
