"""What is asked before the office goes to work in earnest: no demo password, no weak lock.

``manage.py check --deploy`` asks the settings; with ``--database default`` it asks the accounts too.

Source: SEC-42.
"""

from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register

ARGON2: Final = "django.contrib.auth.hashers.Argon2PasswordHasher"
MOST_NAMED: Final = 10


@register(Tags.security, deploy=True)
def locks_are_strong(**_kwargs: Any) -> list[CheckMessage]:
    """Argon2 first, the demo's password refused, a second factor for whoever decides."""
    found: list[CheckMessage] = []
    if settings.PASSWORD_HASHERS[0] != ARGON2:
        found.append(Error("Passwords are not stored with Argon2.", id="organisation.E001"))
    rules = {rule["NAME"].rpartition(".")[2] for rule in settings.AUTH_PASSWORD_VALIDATORS}
    if not {"LongEnough", "NotOfTheDemo"} <= rules:
        told = "AUTH_PASSWORD_VALIDATORS lacks LongEnough or NotOfTheDemo."
        found.append(Error(told, id="organisation.E002"))
    if not settings.SECOND_FACTOR_REQUIRED:
        told = "The roles that decide sign in without a second factor."
        found.append(checks.Warning(told, id="organisation.W001"))
    return found


@register(Tags.security, Tags.database, deploy=True)
def no_account_has_a_demo_password(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """No open account in earnest has a password that stands in the demo's handbook."""
    if not databases:
        return []
    from archive_office.organisation.models import User  # noqa: PLC0415 - models must be loaded first
    from archive_office.organisation.passwords import OF_THE_DEMO  # noqa: PLC0415 - the same

    accounts = (
        User.objects.filter(is_active=True).order_by("pk").values_list("username", "password")
    )
    named = [
        username
        for username, kept in accounts.iterator()
        if any(check_password(password, kept) for password in OF_THE_DEMO)
    ]
    if not named:
        return []
    told = f"Accounts with a password of the demo: {', '.join(named[:MOST_NAMED])}."
    return [Error(told, hint="Set new passwords or close them.", id="organisation.E003")]
