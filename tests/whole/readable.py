"""What can be read in whatever the office sends: pages, papers, books, letters, lines of a log.

Every medium is taken apart by somebody else's reader. What is found is compared as a person would:
full-width digits, blanks, dashes, tags and escapes between the digits of a number hide nothing.
"""

import io
import json
import re
import unicodedata
import zipfile
from html import unescape
from urllib.parse import unquote

import zxingcpp
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.printing.reading import PDFTOPPM, rendered

LEAST = 8
"""So many characters of a number in a row are as good as the number: a mask leaves four."""
TAG = re.compile(r"<[^>]*>")
ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
DIGEST = re.compile(
    r"(?<![0-9A-Za-z])(?=[0-9]*[a-f])(?:[0-9a-f]{32,}|(?:[0-9a-f]{4} ){7,}[0-9a-f]{4})(?![0-9A-Za-z])"
)
"""Hexadecimal digests hold digits by chance, thousands of them in a row of pages."""
BETWEEN = re.compile(r"[\s\-\u00ad\u200b-\u200f\u2010-\u2015\u2060\ufeff]+")
RUN = re.compile(rf"[0-9]{{{LEAST - 1},}}X?")


def plain(text):
    """A text as its digits are compared: no escapes, half-width, nothing between characters."""
    text = ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), unescape(text))
    text = DIGEST.sub("#", unicodedata.normalize("NFKC", text))
    return BETWEEN.sub("", text).upper()


class Hoard:
    """Numbers and names one looks for, whole or in as large a part as a mask would hide."""

    def __init__(self, numbers=(), names=()):
        self.parts, self.names = {}, tuple(names)
        for number in numbers:
            for part in _parts(number):
                self.parts.setdefault(part, set()).add(number)
        # A district and a year of birth are nobody's alone.
        self.parts = {part: whose for part, whose in self.parts.items() if len(whose) == 1}

    def told(self, text):
        """Which of the numbers and names stand in a text that is plain already."""
        found = {name for name in self.names if name in text}
        for run in RUN.findall(text):
            for length in (LEAST - 1, LEAST):
                for start in range(len(run) - length + 1):
                    found |= self.parts.get(run[start : start + length], set())
        return found

    def told_in(self, body, kind):
        """The same of a whole body, whatever it is made of."""
        return set().union(*(self.told(plain(t)) for _m, t in read(body, kind, codes=True)))


def _parts(number):
    """Every eight characters in a row, and of a telephone number what its mask hides."""
    yield from (number[i : i + LEAST] for i in range(len(number) - LEAST + 1))
    if len(number[:-4]) == LEAST - 1:
        yield number[:-4]


def read(body, kind, *, codes=False):
    """What a body says, by medium: pairs of the medium and a text.

    Args:
        codes: Whether bar codes and QR codes on papers are scanned too.
    """
    if kind.startswith("application/pdf") or body[:5] == b"%PDF-":
        yield from (("pdf", text) for text in _of_pdf(body))
        if codes:
            yield from (("code", text) for text in _codes_on(body))
    elif body[:4] == b"PK\x03\x04":
        yield from (("workbook", text) for text in _of_workbook(body))
    elif kind.startswith("image/"):
        yield "image", body.decode("latin-1")
    elif "json" in kind:
        yield "json", "\n".join(_leaves(json.loads(body)))
        yield "json", body.decode()
    elif "html" in kind:
        page = body.decode()
        yield "page", page
        yield "page", TAG.sub("", page)
    else:
        yield from (("text", text) for text in _decoded(body))


def heads(answer):
    """What the head of an answer says: its lines, the address it leads to, its cookies."""
    for name, value in answer.headers.items():
        yield "head", unquote(f"{name}: {value}")
    for name, cookie in answer.cookies.items():
        yield "cookie", unquote(f"{name}={cookie.value}")
        if name == "messages" and cookie.value:
            said = CookieStorage(HttpRequest())._decode(cookie.value) or ()
            yield "cookie", " ".join(map(str, said))


def _decoded(body):
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        try:
            yield body.decode(encoding)
        except UnicodeDecodeError:
            continue
        return
    yield body.decode("latin-1")


def _leaves(value):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield str(name)
            yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield str(value)


def _of_pdf(body):
    """Its words, its links and fields, what it says about itself, and what is attached to it."""
    pdf = PdfReader(io.BytesIO(body))
    for page in pdf.pages:
        yield page.extract_text()
        for note in page.get("/Annots") or ():
            yield str(_opened(note.get_object()))
    yield str(pdf.metadata or "")
    if (described := pdf.root_object.get("/Metadata")) is not None:
        yield described.get_object().get_data().decode(errors="replace")
    yield str(pdf.get_fields() or "")
    yield " ".join(_titles(pdf.outline))
    for name, copies in pdf.attachments.items():
        yield name
        for content in copies:
            yield from (text for _medium, text in read(content, ""))


def _opened(note):
    """An annotation without the way back to its page."""
    return {name: value for name, value in note.items() if name not in ("/P", "/Parent")}


def _titles(outline):
    for item in outline:
        yield from _titles(item) if isinstance(item, list) else (str(item.title),)


def _codes_on(body):
    """What a scanner reads on the sheets of a paper; nothing where no renderer is installed."""
    if PDFTOPPM is None:
        return ()
    folder = settings.ARCHIVE_FILES / "scanned"
    folder.mkdir(parents=True, exist_ok=True)
    sheets = range(1, len(PdfReader(io.BytesIO(body)).pages) + 1)
    pictures = (rendered(body, folder, page=sheet) for sheet in sheets)
    return [code.text for picture in pictures for code in zxingcpp.read_barcodes(picture)]


def _of_workbook(body):
    """Every cell of every sheet, hidden or not, with notes and links; then every part as it is."""
    book = load_workbook(io.BytesIO(body))
    for sheet in book.worksheets:
        yield sheet.title
        for row in sheet.iter_rows():
            for cell in row:
                said = (cell.value, cell.comment and cell.comment.text, cell.hyperlink)
                yield " ".join(str(part) for part in said if part is not None)
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        for name in parts.namelist():
            part = parts.read(name).decode(errors="replace")
            yield TAG.sub("\n", part)
            yield " ".join(re.findall(r'="([^"]*)"', part))
