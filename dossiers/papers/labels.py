"""架位标签, 盒签 and labels of holdings: A4 sheets of equal labels to cut out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from archive_office.printing import marks
from archive_office.printing.sheet import GREY, Box, Info, Sheet, Style, qr_size
from dossiers.papers.facts import BoxLabel, HoldingLabel, ShelfLabel

FORM = "AO-DA-05 标签"

Label = TypeVar("Label")

_BODY = Style(size=8.5)
_BOLD = Style(size=10, bold=True)
_PLACE = Style(size=8.5, colour=GREY)


@dataclass(frozen=True, slots=True)
class Raster:
    """How many labels of which size stand on an A4 sheet, in mm; gaps across and down."""

    columns: int
    rows: int
    width: float
    height: float
    across: float = 5
    gap: float = 5

    @property
    def count(self) -> int:
        return self.columns * self.rows

    def place(self, index: int) -> Box:
        """The place of a label on its sheet, counted row by row from 0."""
        row, column = divmod(index % self.count, self.columns)
        left = (210 - self.columns * self.width - (self.columns - 1) * self.across) / 2
        top = (297 - self.rows * self.height - (self.rows - 1) * self.gap) / 2
        return Box(
            left + column * (self.width + self.across),
            top + row * (self.height + self.gap),
            self.width,
            self.height,
        )


SHELVES = Raster(2, 4, 100, 60, across=1)  # leaves 4.5 mm that no printer prints on
BOXES = Raster(2, 7, 70, 36)


def shelf_labels(labels: Sequence[ShelfLabel], *, start: int = 1) -> bytes:
    """Labels of shelves as PDF, the first at place `start` of a sheet begun earlier."""
    return sheets(labels, SHELVES, start, _shelf)


def box_labels(labels: Sequence[BoxLabel], *, start: int = 1) -> bytes:
    """Labels of boxes as PDF, the first at place `start` of a sheet begun earlier."""
    return sheets(labels, BOXES, start, _box)


def holding_labels(labels: Sequence[HoldingLabel], *, start: int = 1) -> bytes:
    """Labels of holdings as PDF, the first at place `start` of a sheet begun earlier.

    Source: FIL-31, SVC-31, FRM-50.
    """
    return sheets(labels, BOXES, start, _holding)


def sheets(
    labels: Sequence[Label],
    raster: Raster,
    start: int,
    draw: Callable[[Sheet, Box, Label], None],
    *,
    info: Info | None = None,
) -> bytes:
    """Equal labels on A4 sheets, each framed and drawn by `draw`.

    Raises:
        ValueError: The sheet has no place `start`.
    """
    if not 1 <= start <= raster.count:
        raise ValueError(f"A sheet has no place {start}.")
    sheet = Sheet(210, 297, info or Info("标签", FORM, ""))
    for number, label in enumerate(labels, start - 1):
        if number % raster.count == 0 and number > start - 1:
            sheet.showPage()
        box = raster.place(number)
        sheet.frame(box, width=0.6)
        draw(sheet, box, label)
    sheet.showPage()
    return sheet.finish()


def _shelf(sheet: Sheet, box: Box, label: ShelfLabel) -> None:
    place = Style(size=13, bold=True).fit(label.place, box.width - 8)
    sheet.write_middle(box.left + 4, box.top + 8, label.place, place)
    sheet.stroke(box.left, box.top + 15, box.right, box.top + 15, width=0.9)
    rows = (
        ("全　宗", f"{label.fonds.code} {label.fonds.name}"),
        ("类　别", label.category),
        ("起　号", label.first),
        ("止　号", label.last),
        ("盒　数", f"{label.boxes}　保管期限 {label.retention}"),
    )
    size = qr_size(label.scan, 23) if label.scan else 0
    for number, (head, value) in enumerate(rows):
        middle = box.top + 20.5 + number * 8
        sheet.write_middle(box.left + 4, middle, head, Style(size=9, bold=True))
        above_code = middle < box.bottom - size - 5
        room = box.width - 20 - (0 if above_code else size + 5)
        sheet.write_middle(box.left + 17, middle, value, Style(size=9).fit(value, room))
    if label.scan:
        sheet.qr(label.scan, box.right - size - 3.5, box.bottom - size - 3.5, size)


def _box(sheet: Sheet, box: Box, label: BoxLabel) -> None:
    left = _code(sheet, box, label.scan)
    room = box.right - left - 2
    lines = (
        (label.prefix, _BOLD),
        (f"{label.first} — {label.last}", _BODY.but(size=9.5)),
        (f"盒号 {label.code}　{label.retention}", _BODY),
        (label.place, _PLACE),
    )
    _stack(sheet, Box(left, box.top + 2, room, box.height - 4), lines)


def _holding(sheet: Sheet, box: Box, label: HoldingLabel) -> None:
    left = _code(sheet, box, label.scan)
    room = box.right - left - 2
    reference = _BOLD.fit(label.reference, room)
    sheet.write_middle(left, box.top + 5, label.reference, reference)
    title = Box(left, box.top + 8.5, room, 8.5 if label.customer else 13.5)
    marks.text_block(sheet, title, label.title, _BODY, leading=1.35, top=True)
    if label.customer:
        style = _BOLD.but(size=9).fit(label.customer, room)
        sheet.write_middle(left, box.top + 20, label.customer, style)
    facts = "　".join(part for part in (label.floor, label.retention, label.secrecy) if part)
    sheet.write_middle(left, box.bottom - 9.5, facts, _BODY.fit(facts, room))
    place = label.place or "未上架"
    sheet.write_middle(left, box.bottom - 4.5, place, _PLACE)


def _code(sheet: Sheet, box: Box, scan: str) -> float:
    """Draw the code to scan at the left; returns where the text begins."""
    if not scan:
        return box.left + 4
    size = min(qr_size(scan, 24), box.height - 8)
    sheet.qr(scan, box.left + 3.5, box.top + (box.height - 4 - size) / 2, size)
    note = Style(size=6.5, align="center", colour=GREY)
    sheet.write_middle(box.left + 3.5 + size / 2, box.bottom - 3, scan, note)
    return box.left + size + 7


def _stack(sheet: Sheet, box: Box, lines: Sequence[tuple[str, Style]]) -> None:
    """Write lines one below the other, each as small as the width asks."""
    pitch = box.height / len(lines)
    for number, (text, style) in enumerate(lines):
        if text:
            middle = box.top + pitch * (number + 0.5)
            sheet.write_middle(box.left, middle, text, style.fit(text, box.width))
