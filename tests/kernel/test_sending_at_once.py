"""Two workers at one outbox."""

from datetime import UTC, datetime

from django.core import mail

from archive_office.notices.models import Notice
from archive_office.notices.procedures import Message, tell
from archive_office.notices.procedures.mailing import send_waiting
from tests.factories import UserFactory

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


def test_two_workers_send_each_letter_once(side_by_side):
    people = [UserFactory(email=f"n{n}@example.com") for n in range(12)]
    tell(people, Message("due", "移交"), by=None, now=NOW)
    mail.outbox.clear()
    Notice.objects.update(mail="waiting", mailed_at=None, mail_after=NOW, mail_tries=0)
    for run in side_by_side(*[lambda: send_waiting(NOW)] * 3):
        assert run.exception() is None
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(p.email for p in people)
    assert Notice.objects.filter(mail=Notice.Mail.SENT).count() == len(people)
