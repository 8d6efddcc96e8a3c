"""The certificates of seals: entered before the first use, withdrawn when a key is lost.

Source: TRF-07; decision 14.
"""

import hashlib
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.organisation.models import Seal, User
from archive_office.originals import rules
from archive_office.originals.models import SealCertificate
from archive_office.originals.providers import Identity
from archive_office.regulation import Clause, Refusal, RegulationError, enforce


@act("originals.certificate_registered", _("Certificate of a seal registered"), Clause.TRF_07)
def register_certificate(
    seal: Seal, identity: Identity, *, by: User | None, now: datetime
) -> SealCertificate:
    """Enter the certificate with which a seal signs; entering it again changes nothing.

    Raises:
        RegulationError: TRF-07, not RSA or too few bits, or another seal's certificate.

    Source: TRF-07.
    """
    found = x509.load_der_x509_certificate(identity.certificate)
    enforce(rules.against_key(found))
    fingerprint = fingerprint_of(identity)
    known = SealCertificate.objects.filter(fingerprint=fingerprint).first()
    if known is not None:
        if known.seal_id != seal.pk:
            raise RegulationError(
                Refusal(Clause.TRF_07, _("This certificate belongs to another seal."))
            )
        return known
    made = SealCertificate.objects.create(
        seal=seal,
        fingerprint=fingerprint,
        serial=f"{found.serial_number:x}",
        subject=found.subject.rfc4514_string()[:300],
        issuer=found.issuer.rfc4514_string()[:300],
        self_issued=is_self_issued(found),
        certificate=found.public_bytes(Encoding.PEM).decode(),
        valid_from=found.not_valid_before_utc,
        valid_until=found.not_valid_after_utc,
        origin=identity.origin,
        registered_at=now,
    )
    note(made, after={"seal": seal.number, "fingerprint": fingerprint})
    return made


@act("originals.certificate_withdrawn", _("Certificate of a seal withdrawn"), Clause.TRF_07)
def withdraw_certificate(
    certificate: SealCertificate, *, reason: str, by: User | None, now: datetime
) -> SealCertificate:
    """Let nobody seal with a certificate any more; what it signed before stays signed.

    Raises:
        RegulationError: TRF-07, withdrawn already, or no reason.

    Source: TRF-07.
    """
    fresh = SealCertificate.objects.select_for_update(no_key=True).get(pk=certificate.pk)
    if fresh.withdrawn_at is not None:
        raise RegulationError(Refusal(Clause.TRF_07, _("This certificate is withdrawn already.")))
    if not reason.strip():
        raise RegulationError(Refusal(Clause.TRF_07, _("Say why."), field="reason"))
    fresh.withdrawn_at, fresh.withdrawn_because = now, reason.strip()
    fresh.save()
    note(fresh, before={"withdrawn": None}, after={"withdrawn": now.isoformat()})
    return fresh


def fingerprint_of(identity: Identity) -> str:
    """SHA-256 of a certificate, 64 hex digits."""
    return hashlib.sha256(identity.certificate).hexdigest()


def is_self_issued(certificate: x509.Certificate) -> bool:
    """Whether the body named in a certificate also issued it, so that it vouches for itself."""
    body = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    issuer = certificate.issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    same = [each.value for each in body] == [each.value for each in issuer]
    return certificate.subject == certificate.issuer or (bool(body) and same)
