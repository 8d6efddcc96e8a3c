"""From what a ledger says to what the office may store: records become claims.

The engine knows nothing of the store, the acts know nothing of spreadsheets; this module stands
between them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, Generic, TypeVar

from archive_office.crypto import masked
from dossiers.ledgers.archive_numbers import parts_of
from dossiers.ledgers.engine import Ledger
from dossiers.ledgers.names import is_firm
from dossiers.ledgers.paper_kinds import is_original, type_of
from dossiers.ledgers.verdicts import (
    Accepted,
    CatalogueRecord,
    DocumentCount,
    Finding,
    Rejected,
    ResidentRecord,
    Verdict,
)
from dossiers.models import Retention, Secrecy
from dossiers.procedures import imports
from dossiers.procedures.imports import (
    ContactClaim,
    ItemClaim,
    OwnerClaim,
    PaperClaim,
    RefusedRow,
    ResidentClaim,
)
from dossiers.rules.identity import kind_of

C = TypeVar("C")
Warnings = tuple[imports.Finding, ...]

_PERSONAL: Final = frozenset({"id_no", "phone", "emergency_phone"})
_FREE: Final = frozenset({"owner", "emergency_name", "remark", "title", "responsible"})
_NUMBER: Final = re.compile("[0-9][0-9*-]{5,}[0-9Xx]")
_LONG_NUMBER: Final = re.compile("[0-9][0-9*]{9,}[0-9Xx]")  # no date is as long
_SHOWN: Final = 60
_YEAR: Final = re.compile("(?:19|20)[0-9]{2}")
_SECRECY: Final = {
    "公开": Secrecy.PUBLIC,
    "内部": Secrecy.INTERNAL,
    "秘密": Secrecy.SECRET,
    "机密": Secrecy.CONFIDENTIAL,
    "绝密": Secrecy.TOP_SECRET,
}
_RETENTION: Final = {
    "永久": Retention.PERMANENT,
    "长期": Retention.LONG,
    "短期": Retention.SHORT,
}


class Claims(Generic[C]):
    """The rows of an opened ledger as claims, readable once."""

    def __init__(self, ledger: Ledger, claim_of: Callable[[Any, Warnings], C]) -> None:
        self._ledger = ledger
        self._claim_of = claim_of

    def __iter__(self) -> Iterator[C | RefusedRow]:
        yield from converted(self._ledger.verdicts(), self._claim_of)

    def facts(self) -> dict[str, Any]:
        """What only the whole file tells, personal numbers masked."""
        summary = self._ledger.summary()
        return {
            "skipped": summary.counts.get("skipped_rows", 0),
            "totals": dict(summary.totals),
            "file_warnings": [warning.as_json() for warning in summary.file_warnings],
            "late_warnings": [
                {"sheet": late.sheet, "row": late.row, **_finding(late, warning=True).as_json()}
                for late in summary.late_warnings
            ],
        }


def claims_of(ledger: Ledger, profile: str) -> Claims[Any]:
    """The claims of an opened ledger of this kind."""
    return Claims(ledger, CLAIMS[profile])


def converted(
    verdicts: Iterable[Verdict], claim_of: Callable[[Any, Warnings], C]
) -> Iterator[C | RefusedRow]:
    """Accepted rows as claims, rejected ones as they are; what is no data is passed over."""
    for verdict in verdicts:
        if isinstance(verdict, Accepted):
            warnings = tuple(_finding(warning, warning=True) for warning in verdict.warnings)
            yield claim_of(verdict.record, warnings)
        elif isinstance(verdict, Rejected):
            yield refused_row(verdict)


def refused_row(verdict: Rejected) -> RefusedRow:
    """A row that the engine refused, with its faults and warnings."""
    faults = [_finding(fault, warning=False) for fault in verdict.faults]
    warnings = [_finding(warning, warning=True) for warning in verdict.warnings]
    return RefusedRow(sheet=verdict.sheet, row=verdict.row, findings=(*faults, *warnings))


def _finding(found: Finding, *, warning: bool) -> imports.Finding:
    """A finding without the personal numbers of its cell."""
    values = {"raw": _shown(found.field, found.raw[:_SHOWN])}
    if found.earlier_row is not None:
        values["earlier"] = str(found.earlier_row)
    return imports.Finding(
        code=str(found.code),
        column=found.column,
        header=found.header,
        values=values,
        warning=warning,
    )


def _shown(field: str, raw: str) -> str:
    """What stood in the cell, whatever column a personal number strayed into masked."""
    if field in _PERSONAL:
        return masked(raw)
    return (_NUMBER if field in _FREE else _LONG_NUMBER).sub(_masked, raw)


def _masked(found: re.Match[str]) -> str:
    return masked(found[0])


def resident_claim(record: ResidentRecord, warnings: Warnings) -> ResidentClaim:
    """What a row of a resident ledger claims."""
    return ResidentClaim(
        sheet=record.sheet,
        row=record.row,
        estate=record.project,
        building=record.building,
        entrance=record.unit,
        room=record.room,
        owners=_owners(record),
        phones=record.phones,
        contacts=_contacts(record),
        move_in=record.move_in,
        area=record.area,
        box=record.box,
        cabinet=record.cabinet,
        papers=tuple(_paper(document) for document in record.documents if document.copies),
        remark=_remark(record),
        warnings=warnings,
    )


def _owners(record: ResidentRecord) -> tuple[OwnerClaim, ...]:
    numbers = record.id_numbers or ("",) * len(record.owners)
    return tuple(_owner(name, number) for name, number in zip(record.owners, numbers, strict=True))


def _owner(name: str, number: str) -> OwnerClaim:
    company = is_firm(name)
    kind = kind_of(number, company=company) or kind_of(number, company=False) if number else None
    return OwnerClaim(name=name, company=company, id_number=number, id_kind=str(kind or ""))


def _contacts(record: ResidentRecord) -> tuple[ContactClaim, ...]:
    """One contact for each number; a name without a number is one too."""
    name, relation = record.emergency_name, record.emergency_note
    if not name and not record.emergency_phones:
        return ()
    numbers = record.emergency_phones or ("",)
    return tuple(ContactClaim(name=name, phone=phone, relation=relation) for phone in numbers)


def _paper(document: DocumentCount) -> PaperClaim:
    return PaperClaim(
        title=document.kind,
        type=type_of(document.kind),
        copies=document.copies,
        pages=document.pages,
        is_original=is_original(document.kind),
    )


def _remark(record: ResidentRecord) -> str:
    """The remark, and what stood in brackets after the names of the owners."""
    several = len(record.owners) > 1
    notes = [
        f"第{position}业主注：{note}" if several else f"业主注：{note}"
        for position, note in enumerate(record.owner_notes, start=1)
        if note
    ]
    return "；".join(filter(None, (record.remark, *notes)))


def item_claim(record: CatalogueRecord, warnings: Warnings) -> ItemClaim:
    """What a row of a catalogue claims."""
    parts = parts_of(record.archive_no)
    year = next(i for i, part in enumerate(parts) if _YEAR.fullmatch(part))
    retention = _RETENTION.get(record.retention, Retention.FIXED)
    return ItemClaim(
        sheet=record.sheet,
        row=record.row,
        number=record.archive_no,
        sub_class=parts[year - 1] if year else "",
        year=int(parts[year]),
        title=record.title,
        responsible=record.responsible,
        formed=record.formed,
        copies=record.copies,
        pages=record.pages,
        is_original=is_original(record.copy_type) is not False,
        secrecy=_SECRECY.get(record.secrecy),
        retention=retention,
        retention_years=int(record.retention[:-1]) if retention == Retention.FIXED else None,
        remark=record.remark,
        warnings=warnings,
    )


CLAIMS: dict[str, Callable[[Any, Warnings], Any]] = {
    "resident": resident_claim,
    "catalogue": item_claim,
    "handover": item_claim,
}
"""What a row of each kind of ledger claims; other apps add their own."""
