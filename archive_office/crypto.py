"""Personal numbers at rest: sealed values, data keys, blind indexes, masks.

Every customer has a data key; identity, telephone and bank numbers are sealed
with it (AES-256-GCM). The data key is stored wrapped by a key of the
environment (``ARCHIVE_KEYS``), so deleting the wrapped key erases the numbers
wherever their ciphertext stands, history and backups included.

Sealed text: ``v1.<base64 of nonce and ciphertext>``. Wrapped key:
``<key id>.<base64 of nonce and ciphertext>``.

Source: SEC-15, SEC-42.
"""

import hmac
import os
import re
import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

SEALED = re.compile(r"v1\.[A-Za-z0-9_-]+={0,2}")
NONCE_BYTES = 12


class DataKey:
    """The opened data key of one customer or one draft; lives in memory only."""

    __slots__ = ("_aead", "wrapped")

    def __init__(self, raw: bytes, wrapped: str) -> None:
        self._aead = AESGCM(raw)
        self.wrapped = wrapped

    @classmethod
    def new(cls) -> "DataKey":
        """A fresh data key, wrapped by the environment's first key."""
        raw = os.urandom(32)
        key_id = next(iter(settings.ARCHIVE_KEYS))
        return cls(raw, f"{key_id}.{_encrypt(_environment_key(key_id), raw)}")

    @classmethod
    def opened(cls, wrapped: str) -> "DataKey":
        """The data key behind its wrapped form.

        Raises:
            LookupError: the environment no longer holds the wrapping key, or the
                key was erased.
        """
        key_id, _dot, body = wrapped.partition(".")
        if not body:
            raise LookupError("the data key was erased")
        return cls(_decrypt(_environment_key(key_id), body), wrapped)

    def seal(self, plain: str) -> str:
        """The sealed form of a number; empty stays empty."""
        return f"v1.{_encrypt(self._aead, plain.encode())}" if plain else ""

    def unseal(self, sealed: str) -> str:
        """The number behind its sealed form; empty stays empty."""
        return _decrypt(self._aead, sealed.removeprefix("v1.")).decode() if sealed else ""

    def seal_bytes(self, plain: bytes) -> bytes:
        """The sealed form of a whole file."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, plain, None)

    def unseal_bytes(self, sealed: bytes) -> bytes:
        """The file behind its sealed form."""
        return self._aead.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)


def wrapping_key_of(wrapped: str) -> str:
    """The id of the environment's key that wraps a data key; empty once it was erased."""
    return wrapped.partition(".")[0]


def rewrapped(wrapped: str) -> str:
    """The same data key, wrapped by the environment's first key.

    Raises:
        LookupError: the environment no longer holds the key that wraps it now.
    """
    key_id, _dot, body = wrapped.partition(".")
    first = next(iter(settings.ARCHIVE_KEYS))
    raw = _decrypt(_environment_key(key_id), body)
    return f"{first}.{_encrypt(_environment_key(first), raw)}"


def _environment_key(key_id: str) -> AESGCM:
    try:
        return AESGCM(settings.ARCHIVE_KEYS[key_id])
    except KeyError:
        raise LookupError(f"ARCHIVE_KEYS holds no key {key_id!r}") from None


def _encrypt(aead: AESGCM, plain: bytes) -> str:
    nonce = os.urandom(NONCE_BYTES)
    return urlsafe_b64encode(nonce + aead.encrypt(nonce, plain, None)).decode()


def _decrypt(aead: AESGCM, body: str) -> bytes:
    raw = urlsafe_b64decode(body)
    return aead.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None)


class SealedTextField(models.TextField[str, str]):
    """A column that holds sealed text only and refuses anything readable.

    Python sees the ciphertext too: history, admin and logs can show nothing
    else. Whoever may read the number asks the record to reveal it.
    """

    description = _("Sealed text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value: Any) -> Any:
        if value and not SEALED.fullmatch(str(value)):
            raise ValidationError(_("A personal number must be sealed before it is stored."))
        return super().get_prep_value(value)


def plain_number(text: str) -> str:
    """A number as it is compared: half-width, upper case, without separators."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", text)).upper()


def blind_index(text: str) -> str:
    """A keyed hash (32 hex digits) that finds an exact number without storing it."""
    number = plain_number(text).encode()
    return hmac.digest(settings.ARCHIVE_INDEX_KEY, number, "sha256").hex()[:32]


def tail_index(text: str) -> str:
    """A keyed hash of the last four characters, for look-up by tail; empty if shorter."""
    tail = plain_number(text)[-4:]
    return blind_index(f"tail:{tail}") if len(tail) == 4 else ""  # noqa: PLR2004 - four is the tail


def masked(text: str) -> str:
    """A personal number for the eye: the last four characters, the rest as stars.

    Short numbers keep two characters. ``""`` stays empty.
    """
    keep = 4 if len(text) > 7 else 2  # noqa: PLR2004 - below eight, four would tell half
    return "*" * max(len(text) - keep, 0) + text[-keep:] if text else ""


WHOLE_NUMBER = re.compile(r"[0-9](?:[ \-－]?[0-9]){9,}[0-9Xx]?")
"""Eleven digits or more: a telephone, identity or bank number; no day, no code of the office."""


def without_numbers(text: str) -> str:
    """What somebody typed, with every personal number in it masked."""
    return WHOLE_NUMBER.sub(lambda found: masked(found[0]), text)


def masked_name(name: str) -> str:
    """A person's name for the eye: the first character, the rest as stars (王**)."""
    return name[:1] + "*" * (len(name) - 1)
