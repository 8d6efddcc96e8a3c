"""Reads a printed form with readers that know nothing of the code that drew it."""

import os
import shutil
import subprocess
from collections import defaultdict
from functools import cached_property
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

PDFTOPPM = shutil.which("pdftoppm")
NO_RENDERER = "pdftoppm (poppler-utils) is not installed"

needs_renderer = pytest.mark.skipif(
    PDFTOPPM is None and os.environ.get("CI") != "true", reason=NO_RENDERER
)
"""Skips without a renderer; under CI it is required, and the test fails without it."""


def squeezed(text: str) -> str:
    """The text without its spaces, which say nothing in Chinese."""
    return "".join(text.split())


class Reading:
    """One printed form, read back."""

    def __init__(self, pdf: bytes) -> None:
        self.pdf = PdfReader(BytesIO(pdf))

    @cached_property
    def pages(self) -> list[str]:
        return [squeezed(page.extract_text()) for page in self.pdf.pages]

    @property
    def text(self) -> str:
        return "".join(self.pages)

    def lines(self, number: int) -> set[str]:
        """What stands on one height of a page, in the order it was written."""
        found: dict[float, list[str]] = defaultdict(list)

        def visit(text, _cm, tm, _font, _size):
            if text.strip():
                found[round(tm[5], 1)].append(squeezed(text))

        self.pdf.pages[number].extract_text(visitor_text=visit)
        return {"".join(parts) for parts in found.values()}

    def column(self, left: float, right: float) -> str:
        """What begins between two distances in mm from the left edge, over all pages."""
        found: list[str] = []

        def visit(text, _cm, tm, _font, _size):
            if left <= tm[4] / 72 * 25.4 < right:
                found.append(squeezed(text))

        for page in self.pdf.pages:
            page.extract_text(visitor_text=visit)
        return "".join(found)

    def fonts(self) -> dict[str, bool]:
        """Every font any page names, and whether it is embedded with a Unicode table."""
        fonts = {}
        for page in self.pdf.pages:
            for font in page["/Resources"]["/Font"].values():
                described = font.get_object()
                descriptor = described.get("/FontDescriptor", {})
                fonts[described["/BaseFont"]] = (
                    "/FontFile2" in descriptor and "/ToUnicode" in described
                )
        return fonts

    def sizes(self) -> set[tuple[int, int]]:
        """Width and height of the sheets in mm."""
        boxes = (page.mediabox for page in self.pdf.pages)
        return {(round(box.width / 72 * 25.4), round(box.height / 72 * 25.4)) for box in boxes}


def rendered(pdf: bytes, folder: Path, *, dpi: int = 150, page: int = 1) -> Image.Image:
    """One page as a scanner would see it."""
    assert PDFTOPPM, NO_RENDERER
    (folder / "form.pdf").write_bytes(pdf)
    which = ["-f", str(page), "-l", str(page), "-singlefile"]
    command = [PDFTOPPM, "-r", str(dpi), "-gray", "-png", *which, "form.pdf", "form"]
    subprocess.run(command, cwd=folder, check=True)
    return Image.open(folder / "form.png")
