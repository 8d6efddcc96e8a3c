"""Taking back what a ledger brought in: what nobody has touched is voided, the rest is named.

Nothing is deleted: rows and numbers stay, void, with the reason; a corrected ledger may bring the
same units and items again.

Source: COL-19, FIL-03, FIL-09; decisions 4 and 34.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.journal.bulk import note_all, update_all
from archive_office.organisation.models import User
from archive_office.regulation import Clause, enforce
from dossiers.models import (
    Document,
    Dossier,
    DossierState,
    Holding,
    IssuedCode,
    LedgerImport,
    Occupancy,
    Unit,
)
from dossiers.procedures import locks
from dossiers.procedures.custody import locked
from dossiers.procedures.imports.progress import Progress, wait_for_turn
from dossiers.rules.undoing import (
    BRINGS,
    Touch,
    against_undoing,
    brought_by,
    entry_of,
    in_words,
)

PART: Final = 1000
State = LedgerImport.State


@act("dossiers.ledger_undo_asked", _("Ledger to be taken back"), Clause.FIL_03)
def ask_undo(import_: LedgerImport, *, by: User, now: datetime, reason: str) -> LedgerImport:
    """Decide that what a ledger brought in is taken back; the background does it.

    Raises:
        RegulationError: ORG-01, not the centre's archivist; FIL-09, it is not brought in, or
            brought what cannot be voided; FIL-03, no reason.

    Source: FIL-03, FIL-09.
    """
    fresh = _locked(import_)
    enforce(against_undoing(fresh, by, reason.strip()))
    fresh.undone_by, fresh.undone_at, fresh.undone_because = by, now, reason.strip()[:200]
    fresh.rows_done, fresh.rows_total = 0, fresh.counts["created"]
    return _move(fresh, State.UNDOING)


@act("dossiers.ledger_undone", _("Ledger taken back"), Clause.FIL_03, Clause.FIL_09)
def undo_ledger(
    import_: LedgerImport, *, by: User | None, now: datetime, reason: str
) -> LedgerImport:
    """Void what a ledger brought in and nobody has touched since; name what was touched, by what.

    One act, part by part in bounded memory. Dossiers become void with their numbers, stays end as
    recorded by mistake, papers are withdrawn; items leave their dossier for a void one. What the
    ledger only completed stays.

    Source: FIL-03, FIL-09; decisions 4 and 34.
    """
    wait_for_turn()
    entry, today = entry_of(import_), timezone.localtime(now).date()
    work = UNDOES[import_.profile](import_, entry, today=today, reason=reason[:200])
    counts: Counter[str] = Counter()
    with Progress(import_) as progress:
        for ids in _parts(entry, BRINGS[import_.profile].model):
            counts += work.take_back(ids)
            progress.tell(sum(counts.values()))
    fresh = _locked(import_)
    done = {"voided": counts["voided"], "left": counts["left"]}
    fresh.counts = {**fresh.counts, **done}
    fresh.rows_done = fresh.rows_total = sum(counts.values())
    return _move(fresh, State.UNDONE)


@act("dossiers.ledger_undo_failed", _("Ledger not taken back"))
def fail_undo(import_: LedgerImport, *, why: str, by: User | None) -> LedgerImport:
    """Say that a ledger could not be taken back; its act was undone and may be tried again."""
    fresh = _locked(import_)
    note(fresh, after={"why": why})
    return _move(fresh, State.IMPORTED)


def _parts(entry: int, model: type[models.Model]) -> Iterator[list[int]]:
    """The things that the import brought in, a thousand at a time."""
    ids = brought_by(entry, model).values_list("thing", flat=True).iterator()
    while part := list(islice(ids, PART)):
        yield part


class TakingBack:
    """Takes back what one kind of ledger brought in, one part after the other."""

    def __init__(self, import_: LedgerImport, entry: int, *, today: date, reason: str) -> None:
        self.import_, self.entry = import_, entry
        self.today, self.reason = today, reason

    def take_back(self, ids: Sequence[int]) -> Counter[str]:
        """Void what is untouched of these; how many, and how many are left."""
        raise NotImplementedError

    def touched(self, ids: Sequence[int]) -> dict[int, list[Touch]]:
        """Which of these somebody touched since, and by what."""
        return BRINGS[self.import_.profile].touched(self.entry, ids)

    def leave(self, things: Sequence[models.Model], touches: dict[int, list[Touch]]) -> None:
        """Name what stays, and by what it was touched."""
        note_all((thing, {"left": in_words(touches[thing.pk])}) for thing in things)

    def made(self, rows: Any) -> Any:
        """Those of these rows that the import itself made."""
        history: Any = rows.model.history
        own = history.filter(
            id__in=rows.values("pk"),
            history_type="+",
            history_change_reason__startswith=f"#{self.entry} ",
        )
        return rows.filter(pk__in=own.values("id"))


class _Residents(TakingBack):
    def take_back(self, ids: Sequence[int]) -> Counter[str]:
        units = Unit.objects.filter(dossiers__in=ids).order_by("pk")
        list(units.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
        dossiers = locks.dossiers(ids)
        locked(list(Holding.objects.filter(dossier__in=ids).values_list("pk", flat=True)))
        touches = self.touched(ids)
        free = [d for d in dossiers if d.state == DossierState.OPEN and d.pk not in touches]
        left = [d for d in dossiers if d.pk in touches]
        self._void(free)
        self.leave(left, touches)
        return Counter(voided=len(free), left=len(left))

    def _void(self, dossiers: Sequence[Dossier]) -> None:
        for dossier in dossiers:
            dossier.state = DossierState.VOID
            dossier.closed_on, dossier.closed_reason = self.today, self.reason
        update_all(dossiers, ["state", "closed_on", "closed_reason"])
        stays = Occupancy.objects.filter(dossier__in=dossiers, ending="")
        ended = list(self.made(stays))
        for stay in ended:
            stay.ending, stay.until_on = Occupancy.Ending.VOID, None
        update_all(ended, ["ending", "until_on"])
        _withdraw(Document.objects.filter(holding__dossier__in=dossiers))
        self._void_codes([dossier.code for dossier in dossiers])
        self._forget_areas(dossiers)
        note_all((dossier, {"state": str(DossierState.VOID)}) for dossier in dossiers)

    def _void_codes(self, codes: Sequence[str]) -> None:
        issued = list(IssuedCode.objects.filter(code__in=codes))
        for code in issued:
            code.state, code.reason = IssuedCode.State.VOID, self.reason
        update_all(issued, ["state", "reason"])

    def _forget_areas(self, dossiers: Sequence[Dossier]) -> None:
        """The area of a unit that only this ledger named is no fact any more."""
        units = Unit.objects.filter(dossiers__in=dossiers, area__isnull=False)
        history: Any = Unit.history
        kept = history.filter(id__in=units.values("pk")).values("id")
        changed = kept.annotate(times=models.Count("id")).filter(times__gt=1)
        claimed = list(self.made(units).exclude(pk__in=changed.values("id")))
        for unit in claimed:
            unit.area = None
        update_all(claimed, ["area"])


class _Items(TakingBack):
    def __init__(self, import_: LedgerImport, entry: int, *, today: date, reason: str) -> None:
        super().__init__(import_, entry, today=today, reason=reason)
        self._void: dict[int, Dossier] = {}

    def take_back(self, ids: Sequence[int]) -> Counter[str]:
        locks.dossiers(Holding.objects.filter(pk__in=ids).values_list("dossier", flat=True))
        items = locked(ids)
        touches = self.touched(ids)
        free = [item for item in items if item.pk not in touches]
        left = [item for item in items if item.pk in touches]
        for item in free:
            item.dossier = self._void_one(item.dossier)
        update_all(free, ["dossier"])
        _withdraw(Document.objects.filter(holding__in=free))
        note_all((item, {"dossier": item.dossier.code}) for item in free)
        self.leave(left, touches)
        return Counter(voided=len(free), left=len(left))

    def _void_one(self, dossier: Dossier) -> Dossier:
        """The void dossier beside a dossier of one year: there lies what was taken back."""
        if dossier.pk not in self._void:
            void = Dossier(
                code=f"{dossier.code}-V{self.import_.pk}",
                kind=dossier.kind,
                title=dossier.title,
                category_id=dossier.category_id,
                centre_id=dossier.centre_id,
                year=dossier.year,
                state=DossierState.VOID,
                origin=Dossier.Origin.IMPORTED,
                secrecy=dossier.secrecy,
                retention=dossier.retention,
                retention_years=dossier.retention_years,
                opened_on=self.today,
                closed_on=self.today,
                closed_reason=self.reason,
            )
            void.save()
            note(void, after={"code": void.code, "state": str(void.state)})
            self._void[dossier.pk] = void
        return self._void[dossier.pk]


UNDOES: Final[dict[str, type[TakingBack]]] = {
    "resident": _Residents,
    "catalogue": _Items,
    "handover": _Items,
}
"""What takes each kind of ledger back; other apps add their own."""


def _withdraw(rows: models.QuerySet[Document]) -> None:
    papers = list(rows.exclude(state=Document.State.WITHDRAWN))
    for paper in papers:
        paper.state = Document.State.WITHDRAWN
    update_all(papers, ["state"])


def _locked(import_: LedgerImport) -> LedgerImport:
    rows = LedgerImport.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("centre").get(pk=import_.pk)


def _move(fresh: LedgerImport, to: LedgerImport.State) -> LedgerImport:
    before = str(fresh.state)
    fresh.state = to
    fresh.save()
    figures = {name: fresh.counts[name] for name in ("voided", "left") if name in fresh.counts}
    note(fresh, before={"state": before}, after={"state": str(to), **figures})
    return fresh
