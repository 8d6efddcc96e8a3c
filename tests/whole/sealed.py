"""A certificate of a seal as the register knows it; nobody signs with it here."""

from datetime import timedelta
from hashlib import sha256

from archive_office.originals.models import SealCertificate
from tests.factories import arranged


def certificate_of(seal, *, now):
    """Registered for the seal, in force for a year."""
    with arranged():
        return SealCertificate.objects.create(
            seal=seal,
            fingerprint=sha256(seal.number.encode()).hexdigest(),
            serial="1",
            subject=f"CN={seal.name}",
            issuer="CN=测试根证书",
            self_issued=True,
            certificate="-----BEGIN CERTIFICATE-----",
            valid_from=now - timedelta(days=1),
            valid_until=now + timedelta(days=365),
            origin=SealCertificate.Origin.PKCS12,
            registered_at=now,
        )
