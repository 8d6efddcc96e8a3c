"""档案接收、转移、外借登记: where the things of one dossier came from and went.

Source: TRF-18, FRM-40.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from django.db.models import Count
from django.utils import timezone

from archive_office.printing.table import Column, Row, Section
from dossiers.models import Dossier, Submission
from dossiers.papers.lists_of_a_dossier import Heading, ListOfDossier, draw_list, list_of
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


def movement_register(facts: ListOfDossier[Movement]) -> bytes:
    """The register as PDF, in the order things happened.

    Source: TRF-18, FRM-40.
    """
    title, english = "档案接收、转移、外借登记表", "Receipts, Transfers and Loans"
    heading = Heading(FORM, title, english, "接收、转移、外借登记", height=30)
    rows = [_row(place, line) for place, line in enumerate(facts.lines, 1)]
    section = Section(COLUMNS, rows, blank=_ITEM_COLUMN, struck=False)
    counts = [(kind, sum(line.kind == kind for line in facts.lines)) for kind in _KINDS]
    total = "，".join(f"{kind} {count} 次" for kind, count in counts)
    return draw_list(facts, heading, section, f"{total}。")


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


def movement_facts(dossier: Dossier, told: Sequence[Movement]) -> ListOfDossier[Movement]:
    """What was received into a dossier, and where its things went.

    Args:
        told: Transfers and loans, as the apps above tell them.

    Source: FRM-40.
    """
    lines = sorted([*_received(dossier), *told], key=lambda line: line.on)
    return list_of(dossier, tuple(lines))


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
