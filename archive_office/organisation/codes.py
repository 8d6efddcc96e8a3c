"""Codes of the second factor: whether one is good now, and the recovery codes on paper.

Source: SEC-42.
"""

import os
import secrets
from datetime import datetime
from typing import Final

from django.conf import settings

from archive_office.crypto import DataKey, blind_index
from archive_office.organisation.models import RecoveryCode, SecondFactor, User
from archive_office.organisation.permissions import DECIDING_ROLES

KEY_BYTES: Final = 20
RECOVERY_CODES: Final = 10
RECOVERY_LETTERS: Final = 10
# Nothing that is read as something else on paper: no 0 and O, no 1, I and L.
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def second_factor_of(user: User) -> SecondFactor | None:
    """The person's generator of codes, if one was set up."""
    return SecondFactor.objects.filter(user=user.pk).first()


def needs_second_factor(user: User) -> bool:
    """Whether the office demands a second factor of a person: of everybody whose role decides.

    Source: SEC-42.
    """
    if not settings.SECOND_FACTOR_REQUIRED:
        return False
    return user.is_superuser or any(m.role in DECIDING_ROLES for m in user.current_memberships)


def new_generator(user: User, *, now: datetime) -> SecondFactor:
    """A fresh key for a person's telephone, not saved: it counts once its first code was typed."""
    data_key = DataKey.new()
    key = data_key.seal(os.urandom(KEY_BYTES).hex())
    return SecondFactor(user=user, data_key=data_key.wrapped, key=key, since=now)


def takes_code(user: User, code: str, *, now: datetime) -> bool:
    """Use a code up; whoever has no second factor needs none.

    A recovery code will do as well. Each wrong code doubles the wait for the next. Call it under
    the lock of the account.

    Source: SEC-42.
    """
    device = SecondFactor.objects.select_for_update().filter(user=user.pk).first()
    if device is None:
        return True
    allowed, _why_not = device.verify_is_allowed()
    if not allowed:
        return False
    typed = "".join(code.split()).replace("-", "").upper()
    right = device.takes(typed, now=now) or _uses_up(device, typed, now=now)
    if right:
        device.throttle_reset(commit=False)
    else:
        device.throttle_increment(commit=False)
    device.save()
    return right


def _uses_up(device: SecondFactor, code: str, *, now: datetime) -> bool:
    unused = device.recovery_codes.filter(digest=recovery_digest(device, code), used_at=None)
    used: int = unused.update(used_at=now)
    return used == 1


def recovery_digest(device: SecondFactor, code: str) -> str:
    """What is kept of a recovery code: a hash under the office's key, different for each device."""
    return blind_index(f"RECOVERY{device.pk}X{code}")


def recovery_codes(device: SecondFactor) -> tuple[list[str], list[RecoveryCode]]:
    """New codes as they are printed once, and what is kept of them (unsaved)."""
    codes: list[str] = []
    while len(codes) < RECOVERY_CODES:
        code = "".join(secrets.choice(ALPHABET) for _ in range(RECOVERY_LETTERS))
        # Six digits are a code of the telephone; ten letters never look like one.
        if code not in codes:
            codes.append(code)
    kept = [RecoveryCode(device=device, digest=recovery_digest(device, code)) for code in codes]
    half = RECOVERY_LETTERS // 2
    return [f"{code[:half]}-{code[half:]}" for code in codes], kept
