"""Telling people: one notice per person and matter, in the office and by e-mail.

Source: TRF-03; architecture §2.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.journal.bulk import create_all
from archive_office.notices.models import Notice
from archive_office.organisation.models import User


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be said: ``key`` names the matter, so that nobody hears it twice."""

    key: str
    title: str
    body: str = ""
    link: str = ""
    clause: str = ""


@act("notices.told", _("People told"))
def tell(
    people: Iterable[User], message: Message, *, by: User | None, now: datetime
) -> list[Notice]:
    """Tell people something once; whoever was told before is left alone.

    E-mail leaves from the outbox once the transaction has committed.
    """
    told = set(Notice.objects.filter(key=message.key).values_list("to_id", flat=True))
    fresh = create_all(
        [
            Notice(
                to=person,
                key=message.key,
                clause=message.clause,
                title=message.title,
                body=message.body,
                link=message.link,
                created_at=now,
                mail=Notice.Mail.WAITING if person.email else Notice.Mail.NONE,
                mail_after=now if person.email else None,
            )
            for person in {p.pk: p for p in people}.values()
            if person.pk not in told
        ]
    )
    for notice in fresh:
        note(notice, after={"key": message.key, "to": notice.to_id})
    if any(notice.mail == Notice.Mail.WAITING for notice in fresh):
        # Whatever goes wrong with the worker: what was told in the office stays told.
        transaction.on_commit(_mail_soon, robust=True)
    return fresh


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
