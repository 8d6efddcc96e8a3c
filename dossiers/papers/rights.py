"""档案查阅权限表: who may see a dossier, on which ground, since when, until when."""

from dataclasses import dataclass
from datetime import datetime

from archive_office.printing.form import LANDSCAPE, Band, Footer, Register, draw_register
from archive_office.printing.heads import Head, first_band, following_band, fonds_lines, info
from archive_office.printing.sheet import Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section
from dossiers.papers.facts import Fonds

FORM = "AO-DA-09 档案查阅权限表"

COLUMNS = (
    Column("序号", 12),
    Column("姓　名", 28, wraps=True),
    Column("任　　职", 56, "left", wraps=True),
    Column("依　　据", 44, "left", wraps=True),
    Column("个人卷", 15),
    Column("自", 30),
    Column("至", 30),
    Column("批准人", 20, wraps=True),
    Column("事　由", 24, "left", wraps=True, size=8),
)
_GROUND = 3


@dataclass(frozen=True, slots=True)
class RightsLine:
    """One ground on which one person may see a dossier; days and moments as they are printed."""

    person: str
    post: str
    ground: str
    since: str
    until: str
    personal: bool
    given_by: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class RightsSheet:
    """档案查阅权限表: everybody who may see a dossier at a moment.

    Args:
        at: Aware; printed in the time zone it carries.
    """

    fonds: Fonds
    reference: str
    title: str
    at: datetime
    stated_by: str
    lines: tuple[RightsLine, ...]


def rights_sheet(facts: RightsSheet) -> bytes:
    """The permission sheet of a dossier as PDF.

    Source: SEC-51.
    """
    reference, moment = f"档号：{facts.reference}", f"{facts.at:%Y-%m-%d %H:%M}"
    head = Head(
        title="档案查阅权限表",
        english="Who May See a Dossier",
        left=(*fonds_lines(facts.fonds), reference),
        right=(facts.title, f"时点：{moment}"),
        again=(reference, f"时点：{moment}"),
    )
    rows = [_row(number, line) for number, line in enumerate(facts.lines, 1)]
    return draw_register(
        Register(
            page=LANDSCAPE,
            info=info(facts.fonds, FORM, f"档案查阅权限表 {facts.reference} {moment}"),
            sections=(Section(COLUMNS, rows, blank=_GROUND),),
            first=first_band(head),
            following=following_band(head),
            tail=Band(8, lambda sheet, box: _totals(sheet, box, facts)),
            footer=Footer(f"{FORM}　未列明者无权查阅", f"打印人：{facts.stated_by}"),
        )
    )


def _row(number: int, line: RightsLine) -> Row:
    return Row(
        (
            str(number),
            line.person,
            line.post,
            line.ground,
            "可" if line.personal else "不可",
            line.since,
            line.until or "长期",
            line.given_by,
            line.words,
        )
    )


def _totals(sheet: Sheet, box: Box, facts: RightsSheet) -> None:
    people = len({line.person for line in facts.lines})
    sheet.write_middle(box.left + 2.5, box.middle, "合　　计", Style(size=9.5, bold=True))
    text = f"可查阅人员 {people} 名，依据 {len(facts.lines)} 项。"
    sheet.write_middle(box.left + 22, box.middle, text, Style(size=9.5))
