"""What the forms of the dossier state. Frozen, printable as it stands: no model, no query.

Personal numbers arrive masked. Titles and labels name the unit only, never the customer.
"""

from dataclasses import dataclass
from datetime import date, datetime

from archive_office.printing.facts import Fonds

__all__ = [
    "BoxLabel",
    "Contents",
    "ContentsLine",
    "Cover",
    "CustomerLine",
    "CustomerList",
    "DatedRemark",
    "DossierCard",
    "FiledMaterial",
    "Fonds",
    "HoldingFact",
    "HoldingLabel",
    "HouseholdMember",
    "OccupancyFact",
    "Person",
    "Registration",
    "ShelfLabel",
    "Spine",
    "SubmittedPaper",
    "TrayReceipt",
    "UnitFact",
    "VolumeNotes",
]


@dataclass(frozen=True, slots=True)
class ContentsLine:
    """One document 件 of a volume as its contents list names it.

    Args:
        document_number: 文号, empty when the document bears none.
        author: 责任者.
        dated: Eight digits, unknown parts 00.
        pages: First page, for the last document "first—last".
    """

    title: str
    document_number: str = ""
    author: str = ""
    dated: str = ""
    pages: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """卷内文件目录 of one volume, in filing order.

    Args:
        annexes: What the customer has not collected; listed at the end, without a number.
    """

    fonds: Fonds
    reference: str
    title: str
    retention: str
    lines: tuple[ContentsLine, ...]
    secrecy: str = ""
    annexes: tuple[ContentsLine, ...] = ()


@dataclass(frozen=True, slots=True)
class DatedRemark:
    """A later note in the 备考表: appended with name and date, never overwritten."""

    text: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class VolumeNotes:
    """卷内备考表 of one volume.

    Args:
        situation: Paragraphs of 本卷情况说明.
        others: 光盘／图纸 in words, "光盘 1 张、图纸 3 张".
        compiled_by: 立卷人, required even where there is nothing to remark.
        compiled_on: 立卷时间; None leaves the line for the pen.
    """

    fonds: Fonds
    reference: str
    situation: tuple[str, ...]
    items: int
    pages: int
    compiled_by: str
    compiled_on: date | None
    checked_by: str = ""
    photos: int = 0
    others: str = ""
    remarks: tuple[DatedRemark, ...] = ()


@dataclass(frozen=True, slots=True)
class Cover:
    """案卷封面 of one volume.

    Args:
        category: 类目名称, 客户档案.
        filing_number: 归档号, the manifest line, or empty.
        scan: Text of the QR code (the barcode of the holding); empty prints none.
    """

    fonds: Fonds
    category: str
    title: str
    reference: str
    retention: str
    items: int
    pages: int
    first: date | None = None
    last: date | None = None
    secrecy: str = ""
    filing_number: str = ""
    scan: str = ""


@dataclass(frozen=True, slots=True)
class Spine:
    """案卷脊背 or 盒脊.

    Args:
        width_mm: Thickness of volume or box: 10, 15, 20, 30, 40 or 50.
        items: 起止件号, "1—17".
        volume: 案卷号 as it stands on the spine.
        scan: Text of the QR code; none is printed under 15 mm.
    """

    fonds_code: str
    title: str
    year: str
    retention: str
    items: str
    volume: str
    box: str = ""
    width_mm: int = 20
    scan: str = ""


@dataclass(frozen=True, slots=True)
class HoldingLabel:
    """Label of one holding.

    Args:
        place: Home slot, "01-03-A-02-04"; empty until it has one.
        scan: Barcode of the holding.
        customer: The present customer: a company in full, a person masked; apart from the title.
        floor: Of the unit, "18 层".
    """

    reference: str
    title: str
    retention: str
    scan: str
    secrecy: str = ""
    place: str = ""
    customer: str = ""
    floor: str = ""


@dataclass(frozen=True, slots=True)
class BoxLabel:
    """盒签 of one box.

    Args:
        prefix: 档号 up to the part that changes.
        first: First volume in the box.
        last: Last volume in the box.
    """

    code: str
    prefix: str
    first: str
    last: str
    retention: str
    place: str
    scan: str


@dataclass(frozen=True, slots=True)
class ShelfLabel:
    """架位标签 of one shelf; `place` reads "01 库 — 03 列 — A 面 — 02 节 — 04 层"."""

    place: str
    fonds: Fonds
    category: str
    first: str
    last: str
    boxes: str
    retention: str
    scan: str


@dataclass(frozen=True, slots=True)
class UnitFact:
    """One unit as forms describe it.

    Args:
        name: Estate, building and room in words: "翠湖天地12号楼2单元1801室".
        area: 建筑面积 with its unit of measure.
        use: 使用情况: 自住, 出租, 空置, 其他.
    """

    estate: str
    name: str
    building: str = ""
    area: str = ""
    layout: str = ""
    delivered_on: date | None = None
    parking: str = ""
    use: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A customer as a form may show one: numbers and, where required, the name are masked."""

    name: str
    sex: str = ""
    identity_kind: str = ""
    identity_number: str = ""
    phone: str = ""
    address: str = ""
    co_owners: str = ""


@dataclass(frozen=True, slots=True)
class OccupancyFact:
    """One occupancy of the unit; `dossier` is the 档号 of the dossier it opened."""

    role: str
    name: str
    since: date | None
    until: date | None
    dossier: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class HoldingFact:
    """One holding of the dossier with its keeper and place."""

    reference: str
    title: str
    items: int
    pages: int
    keeper: str
    place: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class DossierCard:
    """客户档案卡 of one unit: present use, who lived there, where the volumes are [COL-25]."""

    fonds: Fonds
    reference: str
    unit: UnitFact
    customer: Person
    role: str
    opened_on: date | None
    state: str
    centre: str
    occupancies: tuple[OccupancyFact, ...] = ()
    holdings: tuple[HoldingFact, ...] = ()
    completeness: str = ""
    scan: str = ""


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """One unit in the list of customers."""

    unit: str
    customer: str
    role: str
    phone: str
    use: str
    since: date | None
    reference: str
    secrecy: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class CustomerList:
    """客户一览表 of one centre or estate on a day [COL-25].

    Args:
        before: Lines of the whole list that stand on earlier parts.
        total: Lines of the whole list; 0 when these are all.
    """

    fonds: Fonds
    scope: str
    as_of: date
    lines: tuple[CustomerLine, ...]
    before: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class HouseholdMember:
    """同住人 or 租户; `period` is the span of living there in words."""

    name: str
    relation: str
    phone: str = ""
    period: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class FiledMaterial:
    """One line of 归档材料核对."""

    name: str
    present: bool
    items: int = 0
    pages: int = 0
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Registration:
    """客户档案登记表 of one occupancy.

    Args:
        emergency: 紧急联系人 in words with a masked number.
        notice_version: Version of the notice on personal information.
        consented: Whether the separate consent lies in the dossier.
        habits: Whether the form asks for tastes and habits, for the pen; the office decides so.
    """

    fonds: Fonds
    reference: str
    unit: UnitFact
    customer: Person
    role: str
    emergency: str = ""
    household: tuple[HouseholdMember, ...] = ()
    materials: tuple[FiledMaterial, ...] = ()
    notice_version: str = ""
    consented: bool = False
    registered_by: str = ""
    checked_by: str = ""
    registered_on: date | None = None
    habits: bool = False


@dataclass(frozen=True, slots=True)
class SubmittedPaper:
    """One paper handed in at the tray; `state` 待接收, 已接收 or 已退回 with its reason."""

    name: str
    original: str
    copies: int
    pages: int
    files: int = 0
    state: str = "待接收"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TrayReceipt:
    """档案材料提交回执: what front-line staff handed in and what became of each paper.

    Args:
        occasion: 入伙, 补充材料, 过户, 退租 …
        submitted_at: Aware; printed in the time zone it carries.
        settled_by: Who accepted or returned, empty while it waits in the tray.
    """

    fonds: Fonds
    number: str
    occasion: str
    unit: str
    centre: str
    submitted_by: str
    submitted_at: datetime
    papers: tuple[SubmittedPaper, ...]
    reference: str = ""
    settled_by: str = ""
    settled_at: datetime | None = None
    note: str = ""
    scan: str = ""
