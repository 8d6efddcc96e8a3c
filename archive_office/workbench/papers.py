"""历史封存日摘要: the digest of a day's last seal on paper, kept where no program can reach it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from archive_office.journal.days import SealedDay
from archive_office.organisation.models import Department, DepartmentKind
from archive_office.printing import marks
from archive_office.printing.facts import Fonds
from archive_office.printing.form import PORTRAIT, Band, Footer, Register, draw_register
from archive_office.printing.heads import Head, first_band, following_band, fonds_lines, info
from archive_office.printing.sheet import Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section

FORM = "AO-RZ-01 历史封存日摘要"

COLUMNS = (
    Column("纪　元", 24),
    Column("首枚编号", 30),
    Column("末枚编号", 30),
    Column("封存枚数", 30),
    Column("封存行数", 34),
    Column("末枚封存时刻", 26, size=8, wraps=True),
)
_TAIL = 96.0
_STATED = (
    "　　本摘要由当日最后一枚封存及其以前全部封存依次推算得出；日志或历史中任何一行日后被更改、"
    "删除或补入，重新核验所得摘要即与本纸所载不符。本纸应于当日打印，由打印人、保管人签名后"
    "另行保存，不得与系统备份同处存放。"
)


@dataclass(frozen=True, slots=True)
class SealedEra:
    """The seals of one era on the day; the last one's moment is aware, printed in its zone."""

    era: int
    first: int
    last: int
    seals: int
    rows: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Digest:
    """历史封存日摘要: what was sealed on a day, the newest era first.

    Args:
        digest: SHA-256 of the day's last seal, 64 hexadecimal digits.
    """

    fonds: Fonds
    day: date
    eras: Sequence[SealedEra]
    digest: str
    printed_by: str


def digest_facts(day: date, sealed: Sequence[SealedDay], *, by: str) -> Digest:
    """The facts of a day's digest, from its seals, the newest era first."""
    company = Department.objects.filter(kind=DepartmentKind.COMPANY).order_by("code").first()
    return Digest(
        fonds=Fonds(company.fonds, company.name) if company else Fonds("", ""),
        day=day,
        eras=[
            SealedEra(
                era=one.era,
                first=one.first,
                last=one.last.number,
                seals=one.seals,
                rows=one.rows,
                at=timezone.localtime(one.last.sealed_at),
            )
            for one in sealed
        ],
        digest=sealed[0].last.digest,
        printed_by=by,
    )


def digest_text(facts: Digest) -> str:
    """What the QR code says: enough to compare with, without a connection."""
    newest = facts.eras[0]
    rows = sum(era.rows for era in facts.eras)
    return (
        f"ARCHIVE-HISTORY {facts.day:%F} ERA {newest.era} SEAL {newest.last} "
        f"ROWS {rows} SHA256 {facts.digest}"
    )


def digest_sheet(facts: Digest) -> bytes:
    """The digest of a day as PDF, to be printed and kept.

    Source: SEC-42.
    """
    day = f"日期：{facts.day:%F}"
    head = Head(
        title="历史封存日摘要",
        english="Daily Digest of the Sealed History",
        left=(*fonds_lines(facts.fonds), day),
        url=digest_text(facts),
        url_note="扫码核对",
        again=(day, ""),
    )
    return draw_register(
        Register(
            page=PORTRAIT,
            info=info(facts.fonds, FORM, f"历史封存日摘要 {facts.day:%F}", digest=facts.digest),
            sections=(Section(COLUMNS, [_row(era) for era in facts.eras]),),
            first=first_band(head, height=36),
            following=following_band(head),
            tail=Band(_TAIL, lambda sheet, box: _closing(sheet, box, facts)),
            footer=Footer(FORM, f"打印人：{facts.printed_by}"),
        )
    )


def _row(era: SealedEra) -> Row:
    numbers = (era.era, era.first, era.last, era.seals, era.rows)
    return Row((*map(str, numbers), f"{era.at:%H:%M:%S}"))


def _closing(sheet: Sheet, box: Box, facts: Digest) -> None:
    label = Style(size=9.5, bold=True)
    sheet.write_middle(box.left + 2.5, box.top + 6, "末枚封存摘要（SHA-256）", label)
    half = len(facts.digest) // 2
    for place, part in enumerate((facts.digest[:half], facts.digest[half:])):
        style = Style(size=13, align="center").fit(marks.grouped(part, 4), box.width - 8)
        sheet.write_middle(box.centre, box.top + 16 + place * 9, marks.grouped(part, 4), style)
    sheet.stroke(box.left, box.top + 33, box.right, box.top + 33)
    stated = Box(box.left + 3, box.top + 35, box.width - 6, 28)
    marks.text_block(sheet, stated, _STATED, Style(size=10), leading=1.5, top=True)
    wide = (box.width - 12) / 2
    for place, name in enumerate(("打印人：", "保管人：")):
        left = box.left + 4 + place * (wide + 4)
        marks.pen_line(sheet, name, Box(left, box.top + 68, wide, 10))
        marks.pen_line(sheet, "日　期：", Box(left, box.top + 80, wide, 10))
