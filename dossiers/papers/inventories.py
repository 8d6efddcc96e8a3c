"""Lists of one dossier: its papers in detail, what was filed and by whom, its business licence."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import count

from archive_office.printing.facts import Fonds
from archive_office.printing.form import PORTRAIT, Band, Footer, Register, draw_register
from archive_office.printing.heads import (
    Fields,
    Head,
    day,
    fields_band,
    first_band,
    following_band,
    fonds_lines,
    info,
)
from archive_office.printing.sheet import GREY, Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section

DETAILED = "AO-DA-23 详细目录"
INFORMATION = "AO-DA-24 信息目录"
ELECTRONIC = "AO-DA-28 客户档案电子版"
LICENCE = "AO-DA-25 营业执照及年审记录"

DETAILS = (
    Column("序号", 10),
    Column("签发日期", 21),
    Column("题　　　　名", 55, "left", wraps=True),
    Column("责任者", 30, wraps=True),
    Column("页数", 11),
    Column("原　件\n复印件", 16, wraps=True),
    Column("归档日期", 21),
    Column("备注", 10, wraps=True, size=8),
)
FILED = (
    Column("序号", 10),
    Column("材　料　名　称", 40, "left", wraps=True),
    Column("内　　　　容", 56, "left", wraps=True),
    Column("归档日期", 21),
    Column("归档人", 22, wraps=True),
    Column("备　注", 25, wraps=True, size=8),
)
SCANS = (
    Column("序号", 10),
    Column("题　　　　名", 52, "left", wraps=True),
    Column("原　件\n复印件", 15, wraps=True),
    Column("页数", 10),
    Column("影像", 10),
    Column("影像文件校验（SHA-256 前 16 位）", 50, wraps=True, size=8),
    Column("扫描日期", 27, wraps=True, size=8),
)
CHECKS = (
    Column("序号", 11),
    Column("年审年度", 20),
    Column("年审日期", 26),
    Column("下次年审", 26),
    Column("有效期至", 27),
    Column("核对人", 34, wraps=True),
    Column("核对日期", 30),
)
_TITLE_COLUMN = 2


@dataclass(frozen=True, slots=True)
class ScanFact:
    """One scan of a paper: the first digits of its checksum, and when it was taken in."""

    digest: str
    on: date


@dataclass(frozen=True, slots=True)
class InventoryLine:
    """One paper of a dossier.

    Args:
        kind: 材料名称, the kind of paper.
        filed_by: Who took it into the dossier; empty where a ledger says it is there.
    """

    title: str
    kind: str
    author: str
    formed_on: date | None
    pages: int
    original: str
    filed_on: date | None
    filed_by: str
    remark: str = ""
    scans: tuple[ScanFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Volume:
    """One volume with its papers, under its reference code."""

    heading: str
    lines: tuple[InventoryLine, ...]


@dataclass(frozen=True, slots=True)
class Inventory:
    """The papers of one dossier, volume by volume.

    Args:
        withheld: Whether the volume of personal information is left out.
    """

    fonds: Fonds
    reference: str
    title: str
    centre: str
    volumes: tuple[Volume, ...]
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class LicenceCheck:
    """The licence as it was read on one day."""

    number: str
    reviewed_on: date | None
    due_on: date | None
    expires_on: date | None
    seen_by: str
    seen_on: date


@dataclass(frozen=True, slots=True)
class LicenceRecord:
    """营业执照及年审记录 of one company."""

    fonds: Fonds
    reference: str
    unit: str
    centre: str
    company: str
    checks: tuple[LicenceCheck, ...]


def detailed_list(facts: Inventory) -> bytes:
    """详细目录 of one dossier as PDF.

    Source: FIL-22, FRM-39.
    """
    return _inventory(facts, DETAILED, "Papers of the Dossier in Detail", DETAILS, _detail)


def information_list(facts: Inventory) -> bytes:
    """信息目录 of one dossier as PDF: name and content of each material, when it was filed, by whom.

    Source: FRM-41.
    """
    return _inventory(facts, INFORMATION, "Information Filed in the Dossier", FILED, _filed)


def electronic_list(facts: Inventory) -> bytes:
    """客户档案电子版 of one dossier as PDF: the papers as they lie in it, each with its scans.

    Source: FIL-11, FRM-106.
    """
    return _inventory(facts, ELECTRONIC, "Papers and Their Scans", SCANS, _scanned, title_column=1)


def _inventory(
    facts: Inventory,
    form: str,
    english: str,
    columns: tuple[Column, ...],
    row: Callable[[int, InventoryLine], Row],
    *,
    title_column: int = _TITLE_COLUMN,
) -> bytes:
    name = form.rsplit(maxsplit=1)[-1]
    number = f"档　号：{facts.reference}"
    head = Head(
        title=name,
        english=english,
        left=(*fonds_lines(facts.fonds), number),
        right=(f"保管中心：{facts.centre}", f"题　名：{facts.title}"),
        again=(number, facts.title),
    )
    rows: list[Row] = []
    numbers = count(1)
    for volume in facts.volumes:
        rows.append(Row((volume.heading,), heading=True))
        rows += [row(next(numbers), line) for line in volume.lines]
    return draw_register(
        Register(
            page=PORTRAIT,
            info=info(facts.fonds, form, f"{name} {facts.reference}"),
            sections=(Section(columns, rows, blank=title_column, struck=False),),
            first=first_band(head, 30),
            following=following_band(head),
            tail=Band(9, lambda sheet, box: _totals(sheet, box, facts)),
            footer=Footer(form, facts.centre),
            row=8,
        )
    )


def _detail(number: int, line: InventoryLine) -> Row:
    return Row(
        (
            str(number),
            _on(line.formed_on),
            line.title,
            line.author,
            str(line.pages),
            line.original,
            _on(line.filed_on),
            line.remark,
        )
    )


def _filed(number: int, line: InventoryLine) -> Row:
    return Row(
        (
            str(number),
            line.kind,
            line.title,
            _on(line.filed_on),
            line.filed_by or "—",
            line.remark,
        )
    )


def _scanned(number: int, line: InventoryLine) -> Row:
    days = dict.fromkeys(_on(scan.on) for scan in line.scans)
    return Row(
        (
            str(number),
            line.title,
            line.original,
            str(line.pages),
            str(len(line.scans)) if line.scans else "无",
            "、".join(scan.digest for scan in line.scans),
            "、".join(days),
        )
    )


def _on(value: date | None) -> str:
    return value.isoformat() if value else ""


def _totals(sheet: Sheet, box: Box, facts: Inventory) -> None:
    papers = [line for volume in facts.volumes for line in volume.lines]
    pages = sum(line.pages for line in papers)
    sheet.write_middle(box.left + 2.5, box.middle, "合　　计", Style(size=9.5, bold=True))
    scans = sum(len(line.scans) for line in papers)
    text = f"{len(facts.volumes)} 卷　{len(papers)} 件　{pages} 页　影像 {scans} 份。"
    sheet.write_middle(box.left + 22, box.middle, text, Style(size=9.5))
    if facts.withheld:
        note = Style(size=8, colour=GREY, align="right")
        sheet.write_middle(box.right - 2.5, box.middle, "个人信息卷依权限不列", note)


def licence_record(facts: LicenceRecord) -> bytes:
    """营业执照及年审记录 of one company as PDF: what was read on it, year by year.

    Source: COL-16, FRM-83.
    """
    number = f"档　号：{facts.reference}"
    head = Head(
        title="营业执照及年审记录",
        english="Business Licence and Annual Checks",
        left=(*fonds_lines(facts.fonds), number),
        right=(f"保管中心：{facts.centre}",),
        again=(number, facts.company),
    )
    rows = [_check(place, check) for place, check in enumerate(facts.checks, 1)]
    return draw_register(
        Register(
            page=PORTRAIT,
            info=info(facts.fonds, LICENCE, f"营业执照及年审记录 {facts.reference}"),
            sections=(Section(CHECKS, rows, blank=1, struck=False),),
            first=first_band(head),
            following=following_band(head),
            grid=fields_band(_licence(facts), row=9),
            footer=Footer(f"{LICENCE}　执照副本复印件存卷", facts.centre),
            row=8.5,
        )
    )


def _licence(facts: LicenceRecord) -> Fields:
    last = facts.checks[-1] if facts.checks else None
    until = day(last.expires_on) if last and last.expires_on else "长期"
    return (
        (("单位名称", facts.company), ("房　　号", facts.unit)),
        (("信用代码", last.number if last else ""), ("有效期至", until if last else "")),
    )


def _check(number: int, check: LicenceCheck) -> Row:
    return Row(
        (
            str(number),
            str(check.reviewed_on.year) if check.reviewed_on else "",
            _on(check.reviewed_on),
            _on(check.due_on),
            _on(check.expires_on) or "长期",
            check.seen_by,
            check.seen_on.isoformat(),
        )
    )
