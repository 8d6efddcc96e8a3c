"""What a scan must be: known by its content, whole, and not too large."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, BinaryIO, Final, cast

import pikepdf
import puremagic
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from PIL import Image

from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal
from dossiers.models import PaperState, SubmissionPaper, SubmissionState
from dossiers.rules.submissions import against_strangers

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ALLOWED: Final = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WebP",
    "image/heic": "HEIC",
    "image/tiff": "TIFF",
    "application/pdf": "PDF",
}
"""Content types that are taken in, with the name people know them by."""

HEAD_BYTES: Final = 4096
NAME_LENGTH: Final = 200
MOST_PIXELS: Final = 120_000_000  # A3 at 600 dots per inch has 70 million
_PILLOW: Final = {
    "image/jpeg": ("JPEG",),  # also several views in one file, as telephones write them
    "image/png": ("PNG",),
    "image/webp": ("WEBP",),
    "image/tiff": ("TIFF",),
}
_BOMBS: Final = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_HEIC_BRANDS: Final = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}


def clean_name(name: str) -> str:
    """A file's name as it is kept: no path, nothing invisible, not too long."""
    text = unicodedata.normalize("NFC", name.replace("\\", "/")).rsplit("/", 1)[-1]
    text = "".join(c for c in text if unicodedata.category(c)[0] != "C").strip() or "file"
    suffix = PurePosixPath(text).suffix[:12]
    return text if len(text) <= NAME_LENGTH else text[: NAME_LENGTH - len(suffix)] + suffix


def content_type(head: bytes) -> str:
    """The type of a file by its first bytes, never by its name; empty if nobody knows it."""
    for kind, begins in _SIGNATURES.items():
        if begins.match(head):
            return kind
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return "image/heic"
    try:
        return str(puremagic.from_string(head, mime=True))
    except (puremagic.PureError, ValueError):
        return ""


_SIGNATURES: Final = {
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/webp": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
    "image/tiff": re.compile(rb"II\*\x00|MM\x00\*"),
    "application/pdf": re.compile(rb"%PDF-"),
}


def against_size(name: str, size: int, limit: int) -> Iterator[Refusal]:
    """Why a file of this many bytes is not taken in."""
    if size == 0:
        yield _refused(_("“%(file)s” is empty. Photograph or scan the paper again."), file=name)
    elif size > limit:
        yield _refused(
            _("“%(file)s” has %(size)s; at most %(limit)s are allowed per file."),
            file=name,
            size=filesizeformat(size),
            limit=filesizeformat(limit),
        )


def against_type(name: str, found: str) -> Iterator[Refusal]:
    """Why a file of this content type is not taken in."""
    if found not in ALLOWED:
        yield _refused(
            _("“%(file)s” is %(found)s by its content. Allowed are %(allowed)s."),
            file=name,
            found=found or _("a file of unknown type"),
            allowed=", ".join(ALLOWED.values()),
        )


def against_content(name: str, found: str, file: IO[bytes]) -> Iterator[Refusal]:
    """Why this file, whose type is allowed, cannot be read to its end."""
    file.seek(0)
    if found == "application/pdf":
        yield from _against_pdf(name, file)
    elif found in _PILLOW:
        yield from _against_image(name, found, file)
    file.seek(0)


def _against_pdf(name: str, file: IO[bytes]) -> Iterator[Refusal]:
    try:
        with pikepdf.open(cast(BinaryIO, file)) as document:
            pages = len(document.pages)
    except pikepdf.PasswordError:
        yield _refused(_("“%(file)s” opens with a password only. Save it without one."), file=name)
        return
    except pikepdf.PdfError:
        pages = 0
    if pages == 0:
        yield _damaged(name)


def _against_image(name: str, found: str, file: IO[bytes]) -> Iterator[Refusal]:
    try:
        with Image.open(file, formats=_PILLOW[found]) as image:
            if image.width * image.height > MOST_PIXELS:
                yield _refused(
                    _("“%(file)s” has more than %(most)s million pixels. Scan with less."),
                    file=name,
                    most=MOST_PIXELS // 1_000_000,
                )
            elif found == "image/png":
                image.verify()
            else:
                image.draft("L", (image.width // 8, image.height // 8))  # all read, little kept
                image.load()
    except (OSError, SyntaxError, ValueError, *_BOMBS):
        yield _damaged(name)


def _damaged(name: str) -> Refusal:
    return _refused(
        _("“%(file)s” is damaged or incomplete. Photograph or scan the paper again."), file=name
    )


def against_attaching(paper: SubmissionPaper, by: User) -> Iterator[Refusal]:
    """Why this person cannot add scans to this paper, or remove them, now.

    Whoever brings the papers scans them while the draft is open, or while the paper
    has been returned; the centre's archivist may add a scan while it lies in the tray.
    """
    submission = paper.submission
    if paper.document_id or paper.state == PaperState.ACCEPTED:
        yield is_filed(paper)
    elif submission.state == SubmissionState.SUBMITTED:
        if not by.holds(Role.CENTRE_ARCHIVIST, submission.centre):
            yield Refusal(
                Clause.ORG_08,
                _("%(submission)s lies in the archivist's tray; wait for the answer.")
                % {"submission": submission},
            )
    elif strange := list(against_strangers(submission, by)):
        yield from strange
    elif submission.state not in (SubmissionState.DRAFT, SubmissionState.RETURNED):
        yield Refusal(
            Clause.COL_24,
            _("%(submission)s is closed; nothing is added to it any more.")
            % {"submission": submission},
        )


def is_filed(thing: object) -> Refusal:
    """Filed originals stay as they are; so do their scans."""
    return Refusal(
        Clause.COL_24,
        _("“%(paper)s” is filed or accepted; what belongs to it is not changed any more.")
        % {"paper": thing},
    )


def _refused(text: "StrOrPromise", **words: object) -> Refusal:
    return Refusal(Clause.FIL_27, str(text) % words, field="file")
