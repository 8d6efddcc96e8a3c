"""移交差异表: what the two parties did not find as the manifest lists it."""

from collections import Counter

from archive_office.printing.form import LANDSCAPE, Band, Register, draw_register
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
from transfers.papers import parties
from transfers.papers.facts import Difference, DifferenceSheet

FORM = "AO-YJ-03 移交差异表"

COLUMNS = (
    Column("清单\n序号", 12),
    Column("档　　　号", 48, "left"),
    Column("题　　　名", 58, "left", wraps=True),
    Column("差异\n情况", 17, wraps=True),
    Column("清单所列", 26, wraps=True),
    Column("实际清点", 26, wraps=True),
    Column("差异说明", 34, "left", wraps=True),
    Column("处理意见", 19, wraps=True),
    Column("补交期限", 19),
)
_TITLE_COLUMN = 2
_TOTALS = 8.0
_STATEMENT = 9.0


def difference_sheet(facts: DifferenceSheet) -> bytes:
    """The difference sheet as PDF, signed over the content of the manifest it belongs to.

    Raises:
        ValueError: If a signature is over another content than the sheet shows.

    Source: TRF-10.
    """
    parties.check_digests(facts.digest, facts.transferor, facts.receiver)
    head = _head(facts)
    return draw_register(
        Register(
            page=LANDSCAPE,
            info=info(facts.fonds, FORM, f"移交差异表 {facts.number}", digest=facts.digest),
            sections=(Section(COLUMNS, [_row(line) for line in facts.lines], blank=_TITLE_COLUMN),),
            first=first_band(head),
            following=following_band(head),
            grid=fields_band(
                (
                    (
                        ("移交部门", facts.transferor.department),
                        ("接收部门", facts.receiver.department),
                        ("移交性质", facts.nature),
                    ),
                )
            ),
            tail=Band(
                _TOTALS + _STATEMENT + parties.HEIGHT,
                lambda sheet, box: _tail(sheet, box, facts),
            ),
            footer=parties.footer(facts.digest),
            watermark=parties.pending(facts.digest, *_sides(facts)),
        )
    )


def _row(line: Difference) -> Row:
    return Row(
        (
            str(line.number) if line.number else "—",
            line.reference,
            line.title,
            line.outcome,
            line.listed or "—",
            line.found or "—",
            line.reason,
            line.settlement,
            line.due_on.isoformat() if line.due_on else "—",
        )
    )


def _sides(facts: DifferenceSheet) -> tuple[parties.Side, parties.Side]:
    return parties.Side("移交方", facts.transferor), parties.Side("接收方", facts.receiver)


def _head(facts: DifferenceSheet) -> Head:
    number = f"差异表编号：{facts.number}"
    return Head(
        title="移交差异表",
        english="Handover Differences",
        left=(*fonds_lines(facts.fonds), number),
        right=(
            f"所属清单：{facts.manifest_number}",
            f"核对日期：{day(facts.checked_on)}　核对人：{facts.checked_by}",
        ),
        url=facts.verify_url,
        warning=parties.warning(facts.digest, *_sides(facts)),
        again=(number, f"所属清单：{facts.manifest_number}"),
    )


def _tail(sheet: Sheet, box: Box, facts: DifferenceSheet) -> None:
    counts = Counter(line.outcome for line in facts.lines)
    parts = "，".join(f"{outcome} {count} 项" for outcome, count in counts.items())
    text = f"共 {len(facts.lines)} 项：{parts}。" if parts else "共 0 项。"
    middle = box.top + _TOTALS / 2
    sheet.write_middle(box.left + 2.5, middle, "合　　计", Style(size=9.5, bold=True))
    sheet.write_middle(box.left + 22, middle, text, Style(size=9.5))
    top = box.top + _TOTALS
    sheet.stroke(box.left, top, box.right, top, width=0.9)
    statement = (
        f"以上差异业经交接双方当面核对确认，为清单 {facts.manifest_number} 的组成部分；"
        "应补交的材料由移交方按期补齐。"
    )
    sheet.write_middle(box.left + 2.5, top + _STATEMENT / 2, statement, Style(size=10))
    top += _STATEMENT
    sheet.stroke(box.left, top, box.right, top)
    parties.sides_block(sheet, Box(box.left, top, box.width, parties.HEIGHT), _sides(facts))
