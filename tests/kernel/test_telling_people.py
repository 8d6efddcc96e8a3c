"""Notices by e-mail, and moments in the time of the office."""

import smtplib
from datetime import UTC, datetime

import pytest
from django.core import mail

from archive_office.notices.models import Notice
from archive_office.notices.procedures import Message, tell, telling
from dossiers.models import Dossier, DossierGrant
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


def test_one_refused_address_keeps_nobody_else_from_hearing(
    settings, monkeypatch, django_capture_on_commit_callbacks
):
    settings.ARCHIVE_ADDRESS = "https://archive.example/"
    refused, other = UserFactory(email="gone@example.com"), UserFactory(email="here@example.com")
    send = telling.send_mail

    def sent(subject, body, sender, to):
        if to == [refused.email]:
            raise smtplib.SMTPRecipientsRefused({refused.email: (550, b"unknown")})
        return send(subject, body, sender, to)

    monkeypatch.setattr(telling, "send_mail", sent)
    with django_capture_on_commit_callbacks(execute=True):
        tell([refused, other], Message("due", "移交", link="/transfers/"), by=None, now=NOW)

    (letter,) = mail.outbox
    assert letter.to == [other.email]
    assert "https://archive.example/transfers/" in letter.body
    assert Notice.objects.get(to=refused).mailed_at is None
    assert Notice.objects.get(to=other).mailed_at == NOW


def test_a_grant_names_its_end_in_the_time_of_the_office():
    grant = DossierGrant(
        dossier=Dossier(code="W001-ZY·KH-P01-0001"), until=datetime(2026, 11, 20, 16, tzinfo=UTC)
    )
    assert str(grant).endswith("2026-11-21 00:00")
