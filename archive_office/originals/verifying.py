"""Is this file an electronic original of the office, unchanged, and still what the record says?

The file tells what its signatures are worth (``judging``), in a process of its own; the record
tells which file it is, who signed, and whether the content is the same today. Nothing of an
uploaded file is kept.

Source: TRF-07, SEC-29, SEC-42; forms A5.
"""

import json
import logging
import subprocess
import sys
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final

from django.conf import settings

from archive_office.organisation.models import User
from archive_office.organisation.scope import scope_of
from archive_office.originals.judging import (
    MOST_BYTES,
    MOST_SECONDS,
    Fault,
    Judged,
    JudgedSignature,
    Trust,
    heard,
)
from archive_office.originals.models import (
    ElectronicOriginal,
    OriginalSignature,
    OriginalState,
    SealCertificate,
)
from archive_office.originals.prints import Answer, Compared, code_from, compare
from archive_office.originals.providers import trusted_roots
from archive_office.originals.subjects import subjects

logger = logging.getLogger(__name__)

_JUDGE: Final = (sys.executable, "-m", "archive_office.originals.judging")
_PATIENCE: Final = MOST_SECONDS + 10
_KILLED: Final = -24  # SIGXCPU: its seconds were used up


class Outcome(StrEnum):
    """What is said of an uploaded file."""

    INTACT = "intact"
    INCOMPLETE = "incomplete"  # seals are missing, in the file and in the record
    EARLIER = "earlier"  # the office holds a later state of this file
    VOID = "void"
    RECORD_DIFFERS = "record_differs"  # the file is intact; the record says something else today
    UNKNOWN = "unknown"  # sealed by the office, and no file of the office
    EXPIRED = "expired"  # and nothing attests when it was signed
    NOT_IN_FORCE = "not_in_force"  # one of those above, for whoever may not know which
    STRANGER = "stranger"
    ALTERED = "altered"
    UNSIGNED = "unsigned"
    UNREADABLE = "unreadable"


_ONLY_FOR_READERS: Final = frozenset(
    {
        Outcome.INCOMPLETE,
        Outcome.EARLIER,
        Outcome.VOID,
        Outcome.RECORD_DIFFERS,
        Outcome.UNKNOWN,
        Outcome.EXPIRED,
    }
)
_BY_RECORD: Final = {
    Answer.AGREES: Outcome.INTACT,
    Answer.UNCHECKABLE: Outcome.INTACT,
    Answer.UNFINISHED: Outcome.INCOMPLETE,
    Answer.VOID: Outcome.VOID,
}


@dataclass(frozen=True, slots=True)
class Confirmed:
    """One signature: what the file says of it, and what the record says, for its readers.

    Args:
        part: As what somebody signed, in the words of the paper.
        signer: The person whose word the seal confirms.
        keeper: Who set the seal.
        withdrawn_at: Since when the certificate is not to be used any more.
    """

    judged: JudgedSignature
    part: str = ""
    signer: str = ""
    department: str = ""
    keeper: str = ""
    at: datetime | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of an uploaded file, to one person.

    Args:
        self_issued: The certificates come from the office itself.
        original: The original it is, or was before it was changed; for readers of the record.
        compared: What the record says today; for its readers.
    """

    outcome: Outcome
    judged: Judged
    signatures: tuple[Confirmed, ...] = ()
    self_issued: bool = False
    original: ElectronicOriginal | None = None
    compared: Compared | None = None

    @property
    def missing(self) -> int:
        """How many seals the original has in the record that this file has not."""
        if self.original is None:
            return 0
        return max(len(self.original.places) - len(self.judged.signatures), 0)


def verify(pdf: bytes, *, by: User, now: datetime) -> Verdict:
    """Judge a file that somebody brought, and hold it against the record.

    Whoever may not see the record hears what the file tells of itself, and whether it is in force:
    a file unknown to the office and a foreign one are one answer.

    Source: TRF-07, SEC-29, SEC-42.
    """
    judged = judged_apart(pdf, trusted_roots(), now=now)
    found = _find(judged)
    detailed = found is not None and (
        ElectronicOriginal.objects.visible_to(by).filter(pk=found.pk).exists()
    )
    compared = _compared(found, by) if found else None
    outcome = _outcome(judged, found, compared)
    verdict = Verdict(
        outcome,
        judged,
        tuple(Confirmed(each) for each in judged.signatures),
        self_issued=_is_self_issued(judged),
    )
    if found is None or not detailed:
        hidden = not detailed and not _sees_all(by) and outcome in _ONLY_FOR_READERS
        return replace(verdict, outcome=Outcome.NOT_IN_FORCE) if hidden else verdict
    return replace(
        verdict,
        signatures=_confirmed(judged, found),
        original=found,
        compared=compared if compared and compared.detailed else None,
    )


def _sees_all(by: User) -> bool:
    """Whether every original exists for a person, so that what does not is unknown indeed."""
    kinds = subjects().values()
    every = all(any(map(by.has_perm, subject.permissions)) for subject in kinds)
    return every and scope_of(by).everything


def judged_apart(pdf: bytes, roots: Sequence[bytes], *, now: datetime) -> Judged:
    """Judge a file in a process of its own, whose memory and time are limited."""
    if len(pdf) > MOST_BYTES:
        return Judged(fault=Fault.TOO_LARGE)
    asked = {"roots": [b64encode(root).decode() for root in roots], "now": now.isoformat()}
    digest = sha256(pdf).hexdigest()
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter, a module of ours, no words of others
            _JUDGE,
            input=json.dumps(asked).encode() + b"\n" + pdf,
            capture_output=True,
            timeout=_PATIENCE,
            cwd=settings.BASE_DIR,
            env={"PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Judged(digest, Fault.TOO_LONG)
    if done.returncode:
        logger.warning("A file could not be judged: the judge ended with %s", done.returncode)
        return Judged(digest, Fault.TOO_LONG if done.returncode == _KILLED else Fault.BROKEN)
    return heard(done.stdout.decode())


def _find(judged: Judged) -> ElectronicOriginal | None:
    """The original that a file is, in whatever state, or that it was before it was changed."""
    sums = [judged.sha256, *(each.sha256 for each in reversed(judged.signatures))]
    for checksum in filter(None, sums):
        rows = ElectronicOriginal.objects.select_related("department__parent", "subject_type")
        found = (
            rows.filter(sha256=checksum).first() or rows.filter(unsigned_sha256=checksum).first()
        )
        if found is None:
            found = rows.filter(signatures__sha256=checksum).first()
        if found is not None:
            return found
    return None


def _compared(found: ElectronicOriginal, by: User) -> Compared | None:
    """What the app of the record says about the content the original was made of."""
    number = str(getattr(found.subject, "number", "") or "")
    return compare(code_from(number, found.content_hash), by=by) if number else None


def _outcome(
    judged: Judged, found: ElectronicOriginal | None, compared: Compared | None
) -> Outcome:
    trust = {each.trust for each in judged.signatures}
    against = (
        (judged.fault is not None, Outcome.UNREADABLE),
        (not judged.signatures, Outcome.UNSIGNED),
        (not judged.unaltered, Outcome.ALTERED),
        (Trust.STRANGER in trust, Outcome.STRANGER),
        (found is None and trust != {Trust.TRUSTED}, Outcome.EXPIRED),
        (found is None, Outcome.UNKNOWN),
    )
    told = next((outcome for holds, outcome in against if holds), None)
    return told or _in_the_record(judged, found, compared)


def _in_the_record(
    judged: Judged, found: ElectronicOriginal | None, compared: Compared | None
) -> Outcome:
    """The bytes are the office's own: whether they are its last word."""
    if found is None or found.state == OriginalState.VOID:
        return Outcome.VOID
    if judged.sha256 != found.sha256:
        return Outcome.EARLIER
    if found.state != OriginalState.COMPLETE:
        return Outcome.INCOMPLETE
    return _BY_RECORD.get(compared.answer if compared else Answer.AGREES, Outcome.RECORD_DIFFERS)


def _confirmed(judged: Judged, found: ElectronicOriginal) -> tuple[Confirmed, ...]:
    """The signatures of the file beside those of the record; one by one, by field and seal."""
    rows = OriginalSignature.objects.filter(original=found).select_related(
        "signer", "sealed_by", "department__parent", "certificate"
    )
    known = {(row.field_name, row.certificate_fingerprint): row for row in rows}
    told = []
    for each in judged.signatures:
        row = known.get((each.field, each.fingerprint))
        told.append(_beside(each, row) if row else Confirmed(each))
    return tuple(told)


def _beside(judged: JudgedSignature, row: OriginalSignature) -> Confirmed:
    return Confirmed(
        judged,
        part=row.party,
        signer=str(row.signer),
        department=str(row.department),
        keeper=str(row.sealed_by),
        at=row.signed_at,
        withdrawn_at=row.certificate.withdrawn_at,
    )


def _is_self_issued(judged: Judged) -> bool:
    """Whether nobody but the office vouches for these certificates, as far as it knows."""
    prints = [each.fingerprint for each in judged.signatures if each.trust != Trust.STRANGER]
    outside = SealCertificate.objects.filter(fingerprint__in=prints, self_issued=False).count()
    return len(prints) > outside
