"""The lines of the registers of use, as they are printed and as they stand in a workbook.

Frozen, printable as it stands: no model, no query. Persons from outside arrive masked.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Entry:
    """What every line of a register states.

    Args:
        on: The day it happened; lines stand in this order.
        number: Of the slip, the copy or the disclosure.
        title: Of the thing or the single document; it names the unit only.
    """

    on: date
    number: str
    reference: str
    title: str
    room: str


@dataclass(frozen=True, slots=True)
class ReadingEntry(Entry):
    """One reading on the spot; `taken` and `back` are times of day."""

    reader: str
    department: str
    purpose: str
    taken: str
    back: str
    back_on: date | None
    archivist: str


@dataclass(frozen=True, slots=True)
class LoanEntry(Entry):
    """One loan; `returned_on` cancels it.

    Args:
        condition: As it came back, in words.
    """

    borrower: str
    department: str
    reason: str
    copies: int
    pages: int
    first_due_on: date
    due_on: date
    renewals: int
    returned_on: date | None
    condition: str
    approved_by: str
    archivist: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class CopyEntry(Entry):
    """One numbered copy, from the machine to the recipient."""

    manner: str
    pages: str
    page_count: int
    copies: int
    recipient: str
    purpose: str
    made_by: str
    checked_by: str
    checked_on: date | None
    released_by: str
    released_on: date | None
    state: str


@dataclass(frozen=True, slots=True)
class DisclosureEntry(Entry):
    """Where one piece went, and what became of it.

    Args:
        form: 原件 or 复制件.
        owner: Whose personal information it is, masked; empty where it is none.
        basis: Consent or other basis, in words.
        accounted: 已收回, 已销毁 …; empty while it is open.
    """

    manner: str
    recipient: str
    purpose: str
    form: str
    personal: bool
    owner: str
    approved_by: str
    basis: str
    disclosed_by: str
    accounted: str
    accounted_on: date | None
    accounted_by: str
    remark: str = ""
