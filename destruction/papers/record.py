"""监销记录: how, when and before whom each line was destroyed, and who signed for it.

Source: DES-06, DES-07, DES-09, DES-20, DES-22, DES-25.
"""

from collections.abc import Sequence

from archive_office.printing import marks
from archive_office.printing.form import LANDSCAPE, Band, Footer, Register, draw_register
from archive_office.printing.heads import (
    Fields,
    Head,
    day,
    fields_band,
    first_band,
    following_band,
    fonds_lines,
    info,
)
from archive_office.printing.sheet import GREY, RED, Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section
from destruction.papers.register import marked, stamp
from destruction.papers.register_facts import Carried, DestructionRecord, Watcher

FORM = "AO-XH-03 监销记录"

LINES = (
    Column("序号", 10),
    Column("档　　　号", 46, "left"),
    Column("题　　　　　名", 43, "left", wraps=True, size=8.5),
    Column("件数", 9),
    Column("页数", 10),
    Column("销毁方式", 19, wraps=True, size=8.5),
    Column("销毁时间", 27, size=8.5),
    Column("监销人逐项核对", 46, "left", wraps=True, size=8),
    Column("电子副本处理", 31, "left", wraps=True, size=8),
    Column("结　　果", 18, wraps=True, size=8.5),
)
_TITLE_COLUMN = 2
_STATEMENT_ROWS = 15.0
_SIGNING = 30.0
_PER_ROW = 3
_HALF = 32
_EVIDENCE = Style(size=5.6, colour=GREY)
_BEFORE = "监销人于销毁前逐项扫码核对实物与清册，账物相符后，方可在监销人在场时当面销毁。"


def record_of_destruction(facts: DestructionRecord) -> bytes:
    """The record of a destruction as PDF; only a closed one bears the stamp.

    Raises:
        ValueError: If a signature is over another record than this one.

    Source: DES-07, DES-09, DES-20, DES-22, DES-25, FRM-36.
    """
    for person in (facts.executor, *facts.witnesses):
        if person.signature and person.signature.digest != facts.digest:
            raise ValueError(f"The signature of {person.name} is over another record.")
    return draw_register(_register(facts))


def _register(facts: DestructionRecord) -> Register:
    number = f"清册编号：{facts.number}"
    room = f"保管单位：{facts.room}"
    head = Head(
        title="监销记录",
        english="Record of Destruction",
        left=(room, "　　".join(fonds_lines(facts.fonds))),
        right=(number, f"销毁日期：{day(facts.destroyed_on)}"),
        warning=f"【{facts.standing}】不作为销毁凭证" if facts.standing else "",
        url=facts.verify_url,
        again=(number, room),
    )
    people = (facts.executor, *facts.witnesses)
    rows = (len(people) + _PER_ROW - 1) // _PER_ROW
    names = tuple(each.signature.signer if each.signature else "" for each in facts.witnesses)
    return Register(
        page=LANDSCAPE,
        info=info(facts.fonds, FORM, f"监销记录 {facts.number}", digest=facts.digest),
        sections=(
            Section(LINES, [_row(line, facts) for line in facts.lines], blank=_TITLE_COLUMN),
        ),
        first=first_band(head),
        following=following_band(head),
        grid=fields_band(_fields(facts)),
        tail=Band(
            _STATEMENT_ROWS + rows * _SIGNING, lambda sheet, box: _tail(sheet, box, facts, people)
        ),
        footer=Footer(_checksum(facts), "监销人（逐页签名）", initials=names),
        watermark=facts.standing,
    )


def _checksum(facts: DestructionRecord) -> str:
    if not facts.digest:
        return f"{FORM}　尚未定稿，无数据校验"
    return f"数据校验 SHA-256　{marks.grouped(facts.digest[:_HALF])} …"


def _fields(facts: DestructionRecord) -> Fields:
    return (
        (("销毁地点", facts.place), ("计划日期", day(facts.planned_on))),
        (("单独存放", facts.waited), ("执行人", _named(facts.executor))),
        (("开始时间", facts.started_at), ("完成时间", facts.finished_at)),
        (("监销人", "；".join(_appointed(each) for each in facts.witnesses)),),
    )


def _named(person: Watcher) -> str:
    return f"{person.name}（{person.department}）" if person.department else person.name


def _appointed(person: Watcher) -> str:
    return "，".join(filter(None, (_named(person), person.appointed)))


def _row(line: Carried, facts: DestructionRecord) -> Row:
    outcome = marked(line.outcome, closed=facts.closed)
    return Row(
        (
            str(line.number),
            line.reference,
            line.title,
            str(line.items),
            str(line.pages),
            line.method or "—",
            line.at or "—",
            "；".join(line.confirmed) or line.reason or "—",
            line.twins or "—",
            outcome,
        )
    )


def _tail(sheet: Sheet, box: Box, facts: DestructionRecord, people: Sequence[Watcher]) -> None:
    bold = Style(size=9.5, bold=True)
    said = facts.statement or _BEFORE
    sheet.write_middle(box.left + 2.5, box.top + 4.2, said, Style(size=9.5))
    sheet.write_middle(box.left + 2.5, box.top + 10.6, facts.ban, bold)
    top = box.top + _STATEMENT_ROWS
    wide = box.width / min(len(people), _PER_ROW)
    for place, person in enumerate(people):
        row, column = divmod(place, _PER_ROW)
        cell = Box(box.left + column * wide, top + row * _SIGNING, wide, _SIGNING)
        if column:
            sheet.stroke(cell.left, cell.top, cell.left, cell.bottom)
        else:
            sheet.stroke(box.left, cell.top, box.right, cell.top)
        label = f"监销人{_ORDINALS[place - 1]}" if place else "执行人"
        _sign(sheet, cell, label, person, waits=bool(facts.digest))
    if facts.closed:
        stamp(sheet, box.right - 30, box.top - 1, facts.destroyed_on)


_ORDINALS = "一二三四五六七八九十"


def _sign(sheet: Sheet, box: Box, label: str, person: Watcher, *, waits: bool) -> None:
    heading = f"{label}　{person.department}" if person.department else label
    style = Style(size=9.5, bold=True)
    sheet.write_middle(box.left + 2.5, box.top + 4, heading, style.fit(heading, box.width - 5))
    line = Box(box.left + 2.5, box.top + 7, box.width - 5, 8)
    signature = person.signature
    acting = f"（代 {signature.acting_for}）" if signature and signature.acting_for else ""
    marks.pen_line(sheet, "签　字", line, f"{signature.signer}{acting}" if signature else "")
    if signature is None and waits:
        waiting = Style(size=9, colour=RED, align="center")
        sheet.write_middle(line.centre + 6, line.middle, "待签署", waiting)
    when = marks.in_words(signature.signed_at.date() if signature else None)
    sheet.write_middle(line.right, box.bottom - 4, when, Style(size=9, align="right"))
    if signature:
        lines = (
            f"电子签署 {marks.moment(signature.signed_at)}",
            f"内容摘要 {marks.grouped(signature.digest[:_HALF])}",
            f"　　　　 {marks.grouped(signature.digest[_HALF:])}",
        )
        sheet.write_lines(box.left + 2.5, box.top + 16, lines, _EVIDENCE, 2.5)
