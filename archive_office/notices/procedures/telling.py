"""Telling people: one notice per person and matter, in the office and by e-mail.

A notice is kept as it was said, in the language its addressee has chosen, or else in the office's;
whoever acts may read another. So a message holds sentences that wait for their language.

Source: TRF-03; architecture §2.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.db import transaction
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from archive_office.journal.acts import act, note
from archive_office.journal.bulk import create_all
from archive_office.notices.models import Notice
from archive_office.organisation.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise, StrPromise


def worded(text: "StrPromise", /, **words: object) -> "StrPromise":
    """A sentence whose words are put in when it is read, in the language it is read in."""
    return cast("StrPromise", lazy(lambda: str(text) % words, str)())


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be said: ``key`` names the matter, so that nobody hears it twice.

    The body may be what somebody wrote; nobody translates that.
    """

    key: str
    title: "StrPromise"
    body: "StrOrPromise" = ""
    link: str = ""
    clause: str = ""


@act("notices.told", _("People told"))
def tell(
    people: Iterable[User], message: Message, *, by: User | None, now: datetime
) -> list[Notice]:
    """Tell people something once, each in their language; whoever was told before is left alone.

    E-mail leaves from the outbox once the transaction has committed.
    """
    told = set(Notice.objects.filter(key=message.key).values_list("to_id", flat=True))
    left = [person for person in {p.pk: p for p in people}.values() if person.pk not in told]
    said = {language: _said(message, language) for language in {_language_of(p) for p in left}}
    fresh = create_all(
        [
            Notice(
                to=person,
                key=message.key,
                clause=message.clause,
                **said[_language_of(person)],
                link=message.link,
                created_at=now,
                mail=Notice.Mail.WAITING if person.email else Notice.Mail.NONE,
                mail_after=now if person.email else None,
            )
            for person in left
        ]
    )
    for notice in fresh:
        note(notice, after={"key": message.key, "to": notice.to_id})
    if any(notice.mail == Notice.Mail.WAITING for notice in fresh):
        # Whatever goes wrong with the worker: what was told in the office stays told.
        transaction.on_commit(_mail_soon, robust=True)
    return fresh


def _language_of(person: User) -> str:
    return person.language or settings.LANGUAGE_CODE


def _said(message: Message, language: str) -> dict[str, str]:
    """Title and body as readers of one language hear them."""
    with override(language):
        return {"title": str(message.title), "body": str(message.body)}


def _mail_soon() -> None:
    from archive_office.notices.tasks import mail_soon  # noqa: PLC0415 - tasks stand above acts

    mail_soon()


@act("notices.read", _("Notice read"))
def mark_read(notice: Notice, *, by: User, now: datetime) -> Notice:
    """The addressee has seen the notice; the first time counts."""
    if notice.read_at is None and notice.to_id == by.pk:
        notice.read_at = now
        notice.save(update_fields=["read_at"])
        note(notice, after={"read": now.isoformat()})
    return notice
