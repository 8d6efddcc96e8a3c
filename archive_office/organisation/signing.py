"""What is signed, and proof of who signs.

Source: TRF-06, TRF-07; decisions 14 and 27.
"""

import hashlib
import json
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import ProofAttempt, User
from archive_office.regulation import Clause, Refusal, RegulationError

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
    failures = ProofAttempt.objects.filter(user=user, at__gt=now - WITHIN, succeeded=False)
    if failures.count() >= ATTEMPTS:
        raise RegulationError(
            Refusal(
                Clause.SEC_42,
                _("Too many wrong passwords. Wait 15 minutes and try again."),
                field="password",
            )
        )
    succeeded = user.is_active and user.check_password(password)
    ProofAttempt.objects.create(user=user, at=now, succeeded=succeeded)
    if not succeeded:
        raise RegulationError(
            Refusal(
                Clause.SEC_42, _("The password is wrong. Nothing was signed."), field="password"
            )
        )
    return Proof(user, now)
