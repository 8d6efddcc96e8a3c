"""What is signed, and proof of who signs.

Source: TRF-06, TRF-07; decisions 14 and 27.
"""

import hashlib
import json
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import ProofAttempt, User
from archive_office.regulation import Clause, Refusal, RegulationError

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ATTEMPTS = 5
WITHIN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Proof:
    """Evidence that a person has just entered the own password again."""

    user: User
    at: datetime


def canonical(schema: str, content: dict[str, Any]) -> str:
    """The one text of a content: JSON, UTF-8, NFC, sorted keys, with its schema id."""
    text = json.dumps(
        {"schema": schema, **content}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return unicodedata.normalize("NFC", text)


def digest(text: str) -> str:
    """SHA-256 of a canonical content, 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def prove_identity(user: User, password: str, *, now: datetime) -> Proof:
    """The only entry to a signature: the signer enters the own password again.

    Call it outside the signing transaction: the attempt is kept either way.

    Raises:
        RegulationError: SEC-42, wrong password, or too many attempts within 15 minutes.
    """
    # One guess after the other: guesses sent at once would all be counted before the first fails.
    with transaction.atomic():
        fresh = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        failures = ProofAttempt.objects.filter(user=user, at__gt=now - WITHIN, succeeded=False)
        too_many = failures.count() >= ATTEMPTS
        if not too_many:
            succeeded = fresh.is_active and fresh.check_password(password)
            ProofAttempt.objects.create(user=user, at=now, succeeded=succeeded)
    if too_many:
        raise _refused(_("Too many wrong passwords. Wait 15 minutes and try again."))
    if not succeeded:
        raise _refused(_("The password is wrong. Nothing was signed."))
    return Proof(user, now)


def _refused(reason: "StrOrPromise") -> RegulationError:
    return RegulationError(Refusal(Clause.SEC_42, reason, field="password"))
