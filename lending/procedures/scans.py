"""Scans of consents and letters, judged by their content.

Source: LND-15, SEC-13.
"""

import hashlib

from django.conf import settings
from django.core.files.base import ContentFile, File

from archive_office.regulation import enforce
from dossiers.rules import files
from lending.models import Authority
from lending.rules import handling


def keep(authority: Authority, upload: File[bytes]) -> None:
    """Put a whole upload into an unsaved authority, under its checksum.

    Raises:
        RegulationError: FIL-27, empty, too large, of another type, or damaged.
    """
    name = files.clean_name(upload.name or "")
    enforce(files.against_size(name, upload.size, settings.ARCHIVE_MAX_FILE_BYTES))
    content = b"".join(upload.chunks())
    found = files.content_type(content[: files.HEAD_BYTES])
    enforce(handling.against_scan(name, found))
    enforce(files.against_content(name, found, ContentFile(content)))
    authority.scan_sha256 = hashlib.sha256(content).hexdigest()
    suffix = handling.SCANS[found]
    authority.scan.save(f"{authority.scan_sha256}.{suffix}", ContentFile(content), save=False)
