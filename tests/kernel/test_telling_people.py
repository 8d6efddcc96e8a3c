"""Notices by e-mail, and moments in the time of the office."""

import logging
import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from archive_office import clock
from archive_office.notices.daily import do_all
from archive_office.notices.models import Notice
from archive_office.notices.procedures import Message, tell
from archive_office.notices.procedures.mailing import MOST_TRIES, next_try, send_waiting
from archive_office.notices.tasks import send_mail
from dossiers.models import Dossier, DossierGrant
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Post(locmem.EmailBackend):
    """A mail server that may be down, and that refuses some addresses."""

    down = False
    refuses = ()
    opened = 0

    def open(self):
        type(self).opened += 1
        if self.down:
            raise ConnectionRefusedError("10.0.0.5")

    def send_messages(self, messages):
        for message in messages:
            if message.to[0] in self.refuses:
                raise smtplib.SMTPRecipientsRefused({message.to[0]: (550, b"unknown")})
        return super().send_messages(messages)


@pytest.fixture
def post(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Post"
    settings.ARCHIVE_ADDRESS = "https://archive.example/"
    for name in ("down", "refuses", "opened"):
        monkeypatch.setattr(Post, name, getattr(Post, name))
    return Post


@pytest.fixture
def refused():
    return UserFactory(email="gone@example.com")


@pytest.fixture
def other():
    return UserFactory(email="here@example.com")


def state(somebody):
    notice = Notice.objects.get(to=somebody)
    return notice.mail, notice.mail_tries


def test_what_is_told_leaves_by_e_mail_once_it_is_committed(
    post, other, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with django_capture_on_commit_callbacks(execute=True):
        tell([other, UserFactory()], Message("due", "移交", link="/transfers/"), by=None, now=NOW)
        assert mail.outbox == []
    (letter,) = mail.outbox
    assert letter.to == [other.email]
    assert "https://archive.example/transfers/" in letter.body
    assert Notice.objects.get(to=other).mailed_at == NOW
    assert Notice.objects.filter(mail=Notice.Mail.NONE).count() == 1, "who has no address"


def test_one_refused_address_keeps_nobody_else_from_hearing(post, refused, other):
    post.refuses = (refused.email,)
    tell([refused, other], Message("due", "移交"), by=None, now=NOW)
    assert send_waiting(NOW) == {"e-mails sent": 1, "e-mails still to be sent": 1}
    assert [letter.to for letter in mail.outbox] == [[other.email]]
    assert state(refused) == ("waiting", 1)
    assert state(other) == ("sent", 1)


def test_a_letter_is_tried_again_later_and_sent_once(post, refused):
    post.refuses = (refused.email,)
    tell([refused], Message("due", "移交"), by=None, now=NOW)
    send_waiting(NOW)
    post.refuses = ()
    send_waiting(NOW + timedelta(minutes=9))
    assert mail.outbox == []
    send_waiting(NOW + timedelta(minutes=10))
    send_waiting(NOW + DAY)
    assert len(mail.outbox) == 1
    assert state(refused) == ("sent", 2)
    assert next_try() is None


def test_after_the_last_try_it_is_given_up(post, refused):
    post.refuses = (refused.email,)
    tell([refused], Message("due", "移交"), by=None, now=NOW)
    moments = []
    while moment := next_try():
        moments.append(moment - NOW)
        send_waiting(moment)
    assert len(moments) == MOST_TRIES
    assert HOUR * 20 < moments[-1] < DAY
    assert state(refused) == ("given_up", MOST_TRIES)
    send_waiting(NOW + 30 * DAY)
    assert mail.outbox == []


def test_a_server_that_is_down_is_asked_once_for_all_letters(post, refused, other):
    tell([refused, other], Message("due", "移交"), by=None, now=NOW)
    post.down = True
    assert send_waiting(NOW) == {"e-mails sent": 0, "e-mails still to be sent": 2}
    assert post.opened == 1
    assert (state(refused), state(other)) == (("waiting", 1), ("waiting", 1))


def test_who_left_the_office_gets_no_letter(post, other):
    tell([other], Message("due", "移交"), by=None, now=NOW)
    type(other).objects.filter(pk=other.pk).update(is_active=False)
    send_waiting(NOW)
    assert mail.outbox == []


def test_the_office_day_tries_what_still_waits(post, other):
    tell([other], Message("due", "移交"), by=None, now=NOW)
    done = {piece.name: piece for piece in do_all(NOW + DAY)}
    assert done["notices.mail"].counts["e-mails sent"] == 1


def test_the_worker_comes_back_for_what_did_not_leave(
    post, other, settings, monkeypatch, django_capture_on_commit_callbacks
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with django_capture_on_commit_callbacks(execute=True):
        tell([other], Message("a", "移交"), by=None, now=NOW)
        tell([other], Message("b", "查阅"), by=None, now=NOW)
    waiting = DBTaskResult.objects.filter(task_path=send_mail.module_path, status="READY")
    assert [task.run_after for task in waiting] == [NOW], "one for both"
    waiting.update(status="RUNNING")
    post.down = True
    send_mail.call()
    assert [task.run_after for task in waiting.all()] == [NOW + timedelta(minutes=10)]


def test_the_log_names_nobody(post, refused, caplog):
    post.refuses = (refused.email,)
    tell([refused], Message("due", "王芳的档案"), by=None, now=NOW)
    with caplog.at_level(logging.DEBUG):
        send_waiting(NOW)
        post.down = True
        send_waiting(NOW + DAY)
    assert "was not mailed" in caplog.text
    assert "does not answer" in caplog.text
    for personal in (refused.email, refused.display_name, "王芳", "10.0.0.5"):
        assert personal not in caplog.text


def test_the_inbox_says_that_a_letter_has_not_arrived(post, refused, client):
    post.refuses = (refused.email,)
    tell([refused], Message("due", "移交"), by=None, now=NOW)
    client.force_login(refused, backend="archive_office.organisation.backends.MembershipBackend")
    inbox, english = reverse("workbench:inbox"), {"Accept-Language": "en"}
    send_waiting(NOW)
    assert "e-mail not delivered yet" in client.get(inbox, headers=english).content.decode()
    post.refuses = ()
    send_waiting(NOW + DAY)
    assert "e-mail" not in client.get(inbox, headers=english).content.decode()


def test_a_grant_names_its_end_in_the_time_of_the_office():
    grant = DossierGrant(
        dossier=Dossier(code="W001-ZY·KH-P01-0001"), until=datetime(2026, 11, 20, 16, tzinfo=UTC)
    )
    assert str(grant).endswith("2026-11-21 00:00")
