"""查阅复核登记簿: which readings were found, on which ground, and what the review came to."""

from dataclasses import dataclass
from datetime import datetime

from archive_office.printing.form import LANDSCAPE, Band, Footer, Register, draw_register
from archive_office.printing.heads import Head, first_band, following_band, fonds_lines, info
from archive_office.printing.sheet import Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section
from dossiers.papers.facts import Fonds

FORM = "AO-DA-18 查阅复核登记簿"

COLUMNS = (
    Column("序号", 11),
    Column("查阅时间", 29),
    Column("查阅人", 24, wraps=True),
    Column("档　　　号", 46, "left"),
    Column("复核事由", 30, "left", wraps=True),
    Column("查阅依据", 28, "left", wraps=True),
    Column("次数", 11),
    Column("复核结论", 22, wraps=True),
    Column("复核意见及查阅人说明", 36, "left", wraps=True, size=8),
    Column("复核人", 22, wraps=True, size=8),
)
_WORDS = 8


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One reading with its ground and verdict; everything as it is printed.

    Attributes:
        thing: The reference code, or how many dossiers where the ground concerns a day.
        reviewed: By whom and on which day.
    """

    at: str
    person: str
    thing: str
    ground: str
    right: str
    views: int
    verdict: str = ""
    words: str = ""
    reviewed: str = ""


@dataclass(frozen=True, slots=True)
class ReviewRegister:
    """查阅复核登记簿 as one person may see it.

    Attributes:
        found: How many there are; the lines may be fewer.
        at: Aware; printed in the time zone it carries.
    """

    fonds: Fonds
    scope: str
    at: datetime
    stated_by: str
    lines: tuple[ReviewLine, ...]
    found: int

    @property
    def cut(self) -> str:
        """What is left out, in words; empty if nothing is."""
        if self.found <= len(self.lines):
            return ""
        return f"全部 {self.found} 条，本表仅列最近 {len(self.lines)} 条。"


def review_register(facts: ReviewRegister) -> bytes:
    """The register of reviewed readings as PDF.

    Source: SEC-41.
    """
    scope, moment = f"范围：{facts.scope}", f"{facts.at:%Y-%m-%d %H:%M}"
    head = Head(
        title="查阅复核登记簿",
        english="Register of Reviewed Readings",
        left=(*fonds_lines(facts.fonds), scope),
        right=(f"截至：{moment}",),
        again=(scope, f"截至：{moment}"),
    )
    rows = [_row(number, line) for number, line in enumerate(facts.lines, 1)]
    return draw_register(
        Register(
            page=LANDSCAPE,
            info=info(facts.fonds, FORM, f"查阅复核登记簿 {facts.scope} {moment}"),
            sections=(Section(COLUMNS, rows, blank=_WORDS),),
            first=first_band(head),
            following=following_band(head),
            tail=Band(8, lambda sheet, box: _totals(sheet, box, facts)),
            footer=Footer(f"{FORM}　内部资料，严禁复印", f"打印人：{facts.stated_by}"),
        )
    )


def _row(number: int, line: ReviewLine) -> Row:
    return Row(
        (
            str(number),
            line.at,
            line.person,
            line.thing,
            line.ground,
            line.right,
            str(line.views),
            line.verdict,
            line.words,
            line.reviewed,
        )
    )


def _totals(sheet: Sheet, box: Box, facts: ReviewRegister) -> None:
    waiting = sum(not line.verdict for line in facts.lines)
    text = f"共 {len(facts.lines)} 条，其中未复核 {waiting} 条。{facts.cut}"
    sheet.write_middle(box.left + 2.5, box.middle, "合　　计", Style(size=9.5, bold=True))
    sheet.write_middle(box.left + 22, box.middle, text, Style(size=9.5))
