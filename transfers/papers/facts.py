"""What the forms of the handover state. Frozen, printable as it stands: no model, no query.

Words such as 年度, 保管期限, 密级 and 核对结果 arrive as they shall be printed. Titles name the
unit only, never the customer.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from archive_office.printing.facts import Fonds, Signature

__all__ = [
    "Difference",
    "DifferenceSheet",
    "Fonds",
    "LineKind",
    "Manifest",
    "ManifestLine",
    "Party",
    "Receipt",
    "ReceiptRegister",
    "Signature",
    "StayingAnnex",
    "StayingLine",
    "TitleLine",
    "TitleManifest",
]


class LineKind(StrEnum):
    """What a line of the manifest counts as: 卷, 件 filed singly, or 补充件 of a volume."""

    VOLUME = "volume"
    ITEM = "item"
    SUPPLEMENT = "supplement"


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a handover.

    Args:
        department: The department as its seal names it.
        signature: None while this side has not signed.
        person_in_charge: 负责人 in print; empty leaves a line for the pen.
        sealed_on: The day the party recorded its seal as applied (用印登记), or None.
    """

    department: str
    signature: Signature | None = None
    person_in_charge: str = ""
    sealed_on: date | None = None


@dataclass(frozen=True, slots=True)
class ManifestLine:
    """One line of the manifest: a holding, or a supplement to a volume already handed over.

    Args:
        category: Heading under which the line stands; lines arrive sorted by it. Empty: none.
        year: One year or a span, "2019—2025".
        original: 原件, 复印件, or both: "原件 2、复印件 3".
        pages: None where pages mean nothing (a plaque), printed as a dash.
        outcome: 核对结果, empty until checked.
        accepted: False for a line headquarters did not take over; it stays on the list but
            not in the totals of what changed hands.
    """

    reference: str
    title: str
    year: str
    retention: str
    secrecy: str
    original: str
    copies: int
    items: int
    pages: int | None
    outcome: str = ""
    remark: str = ""
    kind: LineKind = LineKind.VOLUME
    category: str = ""
    accepted: bool = True


@dataclass(frozen=True, slots=True)
class Manifest:
    """档案移交清单: what one department hands to another.

    Args:
        nature: 移交性质, "半年移交（2026年下半年）".
        basis: 移交依据, the regulation in words.
        years: 所属年度 in words.
        prepared_on: Printed as 编制日期.
        handed_over_on: The day of the second signature, None before.
        digest: SHA-256 of the frozen content, 64 hexadecimal digits; empty before the freeze.
        verify_url: Address of the page that verifies a printed copy; empty prints no QR code.
        keepers: Who keeps which copy, in order; one copy is printed for each.
        difference_number: Number of the difference sheet, empty when everything agrees.
        annex: Whether the annex of what stays belongs to this manifest.
        supervisor: 监交人 in print; empty leaves a line for the pen.
    """

    fonds: Fonds
    number: str
    transferor: Party
    receiver: Party
    nature: str
    basis: str
    years: str
    prepared_on: date
    lines: tuple[ManifestLine, ...]
    handed_over_on: date | None = None
    digest: str = ""
    verify_url: str = ""
    keepers: tuple[str, ...] = ("移交方存", "接收方存")
    difference_number: str = ""
    annex: bool = False
    supervisor: str = ""


@dataclass(frozen=True, slots=True)
class TitleLine:
    """One title document 权证: name, certificate number, quantity.

    Args:
        place: The unit or thing the certificate is about, never a person.
        original: 原件 or 复印件.
    """

    reference: str
    name: str
    certificate_number: str
    quantity: int
    place: str = ""
    original: str = "原件"
    outcome: str = ""
    remark: str = ""
    accepted: bool = True


@dataclass(frozen=True, slots=True)
class TitleManifest:
    """权证移交清单, apart from ordinary records, with the archivist as third signer.

    Args:
        archivist: 档案员, who takes the documents into the safe.
    """

    fonds: Fonds
    number: str
    transferor: Party
    receiver: Party
    archivist: Party
    basis: str
    prepared_on: date
    lines: tuple[TitleLine, ...]
    handed_over_on: date | None = None
    digest: str = ""
    verify_url: str = ""
    keepers: tuple[str, ...] = ("移交方存", "接收方存", "档案室存")


@dataclass(frozen=True, slots=True)
class Difference:
    """One line on which the two parties do not agree, or a paper nobody had listed.

    Args:
        outcome: 缺件, 页数不符, 破损, 清单外 or 拒收.
        listed: What the list says, in words: "1 卷 17 件 98 页"; empty for 清单外.
        found: What was found, in the same words.
        settlement: 处理意见: 退回, 补交, 修复, 增列 …
        due_on: 补交期限, None where nothing is owed.
    """

    number: int | None
    reference: str
    title: str
    outcome: str
    listed: str
    found: str
    reason: str
    settlement: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class DifferenceSheet:
    """移交差异表: refused, short, damaged and unlisted things of one manifest."""

    fonds: Fonds
    number: str
    manifest_number: str
    transferor: Party
    receiver: Party
    nature: str
    checked_on: date
    checked_by: str
    lines: tuple[Difference, ...]
    digest: str = ""
    verify_url: str = ""


@dataclass(frozen=True, slots=True)
class StayingLine:
    """One holding that stays with the centre, and why.

    Args:
        treatment: 留存中心 or 仅移交目录.
        place: Where it stands, in words.
    """

    reference: str
    title: str
    category: str
    items: int
    pages: int | None
    treatment: str
    reason: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class StayingAnnex:
    """留存档案附件: what the centre keeps at this handover."""

    fonds: Fonds
    manifest_number: str
    department: str
    nature: str
    stated_on: date
    stated_by: str
    lines: tuple[StayingLine, ...]
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One entry of the receipt register.

    Args:
        missing: Papers still owed, in words; empty when complete.
        handed_by: Who signed for the giving side.
        received_by: Who signed for the receiving side.
    """

    received_on: date
    manifest_number: str
    transferor: str
    receiver: str
    nature: str
    volumes: int
    items: int
    pages: int
    missing: str
    handed_by: str
    received_by: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptRegister:
    """档案接收登记簿 of one archive room over a period, both days inclusive."""

    fonds: Fonds
    keeper: str
    first: date
    last: date
    receipts: tuple[Receipt, ...]
