"""卷内备考表: the state of a volume, its counts, and every later note with name and date."""

from collections.abc import Iterator, Sequence

from archive_office.printing import marks
from archive_office.printing.form import PORTRAIT, Footer, footer
from archive_office.printing.heads import info
from archive_office.printing.sheet import Box, Sheet, Style
from archive_office.printing.text import POINT, paragraph
from dossiers.papers.facts import VolumeNotes

FORM = "AO-DA-02 卷内备考表"
TITLE = "卷内备考表"

_PITCH = 7.0
_TEXT = Style(size=10.5)
_HEADING = Style(size=11, bold=True)
_HEAD = 34.0
_COUNTS = 52.0
_INDENT = 5.0
_ABOVE_TEXT = 15.0

Line = tuple[str, bool]
"""A line of text, and whether it is the name and date under a note."""


def volume_notes(facts: VolumeNotes) -> bytes:
    """The notes of one volume as PDF; it lies after the documents.

    Source: FIL-23, FRM-43; GB/T 9705-2008.
    """
    about = info(facts.fonds, FORM, f"卷内备考表 {facts.reference}")
    sheet = Sheet(PORTRAIT.width, PORTRAIT.height, about)
    add_notes(sheet, facts)
    return sheet.finish()


def add_notes(sheet: Sheet, facts: VolumeNotes, *, title: str = TITLE) -> None:
    """Draw the notes on the next pages of a paper.

    Args:
        title: What the sheet is called, where it is the back cover of a folder.
    """
    page = PORTRAIT
    pages = _pages(tuple(_lines(facts)))
    for number, lines in enumerate(pages):
        _head(sheet, facts, title)
        last = number == len(pages) - 1
        box = Box(page.left, page.top + _HEAD, page.body, page.foot - page.top - _HEAD)
        sheet.frame(box, width=1.5)
        _text(sheet, box, lines)
        if last:
            _counts(sheet, Box(box.left, box.bottom - _COUNTS, box.width, _COUNTS), facts)
        footer(
            sheet,
            page,
            (number, len(pages)),
            Footer("依据 GB/T 9705—2008", "置于卷内文件之后"),
        )
        sheet.showPage()


def _lines(facts: VolumeNotes) -> Iterator[Line]:
    room = (PORTRAIT.body - 2 * _INDENT) / (_TEXT.size * POINT)
    for text in facts.situation:
        for line in paragraph(text, room):
            yield line, False
    for remark in facts.remarks:
        for line in paragraph(remark.text, room):
            yield line, False
        yield f"记录人：{remark.by}　{marks.in_words(remark.on)}", True


def _pages(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """The lines page by page; the last page keeps room for the counts."""
    height = PORTRAIT.foot - PORTRAIT.top - _HEAD - _ABOVE_TEXT
    full, last = int(height / _PITCH), int((height - _COUNTS) / _PITCH)
    pages = []
    while len(lines) > last:
        cut = min(full, len(lines) - 1)
        if lines[cut][1]:  # a name is not parted from its note
            cut -= 1
        pages.append(lines[:cut])
        lines = lines[cut:]
    return [*pages, lines]


def _head(sheet: Sheet, facts: VolumeNotes, title: str) -> None:
    page = PORTRAIT
    centre = page.left + page.body / 2
    marks.title(sheet, centre, page.top + 7, title)
    marks.subtitle(sheet, centre, page.top + 14.5, "Volume Notes")
    middle = page.top + _HEAD - 4
    style = Style(size=9.5)
    sheet.write_middle(page.left, middle, f"档　号：{facts.reference}", style)
    name = f"全宗名称：{facts.fonds.name}"
    sheet.write_middle(page.left + page.body, middle, name, style.but(align="right"))


def _text(sheet: Sheet, box: Box, lines: Sequence[Line]) -> None:
    sheet.write_middle(box.left + _INDENT, box.top + 8, "本卷情况说明：", _HEADING)
    middle = box.top + _ABOVE_TEXT + _PITCH / 2
    for line, signed in lines:
        if signed:
            x, style = box.right - _INDENT, _TEXT.but(align="right")
        else:
            x, style = box.left + _INDENT, _TEXT
        sheet.write_middle(x, middle, line, style)
        middle += _PITCH


def _counts(sheet: Sheet, box: Box, facts: VolumeNotes) -> None:
    sheet.stroke(box.left, box.top, box.right, box.top)
    rows = (
        ("文　　件", f"{facts.items} 件"),
        ("页　　数", f"{facts.pages} 页"),
        ("照　　片", f"{facts.photos} 张"),
        ("光盘／图纸", facts.others or "—"),
    )
    grid = Box(box.left + 6, box.top + 6, 68, 40)
    sheet.frame(grid, width=0.9)
    sheet.stroke(grid.left + 24, grid.top, grid.left + 24, grid.bottom)
    for number, (label, value) in enumerate(rows):
        middle = grid.top + 10 * number + 5
        if number:
            sheet.stroke(grid.left, middle - 5, grid.right, middle - 5)
        sheet.write_middle(grid.left + 12, middle, label, Style(size=9.5, align="center"))
        cell = Box(grid.left + 24, middle - 5, 44, 10)
        marks.value_cell(sheet, cell, value, centred=True)
    names = (
        ("立　卷　人", facts.compiled_by),
        ("检　查　人", facts.checked_by),
        ("立卷时间　", marks.in_words(facts.compiled_on)),
    )
    for number, (label, value) in enumerate(names):
        line = Box(box.left + 92, box.top + 7 + 13.5 * number, 72, 10)
        marks.pen_line(sheet, label, line, value, bold=True)
