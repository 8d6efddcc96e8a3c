"""档案查阅（复制）审批表: one request on one page, every step of every line on its annex."""

from collections.abc import Sequence
from itertools import accumulate

from archive_office.printing import marks
from archive_office.printing.form import (
    PORTRAIT,
    Footer,
    Register,
    add_register,
    footer,
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
from archive_office.printing.sheet import GREY, RED, Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section
from lending.papers import words
from lending.papers.facts import Approval, AskedThing, Opinion

FORM = "AO-LY-02 档案查阅（复制）审批表"
ROWS = 6
"""So many lines stand on the form itself."""
MOST_OPINIONS = 3
"""So many differing decisions stand in one opinion box; all of them stand on the annex."""

_HEAD = 25.0
_LABEL = 26.0
_ROW = 8.5
_HEADS = 7.0
_THING = 8.5
_OPINION = 44.0
_PROVIDED = 16.0
_CELL = Style(size=9)
_THINGS = (
    ("序号", 9.0),
    ("档　号", 46.0),
    ("题　名（件名）", 59.0),
    ("密级", 18.0),
    ("利用方式", 16.0),
    ("页码、份数", 26.0),
)
_TICKS = ("查阅", "借出", "摘抄", "拍照", "复印")
THINGS = (
    Column("序号", 10),
    Column("档　　　号", 46, "left"),
    Column("题　名（件名）", 58, "left", wraps=True),
    Column("密级", 16),
    Column("方式", 12),
    Column("页码、份数", 18, wraps=True),
    Column("结果", 14),
)
STEPS = (
    Column("项号", 24, "left", wraps=True),
    Column("审批环节", 36, "left", wraps=True),
    Column("审批人", 24, wraps=True),
    Column("职务", 30, "left", wraps=True),
    Column("意见", 31, "left", wraps=True),
    Column("时间", 29),
)


def approval_form(facts: Approval) -> bytes:
    """The approval form as PDF; a long request, or one much decided on, has an annex.

    Source: SEC-21, LND-17, FRM-28, FRM-45, FRM-46, FRM-51.
    """
    page = PORTRAIT
    sheet = Sheet(page.width, page.height, info(facts.fonds, FORM, f"{facts.title} {facts.number}"))
    top = page.top + _HEAD
    warning = _warning(facts)
    if warning:
        marks.watermark(sheet, warning)
    band = first_band(_title(facts))
    band.draw(sheet, Box(page.left, page.top, page.body, band.height))
    if warning:
        text = f"【{warning}】审批齐全前不作提供凭据"
        red = Style(size=8.5, colour=RED, align="center")
        sheet.write_middle(page.left + page.body / 2, top - 7.2, text, red)
    below = _request(sheet, Box(page.left, top, page.body, 0), facts)
    below = _things(sheet, Box(page.left, below, page.body, 0), facts)
    below = _use(sheet, Box(page.left, below, page.body, 0), facts)
    below = _boxes(sheet, Box(page.left, below, page.body, 2 * _OPINION), facts)
    below = _end(sheet, Box(page.left, below, page.body, _PROVIDED), facts)
    sheet.frame(Box(page.left, top, page.body, below - top), width=1.5)
    footer(sheet, page, (0, 1), _foot(facts))
    sheet.showPage()
    if needs_annex(facts):
        add_register(sheet, _annex(facts))
    return sheet.finish()


def _foot(facts: Approval) -> Footer:
    return Footer(f"{FORM}；证件号码、电话已作遮盖", f"{facts.fonds.code} {facts.fonds.name}")


def needs_annex(facts: Approval) -> bool:
    """Whether the page alone would leave out a line or a decision."""
    crowded = any(len(_in_box(facts, box)) > MOST_OPINIONS for box in range(len(words.BOXES)))
    return len(facts.things) > ROWS or crowded


def _title(facts: Approval) -> Head:
    return Head(
        title=facts.title,
        english="Application and Approval of Use",
        left=(f"编号：{facts.number}",),
        right=(f"申请日期：{day(facts.asked_at.date())}",),
        url=facts.number,
        url_note="扫码查询",
    )


def _warning(facts: Approval) -> str:
    if facts.withdrawn:
        return "已撤回"
    if any(not opinion.outcome for opinion in facts.opinions):
        return "待审批"
    return ""


def _request(sheet: Sheet, box: Box, facts: Approval) -> float:
    table: Fields = (
        (("查阅单位/部门", facts.department), ("查阅人", facts.person)),
        (("证件名称及号码", facts.identity), ("联系电话", facts.phone)),
        (("查阅目的", facts.purpose), ("使用期限", marks.moment(facts.until)[:16])),
        (("使用地点", facts.place), ("保管单位", facts.room)),
    )
    height = _ROW * len(table)
    fields(sheet, Box(box.left, box.top, box.width, height), table, label=_LABEL)
    return _labelled(
        sheet, Box(box.left, box.top + height, box.width, 11), "查阅理由", facts.reason
    )


def _labelled(sheet: Sheet, box: Box, label: str, text: str) -> float:
    """One row of a label and a text of one or more lines; returns where it ends."""
    sheet.stroke(box.left, box.top, box.right, box.top)
    marks.label_cell(sheet, Box(box.left, box.top, _LABEL, box.height), label)
    sheet.stroke(box.left + _LABEL, box.top, box.left + _LABEL, box.bottom)
    _fitted(
        sheet,
        Box(box.left + _LABEL + 1.8, box.top + 0.4, box.width - _LABEL - 3.6, box.height - 0.8),
        text,
    )
    return box.bottom


def _fitted(sheet: Sheet, box: Box, text: str) -> None:
    """One line while it stays readable, else as many as it needs."""
    one = _CELL.fit(text, box.width)
    if one.size >= 7.5:  # noqa: PLR2004 - points
        sheet.write_middle(box.left, box.middle, text, one)
    else:
        marks.text_block(sheet, box, text, Style(size=7.5), leading=1.15)


def _things(sheet: Sheet, box: Box, facts: Approval) -> float:
    bottom = box.top + _HEADS + ROWS * _THING
    annexed = len(facts.things) > ROWS
    shown = facts.things[: ROWS - 1] if annexed else facts.things
    sheet.stroke(box.left, box.top, box.right, box.top, width=0.9)
    lines_end = bottom - _THING if annexed else bottom
    edges = list(accumulate((width for _head, width in _THINGS), initial=box.left))
    for (head, width), left in zip(_THINGS, edges, strict=False):
        bold = Style(size=9, bold=True, align="center").fit(head, width - 1)
        sheet.write_middle(left + width / 2, box.top + _HEADS / 2, head, bold)
    for edge in edges[1:-1]:
        sheet.stroke(edge, box.top, edge, lines_end)
    for row in range(ROWS):
        top = box.top + _HEADS + row * _THING
        sheet.stroke(box.left, top, box.right, top, width=0.4 if row else 0.9)
        if row < len(shown):
            _thing(sheet, Box(box.left, top, box.width, _THING), edges, shown[row])
    if annexed:
        text = f"…… 共 {len(facts.things)} 项，详见附页"
        middle = bottom - _THING / 2
        sheet.write_middle(box.centre, middle, text, _CELL.but(align="center"))
    elif len(shown) < ROWS:
        top = box.top + _HEADS + len(shown) * _THING
        sheet.stroke(box.left + 2, bottom - 1.5, box.right - 2, top + 1.5, colour=GREY)
    return bottom


def _thing(sheet: Sheet, box: Box, edges: Sequence[float], thing: AskedThing) -> None:
    cells = (
        str(thing.number),
        thing.reference,
        thing.title,
        thing.secrecy,
        thing.manner,
        thing.extent,
    )
    for place, text in enumerate(cells):
        left, wide = edges[place], edges[place + 1] - edges[place]
        if place in (1, 2):
            _fitted(sheet, Box(left + 1.1, box.top + 0.3, wide - 2.2, box.height - 0.6), text)
        else:
            marks.value_cell(
                sheet, Box(left, box.top, wide, box.height), text, size=9, centred=True
            )


def _use(sheet: Sheet, box: Box, facts: Approval) -> float:
    """Draw how it is used, whether it is personal, and what came with the request."""
    top = box.top
    sheet.stroke(box.left, top, box.right, top, width=0.9)
    marks.label_cell(sheet, Box(box.left, top, _LABEL, _ROW), "利用方式")
    sheet.stroke(box.left + _LABEL, top, box.left + _LABEL, top + _ROW)
    x = box.left + _LABEL + 2
    for label in _TICKS:
        x += marks.check_box(sheet, x, top + _ROW / 2, label, ticked=label in facts.manners) + 2.5
    right = box.left + 114
    sheet.stroke(right, top, right, top + _ROW)
    sheet.stroke(right + 20, top, right + 20, top + _ROW)
    marks.label_cell(sheet, Box(right, top, 20, _ROW), "复制页数")
    pages = Box(right + 20, top, box.right - right - 20, _ROW)
    marks.value_cell(sheet, pages, facts.copied_pages or "——")
    top = _personal(sheet, Box(box.left, top + _ROW, box.width, _ROW), facts)
    enclosed = "；".join(facts.enclosures) or "——"
    return _labelled(sheet, Box(box.left, top, box.width, _ROW), "附　　件", enclosed)


def _personal(sheet: Sheet, box: Box, facts: Approval) -> float:
    sheet.stroke(box.left, box.top, box.right, box.top)
    marks.label_cell(sheet, Box(box.left, box.top, _LABEL, box.height), "涉及个人信息")
    sheet.stroke(box.left + _LABEL, box.top, box.left + _LABEL, box.bottom)
    x = box.left + _LABEL + 2
    x += marks.check_box(sheet, x, box.middle, "否", ticked=not facts.personal) + 4
    x += marks.check_box(sheet, x, box.middle, "是（依据：", ticked=facts.personal)
    basis = f"{_basis(facts)}）"
    _fitted(sheet, Box(x, box.top + 0.4, box.right - x - 2, box.height - 0.8), basis)
    return box.bottom


def _basis(facts: Approval) -> str:
    """LND-14, LND-15: consents and letters; where none is asked for, the word of the head."""
    return "；".join(facts.bases) or "见客户服务中心（部）意见" if facts.personal else ""


def _in_box(facts: Approval, box: int) -> tuple[Opinion, ...]:
    return tuple(opinion for opinion in facts.opinions if opinion.box == box)


def _boxes(sheet: Sheet, box: Box, facts: Approval) -> float:
    """Draw the four opinion boxes, two beside each other."""
    half, high = box.width / 2, box.height / 2
    for number, heading in enumerate(words.BOXES):
        row, column = divmod(number, 2)
        place = Box(box.left + column * half, box.top + row * high, half, high)
        _opinions(sheet, place, facts, (number, heading))
        sheet.stroke(place.left, place.top, place.right, place.top, width=0.4 if row else 0.9)
    sheet.stroke(box.left + half, box.top, box.left + half, box.bottom)
    return box.bottom


def _opinions(sheet: Sheet, box: Box, facts: Approval, named: tuple[int, str]) -> None:
    number, heading = named
    opinions = _in_box(facts, number)
    sheet.write_middle(box.left + 2, box.top + 4, heading, Style(size=9.5, bold=True))
    foot = box.bottom - 10
    if opinions:
        shown = opinions[:MOST_OPINIONS]
        room = (foot - box.top - 8) / len(shown)
        whole = len(facts.things)
        for place, opinion in enumerate(shown):
            cell = Box(box.left + 2, box.top + 7.5 + place * room, box.width - 4, room)
            marks.text_block(
                sheet, cell, _said(opinion, whole), Style(size=8.5), leading=1.2, top=True
            )
        if len(opinions) > MOST_OPINIONS:
            more = Style(size=7.5, colour=GREY, align="right")
            sheet.write_middle(box.right - 2, box.top + 4, "详见附页", more)
    else:
        text = "按规定本次利用无需此项审批"
        sheet.write_middle(box.left + 2, box.top + 11, text, Style(size=8.5, colour=GREY))
    _signature(sheet, Box(box.left + 2, foot, box.width - 4, 8.5), opinions, sealed=number == 0)


def _said(opinion: Opinion, whole: int) -> str:
    """One decision in words: on which lines, what, by whom, when, and why."""
    which = "" if len(opinion.numbers) == whole else f"{words.numbers(opinion.numbers)}："
    if not opinion.outcome:
        return f"{which}待 {opinion.department} {opinion.role} 审批（{opinion.step}）"
    reason = f"。{opinion.reason}" if opinion.reason else ""
    when = f"{opinion.at:%Y-%m-%d %H:%M}" if opinion.at else ""
    who = f"{_name(opinion)}，{opinion.department} {opinion.role}，{when}"
    return f"{which}{opinion.outcome}{reason}（{opinion.step}：{who}）"


def _name(opinion: Opinion) -> str:
    return f"{opinion.by}（代 {opinion.acting_for}）" if opinion.acting_for else opinion.by


def _signature(sheet: Sheet, box: Box, opinions: Sequence[Opinion], *, sealed: bool) -> None:
    decided = [opinion for opinion in opinions if opinion.outcome]
    names = words.once(_name(opinion) for opinion in decided)
    last = max((opinion.at for opinion in decided if opinion.at), default=None)
    label = "签字（部门盖章）" if sealed else "签字"
    marks.pen_line(sheet, label, Box(box.left, box.top, box.width - 32, box.height), names)
    date = Style(size=9, align="right")
    sheet.write_middle(box.right, box.middle, marks.in_words(last.date() if last else None), date)


def _end(sheet: Sheet, box: Box, facts: Approval) -> float:
    sheet.stroke(box.left, box.top, box.right, box.top, width=0.9)
    label = Style(size=9.5, bold=True, align="center")
    lines = ("提供情况", "利用效果")
    sheet.write_lines(box.left + _LABEL / 2, box.middle - 5, lines, label, 5)
    sheet.stroke(box.left + _LABEL, box.top, box.left + _LABEL, box.bottom)
    text = Box(box.left + _LABEL + 1.8, box.top + 0.6, 88, box.height - 1.2)
    if facts.provided:
        marks.text_block(sheet, text, "；".join(facts.provided), Style(size=8.5))
    line = Box(box.left + 120, box.top + 3, box.width - 122, 9)
    marks.pen_line(sheet, "经办人", line, facts.handled_by)
    return box.bottom


def _annex(facts: Approval) -> Register:
    number = f"编号：{facts.number}"
    who = f"查阅人：{facts.person}　{facts.department}"
    head = Head(
        title="审批表附页",
        english="Annex: Lines and Decisions",
        left=(*fonds_lines(facts.fonds), number),
        right=(who,),
        again=(number, who),
    )
    steps = [_step(opinion) for opinion in facts.opinions]
    return Register(
        page=PORTRAIT,
        info=info(facts.fonds, FORM, f"审批表附页 {facts.number}"),
        sections=(
            Section(THINGS, [_row(thing) for thing in facts.things], "一、查阅内容", blank=2),
            Section(STEPS, steps, "二、审批过程", blank=1),
        ),
        first=first_band(head),
        following=following_band(head),
        footer=Footer(f"{FORM}（附页）", facts.room),
        watermark=_warning(facts),
    )


def _row(thing: AskedThing) -> Row:
    return Row(
        (
            str(thing.number),
            thing.reference,
            thing.title,
            thing.secrecy,
            thing.manner,
            thing.extent,
            thing.state,
        )
    )


def _step(opinion: Opinion) -> Row:
    outcome = opinion.outcome or "待审批"
    return Row(
        (
            words.numbers(opinion.numbers),
            opinion.step,
            _name(opinion) or "——",
            f"{opinion.department} {opinion.role}".strip(),
            f"{outcome}。{opinion.reason}" if opinion.reason else outcome,
            f"{opinion.at:%Y-%m-%d %H:%M}" if opinion.at else "",
        )
    )
