"""What a password must be, how many wrong ones are borne, and for how long an account is shut then.

The figures are the office's (``password_min_length``, ``lockout_failures``, ``lockout_minutes``).

Source: SEC-42.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive_office import clock
from archive_office.policy import number
from archive_office.regulation import Clause

if TYPE_CHECKING:
    from archive_office.organisation.models import User

OF_THE_DEMO: Final = ("demo-office-2026",)
"""Passwords that are printed in the handbook of the demo; no account in earnest has one."""


class LongEnough:
    """A password has as many characters as the office demands today.

    Source: SEC-42.
    """

    def validate(self, password: str, user: "User | None" = None) -> None:  # noqa: ARG002 - Django's signature
        """Refuse a short one, naming the rule and its figure."""
        least = _least()
        if len(password) < least:
            told = ngettext(
                "The password is too short: the office demands at least %(least)d character"
                " (setting “%(name)s”).",
                "The password is too short: the office demands at least %(least)d characters"
                " (setting “%(name)s”).",
                least,
            )
            facts = {"least": least, "name": "password_min_length"}
            raise ValidationError(told % facts, code=Clause.SEC_42)

    def get_help_text(self) -> str:
        """The rule, before somebody types."""
        least = _least()
        told = ngettext("At least %(least)d character.", "At least %(least)d characters.", least)
        return told % {"least": least}


class NotOfTheDemo:
    """No account in earnest has a password that everybody can read in the demo's handbook.

    Source: SEC-42.
    """

    def validate(self, password: str, user: "User | None" = None) -> None:  # noqa: ARG002 - Django's signature
        """Refuse the demo's passwords."""
        if password in OF_THE_DEMO:
            raise ValidationError(_("This is a password of the demo office."), code=Clause.SEC_42)

    def get_help_text(self) -> str:
        """The rule, before somebody types."""
        return _("Not a password of the demo office.")


def _least() -> int:
    return number("password_min_length", on=clock.today())


def most_failures(_request: HttpRequest | None, _credentials: object = None) -> int:
    """After how many wrong passwords the login stays shut for this name and address."""
    return number("lockout_failures", on=clock.today())


def time_locked(_request: HttpRequest | None) -> timedelta:
    """How long the login stays shut then."""
    return timedelta(minutes=number("lockout_minutes", on=clock.today()))
