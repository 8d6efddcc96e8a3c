"""What a ledger claims, in a form that knows nothing of spreadsheets."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, TypeVar

Row_co = TypeVar("Row_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault or warning about a row.

    Attributes:
        code: A reason of the reading engine or of :class:`.findings.Against`.
        column: Letters above the column, where one cell is meant.
        values: What the wording of the code names; personal numbers and names masked.
    """

    code: str
    column: str = ""
    header: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    warning: bool = False

    def as_json(self) -> dict[str, Any]:
        """The finding as a verdict keeps it."""
        kept = {"code": self.code, "column": self.column, "header": self.header}
        return {**kept, "values": dict(self.values), "warning": self.warning}


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A row that could not be read in exactly one way; it goes back to the clerk."""

    sheet: str
    row: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerClaim:
    """One owner of a unit.

    Attributes:
        id_kind: A value of ``IdentityKind``; empty without a number.
    """

    name: str
    company: bool = False
    id_number: str = ""
    id_kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactClaim:
    """Whom to call; one for each number."""

    name: str
    phone: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperClaim:
    """What a dossier is said to hold of one kind of paper.

    Attributes:
        title: The heading of the ledger's column.
        type: Code of the document type; empty when the filing scope knows no such paper.
        copies: At least one.
        pages: Over all copies; None when the ledger does not tell.
        is_original: None when the ledger does not tell; then the filing scope does.
    """

    title: str
    type: str = ""
    copies: int = 1
    pages: int | None = None
    is_original: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentClaim:
    """A unit, its owners and the papers of its dossier, as one row states them.

    Attributes:
        estate: Name of the estate; empty when the row names none.
    """

    sheet: str
    row: int
    estate: str
    building: str
    entrance: str
    room: str
    owners: tuple[OwnerClaim, ...]
    phones: tuple[str, ...] = ()
    contacts: tuple[ContactClaim, ...] = ()
    move_in: date | None = None
    area: Decimal | None = None
    box: str = ""
    cabinet: str = ""
    papers: tuple[PaperClaim, ...] = ()
    remark: str = ""
    warnings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemClaim:
    """An item filed singly under a number of its own, as one row of a catalogue states it.

    Attributes:
        number: The former archive number, kept verbatim.
        sub_class: What stands between the numbers of the fonds and of the year; it may be the
            sub-class of a category.
        year: The year in the number.
        secrecy: A value of ``Secrecy``; None when the row does not tell.
        retention: A value of ``Retention``.
    """

    sheet: str
    row: int
    number: str
    sub_class: str
    year: int
    title: str
    responsible: str
    formed: date
    copies: int
    pages: int
    is_original: bool
    secrecy: int | None
    retention: str
    retention_years: int | None = None
    remark: str = ""
    warnings: tuple[Finding, ...] = ()


class Rows(Protocol[Row_co]):
    """The rows of one ledger file, readable once, and what only the whole file tells."""

    def __iter__(self) -> Iterator[Row_co]: ...

    def facts(self) -> dict[str, Any]:
        """Skipped rows, totals and warnings about the file; complete after the last row."""
        ...
