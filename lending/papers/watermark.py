"""水印复制件: the electronic copy of a filed paper, each page bearing whose copy it is.

The mark is laid over the scan, light and slanting, and once more in words along the lower edge.
Nothing of the source goes along but its pages: no attachments, scripts, notes or properties.
Equal sources and facts give equal bytes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Final

import pikepdf
from PIL import Image, ImageOps, ImageSequence
from reportlab.lib.utils import ImageReader

from archive_office.printing.fonts import clean
from archive_office.printing.sheet import BLACK, RED, Box, Info, Sheet, Style
from archive_office.printing.text import POINT

FORM: Final = "AO-LY-09 水印复制件"

PDF: Final = "application/pdf"
IMAGES: Final = {
    "image/jpeg": ("JPEG",),
    "image/png": ("PNG",),
    "image/webp": ("WEBP",),
    "image/tiff": ("TIFF",),
}
MARKABLE: Final = frozenset({PDF, *IMAGES})
"""Content types of which a marked copy can be drawn."""

_A4: Final = (210.0, 297.0)
_LONGEST: Final = 3000  # pixels: A4 at 250 dots per inch
_SLANT: Final = 32.0
_LIGHT: Final = 0.16
_EVERY: Final = 42.0  # mm from mark to mark
_FOOT: Final = 5.0


class UnmarkableError(ValueError):
    """A source of which no marked copy can be drawn, or a page that it does not have."""


@dataclass(frozen=True, slots=True)
class Source:
    """One scan: its bytes and what they are."""

    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Watermark:
    """What each page of a copy says of itself.

    Args:
        number: Of the issued copy.
        reference: 档号 of what was copied.
        pages: Which pages are meant, counted from 1 over all sources.
    """

    number: str
    reference: str
    pages: tuple[int, ...]
    recipient: str
    purpose: str
    made_on: date

    @property
    def slanted(self) -> str:
        """The words across the page."""
        return clean(f"{self.recipient}　{self.purpose}　{self.number}　{self.made_on.isoformat()}")

    def foot(self, page: int) -> str:
        """The words along the lower edge of one page."""
        return clean(
            f"复制件 {self.number}　{self.reference} 第 {page} 页　提供给：{self.recipient}"
            f"　用途：{self.purpose}　{self.made_on.isoformat()}　限本用途，用毕交回或销毁"
        )


def page_count(sources: Iterable[Source]) -> int:
    """How many pages these scans have together.

    Raises:
        UnmarkableError: If one of them cannot be read.
    """
    return sum(1 for source in sources for _page in _opened(source).pages)


def marked_copy(sources: Sequence[Source], facts: Watermark) -> bytes:
    """The chosen pages of these scans as one PDF, every page marked.

    Raises:
        UnmarkableError: If a scan cannot be read, or a page is not there.

    Source: LND-10, SEC-08.
    """
    documents = [_opened(source) for source in sources]
    every = [page for document in documents for page in document.pages]
    if not facts.pages or not 1 <= min(facts.pages) <= max(facts.pages) <= len(every):
        raise UnmarkableError(f"The scans have {len(every)} pages.")
    with pikepdf.new() as copy:
        for number in facts.pages:
            copy.pages.append(every[number - 1])
            page = copy.pages[-1]
            for private in ("/Annots", "/AA", "/Metadata", "/PieceInfo", "/Thumb"):
                if private in page.obj:
                    del page.obj[private]
            _mark(copy, page, facts, number)
        copy.docinfo["/Title"] = f"复制件 {facts.number}"
        copy.docinfo["/Subject"] = FORM
        copy.docinfo["/Producer"] = "Archive Office"
        out = BytesIO()
        copy.save(out, deterministic_id=True, compress_streams=True)
        return out.getvalue()


def _opened(source: Source) -> pikepdf.Pdf:
    """A scan as PDF; a picture becomes sheets of A4."""
    try:
        if source.content_type == PDF:
            document = pikepdf.open(BytesIO(source.content))
            # What was stamped on a page stays visible, and can no longer be taken off.
            document.flatten_annotations("all")
            return document
        if source.content_type in IMAGES:
            return pikepdf.open(BytesIO(_sheets(source)))
    except (pikepdf.PdfError, OSError, SyntaxError, ValueError) as error:
        raise UnmarkableError("A scan cannot be read.") from error
    raise UnmarkableError(f"No copy is drawn of {source.content_type or 'an unknown file'}.")


def _sheets(source: Source) -> bytes:
    """The frames of a picture, each as large as it goes on a sheet of A4."""
    sheet = Sheet(*_A4, Info("", FORM, ""))
    for frame in _frames(source):
        upright = frame.height >= frame.width
        sheet.width, sheet.height = _A4 if upright else _A4[::-1]
        sheet.setPageSize((sheet.width / POINT, sheet.height / POINT))
        scale = min(sheet.width / frame.width, sheet.height / frame.height) / POINT
        wide, high = frame.width * scale, frame.height * scale
        left = (sheet.width / POINT - wide) / 2
        sheet.drawImage(
            ImageReader(_as_jpeg(frame)), left, (sheet.height / POINT - high) / 2, wide, high
        )
        sheet.showPage()
    return sheet.finish()


def _frames(source: Source) -> Iterator[Image.Image]:
    with Image.open(BytesIO(source.content), formats=IMAGES[source.content_type]) as image:
        # A telephone keeps several views of one photo in a JPEG; only the first is the paper.
        one = source.content_type == "image/jpeg"
        for frame in [image] if one else ImageSequence.Iterator(image):
            upright = ImageOps.exif_transpose(frame)
            upright.thumbnail((_LONGEST, _LONGEST))
            yield _on_white(upright)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in ("L", "1"):
        return image.convert("L")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image.convert("RGBA"))
        image = ground
    return image.convert("RGB")


def _as_jpeg(image: Image.Image) -> BytesIO:
    kept = BytesIO()
    image.save(kept, "JPEG", quality=88)
    kept.seek(0)
    return kept


def _mark(copy: pikepdf.Pdf, page: pikepdf.Page, facts: Watermark, number: int) -> None:
    """Lay the mark over one page, as it is seen: turned pages keep their mark upright."""
    box = page.trimbox
    left, low, right, high = (float(edge) for edge in box)
    width, height = abs(right - left) * POINT, abs(high - low) * POINT
    if int(page.obj.get("/Rotate", 0)) % 180:
        width, height = height, width
    with pikepdf.open(BytesIO(_overlay(width, height, facts, number))) as overlay:
        form = copy.copy_foreign(overlay.pages[0].as_form_xobject())
    name = page.add_resource(
        form, pikepdf.Name.XObject, pikepdf.Name(f"/ArchiveOfficeMark{number}")
    )
    place = page.calc_form_xobject_placement(
        form,
        name,
        pikepdf.Rectangle(left, low, right, high),
        invert_transformations=True,
        allow_shrink=True,
        allow_expand=True,
    )
    page.contents_add(b"q\n", prepend=True)  # whatever the page leaves turned or clipped
    page.contents_add(b"\nQ\n" + place)


def _overlay(width: float, height: float, facts: Watermark, number: int) -> bytes:
    sheet = Sheet(width, height, Info("", FORM, ""))
    style = Style(size=11, align="center", colour=BLACK)
    step = sheet.measure(facts.slanted, style) + 18
    reach = width + height
    with sheet.turned(width / 2, height / 2, _SLANT):
        sheet.setFillAlpha(_LIGHT)
        for row, y in enumerate(_spread(height / 2, reach / 2, _EVERY)):
            for x in _spread(width / 2 + row % 2 * step / 2, reach / 2, step):
                sheet.write_middle(x, y, facts.slanted, style)
    _foot(sheet, facts.foot(number))
    sheet.showPage()
    return sheet.finish()


def _foot(sheet: Sheet, text: str) -> None:
    box = Box(3, sheet.height - _FOOT - 1, sheet.width - 6, _FOOT)
    style = Style(size=7.5, align="center", colour=RED).fit(text, box.width)
    sheet.write_middle(box.centre, box.middle, text, style)


def _spread(middle: float, reach: float, step: float) -> Iterator[float]:
    """Places on both sides of a middle, as far as they reach."""
    count = int(reach // step) + 1
    for place in range(-count, count + 1):
        yield middle + place * step
