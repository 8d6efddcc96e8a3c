"""档案材料提交回执: what was handed in at the tray, and what became of each paper."""

from archive_office.printing import marks
from archive_office.printing.form import PORTRAIT, Band, Footer, Register, draw_register
from archive_office.printing.heads import (
    Fields,
    Head,
    fields_band,
    first_band,
    following_band,
    fonds_lines,
    info,
)
from archive_office.printing.sheet import GREY, Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section
from dossiers.papers.facts import SubmittedPaper, TrayReceipt

FORM = "AO-DA-08 档案材料提交回执"

COLUMNS = (
    Column("序号", 10),
    Column("材　料　名　称", 60, "left", wraps=True),
    Column("原　件\n复印件", 18, wraps=True),
    Column("份数", 11),
    Column("页数", 12),
    Column("影像", 12),
    Column("状　态", 17),
    Column("退回原因／备注", 34, "left", wraps=True),
)
_NAME_COLUMN = 1
_TOTALS = 8.0
_NOTE = 13.0
_SIGNATURES = 12.0


def tray_receipt(facts: TrayReceipt) -> bytes:
    """The receipt of one submission as PDF, with the state of every paper."""
    number = f"回执编号：{facts.number}"
    head = Head(
        title="档案材料提交回执",
        english="Receipt for Papers Submitted",
        left=(*fonds_lines(facts.fonds), number),
        right=(f"提交时间：{marks.moment(facts.submitted_at)}",),
        url=facts.scan,
        url_note="扫码查询",
        again=(number, facts.unit),
    )
    rows = [_row(place, paper) for place, paper in enumerate(facts.papers, 1)]
    return draw_register(
        Register(
            page=PORTRAIT,
            info=info(facts.fonds, FORM, f"档案材料提交回执 {facts.number}"),
            sections=(Section(COLUMNS, rows, blank=_NAME_COLUMN),),
            first=first_band(head, 27),
            following=following_band(head),
            grid=fields_band(_fields(facts)),
            tail=Band(_TOTALS + _NOTE + _SIGNATURES, lambda sheet, box: _tail(sheet, box, facts)),
            footer=Footer("提交人凭本回执查询办理结果", facts.centre),
            row=8,
        )
    )


def _row(number: int, paper: SubmittedPaper) -> Row:
    return Row(
        (
            str(number),
            paper.name,
            paper.original,
            str(paper.copies),
            str(paper.pages),
            str(paper.files),
            paper.state,
            paper.reason,
        )
    )


def _fields(facts: TrayReceipt) -> Fields:
    return (
        (("提交事由", facts.occasion), ("房　　号", facts.unit)),
        (("受理中心", facts.centre), ("提交人", facts.submitted_by)),
        (("档　　号", facts.reference or "接收后编号"), ("办理结果", _result(facts))),
    )


def _result(facts: TrayReceipt) -> str:
    """How many papers stand in which state, in the order the states first occur."""
    states = dict.fromkeys(paper.state for paper in facts.papers)
    counts = ((state, sum(paper.state == state for paper in facts.papers)) for state in states)
    return "，".join(f"{state} {count} 件" for state, count in counts)


def _tail(sheet: Sheet, box: Box, facts: TrayReceipt) -> None:
    pages = sum(paper.pages for paper in facts.papers)
    files = sum(paper.files for paper in facts.papers)
    text = f"共 {len(facts.papers)} 件，{pages} 页，影像 {files} 份。"
    middle = box.top + _TOTALS / 2
    sheet.write_middle(box.left + 2.5, middle, "合　　计", Style(size=9.5, bold=True))
    sheet.write_middle(box.left + 22, middle, text, Style(size=9.5))
    top = box.top + _TOTALS
    sheet.stroke(box.left, top, box.right, top)
    note = facts.note or (
        "本回执证明上列材料已提交档案管理员；逐件接收或退回以“状态”栏为准。"
        "退回的材料请按原因补正后重新提交，影像件不能代替原件。"
    )
    room = Box(box.left + 2.5, top + 1, box.width - 5, _NOTE - 2)
    marks.text_block(sheet, room, note, Style(size=9, colour=GREY), leading=1.4)
    top += _NOTE
    sheet.stroke(box.left, top, box.right, top)
    half = box.width / 2
    left = Box(box.left + 2.5, top + 1.5, half - 10, 8.5)
    marks.pen_line(sheet, "提交人（签字）", left, "")
    settled = ""
    if facts.settled_at:
        settled = f"{facts.settled_by}　{marks.moment(facts.settled_at)}"
    right = Box(box.left + half + 2.5, top + 1.5, half - 5, 8.5)
    marks.pen_line(sheet, "档案管理员", right, settled)
