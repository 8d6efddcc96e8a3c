"""库房标签: labels of rooms, cabinets, shelves, boxes and holdings, and blank ones of a roll.

On A4 sheets of equal labels, from any free place of a sheet on, or one label a page for a roll.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from archive_office.printing.sheet import GREY, Box, Info, Sheet, Style, qr_size
from dossiers.papers.labels import BOXES, SHELVES, Raster

FORM = "AO-DA-05 标签"
ROLL: Final = "roll"
ROLL_WIDTH, ROLL_HEIGHT = 60, 40

SHEETS: Final[Mapping[str, Raster]] = MappingProxyType(
    {
        "a4-14": BOXES,
        "a4-8": SHELVES,
        "a4-21": Raster(3, 7, 63.5, 38.1, across=2.5, gap=0),
    }
)
"""Sheets of labels as shops sell them, by the name in an address."""

_HEAD = Style(size=12, bold=True)
_LINE = Style(size=8.5)
_SCAN = Style(size=6.5, align="center", colour=GREY)
_MARGIN = 3.5
_SHORT = 45.0
"""Labels at least this high have room for larger letters."""


@dataclass(frozen=True, slots=True)
class PlaceLabel:
    """One label: what it is in large letters, what people need to know, the code to scan.

    Args:
        level: 库房, 柜架, 层, 盒 or 卷件; empty on a label that stands for nothing yet.
    """

    scan: str
    level: str = ""
    name: str = ""
    lines: tuple[str, ...] = ()


def place_labels(labels: Sequence[PlaceLabel], *, sheet: str = "a4-14", start: int = 1) -> bytes:
    """Labels as PDF, the first at place `start` of a sheet begun earlier.

    Source: STO-05, STO-08.

    Raises:
        ValueError: If the sheet has no such place.
    """
    if sheet == ROLL:
        return _roll(labels)
    raster = SHEETS[sheet]
    if not 1 <= start <= raster.count:
        raise ValueError(f"A sheet has no place {start}.")
    paper = Sheet(210, 297, Info("标签", FORM, ""))
    for number, label in enumerate(labels, start - 1):
        if number % raster.count == 0 and number > start - 1:
            paper.showPage()
        box = raster.place(number)
        paper.frame(box, width=0.3, colour=GREY)
        _draw(paper, box, label)
    paper.showPage()
    return paper.finish()


def _roll(labels: Sequence[PlaceLabel]) -> bytes:
    """One label a page, as label printers take them."""
    paper = Sheet(ROLL_WIDTH, ROLL_HEIGHT, Info("标签", FORM, ""))
    for label in labels:
        _draw(paper, Box(0, 0, ROLL_WIDTH, ROLL_HEIGHT), label)
        paper.showPage()
    return paper.finish()


def _draw(paper: Sheet, box: Box, label: PlaceLabel) -> None:
    least = 34 if box.height >= _SHORT else 24
    side = min(qr_size(label.scan, least), box.height - 11)
    left = box.left + _MARGIN
    top = box.top + (box.height - 4 - side) / 2
    paper.qr(label.scan, left, top, side)
    middle = left + side / 2
    paper.write_middle(middle, top + side + 3.4, label.scan, _SCAN.fit(label.scan, side + 4))
    start = left + side + 4
    room = box.right - start - 2
    if not label.level:
        _blank(paper, Box(start, box.top, room, box.height))
        return
    large = _HEAD.but(size=18) if box.height >= _SHORT else _HEAD
    paper.write_middle(start, box.top + 6, label.level, _LINE.but(bold=True, colour=GREY))
    paper.write_middle(start, box.top + 13.5, label.name, large.fit(label.name, room))
    for number, line in enumerate(label.lines):
        paper.write_middle(start, box.top + 20.5 + number * 5, line, _LINE.fit(line, room))


def _blank(paper: Sheet, box: Box) -> None:
    """Room to write by hand what the label was stuck to."""
    paper.write_middle(box.left, box.top + 6, "预印标签", _LINE.but(bold=True, colour=GREY))
    paper.write_middle(
        box.left, box.top + 11.5, "首次扫描时登记", _LINE.fit("首次扫描时登记", box.width)
    )
    for number in range(2):
        line = box.bottom - 6 - number * 8
        paper.stroke(box.left, line, box.right, line, colour=GREY)
