"""What the forms of appraisal state. Frozen, printable as it stands: no model, no query.

Words such as 保管期限 and 鉴定意见 arrive as they shall be printed. Titles name the unit only,
never the customer.
"""

from dataclasses import dataclass
from datetime import date

from archive_office.printing.facts import Fonds, Signature

__all__ = [
    "AppraisalSheet",
    "ExpiredItem",
    "ExpiredList",
    "Fonds",
    "JudgedThing",
    "Opinion",
    "Signatory",
    "Signature",
]


@dataclass(frozen=True, slots=True)
class ExpiredItem:
    """One thing whose term has run out.

    Args:
        year: One year or a span, "2019—2025".
        expires: 到期日 in words; a dash for an old class without a computable end.
        verdict: 拟定意见, empty until one is proposed.
    """

    reference: str
    title: str
    year: str
    retention: str
    expires: str
    reckoned: str
    items: int
    pages: int
    kind: str = "卷"
    verdict: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class ExpiredList:
    """到期档案清册: what is proposed for appraisal.

    Args:
        number: Of the appraisal the things stand on; empty for a mere work list.
        stated_on: The day on which the things were due.
    """

    fonds: Fonds
    number: str
    room: str
    stated_on: date
    stated_by: str
    items: tuple[ExpiredItem, ...]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the engineers said of one thing."""

    number: int
    author: str
    on: date
    text: str
    has_scan: bool = False


@dataclass(frozen=True, slots=True)
class JudgedThing:
    """One line of the appraisal sheet.

    Args:
        grounds: The values named, then the words added.
        again_on: 再鉴定日期 of an undecided thing; empty for others.
        expires: The day from which it could be judged; empty for a class without one.
    """

    number: int
    reference: str
    title: str
    kind: str
    year: str
    retention: str
    items: int
    pages: int
    verdict: str
    grounds: str
    technical: bool = False
    again_on: str = ""
    expires: str = ""


@dataclass(frozen=True, slots=True)
class Signatory:
    """One place for a signature.

    Args:
        label: Whose signature: 公司负责人签字.
        department: 档案形成部门 it stands for; empty where it is nobody's in particular.
        signature: None while it is not given.
    """

    label: str
    department: str = ""
    signature: Signature | None = None


@dataclass(frozen=True, slots=True)
class AppraisalSheet:
    """档案鉴定意见书.

    Args:
        scope: 鉴定范围 in words.
        drawn_up_on: Printed as 编制日期.
        approved_on: The day of the last signature, None before.
        digest: SHA-256 of the frozen content, 64 hexadecimal digits; empty before the freeze.
        verify_url: Text of the QR code; empty prints none.
        void: Whether the appraisal was given up.
    """

    fonds: Fonds
    number: str
    room: str
    basis: str
    scope: str
    drawn_up_by: str
    drawn_up_on: date
    things: tuple[JudgedThing, ...]
    opinions: tuple[Opinion, ...]
    signatories: tuple[Signatory, ...]
    approved_on: date | None = None
    digest: str = ""
    verify_url: str = ""
    void: bool = False
