"""Keys and certificates for the seals of an office that only tries things out.

A root of its own and one certificate for each seal: they show that a file was not changed, and
nothing about who somebody is. Real ones come from an authority.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID

from archive_office.organisation.models import Seal
from archive_office.originals.providers import LEAST_BITS, ROOTS, file_of, passphrase_for

YEARS: Final = 5
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Root:
    """What the certificates of the seals are issued with; its key is used once and never kept."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate


def new_root(company: str, *, now: datetime) -> Root:
    """A root that the house issues to itself."""
    key = new_key()
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, company),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{company} 演示根证书"),
        ]
    )
    usage = _usage(signs_certificates=True)
    builder = _builder(name, key.public_key(), now).issuer_name(name)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    return Root(key, builder.add_extension(usage, critical=True).sign(key, SHA256()))


def issue(
    seal: Seal, company: str, root: Root, *, key: rsa.RSAPrivateKey, now: datetime
) -> x509.Certificate:
    """A certificate by which a seal signs: its name, its department, the company."""
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, company),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, seal.department.name),
            x509.NameAttribute(NameOID.COMMON_NAME, seal.name),
        ]
    )
    builder = _builder(name, key.public_key(), now).issuer_name(root.certificate.subject)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key())
    return (
        builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(identifier, critical=False)
        .sign(root.key, SHA256())
    )


def write_keys(
    seals: Iterable[Seal],
    company: str,
    folder: Path,
    passphrases: Mapping[str, str],
    *,
    now: datetime,
) -> int:
    """Give each seal that has none a key and a certificate; returns how many were made."""
    without = [seal for seal in seals if not file_of(folder, seal.number).exists()]
    if not without:
        return 0
    root = new_root(company, now=now)
    roots = folder / ROOTS
    roots.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = root.certificate.public_bytes(Encoding.PEM)
    (roots / f"{root.certificate.serial_number:x}.pem").write_bytes(pem)
    for seal in without:
        key = new_key()
        certificate = issue(seal, company, root, key=key, now=now)
        write_file(folder, seal.number, passphrases, key, certificate, root)
    return len(without)


def write_file(
    folder: Path,
    number: str,
    passphrases: Mapping[str, str],
    key: rsa.RSAPrivateKey,
    certificate: x509.Certificate,
    root: Root,
) -> Path:
    """One PKCS#12 file, readable by nobody else."""
    encryption = BestAvailableEncryption(passphrase_for(passphrases, number).encode())
    path = file_of(folder, number)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(
        serialize_key_and_certificates(
            number.encode(), key, certificate, [root.certificate], encryption
        )
    )
    return path


def new_key() -> rsa.RSAPrivateKey:
    """An RSA key as seals need it."""
    return rsa.generate_private_key(public_exponent=65537, key_size=LEAST_BITS)


def _builder(name: x509.Name, key: rsa.RSAPublicKey, now: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + YEARS * 365 * _DAY)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
