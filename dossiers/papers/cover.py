"""案卷封面: the face of a volume, printed on A4 to paste or to lie on top."""

from datetime import date

from archive_office.printing import marks
from archive_office.printing.heads import info
from archive_office.printing.sheet import GREY, Box, Sheet, Style, qr_size
from dossiers.papers.facts import Cover

FORM = "AO-DA-03 案卷封面"

_FRAME = Box(25, 20, 171, 257)
_HINT = Style(size=7, colour=GREY, align="center")
_FACT = Style(size=11)
_QR = 24.0


def cover(facts: Cover) -> bytes:
    """The cover of one volume as PDF: it names the unit, never the customer.

    Source: FIL-24; GB/T 9705-2008.
    """
    sheet = Sheet(210, 297, info(facts.fonds, FORM, f"案卷封面 {facts.reference}"))
    sheet.frame(_FRAME, width=1.6)
    inner = Box(_FRAME.left + 1.4, _FRAME.top + 1.4, _FRAME.width - 2.8, _FRAME.height - 2.8)
    sheet.frame(inner)
    _names(sheet, facts)
    _title(sheet, facts)
    _facts(sheet, facts)
    _reference(sheet, facts)
    sheet.showPage()
    return sheet.finish()


def _names(sheet: Sheet, facts: Cover) -> None:
    centre = _FRAME.centre
    style = Style(size=24, bold=True, align="center", tracking=3)
    wide = sheet.measure(facts.fonds.name, style)
    if wide > _FRAME.width - 14:
        style = style.but(size=24 * (_FRAME.width - 14) / wide, tracking=1)
    sheet.write_middle(centre, 49, facts.fonds.name, style)
    sheet.write_middle(centre, 57.5, "（全宗名称）", _HINT)
    category = Style(size=18, align="center", tracking=9)
    sheet.write_middle(centre, 75, facts.category, category)
    sheet.write_middle(centre, 83, "（类目名称）", _HINT)
    if facts.secrecy:
        secrecy = Style(size=12, bold=True, align="right")
        sheet.write_middle(_FRAME.right - 7, 30, f"密级：{facts.secrecy}", secrecy)


def _title(sheet: Sheet, facts: Cover) -> None:
    box = Box(_FRAME.centre - 65, 97, 130, 72)
    sheet.frame(box, width=0.9)
    room = Box(box.left + 7, box.top + 5, box.width - 14, box.height - 16)
    style = Style(size=17, bold=True, align="center")
    marks.text_block(sheet, room, facts.title, style, leading=1.7)
    sheet.write_middle(box.centre, box.bottom - 5, "（案卷题名）", _HINT)


def _facts(sheet: Sheet, facts: Cover) -> None:
    left, right = _FRAME.centre - 65, _FRAME.centre + 65
    aligned = _FACT.but(align="right")
    period = f"自 {_month(facts.first)} 起 至 {_month(facts.last)} 止"
    sheet.write_middle(left, 186, period, _FACT)
    sheet.write_middle(right, 186, f"保管期限：{facts.retention}", aligned)
    sheet.write_middle(left, 198, f"本卷共 {facts.items} 件 {facts.pages} 页", _FACT)
    number = facts.filing_number or "　　　　　　　"
    sheet.write_middle(right, 198, f"归档号：{number}", aligned)


def _month(day: date | None) -> str:
    return f"{day.year} 年 {day.month} 月" if day else "　　　年　　月"


def _reference(sheet: Sheet, facts: Cover) -> None:
    """The reference code at the foot, cut into its three parts, with the code to scan."""
    first, middle, last = parts(facts.reference)
    cells = (("全宗号", first, 26), ("类别号·项目号", middle, 54), ("案卷号", last, 30))
    left, top = _FRAME.centre + 65 - 110, 225.0
    sheet.frame(Box(left, top, 110, 24), width=0.9)
    sheet.stroke(left, top + 11, left + 110, top + 11)
    for number, (label, value, wide) in enumerate(cells):
        if number:
            sheet.stroke(left, top, left, top + 24)
        head = Style(size=9.5, bold=True, align="center")
        sheet.write_middle(left + wide / 2, top + 5.5, label, head)
        style = Style(size=12, align="center").fit(value, wide - 3)
        sheet.write_middle(left + wide / 2, top + 17.5, value, style)
        left += wide
    if facts.scan:
        size = qr_size(facts.scan, _QR)
        sheet.qr(facts.scan, _FRAME.left + 10, top + (24 - size) / 2, size)
    whole = Style(size=8.5, colour=GREY, align="right")
    sheet.write_middle(_FRAME.centre + 65, top + 29, f"档号：{facts.reference}", whole)


def parts(reference: str) -> tuple[str, str, str]:
    """A reference code as fonds, class with project, and volume; a foreign code stays whole."""
    head, *middle, last = reference.split("-") if reference.count("-") > 1 else ("", reference, "")
    return head, "-".join(middle), last
