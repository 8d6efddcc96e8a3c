"""The rows of the generated office, each table by one INSERT … SELECT, with its history.

An office as if every centre had brought in its ledger: units, customers, occupancies, contacts,
dossiers with two volumes and five documents, their codes, and one journal entry for each centre
that names its dossiers. Six of ten dossiers were verified and stand in boxes, with a placement;
one of ten is closed; one of twenty volumes was lent once and came back; every third dossier was
looked at. Not generated: electronic files, submissions, handovers, destruction, consents, and the
single journal entries of the acts that the ledgers did not do.
"""

from typing import Final

from archive_office.custody.models import Box, Cabinet, Shelf
from archive_office.journal.models import JournalEntry, JournalSubject
from archive_office.management.generated_rows import Columns, RowWriter
from dossiers.models import (
    Building,
    Customer,
    Document,
    Dossier,
    EmergencyContact,
    Holding,
    IssuedCode,
    NumberSeries,
    Occupancy,
    Placement,
    Unit,
    ViewLog,
)
from lending.models import Loan

PLACED: Final = "p.n % 10 < 6"
CLOSED: Final = "p.n % 10 = 9"
MOVED_IN: Final = "DATE '2016-01-01' + (p.n::bigint * 7919 % 3600)::int"
LEFT_ON: Final = f"{MOVED_IN} + 200"
CODE: Final = "p.series || '-' || lpad(p.seq::text, greatest(4, length(p.seq::text)), '0')"
TITLE: Final = "p.estate || p.code || '客户档案'"
PER_BOX: Final = 20
PER_SHELF, PER_CABINET = 12, 5
PER_BUILDING: Final = 192

PLAN: Final = """
    DROP TABLE IF EXISTS bench_plan;
    CREATE UNLOGGED TABLE bench_plan AS
    WITH raw AS (
        SELECT c.*, s AS seq, (s - 1) / 192 + 1 AS house,
               (s - 1) % 192 / 6 + 1 AS floor, (s - 1) % 6 + 1 AS door
        FROM bench_centre c, generate_series(1, c.size) s
    )
    SELECT row_number() OVER (ORDER BY rank, seq)::int AS n, raw.*,
           floor || lpad(door::text, 2, '0') AS room,
           house || '栋' || floor || lpad(door::text, 2, '0') AS code,
           house || '//' || floor || lpad(door::text, 2, '0') AS key,
           lpad(house::text, 6, '0') || '栋'
             || lpad(floor || lpad(door::text, 2, '0'), 6, '0') AS sort_key,
           first_building + house AS building
    FROM raw ORDER BY 1;
    ALTER TABLE bench_plan ADD PRIMARY KEY (n);
    ANALYZE bench_plan
"""


class Tables(RowWriter):
    """The tables of the office; what the statements need of it comes as ``facts``.

    These are the ids of the category, of document types, of the person who looked, and the day.
    """

    def write(self) -> None:
        """Every table of the office, parents first."""
        self._places()
        self._homes()
        self._residents()
        self._dossiers()
        self._holdings()
        self._documents()
        self._told()
        self._past()
        self.remember()

    def _places(self) -> None:
        """Cabinets, shelves and boxes: what a centre needs, and as much again of its last shelf."""
        cabinets, shelves, boxes = (self.base(m) for m in (Cabinet, Shelf, Box))
        per_cabinet = PER_SHELF * PER_CABINET
        series = "bench_centre c, generate_series(1, c.cabinets) g"
        number = "'K' || lpad(g::text, 4, '0')"
        at = f"(c.first_box / {per_cabinet} + g)"
        own = {"id": f"{cabinets} + {at}", "room_id": "c.storeroom", "department_id": "c.centre"}
        self.insert(Cabinet, series, {**own, "number": number})
        shelf = f"(({at} - 1) * {PER_CABINET} + l)"
        self.insert(
            Shelf,
            f"{series}, generate_series(1, {PER_CABINET}) l",
            {
                "id": f"{shelves} + {shelf}",
                "cabinet_id": f"{cabinets} + {at}",
                "number": "l",
                "barcode": f"'L:' || c.office || '-' || {number} || '-' || lpad(l::text, 2, '0')",
            },
        )
        box = f"(((g - 1) * {PER_CABINET} + l - 1) * {PER_SHELF} + b)"
        self.insert(
            Box,
            f"{series}, generate_series(1, {PER_CABINET}) l, generate_series(1, {PER_SHELF}) b",
            {
                "id": f"{boxes} + c.first_box + {box}",
                "department_id": "c.centre",
                "shelf_id": f"{shelves} + {shelf}",
                "number": f"'K' || lpad({box}::text, 6, '0')",
                "barcode": f"'B:' || c.office || '-K' || lpad({box}::text, 6, '0')",
            },
        )

    def _homes(self) -> None:
        """Buildings and units."""
        self.insert(
            Building,
            "(SELECT DISTINCT building, estate_id, house FROM bench_plan) p",
            {
                "id": f"{self.base(Building)} + p.building",
                "estate_id": "p.estate_id",
                "name": "p.house || '栋'",
                "key": "p.house",
                "sort_key": "lpad(p.house::text, 6, '0') || '栋'",
            },
        )
        self.insert(
            Unit,
            "bench_plan p ORDER BY p.n",
            {
                "id": f"{self.base(Unit)} + p.n",
                "building_id": f"{self.base(Building)} + p.building",
                "estate_id": "p.estate_id",
                "room": "p.room",
                "code": "p.code",
                "key": "p.key",
                "sort_key": "p.sort_key",
                "floor": "p.floor",
                "area": "60 + p.n % 90 + 0.5",
                "use": "CASE WHEN p.n % 7 = 0 THEN 'let' ELSE 'owner_occupied' END",
            },
        )

    def _residents(self) -> None:
        """Customers, who holds what, and whom to call."""
        pooled = ("data_key", "id_number", "id_index", "id_tail", "phones")
        pool = f"bench_number s ON s.n = p.n % {self.facts['pool']}"
        self.insert(
            Customer,
            f"bench_plan p JOIN bench_person w USING (n) JOIN {pool} ORDER BY p.n",
            {
                "id": f"{self.base(Customer)} + p.n",
                "name": "w.name",
                "initials": "w.initials",
                "id_kind": "'resident'",
                "phone_indexes": "s.phone_indexes",
                "phone_tails": "s.phone_tails",
                **{name: f"s.{name}" for name in pooled},
            },
        )
        self.insert(
            Occupancy,
            "bench_plan p ORDER BY p.n",
            {
                "id": f"{self.base(Occupancy)} + p.n",
                "unit_id": f"{self.base(Unit)} + p.n",
                "kind": "'owner'",
                "customer_id": f"{self.base(Customer)} + p.n",
                "from_on": MOVED_IN,
                "until_on": f"CASE WHEN {CLOSED} THEN {LEFT_ON} END",
                "ending": f"CASE WHEN {CLOSED} THEN 'sale' ELSE '' END",
            },
        )
        self._contacts(pool)

    def _contacts(self, pool: str) -> None:
        """Whom to call: somebody else of the invented people."""
        self.insert(
            EmergencyContact,
            f"bench_plan p JOIN bench_person w ON w.n = {self.facts['people']} + 1 - p.n "
            f"JOIN {pool} ORDER BY p.n",
            {
                "id": f"{self.base(EmergencyContact)} + p.n",
                "occupancy_id": f"{self.base(Occupancy)} + p.n",
                "name": "w.name",
                "phone": "s.contact",
                "relation": "'亲属'",
            },
        )

    def _dossiers(self) -> None:
        """Dossiers under codes of their estates' series."""
        self.insert(
            NumberSeries,
            "bench_centre c",
            {"id": f"{self.base(NumberSeries)} + c.rank", "key": "c.series", "last": "c.size"},
        )
        self.insert(
            IssuedCode,
            "bench_plan p ORDER BY p.n",
            {
                "id": f"{self.base(IssuedCode)} + p.n",
                "series_id": f"{self.base(NumberSeries)} + p.rank",
                "number": "p.seq",
                "code": CODE,
            },
        )
        self.insert(
            Dossier,
            "bench_plan p ORDER BY p.n",
            {
                "id": f"{self.base(Dossier)} + p.n",
                "code": CODE,
                "kind": "'owner'",
                "title": TITLE,
                "category_id": str(self.facts["category"]),
                "centre_id": "p.centre",
                "unit_id": f"{self.base(Unit)} + p.n",
                "occupancy_id": f"{self.base(Occupancy)} + p.n",
                "state": f"CASE WHEN {CLOSED} THEN 'closed' ELSE 'open' END",
                "origin": "'imported'",
                "opened_on": MOVED_IN,
                "closed_on": f"CASE WHEN {CLOSED} THEN {LEFT_ON} END",
                "closed_reason": f"CASE WHEN {CLOSED} THEN '过户' ELSE '' END",
                "missing_count": "p.n % 4",
                **self._terms(),
            },
        )

    def _terms(self) -> Columns:
        return {
            "secrecy": "1",
            "retention": f"'{self.facts['retention']}'",
            "retention_years": str(self.facts["retention_years"] or "NULL"),
        }

    def _holdings(self) -> None:
        """Two volumes for each dossier; most stand in a box and have their placement."""
        first = self.base(Holding)
        key = f"({first} + 2 * p.n - 2 + v)"
        # The volumes of a centre fill its boxes in the order of their dossiers.
        box = f"CASE WHEN {PLACED} THEN {self.base(Box)} + p.first_box"
        box += f" + ((p.seq - 1) * 2 + v - 1) / {PER_BOX} + 1 END"
        unseen = f"NOT ({PLACED})"
        self.insert(
            Holding,
            "bench_plan p, generate_series(1, 2) v ORDER BY p.n, v",
            {
                "id": key,
                "dossier_id": f"{self.base(Dossier)} + p.n",
                "code": f"{CODE} || '·' || v",
                "barcode": f"'H:' || lpad({key}::text, greatest(8, length({key}::text)), '0')",
                "kind": "'volume'",
                "part": "CASE v WHEN 1 THEN 'main' ELSE 'personal' END",
                "number": "v",
                "title": f"{TITLE} || CASE v WHEN 2 THEN '（个人信息卷）' ELSE '' END",
                "state": f"CASE WHEN {PLACED} THEN 'on_shelf' ELSE 'in_preparation' END",
                "keeper_id": "p.centre",
                "home_slot_id": box,
                "present_slot_id": box,
                "year_from": f"extract(year FROM {MOVED_IN})",
                "year_until": f"extract(year FROM {MOVED_IN})",
                "document_count": "CASE v WHEN 1 THEN 3 ELSE 2 END",
                "page_count": "CASE v WHEN 1 THEN 9 ELSE 4 END",
                "filed_on": f"CASE WHEN {PLACED} THEN {MOVED_IN} + 5 END",
                "verified_on": f"CASE WHEN {PLACED} THEN {MOVED_IN} + 5 END",
                "claimed_box": f"CASE WHEN {unseen} THEN 'H-' || (p.seq / 10 + 1) ELSE '' END",
                **self._terms(),
            },
        )
        self.insert(
            Placement,
            f"bench_plan p, generate_series(1, 2) v WHERE {PLACED} ORDER BY p.n, v",
            {"holding_id": key, "slot_id": box, "placed_on": f"{MOVED_IN} + 5"},
        )

    def _documents(self) -> None:
        """Three papers in the main volume, two personal ones in the other."""
        self.insert(
            Document,
            "bench_plan p, bench_paper d ORDER BY p.n, d.k",
            {
                "id": f"{self.base(Document)}::bigint + 5 * p.n - 5 + d.k",
                "holding_id": f"{self.base(Holding)} + 2 * p.n - 2 + d.volume",
                "holding_part": "CASE d.volume WHEN 1 THEN 'main' ELSE 'personal' END",
                "number": "d.number",
                "code": f"{CODE} || '·' || d.volume || '-' || lpad(d.number::text, 3, '0')",
                "type_id": "d.type",
                "title": "d.title",
                "formed_on": MOVED_IN,
                "pages": "CASE d.volume WHEN 1 THEN 3 ELSE 2 END",
                "personal": "d.volume = 2",
                "secrecy": "1",
                "is_claim": f"NOT ({PLACED})",
            },
        )

    def _told(self) -> None:
        """What the journal tells of the ledgers that brought it all."""
        entry = f"{self.facts['entry']} - 1 + c.rank"
        self.insert(
            JournalEntry,
            "bench_centre c",
            {
                "id": entry,
                "act": "'dossiers.ledger_imported'",
                "at": "now()",
                "department_id": "c.centre",
                "clauses": "'{COL-19,FIL-03,FIL-09}'",
                "facts": "'{}'",
            },
        )
        self.insert(
            JournalSubject,
            "bench_plan p ORDER BY p.n",
            {
                "entry_id": f"{self.facts['entry']} - 1 + p.rank",
                "kind_id": str(self.facts["kind"]),
                "thing": f"{self.base(Dossier)} + p.n",
                "label": CODE,
                "after": "jsonb_build_object('row', p.seq, 'papers', 5)",
            },
        )

    def _past(self) -> None:
        """What the view log and the old loan registers tell."""
        days = "(p.n::bigint * 48271 %% 300)::int"
        self.insert(
            ViewLog,
            f"bench_plan p WHERE p.n % 3 = 0 ORDER BY {days} DESC",
            {
                "dossier_id": f"{self.base(Dossier)} + p.n",
                "user_id": str(self.facts["reader"]),
                "at": f"now() - {days} * INTERVAL '1 day'",
                "what": "'shown'",
                "under": "'scope'",
            },
        )
        lent = f"({MOVED_IN} + 60)"
        self.insert(
            Loan,
            f"bench_plan p WHERE {PLACED} AND p.n % 20 = 1 ORDER BY p.n",
            {
                "kind": "'borrowed'",
                "origin": "'legacy'",
                "holding_id": f"{self.base(Holding)} + 2 * p.n - 1",
                "room_id": "p.centre",
                "borrower_name": "'石砺之'",
                "purpose": "'核对管线走向'",
                "handed_out_on": lent,
                "original_due_on": f"{lent} + 7",
                "due_on": f"{lent} + 7",
                "returned_on": f"{lent} + 5",
                "is_open": "false",
                "pages_out": "9",
            },
        )
