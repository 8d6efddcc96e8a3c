"""What the forms of use state. Frozen, printable as it stands: no model, no query.

Words such as 利用方式, 利用目的 and 密级 arrive as they shall be printed, names and numbers of
persons from outside masked. Titles name the unit only, never the customer.
"""

from dataclasses import dataclass
from datetime import date, datetime

from archive_office.printing.facts import Fonds

__all__ = [
    "Approval",
    "AskedThing",
    "CopyMark",
    "Fonds",
    "GivenBack",
    "LentThing",
    "Opinion",
    "OutCard",
    "OverdueLine",
    "OverdueNotice",
    "RenewalSlip",
    "Slip",
]


@dataclass(frozen=True, slots=True)
class LentThing:
    """One thing on a loan slip.

    Args:
        manner: 利用方式 in words.
        returned_on: The day it came back, None while it is out.
    """

    reference: str
    title: str
    retention: str
    items: int
    pages: int
    manner: str
    place: str = ""
    years: str = ""
    returned_on: date | None = None


@dataclass(frozen=True, slots=True)
class GivenBack:
    """How the last thing of a slip came back, once everything has."""

    on: date
    condition: str
    checked_by: str


@dataclass(frozen=True, slots=True)
class Slip:
    """档案借阅单: what was handed out together, and against whose word.

    Args:
        due_on: The day first agreed; renewals have their own slip.
        fetched_by: Who fetched it for the borrower, or empty.
        unknown_year: The year whose working calendar is not published, so that the due day
            could not be moved over a day of rest.
    """

    fonds: Fonds
    number: str
    room: str
    borrower: str
    department: str
    phone: str
    purpose: str
    reason: str
    handed_out_on: date
    due_on: date
    lines: tuple[LentThing, ...]
    approved_by: str = ""
    handled_by: str = ""
    fetched_by: str = ""
    given_back: GivenBack | None = None
    unknown_year: int | None = None


@dataclass(frozen=True, slots=True)
class AskedThing:
    """One line of a request.

    Args:
        extent: Pages and copies in words: "第1—3页，2份".
        state: What became of the line, in words.
    """

    number: int
    reference: str
    title: str
    secrecy: str
    manner: str
    extent: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one person decided on some lines of a request, in one step.

    Args:
        box: Which opinion box of the form it stands in, counted from 0.
        numbers: The lines it is about.
        outcome: 同意 or 不同意; empty while nobody has decided.
        at: Aware; printed in the time zone it carries.
        acting_for: Whom the person stood in for (代), or empty.
    """

    box: int
    step: str
    numbers: tuple[int, ...]
    role: str
    department: str
    outcome: str = ""
    by: str = ""
    acting_for: str = ""
    reason: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """档案查阅（复制）审批表 of one request, with every step of every line.

    Args:
        identity: Kind and masked number of the identity document, or staff number.
        copied_pages: Pages asked to be copied, in words; empty where nothing is copied.
        bases: What entitles the use of personal information: consents, letters, provisions.
        enclosures: 附件: papers shown or handed in with the request.
        until: Until when it may be used. Aware.
        provided: 提供情况 in words: when handed out and when it came back.
    """

    fonds: Fonds
    number: str
    title: str
    room: str
    department: str
    person: str
    identity: str
    phone: str
    purpose: str
    reason: str
    place: str
    asked_at: datetime
    until: datetime
    things: tuple[AskedThing, ...]
    manners: tuple[str, ...]
    copied_pages: str = ""
    personal: bool = False
    bases: tuple[str, ...] = ()
    enclosures: tuple[str, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    provided: tuple[str, ...] = ()
    handled_by: str = ""
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class OverdueLine:
    """One thing that is late."""

    reference: str
    title: str
    handed_out_on: date
    due_on: date
    days_late: int


@dataclass(frozen=True, slots=True)
class OverdueNotice:
    """档案催还通知书, the first, second or third for one loan.

    Args:
        slip_number: Of the slip the thing was handed out against.
        department_head: Whom the third notice goes to as well; empty on the others.
    """

    fonds: Fonds
    number: str
    turn: int
    department: str
    person: str
    slip_number: str
    room: str
    issued_on: date
    issued_by: str
    lines: tuple[OverdueLine, ...]
    department_head: str = ""


@dataclass(frozen=True, slots=True)
class OutCard:
    """代卷卡: stands in the gap on the shelf while the thing is away.

    Args:
        home: The slot it belongs in, "01-G003-02·H0007".
        scan: Barcode of the holding.
    """

    reference: str
    title: str
    borrower: str
    department: str
    handed_out_on: date
    due_on: date
    home: str
    slip_number: str
    handled_by: str
    manner: str
    scan: str


@dataclass(frozen=True, slots=True)
class RenewalSlip:
    """续借单: the old and the new day, why, and the answer.

    Args:
        turn: The first renewal of the loan is 1.
        seen_on: When the archivist saw the thing itself, None if it was not shown.
        outcome: 同意续借 or 不同意续借; empty while nobody has decided.
    """

    fonds: Fonds
    slip_number: str
    turn: int
    room: str
    borrower: str
    department: str
    reference: str
    title: str
    handed_out_on: date
    old_due_on: date
    new_due_on: date
    reason: str
    asked_on: date
    asked_by: str
    seen_on: date | None = None
    outcome: str = ""
    answer: str = ""
    decided_by: str = ""
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class CopyMark:
    """复制件标识: what every copy bears.

    Args:
        copies: How many copies were made; each has its own mark, counted.
        made_on: 复制日期.
    """

    number: str
    reference: str
    title: str
    pages: str
    page_count: int
    copies: int
    manner: str
    recipient: str
    purpose: str
    room: str
    made_on: date
    checked_by: str = ""
