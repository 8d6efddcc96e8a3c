"""Cover of a destruction register: how much, who approved, when and where it was destroyed."""

from archive_office.printing import marks
from archive_office.printing.heads import Fields, fields, info
from archive_office.printing.sheet import GREY, RED, Box, Sheet, Style
from destruction.papers.register import against_other_content, stamp, total
from destruction.papers.register_facts import DESTROYED, Approval, RegisterSheet, Watcher

FORM = "AO-XH-02 档案销毁清册封面"

_FRAME = Box(25, 20, 171, 257)
_LABEL = 32.0
_ROW = 10.0
_HINT = Style(size=8, colour=GREY, align="center")


def register_cover(facts: RegisterSheet) -> bytes:
    """The cover of a destruction register as PDF.

    Raises:
        ValueError: If a signature is over another content or record than the register shows.

    Source: DES-10.
    """
    against_other_content(facts)
    title = f"档案销毁清册封面 {facts.number}"
    sheet = Sheet(210, 297, info(facts.fonds, FORM, title, digest=facts.digest))
    if facts.standing:
        marks.watermark(sheet, facts.standing)
    sheet.frame(_FRAME, width=1.6)
    inner = Box(_FRAME.left + 1.4, _FRAME.top + 1.4, _FRAME.width - 2.8, _FRAME.height - 2.8)
    sheet.frame(inner)
    _names(sheet, facts)
    table = _table(facts)
    box = Box(_FRAME.left + 9, 96, _FRAME.width - 18, _ROW * len(table))
    sheet.frame(box, width=0.9)
    fields(sheet, box, table, label=_LABEL)
    ban = Style(size=10, bold=True, align="center")
    sheet.write_middle(_FRAME.centre, box.bottom + 8, facts.ban, ban.fit(facts.ban, box.width))
    _seals(sheet, facts)
    sheet.showPage()
    return sheet.finish()


def _names(sheet: Sheet, facts: RegisterSheet) -> None:
    centre = _FRAME.centre
    style = Style(size=20, bold=True, align="center", tracking=2)
    name = facts.fonds.name
    sheet.write_middle(centre, 40, name, style.fit(name, _FRAME.width - 40))
    sheet.write_middle(centre, 48, f"（全宗名称）　全宗号 {facts.fonds.code}", _HINT)
    marks.title(sheet, centre, 66, "档案销毁清册", size=30)
    marks.subtitle(sheet, centre, 76, "Register of Records Destroyed")
    number = Style(size=12, align="center")
    sheet.write_middle(centre, 86, f"清册编号：{facts.number}　　保管期限：永久", number)
    if facts.standing:
        warning = Style(size=9, colour=RED, align="right")
        text = f"【{facts.standing}】不作为销毁凭证"
        sheet.write_middle(_FRAME.right - 6, 27, text, warning)


def _table(facts: RegisterSheet) -> Fields:
    gone = [thing for thing in facts.things if thing.outcome == DESTROYED]
    judged = "；".join(
        f"{each.number}（{each.on.isoformat() if each.on else '——'}）" for each in facts.appraised
    )
    on = facts.destroyed_on
    rows = [
        (("保管单位", facts.room),),
        (("销毁依据", facts.basis),),
        (("鉴定意见书", judged),),
        (("列册数量", total("", facts.things)),),
        (("销毁数量", total("", gone) if facts.closed else ""),),
        (("编制", f"{facts.drawn_up_by}　{facts.drawn_up_on.isoformat()}"),),
        (("批准", "；".join(_approved(each) for each in facts.approvals)),),
        (("复查", _checked(facts)),),
        (("销毁地点", facts.place), ("销毁方式", facts.methods)),
        (("销毁日期", marks.in_words(on) if on else ""), ("执行人", _person(facts.executor))),
        (("监销人", "、".join(_person(each) for each in facts.witnesses)),),
    ]
    return tuple(rows)


def _approved(approval: Approval) -> str:
    who = approval.department or approval.label.removesuffix("批准")
    signature = approval.signature
    if signature is None:
        return f"{who}：待批准"
    acting = f"（代 {signature.acting_for}）" if signature.acting_for else ""
    when = signature.signed_at.date().isoformat()
    return f"{who}：{approval.outcome} {signature.signer}{acting} {when}"


def _checked(facts: RegisterSheet) -> str:
    checked = facts.checked
    return f"{checked.text}　{checked.by}　{checked.on.isoformat()}" if checked else ""


def _person(person: Watcher | None) -> str:
    if person is None:
        return ""
    return f"{person.name}（{person.department}）" if person.department else person.name


def _seals(sheet: Sheet, facts: RegisterSheet) -> None:
    middle = 251.0
    marks.seal_place(sheet, _FRAME.right - 36, middle)
    room = Style(size=9, align="center")
    sheet.write_middle(_FRAME.right - 36, middle + 11, "档案室", room)
    if facts.closed:
        stamp(sheet, _FRAME.left + 42, middle, facts.destroyed_on)
