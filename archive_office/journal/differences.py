"""What changed from one version of a record to the next, in words and for one reader's eyes.

Sealed numbers and files are never told, names of residents only masked, and names of other records
only as far as the reader may see those. Columns that nobody fills in (keys, indexes, sort orders)
say nothing a reader would miss.

Source: SEC-42, SEC-41.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.core.paginator import Page, Paginator
from django.db import models
from django.utils import formats, timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from archive_office.crypto import SealedTextField, masked_name
from archive_office.journal.acts import ACTS
from archive_office.journal.models import JournalEntry

PER_PAGE: Final = 25
HIDDEN: Final = "***"
REVERTED_TO: Final = "reverted_to"
"""Fact of an act that put an earlier state back: the moment of that state."""
EMPTY: Final = "—"
LONGEST: Final = 300
"""Characters of one value; a signed text of many pages is read where it was signed."""
NOTHING: Final[tuple[Any, ...]] = (None, "", [], {})
NAME: Final = 30
"""Characters of a name that is told masked; what is longer is no name alone."""

ACT = re.compile(r"#(?P<number>\d+) (?P<name>[\w.]+)(?:: (?P<reason>.*))?", re.DOTALL)

Readable = Callable[[type[models.Model]], "models.QuerySet[Any]"]
"""The rows of a model whose names the reader may see."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field that another value stands in now."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Version:
    """What a record looked like after an act: who made it so, when, why, and what became new.

    Attributes:
        reverted_to: The moment of the earlier state that was put back, if that was the act.
    """

    key: int
    kind: str
    at: datetime
    by: str
    act: str
    number: int
    reason: str
    clauses: Sequence[str]
    acting_for: str
    department: str
    changes: Sequence[Change]
    reverted_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier version beside the newest: what putting it back would change.

    Attributes:
        newest: Key of the newest version; whoever puts back says which one was seen.
        values: What stood in each field that differs, by column.
        changes: The same in words for this reader: what stands now, what would stand again.
    """

    at: datetime
    newest: int
    values: Mapping[str, Any]
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class Versions:
    """One page of the versions of a record, newest first."""

    rows: Sequence[Version]
    page: "Page[Any]"


def is_tracked(model: type[models.Model]) -> bool:
    """Whether a history of these records is kept."""
    return hasattr(model._meta, "simple_history_manager_attribute")


def versions_of(
    model: type[models.Model], key: object, *, readable: Readable, page: str | None = None
) -> Versions:
    """The versions of one record, each with what it changed on the one before.

    Source: SEC-42.
    """
    rows = _rows(model, key)
    shown = Paginator(rows, PER_PAGE).get_page(page)
    found = list(shown.object_list)
    older = rows.filter(history_id__lt=found[-1].history_id).first() if found else None
    fields = _told(rows.model)
    names = _names(fields, [*found, *([older] if older else [])], readable)
    writer = _Writer(names, frozenset(rows.model.personal_columns))
    entries, people = _entries(found), _people(found)
    told = []
    for row, before in zip(found, [*found[1:], older], strict=True):
        changes = tuple(writer.changes(fields, before, row))
        told.append(_version(row, changes, entries, people))
    return Versions(told, shown)


def earlier_state(
    model: type[models.Model],
    key: object,
    version: int,
    *,
    columns: Iterable[str],
    readable: Readable,
) -> Earlier | None:
    """How an earlier version of a record differs from the newest, in some of its columns.

    Sealed columns are never compared. ``None`` where the record has no such version.

    Source: SEC-42.
    """
    rows = _rows(model, key)
    newest, chosen = rows.first(), rows.filter(history_id=version).first()
    if newest is None or chosen is None:
        return None
    wanted = set(columns)
    fields = [
        field
        for field in _told(rows.model)
        if field.name in wanted and not isinstance(field, SealedTextField)
    ]
    writer = _Writer(
        _names(fields, [newest, chosen], readable), frozenset(rows.model.personal_columns)
    )
    return Earlier(
        at=chosen.history_date,
        newest=newest.history_id,
        values={
            field.name: getattr(chosen, field.attname)
            for field in fields
            if getattr(newest, field.attname) != getattr(chosen, field.attname)
        },
        changes=tuple(writer.changes(fields, newest, chosen)),
    )


def _rows(model: type[models.Model], key: object) -> Any:
    """The versions of one record, newest first."""
    manager = getattr(model, str(getattr(model._meta, "simple_history_manager_attribute", "")))
    return manager.filter(**{model._meta.pk.attname: key}).order_by("-history_id")


def _told(history: Any) -> list[Any]:
    """The columns that people fill in."""
    return [f for f in history.tracked_fields if f.editable and not f.primary_key]


@dataclass(frozen=True, slots=True)
class _Writer:
    names: Mapping[tuple[type[models.Model], object], str]
    personal: frozenset[str]

    def changes(self, fields: Iterable[Any], before: Any, after: Any) -> Iterable[Change]:
        for field in fields:
            old = getattr(before, field.attname) if before is not None else None
            new = getattr(after, field.attname)
            if old != new and not (before is None and new in NOTHING):
                label = capfirst(str(field.verbose_name))
                yield Change(label, self.words(field, old), self.words(field, new))

    def words(self, field: Any, value: Any) -> str:
        """A value as this reader is told it."""
        if value in NOTHING:
            words = EMPTY
        elif isinstance(field, SealedTextField | models.FileField):
            words = HIDDEN
        elif field.name in self.personal:
            words = masked_name(str(value)) if len(str(value)) <= NAME else HIDDEN
        elif field.is_relation:
            words = self.names.get((field.related_model, value), HIDDEN)
        elif field.choices:
            words = str(dict(field.flatchoices).get(value, value))
        else:
            words = Truncator(in_words(value)).chars(LONGEST)
        return words


def in_words(value: Any) -> str:
    """A value without braces and escapes, in the reader's language."""
    if isinstance(value, dict):
        return "; ".join(f"{name}: {in_words(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(in_words(one) for one in value)
    return EMPTY if value in NOTHING else _one(value)


def _one(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    return formats.date_format(value, "DATE_FORMAT") if isinstance(value, date) else str(value)


def _names(
    fields: Iterable[Any], rows: Sequence[Any], readable: Readable
) -> dict[tuple[type[models.Model], object], str]:
    """The names of every record these versions speak of: one query for each kind."""
    wanted: dict[type[models.Model], set[object]] = defaultdict(set)
    for field in fields:
        if field.is_relation:
            keys = {getattr(row, field.attname) for row in rows} - {None}
            wanted[field.related_model] |= keys
    return {
        (model, thing.pk): str(thing)
        for model, keys in wanted.items()
        if keys
        for thing in readable(model).filter(pk__in=keys).select_related()
    }


def _version(
    row: Any,
    changes: Sequence[Change],
    entries: Mapping[int, JournalEntry],
    people: Mapping[int, Any],
) -> Version:
    said = ACT.fullmatch(row.history_change_reason or "")
    entry = entries.get(int(said["number"])) if said else None
    info = ACTS.get(said["name"]) if said else None
    user = row.history_user_id
    back = entry.facts.get(REVERTED_TO) if entry else None
    return Version(
        key=row.history_id,
        kind=row.history_type,
        at=row.history_date,
        by=str(people.get(user, f"#{user}")) if user else _("The clock"),
        act=str(info.title) if info else said["name"] if said else "",
        number=int(said["number"]) if said else 0,
        reason=(said["reason"] or "") if said else row.history_change_reason or "",
        clauses=entry.clauses if entry else (),
        acting_for=str(entry.acting_for or "") if entry else "",
        department=str(entry.department or "") if entry else "",
        changes=changes,
        reverted_to=datetime.fromisoformat(back) if back else None,
    )


def _entries(rows: Iterable[Any]) -> dict[int, JournalEntry]:
    said = [ACT.fullmatch(row.history_change_reason or "") for row in rows]
    found = JournalEntry.objects.select_related("acting_for", "department")
    return found.in_bulk({int(words["number"]) for words in said if words})


def _people(rows: Iterable[Any]) -> dict[int, Any]:
    keys = {row.history_user_id for row in rows} - {None}
    return get_user_model()._default_manager.in_bulk(keys)
