"""What the signatures in a PDF are worth, told by the file alone: pyHanko decides.

This module knows neither database nor settings. It runs in a process of its own
(``python -m archive_office.originals.judging``), whose memory and time are limited: a file is
judged before anybody knows who made it, and may be made to do harm.

Source: TRF-07, SEC-42; forms A5.
"""

import hashlib
import json
import logging
import resource
import sys
from base64 import b64decode
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from io import BytesIO
from itertools import pairwise
from typing import Any, Final

from asn1crypto import pem, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

MOST_BYTES: Final = 20 * 1024 * 1024
"""The longest manifest of the office, signed by everybody, is a tenth of this."""
MOST_SIGNATURES: Final = 12
MOST_REVISIONS: Final = 24
MOST_MEMORY: Final = 1024 * 1024 * 1024
MOST_SECONDS: Final = 20

_SIGNS: Final = KeyUsageConstraints(
    key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
)
_WEAK: Final = frozenset({"md2", "md5", "sha1"})
_UNREADABLE: Final = (PdfError, ValueError, LookupError, TypeError, AttributeError, AssertionError)


class Fault(StrEnum):
    """Why nothing can be said about a file."""

    TOO_LARGE = "too_large"
    NO_PDF = "no_pdf"
    ENCRYPTED = "encrypted"
    TOO_MANY = "too_many"
    BROKEN = "broken"
    TOO_LONG = "too_long"


class Trust(StrEnum):
    """Whose certificate it is, as far as the office's roots tell."""

    TRUSTED = "trusted"
    EXPIRED = "expired"
    EARLY = "early"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class JudgedSignature:
    """One signature, told by the file.

    Args:
        intact: The bytes it was given over, and the signature itself, are unchanged.
        left_alone: After it came at most the next signatures, nothing else.
        signer: Common name of the certificate; with unit and body as the certificate says them.
        claimed_at: When the signature says that it was made; nobody attests it.
        fingerprint: SHA-256 of the certificate, hexadecimal.
        sha256: Of the file as it was when this signature had been added.
    """

    field: str
    intact: bool
    left_alone: bool
    trust: Trust
    signer: str = ""
    unit: str = ""
    body: str = ""
    issuer: str = ""
    claimed_at: datetime | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    fingerprint: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a file tells of itself.

    Args:
        sha256: Of the whole file; empty where it was too large to be read.
        appended: Something stands in the file that the last signature does not cover.
    """

    sha256: str = ""
    fault: Fault | None = None
    signatures: tuple[JudgedSignature, ...] = ()
    appended: bool = False

    @property
    def unaltered(self) -> bool:
        """Whether the file is signed, and nothing was changed in it or added to it since."""
        return bool(self.signatures) and not (
            self.fault
            or self.appended
            or any(not (each.intact and each.left_alone) for each in self.signatures)
        )


def judge(pdf: bytes, roots: Sequence[bytes], *, now: datetime) -> Judged:
    """Judge every signature of a file against these roots, in this process.

    Only for files whose origin is known; others go through ``verifying.judged_apart``.

    Args:
        roots: Certificates in PEM or DER.
    """
    if len(pdf) > MOST_BYTES:
        return Judged(fault=Fault.TOO_LARGE)
    digest = hashlib.sha256(pdf).hexdigest()
    try:
        fault = _obvious(pdf)
        return Judged(digest, fault) if fault else _read(pdf, digest, roots, now)
    except (*_UNREADABLE, RecursionError):
        return Judged(digest, Fault.BROKEN)


def _obvious(pdf: bytes) -> Fault | None:
    """What can be told of a file without reading it as one."""
    if not pdf[:1024].lstrip().startswith(b"%PDF-"):
        return Fault.NO_PDF
    many = pdf.count(b"/ByteRange") > MOST_SIGNATURES or pdf.count(b"%%EOF") > MOST_REVISIONS
    return Fault.TOO_MANY if many else None


def _read(pdf: bytes, digest: str, roots: Sequence[bytes], now: datetime) -> Judged:
    reader = PdfFileReader(BytesIO(pdf), strict=False)
    if reader.encrypted:
        return Judged(digest, Fault.ENCRYPTED)
    found = sorted(reader.embedded_signatures, key=lambda each: each.signed_revision)
    if len(found) > MOST_SIGNATURES or reader.total_revisions > MOST_REVISIONS:
        return Judged(digest, Fault.TOO_MANY)
    anchors = [_certificate(root) for root in roots]
    last = len(found) - 1
    told = tuple(
        replace(
            _signature(each, anchors, now, is_last=place == last),
            sha256=_then(pdf, each),
        )
        for place, each in enumerate(found)
    )
    revisions = [each.signed_revision for each in found]
    follows = all(after - before == 1 for before, after in pairwise(revisions))
    appended = bool(found) and (
        not follows
        or revisions[-1] != reader.total_revisions - 1
        or found[-1].coverage != SignatureCoverageLevel.ENTIRE_FILE
    )
    return Judged(digest, None, told, appended)


def _certificate(root: bytes) -> x509.Certificate:
    return x509.Certificate.load(pem.unarmor(root)[2] if pem.detect(root) else root)


def _then(pdf: bytes, found: EmbeddedPdfSignature) -> str:
    """The checksum of everything up to the end of what a signature was given over."""
    start, length = (int(found.byte_range[place]) for place in (2, 3))
    return hashlib.sha256(pdf[: start + length]).hexdigest()


def _signature(
    found: EmbeddedPdfSignature,
    anchors: Sequence[x509.Certificate],
    now: datetime,
    *,
    is_last: bool,
) -> JudgedSignature:
    try:
        status = _status(found, anchors, now)
        trust = _trust(found, status, anchors, now)
    except _UNREADABLE:
        return JudgedSignature(
            found.field_name or "", intact=False, left_alone=False, trust=Trust.STRANGER
        )
    return JudgedSignature(
        field=found.field_name,
        intact=bool(status.intact and status.valid),
        left_alone=_left_alone(status, is_last=is_last),
        trust=trust,
        claimed_at=found.self_reported_timestamp,
        **_subject(found.signer_cert),
    )


def _status(
    found: EmbeddedPdfSignature,
    anchors: Sequence[x509.Certificate],
    moment: datetime,
    *,
    skip_diff: bool = False,
) -> PdfSignatureStatus:
    context = ValidationContext(
        trust_roots=anchors, moment=moment, allow_fetching=False, weak_hash_algos=_WEAK
    )
    # In a thread of its own, as in signing: the caller's may run an event loop already.
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(
            validate_pdf_signature,
            found,
            context,
            key_usage_settings=_SIGNS,
            skip_diff=skip_diff,
        ).result()


def _left_alone(status: PdfSignatureStatus, *, is_last: bool) -> bool:
    """The last one covers the whole file; an earlier one its revision, then only signatures."""
    if is_last:
        covered = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        return bool(covered and status.modification_level == ModificationLevel.NONE)
    covered = status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
    level = status.modification_level
    return bool(covered and level is not None and level <= ModificationLevel.FORM_FILLING)


def _trust(
    found: EmbeddedPdfSignature,
    status: PdfSignatureStatus,
    anchors: Sequence[x509.Certificate],
    now: datetime,
) -> Trust:
    """Whether the certificate comes from the office's roots, and whether its time has run out."""
    if _leads_to_the_office(status):
        return Trust.TRUSTED
    began, ends = found.signer_cert.not_valid_before, found.signer_cert.not_valid_after
    if began <= now <= ends or not anchors:
        return Trust.STRANGER
    then = _status(found, anchors, began + (ends - began) / 2, skip_diff=True)
    if not _leads_to_the_office(then):
        return Trust.STRANGER
    return Trust.EXPIRED if now > ends else Trust.EARLY


def _leads_to_the_office(status: PdfSignatureStatus) -> bool:
    """Whether the certificate is good, whatever the signature is worth."""
    return status.validation_path is not None and status.trust_problem_indic is None


def _subject(certificate: x509.Certificate) -> dict[str, Any]:
    names = certificate.subject.native
    return {
        "signer": _said(names.get("common_name")),
        "unit": _said(names.get("organizational_unit_name")),
        "body": _said(names.get("organization_name")),
        "issuer": _said(certificate.issuer.native.get("common_name")),
        "valid_from": certificate.not_valid_before,
        "valid_until": certificate.not_valid_after,
        "fingerprint": certificate.sha256.hex(),
    }


def _said(name: str | Iterable[str] | None) -> str:
    """A name of a certificate, which may hold several of a kind."""
    text = name if isinstance(name, str) else "、".join(name or ())
    return text[:200]


def told(judged: Judged) -> str:
    """The judgement as JSON, for the process that asked."""
    return json.dumps(asdict(judged), default=_plain)


def heard(text: str) -> Judged:
    """The judgement that the other process told.

    Raises:
        ValueError: It told something else.
    """
    facts: dict[str, Any] = json.loads(text)
    signatures = tuple(_heard(each) for each in facts["signatures"])
    fault = Fault(facts["fault"]) if facts["fault"] else None
    return Judged(facts["sha256"], fault, signatures, facts["appended"])


def _heard(facts: dict[str, Any]) -> JudgedSignature:
    for name in ("claimed_at", "valid_from", "valid_until"):
        facts[name] = datetime.fromisoformat(facts[name]) if facts[name] else None
    return JudgedSignature(**{**facts, "trust": Trust(facts["trust"])})


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    raise TypeError(f"{value!r} is told to nobody")


def main() -> None:
    """Judge the file at the standard input; its first line names roots and moment as JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    logging.disable(logging.CRITICAL)  # pyHanko explains each refusal; the answer says it in words
    asked = json.loads(sys.stdin.buffer.readline())
    roots = [b64decode(root) for root in asked["roots"]]
    judged = judge(sys.stdin.buffer.read(), roots, now=datetime.fromisoformat(asked["now"]))
    sys.stdout.write(told(judged))


if __name__ == "__main__":
    main()
