"""电子签章页: the page behind an electronic original on which each signature has its seal.

For papers whose own form has no place for the seal of everybody who signs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from archive_office.printing import marks
from archive_office.printing.facts import Signature
from archive_office.printing.form import Footer, Page, footer
from archive_office.printing.sheet import GREY, Box, Sheet, Style

_TITLE = 24.0
_CELL_WIDTH = 86.0
_CELL_HEIGHT = 58.0
_QUARTER = 16
_RING = 22.5  # from the right edge of a cell to the middle of its seal
_EVIDENCE = Style(size=6, colour=GREY)


@dataclass(frozen=True, slots=True)
class Sealed:
    """One signature that a seal confirms.

    Args:
        key: Under which the place of the seal is remembered.
        part: As what the person signed, in the official words.
        department: Whose seal goes there.
        said: What was confirmed.
    """

    key: str
    part: str
    department: str
    signature: Signature
    said: str


def add_seal_pages(sheet: Sheet, page: Page, paper: str, signed: Sequence[Sealed]) -> None:
    """Draw the seal pages of a paper on the next sheets; they are counted by themselves.

    Args:
        paper: Number and name of the paper to which they belong.
    """
    sheet.resize(page.width, page.height)
    across = int(page.body // _CELL_WIDTH)
    down = int((page.foot - page.top - _TITLE) // _CELL_HEIGHT)
    room = across * down
    pages = [signed[start : start + room] for start in range(0, len(signed), room)]
    for number, cells in enumerate(pages):
        _head(sheet, page, paper)
        _cells(sheet, page, cells, across)
        footer(sheet, page, (number, len(pages)), Footer(paper, "〔电子原件〕"))
        sheet.showPage()


def _head(sheet: Sheet, page: Page, paper: str) -> None:
    centre = page.left + page.body / 2
    marks.title(sheet, centre, page.top + 6, "电子签章页", size=18)
    style = Style(size=9.5, align="center")
    text = f"{paper}　下列电子签章各确认一人在系统中的签署，与本件不可分离"
    sheet.write_middle(centre, page.top + 17, text, style.fit(text, page.body))


def _cells(sheet: Sheet, page: Page, cells: Sequence[Sealed], across: int) -> None:
    wide = page.body / across
    top = page.top + _TITLE
    rows = -(-len(cells) // across)
    sheet.frame(Box(page.left, top, page.body, rows * _CELL_HEIGHT), width=1.5)
    for place, cell in enumerate(cells):
        row, column = divmod(place, across)
        box = Box(page.left + column * wide, top + row * _CELL_HEIGHT, wide, _CELL_HEIGHT)
        sheet.frame(box)
        _cell(sheet, box, cell)


def _cell(sheet: Sheet, box: Box, cell: Sealed) -> None:
    left, room = box.left + 2.5, box.width - 5
    head = Style(size=9.5, bold=True)
    sheet.write_middle(left, box.top + 5, cell.part, head.fit(cell.part, room))
    name = f"{cell.department}（盖章）"
    sheet.write_middle(left, box.top + 11, name, Style(size=9.5).fit(name, room))
    beside = box.width - _RING * 2 - 1
    signature = cell.signature
    marks.text_block(
        sheet, Box(left, box.top + 16, beside, 13), cell.said, Style(size=8.5), top=True
    )
    signer = signature.signer
    if signature.acting_for:
        signer = f"{signer}（代 {signature.acting_for}）"
    marks.pen_line(sheet, "签署", Box(left, box.top + 30, beside, 8), signer)
    lines = (
        f"电子签署 {marks.moment(signature.signed_at)}",
        f"内容摘要 {marks.grouped(signature.digest[:_QUARTER])} …",
    )
    sheet.write_lines(left, box.top + 40, lines, _EVIDENCE, 3.2)
    day = marks.in_words(signature.signed_at.date())
    centre = box.right - _RING
    marks.seal_place(sheet, centre, box.bottom - 22.5, key=cell.key)
    sheet.write_middle(centre, box.bottom - 8, day, Style(size=8.5, align="center"))
