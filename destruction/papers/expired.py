"""到期档案清册: the list of expired things proposed for appraisal."""

from archive_office.printing import marks
from archive_office.printing.form import LANDSCAPE, Band, Footer, Register, draw_register
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
from archive_office.printing.text import capital
from destruction.papers.facts import ExpiredItem, ExpiredList

FORM = "AO-JD-01 到期档案清册"

COLUMNS = (
    Column("序号", 10),
    Column("档　　　号", 48, "left"),
    Column("题　　　　　名", 46, "left", wraps=True),
    Column("所属\n年度", 16),
    Column("单位", 10),
    Column("件数", 9),
    Column("页数", 11),
    Column("保管\n期限", 12),
    Column("可鉴定日", 19),
    Column("起　算　与　到　期", 52, "left", wraps=True, size=8),
    Column("拟定\n意见", 16, wraps=True),
    Column("备注", 10, wraps=True),
)
_TITLE_COLUMN = 2
_TOTALS = 8.0
_SIGNATURES = 14.0
_LINES = ("登记人（签字）", "档案室负责人（签字）", "档案形成部门（签字）")


def expired_list(facts: ExpiredList) -> bytes:
    """The list of expired things as PDF, with lines to sign on.

    Source: APR-13.
    """
    number = f"鉴定编号：{facts.number or '——'}"
    room = f"保管单位：{facts.room}"
    head = Head(
        title="到期档案清册",
        english="Records Due for Appraisal",
        left=(*fonds_lines(facts.fonds), number),
        right=(room, f"登记日期：{day(facts.stated_on)}"),
        again=(number, room),
    )
    rows = [_row(place, item) for place, item in enumerate(facts.items, 1)]
    title = f"到期档案清册 {facts.number or facts.stated_on.isoformat()}"
    return draw_register(
        Register(
            page=LANDSCAPE,
            info=info(facts.fonds, FORM, title),
            sections=(Section(COLUMNS, rows, blank=_TITLE_COLUMN),),
            first=first_band(head),
            following=following_band(head),
            tail=Band(_TOTALS + _SIGNATURES, lambda sheet, box: _tail(sheet, box, facts)),
            footer=Footer(f"{FORM}　期满只表示可以鉴定，未经鉴定、批准不得销毁", facts.room),
            row=8,
        )
    )


def _row(place: int, item: ExpiredItem) -> Row:
    return Row(
        (
            str(place),
            item.reference,
            item.title,
            item.year,
            item.kind,
            str(item.items),
            str(item.pages),
            item.retention,
            item.expires,
            item.reckoned,
            item.verdict,
            item.remark,
        )
    )


def _tail(sheet: Sheet, box: Box, facts: ExpiredList) -> None:
    middle = box.top + _TOTALS / 2
    sheet.write_middle(box.left + 2.5, middle, "合　　计", Style(size=9.5, bold=True))
    volumes = sum(item.kind == "卷" for item in facts.items)
    singles = len(facts.items) - volumes
    pages = sum(item.pages for item in facts.items)
    text = (
        f"案卷{capital(volumes)}卷，文件{capital(singles)}件，共{capital(pages)}页"
        f"（{volumes} 卷　{singles} 件　{pages} 页）。"
    )
    sheet.write_middle(box.left + 22, middle, text, Style(size=9.5))
    top = box.top + _TOTALS
    sheet.stroke(box.left, top, box.right, top)
    wide = box.width / len(_LINES)
    for place, label in enumerate(_LINES):
        line = Box(box.left + place * wide + 2.5, top + 3, wide - 6, 8)
        marks.pen_line(sheet, label, line, facts.stated_by if not place else "")
