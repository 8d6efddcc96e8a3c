"""用印登记簿: every use of a seal over a period, line by line, as PDF and as workbook.

Source: TRF-07; forms B0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from archive_office.printing.facts import Fonds
from archive_office.printing.form import LANDSCAPE, Band, Footer, Register, draw_register
from archive_office.printing.heads import Head, first_band, following_band, fonds_lines, info
from archive_office.printing.marks import in_words
from archive_office.printing.sheet import Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section
from archive_office.printing.text import capital
from archive_office.printing.workbook import Listing, workbook_of

FORM: Final = "AO-YY-01 用印登记簿"
MOST_ROWS: Final = 2000
"""So many uses are printed at once; what is left out is said on the paper."""
ELECTRONIC: Final = "电子"
ON_PAPER: Final = "纸质"
EVERY_SEAL: Final = "全部印章"

COLUMNS: Final = (
    Column("序号", 9),
    Column("登　记　号", 26),
    Column("用印日期", 19),
    Column("印　　章", 33, "left", wraps=True),
    Column("用印部门", 31, "left", wraps=True),
    Column("文　件　名　称", 49, "left", wraps=True),
    Column("用　　途", 42, "left", wraps=True, size=8.5),
    Column("份数", 9),
    Column("方式", 11),
    Column("申请人", 15, wraps=True),
    Column("用印人", 15, wraps=True),
)
_BLANK: Final = 5
_HEADS: Final = (
    ("序号", 8),
    ("登记号", 18),
    ("用印日期", 12),
    ("印章", 26),
    ("印章编号", 16),
    ("用印部门", 24),
    ("文件名称", 44),
    ("用途", 44),
    ("份数", 8),
    ("方式", 8),
    ("申请人", 14),
    ("用印人", 14),
    ("登记时间", 20),
    ("证书指纹", 66),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One use of a seal.

    Args:
        at: When it was entered; aware, shown in its zone.
        fingerprint: Of the certificate, where the seal was set electronically.
    """

    number: str
    on: date
    seal: str
    seal_number: str
    department: str
    document: str
    purpose: str
    copies: int
    electronic: bool
    applicant: str
    keeper: str
    at: datetime
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class SealRegister:
    """The seal register of a period, both days inclusive, the earliest use first.

    Args:
        span: Whose seals, in words.
        found: How many uses the period has; more than `entries` if it was cut.
    """

    fonds: Fonds
    span: str
    first: date
    last: date
    entries: Sequence[Entry]
    found: int


def seal_register(facts: SealRegister) -> bytes:
    """The seal register as PDF.

    Source: TRF-07.
    """
    period = f"登记期间：{in_words(facts.first)} 至 {in_words(facts.last)}"
    span = f"登记范围：{facts.span}"
    head = Head(
        title="用印登记簿",
        english="Register of the Use of Seals",
        left=(*fonds_lines(facts.fonds), span),
        right=(period,),
        warning=_cut(facts),
        again=(span, period),
    )
    rows = [_row(number, entry) for number, entry in enumerate(facts.entries, 1)]
    return draw_register(
        Register(
            page=LANDSCAPE,
            info=info(facts.fonds, FORM, f"用印登记簿 {facts.first} {facts.last}"),
            sections=(Section(COLUMNS, rows, blank=_BLANK),),
            first=first_band(head),
            following=following_band(head),
            tail=Band(8, lambda sheet, box: _totals(sheet, box, facts)),
            footer=Footer(f"{FORM}　一次用印登记一行，登记后不得更改", facts.fonds.name),
        )
    )


def seal_workbook(facts: SealRegister) -> bytes:
    """The seal register as an Excel workbook.

    Source: TRF-07.
    """
    above = [
        f"{facts.fonds.code} {facts.fonds.name}　用印登记簿　登记范围：{facts.span}",
        f"登记期间：{facts.first.isoformat()} 至 {facts.last.isoformat()}　共 {facts.found} 次",
        *filter(None, (_cut(facts),)),
    ]
    rows = [_line(number, entry) for number, entry in enumerate(facts.entries, 1)]
    return workbook_of(Listing("用印登记簿", above, _HEADS, rows))


def _cut(facts: SealRegister) -> str:
    """What a reader must know of a register that leaves uses out; empty if it does not."""
    shown = len(facts.entries)
    if facts.found <= shown:
        return ""
    return f"本期共 {facts.found} 次，此处仅列前 {shown} 次，其余请缩短登记期间另行打印"


def _way(entry: Entry) -> str:
    return ELECTRONIC if entry.electronic else ON_PAPER


def _row(number: int, entry: Entry) -> Row:
    return Row(
        (
            str(number),
            entry.number,
            entry.on.isoformat(),
            entry.seal,
            entry.department,
            entry.document,
            entry.purpose,
            str(entry.copies),
            _way(entry),
            entry.applicant,
            entry.keeper,
        )
    )


def _line(number: int, entry: Entry) -> tuple[str | int | date, ...]:
    return (
        number,
        entry.number,
        entry.on,
        entry.seal,
        entry.seal_number,
        entry.department,
        entry.document,
        entry.purpose,
        entry.copies,
        _way(entry),
        entry.applicant,
        entry.keeper,
        f"{entry.at:%Y-%m-%d %H:%M:%S}",
        entry.fingerprint,
    )


def _totals(sheet: Sheet, box: Box, facts: SealRegister) -> None:
    uses = len(facts.entries)
    electronic = sum(entry.electronic for entry in facts.entries)
    copies = sum(entry.copies for entry in facts.entries)
    text = (
        f"用印{capital(uses)}次，共{capital(copies)}份（{uses} 次 {copies} 份；其中电子"
        f" {electronic} 次，纸质 {uses - electronic} 次）。"
    )
    sheet.write_middle(box.left + 2.5, box.middle, "合　　计", Style(size=9.5, bold=True))
    sheet.write_middle(box.left + 22, box.middle, text, Style(size=9.5))
