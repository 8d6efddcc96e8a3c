"""What a ledger brought in and what has touched it since: only the untouched is taken back.

Source: COL-19, FIL-03, FIL-09; decisions 4 and 34.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from archive_office.journal.models import JournalEntry, JournalSubject
from archive_office.organisation.models import User
from archive_office.regulation import Clause, Refusal
from dossiers.models import (
    Document,
    Dossier,
    EmergencyContact,
    Holding,
    LedgerImport,
    LedgerVerdict,
    Occupancy,
    OccupancyParty,
    SearchEntry,
    ViewLog,
)
from dossiers.rules.access import against_bringing_ledgers

BROUGHT: Final = "dossiers.ledger_imported"
TAKEN_BACK: Final = "dossiers.ledger_undone"

_OWN: Final = (Dossier, Holding, Document, Occupancy, OccupancyParty, EmergencyContact)
_SILENT: Final = (ViewLog, LedgerVerdict, SearchEntry)
"""What stands beside a thing and changes nothing of it: who looked, what its row came to, the line
that the database itself keeps for the search."""
TAKEN_BACK_TOO: Final = "taken_back"
"""Marks a row that was taken back itself; it touches nothing any more."""
_ACT: Final = re.compile(r"#(\d+) ")


def against_undoing(import_: LedgerImport, by: User, reason: str) -> Iterator[Refusal]:
    """Why what a ledger brought in is not taken back.

    Source: ORG-01, FIL-03, FIL-09.
    """
    yield from against_bringing_ledgers(import_.centre, by)
    if import_.state != LedgerImport.State.IMPORTED or not is_undoable(import_):
        yield Refusal(
            Clause.FIL_09,
            _("%(ledger)s cannot be taken back: %(state)s.")
            % {"ledger": import_.name, "state": import_.get_state_display()},
        )
    if not reason:
        yield Refusal(Clause.FIL_03, _("Say why it is taken back."), field="reason")


def is_undoable(import_: LedgerImport) -> bool:
    """Whether this kind of ledger brings in things that can be voided."""
    return import_.profile in BRINGS


def entry_of(import_: LedgerImport) -> int:
    """The journal entry of the act that brought a ledger in."""
    kind = ContentType.objects.get_for_model(LedgerImport)
    rows = JournalSubject.objects.filter(kind=kind, thing=import_.pk, entry__act=BROUGHT)
    return rows.order_by("-entry").values_list("entry", flat=True)[0]


def brought_by(entry: int, model: type[models.Model]) -> models.QuerySet[JournalSubject]:
    """The journal's lines about things of one kind that an import brought in, not only completed."""
    kind = ContentType.objects.get_for_model(model)
    rows = JournalSubject.objects.filter(entry=entry, kind=kind, after__has_key="row")
    return rows.exclude(after__has_key="completed").order_by("pk")


def left_by(import_: LedgerImport) -> models.QuerySet[JournalSubject]:
    """The journal's lines about things that were left when the ledger was taken back."""
    kind = ContentType.objects.get_for_model(LedgerImport)
    acts = JournalSubject.objects.filter(kind=kind, thing=import_.pk, entry__act=TAKEN_BACK)
    rows = JournalSubject.objects.filter(entry__in=acts.values("entry"), after__has_key="left")
    return rows.exclude(kind=kind)


def touched_first(import_: LedgerImport, *, most: int) -> list[tuple[str, list[dict[str, Any]]]]:
    """Which of the first things that a ledger brought in were touched since, and by what."""
    entry, brings = entry_of(import_), BRINGS[import_.profile]
    labels = dict(brought_by(entry, brings.model).values_list("thing", "label")[:most])
    touches = brings.touched(entry, labels)
    return [(labels[pk], in_words(found)) for pk, found in sorted(touches.items())]


@dataclass(frozen=True, slots=True)
class Touch:
    """What became of a thing since a ledger brought it: an act, or a record that refers to it."""

    what: str
    act: int = 0


class Touched:
    """Looks for what has touched the things of one import.

    Args:
        entry: The journal entry of the import; what it wrote itself is no touch.
    """

    def __init__(self, entry: int) -> None:
        self._entry = entry

    def by_dossier(self, ids: Collection[int]) -> dict[int, list[Touch]]:
        """What touched these dossiers, their stays, volumes and papers."""
        volumes = dict(Holding.objects.filter(dossier__in=ids).values_list("pk", "dossier"))
        papers = dict(Document.objects.filter(holding__in=volumes).values_list("pk", "holding"))
        stays = dict(
            Dossier.objects.filter(pk__in=ids, occupancy__isnull=False).values_list(
                "occupancy", "pk"
            )
        )
        found: dict[int, list[Touch]] = defaultdict(list)
        self._look(Dossier, {pk: pk for pk in ids}, found)
        self._look(Holding, volumes, found)
        self._look(Document, {pk: volumes[volume] for pk, volume in papers.items()}, found)
        self._look(Occupancy, stays, found)
        return found

    def by_item(self, ids: Collection[int]) -> dict[int, list[Touch]]:
        """What touched these items and their papers."""
        papers = dict(Document.objects.filter(holding__in=ids).values_list("pk", "holding"))
        found: dict[int, list[Touch]] = defaultdict(list)
        self._look(Holding, {pk: pk for pk in ids}, found)
        self._look(Document, papers, found)
        return found

    def by_row(self, model: type[models.Model], ids: Collection[int]) -> dict[int, list[Touch]]:
        """What touched these rows of a register or list, which have no parts."""
        found: dict[int, list[Touch]] = defaultdict(list)
        self._look(model, {pk: pk for pk in ids}, found)
        return found

    def _look(
        self, model: type[models.Model], home: Mapping[int, int], found: dict[int, list[Touch]]
    ) -> None:
        """Look at rows of one model; ``home`` names the thing each belongs to."""
        if not home:
            return
        self._look_at_history(model, home, found)
        for relation in _relations(model):
            self._look_at_relation(relation, home, found)

    def _look_at_history(
        self, model: type[models.Model], home: Mapping[int, int], found: dict[int, list[Touch]]
    ) -> None:
        """Every version later than the one the import wrote is another act's."""
        history: Any = model.history  # type: ignore[attr-defined]  # every model here has one
        rows = history.filter(id__in=home).order_by("history_id")
        later: dict[int, list[Touch]] = defaultdict(list)
        for pk, reason in rows.values_list("id", "history_change_reason"):
            number = _ACT.match(reason or "")
            if number and int(number[1]) == self._entry:
                later.pop(pk, None)  # what was before the import is no touch of what it brought
            else:
                later[pk].append(Touch("", int(number[1]) if number else 0))
        for pk, touches in later.items():
            found[home[pk]] += touches

    def _look_at_relation(
        self, relation: Any, home: Mapping[int, int], found: dict[int, list[Touch]]
    ) -> None:
        column = relation.field.attname
        rows = relation.related_model._default_manager.filter(**{f"{column}__in": list(home)})
        if hasattr(relation.related_model, TAKEN_BACK_TOO):
            rows = rows.filter(**{TAKEN_BACK_TOO: False})
        named = str(relation.related_model._meta.verbose_name)
        for pk in rows.order_by().values_list(column, flat=True).distinct():
            found[home[pk]].append(Touch(named))


@dataclass(frozen=True, slots=True)
class Brought:
    """What a kind of ledger brings in, and what is looked at to see whether it was touched.

    Attributes:
        look: Where more than the rows themselves counts.
    """

    model: type[models.Model]
    look: Callable[[Touched, Collection[int]], dict[int, list[Touch]]] | None = None

    def touched(self, entry: int, ids: Collection[int]) -> dict[int, list[Touch]]:
        """What touched these things since the import with this journal entry."""
        seen = Touched(entry)
        return self.look(seen, ids) if self.look else seen.by_row(self.model, ids)


BRINGS: Final[dict[str, Brought]] = {
    "resident": Brought(Dossier, Touched.by_dossier),
    "catalogue": Brought(Holding, Touched.by_item),
    "handover": Brought(Holding, Touched.by_item),
}
"""What each kind of ledger brings in that can be taken back; other apps add their own."""


def _relations(model: type[models.Model]) -> Iterator[Any]:
    """What refers to rows of a model, in whatever app: not history, not the thing's own parts."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.one_to_many or relation.one_to_one) or relation.concrete:
            continue
        other: Any = relation.related_model
        if other in (*_OWN, *_SILENT) or hasattr(other, "history_object"):
            continue
        yield relation


def in_words(touches: Collection[Touch]) -> list[dict[str, Any]]:
    """Touches as the journal keeps them: the act by its number and name, or the kind of record."""
    entries = JournalEntry.objects.in_bulk({touch.act for touch in touches if touch.act})
    told = []
    for touch in dict.fromkeys(touches):
        entry = entries.get(touch.act)
        told.append({"act": entry.act, "entry": entry.pk} if entry else {"record": touch.what})
    return told
