"""往来文件目录: the correspondence of one dossier, with what each letter answers.

Source: COL-12, FRM-81.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from archive_office.printing.facts import Fonds
from archive_office.printing.form import LANDSCAPE, Band, Footer, Register, draw_register
from archive_office.printing.heads import Head, first_band, following_band, fonds_lines, info
from archive_office.printing.sheet import Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section
from dossiers.models import Dossier, Letter
from dossiers.papers.filling import fonds_of

FORM: Final = "AO-DA-26 往来文件目录"

COLUMNS: Final = (
    Column("序号", 11),
    Column("编　　号", 36, "left"),
    Column("收发", 12),
    Column("方式", 16),
    Column("日　期", 20),
    Column("来　　自", 31, "left", wraps=True),
    Column("发　　往", 31, "left", wraps=True),
    Column("事　　由", 41, "left", wraps=True),
    Column("页数", 11),
    Column("答复期限", 20),
    Column("答复文件编号", 30, wraps=True, size=8),
)
_SUBJECT_COLUMN: Final = 7
_DIRECTIONS: Final = {Letter.Direction.IN: "收", Letter.Direction.OUT: "发"}
_KINDS: Final = {
    Letter.Kind.LETTER: "信函",
    Letter.Kind.FAX: "传真",
    Letter.Kind.CALL: "电话",
    Letter.Kind.NOTICE: "通知",
    Letter.Kind.EMAIL: "电子邮件",
    Letter.Kind.MESSAGE: "短信",
}


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One letter, call or notice; its pages are for the pen.

    Args:
        answered_by: Numbers of what answered it.
    """

    number: str
    direction: str
    kind: str
    on: date
    sender: str
    addressee: str
    subject: str
    due_on: date | None
    answered_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterList:
    """往来文件目录 of one dossier."""

    fonds: Fonds
    reference: str
    title: str
    centre: str
    lines: tuple[LetterLine, ...]


def letter_list(facts: LetterList) -> bytes:
    """The correspondence of one dossier as PDF, the oldest first.

    Source: COL-12, FRM-81.
    """
    number = f"档　号：{facts.reference}"
    head = Head(
        title="往来文件目录",
        english="Correspondence of the Dossier",
        left=(*fonds_lines(facts.fonds), number),
        right=(f"保管中心：{facts.centre}", f"题　名：{facts.title}"),
        again=(number, facts.title),
    )
    rows = [_row(place, line) for place, line in enumerate(facts.lines, 1)]
    return draw_register(
        Register(
            page=LANDSCAPE,
            info=info(facts.fonds, FORM, f"往来文件目录 {facts.reference}"),
            sections=(Section(COLUMNS, rows, blank=_SUBJECT_COLUMN, struck=False),),
            first=first_band(head),
            following=following_band(head),
            tail=Band(8, lambda sheet, box: _totals(sheet, box, facts)),
            footer=Footer(FORM, facts.centre),
            row=8,
        )
    )


def _row(number: int, line: LetterLine) -> Row:
    return Row(
        (
            str(number),
            line.number,
            line.direction,
            line.kind,
            line.on.isoformat(),
            line.sender,
            line.addressee,
            line.subject,
            "",
            line.due_on.isoformat() if line.due_on else "",
            "、".join(line.answered_by),
        )
    )


def _totals(sheet: Sheet, box: Box, facts: LetterList) -> None:
    waiting = sum(bool(line.due_on) and not line.answered_by for line in facts.lines)
    sheet.write_middle(box.left + 2.5, box.middle, "合　　计", Style(size=9.5, bold=True))
    text = f"{len(facts.lines)} 件，其中待答复 {waiting} 件。"
    sheet.write_middle(box.left + 22, box.middle, text, Style(size=9.5))


def letter_facts(dossier: Dossier, letters: Iterable[Letter]) -> LetterList:
    """The correspondence of a dossier; its customer stands in it masked.

    Source: FRM-81.
    """
    return LetterList(
        fonds=fonds_of(dossier.centre),
        reference=dossier.code,
        title=dossier.title,
        centre=dossier.centre.name,
        lines=tuple(_lines(dossier, letters)),
    )


def _lines(dossier: Dossier, letters: Iterable[Letter]) -> Iterator[LetterLine]:
    customer = dossier.occupancy.customer if dossier.occupancy else None
    for letter in letters:
        partner = letter.partner
        if customer is not None and customer.name:
            partner = partner.replace(customer.name, customer.shown_name)
        coming = letter.direction == Letter.Direction.IN
        centre = letter.centre.name
        yield LetterLine(
            number=letter.number,
            direction=_DIRECTIONS[Letter.Direction(letter.direction)],
            kind=_KINDS[Letter.Kind(letter.kind)],
            on=letter.on,
            sender=partner if coming else centre,
            addressee=centre if coming else partner,
            subject=letter.subject,
            due_on=letter.answer_due_on,
            answered_by=tuple(answer.number for answer in letter.answered_by.all()),
        )
