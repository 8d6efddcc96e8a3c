"""往来文件目录: the correspondence of one dossier, with what each letter answers.

Source: COL-12, FRM-81.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from archive_office.printing.table import Column, Row, Section
from dossiers.models import Dossier, Letter
from dossiers.papers.lists_of_a_dossier import Heading, ListOfDossier, draw_list, list_of

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


def letter_list(facts: ListOfDossier[LetterLine]) -> bytes:
    """The correspondence of one dossier as PDF, the oldest first.

    Source: COL-12, FRM-81.
    """
    heading = Heading(FORM, "往来文件目录", "Correspondence of the Dossier", "往来文件目录")
    rows = [_row(place, line) for place, line in enumerate(facts.lines, 1)]
    section = Section(COLUMNS, rows, blank=_SUBJECT_COLUMN, struck=False)
    waiting = sum(bool(line.due_on) and not line.answered_by for line in facts.lines)
    total = f"{len(facts.lines)} 件，其中待答复 {waiting} 件。"
    return draw_list(facts, heading, section, total)


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


def letter_facts(dossier: Dossier, letters: Iterable[Letter]) -> ListOfDossier[LetterLine]:
    """The correspondence of a dossier; its customer stands in it masked.

    Source: FRM-81.
    """
    return list_of(dossier, tuple(_lines(dossier, letters)))


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
