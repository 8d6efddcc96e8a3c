"""The lines of a catalogue or ledger, read a few hundred dossiers at a time.

However many dossiers there are, only one part of them is held in memory.

Source: FIL-33, FRM-22, FRM-53, FRM-58.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from django.db.models import Q, QuerySet

from archive_office.organisation.models import Department
from dossiers.models import (
    Document,
    Dossier,
    DossierEvent,
    DossierState,
    Holding,
    HoldingState,
    Submission,
    SubmissionState,
)
from dossiers.papers import words
from dossiers.papers.catalogues.entries import Asked, DossierEntry, Entry, Kind, ThingEntry
from dossiers.papers.catalogues.past import Past, Thing, end_of

PART: Final = 500
"""Dossiers that are read at once."""

OF_DOSSIERS: Final = (Kind.LEDGER, Kind.ACCESSIONS)
_REGISTER: Final = re.compile(r"XH-\d{4}-\d{4,}")
_VOID: Final = "作废"
_CLAIM: Final = "未核实"


def narrowed(rows: QuerySet[Dossier], asked: Asked) -> QuerySet[Dossier]:
    """The dossiers among these that are asked for, whatever they hold."""
    if asked.centre is not None:
        rows = rows.filter(centre=asked.centre)
    if asked.category is not None:
        rows = rows.filter(category=asked.category)
    if asked.first is not None:
        later = Q(year=None, opened_on__gte=asked.first)
        rows = rows.filter(later | Q(year__gte=asked.first.year))
    if asked.last is not None:
        earlier = Q(year=None, opened_on__lte=asked.last)
        rows = rows.filter(earlier | Q(year__lte=asked.last.year))
    return rows


def things_of(rows: QuerySet[Dossier], seen: QuerySet[Holding], asked: Asked) -> QuerySet[Holding]:
    """The volumes and items that may stand in it, as far as today's facts can say.

    Args:
        seen: What the person may see.
    """
    things = seen.filter(dossier__in=narrowed(rows, asked))
    if asked.kind is Kind.VOLUMES:
        return things.filter(kind=Holding.Kind.VOLUME)
    if asked.kind is Kind.ITEMS:
        return things.filter(kind=Holding.Kind.ITEM)
    if asked.kind is Kind.TITLES:
        return things.filter(is_title_document=True)
    return things


def parts(
    rows: QuerySet[Dossier], seen: QuerySet[Holding], asked: Asked
) -> Iterator[tuple[list[int], list[Entry]]]:
    """The dossiers of one part and its lines, part after part, in the order of the codes."""
    chosen = narrowed(rows, asked)
    order = ("opened_on", "code") if asked.kind is Kind.ACCESSIONS else ("code",)
    if asked.kind is not Kind.ACCESSIONS:
        chosen = chosen.filter(pk__in=things_of(rows, seen, asked).values("dossier"))
    ids = iter(list(chosen.order_by(*order).values_list("pk", flat=True)))
    past = Past(asked.on)
    while part := list(islice(ids, PART)):
        yield part, _Part(part, seen, asked, past).entries()


@dataclass(slots=True)
class _Part:
    """One part of a catalogue: what is read of it, and its lines."""

    ids: list[int]
    seen: QuerySet[Holding]
    asked: Asked
    past: Past
    dossiers: dict[int, Dossier] = field(default_factory=dict)
    then: dict[int, dict[str, Any]] = field(default_factory=dict)
    keepers: dict[int, str] = field(default_factory=dict)
    destroyed: dict[int, list[str]] = field(default_factory=dict)

    def entries(self) -> list[Entry]:
        """The lines of these dossiers."""
        known = Dossier.objects.filter(pk__in=self.ids).select_related("unit__estate", "centre")
        self.dossiers = {dossier.pk: dossier for dossier in known}
        columns = ("code", "title", "state", "opened_on", "closed_on")
        self.then = self.past.versions(Dossier, self.ids, *columns)
        held = self.seen.filter(dossier__in=self.ids).values_list("pk", flat=True)
        things = self.past.things(list(held))
        everything = [thing for found in things.values() for thing in found]
        self.past.boxes(everything)
        self._read_keepers(everything)
        self._read_destroyed(everything)
        if self.asked.kind in OF_DOSSIERS:
            return [*self._of_dossiers(things)]
        return [*self._of_things(things)]

    def _read_keepers(self, things: Sequence[Thing]) -> None:
        ids = {thing.facts["keeper_id"] for thing in things}
        self.keepers = dict(Department.objects.filter(pk__in=ids).values_list("pk", "name"))

    def _read_destroyed(self, things: Sequence[Thing]) -> None:
        """The notes of destructions; asked for only where something was destroyed by then."""
        gone = {t.facts["dossier_id"] for t in things if _is_destroyed(t)}
        if not gone:
            return
        notes = DossierEvent.objects.filter(
            dossier__in=gone, kind=DossierEvent.Kind.REMARK, on__lte=self.asked.on
        )
        for dossier, text in notes.order_by("pk").values_list("dossier", "text"):
            self.destroyed.setdefault(dossier, []).append(text)

    def _of_things(self, things: Mapping[int, Sequence[Thing]]) -> Iterator[ThingEntry]:
        documents = self._documents(things) if self.asked.kind is Kind.ITEMS else {}
        for pk in self.ids:
            if pk not in self.then or self.then[pk]["state"] == DossierState.VOID:
                continue
            for thing in things.get(pk, ()):
                if self._belongs(thing):
                    yield self._thing(thing, documents.get(thing.facts["id"], {}))

    def _belongs(self, thing: Thing) -> bool:
        match self.asked.kind:
            case Kind.VOLUMES:
                return bool(thing.facts["kind"] == Holding.Kind.VOLUME)
            case Kind.ITEMS:
                return bool(thing.facts["kind"] == Holding.Kind.ITEM)
            case Kind.TITLES:
                return bool(thing.facts["is_title_document"])
        return True

    def _documents(self, things: Mapping[int, Sequence[Thing]]) -> dict[int, dict[str, Any]]:
        """The one paper of each item, as it was recorded that day."""
        items = [t.facts["id"] for found in things.values() for t in found if self._belongs(t)]
        first = Document.objects.filter(holding__in=items).order_by("holding_id", "number")
        ids = dict(first.distinct("holding_id").values_list("pk", "holding_id"))
        columns = ("document_number", "responsible", "formed_on", "is_original")
        versions = self.past.versions(Document, list(ids), *columns)
        return {ids[pk]: row for pk, row in versions.items()}

    def _thing(self, thing: Thing, document: Mapping[str, Any]) -> ThingEntry:
        facts = thing.facts
        box = self.past.boxes(()).get(facts["present_slot_id"] or 0)
        dossier = self.then[facts["dossier_id"]]
        return ThingEntry(
            reference=facts["code"],
            title=facts["title"],
            certificate=facts["certificate_number"],
            number=document.get("document_number", ""),
            responsible=document.get("responsible", ""),
            formed=document.get("formed_on"),
            years=_years(facts),
            received=facts["filed_on"] or dossier["opened_on"],
            retention=words.retention(facts["retention"], facts["retention_years"]),
            secrecy=words.secrecy(facts["secrecy"]),
            items=facts["document_count"],
            pages=facts["page_count"],
            box=box.number if box else "",
            place=box.place if box else "",
            out=thing.out,
            back=thing.back,
            remark=self._remark([thing], self.dossiers[facts["dossier_id"]], document),
        )

    def _of_dossiers(self, things: Mapping[int, Sequence[Thing]]) -> Iterator[DossierEntry]:
        hands = self._hands() if self.asked.kind is Kind.ACCESSIONS else {}
        for pk in self.ids:
            if pk in self.then:
                yield self._dossier(self.dossiers[pk], things.get(pk, ()), hands)

    def _hands(self) -> dict[int, tuple[str, str]]:
        """Who brought each dossier's first papers, and who took them."""
        end = end_of(self.asked.on)
        rows = Submission.objects.filter(
            dossier__in=self.ids, state=SubmissionState.ACCEPTED, answered_at__lt=end
        )
        first = rows.order_by("dossier_id", "answered_at", "pk").distinct("dossier_id")
        return {
            row.dossier_id or 0: (str(row.by), str(row.answered_by or ""))
            for row in first.select_related("by", "answered_by")
        }

    def _dossier(
        self, dossier: Dossier, things: Sequence[Thing], hands: Mapping[int, tuple[str, str]]
    ) -> DossierEntry:
        then = self.then[dossier.pk]
        kept = [thing for thing in things if not _is_destroyed(thing)]
        boxes = self.past.boxes(())
        stood = [boxes.get(thing.facts["present_slot_id"] or 0) for thing in kept]
        last = max((t for t in things if t.out), key=lambda t: t.out or t.recorded, default=None)
        brought, taken = hands.get(dossier.pk, ("", ""))
        void = [_VOID] if then["state"] == DossierState.VOID else []
        return DossierEntry(
            reference=then["code"],
            project=dossier.unit.estate.name if dossier.unit else "",
            title=then["title"],
            received=then["opened_on"],
            parts=len(kept),
            items=sum(thing.facts["document_count"] for thing in kept),
            pages=sum(thing.facts["page_count"] for thing in kept),
            place="；".join(dict.fromkeys(box.place for box in stood if box)),
            out=last.out if last else None,
            back=last.back if last else None,
            brought_by=brought,
            taken_by=taken,
            remark="，".join(filter(None, [*void, self._remark(things, dossier)])),
        )

    def _remark(
        self, things: Collection[Thing], dossier: Dossier, document: Mapping[str, Any] | None = None
    ) -> str:
        """Where things were if not on their shelf, who kept them, and by whose word."""
        said: list[str] = []
        for thing in things:
            state, keeper = thing.facts["state"], thing.facts["keeper_id"]
            if keeper != dossier.centre_id and not _is_destroyed(thing):
                said.append(f"存{self.keepers.get(keeper, '')}")
            if state != HoldingState.ON_SHELF:
                said.append(words.HOLDINGS[state] + self._register(thing))
            if thing.facts["verified_on"] is None:
                said.append(_CLAIM)
        if document and document.get("is_original") is False:
            said.append("复印件")
        return "，".join(dict.fromkeys(said))

    def _register(self, thing: Thing) -> str:
        """The number of the register by which a thing was destroyed."""
        if not _is_destroyed(thing):
            return ""
        for text in self.destroyed.get(thing.facts["dossier_id"], ()):
            number = _REGISTER.search(text)
            if number and thing.facts["code"] in text:
                return f" {number.group()}"
        return ""


def _is_destroyed(thing: Thing) -> bool:
    return bool(thing.facts["state"] == HoldingState.DESTROYED)


def _years(facts: Mapping[str, Any]) -> str:
    years = dict.fromkeys(str(year) for year in (facts["year_from"], facts["year_until"]) if year)
    return "—".join(years)
