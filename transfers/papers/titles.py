"""权证移交清单: title documents on a list of their own, with the archivist as third signer."""

from dataclasses import replace

from archive_office.printing import marks
from archive_office.printing.facts import Paper
from archive_office.printing.form import (
    LANDSCAPE,
    Band,
    Register,
    draw_original,
    draw_register,
)
from archive_office.printing.heads import (
    Head,
    day,
    fields_band,
    first_band,
    following_band,
    fonds_lines,
    info,
)
from archive_office.printing.sheet import Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section
from archive_office.printing.text import capital
from transfers.papers import parties
from transfers.papers.facts import TitleLine, TitleManifest

FORM = "AO-YJ-02 权证移交清单"

COLUMNS = (
    Column("序号", 10),
    Column("档　　　号", 50, "left"),
    Column("权　证　名　称", 48, "left", wraps=True),
    Column("权　证　号", 54, "left"),
    Column("原　件\n复印件", 13, wraps=True),
    Column("数量", 12),
    Column("坐　落", 36, "left", wraps=True),
    Column("核对\n结果", 18, wraps=True),
    Column("备　注", 18, wraps=True),
)
_TITLE_COLUMN = 2
_TOTALS = 8.0
_STATEMENT = 9.0


def title_manifest(facts: TitleManifest, *, copy: int | None = None) -> bytes:
    """The list of title documents as PDF: every copy, or the one with this number, from 1.

    Raises:
        ValueError: If a signature is over another content than the list shows, or nobody
            keeps a copy of this number.

    Source: TRF-14, FRM-59.
    """
    parties.check_digests(facts.digest, facts.transferor, facts.receiver, facts.archivist)
    return draw_register(_register(facts), marks.chosen_copies(facts.keepers, copy))


def title_original(facts: TitleManifest) -> Paper:
    """The list as it is sealed electronically; the archivist's signature has a seal there too.

    Raises:
        ValueError: If a signature is over another content than the list shows.

    Source: TRF-07, TRF-14.
    """
    parties.check_digests(facts.digest, facts.transferor, facts.receiver, facts.archivist)
    blank = replace(
        facts,
        transferor=parties.unsealed(facts.transferor),
        receiver=parties.unsealed(facts.receiver),
    )
    return draw_original(_register(blank, original=True))


def _register(facts: TitleManifest, *, original: bool = False) -> Register:
    head = _head(facts)
    return Register(
        page=LANDSCAPE,
        info=info(facts.fonds, FORM, f"权证移交清单 {facts.number}", digest=facts.digest),
        sections=(
            Section(
                COLUMNS,
                [_row(number, line) for number, line in enumerate(facts.lines, 1)],
                blank=_TITLE_COLUMN,
            ),
        ),
        first=first_band(head),
        following=following_band(head),
        grid=fields_band(
            (
                (
                    ("移交部门", facts.transferor.department),
                    ("接收部门", facts.receiver.department),
                ),
                (("移交依据", facts.basis), ("权证数量", f"{_quantity(facts)} 本（份）")),
            )
        ),
        tail=Band(
            _TOTALS + _STATEMENT + parties.HEIGHT,
            lambda sheet, box: _tail(sheet, box, facts, _sides(facts, original=original)),
        ),
        footer=parties.footer(facts.digest, facts.keepers),
        row=8,
        watermark=parties.pending(facts.digest, *_sides(facts)),
    )


def _row(number: int, line: TitleLine) -> Row:
    return Row(
        (
            str(number),
            line.reference,
            line.name,
            line.certificate_number,
            line.original,
            str(line.quantity),
            line.place,
            line.outcome,
            line.remark,
        )
    )


def _quantity(facts: TitleManifest) -> int:
    return sum(line.quantity for line in facts.lines)


def _sides(facts: TitleManifest, *, original: bool = False) -> tuple[parties.Side, ...]:
    return (
        parties.Side("移交方", facts.transferor, key="transferring"),
        parties.Side("接收方", facts.receiver, key="receiving"),
        parties.Side("档案员", facts.archivist, sealed=original, key="archivist"),
    )


def _head(facts: TitleManifest) -> Head:
    number = f"清单编号：{facts.number}"
    sides = f"移交部门：{facts.transferor.department}　　接收部门：{facts.receiver.department}"
    return Head(
        title="权证移交清单",
        english="Title Documents Manifest",
        left=(*fonds_lines(facts.fonds), number),
        right=(f"编制日期：{day(facts.prepared_on)}", f"移交日期：{day(facts.handed_over_on)}"),
        url=facts.verify_url,
        warning=parties.warning(facts.digest, *_sides(facts)),
        again=(number, sides),
    )


def _tail(sheet: Sheet, box: Box, facts: TitleManifest, sides: tuple[parties.Side, ...]) -> None:
    taken = sum(line.quantity for line in facts.lines if line.accepted)
    quantity = _quantity(facts)
    text = f"权证{capital(quantity)}本（份）（{quantity} 本（份））。"
    if taken != quantity:
        text = f"列入{text}　实际交接{capital(taken)}本（份）（{taken} 本（份））。"
    middle = box.top + _TOTALS / 2
    sheet.write_middle(box.left + 2.5, middle, "合　　计", Style(size=9.5, bold=True))
    sheet.write_middle(box.left + 22, middle, text, Style(size=9.5))
    top = box.top + _TOTALS
    sheet.stroke(box.left, top, box.right, top, width=0.9)
    statement = (
        "上列权证的名称、权证号、数量业经移交方、接收方及档案员当面核对无误，"
        "单独移交并存入保险柜，特立此据。"
    )
    sheet.write_middle(box.left + 2.5, top + _STATEMENT / 2, statement, Style(size=10))
    top += _STATEMENT
    sheet.stroke(box.left, top, box.right, top)
    parties.sides_block(sheet, Box(box.left, top, box.width, parties.HEIGHT), sides)
