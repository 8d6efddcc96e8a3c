"""Telling people: one notice per person and matter, in the office and by e-mail.

Source: TRF-03; architecture §2.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.journal.bulk import create_all
from archive_office.notices.models import Notice
from archive_office.organisation.models import User

logger = logging.getLogger(__name__)


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

    E-mail leaves after the transaction has committed, and holds no personal data:
    only the title and the way into the office.
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
    ids = [notice.pk for notice in fresh if notice.to.email]
    if ids:
        # A mail server that is down is logged; what was told in the office stays told.
        transaction.on_commit(lambda: _mail(ids, now), robust=True)
    return fresh


def _mail(ids: list[int], now: datetime) -> None:
    for notice in Notice.objects.filter(pk__in=ids, mailed_at__isnull=True).select_related("to"):
        link = f"{settings.ARCHIVE_ADDRESS.rstrip('/')}{notice.link}" if notice.link else ""
        try:
            send_mail(notice.title, f"{notice.title}\n{link}", None, [notice.to.email])
        except OSError:  # one address that is refused keeps nobody else from hearing
            logger.exception("Notice %s was not mailed", notice.pk)
        else:
            mark_mailed(notice, by=None, now=now)


@act("notices.mailed", _("Notice sent by e-mail"))
def mark_mailed(notice: Notice, *, by: User | None, now: datetime) -> Notice:
    """A notice has left by e-mail."""
    notice.mail, notice.mailed_at, notice.mail_after = Notice.Mail.SENT, now, None
    notice.save(update_fields=["mail", "mailed_at", "mail_after"])
    note(notice, after={"mailed": now.isoformat()})
    return notice


@act("notices.read", _("Notice read"))
def mark_read(notice: Notice, *, by: User, now: datetime) -> Notice:
    """The addressee has seen the notice; the first time counts."""
    if notice.read_at is None and notice.to_id == by.pk:
        notice.read_at = now
        notice.save(update_fields=["read_at"])
        note(notice, after={"read": now.isoformat()})
    return notice
