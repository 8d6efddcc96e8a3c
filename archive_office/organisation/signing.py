"""What is signed, and proof of who signs.

Source: TRF-06, TRF-07; decisions 14 and 27.
"""

import hashlib
import json
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.organisation.codes import second_factor_of, takes_code
from archive_office.organisation.models import ProofAttempt, User
from archive_office.policy import number
from archive_office.regulation import Clause, Refusal, RegulationError

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


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


def prove_identity(user: User, password: str, *, now: datetime, code: str = "") -> Proof:
    """The only entry to a signature: the signer enters the own password again.

    Whoever has a second factor enters its code as well. Call it outside the signing transaction:
    the attempt is kept either way.

    Raises:
        RegulationError: SEC-42, wrong password or code, or too many attempts in a row.
    """

    def is_right(fresh: User) -> bool:
        return fresh.check_password(password) and takes_code(fresh, code, now=now)

    if not _attempted(user, is_right, now=now):
        if second_factor_of(user) is None:
            raise _refused(_("The password is wrong. Nothing was signed."))
        raise _refused(
            _(
                "The password or the code is wrong, or the code was used already. Nothing was"
                " signed. Wait for the next code."
            )
        )
    return Proof(user, now)


def prove_code(user: User, code: str, *, now: datetime) -> None:
    """The second step of a login, after the password: the code of the second factor.

    Raises:
        RegulationError: SEC-42, wrong code, or too many attempts in a row.

    Source: SEC-42.
    """
    if not _attempted(user, lambda fresh: takes_code(fresh, code, now=now), now=now):
        reason = _("The code is wrong, or was used already. Wait for the next one.")
        raise _refused(reason, field="code")


def _attempted(user: User, is_right: Callable[[User], bool], *, now: datetime) -> bool:
    """Let an attempt be made, if not too many failed before, and keep how it ended."""
    today = day_of(now)
    most = number("lockout_failures", on=today)
    minutes = number("lockout_minutes", on=today)
    # One guess after the other: guesses sent at once would all be counted before the first fails.
    with transaction.atomic():
        fresh = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        since = now - timedelta(minutes=minutes)
        failures = ProofAttempt.objects.filter(user=user, at__gt=since, succeeded=False)
        too_many = failures.count() >= most
        if not too_many:
            succeeded = fresh.is_active and is_right(fresh)
            ProofAttempt.objects.create(user=user, at=now, succeeded=succeeded)
    if too_many:
        told = _("Too many wrong passwords or codes. Wait %(minutes)s minutes and try again.")
        raise _refused(told % {"minutes": minutes})
    return succeeded


def _refused(reason: "StrOrPromise", *, field: str = "password") -> RegulationError:
    return RegulationError(Refusal(Clause.SEC_42, reason, field=field))
