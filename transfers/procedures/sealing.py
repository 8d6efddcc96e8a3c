"""Copies of a signed manifest: printed, sealed on paper, scanned.

The house never produces a seal; it records who applied which one, and keeps the scan.
Copies exist from the last signature on, so nothing here can come before it.

Source: TRF-07, TRF-08; decision 14.
"""

import hashlib
from datetime import date, datetime

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.journal.acts import act, by_post, note
from archive_office.organisation.models import Seal, User
from archive_office.originals.procedures.uses import Use, register_seal_use
from archive_office.regulation import Clause, enforce
from dossiers.rules import files
from transfers.models import ManifestCopy
from transfers.procedures import locking
from transfers.procedures.capacity import act_for
from transfers.procedures.originals import SIGNED
from transfers.procedures.signing import in_force
from transfers.rules import parties, seals, words


@act("transfers.copy_printed", _("Copy of a manifest printed"), Clause.TRF_08)
def record_print(copy: ManifestCopy, *, by: User, now: datetime) -> ManifestCopy:
    """Note that a copy was printed for its keeper; each print again.

    Raises:
        RegulationError: ORG-01, works for neither party.

    Source: TRF-08.
    """
    fresh = _fresh(copy)
    _enforce_party(fresh, by)
    fresh.printed_at, fresh.printed_by = now, by
    fresh.save()
    note(fresh, after={"printed": now.isoformat(), "copy": fresh.number})
    return fresh


@act("transfers.copy_sealed", _("Department seal recorded"), Clause.TRF_07)
def record_seal(
    copy: ManifestCopy, seal: Seal, *, by: User, on: date, now: datetime
) -> ManifestCopy:
    """Note that a party's seal was applied to its copy, by the seal's registered keeper.

    The use of the seal is entered in the seal register with it.

    Args:
        on: The day on which the seal was applied to the paper.

    Raises:
        RegulationError: TRF-07, sealed already, another party's seal, not its keeper, a
            seal not valid on the day, a day before the last signature or in the future.

    Source: TRF-07.
    """
    fresh = _fresh(copy)
    enforce(seals.against_sealing(fresh, seal, by, on=on, today=day_of(now)))
    fresh.seal, fresh.sealed_by, fresh.sealed_on = seal, by, on
    fresh.save()
    note(
        fresh,
        before={"seal": None},
        after={"seal": seal.number, "on": on.isoformat(), "copy": fresh.number},
    )
    register_seal_use(seal, _use(fresh), by=by, now=now, on=on)
    return fresh


def _use(copy: ManifestCopy) -> Use:
    """What the seal register says of a sealed copy: whoever signed for the party asked for it."""
    manifest = copy.manifest
    signature = next(each for each in in_force(manifest) if each.side == copy.side)
    return Use(
        record=manifest,
        document=words.paper(manifest),
        purpose=words.sealing_of(copy.number, copy.side),
        applicant=signature.signer,
        act=SIGNED,
    )


@act("transfers.sealed_scan_attached", _("Scan of the sealed copy attached"), Clause.TRF_07)
def attach_sealed_scan(
    copy: ManifestCopy, upload: File[bytes], *, by: User, reason: str = ""
) -> ManifestCopy:
    """Keep the scan of a sealed copy; an earlier one stays in the history.

    Args:
        upload: PDF, JPEG or PNG, judged by its content.
        reason: Why an earlier scan is replaced; not needed for the first.

    Raises:
        RegulationError: FIL-27 (size, damage), TRF-07 (type, no seal recorded, replaced
            without reason), ORG-01 (works for neither party).

    Source: TRF-07.
    """
    fresh = _fresh(copy)
    _enforce_party(fresh, by)
    content, found = _read(upload)
    enforce(seals.against_scan(fresh, found, reason=reason))
    before = fresh.scan_sha256
    fresh.scan_sha256 = hashlib.sha256(content).hexdigest()
    fresh.scan.save(f"{fresh.scan_sha256}.{seals.SCANS[found]}", ContentFile(content), save=False)
    fresh.save()
    note(fresh, before={"scan": before}, after={"scan": fresh.scan_sha256, "type": found})
    return fresh


def _fresh(copy: ManifestCopy) -> ManifestCopy:
    """The copy as it is now; acts on copies of one manifest follow each other."""
    locking.locked_manifest(copy.manifest_id)
    return ManifestCopy.objects.select_related(
        "manifest__centre", "manifest__receiver", "keeper"
    ).get(pk=copy.pk)


def _enforce_party(copy: ManifestCopy, by: User) -> None:
    """Whoever works for one of the parties may handle its copies."""
    manifest = copy.manifest
    if post := parties.membership_in(by, manifest.receiver, parties.HEADQUARTERS):
        by_post(post)
    else:
        act_for(by, manifest.centre, parties.CENTRE)


def _read(upload: File[bytes]) -> tuple[bytes, str]:
    """A whole upload and its type by content.

    Raises:
        RegulationError: FIL-27, empty, too large or damaged.
    """
    name = files.clean_name(upload.name or "")
    enforce(files.against_size(name, upload.size, settings.ARCHIVE_MAX_FILE_BYTES))
    content = b"".join(upload.chunks())
    found = files.content_type(content[: files.HEAD_BYTES])
    enforce(files.against_content(name, found, ContentFile(content)))
    return content, found
