"""The login log, and how many places an account is signed in at.

Neither is an act: the log is a record of its own, and a session is no record of the archive.

Source: SEC-40.
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.utils import timezone

from archive_office.organisation.models import LiveSession, LoginRecord, User
from archive_office.policy import switch


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody at the login page: the name that was typed, and from where."""

    username: str
    address: str | None
    outcome: LoginRecord.Outcome


def log_attempt(attempt: Attempt, *, now: datetime) -> LoginRecord:
    """Keep an attempt to sign in, whether or not the account exists.

    Source: SEC-40.
    """
    name = attempt.username.replace("\0", "")[:150]
    return LoginRecord.objects.create(
        at=now,
        user=User.objects.filter(username=name).first(),
        username=name,
        address=attempt.address,
        outcome=attempt.outcome,
    )


def begin_session(user: User, session_key: str, *, now: datetime) -> None:
    """Know a new session of an account; by default it ends those begun elsewhere.

    The account is locked: of two logins at the same moment the later one stays.

    Source: SEC-40.
    """
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if switch("one_session_per_account", on=timezone.localtime(now).date()):
            _end(LiveSession.objects.filter(user=user).exclude(session_key=session_key))
        else:
            _forget_gone(user)
        LiveSession.objects.update_or_create(
            session_key=session_key, defaults={"user": user, "since": now}
        )


def end_sessions(user: User) -> int:
    """Sign an account out wherever it is signed in; how many sessions were known."""
    return _end(LiveSession.objects.filter(user=user))


def _end(sessions: models.QuerySet[LiveSession]) -> int:
    keys = list(sessions.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    sessions.filter(session_key__in=keys).delete()
    return len(keys)


def _forget_gone(user: User) -> None:
    known = LiveSession.objects.filter(user=user)
    keys = known.values_list("session_key", flat=True)
    alive = Session.objects.filter(session_key__in=list(keys)).values_list("session_key", flat=True)
    known.exclude(session_key__in=list(alive)).delete()
