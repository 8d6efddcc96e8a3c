"""档案催还通知书: a letter to the borrower, with a reply to cut off."""

from itertools import accumulate

from archive_office.printing import marks
from archive_office.printing.form import PORTRAIT, Footer, footer
from archive_office.printing.heads import info
from archive_office.printing.marks import in_words
from archive_office.printing.sheet import GREY, RED, Box, Sheet, Style, qr_size
from archive_office.printing.text import POINT, paragraph
from lending.papers import words
from lending.papers.facts import OverdueLine, OverdueNotice

FORM = "AO-LY-03 档案催还通知书"
TERM = "请于收到本通知之日起 3 个工作日内归还或办理续借"

_COLUMNS = (
    ("档　　　号", 50.0),
    ("题　　　名", 66.0),
    ("借出日期", 20.0),
    ("应还日期", 20.0),
    ("逾期天数", 18.0),
)
_BODY = Style(size=12)
_PITCH = 8.0
_HEADS = 9.0
_ROW = 11.0
_REPLY = 80.0


def overdue_notice(facts: OverdueNotice) -> bytes:
    """The overdue notice as PDF; the third one names the department's head as well.

    Source: LND-05, LND-06.
    """
    page = PORTRAIT
    sheet = Sheet(
        page.width, page.height, info(facts.fonds, FORM, f"档案催还通知书 {facts.number}")
    )
    box = Box(page.left, page.top, page.body, page.height - page.top - page.bottom)
    _head(sheet, box, facts)
    below = _letter(sheet, Box(box.left, box.top + 34, box.width, 0), facts)
    _sender(sheet, Box(box.left, below, box.width, 0), facts)
    _reply(sheet, Box(box.left, page.foot - _REPLY, box.width, _REPLY), facts)
    footer(sheet, page, (0, 1), Footer(FORM, f"{facts.fonds.code} {facts.fonds.name}"))
    sheet.showPage()
    return sheet.finish()


def _head(sheet: Sheet, box: Box, facts: OverdueNotice) -> None:
    marks.title(sheet, box.centre, box.top + 14, "档案催还通知书", size=22)
    marks.subtitle(sheet, box.centre, box.top + 21.5, "Overdue Notice")
    turn = f"第{words.NUMBERS[facts.turn]}次"
    mark = Style(size=12, bold=True, colour=RED, align="right")
    sheet.write_middle(box.right, box.top + 3, turn, mark)
    number = f"编号：{facts.number}"
    sheet.write_middle(box.right, box.top + 28, number, Style(size=10, align="right"))
    side = qr_size(facts.number, 13)
    sheet.qr(facts.number, box.left + 0.5, box.top, side)


def _letter(sheet: Sheet, box: Box, facts: OverdueNotice) -> float:
    """Draw addressee, body and table; returns where they end."""
    to = "　".join(part for part in (facts.department, facts.person) if part)
    sheet.write_middle(
        box.left, box.top + 3, f"{to}：", _BODY.but(bold=True).fit(to, box.width - 8)
    )
    opening = (
        f"您凭借阅单 {facts.slip_number} 借用的下列档案已超过应还日期，至本通知签发之日仍未归还。"
        "档案借期为 7 天；自借出之日起满 15 天既未归还又未获准续借的，按失职追究责任。"
    )
    top = _paragraph(sheet, Box(box.left, box.top + 8, box.width, 0), opening)
    top = _table(sheet, Box(box.left, top + 2, box.width, 0), facts.lines)
    return _paragraph(sheet, Box(box.left, top + 2, box.width, 0), f"{TERM}。{_closing(facts)}")


def _closing(facts: OverdueNotice) -> str:
    if facts.turn < 3:  # noqa: PLR2004 - there are three
        return "如已归还，请在回执中说明归还日期及接收人。"
    head = facts.department_head or "部门负责人"
    return f"这是第三次催还，本通知同时抄送{head}；逾期仍不归还的，档案室将报公司处理。"


def _paragraph(sheet: Sheet, box: Box, text: str) -> float:
    lines = paragraph(text, box.width / (_BODY.size * POINT))
    sheet.write_lines(box.left, box.top, lines, _BODY, _PITCH)
    return box.top + _PITCH * len(lines)


def _table(sheet: Sheet, box: Box, lines: tuple[OverdueLine, ...]) -> float:
    height = _HEADS + _ROW * len(lines)
    edges = list(accumulate((width for _head, width in _COLUMNS), initial=box.left))
    for (head, width), left in zip(_COLUMNS, edges, strict=False):
        style = Style(size=9.5, bold=True, align="center")
        sheet.write_middle(left + width / 2, box.top + _HEADS / 2, head, style)
    for edge in edges[1:-1]:
        sheet.stroke(edge, box.top, edge, box.top + height)
    for number, line in enumerate(lines):
        top = box.top + _HEADS + number * _ROW
        sheet.stroke(box.left, top, box.right, top, width=0.4 if number else 0.9)
        for place, text in enumerate(_cells(line)):
            cell = Box(edges[place], top, edges[place + 1] - edges[place], _ROW)
            marks.value_cell(sheet, cell, text, centred=place > 1)
    sheet.frame(Box(box.left, box.top, box.width, height), width=1.5)
    return box.top + height


def _cells(line: OverdueLine) -> tuple[str, ...]:
    return (
        line.reference,
        line.title,
        line.handed_out_on.isoformat(),
        line.due_on.isoformat(),
        f"{line.days_late} 天",
    )


def _sender(sheet: Sheet, box: Box, facts: OverdueNotice) -> None:
    centre = box.right - 40
    name = f"{facts.room}（章）"
    centred = _BODY.but(align="center")
    sheet.write_middle(centre, box.top + 10, name, centred.fit(name, 78))
    sheet.write_middle(centre, box.top + 18, in_words(facts.issued_on), centred)
    sheet.write_middle(box.left, box.top + 18, f"签发人：{facts.issued_by}", Style(size=10))


def _reply(sheet: Sheet, box: Box, facts: OverdueNotice) -> None:
    sheet.frame(Box(5, box.top, PORTRAIT.width - 10, 0), colour=GREY, dash=(1.5, 1.5))
    cut = Style(size=7, colour=GREY, align="center")
    sheet.write_middle(PORTRAIT.width / 2, box.top - 2.2, "—— 裁切线 ——", cut)
    marks.title(sheet, box.centre, box.top + 9, "回执", size=16)
    right = Style(size=10, align="right")
    sheet.write_middle(box.right, box.top + 9, f"编号：{facts.number}", right)
    body = Style(size=11)
    first = facts.lines[0].reference if facts.lines else ""
    more = f" 等 {len(facts.lines)} 项" if len(facts.lines) > 1 else ""
    turn = words.NUMBERS[facts.turn]
    text = f"{facts.room}：第{turn}次催还通知书收悉，{first}{more} 现处理如下："
    sheet.write_middle(box.left, box.top + 19, text, body.fit(text, box.width))
    choices = ("已归还", "申请续借至", "情况说明")
    for number, label in enumerate(choices):
        middle = box.top + 28 + number * 9
        used = marks.check_box(sheet, box.left + 6, middle, label, ticked=False)
        start = box.left + 8 + used
        sheet.stroke(start, middle + 2.8, box.right - 6, middle + 2.8)
    date = in_words(None)
    sheet.write_middle(box.left + 8 + 36, box.top + 37, date, body.but(align="left"))
    foot = box.top + 59
    half = box.width / 2
    marks.pen_line(sheet, "借阅人（签字）", Box(box.left + 6, foot, half - 16, 9))
    marks.pen_line(sheet, "部门负责人（签字）", Box(box.left + half, foot, half - 6, 9))
    sheet.write_middle(box.right - 6, foot + 14, date, body.but(align="right"))
