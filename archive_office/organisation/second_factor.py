"""A second factor is set up, renewed, given up by its owner, or reset by the administrator.

Source: SEC-42; decisions 27.
"""

from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.organisation.codes import recovery_codes
from archive_office.organisation.logins import end_sessions
from archive_office.organisation.models import RecoveryCode, SecondFactor, User
from archive_office.organisation.signals import second_factor_reset
from archive_office.organisation.signing import Proof
from archive_office.regulation import Clause, Refusal, RegulationError, enforce


@act("organisation.second_factor_set_up", _("Second factor set up"), Clause.SEC_42)
def set_up_second_factor(
    generator: SecondFactor, code: str, *, proof: Proof, by: User, now: datetime
) -> list[str]:
    """Take a person's telephone as second factor once it has shown a right code.

    Returns the recovery codes; they are never shown again.

    Raises:
        RegulationError: SEC-42 (somebody else's password or key, one is set up already, the code
            is not the key's).

    Source: SEC-42.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    enforce(_against_strangers(proof, by=by, now=now))
    if generator.user_id != person.pk or SecondFactor.objects.filter(user=person).exists():
        enforce([Refusal(Clause.SEC_42, _("A second factor is set up already."))])
    if not generator.takes("".join(code.split()), now=now):
        enforce([Refusal(Clause.SEC_42, _("This is not the code of the new key."), "new_code")])
    generator.since = now
    generator.save()
    note(person, after={"second_factor": "set up"})
    return _give_codes(generator, by=by)


@act("organisation.recovery_codes_renewed", _("Recovery codes renewed"), Clause.SEC_42)
def renew_recovery_codes(*, proof: Proof, by: User, now: datetime) -> list[str]:
    """Give a person ten new recovery codes; the old ones open nothing any more.

    Raises:
        RegulationError: SEC-42 (somebody else's password, no second factor).

    Source: SEC-42.
    """
    device = _device_of(by, proof, now=now)
    RecoveryCode.objects.filter(device=device).delete()
    return _give_codes(device, by=by)


@act("organisation.second_factor_given_up", _("Second factor given up"), Clause.SEC_42)
def give_up_second_factor(*, proof: Proof, by: User, now: datetime) -> None:
    """Let the owner part with a telephone; where one is demanded the next is set up at once.

    Raises:
        RegulationError: SEC-42 (somebody else's password, no second factor).

    Source: SEC-42.
    """
    forget_second_factor(_device_of(by, proof, now=now).user, by=by, how="given up")


@act("organisation.second_factor_reset", _("Second factor reset"), Clause.SEC_42)
def reset_second_factor(person: User, *, reason: str, by: User, now: datetime) -> None:
    """Take away a second factor whose owner can no longer use it; the person is told.

    All sessions of the account end: whoever comes next comes through the login.

    Raises:
        RegulationError: SEC-42 (one's own, a superuser's by somebody who is none, no reason, none
            set up).

    Source: SEC-42.
    """
    fresh = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    enforce(against_resetting(fresh, by=by))
    if not reason.strip():
        enforce([Refusal(Clause.SEC_42, _("Say why the second factor is reset."), "reason")])
    forget_second_factor(fresh, by=by, how="reset")
    note(fresh, sessions=end_sessions(fresh))
    second_factor_reset.send(sender=User, user=fresh, by=by, now=now)


@act("organisation.password_changed", _("Password changed"), Clause.SEC_42)
def change_password(password: str, *, proof: Proof, by: User, now: datetime) -> None:
    """Let somebody set another password for the own account; sessions elsewhere end by it.

    Raises:
        RegulationError: SEC-42, somebody else's proof.
        ValidationError: the password breaks the password rules.

    Source: SEC-42.
    """
    enforce(_against_strangers(proof, by=by, now=now))
    validate_password(password, by)
    by.set_password(password)
    by.save(update_fields=["password"])
    note(by, after={"password": "***"})


def against_resetting(person: User, *, by: User) -> Iterator[Refusal]:
    """What stands against taking away somebody's second factor."""
    if person.pk == by.pk:
        reason = _("Nobody resets the own second factor. Give it up with the password instead.")
        yield Refusal(Clause.SEC_42, reason)
    if person.is_superuser and not by.is_superuser:
        yield Refusal(Clause.SEC_42, _("Only a superuser resets a superuser’s second factor."))
    if not SecondFactor.objects.filter(user=person).exists():
        yield Refusal(Clause.SEC_42, _("No second factor is set up."))


@act("organisation.second_factor_forgotten", _("Second factor forgotten"), Clause.SEC_42)
def forget_second_factor(person: User, *, by: User | None, how: str) -> bool:  # noqa: ARG001 - every act names its actor
    """Let key and recovery codes go; whether there were any.

    Source: SEC-42.
    """
    RecoveryCode.objects.filter(device__user=person).delete()
    gone, _rows = SecondFactor.objects.filter(user=person).delete()
    if gone:
        note(person, after={"second_factor": how})
    return bool(gone)


@act("organisation.recovery_codes_given", _("Recovery codes given"), Clause.SEC_42)
def _give_codes(device: SecondFactor, *, by: User) -> list[str]:
    codes, kept = recovery_codes(device)
    RecoveryCode.objects.bulk_create(kept)
    note(by, after={"recovery_codes": len(codes)})
    return codes


def _device_of(by: User, proof: Proof, *, now: datetime) -> SecondFactor:
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    enforce(_against_strangers(proof, by=by, now=now))
    device = SecondFactor.objects.filter(user=by).first()
    if device is None:
        raise RegulationError(Refusal(Clause.SEC_42, _("No second factor is set up.")))
    return device


def _against_strangers(proof: Proof, *, by: User, now: datetime) -> Iterator[Refusal]:
    if proof.user.pk != by.pk or proof.at != now:
        yield Refusal(Clause.SEC_42, _("Enter your own password again."), field="password")
