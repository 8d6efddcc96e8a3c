"""The outbox: notices that are also to leave by e-mail, tried until they have left.

A letter holds no personal data, only the title and the way into the office. The log holds less: what
a mail server says of somebody's address stays out of it.
"""

import contextlib
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Min, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from archive_office.journal.acts import act, note
from archive_office.journal.bulk import update_all
from archive_office.notices.models import Notice
from archive_office.organisation.models import User

logger = logging.getLogger(__name__)

MOST_TRIES: Final = 8
FIRST_WAIT: Final = timedelta(minutes=10)
"""Doubles with every try: between the first and the eighth lies most of a day."""
AT_ONCE: Final = 200


def send_waiting(now: datetime) -> Mapping[str, int]:
    """Try each e-mail whose time has come; how many left, and how many still wait.

    Safe to run beside itself. A letter may come twice if the office falls down between sending and
    remembering; none is lost.
    """
    waiting = Notice.objects.filter(mail=Notice.Mail.WAITING).order_by("pk")
    due = waiting.filter(Q(mail_tries=0) | Q(mail_after__lte=now))
    sent = _send_each(list(due.values_list("pk", flat=True)[:AT_ONCE]), now)
    return {
        gettext_noop("e-mails sent"): sent,
        gettext_noop("e-mails still to be sent"): waiting.count(),
    }


def next_try() -> datetime | None:
    """When the next e-mail may be tried; ``None`` while the outbox is empty."""
    waiting = Notice.objects.filter(mail=Notice.Mail.WAITING)
    first: datetime | None = waiting.aggregate(first=Min("mail_after"))["first"]
    return first


def _send_each(due: Sequence[int], now: datetime) -> int:
    post: BaseEmailBackend = get_connection()
    sent = 0
    try:
        for place, pk in enumerate(due):
            if not _is_open(post):
                put_off(due[place:], by=None, now=now)
                break
            sent += _send(pk, post, now)
    finally:
        _hang_up(post)
    return sent


def _is_open(post: BaseEmailBackend) -> bool:
    """Whether the mail server answers; asked before each letter, at no cost while it does."""
    try:
        post.open()
    except OSError as error:
        logger.warning("The mail server does not answer: %s", type(error).__name__)
        return False
    return True


def _hang_up(post: BaseEmailBackend) -> None:
    with contextlib.suppress(OSError):  # it is gone already
        post.close()


@transaction.atomic
def _send(pk: int, post: BaseEmailBackend, now: datetime) -> bool:
    """Send one letter, unless somebody else has it in hand; whether it left."""
    free = Notice.objects.select_for_update(skip_locked=True, of=("self",))
    notice = free.select_related("to").filter(pk=pk, mail=Notice.Mail.WAITING).first()
    if notice is None:
        return False
    try:
        _letter(notice, post).send()
    except (OSError, ValueError) as error:  # refused, broken off, or no address at all
        logger.warning("Notice %s was not mailed: %s", pk, type(error).__name__)
        _hang_up(post)
        put_off([pk], by=None, now=now)
        return False
    mark_mailed(notice, by=None, now=now)
    return True


def _letter(notice: Notice, post: BaseEmailBackend) -> EmailMessage:
    link = f"{settings.ARCHIVE_ADDRESS.rstrip('/')}{notice.link}" if notice.link else ""
    to = [notice.to.email] if notice.to.email and notice.to.is_active else []
    if not to:
        raise ValueError("nobody to send it to")
    return EmailMessage(notice.title, f"{notice.title}\n{link}", None, to, connection=post)


@act("notices.mailed", _("Notice sent by e-mail"))
def mark_mailed(notice: Notice, *, by: User | None, now: datetime) -> Notice:
    """A notice has left by e-mail."""
    notice.mail, notice.mailed_at, notice.mail_after = Notice.Mail.SENT, now, None
    notice.mail_tries += 1
    notice.save(update_fields=["mail", "mailed_at", "mail_after", "mail_tries"])
    note(notice, after={"mailed": now.isoformat()})
    return notice


@act("notices.mail_put_off", _("E-mail not delivered"))
def put_off(ids: Sequence[int], *, by: User | None, now: datetime) -> None:
    """These e-mails did not leave: try again later, and give up after the last try."""
    rows = Notice.objects.select_for_update().filter(pk__in=ids, mail=Notice.Mail.WAITING)
    notices = list(rows.order_by("pk"))
    for notice in notices:
        notice.mail_tries += 1
        if notice.mail_tries < MOST_TRIES:
            notice.mail_after = now + FIRST_WAIT * 2 ** (notice.mail_tries - 1)
        else:
            notice.mail, notice.mail_after = Notice.Mail.GIVEN_UP, None
        note(notice, after={"mail": notice.mail, "tries": notice.mail_tries})
    update_all(notices, ["mail", "mail_after", "mail_tries"])
