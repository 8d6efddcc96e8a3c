"""The control of the scanner: a number is found wherever somebody could hide it."""

import io

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from pypdf import PdfWriter
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.pdfgen import canvas

from tests.printing.reading import needs_renderer
from tests.whole.readable import Hoard

HIDDEN = {
    "a page": ("text/html", b"<td>\xe5\x8f\xb7 160<span>1234</span>5678</td>"),
    "an attribute": ("text/html", b'<a href="/?q=160-1234-5678">x</a>'),
    "entities": ("text/html", b"1601234&#53;678"),
    "full width": ("text/html", "１６０ １２３４ ５６７８".encode()),
    "an escape": ("text/html", rb"<script>{'a': '160\u002D1234\u002D5678'}</script>"),
    "a part": ("text/html", "尾号 1234 5678".encode()),
    "what a mask hides": ("text/html", b"1601234****"),
    "JSON": ("application/json", rb'{"results": [{"text": "\u0031601234\u00205678"}]}'),
    "CSV": ("text/csv", "电话,16012345678".encode("gb18030")),
    "a picture": ("image/jpeg", b"\xff\xd8 Exif 16012345678"),
}


@pytest.mark.parametrize("where", HIDDEN)
def test_what_is_hidden_in_a_body_is_found(where):
    kind, body = HIDDEN[where]
    assert Hoard(["16012345678"]).told_in(body, kind)
    assert not Hoard(["16087654321"]).told_in(body, kind)


def planted_book():
    """A workbook with a number where nobody looks: a hidden column, a note, its description."""
    for place in ("cell", "note", "title", "about", "name"):
        book = Workbook()
        sheet = book.create_sheet("二", 0)
        sheet.sheet_state = "hidden" if place == "cell" else "visible"
        sheet.column_dimensions["C"].hidden = True
        sheet["C7"] = 16012345678 if place == "cell" else "x"
        sheet["C7"].comment = Comment("电话 16012345678" if place == "note" else "x", "x")
        sheet.title = "16012345678" if place == "title" else "二"
        book.properties.keywords = "160 1234 5678" if place == "about" else ""
        sheet["A1"].hyperlink = "tel:16012345678" if place == "name" else "tel:0"
        content = io.BytesIO()
        book.save(content)
        yield place, content.getvalue()


def planted_pdf():
    """A paper with a number on it, in its description, attached to it, in its QR code."""
    for place in ("words", "about", "attached", "code"):
        content = io.BytesIO()
        sheet = canvas.Canvas(content)
        sheet.drawString(90, 90, "160 1234 5678" if place == "words" else "x")
        sheet.setKeywords("16012345678" if place == "about" else "x")
        if place == "code":
            drawing = Drawing(90, 90)
            drawing.add(QrCodeWidget("/verify/16012345678"))
            renderPDF.draw(drawing, sheet, 200, 400)
        sheet.save()
        paper = PdfWriter(content)
        if place == "attached":
            paper.add_attachment("台账.csv", "电话,16012345678".encode("gb18030"))
        written = io.BytesIO()
        paper.write(written)
        yield place, written.getvalue()


@pytest.mark.parametrize(("place", "book"), list(planted_book()))
def test_what_is_hidden_in_a_workbook_is_found(place, book):
    assert Hoard(["16012345678"]).told_in(book, "application/vnd.ms-excel")


@needs_renderer
@pytest.mark.parametrize(("place", "paper"), list(planted_pdf()))
def test_what_is_hidden_in_a_paper_is_found(place, paper):
    assert Hoard(["16012345678"]).told_in(paper, "application/pdf")
