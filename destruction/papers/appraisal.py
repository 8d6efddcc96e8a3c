"""档案鉴定意见书: what is to become of things whose term has run out, and who stands for it."""

from collections import Counter
from collections.abc import Sequence

from archive_office.printing import marks
from archive_office.printing.facts import Paper
from archive_office.printing.form import (
    PORTRAIT,
    Band,
    Footer,
    Register,
    draw_original,
    draw_register,
)
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
from archive_office.printing.seal_page import Sealed, add_seal_pages
from archive_office.printing.sheet import GREY, RED, Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section
from destruction.papers.facts import AppraisalSheet, JudgedThing, Opinion, Signatory

FORM = "AO-JD-02 档案鉴定意见书"

THINGS = (
    Column("序号", 8),
    Column("档　　　号", 42, "left"),
    Column("题　　　名", 34, "left", wraps=True),
    Column("年　度", 14),
    Column("单位", 8),
    Column("件数", 8),
    Column("页数", 9),
    Column("原期限", 10),
    Column("鉴定理由", 26, "left", wraps=True, size=8),
    Column("鉴定意见", 15, wraps=True),
)
OPINIONS = (
    Column("序号", 9),
    Column("工程技术部门意见", 113, "left", wraps=True),
    Column("意见人", 26),
    Column("日　期", 26),
)
_TITLE_COLUMN = 2
_HALF = 32
_TOTALS = 8.0
_STATEMENT = 9.0
_SIGNATORY = 24.0
_PER_ROW = 2
_EVIDENCE = Style(size=6, colour=GREY)
_SUMS = ("续存", "永久保存", "销毁", "待定")


def appraisal_sheet(facts: AppraisalSheet) -> bytes:
    """The appraisal sheet as PDF.

    Raises:
        ValueError: If a signature is over another content than the sheet shows.

    Source: APR-08, APR-25, FRM-33.
    """
    _check_digests(facts)
    return draw_register(_register(facts))


def appraisal_original(facts: AppraisalSheet, sealed: Sequence[Sealed]) -> Paper:
    """The appraisal sheet as it is sealed electronically, its seals on a page behind it.

    Raises:
        ValueError: If a signature is over another content than the sheet shows.

    Source: APR-25, TRF-07.
    """
    _check_digests(facts)
    name = f"档案鉴定意见书　{facts.number}"
    return draw_original(
        _register(facts), lambda sheet: add_seal_pages(sheet, PORTRAIT, name, sealed)
    )


def _check_digests(facts: AppraisalSheet) -> None:
    for place in facts.signatories:
        if place.signature and place.signature.digest != facts.digest:
            raise ValueError(f"The signature of {place.signature.signer} is over another content.")


def pending(facts: AppraisalSheet) -> str:
    """What the sheet still lacks, in words; empty once everybody has signed."""
    if facts.void:
        return "已作废"
    if not facts.digest:
        return "草稿　待签署"
    return "待签署" if any(not place.signature for place in facts.signatories) else ""


def _register(facts: AppraisalSheet) -> Register:
    head = _head(facts)
    rows = (len(facts.signatories) + _PER_ROW - 1) // _PER_ROW
    sections = [Section(THINGS, [_row(thing) for thing in facts.things], blank=_TITLE_COLUMN)]
    if facts.opinions:
        said = [_opinion(opinion) for opinion in facts.opinions]
        sections.append(Section(OPINIONS, said, "工程技术部门意见", blank=1))
    return Register(
        page=PORTRAIT,
        info=info(facts.fonds, FORM, f"档案鉴定意见书 {facts.number}", digest=facts.digest),
        sections=tuple(sections),
        first=first_band(head),
        following=following_band(head),
        grid=fields_band(_fields(facts)),
        tail=Band(
            _TOTALS + _STATEMENT + max(rows, 1) * _SIGNATORY,
            lambda sheet, box: _tail(sheet, box, facts),
        ),
        footer=_footer(facts),
        watermark=pending(facts),
    )


def _footer(facts: AppraisalSheet) -> Footer:
    if not facts.digest:
        return Footer("尚未定稿，无数据校验", FORM)
    return Footer(f"数据校验 SHA-256　{marks.grouped(facts.digest[:_HALF])} …", FORM)


def _head(facts: AppraisalSheet) -> Head:
    number = f"鉴定编号：{facts.number}"
    room = f"保管单位：{facts.room}"
    waiting = pending(facts)
    return Head(
        title="档案鉴定意见书",
        english="Appraisal of Records",
        left=(*fonds_lines(facts.fonds), number),
        right=(f"鉴定日期：{day(facts.approved_on)}",),
        url=facts.verify_url,
        warning=f"【{waiting}】签署齐全前不作处置依据" if waiting else "",
        again=(number, room),
    )


def _fields(facts: AppraisalSheet) -> Fields:
    volumes = sum(thing.kind == "卷" for thing in facts.things)
    singles = len(facts.things) - volumes
    pages = sum(thing.pages for thing in facts.things)
    return (
        (("鉴定依据", facts.basis),),
        (("鉴定范围", facts.scope),),
        (
            ("鉴定数量", f"{volumes} 卷　{singles} 件　{pages} 页"),
            ("保管单位", facts.room),
        ),
        (
            ("拟稿人", f"{facts.drawn_up_by}　{day(facts.drawn_up_on)}"),
            ("意见汇总", _sums(facts.things)),
        ),
    )


def _sums(things: Sequence[JudgedThing]) -> str:
    """逐卷意见汇总: how many things were judged which way."""
    found = Counter(
        next((name for name in _SUMS if thing.verdict.startswith(name)), "未定") for thing in things
    )
    return "　".join(f"{name} {found[name]}" for name in (*_SUMS, "未定") if found[name])


def _row(thing: JudgedThing) -> Row:
    expired = f"{thing.expires}期满" if thing.expires else ""
    again = f"{thing.again_on}起再鉴定" if thing.again_on else ""
    grounds = "；".join(filter(None, (expired, thing.grounds, again)))
    return Row(
        (
            str(thing.number),
            thing.reference,
            thing.title,
            thing.year,
            thing.kind,
            str(thing.items),
            str(thing.pages),
            thing.retention,
            grounds,
            thing.verdict,
        )
    )


def _opinion(opinion: Opinion) -> Row:
    text = f"{opinion.text}（附扫描件）" if opinion.has_scan else opinion.text
    return Row((str(opinion.number), text, opinion.author, opinion.on.isoformat()))


def _tail(sheet: Sheet, box: Box, facts: AppraisalSheet) -> None:
    top = box.top
    sheet.write_middle(box.left + 2.5, top + _TOTALS / 2, "合　　计", Style(size=9.5, bold=True))
    total = f"{len(facts.things)} 项：{_sums(facts.things)}"
    sheet.write_middle(box.left + 22, top + _TOTALS / 2, total, Style(size=9.5))
    top += _TOTALS
    sheet.stroke(box.left, top, box.right, top)
    text = "上列档案业经逐卷（件）审阅，鉴定意见如上；未经批准的，任何人不得销毁。"
    sheet.write_middle(box.left + 2.5, top + _STATEMENT / 2, text, Style(size=9.5))
    top += _STATEMENT
    wide = box.width / min(max(len(facts.signatories), 1), _PER_ROW)
    for place, signatory in enumerate(facts.signatories or (Signatory("鉴定人签字"),)):
        row, column = divmod(place, _PER_ROW)
        left, below = box.left + column * wide, top + row * _SIGNATORY
        if column:
            sheet.stroke(left, below, left, below + _SIGNATORY)
        else:
            sheet.stroke(box.left, below, box.right, below)
        _sign(sheet, Box(left, below, wide, _SIGNATORY), signatory)


def _sign(sheet: Sheet, box: Box, place: Signatory) -> None:
    signature = place.signature
    heading = f"{place.label}　{place.department}" if place.department else place.label
    style = Style(size=9.5, bold=True)
    sheet.write_middle(box.left + 2.5, box.top + 4, heading, style.fit(heading, box.width - 5))
    line = Box(box.left + 2.5, box.top + 7, min(box.width - 5, 84), 8)
    marks.pen_line(sheet, "签　字", line, _name(place))
    if signature is None:
        waiting = Style(size=9, colour=RED, align="center")
        sheet.write_middle(line.centre + 6, line.middle, "待签署", waiting)
    when = marks.in_words(signature.signed_at.date() if signature else None)
    right = Style(size=9, align="right")
    sheet.write_middle(line.right, box.top + 18, when, right)
    if signature is not None:
        digest = signature.digest
        lines = (
            f"电子签署 {marks.moment(signature.signed_at)}",
            f"内容摘要 {marks.grouped(digest[:_HALF])}",
            f"　　　　 {marks.grouped(digest[_HALF:])}",
        )
        sheet.write_lines(box.left + 2.5, box.top + 15.2, lines, _EVIDENCE, 2.7)


def _name(place: Signatory) -> str:
    signature = place.signature
    if signature is None:
        return ""
    if signature.acting_for:
        return f"{signature.signer}（代 {signature.acting_for}）"
    return signature.signer
