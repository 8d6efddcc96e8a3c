"""档案接收、转移、外借登记: where the things of one dossier came from and went.

Source: TRF-18, FRM-40.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count
from django.utils import timezone

from archive_office.printing.facts import Fonds
from archive_office.printing.form import LANDSCAPE, Band, Footer, Register, draw_register
from archive_office.printing.heads import Head, first_band, following_band, fonds_lines, info
from archive_office.printing.sheet import Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section
from dossiers.models import Dossier, Submission
from dossiers.papers.filling import fonds_of
from dossiers.signals import Movement

FORM: Final = "AO-DA-27 档案接收、转移、外借登记表"

COLUMNS: Final = (
    Column("序号", 11),
    Column("日　期", 20),
    Column("类别", 14),
    Column("档号、内容", 64, "left", wraps=True),
    Column("移交（借出）方", 36, "left", wraps=True),
    Column("接收（借入）方", 36, "left", wraps=True),
    Column("应还日期", 20),
    Column("归还日期", 20),
    Column("经办、签字", 38, wraps=True),
)
_ITEM_COLUMN: Final = 3
_KINDS: Final = ("接收", "转移", "外借")


@dataclass(frozen=True, slots=True)
class MovementRegister:
    """档案接收、转移、外借登记 of one dossier."""

    fonds: Fonds
    reference: str
    title: str
    centre: str
    lines: tuple[Movement, ...]


def movement_register(facts: MovementRegister) -> bytes:
    """The register as PDF, in the order things happened.

    Source: TRF-18, FRM-40.
    """
    number = f"档　号：{facts.reference}"
    head = Head(
        title="档案接收、转移、外借登记表",
        english="Receipts, Transfers and Loans",
        left=(*fonds_lines(facts.fonds), number),
        right=(f"保管中心：{facts.centre}", f"题　名：{facts.title}"),
        again=(number, facts.title),
    )
    rows = [_row(place, line) for place, line in enumerate(facts.lines, 1)]
    return draw_register(
        Register(
            page=LANDSCAPE,
            info=info(facts.fonds, FORM, f"接收、转移、外借登记 {facts.reference}"),
            sections=(Section(COLUMNS, rows, blank=_ITEM_COLUMN, struck=False),),
            first=first_band(head, 30),
            following=following_band(head),
            tail=Band(8, lambda sheet, box: _totals(sheet, box, facts)),
            footer=Footer(FORM, facts.centre),
            row=8,
        )
    )


def _row(number: int, line: Movement) -> Row:
    return Row(
        (
            str(number),
            line.on.isoformat(),
            line.kind,
            line.item,
            line.sender,
            line.receiver,
            _on(line.due_on),
            _on(line.back_on),
            line.signed,
        )
    )


def _on(value: date | None) -> str:
    return value.isoformat() if value else ""


def _totals(sheet: Sheet, box: Box, facts: MovementRegister) -> None:
    counts = [(kind, sum(line.kind == kind for line in facts.lines)) for kind in _KINDS]
    sheet.write_middle(box.left + 2.5, box.middle, "合　　计", Style(size=9.5, bold=True))
    text = "，".join(f"{kind} {count} 次" for kind, count in counts)
    sheet.write_middle(box.left + 22, box.middle, f"{text}。", Style(size=9.5))


def movement_facts(dossier: Dossier, told: Sequence[Movement]) -> MovementRegister:
    """What was received into a dossier, and where its things went.

    Args:
        told: Transfers and loans, as the apps above tell them.

    Source: FRM-40.
    """
    lines = sorted([*_received(dossier), *told], key=lambda line: line.on)
    return MovementRegister(
        fonds=fonds_of(dossier.centre),
        reference=dossier.code,
        title=dossier.title,
        centre=dossier.centre.name,
        lines=tuple(lines),
    )


def _received(dossier: Dossier) -> Iterator[Movement]:
    rows = Submission.objects.filter(
        papers__document__holding__dossier=dossier, answered_at__isnull=False
    )
    counted = rows.annotate(filed=Count("papers")).select_related("by", "answered_by", "centre")
    for sent in counted.order_by("answered_at", "pk"):
        filed: int = sent.filed  # type: ignore[attr-defined]  # annotated above
        if sent.answered_at is not None:
            yield Movement(
                on=timezone.localtime(sent.answered_at).date(),
                kind="接收",
                item=f"材料 {filed} 件　{sent.receipt_number or ''}".rstrip("　"),
                sender=str(sent.by),
                receiver=sent.centre.name,
                signed=str(sent.answered_by or ""),
            )
