"""People at their browsers, signed in with their passwords, reading what the pages say."""

import io
import re
from copy import copy
from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from archive_office.management.fictions import scan
from archive_office.management.furnishing import PASSWORD
from dossiers.models import SubmissionPaper


class Desk:
    """One person at one browser."""

    def __init__(self, username):
        self.client = Client()
        self.client.cookies["django_language"] = "zh-hans"
        answer = self.client.post(
            reverse("admin:login"), {"username": username, "password": PASSWORD, "next": "/admin/"}
        )
        assert answer.status_code == 302, text(answer)

    def window(self):
        """Another window of the same browser: another login would end this one."""
        other = copy(self)
        other.client = Client()
        other.client.cookies.update(self.client.cookies)
        return other

    def get(self, name, *args, **query):
        return self.client.get(reverse(name, args=args), query)

    def post(self, name, *args, **fields):
        return self.client.post(reverse(name, args=args), fields)

    def send(self, name, *args, **fields):
        """A POST that is taken, and the address it leads to."""
        answer = self.post(name, *args, **fields)
        assert answer.status_code == 302, f"{name} {answer.status_code}: {text(answer)}"
        return answer.headers["Location"]

    def scan_codes(self, name, *args, codes):
        """Scan one code after the other; each is taken."""
        for code in codes:
            answer = self.post(name, *args, code=code)
            assert answer.status_code == 200, text(answer)

    def papers_of(self, submission, **query):
        """The lines of a draft's page of papers: key, and whether the paper is required."""
        page = self.get("dossiers:draft", submission, "papers", **query).content.decode()
        lines = re.findall(r'id="id_papers\.(\d+)" tabindex="-1" data-required="(\w+)"', page)
        return [(int(pk), required == "true") for pk, required in lines]

    def bring(self, submission, paper):
        """Photograph a paper and say what is to be said of it."""
        photo = SimpleUploadedFile(f"{paper}.jpg", scan(str(paper)), content_type="image/jpeg")
        answer = self.client.post(reverse("dossiers:paper_upload", args=[paper]), {"file": photo})
        assert answer.status_code == 201, answer.content
        kind = SubmissionPaper.objects.get(pk=paper).type
        copy = kind.form == "copy"
        said = {"state": "pending", "pages": "2", "copies": "1"}
        said |= {"is_original": "false" if copy else "true", "original_kept_at": "业主本人"}
        said |= {"red_stamp": "on"} if copy else {}
        return {f"papers.{paper}.{name}": value for name, value in said.items()}


def number_in(address):
    """The number a page has in its address."""
    return int(re.search(r"/(\d+)/", address)[1])


def text(answer):
    """What a reader sees of a page: no frame, no tags, single spaces."""
    page = answer.content.decode().rpartition('id="content"')[2]
    words = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(words))


def printed(answer):
    """What stands on a PDF, without blanks, read by somebody else's reader."""
    assert answer.headers["Content-Type"] == "application/pdf", text(answer)
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))
