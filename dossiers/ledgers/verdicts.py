"""What the import says about a ledger: a verdict for every row, and a report for the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from dossiers.ledgers.cells import Container
from dossiers.ledgers.codes import Code

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class Skip(StrEnum):
    """Why a row is no data row."""

    TITLE = "title"
    HEADER = "header"
    BLANK = "blank"
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    NOTE = "note"
    SIGNATURE = "signature"


class Record(Protocol):
    """An accepted row with every value in the form in which it is to be stored."""

    @property
    def sheet(self) -> str: ...

    @property
    def row(self) -> int: ...

    @property
    def notes(self) -> Mapping[str, str]: ...

    def as_json(self) -> dict[str, Json]: ...


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault or warning, with the cell it was found in as the clerk wrote it."""

    code: Code
    sheet: str
    row: int
    column: str
    header: str
    field: str
    raw: str
    raw_type: str
    number_format: str = ""
    earlier_row: int | None = None
    earlier_sheet: str = ""

    def as_json(self) -> dict[str, Json]:
        """The finding in the shape of the report."""
        found: dict[str, Json] = {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "header": self.header,
            "field": self.field,
            "raw": self.raw,
            "raw_type": self.raw_type,
        }
        if self.number_format:
            found["number_format"] = self.number_format
        found |= {"code": str(self.code), "zh": self.code.zh, "en": self.code.en}
        if self.earlier_row is not None:
            found["earlier_row"] = self.earlier_row
            if self.earlier_sheet != self.sheet:
                found["earlier_sheet"] = self.earlier_sheet
        return found


@dataclass(frozen=True, slots=True)
class Normalised:
    """One value that is stored in another form than it was written."""

    row: int
    column: str
    header: str
    field: str
    raw: str
    raw_type: str
    normalised: str

    def as_json(self, sheet: str) -> dict[str, Json]:
        """The change in the shape of the report."""
        return {
            "sheet": sheet,
            "row": self.row,
            "column": self.column,
            "header": self.header,
            "field": self.field,
            "raw": self.raw,
            "raw_type": self.raw_type,
            "normalised": self.normalised,
        }


@dataclass(frozen=True, slots=True)
class Accepted:
    """A row whose every value can be read in exactly one way."""

    record: Record
    warnings: tuple[Finding, ...] = ()
    normalised: tuple[Normalised, ...] = ()

    @property
    def sheet(self) -> str:
        """The sheet the row stands on."""
        return self.record.sheet

    @property
    def row(self) -> int:
        """The row number as the spreadsheet shows it."""
        return self.record.row


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that goes back to the clerk, with every fault that was found."""

    sheet: str
    row: int
    faults: tuple[Finding, ...]
    warnings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row, or a run of blank rows, that is no data; ``last_row`` is included."""

    sheet: str
    row: int
    kind: Skip
    last_row: int

    @property
    def count(self) -> int:
        """How many rows of the file this stands for."""
        return self.last_row - self.row + 1


Verdict = Accepted | Rejected | Skipped


@dataclass(frozen=True, slots=True)
class FileWarning:
    """A warning about a sheet as a whole."""

    code: Code
    sheet: str
    row: int | None = None
    facts: Mapping[str, Json] | None = None

    def as_json(self) -> dict[str, Json]:
        """The warning in the shape of the report."""
        found: dict[str, Json] = {
            "code": str(self.code),
            "zh": self.code.zh,
            "en": self.code.en,
            "sheet": self.sheet,
        }
        if self.row is not None:
            found["row"] = self.row
        return found | dict(self.facts or {})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet and what it was read as; ``field`` is empty for an unknown one."""

    index: int
    letters: str
    header: str
    field: str


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """How one sheet was understood."""

    name: str
    role: str
    header_rows: tuple[int, ...] = ()
    first_data_row: int | None = None
    last_data_row: int | None = None
    columns: tuple[Column, ...] = ()
    rows: int = 0


@dataclass(frozen=True, slots=True)
class DocumentCount:
    """What a dossier holds of one kind of paper; ``pages`` is None when they are not known."""

    kind: str
    copies: int
    pages: int | None


@dataclass(frozen=True, slots=True)
class ResidentRecord:
    """One unit with its owners and papers, as an accepted row of a resident ledger states it."""

    sheet: str
    row: int
    project: str
    building: str
    unit: str
    room: str
    owners: tuple[str, ...]
    owner_notes: tuple[str, ...]
    id_numbers: tuple[str, ...]
    phones: tuple[str, ...]
    emergency_name: str
    emergency_note: str
    emergency_phones: tuple[str, ...]
    move_in: date | None
    area: Decimal | None
    box: str
    cabinet: str
    documents: tuple[DocumentCount, ...]
    remark: str

    def as_json(self) -> dict[str, Json]:
        """The record in the shape of the report; documents are ``[copies, pages]``."""
        found: dict[str, Json] = {
            "sheet": self.sheet,
            "row": self.row,
            "project": self.project,
            "building": self.building,
            "unit": self.unit,
            "room": self.room,
            "owner": list(self.owners),
            "id_no": list(self.id_numbers),
            "phone": list(self.phones),
            "emergency_name": self.emergency_name,
            "emergency_phone": list(self.emergency_phones),
            "move_in": self.move_in.isoformat() if self.move_in else "",
            "area": "" if self.area is None else str(self.area),
            "box": self.box,
            "cabinet": self.cabinet,
        }
        for number, document in enumerate(self.documents, start=1):
            found[f"doc{number}"] = [document.copies, document.pages]
        found["remark"] = self.remark
        return found

    @property
    def notes(self) -> dict[str, str]:
        """The notes that stood in brackets after a name, by field."""
        return {
            field: note
            for field, note in (
                ("owner", "/".join(filter(None, self.owner_notes))),
                ("emergency_name", self.emergency_note),
            )
            if note
        }


@dataclass(frozen=True, slots=True)
class CatalogueRecord:
    """One archive item filed singly, as an accepted row of a catalogue states it."""

    sheet: str
    row: int
    archive_no: str
    title: str
    responsible: str
    formed: date
    copies: int
    pages: int
    copy_type: str
    secrecy: str
    retention: str
    remark: str

    @property
    def notes(self) -> dict[str, str]:
        """An item has no notes besides its remark."""
        return {}

    def as_json(self) -> dict[str, Json]:
        """The record in the shape of the report."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "archive_no": self.archive_no,
            "title": self.title,
            "responsible": self.responsible,
            "formed": self.formed.isoformat(),
            "copies": self.copies,
            "pages": self.pages,
            "copy_type": self.copy_type,
            "secrecy": self.secrecy,
            "retention": self.retention,
            "remark": self.remark,
        }


@dataclass(frozen=True, slots=True)
class LoanRecord:
    """One loan of one or several items, as an accepted row of a loan register states it.

    ``returned`` is None while the items are out, ``due`` where the register names no day.
    """

    sheet: str
    row: int
    borrowed: date
    borrower: str
    dept: str
    archive_no: tuple[str, ...]
    title: str
    purpose: str
    approver: str
    due: date | None
    returned: date | None
    renewed: bool
    remark: str

    @property
    def notes(self) -> dict[str, str]:
        """A loan has no notes besides its remark."""
        return {}

    def as_json(self) -> dict[str, Json]:
        """The record in the shape of the report."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "borrowed": self.borrowed.isoformat(),
            "borrower": self.borrower,
            "dept": self.dept,
            "archive_no": list(self.archive_no),
            "title": self.title,
            "purpose": self.purpose,
            "approver": self.approver,
            "due": self.due.isoformat() if self.due else "",
            "returned": self.returned.isoformat() if self.returned else "",
            "renewed": self.renewed,
            "remark": self.remark,
        }


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a ledger that was read to its end."""

    file: str
    kind: str
    as_of: date
    container: Container
    sheets: tuple[SheetFacts, ...]
    counts: Mapping[str, int]
    totals: Mapping[str, Json]
    declared_totals: tuple[Mapping[str, Json], ...]
    file_warnings: tuple[FileWarning, ...]
    late_warnings: tuple[Finding, ...]
    duplicates: tuple[Mapping[str, Json], ...]
