"""What the accepted rows of a resident ledger say together: repeats, conflicts and totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dossiers.ledgers.codes import Code
from dossiers.ledgers.places import Place as Unit
from dossiers.ledgers.profiles.base import Flaw, LateWarning, Place
from dossiers.ledgers.verdicts import Json, ResidentRecord

UnitKey = tuple[str, str, str, str]


def key_of(record: ResidentRecord) -> UnitKey:
    """The unit of a record, as it is compared."""
    return Unit(record.project, record.building, record.unit, record.room).key


@dataclass(slots=True)
class _Figures:
    """Documents and pages, in all and by kind."""

    documents: Counter[str] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)
    unknown: int = 0


@dataclass(slots=True)
class ResidentMemory:
    """The accepted rows so far, as far as later rows are compared with them."""

    units: dict[UnitKey, tuple[Place, frozenset[str], frozenset[str]]] = field(default_factory=dict)
    people: dict[str, tuple[str, Place]] = field(default_factory=dict)
    boxes: dict[str, dict[str, list[Place]]] = field(default_factory=dict)
    homes: dict[tuple[str, ...], list[Place]] = field(default_factory=dict)
    projects: Counter[str] = field(default_factory=Counter)
    figures: _Figures = field(default_factory=_Figures)
    records: int = 0

    def repeats(
        self, unit: Unit, owners: Sequence[str], ids: Sequence[str], *, key: str
    ) -> Iterator[Flaw]:
        """The fault of a row whose unit an earlier row already gave."""
        if not (unit.building and unit.room) or unit.key not in self.units:
            return
        earlier, owners_then, ids_then = self.units[unit.key]
        same = owners_then == frozenset(owners) and ids_then == frozenset(ids)
        yield Flaw(key, Code.DUP_ROW if same else Code.DUP_UNIT, earlier)

    def conflicts(
        self, owners: Sequence[str], ids: Sequence[str], *, here: Place
    ) -> Iterator[Flaw]:
        """The fault of a number that an accepted row, or this one, gives to another name."""
        inside: dict[str, str] = {}
        for owner, number in zip(owners, ids, strict=False):
            name, earlier = self.people.get(number, (inside.get(number, owner), here))
            inside[number] = owner
            if name != owner:
                yield Flaw("id_no", Code.ID_NAME_CONFLICT, earlier)

    def remember(self, record: ResidentRecord) -> None:
        """Take note of an accepted row."""
        here = Place(record.sheet, record.row)
        self.records += 1
        self.projects[record.project] += 1
        self.units[key_of(record)] = (here, frozenset(record.owners), frozenset(record.id_numbers))
        for owner, number in zip(record.owners, record.id_numbers, strict=False):
            self.people.setdefault(number, (owner, here))
        if record.id_numbers:
            self.homes.setdefault(record.id_numbers, []).append(here)
        if record.box and record.cabinet:
            self.boxes.setdefault(record.box, {}).setdefault(record.cabinet, []).append(here)
        for document in record.documents:
            self.figures.documents[document.kind] += document.copies
            self.figures.pages[document.kind] += document.pages or 0
            self.figures.unknown += document.pages is None

    def totals(self) -> dict[str, Json]:
        """The figures of all accepted rows."""
        figures = self.figures
        return {
            "records": self.records,
            "documents": figures.documents.total(),
            "pages": figures.pages.total(),
            "pages_unknown": figures.unknown,
            "by_type": {
                kind: {"documents": figures.documents[kind], "pages": figures.pages[kind]}
                for kind in figures.documents
            },
            "distinct_units": len(self.units),
            "distinct_id_numbers": len(self.people),
            "by_project": dict(self.projects),
        }

    def boxes_apart(self) -> Iterator[tuple[str, Mapping[str, Sequence[Place]]]]:
        """Each box that is listed under several cabinets, the usual cabinet first."""
        for box, cabinets in self.boxes.items():
            if len(cabinets) > 1:
                order = sorted(cabinets, key=lambda name: -len(cabinets[name]))
                yield box, {name: cabinets[name] for name in order}

    def late_warnings(self) -> list[LateWarning]:
        """The rows that put a box into another cabinet than most of its rows do."""
        return [
            LateWarning(place, "cabinet", Code.BOX_TWO_CABINETS, name)
            for _, cabinets in self.boxes_apart()
            for name in list(cabinets)[1:]
            for place in cabinets[name]
        ]

    def duplicates(self) -> list[Mapping[str, Json]]:
        """Owners of several units, and boxes under several cabinets."""
        found: list[Mapping[str, Json]] = [
            {
                "kind": "same_owner_several_units",
                "rows": [place.row for place in places],
                "sheet": places[0].sheet,
            }
            for places in self.homes.values()
            if len(places) > 1
        ]
        for box, cabinets in self.boxes_apart():
            rows: dict[str, Json] = {
                name: [place.row for place in places] for name, places in cabinets.items()
            }
            sheet = next(iter(cabinets.values()))[0].sheet
            found.append(
                {"kind": "box_under_two_cabinets", "box": box, "sheet": sheet, "cabinets": rows}
            )
        return found
