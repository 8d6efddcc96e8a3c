"""档案销毁清册: what is to be destroyed, who agreed to it, and the stamp once it is done.

Source: DES-03, DES-08, DES-10.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from archive_office.printing import marks
from archive_office.printing.facts import Paper
from archive_office.printing.form import (
    LANDSCAPE,
    Band,
    Footer,
    Register,
    draw_original,
    draw_register,
)
from archive_office.printing.heads import (
    Head,
    day,
    first_band,
    following_band,
    fonds_lines,
    info,
)
from archive_office.printing.seal_page import Sealed, add_seal_pages
from archive_office.printing.sheet import Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section
from archive_office.printing.text import capital
from destruction.papers.register_block import BLOCK, block, listed_apart
from destruction.papers.register_facts import (
    CARRIED_OUT,
    DESTROYED,
    Listed,
    RegisterSheet,
)

FORM = "AO-XH-01 档案销毁清册"

THINGS = (
    Column("序号", 10),
    Column("档　　　号", 48, "left"),
    Column("题　　　　　名", 66, "left", wraps=True),
    Column("所属\n年度", 14),
    Column("应保管\n期限", 14),
    Column("已保管\n年限", 13),
    Column("件数", 10),
    Column("页数", 12),
    Column("鉴定意见及销毁理由", 41, "left", wraps=True, size=8.5),
    Column("备　注", 31, wraps=True, size=8),
)
APPROVALS = (
    Column("审　批　步　骤", 62, "left", wraps=True),
    Column("档案形成部门", 62, "left", wraps=True),
    Column("意　见", 22),
    Column("审批人", 38),
    Column("日　期", 22),
    Column("备　　注", 53, "left", wraps=True, size=8.5),
)
TAKEN_OFF = (
    Column("序号", 10),
    Column("档　　　号", 48, "left"),
    Column("处　理", 18),
    Column("理　　　由", 121, "left", wraps=True),
    Column("经办人", 38),
    Column("日　期", 24),
)
_TITLE_COLUMN = 2
_TOTALS = 16.0
_STAMPED = 25.0
_STAMP = 58.0
_HALF = 32
_NUMERALS = "〇一二三四五六七八九"


def destruction_register(facts: RegisterSheet) -> bytes:
    """The destruction register as PDF; only a closed one bears the stamp.

    Raises:
        ValueError: If a signature is over another content or record than the register shows.

    Source: DES-03, DES-08, DES-10, DES-14, DES-25, FRM-35, FRM-36.
    """
    against_other_content(facts)
    return draw_register(_register(facts))


def register_original(facts: RegisterSheet, sealed: Sequence[Sealed]) -> Paper:
    """The destruction register as it is sealed electronically, its seals on a page behind it.

    Raises:
        ValueError: If a signature is over another content or record than the register shows.

    Source: DES-10, TRF-07.
    """
    against_other_content(facts)
    name = f"档案销毁清册　{facts.number}"
    return draw_original(
        _register(facts), lambda sheet: add_seal_pages(sheet, LANDSCAPE, name, sealed)
    )


def against_other_content(facts: RegisterSheet) -> None:
    """Print no signature over anything else.

    Raises:
        ValueError: If a signature is over another content or record.
    """
    given = [(each.signature, facts.digest) for each in facts.approvals]
    watchers = (*filter(None, (facts.executor,)), *facts.witnesses)
    given += [(each.signature, facts.record_digest) for each in watchers]
    for signature, digest in given:
        if signature and signature.digest != digest:
            raise ValueError(f"The signature of {signature.signer} is over another content.")


def _register(facts: RegisterSheet) -> Register:
    head = _head(facts)
    totals = _STAMPED if facts.closed else _TOTALS
    return Register(
        page=LANDSCAPE,
        info=info(facts.fonds, FORM, f"档案销毁清册 {facts.number}", digest=facts.digest),
        sections=tuple(_sections(facts)),
        first=first_band(head),
        following=following_band(head),
        tail=Band(totals + BLOCK, lambda sheet, box: _tail(sheet, box, facts, totals)),
        footer=Footer(_checksum(facts), "监销人（逐页签名）", initials=initials(facts)),
        watermark=facts.standing,
    )


def initials(facts: RegisterSheet) -> tuple[str, ...]:
    """What stands on the lines to initial each page: the witnesses' names once they signed."""
    names = [each.signature.signer if each.signature else "" for each in facts.witnesses]
    names += [""] * (facts.asked_for - len(names))
    return tuple(names)


def _checksum(facts: RegisterSheet) -> str:
    if not facts.digest:
        return "尚未定稿，无数据校验　本清册永久保存"
    return f"数据校验 SHA-256　{marks.grouped(facts.digest[:_HALF])} …　本清册永久保存"


def _head(facts: RegisterSheet) -> Head:
    number = f"清册编号：{facts.number}"
    room = f"保管单位：{facts.room}"
    judged = [each.on for each in facts.appraised if each.on]
    warning = f"【{facts.standing}】不作为销毁凭证" if facts.standing else ""
    return Head(
        title="档案销毁清册",
        english="Register of Records Destroyed",
        left=(room, "　　".join(fonds_lines(facts.fonds))),
        right=(number, f"鉴定日期：{day(max(judged, default=None))}　　保管期限：永久"),
        url=facts.verify_url,
        warning=warning,
        again=(number, room),
    )


def _sections(facts: RegisterSheet) -> Sequence[Section]:
    rows = [_row(thing, facts) for thing in facts.things]
    sections = [Section(THINGS, rows, blank=_TITLE_COLUMN)]
    if listed_apart(facts.approvals):
        sections.append(Section(APPROVALS, _approvals(facts), "审批记录", blank=0))
    if facts.taken_off:
        rows = [
            Row(
                (str(each.number), each.reference, each.outcome, each.reason, each.by, _on(each.on))
            )
            for each in facts.taken_off
        ]
        sections.append(Section(TAKEN_OFF, rows, "剔除、撤出、缓销记录", blank=3))
    return sections


def marked(outcome: str, *, closed: bool) -> str:
    """What became of a line, as it is printed: nothing is marked destroyed before the last signature.

    Source: DES-08, DES-09.
    """
    return CARRIED_OUT if outcome == DESTROYED and not closed else outcome


def _row(thing: Listed, facts: RegisterSheet) -> Row:
    outcome = marked(thing.outcome, closed=facts.closed)
    ended = f"{outcome} {_on(thing.ended)}" if outcome else ""
    single = "抽卷销毁" if thing.kind == "抽卷" else ""
    said = filter(None, (ended, single, thing.twins, thing.remark))
    remark = "；".join(dict.fromkeys(said))
    return Row(
        (
            str(thing.number),
            thing.reference,
            thing.title,
            thing.year,
            thing.retention,
            thing.kept,
            str(thing.items),
            str(thing.pages),
            thing.opinion,
            remark,
        )
    )


def _approvals(facts: RegisterSheet) -> list[Row]:
    return [
        Row(
            (
                each.label,
                each.department or "—",
                each.outcome or "待批准",
                _decider(each.signature.signer, each.signature.acting_for)
                if each.signature
                else "",
                _on(each.signature.signed_at.date()) if each.signature else "",
                each.remark,
            )
        )
        for each in facts.approvals
    ]


def _decider(signer: str, acting_for: str) -> str:
    return f"{signer}（代 {acting_for}）" if acting_for else signer


def _on(value: date | None) -> str:
    return value.isoformat() if value else ""


def _tail(sheet: Sheet, box: Box, facts: RegisterSheet, totals: float) -> None:
    above = Box(box.left, box.top, box.width, totals)
    lines = [("合　　计", total("拟销毁", facts.things))]
    if result := _result(facts) or facts.ended_because:
        lines.append(("结　　果", result))
    lines.append(("禁　　令", facts.ban))
    pitch = (totals - 2) / len(lines)
    room = box.width - 24 - (_STAMP if facts.closed else 2)
    for place, (label, text) in enumerate(lines):
        middle = above.top + 1 + pitch * (place + 0.5)
        sheet.write_middle(box.left + 2.5, middle, label, Style(size=9.5, bold=True))
        style = Style(size=9.5, bold=label == "禁　　令").fit(text, room)
        sheet.write_middle(box.left + 22, middle, text, style)
    if facts.closed:
        stamp(sheet, box.right - _STAMP / 2, above.middle, facts.destroyed_on)
    sheet.stroke(box.left, above.bottom, box.right, above.bottom)
    block(sheet, Box(box.left, above.bottom, box.width, BLOCK), facts)


def stamp(sheet: Sheet, x: float, y: float, on: date | None) -> None:
    """The stamp 已销毁 with the day of the destruction.

    Source: DES-08.
    """
    marks.stamp(sheet, x, y, DESTROYED, note=numerals(on) if on else "")


def total(label: str, things: Sequence[Listed]) -> str:
    """How many volumes, documents and pages, in capital numerals and in figures."""
    volumes = sum(thing.kind == "卷" for thing in things)
    items = sum(thing.items for thing in things)
    pages = sum(thing.pages for thing in things)
    return (
        f"{label}档案{capital(volumes)}卷，文件{capital(items)}件，共{capital(pages)}页"
        f"（{volumes} 卷　{items} 件　{pages} 页）。"
    )


def _result(facts: RegisterSheet) -> str:
    """What became of the lines: how many were struck, and what was destroyed."""
    found = Counter(thing.outcome for thing in facts.things if thing.outcome)
    if not found:
        return ""
    done = found.pop(DESTROYED, 0)
    counts = [f"列册 {len(facts.things)} 项"]
    if done:
        counts.append(f"{'销毁' if facts.closed else CARRIED_OUT} {done} 项")
    counts += [f"{name} {count} 项" for name, count in found.items()]
    if not done:
        return f"{'，'.join(counts)}。"
    gone = [thing for thing in facts.things if thing.outcome == DESTROYED]
    return f"{'，'.join(counts)}；{total('实际销毁', gone)}"


def numerals(value: date) -> str:
    """A day in Chinese numerals, as a stamp bears it: 二〇二六年六月三十日."""
    year = "".join(_NUMERALS[int(digit)] for digit in str(value.year))
    return f"{year}年{_below_hundred(value.month)}月{_below_hundred(value.day)}日"


def _below_hundred(number: int) -> str:
    tens, ones = divmod(number, 10)
    words = ("" if tens == 1 else _NUMERALS[tens]) + "十" if tens else ""
    return words + (_NUMERALS[ones] if ones else "")
