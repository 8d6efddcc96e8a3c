"""A sheet of paper to draw on: millimetres from the top left corner, text in one go per page.

Every text of a page goes into one text object and all lines of one width into one path; that
is what makes a long register cheap. Equal drawings give equal bytes: the file holds no time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO
from typing import Any, Literal, NamedTuple

import segno
from reportlab.pdfgen.canvas import Canvas

from archive_office.printing.facts import SealPlace
from archive_office.printing.fonts import BOLD, REGULAR, absent, clean, faces, runs, width
from archive_office.printing.text import POINT, shrunk

Align = Literal["left", "center", "right"]
Colour = tuple[float, float, float]

BLACK: Colour = (0, 0, 0)
GREY: Colour = (0.45, 0.45, 0.45)
PALE: Colour = (0.93, 0.93, 0.93)
RED: Colour = (0.78, 0.1, 0.12)
BLUE: Colour = (0.1, 0.25, 0.62)
GREEN: Colour = (0.06, 0.42, 0.22)

MODULE = 0.5
"""The smallest square of a QR code in mm that an office scanner still reads."""

_PT = 72 / 25.4
_MIDDLE = 0.37 * POINT  # of the size: from the baseline to the middle of a Chinese character
_KAPPA = 0.5523  # control point of the Bézier curve that makes a quarter circle


@dataclass(frozen=True, slots=True)
class Style:
    """How a line of text looks; size in points, tracking in points between characters."""

    size: float = 9
    bold: bool = False
    align: Align = "left"
    colour: Colour = BLACK
    tracking: float = 0

    def but(self, **changes: Any) -> "Style":
        """The same style with some of its properties changed."""
        return replace(self, **changes)

    def fit(self, text: str, room: float) -> "Style":
        """The same style, small enough for a text to stand on one line `room` mm wide."""
        size = shrunk(text, room, self.size, BOLD if self.bold else REGULAR)
        return self if size == self.size else replace(self, size=size)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in mm from the top left corner of the sheet."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def centre(self) -> float:
        return self.left + self.width / 2

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


@dataclass(frozen=True, slots=True)
class Info:
    """What the file says about itself: no user and no time, these belong to the journal."""

    title: str
    form: str
    author: str
    keywords: str = ""


class _Shown(NamedTuple):
    """A line as operators of one document: width in mm, first font, strings, last font."""

    width: float
    font: str
    codes: str
    last_font: str
    lacking: dict[str, None]


_PLAIN = Style()


@dataclass(frozen=True, slots=True)
class _Pen:
    width: float
    colour: Colour
    dash: tuple[float, ...]


@lru_cache(1024)
def qr_runs(payload: str) -> tuple[int, tuple[tuple[int, int, int], ...]]:
    """Modules a side of a QR code and its dark runs as (row, column, length)."""
    matrix = segno.make(payload, error="m", micro=False, boost_error=False).matrix
    found: list[tuple[int, int, int]] = []
    for y, row in enumerate(matrix):
        start = None
        for x, dark in enumerate((*row, 0)):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                found.append((y, start, x - start))
                start = None
    return len(matrix), tuple(found)


def qr_size(payload: str, least: float) -> float:
    """Side in mm that keeps a QR code readable, at least `least`."""
    return max(least, qr_runs(payload)[0] * MODULE)


class Sheet(Canvas):
    """The sheets of one printed form, drawn one after the other."""

    # Parts of reportlab's canvas that its type stubs leave out.
    _doc: Any
    _code: list[str]
    _escape: Callable[[bytes], str]

    def __init__(self, width: float, height: float, info: Info) -> None:
        faces()
        self._buffer = BytesIO()
        self.width, self.height = width, height
        super().__init__(
            self._buffer,
            pagesize=(width * _PT, height * _PT),
            invariant=1,
            pageCompression=1,
            pdfVersion=(1, 7),
            lang="zh-CN",
            initialFontName=REGULAR,  # type: ignore[arg-type]  # the stub says float
        )
        self.setTitle(info.title)
        self.setSubject(info.form)
        self.setAuthor(info.author)
        self.setKeywords(info.keywords)
        self.setCreator("Archive Office")
        self.setProducer("Archive Office")
        self.seal_places: list[SealPlace] = []
        self._shown: dict[tuple[str, bool, float], _Shown] = {}
        self._forget_page()

    def _forget_page(self) -> None:
        self._texts: list[str] = []
        self._strokes: dict[_Pen, list[str]] = {}
        self._seen: dict[str, None] = {}
        self._style = _PLAIN
        self._font = ""

    # Text

    def write(self, x: float, baseline: float, text: str, style: Style) -> None:
        """Write one line; `x` is its left end, middle or right end as the style aligns it."""
        key = (text, style.bold, style.size)
        shown = self._shown.get(key) or self._encode(key)
        if style.align != "left":
            wide = shown.width
            if style.tracking:
                wide += (len(text) - 1) * style.tracking * POINT
            x -= wide / 2 if style.align == "center" else wide
        if style is not self._style:
            self._change(style)
        if shown.lacking:
            self._seen.update(shown.lacking)
        out = self._texts
        if shown.font != self._font:
            out.append(shown.font)
        out.append(f"1 0 0 1 {x * _PT:.2f} {(self.height - baseline) * _PT:.2f} Tm {shown.codes}")
        self._font = shown.last_font

    def write_middle(self, x: float, middle: float, text: str, style: Style) -> None:
        """Write one line centred on the height `middle`."""
        self.write(x, middle + style.size * _MIDDLE, text, style)

    def write_lines(
        self, x: float, top: float, lines: tuple[str, ...], style: Style, pitch: float
    ) -> None:
        """Write lines below each other, each in the middle of a strip `pitch` mm high."""
        for number, line in enumerate(lines):
            self.write_middle(x, top + pitch * (number + 0.5), line, style)

    def write_down(self, x: float, top: float, text: str, style: Style, pitch: float) -> float:
        """Write upright characters below each other; returns the height used."""
        style = style.but(align="center")
        for number, char in enumerate(text):
            self.write_middle(x, top + pitch * (number + 0.5), char, style)
        return pitch * len(text)

    def measure(self, text: str, style: Style) -> float:
        """Width of a line in mm."""
        key = (text, style.bold, style.size)
        shown = self._shown.get(key) or self._encode(key)
        return shown.width + (len(text) - 1) * style.tracking * POINT

    def _change(self, style: Style) -> None:
        before, self._style = self._style, style
        if before.colour != style.colour:
            self._texts.append("{:g} {:g} {:g} rg".format(*style.colour))
        if before.tracking != style.tracking:
            self._texts.append(f"{style.tracking:g} Tc")

    def _encode(self, key: tuple[str, bool, float]) -> _Shown:
        """The operators that show a line in this document."""
        text, bold, size = key
        name, text = BOLD if bold else REGULAR, clean(text)
        fonts: list[str] = []
        operators: list[str] = []
        for face_name, part in runs(text, name):
            face = faces()[face_name]
            for subset, codes in face.splitString(part, self._doc):
                fonts.append(f"{face.getSubsetInternalName(subset, self._doc)} {size:g} Tf")
                operators += [fonts[-1], f"({self._escape(codes)}) Tj"]
        shown = self._shown[key] = _Shown(
            width=width(text, name) * size * POINT,
            font=fonts[0] if fonts else self._font,
            codes=" ".join(operators[1:]),
            last_font=fonts[-1] if fonts else self._font,
            lacking=dict.fromkeys(absent(text)),
        )
        return shown

    @property
    def absent(self) -> tuple[str, ...]:
        """Characters written on this page as 〓 because no face holds them."""
        return tuple(self._seen)

    def keep_for_seal(self, key: str, x: float, y: float) -> None:
        """Remember that a seal goes here, for whoever seals the file."""
        self.seal_places.append(SealPlace(key, self.getPageNumber() - 1, x, y, self.height))

    # Lines and areas

    def stroke(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        *,
        width: float = 0.4,
        colour: Colour = BLACK,
    ) -> None:
        """Draw a straight line `width` points wide."""
        self._stroke_path(_Pen(width, colour, ()), f"{self._at(x1, y1)} m {self._at(x2, y2)} l")

    def frame(
        self,
        box: Box,
        *,
        width: float = 0.4,
        colour: Colour = BLACK,
        dash: tuple[float, ...] = (),
    ) -> None:
        """Draw the outline of a box."""
        corner = self._at(box.left, box.bottom)
        self._stroke_path(
            _Pen(width, colour, dash),
            f"{corner} {box.width * _PT:.2f} {box.height * _PT:.2f} re",
        )

    def ring(
        self,
        x: float,
        y: float,
        radius: float,
        *,
        width: float = 0.6,
        colour: Colour = GREY,
        dash: tuple[float, ...] = (),
    ) -> None:
        """Draw a circle around a point."""
        r, k = radius, radius * _KAPPA
        curves = (
            (x + r, y + k, x + k, y + r, x, y + r),
            (x - k, y + r, x - r, y + k, x - r, y),
            (x - r, y - k, x - k, y - r, x, y - r),
            (x + k, y - r, x + r, y - k, x + r, y),
        )
        path = [f"{self._at(x + r, y)} m"]
        path += [
            f"{self._at(a, b)} {self._at(c, d)} {self._at(e, f)} c" for a, b, c, d, e, f in curves
        ]
        self._stroke_path(_Pen(width, colour, dash), " ".join(path))

    def area(self, points: Sequence[tuple[float, float]], *, colour: Colour = BLACK) -> None:
        """Fill the area between some points."""
        first, *others = (self._at(x, y) for x, y in points)
        path = " ".join([f"{first} m", *(f"{other} l" for other in others)])
        self._code.append("{:g} {:g} {:g} rg".format(*colour) + f" {path} h f")

    def qr(self, payload: str, left: float, top: float, size: float) -> None:
        """Draw a QR code as one filled path, `size` mm a side without its quiet zone."""
        modules, dark = qr_runs(payload)
        side = size / modules
        path = [
            f"{self._at(left + x * side, top + (y + 1) * side)}"
            f" {length * side * _PT:.3f} {side * _PT:.3f} re"
            for y, x, length in dark
        ]
        self._code.append("0 0 0 rg " + " ".join(path) + " f")

    def turned(self, x: float, y: float, degrees: float) -> "Turned":
        """A drawing turned counter-clockwise about a point; use in a `with` statement."""
        return Turned(self, x, y, degrees)

    def _at(self, x: float, y: float) -> str:
        return f"{x * _PT:.2f} {(self.height - y) * _PT:.2f}"

    def _stroke_path(self, pen: _Pen, path: str) -> None:
        self._strokes.setdefault(pen, []).append(path)

    # Pages

    def flush(self) -> None:
        """Bring the collected lines and texts onto the page."""
        for pen, paths in self._strokes.items():
            dash = " ".join(f"{length * _PT:.2f}" for length in pen.dash)
            colour = "{:g} {:g} {:g} RG".format(*pen.colour)
            self._code.append(f"{pen.width:g} w {colour} [{dash}] 0 d {' '.join(paths)} S")
        if self._texts:
            # Character spacing outlives its text object: set it back before the next one.
            self._code += ["BT 0 0 0 rg", *self._texts, "0 Tc ET"]
        seen = self._seen
        self._forget_page()
        self._seen = seen

    def showPage(self) -> None:  # noqa: N802 - the name is reportlab's
        self.flush()
        super().showPage()
        self._forget_page()

    def resize(self, width: float, height: float) -> None:
        """Give this page and the following ones another size; before anything is drawn on it."""
        self.width, self.height = width, height
        self.setPageSize((width * _PT, height * _PT))

    def _setAnnotations(self, page: Any) -> None:  # noqa: N802 - reportlab's hook
        super()._setAnnotations(page)  # type: ignore[misc]  # absent from the stubs
        page.Trans = None  # an empty transition on every page would bar the file from PDF/A

    def finish(self) -> bytes:
        """Close the form and give its bytes."""
        self.save()
        return self._buffer.getvalue()


class Turned:
    """Within this context everything is drawn turned about a point."""

    def __init__(self, sheet: Sheet, x: float, y: float, degrees: float) -> None:
        self._sheet, self._x, self._y, self._degrees = sheet, x, y, degrees

    def __enter__(self) -> None:
        self._sheet.flush()
        self._sheet.saveState()
        x, y = self._x * _PT, (self._sheet.height - self._y) * _PT
        self._sheet.translate(x, y)
        self._sheet.rotate(self._degrees)
        self._sheet.translate(-x, -y)

    def __exit__(self, *_: object) -> None:
        self._sheet.flush()
        self._sheet.restoreState()
