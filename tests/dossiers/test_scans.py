import io

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from archive_office.regulation import Clause
from dossiers.models import ElectronicFile, PaperState, Submission
from dossiers.procedures.files import attach_scan, remove_scan
from dossiers.procedures.submissions import submit
from tests.dossiers.steps import NOW, Centre, bring, draft, image
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper():
    return draft(Centre()).papers.get(type__code="C3")


def attach(paper, upload):
    return attach_scan(paper, upload, by=paper.submission.by, now=NOW)


def pdf(**encryption):
    content = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(content, **encryption)
    return SimpleUploadedFile("交接单.pdf", content.getvalue())


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("WEBP", "image/webp"),
        ("TIFF", "image/tiff"),
    ],
)
def test_a_picture_is_known_by_its_content_and_kept_byte_for_byte(paper, form, kind):
    upload = image("无论什么名字.txt", form)
    original = upload.read()
    upload.seek(0)

    scan = attach(paper, upload)

    assert scan.content_type == kind
    assert scan.size == len(original)
    assert scan.file.name == f"files/{scan.sha256[:2]}/{scan.sha256[2:4]}/{scan.sha256}"
    with scan.file.open("rb") as kept:
        assert kept.read() == original


def test_pdf_and_telephone_pictures_are_taken_in(paper):
    heic = SimpleUploadedFile("IMG.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 80)
    assert attach(paper, pdf()).content_type == "application/pdf"
    assert attach(paper, heic).content_type == "image/heic"


def test_a_paper_counts_as_brought_with_its_first_scan(paper):
    attach(paper, image())
    paper.refresh_from_db()
    assert paper.state == PaperState.PENDING


@clause(Clause.FIL_27)
@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"MZ\x90\0" + b"\0" * 200, "application/vnd.microsoft.portable-executable"),
        (b"<html><body>x</body></html>", "text/html"),
        (b"just some words", "a file of unknown type"),
        (b"PK\x03\x04" + b"\0" * 60, "application/vnd.openxmlformats"),
    ],
)
def test_another_type_is_refused_naming_file_type_and_what_is_allowed(paper, content, found):
    with refused(Clause.FIL_27) as caught:
        attach(paper, SimpleUploadedFile("照片.jpg", content, content_type="image/jpeg"))

    reason = str(caught.value.refusals[0].reason)
    assert "照片.jpg" in reason
    assert "JPEG, PNG, WebP, HEIC, TIFF, PDF" in reason
    assert found in reason or found.startswith("a file")
    assert not ElectronicFile.objects.exists()


@clause(Clause.FIL_27)
def test_too_large_a_file_is_refused_naming_size_and_limit(paper, settings):
    settings.ARCHIVE_MAX_FILE_BYTES = 2048
    upload = SimpleUploadedFile("大图.jpg", b"\xff\xd8\xff" + b"\0" * 5000)
    with refused(Clause.FIL_27) as caught:
        attach(paper, upload)
    reason = str(caught.value.refusals[0].reason)
    assert all(words in reason for words in ("大图.jpg", "4.9", "2.0"))


@clause(Clause.FIL_27)
def test_a_file_that_lies_about_its_size_is_refused_all_the_same(paper, settings):
    settings.ARCHIVE_MAX_FILE_BYTES = 2048
    upload = SimpleUploadedFile("大图.jpg", b"\xff\xd8\xff" + b"\0" * 5000)
    upload.size = 10
    with refused(Clause.FIL_27):
        attach(paper, upload)


@clause(Clause.FIL_27)
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_file_cut_off_in_the_middle_is_refused(paper, form):
    content = io.BytesIO()
    Image.effect_noise((300, 300), 90).convert("RGB").save(content, form)
    whole = content.getvalue()
    with refused(Clause.FIL_27):
        attach(paper, SimpleUploadedFile("断线.bin", whole[: len(whole) // 2]))


@clause(Clause.FIL_27)
@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("空.jpg", b""),
        SimpleUploadedFile("坏.pdf", b"%PDF-1.7\nnothing of a PDF"),
        SimpleUploadedFile("坏.jpg", b"\xff\xd8\xff nothing of a picture"),
        pdf(encryption=pikepdf.Encryption(owner="o", user="u")),
    ],
    ids=["empty", "damaged", "damaged picture", "with a password"],
)
def test_what_nobody_could_open_later_is_refused(paper, upload):
    with refused(Clause.FIL_27):
        attach(paper, upload)


def test_a_name_from_outside_is_only_a_name(paper):
    scan = attach(paper, image("../../etc/\u202eexe.身份证.jpg"))
    assert scan.name == "exe.身份证.jpg"


def test_the_same_content_is_stored_once(paper):
    other = paper.submission.papers.get(type__code="C1")

    first, again, elsewhere = (attach(p, image()) for p in (paper, paper, other))

    assert again == first
    assert elsewhere != first
    assert elsewhere.file.name == first.file.name


def test_a_removed_scan_is_erased_unless_another_paper_holds_the_same(
    paper, django_capture_on_commit_callbacks
):
    other = paper.submission.papers.get(type__code="C1")
    first, second = attach(paper, image()), attach(other, image())

    with django_capture_on_commit_callbacks(execute=True):
        remove_scan(first, by=paper.submission.by, now=NOW)
    assert default_storage.exists(second.file.name)

    with django_capture_on_commit_callbacks(execute=True):
        remove_scan(second, by=paper.submission.by, now=NOW)
    assert not default_storage.exists(second.file.name)


@clause(Clause.ORG_08)
def test_only_the_author_adds_scans_to_a_draft(paper):
    colleague = Centre().front_line
    with refused(Clause.ORG_08):
        attach_scan(paper, image(), by=colleague, now=NOW)


@clause(Clause.ORG_08, Clause.COL_24)
def test_in_the_tray_only_the_archivist_adds_scans_and_accepted_papers_stay(paper):
    centre = paper.submission.centre
    bring(paper.submission, "C3")
    submit(paper.submission, by=paper.submission.by, now=NOW)
    archivist = centre.memberships.get(role="centre_archivist").person

    with refused(Clause.ORG_08):
        attach(paper, image())
    scan = attach_scan(paper, image(), by=archivist, now=NOW)

    Submission.objects.get(pk=paper.submission_id).papers.filter(pk=paper.pk).update(
        state=PaperState.ACCEPTED
    )
    with refused(Clause.COL_24):
        remove_scan(scan, by=archivist, now=NOW)
