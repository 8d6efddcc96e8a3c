"""退租客户档案目录: dossiers of former tenants by building and floor, for their boxes."""

from dataclasses import dataclass
from datetime import date

from archive_office.printing.facts import Fonds
from archive_office.printing.form import LANDSCAPE, Band, Footer, Register, draw_register
from archive_office.printing.heads import Head, day, first_band, following_band, info
from archive_office.printing.sheet import Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section

FORM = "AO-DA-32 退租客户档案目录"

COLUMNS = (
    Column("序号", 11),
    Column("楼　　层", 34, "left", wraps=True),
    Column("房　号", 26, "left", wraps=True),
    Column("客　户", 30, wraps=True),
    Column("档　　　号", 46, "left"),
    Column("起租日期", 20),
    Column("退租日期", 20),
    Column("卷数", 10),
    Column("件数", 11),
    Column("页数", 12),
    Column("盒　号", 18, wraps=True, size=8),
    Column("装订日期", 21),
)


@dataclass(frozen=True, slots=True)
class VacatedLine:
    """One dossier of a former tenant; `boxes` names where its volumes stand.

    Args:
        customer: A company in full, a person masked.
        bound_on: The last day on which one of its volumes was bound; None while none is.
    """

    floor: str
    unit: str
    customer: str
    reference: str
    since: date | None
    closed_on: date | None
    volumes: int
    items: int
    pages: int
    boxes: str
    bound_on: date | None = None


@dataclass(frozen=True, slots=True)
class VacatedCatalogue:
    """退租客户档案目录 of one centre and year."""

    fonds: Fonds
    centre: str
    year: int
    as_of: date
    lines: tuple[VacatedLine, ...]


def vacated_catalogue(facts: VacatedCatalogue) -> bytes:
    """The catalogue of former tenants' dossiers as PDF, floor by floor.

    Source: FIL-32, FRM-49.
    """
    year, as_of = f"退租年度：{facts.year}", f"截至：{day(facts.as_of)}"
    head = Head(
        title="退租客户档案目录",
        english="Dossiers of Former Tenants by Floor",
        left=(f"保管单位：{facts.centre}", year),
        right=(f"全宗：{facts.fonds.code} {facts.fonds.name}", as_of),
        again=(year, as_of),
    )
    rows = [_row(number, line) for number, line in enumerate(facts.lines, 1)]
    return draw_register(
        Register(
            page=LANDSCAPE,
            info=info(facts.fonds, FORM, f"退租客户档案目录 {facts.centre} {facts.year}"),
            sections=(Section(COLUMNS, rows, blank=3, struck=False),),
            first=first_band(head, 27),
            following=following_band(head),
            tail=Band(9, lambda sheet, box: _totals(sheet, box, facts)),
            footer=Footer(FORM, facts.centre),
            row=8,
        )
    )


def _row(number: int, line: VacatedLine) -> Row:
    return Row(
        (
            str(number),
            line.floor,
            line.unit,
            line.customer,
            line.reference,
            _on(line.since),
            _on(line.closed_on),
            str(line.volumes),
            str(line.items),
            str(line.pages),
            line.boxes,
            _on(line.bound_on),
        )
    )


def _on(value: date | None) -> str:
    return value.isoformat() if value else ""


def _totals(sheet: Sheet, box: Box, facts: VacatedCatalogue) -> None:
    items = sum(line.items for line in facts.lines)
    pages = sum(line.pages for line in facts.lines)
    sheet.write_middle(box.left + 2.5, box.middle, "合　　计", Style(size=9.5, bold=True))
    volumes = sum(line.volumes for line in facts.lines)
    text = f"{len(facts.lines)} 户　{volumes} 卷　{items} 件　{pages} 页。"
    sheet.write_middle(box.left + 22, box.middle, text, Style(size=9.5))
