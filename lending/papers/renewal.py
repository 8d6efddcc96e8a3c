"""续借单: one renewal of one loan, asked for and answered."""

from archive_office.printing import marks
from archive_office.printing.form import Page
from archive_office.printing.heads import Fields, day, fields, info
from archive_office.printing.sheet import GREY, Box, Sheet, Style, qr_size
from lending.papers.facts import RenewalSlip

FORM = "AO-LY-05 档案续借单"
PAGE = Page(210, 148, 20, 12, 13, 10)

_TOP = 21.0
_ROW = 8.0
_REASON = 16.0
_LABEL = 26.0
_ANSWER = 32.0


def renewal_slip(facts: RenewalSlip) -> bytes:
    """The renewal slip as PDF, A5; unanswered it leaves room for the pen.

    Source: LND-05, FRM-29.
    """
    title = f"档案续借单 {facts.slip_number}（{facts.turn}）"
    sheet = Sheet(PAGE.width, PAGE.height, info(facts.fonds, FORM, title))
    box = Box(PAGE.left, PAGE.top, PAGE.body, PAGE.height - PAGE.top - PAGE.bottom)
    _head(sheet, box, facts)
    top = box.top + _TOP
    below = _fields(sheet, Box(box.left, top, box.width, 0), facts)
    below = _answer(sheet, Box(box.left, below, box.width, _ANSWER), facts)
    sheet.frame(Box(box.left, top, box.width, below - top), width=1.5)
    note = (
        f"{FORM}　{facts.fonds.code} {facts.fonds.name}　本单与借阅单 {facts.slip_number} 一并保存"
    )
    sheet.write_middle(box.left, below + 3.2, note, Style(size=6.5, colour=GREY))
    marks.absent_note(sheet, box.left, below + 6.4)
    sheet.showPage()
    return sheet.finish()


def _head(sheet: Sheet, box: Box, facts: RenewalSlip) -> None:
    marks.title(sheet, box.centre, box.top + 6, "档案续借单", size=18)
    marks.subtitle(sheet, box.centre, box.top + 12.5, "Loan Renewal Slip")
    side = qr_size(facts.slip_number, 14)
    sheet.qr(facts.slip_number, box.right - side - 0.5, box.top, side)
    middle = box.top + _TOP - 3.2
    number = f"借阅单号：{facts.slip_number}　第 {facts.turn} 次续借"
    sheet.write_middle(box.left, middle, number, Style(size=9.5))
    asked = f"申请日期：{day(facts.asked_on)}"
    right = Style(size=9.5, align="right")
    sheet.write_middle(box.right - side - 4, middle, asked, right)


def _fields(sheet: Sheet, box: Box, facts: RenewalSlip) -> float:
    """Draw the labelled rows; returns where they end."""
    seen = day(facts.seen_on) if facts.seen_on else "（未出示）"
    table: Fields = (
        (("借阅人", facts.borrower), ("部　门", facts.department)),
        (("档　号", facts.reference), ("保管单位", facts.room)),
        (("题　名", facts.title),),
        (("借出日期", day(facts.handed_out_on)), ("原应还日期", day(facts.old_due_on))),
        (("续借后应还日期", day(facts.new_due_on)), ("实物查验日期", seen)),
    )
    height = _ROW * len(table)
    fields(sheet, Box(box.left, box.top, box.width, height), table, label=_LABEL)
    top = box.top + height
    sheet.stroke(box.left, top, box.right, top)
    marks.label_cell(sheet, Box(box.left, top, _LABEL, _REASON), "续借理由")
    sheet.stroke(box.left + _LABEL, top, box.left + _LABEL, top + _REASON)
    room = Box(box.left + _LABEL + 2, top + 1, box.width - _LABEL - 4, _REASON - 2)
    marks.text_block(sheet, room, facts.reason, Style(size=9.5))
    return top + _REASON


def _answer(sheet: Sheet, box: Box, facts: RenewalSlip) -> float:
    sheet.stroke(box.left, box.top, box.right, box.top, width=0.9)
    middle = box.top + 5
    sheet.write_middle(box.left + 2.5, middle, "审批意见", Style(size=9.5, bold=True))
    x = box.left + 24
    for label in ("同意续借", "不同意续借"):
        x += marks.check_box(sheet, x, middle, label, ticked=facts.outcome == label) + 8
    if facts.answer:
        room = Box(box.left + 24, box.top + 9, box.width - 28, 9)
        marks.text_block(sheet, room, facts.answer, Style(size=9), top=True)
    half = box.width / 2
    foot = box.bottom - 11
    left = Box(box.left + 2.5, foot, half - 8, 9)
    marks.pen_line(sheet, "申请人（签字）", left, facts.asked_by)
    right = Box(box.left + half, foot, half - 42, 9)
    marks.pen_line(sheet, "批准人", right, facts.decided_by)
    date = Style(size=9.5, align="right")
    sheet.write_middle(box.right - 2.5, right.middle, marks.in_words(facts.decided_on), date)
    return box.bottom
