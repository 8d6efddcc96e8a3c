"""客户档案利用告知书: told to a resident, who has used the file, when and what for."""

from dataclasses import dataclass
from datetime import date

from archive_office.printing.form import LANDSCAPE, Band, Footer, Register, draw_register
from archive_office.printing.heads import Head, first_band, following_band, fonds_lines, info
from archive_office.printing.sheet import Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section
from dossiers.papers.facts import Fonds

FORM = "AO-DA-14 客户档案利用告知书"

COLUMNS = (
    Column("序号", 12),
    Column("日　期", 26),
    Column("档　　号", 48, wraps=True),
    Column("利用方式", 38, "left", wraps=True),
    Column("次数", 13),
    Column("利用人（职务）或接收方", 58, "left", wraps=True),
    Column("目　　的", 38, "left", wraps=True),
    Column("去　向", 26, wraps=True),
)
_WHO = 5


@dataclass(frozen=True, slots=True)
class SeenLine:
    """What one post, or one recipient, did with a dossier on one day."""

    on: date
    reference: str
    what: str
    who: str
    purpose: str = ""
    afterwards: str = ""
    times: int = 1


@dataclass(frozen=True, slots=True)
class SeenPaper:
    """Everything that was done with one resident's file; employees stand by their posts only."""

    fonds: Fonds
    reference: str
    customer: str
    unit: str
    stated_on: date
    stated_by: str
    lines: tuple[SeenLine, ...]


def seen_paper(facts: SeenPaper) -> bytes:
    """The resident's request file as PDF.

    Source: LND-16, LND-22.
    """
    reference, day = f"档号：{facts.reference}", f"截至：{facts.stated_on.isoformat()}"
    head = Head(
        title="客户档案利用告知书",
        english="Who Has Seen My File",
        left=(*fonds_lines(facts.fonds), reference),
        right=(f"客户：{facts.customer}", f"房屋：{facts.unit}", day),
        again=(reference, day),
    )
    rows = [_row(number, line) for number, line in enumerate(facts.lines, 1)]
    return draw_register(
        Register(
            page=LANDSCAPE,
            info=info(facts.fonds, FORM, f"客户档案利用告知书 {facts.reference} {day}"),
            sections=(Section(COLUMNS, rows, blank=_WHO),),
            first=first_band(head),
            following=following_band(head),
            tail=Band(8, lambda sheet, box: _totals(sheet, box, facts)),
            footer=Footer(f"{FORM}　不含他人信息，工作人员仅列职务", f"出具：{facts.stated_by}"),
        )
    )


def _row(number: int, line: SeenLine) -> Row:
    return Row(
        (
            str(number),
            line.on.isoformat(),
            line.reference,
            line.what,
            str(line.times),
            line.who,
            line.purpose,
            line.afterwards,
        )
    )


def _totals(sheet: Sheet, box: Box, facts: SeenPaper) -> None:
    sheet.write_middle(box.left + 2.5, box.middle, "合　　计", Style(size=9.5, bold=True))
    times = sum(line.times for line in facts.lines)
    text = f"登记 {len(facts.lines)} 项，共 {times} 次。"
    sheet.write_middle(box.left + 22, box.middle, text, Style(size=9.5))
