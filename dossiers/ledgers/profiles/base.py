"""What every kind of ledger must say about its columns and rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from dossiers.ledgers.cells import Cell, SheetRow
from dossiers.ledgers.codes import Code
from dossiers.ledgers.headings import Vocabulary
from dossiers.ledgers.layout import Layout
from dossiers.ledgers.reading import AnyReading, Basis
from dossiers.ledgers.verdicts import FileWarning, Json, Record


class Place(NamedTuple):
    """Where an earlier row stands."""

    sheet: str
    row: int


class Flaw(NamedTuple):
    """A fault or warning of a row, attached to the column with this key."""

    key: str
    code: Code
    earlier: Place | None = None


class LateWarning(NamedTuple):
    """A warning about a row that was accepted before its cause was known."""

    place: Place
    field: str
    code: Code
    value: str


class Row(NamedTuple):
    """A data row: the cells by the keys of their columns, ditto marks replaced.

    Columns in ``failed`` could not be read for a reason that holds in any column.
    """

    place: Place
    cells: Mapping[str, Cell]
    failed: Mapping[str, Code]


@dataclass(slots=True)
class Judgement:
    """What a profile makes of one row, before it is known whether the row is accepted."""

    readings: dict[str, AnyReading] = field(default_factory=dict)
    faults: list[Flaw] = field(default_factory=list)
    warnings: list[Flaw] = field(default_factory=list)
    record: Record | None = None


class Judge(Protocol):
    """Reads the rows of one ledger and remembers the accepted ones."""

    def preview(self, rows: Iterable[SheetRow], layout: Layout) -> None:
        """Look at the first rows of a sheet before any of them is judged."""
        ...

    def judge(self, row: Row, layout: Layout) -> Judgement:
        """Read one row; a row that is not remembered afterwards is no source for later ones."""
        ...

    def remember(self, judgement: Judgement) -> None:
        """Take note of an accepted row."""
        ...

    def check_total(
        self, row: SheetRow, layout: Layout, *, data_rows: frozenset[int]
    ) -> tuple[dict[str, Json], FileWarning | None]:
        """What a total row declares, and a warning if the rows above it say otherwise.

        Args:
            data_rows: The number of rows above it, and of those since the last total.
        """
        ...

    def totals(self) -> dict[str, Json]:
        """The figures of all accepted rows."""
        ...

    def late_warnings(self) -> Sequence[LateWarning]:
        """Warnings that only the whole file can give."""
        ...

    def duplicates(self) -> Sequence[Mapping[str, Json]]:
        """What is the same in several rows without being a fault."""
        ...


class Profile(Protocol):
    """One kind of ledger.

    ``key_fields`` make a row a data row, ``weak_keys`` among them only with a number of some
    length; a label such as 小计 in one of the ``label_fields`` makes it a summary in spite of them.
    """

    name: str
    kind: str
    vocabulary: Vocabulary
    key_fields: frozenset[str]
    weak_keys: frozenset[str]
    label_fields: frozenset[str]
    guarded: frozenset[str]
    names: frozenset[str]
    remarks: frozenset[str]
    no_ditto: frozenset[str]
    numeric: frozenset[str]

    def judge(self, basis: Basis) -> Judge:
        """A judge for one ledger."""
        ...

    def plain(self, field: str, value: Any) -> str:
        """The value as a clerk would write it at its plainest; other writings are normalised."""
        ...

    def shown(self, field: str, value: Any) -> str:
        """The stored value, for the report."""
        ...
