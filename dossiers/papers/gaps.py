"""缺件清单: which dossiers of a centre lack which papers, with the counts of the centre."""

from dataclasses import dataclass
from datetime import date

from archive_office.printing.facts import Fonds
from archive_office.printing.form import PORTRAIT, Footer, Register, draw_register
from archive_office.printing.heads import Head, day, first_band, following_band, info
from archive_office.printing.table import Column, Row, Section

FORM = "客户档案缺件清单"

COLUMNS = (
    Column("序号", 11),
    Column("档　　　号", 46, "left"),
    Column("房　　号", 36, "left", wraps=True),
    Column("应有", 12),
    Column("已有", 12),
    Column("所 缺 材 料", 57, "left", wraps=True),
)


@dataclass(frozen=True, slots=True)
class GapLine:
    """One dossier: how many papers it asks for, and those it lacks by their names."""

    reference: str
    unit: str
    required: int
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CentreGaps:
    """The gaps of one centre, with how many of its dossiers are complete."""

    centre: str
    dossiers: int
    complete: int
    lines: tuple[GapLine, ...]


@dataclass(frozen=True, slots=True)
class GapSheet:
    """缺件清单 of one day, centre by centre."""

    fonds: Fonds
    office: str
    on: date
    centres: tuple[CentreGaps, ...]


def gap_sheet(facts: GapSheet) -> bytes:
    """The list of gaps as PDF.

    Source: SVC-48.
    """
    head = Head(
        title=FORM,
        english="Papers Missing from Dossiers",
        left=(facts.office, f"全宗：{facts.fonds.code} {facts.fonds.name}"),
        right=(f"统计日期：{day(facts.on)}",),
        again=(facts.office, day(facts.on)),
    )
    return draw_register(
        Register(
            page=PORTRAIT,
            info=info(facts.fonds, FORM, f"{FORM} {facts.on.isoformat()}"),
            sections=tuple(_section(gaps) for gaps in facts.centres),
            first=first_band(head, 27),
            following=following_band(head),
            footer=Footer(FORM, facts.office),
            row=8,
        )
    )


def _section(gaps: CentreGaps) -> Section:
    missing = sum(len(line.papers) for line in gaps.lines)
    told = f"客户档案 {gaps.dossiers} 卷，齐全 {gaps.complete} 卷，缺件 {missing} 件"
    rows = [
        Row(
            (
                str(place),
                line.reference,
                line.unit,
                str(line.required),
                str(line.required - len(line.papers)),
                "、".join(line.papers),
            )
        )
        for place, line in enumerate(gaps.lines, 1)
    ]
    return Section(COLUMNS, rows, title=f"{gaps.centre}：{told}", blank=0, struck=False)
