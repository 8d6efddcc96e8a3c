"""Scans: taken in by their content, stored once, read-only after filing.

A file is written before its row, so that no row ever lacks its file; a file
whose row never came stays unreachable. Two acts on equal content wait for each
other (an advisory lock on the checksum), so that removing one scan never takes
the file away from another.
"""

import hashlib
import tempfile
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import IO, Final

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.organisation.models import User
from archive_office.regulation import Clause, RegulationError, enforce
from dossiers.models import ElectronicFile, PaperState, SubmissionPaper
from dossiers.models.documents import file_path
from dossiers.procedures import locks
from dossiers.rules import files as rules

IN_MEMORY: Final = 2_000_000  # bytes of an upload kept in memory; larger ones go to disk


@dataclass(frozen=True, slots=True)
class Received:
    """An upload that was read to its end: what it is, and where it lies for the moment."""

    name: str
    content: IO[bytes]
    size: int
    sha256: str
    content_type: str


@act("dossiers.scan_attached", _("Scan attached"), Clause.FIL_27)
def attach_scan(
    paper: SubmissionPaper, upload: "File[bytes]", *, by: User, now: datetime
) -> ElectronicFile:
    """Add a photo, scan or PDF to a paper of the tray; the same file twice is one.

    A paper not brought so far counts as brought with its first scan.

    Raises:
        RegulationError: FIL-27 (type, size, damage), ORG-08 (not the own draft),
            COL-24 (already accepted or filed).

    Source: FIL-27, COL-24.
    """
    fresh = locks.paper(paper.pk)
    enforce(rules.against_attaching(fresh, by))
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as spool:
        received = _receive(upload, spool)
        lock_content(received.sha256)
        same = live(fresh).filter(sha256=received.sha256).first()
        if same is not None:
            return same
        kept = _keep(received)
    kept.paper = fresh
    kept.position = live(fresh).count() + 1
    kept.uploaded_by = by
    kept.uploaded_at = now
    kept.save()
    if fresh.state in (PaperState.MISSING, PaperState.NOT_APPLICABLE, PaperState.RETURNED):
        fresh.state = PaperState.PENDING
        fresh.reason = ""
        fresh.save(update_fields=["state", "reason"])
    note(fresh, after={"scan": kept.sha256, "bytes": kept.size, "type": kept.content_type})
    return kept


@act("dossiers.scan_removed", _("Scan removed"), Clause.COL_24)
def remove_scan(scan: ElectronicFile, *, by: User, now: datetime) -> None:
    """Take a scan off a paper that is not accepted yet; its content is erased.

    Raises:
        RegulationError: COL-24 (filed originals stay as they are), ORG-08.

    Source: COL-24.
    """
    if scan.paper_id is None:
        raise RegulationError(rules.is_filed(scan.name))
    enforce(rules.against_attaching(locks.paper(scan.paper_id), by))
    discard([scan], now=now)


def discard(scans: list[ElectronicFile], *, now: datetime) -> None:
    """Mark scans removed; the content goes once the act is committed. Inside an act only."""
    for scan in scans:
        scan.removed_at = now
        scan.save(update_fields=["removed_at"])
        note(scan, before={"scan": scan.sha256}, after={"scan": None})
        transaction.on_commit(partial(_erase, scan.sha256))


def live(paper: SubmissionPaper) -> QuerySet[ElectronicFile]:
    """The scans of a paper that were not removed."""
    return paper.files.filter(removed_at__isnull=True)


def _receive(upload: "File[bytes]", spool: IO[bytes]) -> Received:
    """Read an upload once, in pieces, and say what it is.

    Raises:
        RegulationError: FIL-27, too large, empty, of another type, or damaged.
    """
    name = rules.clean_name(upload.name or "")
    limit = settings.ARCHIVE_MAX_FILE_BYTES
    enforce(rules.against_size(name, upload.size, limit))
    digest, size = hashlib.sha256(), 0
    for chunk in upload.chunks():
        size += len(chunk)
        if size > limit:  # whatever the upload said of itself
            raise RegulationError(*rules.against_size(name, size, limit))
        digest.update(chunk)
        spool.write(chunk)
    enforce(rules.against_size(name, size, limit))
    spool.seek(0)
    found = rules.content_type(spool.read(rules.HEAD_BYTES))
    enforce(rules.against_type(name, found))
    enforce(rules.against_content(name, found, spool))
    return Received(name, spool, size, digest.hexdigest(), found)


def _keep(received: Received) -> ElectronicFile:
    """The unsaved row of a received file, whose content lies in storage once and for all."""
    row = ElectronicFile(
        sha256=received.sha256,
        size=received.size,
        content_type=received.content_type,
        name=received.name,
    )
    path = file_path(row, received.name)
    if not default_storage.exists(path):
        received.content.seek(0)
        stored = default_storage.save(path, File(received.content))
        if stored != path:
            raise RuntimeError(f"storage put {path} at {stored}")
    row.file.name = path
    return row


def lock_content(sha256: str) -> None:
    """Let nobody else store or erase this content until the act ends."""
    number = int.from_bytes(bytes.fromhex(sha256[:16]), "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _erase(sha256: str) -> None:
    with transaction.atomic():
        lock_content(sha256)
        rows = ElectronicFile.objects.filter(sha256=sha256)
        if (row := rows.first()) and not rows.filter(removed_at__isnull=True).exists():
            default_storage.delete(str(row.file.name))
