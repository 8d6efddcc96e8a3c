"""业主档案台账: one row for each unit, its owners and the papers in its dossier.

Source: IMPORT_RULES, 业主档案台账.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from dossiers.ledgers import places
from dossiers.ledgers.area import read_area
from dossiers.ledgers.cells import BLANK, Cell, SheetRow, is_written
from dossiers.ledgers.codes import Code
from dossiers.ledgers.counts import NO_DOCUMENT, Pages, read_copies, read_document, read_pages
from dossiers.ledgers.dates import read_date
from dossiers.ledgers.identity import has_lost_its_end, read_ids
from dossiers.ledgers.layout import Layout, Paper
from dossiers.ledgers.names import Names, is_firm, read_contact, read_owners
from dossiers.ledgers.phones import read_phones
from dossiers.ledgers.profiles.base import Flaw, Judgement, LateWarning, Place, Row
from dossiers.ledgers.profiles.resident_memory import ResidentMemory
from dossiers.ledgers.profiles.resident_unit import read_unit_of_row, unit_key
from dossiers.ledgers.profiles.resident_words import RESIDENT_WORDS
from dossiers.ledgers.profiles.simple import plain_text, read_code, read_remark
from dossiers.ledgers.reading import AnyReading, Basis, Reading, as_text, doubted, refused
from dossiers.ledgers.text import compact
from dossiers.ledgers.verdicts import DocumentCount, FileWarning, Json, ResidentRecord

_HOUSEHOLDS = re.compile("(?:^|共|合计|总计|[::])([0-9]+)户")
_NOT_MOVED_IN = re.compile(
    "(?:尚|暂|还)?未(?:入住|入伙|收房|收楼|交付|交房|交楼|接房|领房|办理|办理入住|迁入|搬入)"
    "|空置|空关|空房|闲置|待入住|待收房|待交付"
)


class ResidentProfile:
    """The kind of ledger a centre keeps of its residents."""

    name = "resident"
    kind = "resident_dossier"
    vocabulary = RESIDENT_WORDS
    key_fields = frozenset({"room", "address", "id_no"})
    weak_keys = frozenset({"id_no"})
    label_fields = frozenset({"seq", "project", "building", "unit", "owner"})
    guarded = frozenset({"owner", "id_no", "phone", "emergency_name", "emergency_phone"})
    names = frozenset({"owner", "emergency_name"})
    remarks = frozenset({"remark"})
    no_ditto = frozenset({"room", "address"})
    numeric = frozenset({"area"})

    def judge(self, basis: Basis) -> ResidentJudge:
        """A judge for one ledger."""
        return ResidentJudge(basis)

    def plain(self, field: str, value: Any) -> str:
        """The value as a clerk would write it at its plainest."""
        if field in ("owner", "id_no"):
            return "/".join(_texts(value))
        if field.startswith("doc") and isinstance(value, tuple):
            return _plain_count(value)
        return self.shown(field, value)

    def shown(self, field: str, value: Any) -> str:
        """The stored value, for the report."""
        if isinstance(value, int):
            return str(value)
        if field.startswith("doc"):
            return f"{value[0]}份/{'?' if value[1] is None else value[1]}页"
        if isinstance(value, places.Place):
            return " ".join(part for part in value if part)
        return " | ".join(_texts(value)) if isinstance(value, tuple) else plain_text(value)


@lru_cache(maxsize=1024)
def _plain_count(pages: Pages) -> str:
    return "无" if pages == NO_DOCUMENT else f"{pages[0]}/{pages[1]}"


def _texts(value: Names | tuple[str, ...]) -> tuple[str, ...]:
    return value.names if isinstance(value, Names) else value


class ResidentJudge:
    """Reads resident rows one after another."""

    def __init__(self, basis: Basis) -> None:
        self._basis = basis
        self._memory = ResidentMemory()
        self._rounded = False
        self._readers: Mapping[str, Callable[[Cell], AnyReading]] = {
            "project": places.read_project,
            "building": places.read_building,
            "unit": places.read_unit,
            "room": places.read_room,
            "address": places.read_address,
            "phone": read_phones,
            "emergency_name": read_contact,
            "emergency_phone": read_phones,
            "move_in": self._read_move_in,
            "area": read_area,
            "box": read_code,
            "cabinet": read_code,
            "remark": read_remark,
        }

    def preview(self, rows: Iterable[SheetRow], layout: Layout) -> None:
        """Find out whether numbers of this ledger lost their end before they became text."""
        slot = layout.by_key.get("id_no")
        for row in rows if slot else ():
            self._note_rounding(row.cells.get(slot.column, BLANK) if slot else BLANK)

    def _note_rounding(self, cell: Cell) -> None:
        self._rounded = self._rounded or (not cell.typed and has_lost_its_end(cell.text))

    def judge(self, row: Row, layout: Layout) -> Judgement:
        """Read every column of a row, then what the columns say together."""
        judgement = Judgement()
        readings = judgement.readings
        for slot in layout.slots:
            reader = self._readers.get(slot.field)
            if reader and slot.key not in row.failed:
                readings[slot.key] = reader(row.cells[slot.key])
        for paper in layout.papers:
            _read_paper(row, paper, readings)
        self._read_people(row, readings)
        unit, flaws = read_unit_of_row(readings, layout)
        owners, ids = _people(readings)
        judgement.faults += flaws
        judgement.faults += _count_fault(owners, ids)
        judgement.faults += self._memory.repeats(unit, owners, ids, key=unit_key(layout))
        judgement.faults += self._memory.conflicts(owners, ids, here=row.place)
        faulty = row.failed or judgement.faults or any(r.faults for r in readings.values())
        if not faulty:
            judgement.record = _record(row.place, unit, layout, readings)
        return judgement

    def _read_move_in(self, cell: Cell) -> AnyReading:
        if _NOT_MOVED_IN.fullmatch(compact(as_text(cell)).strip("()")):
            return doubted(None, Code.DATE_MISSING_OPTIONAL)
        reading = read_date(cell, self._basis)
        if reading.value is None and not reading.faults:
            return doubted(None, Code.DATE_MISSING_OPTIONAL)
        return reading

    def _read_people(self, row: Row, readings: dict[str, AnyReading]) -> None:
        """Owners and numbers settle each other: how many there are, and which are firms."""
        cell = row.cells.get("id_no", BLANK)
        ids = read_ids(cell, self._basis, firm=False, rounded=self._rounded)
        if "owner" not in row.failed:
            owners = read_owners(row.cells["owner"], id_count=len(ids.value))
            readings["owner"] = owners
            if ids.faults and any(map(is_firm, owners.value.names)):
                ids = read_ids(cell, self._basis, firm=True, rounded=self._rounded)
        if Code.ID_LOST_DIGITS in ids.faults:
            self._note_rounding(cell)
        if "id_no" in row.cells and "id_no" not in row.failed:
            missing = not ids.value and not ids.faults
            readings["id_no"] = doubted((), Code.ID_MISSING) if missing else ids

    def remember(self, judgement: Judgement) -> None:
        """Take note of an accepted row."""
        self._memory.remember(cast("ResidentRecord", judgement.record))

    def check_total(
        self, row: SheetRow, layout: Layout, *, data_rows: frozenset[int]
    ) -> tuple[dict[str, Json], FileWarning | None]:
        """A total 共N户 must be the number of rows read above it, accepted or not."""
        texts = [compact(as_text(cell)) for cell in row.cells.values() if is_written(cell)]
        declared = next(
            (int(found[1]) for text in texts if (found := _HOUSEHOLDS.search(text))), None
        )
        if declared is None:
            return {}, None
        facts: dict[str, Json] = {"households": declared}
        if declared in data_rows:
            return facts, None
        return facts, FileWarning(
            Code.TOTAL_MISMATCH,
            layout.sheet,
            row.number,
            {"declared": facts, "read": {"households": max(data_rows)}},
        )

    def totals(self) -> dict[str, Json]:
        """The figures of all accepted rows."""
        return self._memory.totals()

    def late_warnings(self) -> Sequence[LateWarning]:
        """The rows whose box stands in another cabinet than it usually does."""
        return self._memory.late_warnings()

    def duplicates(self) -> Sequence[Mapping[str, Json]]:
        """What is the same in several rows without being a fault."""
        return self._memory.duplicates()


def _read_paper(row: Row, paper: Paper, readings: dict[str, AnyReading]) -> None:
    if paper.key in row.failed or paper.pages_key in row.failed:
        return
    if not paper.pages_key:
        readings[paper.key] = read_document(row.cells[paper.key])
        return
    copies = read_copies(row.cells.get(paper.key, BLANK))
    pages = read_pages(row.cells[paper.pages_key])
    readings[paper.pages_key] = pages
    readings[paper.key] = copies if copies.faults else _joined(copies.value, pages)


def _joined(copies: int | None, pages: Reading[int | None]) -> Reading[Pages]:
    """Copies and pages from a column each."""
    if copies is None and pages.value is None:
        return Reading(NO_DOCUMENT)
    copies = 1 if copies is None else copies
    if pages.value is None:
        return doubted((copies, None), Code.PAGES_UNKNOWN)
    if pages.value < copies:
        return refused(NO_DOCUMENT, Code.COUNT_INCONSISTENT)
    return Reading((copies, pages.value))


def _people(readings: Mapping[str, AnyReading]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Owners and numbers as far as they can be read."""
    owners, ids = readings.get("owner"), readings.get("id_no")
    names = owners.value.names if owners and not owners.faults else ()
    return names, ids.value if ids and not ids.faults else ()


def _count_fault(owners: Sequence[str], ids: Sequence[str]) -> list[Flaw]:
    differs = owners and ids and len(owners) != len(ids)
    return [Flaw("id_no", Code.OWNER_ID_COUNT)] if differs else []


def _record(
    place: Place, unit: places.Place, layout: Layout, readings: Mapping[str, AnyReading]
) -> ResidentRecord:
    def value(field: str, default: Any = "") -> Any:
        return readings[field].value if field in readings else default

    nobody = Names((), ())
    owners, contact = value("owner", nobody), value("emergency_name", nobody)
    return ResidentRecord(
        sheet=place.sheet,
        row=place.row,
        project=unit.project,
        building=unit.building,
        unit=unit.unit,
        room=unit.room,
        owners=owners.names,
        owner_notes=owners.notes,
        id_numbers=value("id_no", ()),
        phones=_all_phones("phone", layout, readings),
        emergency_name="/".join(contact.names),
        emergency_note="/".join(filter(None, contact.notes)),
        emergency_phones=_all_phones("emergency_phone", layout, readings),
        move_in=value("move_in", None),
        area=value("area", None),
        box=value("box"),
        cabinet=value("cabinet"),
        documents=tuple(
            _document(paper.kind, readings[paper.key].value) for paper in layout.papers
        ),
        remark=value("remark"),
    )


@lru_cache(maxsize=4096)
def _document(kind: str, pages: Pages) -> DocumentCount:
    """Counts repeat from row to row; equal ones share one object."""
    return DocumentCount(kind, *pages)


def _all_phones(field: str, layout: Layout, readings: Mapping[str, AnyReading]) -> tuple[str, ...]:
    """The numbers of all telephone columns; a later column adds only what is new."""
    numbers: list[str] = []
    for key in layout.keys(field):
        numbers += [number for number in readings[key].value if number not in set(numbers)]
    return tuple(numbers)
