"""Who signs with the key of a seal: PKCS#12 files of the house, or an outside signing service.

An outside service is a class with :class:`SigningProvider`'s two methods, named by its dotted path
in ``ARCHIVE_SIGNING_PROVIDER``; its keys never come here. Without one, each seal has a file
``<number of the seal>.p12`` in ``ARCHIVE_SEALS_DIR``, opened with the passphrase that
``ARCHIVE_SEAL_PASSPHRASES`` (or the file named by ``ARCHIVE_SEAL_PASSPHRASES_FILE``) names for it:
``number=passphrase`` a line, ``*`` for all others.

A certificate the house issued to itself shows that nothing was changed, and who is meant only as
far as one trusts the house. A seal that others must accept needs a licensed authority.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from django.conf import settings
from django.utils.module_loading import import_string

from archive_office.organisation.models import Seal

DIGEST: Final = "sha256"
LEAST_BITS: Final = 3072
ROOTS: Final = "roots"
"""The folder in ``ARCHIVE_SEALS_DIR`` with the certificates the office trusts, in PEM."""


class NoKeyError(Exception):
    """A seal cannot sign: no key, no passphrase, or a service that does not answer."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The certificate with which a seal signs, and those that lead from it to its root.

    Args:
        certificate: DER; so are the others, which come with each signature.
        origin: One of ``SealCertificate.Origin``.
    """

    certificate: bytes
    others: tuple[bytes, ...]
    origin: str


class SigningProvider(Protocol):
    """Signs with the keys of seals, without giving them away."""

    def identity(self, seal: Seal) -> Identity:
        """The certificate with which the seal signs now.

        Raises:
            NoKeyError: The seal has none.
        """

    def sign(self, seal: Seal, data: bytes) -> bytes:
        """The signature over some data: RSA, PKCS#1 v1.5, SHA-256.

        Raises:
            NoKeyError: Nothing can be signed for this seal now.
        """


@dataclass(frozen=True, slots=True)
class _Opened:
    """A PKCS#12 file, read and checked once."""

    key: RSAPrivateKey
    certificate: bytes
    others: tuple[bytes, ...]


class Pkcs12Files:
    """The seals' keys in PKCS#12 files; each is opened once and kept while it is unchanged."""

    def identity(self, seal: Seal) -> Identity:
        found = self._opened(seal)
        origin = "demo" if settings.ARCHIVE_DEMO_SEALS else "pkcs12"
        return Identity(found.certificate, found.others, origin)

    def sign(self, seal: Seal, data: bytes) -> bytes:
        return self._opened(seal).key.sign(data, PKCS1v15(), hashes.SHA256())

    @staticmethod
    def _opened(seal: Seal) -> _Opened:
        path = file_of(settings.ARCHIVE_SEALS_DIR, seal.number)
        passphrase = passphrase_for(settings.ARCHIVE_SEAL_PASSPHRASES, seal.number)
        try:
            changed = path.stat().st_mtime_ns
        except OSError as error:
            raise NoKeyError(f"{seal.number}: {error.strerror}") from error
        return _open(path, changed, passphrase)


def file_of(folder: Path, number: str) -> Path:
    """Where the key of a seal lies; a number never leads out of the folder."""
    return folder / f"{number.replace('/', '_')}.p12"


def passphrase_for(passphrases: Mapping[str, str], number: str) -> str:
    """The passphrase of one seal.

    Raises:
        NoKeyError: None is set.
    """
    found = passphrases.get(number) or passphrases.get("*")
    if not found:
        raise NoKeyError(f"{number}: no passphrase is set")
    return found


@lru_cache(64)
def _open(path: Path, _changed: int, passphrase: str) -> _Opened:
    """Read a file; to check an RSA key costs more than to sign with it."""
    try:
        found = load_pkcs12(path.read_bytes(), passphrase.encode())
    except (OSError, ValueError) as error:
        raise NoKeyError(f"{path.name}: {error}") from error
    if found.cert is None or not isinstance(found.key, RSAPrivateKey):
        raise NoKeyError(f"{path.name}: an RSA key with its certificate is needed")
    others = tuple(
        each.certificate.public_bytes(Encoding.DER) for each in found.additional_certs if each
    )
    return _Opened(found.key, found.cert.certificate.public_bytes(Encoding.DER), others)


def provider() -> SigningProvider:
    """The provider that the settings name."""
    made: SigningProvider = import_string(settings.ARCHIVE_SIGNING_PROVIDER)()
    return made


def is_strong_rsa(certificate: x509.Certificate) -> bool:
    """Whether a certificate is of RSA with enough bits; curves would break PDF/A-2."""
    key = certificate.public_key()
    return isinstance(key, RSAPublicKey) and key.key_size >= LEAST_BITS


def trusted_roots() -> tuple[bytes, ...]:
    """The certificates the office trusts as issuers of seals, in DER."""
    folder: Path = settings.ARCHIVE_SEALS_DIR / ROOTS
    return tuple(
        each.public_bytes(Encoding.DER)
        for path in sorted(folder.glob("*.pem"))
        for each in x509.load_pem_x509_certificates(path.read_bytes())
    )
