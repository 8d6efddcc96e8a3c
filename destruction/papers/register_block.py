"""The block at the end of a destruction register: appraisal, departments, approval, witnesses."""

from collections.abc import Callable, Sequence

from archive_office.printing import marks
from archive_office.printing.facts import Signature
from archive_office.printing.sheet import GREY, RED, Box, Sheet, Style
from destruction.papers.register_facts import Approval, RegisterSheet, Watcher

BLOCK = 53.0
_HEADS = 7.0
_WIDTHS = (60.0, 66.0, 55.0, 78.0)
_TEXT = Style(size=9)
_EVIDENCE = Style(size=5.2, colour=GREY)
_LINE = 9.5
_MOST_SIGNING = 2
_LABEL = 27.0
_PEN = 41.0
_QUARTER = 16
_STATEMENT = "标明“已销毁”的各项，经监销人与清册逐卷（件）核对无误后全部销毁。"
_ORDINALS = "一二三四五六七八九十"


def listed_apart(approvals: Sequence[Approval]) -> bool:
    """Whether the approvals need a table of their own: too many for the block, or with remarks."""
    return len(approvals) > 1 + _MOST_SIGNING or any(each.remark for each in approvals)


def block(sheet: Sheet, box: Box, facts: RegisterSheet) -> None:
    """Draw the four columns."""
    columns: tuple[tuple[str, Callable[[Sheet, Box, RegisterSheet], None]], ...] = (
        ("鉴定意见", _appraisal),
        ("档案部门／业务部门意见", _departments),
        ("批准人意见", _approver),
        ("监销记录", _witnesses),
    )
    sheet.stroke(box.left, box.top + _HEADS, box.right, box.top + _HEADS)
    left = box.left
    head = Style(size=9.5, bold=True, align="center")
    for wide, (title, draw) in zip(_WIDTHS, columns, strict=True):
        if left > box.left:
            sheet.stroke(left, box.top, left, box.bottom)
        sheet.write_middle(left + wide / 2, box.top + _HEADS / 2, title, head)
        inner = Box(left + 2.5, box.top + _HEADS + 1.5, wide - 5, box.height - _HEADS - 2.5)
        draw(sheet, inner, facts)
        left += wide


def _said(sheet: Sheet, box: Box, text: str, height: float) -> None:
    room = Box(box.left, box.top, box.width, height)
    marks.text_block(sheet, room, text, _TEXT, leading=1.35, top=True)


def _appraisal(sheet: Sheet, box: Box, facts: RegisterSheet) -> None:
    _said(
        sheet, box, "　　上列档案保管期限已满，经逐卷（件）鉴定，确无继续保存价值，同意销毁。", 13
    )
    numbers = "、".join(each.number for each in facts.appraised)
    below = Box(box.left, box.top + 14, box.width, 10)
    _said(sheet, below, f"鉴定意见书：{numbers}", below.height)
    signers = "、".join(dict.fromkeys(name for each in facts.appraised for name in each.signers))
    line = Box(box.left, box.bottom - 17, box.width, _LINE)
    marks.pen_line(sheet, "鉴定签署人", line, signers)
    days = [each.on for each in facts.appraised if each.on]
    right = Style(size=9, align="right")
    words = marks.in_words(max(days, default=None))
    sheet.write_middle(box.right, box.bottom - 3.5, words, right)


def _departments(sheet: Sheet, box: Box, facts: RegisterSheet) -> None:
    others = [each for each in facts.approvals if not each.final]
    text = "　　经核对，所列档案与实体相符，无未了结债权债务、诉讼及未完事项。"
    if checked := facts.checked:
        text += f"复查（{checked.on.isoformat()} {checked.by}）：{checked.text}"
    shown = others if len(others) <= _MOST_SIGNING else []
    signing = [
        ("档案管理员", f"{facts.drawn_up_by}　{facts.drawn_up_on:%Y-%m-%d}"),
        *((each.department or each.label.removesuffix("批准"), _answered(each)) for each in shown),
    ]
    top = box.bottom - 4 - 7.5 * len(signing)
    _said(sheet, box, text, top - box.top)
    for place, (label, value) in enumerate(signing):
        line = Box(box.left, top + 7.5 * place, box.width, 7.5)
        sheet.write_middle(line.left, line.middle, label, Style(size=9.5).fit(label, _LABEL))
        pen = Box(line.left + _LABEL, line.top, line.width - _LABEL, line.height)
        marks.pen_line(sheet, "", pen, value)
    seal = "档案室（盖章）" if shown or not others else "各部门意见见审批记录　　档案室（盖章）"
    sheet.write_middle(box.left, box.bottom - 1.2, seal, Style(size=8.5, colour=GREY))


def _answered(approval: Approval) -> str:
    signature = approval.signature
    if signature is None:
        return ""
    no = "" if approval.outcome == "同意销毁" else f"{approval.outcome}　"
    return f"{no}{_name(signature)}　{signature.signed_at:%Y-%m-%d}"


def _name(signature: Signature) -> str:
    if signature.acting_for:
        return f"{signature.signer}（代 {signature.acting_for}）"
    return signature.signer


def _approver(sheet: Sheet, box: Box, facts: RegisterSheet) -> None:
    last = next((each for each in facts.approvals if each.final), None)
    signature = last.signature if last else None
    if last and last.outcome:
        _said(sheet, box, f"　　{last.outcome}。{last.remark}", 20)
    line = Box(box.left, box.bottom - 17, box.width, _LINE)
    marks.pen_line(sheet, "批准人", line, _name(signature) if signature else "")
    if not signature and facts.digest and not facts.ended_because:
        _waiting(sheet, line, "待批准")
    if signature:
        _evidence(sheet, box.left, line.top - 6, signature)
    right = Style(size=9, align="right")
    words = marks.in_words(signature.signed_at.date() if signature else None)
    sheet.write_middle(box.right, box.bottom - 3.5, words, right)


def _witnesses(sheet: Sheet, box: Box, facts: RegisterSheet) -> None:
    said = [f"销毁方式：{facts.methods}", f"销毁地点：{facts.place}"]
    for place, text in enumerate(said):
        style = _TEXT.fit(text, box.width)
        sheet.write_middle(box.left, box.top + 2 + 4.6 * place, text, style)
    if facts.closed:
        _said(sheet, Box(box.left, box.top + 9, box.width, 8.5), _STATEMENT, 8.5)
    people: list[tuple[str, Watcher | None]] = [("执 行 人", facts.executor)]
    count = max(len(facts.witnesses), facts.asked_for)
    watchers = [*facts.witnesses, *[None] * (count - len(facts.witnesses))]
    people += [(f"监销人{_ORDINALS[place]}", each) for place, each in enumerate(watchers)]
    pitch = min(8.0, 22.5 / len(people))
    top = box.bottom - 4.5 - pitch * len(people)
    for place, (label, each) in enumerate(people):
        line = Box(box.left, top + pitch * place, box.width, pitch)
        _sign(sheet, line, label, each, waits=bool(facts.record_digest))
    right = Style(size=9, align="right")
    sheet.write_middle(box.right, box.bottom - 1.6, marks.in_words(facts.destroyed_on), right)


def _sign(sheet: Sheet, line: Box, label: str, person: Watcher | None, *, waits: bool) -> None:
    signature = person.signature if person else None
    half = Box(line.left, line.top, _PEN, line.height)
    marks.pen_line(sheet, label, half, _name(signature) if signature else "")
    if signature:
        _evidence(sheet, half.right + 1.5, line.middle - 1.8, signature)
    elif person and waits:
        _waiting(sheet, half, "待签署")


def _waiting(sheet: Sheet, line: Box, text: str) -> None:
    style = Style(size=8.5, colour=RED, align="center")
    sheet.write_middle(line.centre + 8, line.middle, text, style)


def _evidence(sheet: Sheet, x: float, top: float, signature: Signature) -> None:
    lines = (
        f"电子签署 {marks.moment(signature.signed_at)}",
        f"内容摘要 {marks.grouped(signature.digest[:_QUARTER])} …",
    )
    sheet.write_lines(x, top, lines, _EVIDENCE, 2.2)
