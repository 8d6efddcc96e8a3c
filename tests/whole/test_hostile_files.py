"""Files that somebody brought are never anything but files, wherever they leave the office."""

import ast
import io
import zipfile

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from PIL import Image

from archive_office.http import ANYTHING, PDF, SANDBOX, SHOWN_IN_PLACE, WORKBOOK, stored_file
from archive_office.management.fictions import scan
from archive_office.regulation import Clause
from archive_office.shell.pacing import EXPORTS
from tests.architecture.sources import code, dotted
from tests.steps import clause
from tests.whole.table import asks

SCRIPT = b"<html><script>alert(document.domain)</script></html>"
STORED = {
    "destruction:opinion_scan",
    "dossiers:file",
    "lending:authority_scan",
    "transfers:sealed_scan",
}
"""Scans that pages show in place; everything else that leaves is counted (SEC-29)."""
MARKS = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG", b"PK\x03\x04", b"RIFF")


@pytest.fixture(scope="module")
def sent(office):
    """Every answer of the table that is a file, by who may have it, as (name, answer)."""
    found = []
    for ask in asks():
        who = next((p for p, status in ask.expected.items() if status == 200), None)
        if who is None or ask.foreign or ask.name in ("admin:logout", "set_language"):
            continue
        answer = ask.answer(office.client(who), office, who)
        if answer.status_code == 200 and "html" not in answer.headers.get("Content-Type", ""):
            found.append((ask.name, answer))
    return found


def files(sent):
    return [(name, answer) for name, answer in sent if answer.body.startswith(MARKS)]


@clause(Clause.SEC_42)
def test_every_address_that_sends_a_file_sends_it_inert(sent):
    wrong, kinds = [], {PDF, WORKBOOK, ANYTHING, *SHOWN_IN_PLACE}
    for name, answer in files(sent):
        told = answer.headers
        held = (
            told["Content-Type"] in kinds
            and told["X-Content-Type-Options"] == "nosniff"
            and told["Content-Security-Policy"] == SANDBOX
            and told["X-Frame-Options"] == "SAMEORIGIN"
            and told["Content-Disposition"].partition(";")[0] in ("inline", "attachment")
            and "no-store" in told["Cache-Control"]
            and told["Cross-Origin-Resource-Policy"] == "same-origin"
        )
        wrong += [] if held else [f"{name}: {dict(told)}"]
    assert not wrong, "\n".join(["", *wrong])
    assert len(files(sent)) > 25


def test_whatever_else_is_no_page_is_no_page(sent):
    """Answers to scripts and fragments: a browser that opened them would show text."""
    for name, answer in sent:
        if answer.body.startswith(MARKS):
            continue
        assert answer.headers["X-Content-Type-Options"] == "nosniff", name
        kind = answer.headers["Content-Type"].partition(";")[0]
        assert kind in ("application/json", "text/javascript"), name


@clause(Clause.SEC_29)
def test_everything_that_leaves_as_paper_or_workbook_is_counted(sent):
    names = {name for name, _answer in files(sent)}
    assert not (more := sorted(names - STORED - EXPORTS)), "count too: " + " ".join(more)
    assert names >= {"dossiers:file", "dossiers:paper_card", "lending:register"}


def test_only_one_module_makes_answers_of_files():
    """Who needs one asks `archive_office.http` for it."""
    makers = {"FileResponse", "StreamingHttpResponse"}
    found = set()
    for source in code():
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Call):
                continue
            name = dotted(node.func).rpartition(".")[2]
            typed = name == "HttpResponse" and any(k.arg == "content_type" for k in node.keywords)
            if name in makers or typed:
                found.add(source.module)
    assert found == {"archive_office.http"}


def picture(kind, **options):
    buffer = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(buffer, kind, **options)
    return buffer.getvalue()


def paper():
    buffer = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(buffer)
    return buffer.getvalue()


def archive():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("index.html", SCRIPT)
    return buffer.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
REFUSED = {
    "svg named png": ("a.png", SVG, "image/png"),
    "svg with its xml head": ("a.jpg", b"<?xml version='1.0'?>" + SVG, "image/jpeg"),
    "html named pdf": ("a.pdf", SCRIPT, "application/pdf"),
    "gif that is a script": ("a.png", b"GIF89a/*" + b"\0" * 40 + b"*/=1;alert(1)", "image/png"),
    "html before the pdf": ("a.pdf", SCRIPT + paper(), "application/pdf"),
    "pdf head without a pdf": ("a.pdf", b"%PDF-1.7\n" + SCRIPT, "application/pdf"),
    "png head without a picture": ("a.png", b"\x89PNG\r\n\x1a\n" + SCRIPT, "image/png"),
    "archive named pdf": ("a.pdf", archive(), "application/pdf"),
    "script": ("a.js", b"alert(1)", "text/javascript"),
    "bmp with a script": ("a.jpg", b"BM" + SCRIPT, "image/jpeg"),
}
INERT = {
    "picture with html behind it": ("x.html", scan("a") + SCRIPT, "image/jpeg"),
    "picture with html in its comment": ("x.svg", picture("JPEG", comment=SCRIPT), "image/jpeg"),
    "paper with html behind it": ("x.htm", paper() + b"\n%" + SCRIPT, "application/pdf"),
    "paper said to be a page": ("x.pdf", paper(), "application/pdf"),
    "picture said to be a page": ("x.html\r\nX-Evil: 1", picture("PNG"), "image/png"),
    "another name in the header": ('a"; filename="x.html', picture("PNG"), "image/png"),
}


def brought(office, name, content, said):
    client = office.client("front")
    upload = SimpleUploadedFile(name, content, content_type=said)
    address = reverse("dossiers:paper_upload", args=[office.own["paper"].pk])
    return client, client.post(address, {"file": upload})


@clause(Clause.SEC_42)
@pytest.mark.parametrize("case", REFUSED)
def test_what_only_pretends_to_be_a_scan_is_refused(office, case):
    with transaction.atomic():
        _client, answer = brought(office, *REFUSED[case])
        transaction.set_rollback(True)
    assert answer.status_code == 422, answer.content
    assert answer.headers["Content-Type"] == "application/json"


@clause(Clause.SEC_42)
@pytest.mark.parametrize("case", INERT)
@pytest.mark.parametrize("query", [{}, {"download": "1"}])
def test_what_is_a_scan_and_something_else_leaves_as_the_scan_alone(office, case, query):
    name, content, kind = INERT[case]
    with transaction.atomic():
        client, answer = brought(office, name, content, "text/html")
        assert answer.status_code == 201, answer.content
        address = reverse("dossiers:file", args=[answer.json()["id"]])
        given = client.get(address, query)
        body = b"".join(given.streaming_content)
        transaction.set_rollback(True)
    assert body == content, "an original stays what it is"
    assert given.headers["Content-Type"] == kind
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in given.headers["Content-Security-Policy"]
    assert "script-src" not in given.headers["Content-Security-Policy"]
    assert given.headers["Content-Disposition"].startswith("attachment" if query else "inline")
    assert "X-Evil" not in given.headers


@pytest.mark.parametrize(
    "kind", ["text/html", "image/svg+xml", "text/xml", "application/xhtml+xml", "", "image/gif"]
)
def test_a_type_that_could_act_is_no_type_any_more(kind):
    answer = stored_file(io.BytesIO(SCRIPT), "a.html", content_type=kind)
    assert answer.headers["Content-Type"] == ANYTHING
    assert answer.headers["Content-Disposition"].startswith("attachment")
    answer.close()
