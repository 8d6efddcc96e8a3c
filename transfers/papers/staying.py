"""留存档案附件: what the centre does not hand over this time, and why."""

from archive_office.printing import marks
from archive_office.printing.form import LANDSCAPE, Band, Register, draw_register
from archive_office.printing.heads import (
    Head,
    day,
    first_band,
    following_band,
    fonds_lines,
    info,
)
from archive_office.printing.sheet import Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section
from transfers.papers import parties
from transfers.papers.facts import StayingAnnex, StayingLine

FORM = "AO-YJ-04 留存档案附件"

COLUMNS = (
    Column("序号", 10),
    Column("档　　　号", 50, "left"),
    Column("题　　　　名", 68, "left", wraps=True),
    Column("类　别", 24, wraps=True),
    Column("件数", 11),
    Column("页数", 12),
    Column("处理方式", 20, wraps=True),
    Column("留存原因", 40, "left", wraps=True),
    Column("存放位置", 24),
)
_TITLE_COLUMN = 2
_TOTALS = 8.0
_SIGNATURES = 12.0


def staying_annex(facts: StayingAnnex) -> bytes:
    """The annex of what stays with the centre as PDF.

    Source: LND-13.
    """
    head = Head(
        title="留存档案附件",
        english="Records Kept by the Centre",
        left=(*fonds_lines(facts.fonds), f"所属清单：{facts.manifest_number}"),
        right=(
            f"移交性质：{facts.nature}",
            f"留存部门：{facts.department}　编制日期：{day(facts.stated_on)}",
        ),
        again=(f"所属清单：{facts.manifest_number}", f"留存部门：{facts.department}"),
    )
    return draw_register(
        Register(
            page=LANDSCAPE,
            info=info(
                facts.fonds, FORM, f"留存档案附件 {facts.manifest_number}", digest=facts.digest
            ),
            sections=(
                Section(
                    COLUMNS,
                    [_row(number, line) for number, line in enumerate(facts.lines, 1)],
                    blank=_TITLE_COLUMN,
                ),
            ),
            first=first_band(head),
            following=following_band(head),
            tail=Band(_TOTALS + _SIGNATURES, lambda sheet, box: _tail(sheet, box, facts)),
            footer=parties.footer(facts.digest),
        )
    )


def _row(number: int, line: StayingLine) -> Row:
    return Row(
        (
            str(number),
            line.reference,
            line.title,
            line.category,
            str(line.items),
            "—" if line.pages is None else str(line.pages),
            line.treatment,
            line.reason,
            line.place,
        )
    )


def _tail(sheet: Sheet, box: Box, facts: StayingAnnex) -> None:
    items = sum(line.items for line in facts.lines)
    pages = sum(line.pages or 0 for line in facts.lines)
    text = f"留存 {len(facts.lines)} 项，{items} 件，{pages} 页；保管责任仍由留存部门承担。"
    middle = box.top + _TOTALS / 2
    sheet.write_middle(box.left + 2.5, middle, "合　　计", Style(size=9.5, bold=True))
    sheet.write_middle(box.left + 22, middle, text, Style(size=9.5))
    top = box.top + _TOTALS
    sheet.stroke(box.left, top, box.right, top, width=0.9)
    third = box.width / 3
    labels = (("编制人", facts.stated_by), ("留存部门负责人（签字）", ""), ("档案室（签字）", ""))
    for place, (label, value) in enumerate(labels):
        line = Box(box.left + 2.5 + place * third, top + 1.5, third - 8, 8.5)
        marks.pen_line(sheet, label, line, value)
