"""Typed readers of the environment: a wrong value stops the start with its name."""

import base64
import binascii
import os
from pathlib import Path
from typing import Any, Final, overload
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

KEY_BYTES: Final = 32
_TRUE: Final = frozenset({"1", "true", "yes", "on"})
_FALSE: Final = frozenset({"0", "false", "no", "off", ""})


@overload
def text(name: str) -> str: ...
@overload
def text(name: str, default: str) -> str: ...
def text(name: str, default: str | None = None) -> str:
    """The value as it stands; without a default the variable must be set."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set.")
    return value


def secret(name: str) -> str:
    """A value that may stand in a file, named by ``NAME_FILE``, instead of the environment."""
    path = os.environ.get(f"{name}_FILE")
    if path is None:
        value = os.environ.get(name, "")
    elif name in os.environ:
        raise ImproperlyConfigured(f"Both {name} and {name}_FILE are set; keep one.")
    else:
        value = _content(path, f"{name}_FILE")
    if not value.strip():
        raise ImproperlyConfigured(f"Neither {name} nor {name}_FILE holds a value.")
    return value.strip()


def _content(path: str, name: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name} names a file that cannot be read: {error}") from error


def flag(name: str, *, default: bool) -> bool:
    """Yes or no, written as 1/0, true/false, yes/no or on/off."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in _TRUE:
        return True
    if value.strip().lower() in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")


def whole(name: str, default: int, *, at_least: int = 0) -> int:
    """A whole number, not below ``at_least``."""
    value = os.environ.get(name)
    if value is None:
        return default
    try:
        number = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None
    if number < at_least:
        raise ImproperlyConfigured(f"{name} must be at least {at_least}, not {number}.")
    return number


def listing(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Words separated by commas."""
    value = os.environ.get(name)
    if value is None:
        return list(default)
    return [word.strip() for word in value.split(",") if word.strip()]


def pairs(name: str) -> dict[str, str]:
    """``name=value`` a line, which may stand in a file named by ``NAME_FILE``; empty when unset."""
    if name not in os.environ and f"{name}_FILE" not in os.environ:
        return {}
    found: dict[str, str] = {}
    for line in filter(None, map(str.strip, secret(name).splitlines())):
        key_name, equals, value = line.partition("=")
        if not (equals and key_name and value) or key_name in found:
            raise ImproperlyConfigured(f"{name} needs one name=value a line, each name once.")
        found[key_name] = value
    return found


def directory(name: str, default: Path) -> Path:
    """An absolute path; it need not exist yet."""
    path = Path(os.environ.get(name) or default)
    if not path.is_absolute():
        raise ImproperlyConfigured(f"{name} must be an absolute path, not {str(path)!r}.")
    return path


def database(name: str) -> dict[str, Any]:
    """A PostgreSQL database from ``postgresql://user:password@host:port/name?option=value``."""
    value = secret(name)
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(f"{name} is not a database address.") from None
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must begin with postgresql://.")
    if not (base := unquote(parts.path.lstrip("/"))):
        raise ImproperlyConfigured(f"{name} names no database.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": base,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(port or ""),
        "OPTIONS": options,
    }


def keys(name: str) -> dict[str, bytes]:
    """Encryption keys as ``id:base64,id:base64``; the first encrypts, all decrypt."""
    found: dict[str, bytes] = {}
    for entry in secret(name).replace("\n", ",").split(","):
        if not entry.strip():
            continue
        key_id, _, encoded = entry.strip().partition(":")
        if not key_id.isalnum() or key_id in found:
            raise ImproperlyConfigured(f"{name} needs a distinct key id before each key.")
        found[key_id] = _key(encoded, name)
    return found


def key(name: str) -> bytes:
    """One key of 32 bytes in base64."""
    return _key(secret(name), name)


def _key(encoded: str, name: str) -> bytes:
    try:
        value = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        value = b""
    if len(value) != KEY_BYTES:
        raise ImproperlyConfigured(f"{name}: each key is {KEY_BYTES} bytes in base64.")
    return value
