"""档案借阅单: stub and slip side by side; more than six things stand on an annex."""

from archive_office.printing import marks
from archive_office.printing.form import (
    LANDSCAPE,
    Band,
    Footer,
    Page,
    Register,
    add_register,
)
from archive_office.printing.heads import (
    Fields,
    Head,
    day,
    fields,
    first_band,
    following_band,
    fonds_lines,
    info,
)
from archive_office.printing.sheet import GREY, Box, Sheet, Style, qr_size
from archive_office.printing.table import Column, Row, Section
from lending.papers import words
from lending.papers.facts import LentThing, Slip

FORM = "AO-LY-01 档案借阅单"
PAGE = Page(210, 148, 20, 12, 20, 10)
ROWS = 6
"""So many things stand on the slip itself."""

ANNEX = (
    Column("序号", 11),
    Column("档　　　号", 50, "left"),
    Column("案　卷　题　名", 92, "left", wraps=True),
    Column("起止日期", 28),
    Column("保管期限", 16),
    Column("件数", 13),
    Column("页数", 14),
    Column("存放位置", 22),
    Column("归还", 13),
)
_COLUMNS = (("序号", 8.0), ("档　号", 40.0), ("题　名", 38.0), ("件/页", 12.0), ("归还", 12.0))
_TICKS = (
    ("查阅", ("查阅",)),
    ("借出", ("借出",)),
    ("复印", ("复印", "摘抄")),
    ("拍照", ("拍照",)),
)
_STUB = Box(20, 12, 50, 126)
_SLIP = Box(80, 12, 110, 126)
_PERFORATION = 75.0
_TOP = 17.0
_FIELD = 6.2
_HEADS = 6.0
_ROW = 8.0
_SIGN = 9.0
_CODE = 13.0
_SMALL = Style(size=6.2, colour=GREY)
_CELL = Style(size=8.5)


def slip(facts: Slip) -> bytes:
    """The loan slip as PDF: A5 with its stub; an A4 list follows where it is needed.

    Source: LND-19, FRM-60.
    """
    sheet = Sheet(PAGE.width, PAGE.height, info(facts.fonds, FORM, f"档案借阅单 {facts.number}"))
    _perforation(sheet)
    _draw_stub(sheet, facts)
    _draw_slip(sheet, facts)
    marks.absent_note(sheet, _SLIP.left, PAGE.height - 6)
    sheet.showPage()
    if len(facts.lines) > ROWS:
        add_register(sheet, _annex(facts))
    return sheet.finish()


def _perforation(sheet: Sheet) -> None:
    sheet.frame(Box(_PERFORATION, 4, 0, PAGE.height - 8), colour=GREY, dash=(1.5, 1.5))
    sheet.write_down(_PERFORATION + 2, 62, "裁切线", Style(size=6, colour=GREY), 3.2)


def _quantity(facts: Slip) -> str:
    pages = sum(line.pages for line in facts.lines)
    return f"{len(facts.lines)} 卷（件） {pages} 页"


def _title(sheet: Sheet, box: Box, facts: Slip, name: str, *, size: float) -> None:
    """The name of a part at its left, its number as text beneath, as code at the right."""
    side = qr_size(facts.number, _CODE)
    room = box.width - side - 3
    style = Style(size=size, bold=True, tracking=2)
    sheet.write_middle(box.left, box.top + 4, name, style)
    number = f"№ {facts.number}"
    sheet.write_middle(box.left, box.top + 9.2, number, Style(size=9.5, bold=True))
    body = f"{facts.fonds.code} {facts.fonds.name}"
    sheet.write_middle(box.left, box.top + 13.2, body, Style(size=7, colour=GREY).fit(body, room))
    sheet.qr(facts.number, box.right - side - 1, box.top, side)


def _draw_stub(sheet: Sheet, facts: Slip) -> None:
    box = _STUB
    _title(sheet, box, facts, "存　根", size=13)
    table: Fields = (
        (("借阅人", facts.borrower),),
        (("部　门", facts.department),),
        (("目　的", facts.purpose),),
        (("利用方式", words.once(line.manner for line in facts.lines)),),
        (("数　量", _quantity(facts)),),
        (("借出日期", day(facts.handed_out_on)),),
        (("应还日期", day(facts.due_on)),),
        (("审批人", facts.approved_by),),
        (("经办人", facts.handled_by),),
    )
    top = box.top + _TOP
    high = _FIELD * len(table)
    fields(sheet, Box(box.left, top, box.width, high), table, label=15)
    below = top + high
    sheet.stroke(box.left, below, box.right, below)
    codes = _codes(facts)
    for number, code in enumerate(codes):
        style = Style(size=7.5).fit(code, box.width - 3)
        sheet.write_middle(box.left + 1.5, below + 3 + number * 4.2, code, style)
    foot = box.bottom - 10
    sheet.stroke(box.left, foot - _SIGN, box.right, foot - _SIGN)
    for number, label in enumerate(("借阅人签字", "归还验收")):
        place = Box(box.left + 1.5, foot - _SIGN - 8 + number * 8.5, box.width - 4, 7.5)
        marks.pen_line(sheet, label, place)
    sheet.frame(Box(box.left, top, box.width, foot - top), width=1)


def _codes(facts: Slip) -> tuple[str, ...]:
    """The reference codes on the stub, the first few and how many more."""
    codes = tuple(line.reference for line in facts.lines[:ROWS])
    more = len(facts.lines) - ROWS
    return (*codes[: ROWS - 1], f"等 {len(facts.lines)} 项，见附页") if more > 0 else codes


def _draw_slip(sheet: Sheet, facts: Slip) -> None:
    box = _SLIP
    _title(sheet, box, facts, "档 案 借 阅 单", size=15)
    table: Fields = (
        (("借阅人", _borrower(facts)), ("部　门", facts.department)),
        (("电　话", facts.phone), ("借阅目的", facts.purpose)),
        (("借阅理由", facts.reason),),
        (("利用方式", ""),),
        (("借出日期", day(facts.handed_out_on)), ("应还日期", day(facts.due_on))),
    )
    top = box.top + _TOP
    high = _FIELD * len(table)
    fields(sheet, Box(box.left, top, box.width, high), table, label=17)
    _ticks(sheet, Box(box.left + 17, top + 3 * _FIELD, box.width - 17, _FIELD), facts)
    below = top + high
    sheet.stroke(box.left, below, box.right, below, width=0.9)
    below = _lines(sheet, Box(box.left, below, box.width, _HEADS + ROWS * _ROW), facts)
    below = _signatures(sheet, Box(box.left, below, box.width, 2 * _SIGN), facts)
    sheet.frame(Box(box.left, top, box.width, below - top), width=1)
    note = (
        f"{FORM}　保管单位：{facts.room}　借阅人签字后生效；不得转借、涂改、拆散，遗失损坏应即报告"
    )
    sheet.write_middle(box.left, below + 3, note, _SMALL.fit(note, box.width))
    if facts.unknown_year is not None:
        unknown = f"{facts.unknown_year} 年工作日历尚未公布，应还日期未按休息日顺延"
        sheet.write_middle(box.left, below + 6.2, unknown, _SMALL.fit(unknown, box.width))


def _borrower(facts: Slip) -> str:
    return f"{facts.borrower}（{facts.fetched_by} 代领）" if facts.fetched_by else facts.borrower


def _ticks(sheet: Sheet, box: Box, facts: Slip) -> None:
    asked = {line.manner for line in facts.lines}
    x = box.left + 2
    for label, meant in _TICKS:
        x += marks.check_box(sheet, x, box.middle, label, ticked=bool(asked & set(meant))) + 6


def _lines(sheet: Sheet, box: Box, facts: Slip) -> float:
    """Draw the six rows; returns where they end."""
    edges = [box.left]
    for head, width in _COLUMNS:
        left = edges[-1]
        style = Style(size=8.5, bold=True, align="center")
        sheet.write_middle(left + width / 2, box.top + _HEADS / 2, head, style)
        edges.append(left + width)
    for number in range(ROWS):
        top = box.top + _HEADS + number * _ROW
        sheet.stroke(box.left, top, box.right, top, width=0.4 if number else 0.9)
    annexed = len(facts.lines) > ROWS
    upright = box.top + _HEADS if annexed else box.bottom
    for edge in edges[1:-1]:
        sheet.stroke(edge, box.top, edge, upright)
    if annexed:
        text = f"共 {_quantity(facts)}，详见附页《借阅清单》"
        middle = box.top + _HEADS + _ROW / 2
        sheet.write_middle(box.centre, middle, text, Style(size=9.5, align="center"))
        _struck(sheet, Box(box.left, middle + _ROW / 2, box.width, (ROWS - 1) * _ROW))
    else:
        for number, line in enumerate(facts.lines):
            top = box.top + _HEADS + number * _ROW
            _line(sheet, Box(box.left, top, box.width, _ROW), edges, (number + 1, line))
        left = ROWS - len(facts.lines)
        if left:
            _struck(sheet, Box(box.left, box.bottom - left * _ROW, box.width, left * _ROW))
    sheet.stroke(box.left, box.bottom, box.right, box.bottom, width=0.9)
    return box.bottom


def _struck(sheet: Sheet, box: Box) -> None:
    """Close the empty rows: nothing can be added after the signature."""
    sheet.stroke(box.left + 2, box.bottom - 1.5, box.right - 2, box.top + 1.5, colour=GREY)


def _line(sheet: Sheet, box: Box, edges: list[float], entry: tuple[int, LentThing]) -> None:
    number, line = entry
    cells = (
        str(number),
        line.reference,
        line.title,
        f"{line.items}/{line.pages}",
        f"{line.returned_on:%m-%d}" if line.returned_on else "",
    )
    for place, text in enumerate(cells):
        room = Box(edges[place], box.top, edges[place + 1] - edges[place], box.height)
        if place in (1, 2):
            inner = Box(room.left + 1, room.top + 0.3, room.width - 2, room.height - 0.6)
            _wrapped(sheet, inner, text)
        else:
            style = _CELL.but(align="center").fit(text, room.width - 1)
            sheet.write_middle(room.centre, room.middle, text, style)


def _wrapped(sheet: Sheet, box: Box, text: str) -> None:
    """One line while it stays readable, else as many as it needs."""
    one = _CELL.fit(text, box.width)
    if one.size >= 7:  # noqa: PLR2004 - points
        sheet.write_middle(box.left, box.middle, text, one)
    else:
        marks.text_block(sheet, box, text, Style(size=7), leading=1.15)


def _signatures(sheet: Sheet, box: Box, facts: Slip) -> float:
    third = box.width / 3
    back = facts.given_back
    rows = (
        (("借阅人", ""), ("审批人", facts.approved_by), ("经办人", facts.handled_by)),
        (
            ("归还日期", back.on.isoformat() if back else ""),
            ("完好情况", back.condition if back else ""),
            ("验收人", back.checked_by if back else ""),
        ),
    )
    for row, places in enumerate(rows):
        for place, (label, value) in enumerate(places):
            left = box.left + 1.5 + place * third
            line = Box(left, box.top + row * _SIGN + 0.8, third - 4, _SIGN - 1.2)
            marks.pen_line(sheet, label, line, value)
    sheet.stroke(box.left, box.top + _SIGN, box.right, box.top + _SIGN)
    return box.bottom


def _annex(facts: Slip) -> Register:
    """借阅清单 in the columns of the volume register."""
    number = f"借阅单号：{facts.number}"
    who = f"借阅人：{facts.borrower}　{facts.department}"
    head = Head(
        title="借阅清单",
        english="Annex to the Loan Slip",
        left=(*fonds_lines(facts.fonds), number),
        right=(
            who,
            f"借出日期：{day(facts.handed_out_on)}　应还日期：{day(facts.due_on)}",
        ),
        again=(number, who),
    )
    return Register(
        page=LANDSCAPE,
        info=info(facts.fonds, FORM, f"借阅清单 {facts.number}"),
        sections=(
            Section(ANNEX, [_row(n, line) for n, line in enumerate(facts.lines, 1)], blank=2),
        ),
        first=first_band(head),
        following=following_band(head),
        tail=Band(12, lambda sheet, box: _tail(sheet, box, facts)),
        footer=Footer(f"{FORM}（附页）", facts.room),
    )


def _row(number: int, line: LentThing) -> Row:
    return Row(
        (
            str(number),
            line.reference,
            line.title,
            line.years,
            line.retention,
            str(line.items),
            str(line.pages),
            line.place,
            f"{line.returned_on:%m-%d}" if line.returned_on else "",
        )
    )


def _tail(sheet: Sheet, box: Box, facts: Slip) -> None:
    text = f"共 {_quantity(facts)}"
    sheet.write_middle(box.left + 2.5, box.middle, text, Style(size=9.5, bold=True))
    third = box.width / 3
    for place, (label, value) in enumerate(
        (("借阅人（签字）", ""), ("经办人", facts.handled_by)), 1
    ):
        line = Box(box.left + place * third + 2, box.top + 1.5, third - 8, 9)
        marks.pen_line(sheet, label, line, value)
