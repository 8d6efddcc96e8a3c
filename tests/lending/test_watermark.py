"""The marked copy, read by somebody who did not draw it."""

import io
import re
from datetime import date

import pikepdf
import pytest
from PIL import Image
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from archive_office.regulation import Clause
from lending.papers.watermark import Source, UnmarkableError, Watermark, marked_copy, page_count
from lending.rules.pages import page_numbers
from tests.steps import clause

WORDS = ("FZ-2026-00007", "某某律师事务所", "核对入住资料", "2026-11-20")


def picture(form="JPEG", size=(400, 560), **save):
    content = io.BytesIO()
    Image.new("RGB", size, "white").save(content, form, **save)
    return Source(content.getvalue(), f"image/{form.lower()}")


def document(*texts, turned=()):
    content = io.BytesIO()
    canvas = Canvas(content, invariant=1)
    for text in texts:
        canvas.drawString(100, 700, text)
        canvas.showPage()
    canvas.save()
    with pikepdf.open(content) as pdf:
        for number in turned:
            pdf.pages[number].obj.Rotate = 90
        pdf.docinfo["/Author"] = "somebody"
        pdf.attachments["secret.txt"] = b"not for the eye"
        out = io.BytesIO()
        pdf.save(out)
    return Source(out.getvalue(), "application/pdf")


def mark(*pages):
    return Watermark(
        number="FZ-2026-00007",
        reference="W001-ZY·KH-P01-0001·1-003",
        pages=pages,
        recipient="某某律师事务所",
        purpose="核对入住资料",
        made_on=date(2026, 11, 20),
    )


def read(content):
    pages = PdfReader(io.BytesIO(content)).pages
    return [re.sub(r"\s", "", page.extract_text()) for page in pages]


@clause(Clause.LND_10, Clause.SEC_08)
def test_every_page_of_a_copy_says_whose_it_is_what_for_its_number_and_its_day():
    sources = [picture(), picture("PNG", (560, 400)), document("one", "two", "three", turned=[1])]
    pages = read(marked_copy(sources, mark(1, 2, 3, 4, 5)))
    assert len(pages) == 5
    for number, text in enumerate(pages, 1):
        assert all(word in text for word in WORDS)
        assert f"第{number}页" in text


@clause(Clause.LND_09)
def test_a_copy_holds_the_approved_pages_and_nothing_else_of_the_source():
    content = marked_copy([picture(), document("one", "two", "three")], mark(3))
    (text,) = read(content)
    assert "two" in text
    assert "one" not in text
    with pikepdf.open(io.BytesIO(content)) as copy:
        assert not copy.attachments
        assert "/Author" not in copy.docinfo
        assert "/Annots" not in copy.pages[0].obj
    assert b"somebody" not in content


def test_a_turned_page_bears_its_mark_as_it_is_seen():
    with pikepdf.open(io.BytesIO(marked_copy([document("one", turned=[0])], mark(1)))) as copy:
        form = copy.pages[0].Resources.XObject["/ArchiveOfficeMark1"]
        _left, _low, wide, high = (float(edge) for edge in form.BBox)
    assert wide > high


def test_equal_facts_give_equal_bytes():
    sources = [picture(), document("one")]
    assert marked_copy(sources, mark(1, 2)) == marked_copy(sources, mark(1, 2))


def test_a_photo_is_turned_as_it_was_held():
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright, stored lying
    content = marked_copy([picture(size=(560, 400), exif=exif)], mark(1))
    box = PdfReader(io.BytesIO(content)).pages[0].mediabox
    assert box.height > box.width


@pytest.mark.parametrize(
    "sources",
    [
        [Source(b"%PDF-1.4 torn", "application/pdf")],
        [Source(b"\xff\xd8\xff torn", "image/jpeg")],
        [Source(b"....ftypheic", "image/heic")],
    ],
)
def test_what_cannot_be_read_is_said_so(sources):
    with pytest.raises(UnmarkableError):
        page_count(sources)


def test_a_page_that_is_not_there_is_not_copied():
    with pytest.raises(UnmarkableError):
        marked_copy([picture()], mark(2))


@pytest.mark.parametrize(
    ("text", "of", "pages"),
    [
        ("1-3, 5", 9, (1, 2, 3, 5)),
        ("第2—4页", 9, (2, 3, 4)),
        ("3、1，3", 9, (1, 3)),
        ("全部", 3, (1, 2, 3)),
        ("", 2, (1, 2)),
        ("7", None, (7,)),
        ("全部", None, None),
        ("8-10", 9, None),
        ("0-2", 9, None),
        ("3-1", 9, None),
        ("正面", 9, None),
        ("1-", 9, None),
    ],
)
def test_pages_are_read_as_people_write_them(text, of, pages):
    assert page_numbers(text, of=of) == pages
