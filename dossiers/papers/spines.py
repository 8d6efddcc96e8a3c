"""案卷脊背 and 盒脊: strips to cut out and paste on the back of volumes and boxes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive_office.printing.sheet import GREY, Box, Info, Sheet, Style, qr_size
from dossiers.papers.facts import Spine

FORM = "AO-DA-04 案卷脊背"

_MARGIN = 12.0
_GAP = 6.0
_EDGE = 1.5
_HEAD = 5.5
_NARROWEST_QR = 15
_CUT = (0.8, 0.8)
_DIGIT = 1.7  # width of a digit in mm at the smallest size that reads well on a shelf
_TOKEN = re.compile(r"[0-9A-Za-z]+|\S")


@dataclass(frozen=True, slots=True)
class Paper:
    """The sheet the strips are printed on; A3 carries the full height of a box, 310 mm."""

    width: float
    height: float
    strip: float
    title: float


A3 = Paper(297, 420, 310, 140)
A4 = Paper(210, 297, 273, 106)


def spines(labels: Sequence[Spine], paper: Paper = A3) -> bytes:
    """The spines side by side as PDF, as many sheets as they need.

    On A4 the strips are 273 mm high, the space of the title being shorter.

    Source: FIL-24; DA/T 22-2015, GB/T 9705-2008.
    """
    info = Info("案卷脊背", FORM, labels[0].fonds_code if labels else "")
    sheet = Sheet(paper.width, paper.height, info)
    left = _MARGIN
    for label in labels:
        if left + label.width_mm > paper.width - _MARGIN and left > _MARGIN:
            sheet.showPage()
            left = _MARGIN
        top = (paper.height - paper.strip) / 2
        _spine(sheet, Box(left, top, label.width_mm, paper.strip), label, paper)
        left += label.width_mm + _GAP
    sheet.showPage()
    return sheet.finish()


def _spine(sheet: Sheet, box: Box, label: Spine, paper: Paper) -> None:
    sheet.frame(box, width=0.6, dash=_CUT)
    note = Style(size=6.5, colour=GREY, align="center")
    sheet.write_middle(box.centre, box.bottom + 3, f"{label.width_mm} mm", note)
    top = box.top + 11
    for head, value in (
        ("全宗号", label.fonds_code),
        ("年度", label.year),
        ("保管期限", label.retention),
    ):
        top = _field(sheet, box, top, head, value)
    top = _title(sheet, box, top + 2.5, label.title, paper.title)
    for head, value in (
        ("起止件号", label.items),
        ("案卷号", label.volume),
        ("盒号", label.box),
    ):
        top = _field(sheet, box, top, head, value)
    if label.scan and label.width_mm >= _NARROWEST_QR:
        size = min(qr_size(label.scan, 0), 18)
        room = label.width_mm - 2 * _EDGE
        if size <= room:
            size = min(max(size, 14), room, 18)
            sheet.qr(label.scan, box.centre - size / 2, top + 4, size)


def _field(sheet: Sheet, box: Box, top: float, head: str, value: str) -> float:
    """One field as wide as the strip allows; returns where the next one begins."""
    height = 17.0
    cell = Box(box.left + _EDGE, top, box.width - 2 * _EDGE, height)
    sheet.frame(cell, width=0.6)
    sheet.stroke(cell.left, top + _HEAD, cell.right, top + _HEAD)
    label = Style(size=7.5, bold=True, align="center").fit(head, cell.width - 0.8)
    sheet.write_middle(cell.centre, top + _HEAD / 2, head, label)
    style = Style(size=12, align="center").fit(value, cell.width - 1.4)
    middle = top + (_HEAD + height) / 2
    sheet.write_middle(cell.centre, middle, value, style)
    return top + height + 2


def _title(sheet: Sheet, box: Box, top: float, title: str, height: float) -> float:
    """The title downwards; numbers and Latin words stay together where the strip is wide."""
    cell = Box(box.left + _EDGE, top, box.width - 2 * _EDGE, height)
    sheet.frame(cell, width=0.6)
    pieces = _upright(title, cell.width)
    pitch = min(6.6, (height - 6) / max(len(pieces), 1), cell.width * 0.9)
    size = min(pitch / 0.42, 15.5)
    start = top + (height - pitch * len(pieces)) / 2
    for number, piece in enumerate(pieces):
        style = Style(size=size, bold=True, align="center").fit(piece, cell.width - 1.6)
        sheet.write_middle(cell.centre, start + pitch * (number + 0.5), piece, style)
    return cell.bottom + 4.5


def _upright(title: str, width: float) -> list[str]:
    """The title cut for writing downwards: a number or Latin word that fits is one piece."""
    longest = int((width - 1.6) / _DIGIT)
    pieces: list[str] = []
    for token in _TOKEN.findall(title):
        pieces += [token] if len(token) <= longest else list(token)
    return pieces
