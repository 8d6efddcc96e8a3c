"""归档章, 档号章, copy marks and page numbers: A4 sheets of equal labels to paste, or to stamp by."""

from collections.abc import Sequence
from dataclasses import dataclass

from archive_office.printing.sheet import GREY, RED, Box, Info, Sheet, Style
from dossiers.papers.labels import Raster, sheets

FORM = "AO-DA-06 归档章"

FILING = Raster(4, 15, 45, 16, gap=2.5)
REFERENCE = Raster(3, 18, 56, 12, gap=3)
COPIES = Raster(3, 9, 58, 26)
_NUMBERS = Raster(10, 24, 16, 10, across=2, gap=1)

_ENTRY = Style(size=9, align="center")
_HEAD = Style(size=5, align="center", colour=RED)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What 归档章 (DA/T 22) and 档号章 (GB/T 9705) of one paper say.

    Args:
        number: 件号, four digits.
        office: 机构或问题.
        reference: The whole 档号 of the paper.
    """

    fonds: str
    year: str
    number: str
    office: str
    retention: str
    pages: str
    reference: str


@dataclass(frozen=True, slots=True)
class CopyStamp:
    """红章 of a copy: the place of its original; who copied it and when is for the pen."""

    reference: str
    kept_at: str
    pages: int = 0


@dataclass(frozen=True, slots=True)
class PageSheet:
    """The numbers of the written pages of a volume.

    Args:
        firsts: Numbers that begin a paper; they are drawn bold.
    """

    reference: str
    last: int
    firsts: frozenset[int]


def filing_stamps(stamps: Sequence[Stamp], *, start: int = 1) -> bytes:
    """归档章 of the papers as PDF: six cells, entries black in a red frame.

    Source: FIL-03, FRM-24; DA/T 22-2015.
    """
    return sheets(stamps, FILING, start, _filing, info=_info("归档章"))


def reference_stamps(stamps: Sequence[Stamp], *, start: int = 1) -> bytes:
    """档号章 of the papers of a volume as PDF: fonds, class, volume and number in one row.

    Source: FIL-03, FRM-24; GB/T 9705-2008.
    """
    return sheets(stamps, REFERENCE, start, _reference, info=_info("档号章"))


def copy_stamps(stamps: Sequence[CopyStamp], *, start: int = 1) -> bytes:
    """复印件章 as PDF: red, with the place of the original; a sheet without labels if none is one.

    Source: FIL-07, FRM-25.
    """
    return sheets(stamps, COPIES, start, _copy, info=_info("复印件章"))


def page_numbers(pages: PageSheet) -> bytes:
    """The page numbers of a volume as PDF: front top right, back top left, written pages only.

    Source: FIL-20.
    """
    info = Info("页码", FORM, f"页码 {pages.reference}")
    sheet = Sheet(210, 297, info)
    numbers = range(1, pages.last + 1)
    for number in numbers:
        place = _NUMBERS.place(number - 1)
        if number > 1 and (number - 1) % _NUMBERS.count == 0:
            _rule(sheet, pages)
            sheet.showPage()
        sheet.frame(place, width=0.3, colour=GREY)
        style = Style(size=12, bold=number in pages.firsts, align="center")
        sheet.write_middle(place.centre, place.middle, str(number), style)
    _rule(sheet, pages)
    sheet.showPage()
    return sheet.finish()


def _rule(sheet: Sheet, pages: PageSheet) -> None:
    style = Style(size=8)
    text = f"{pages.reference}　共 {pages.last} 页　正面编于右上角，背面编于左上角，空白页不编号；粗体为每件首页"
    sheet.write_middle(16, 10, text, style)


def _info(title: str) -> Info:
    return Info(title, FORM, "")


def _filing(sheet: Sheet, box: Box, stamp: Stamp) -> None:
    cells = (
        ("全宗号", stamp.fonds),
        ("年度", stamp.year),
        ("件号", stamp.number),
        ("机构", stamp.office),
        ("保管期限", stamp.retention),
        ("页数", stamp.pages),
    )
    wide, high = box.width / 3, box.height / 2
    sheet.frame(box, width=0.8, colour=RED)
    sheet.stroke(box.left, box.middle, box.right, box.middle, width=0.5, colour=RED)
    for column in (1, 2):
        x = box.left + column * wide
        sheet.stroke(x, box.top, x, box.bottom, width=0.5, colour=RED)
    for number, (head, value) in enumerate(cells):
        row, column = divmod(number, 3)
        _cell(sheet, Box(box.left + column * wide, box.top + row * high, wide, high), head, value)


def _cell(sheet: Sheet, box: Box, head: str, value: str) -> None:
    sheet.write_middle(box.centre, box.top + 2, head, _HEAD)
    style = _ENTRY.fit(value, box.width - 1.5)
    sheet.write_middle(box.centre, box.top + box.height / 2 + 1.2, value, style)


def _reference(sheet: Sheet, box: Box, stamp: Stamp) -> None:
    volume, _dash, number = stamp.reference.rpartition("-")
    fonds, _joint, rest = volume.partition("-")
    middle, _last, last = rest.rpartition("-")
    cells = (
        ("全宗号", fonds, 10.0),
        ("类别号·项目号", middle, 22.0),
        ("案卷号", last, 14.0),
        ("件号", number, 10.0),
    )
    sheet.frame(box, width=0.8, colour=RED)
    left = box.left
    for head, value, wide in cells:
        if left > box.left:
            sheet.stroke(left, box.top, left, box.bottom, width=0.5, colour=RED)
        _cell(sheet, Box(left, box.top, wide, box.height), head, value)
        left += wide


def _copy(sheet: Sheet, box: Box, stamp: CopyStamp) -> None:
    sheet.frame(box, width=1.2, colour=RED)
    head = Style(size=15, bold=True, align="center", colour=RED, tracking=4)
    sheet.write_middle(box.centre, box.top + 5.5, "复印件", head)
    kept = f"原件寄存处：{stamp.kept_at}"
    body = Style(size=9, align="center", colour=RED)
    sheet.write_middle(box.centre, box.top + 12, kept, body.fit(kept, box.width - 4))
    counted = f"共 {stamp.pages} 页" if stamp.pages else "共　　页"
    made = f"复制人　　　　　　　 年　 月　 日　{counted}"
    sheet.write_middle(box.centre, box.top + 17.5, made, body.but(size=8).fit(made, box.width - 4))
    code = Style(size=8, align="center").fit(stamp.reference, box.width - 4)
    sheet.write_middle(box.centre, box.top + 22.5, stamp.reference, code)
