"""Wrong passwords count against the address they come from, also behind proxies."""

import json
import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory
from django.urls import reverse

from archive_office import clock
from archive_office.http import client_address
from archive_office.policy import number
from archive_office.settings import env
from tests.factories import UserFactory

PROXY = "10.0.0.1"


def asked(forwarded=None, **meta):
    if forwarded is not None:
        meta["HTTP_X_FORWARDED_FOR"] = forwarded
    return RequestFactory().get("/", REMOTE_ADDR=PROXY, **meta)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "198.51.100.7", PROXY),  # nobody is trusted unless the office says so
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.9, 198.51.100.7", "198.51.100.7"),  # the left one was made up
        (2, "203.0.113.9, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (2, "198.51.100.7", PROXY),  # it did not come through both
        (1, None, PROXY),
        (1, "", PROXY),
        (1, "unknown", PROXY),
        (1, "198.51.100.7:50123", "198.51.100.7"),
        (1, "2001:db8::7", "2001:db8::7"),
        (1, "[2001:db8::7]:443", "2001:db8::7"),
    ],
)
def test_the_address_is_the_one_the_trusted_proxies_saw(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    assert client_address(asked(forwarded)) == address


def test_a_server_on_a_socket_knows_no_address(settings):
    settings.TRUSTED_PROXIES = 1
    request = asked()
    request.META["REMOTE_ADDR"] = ""
    assert client_address(request) is None


@pytest.mark.django_db
def test_one_guesser_behind_the_proxy_locks_nobody_else_out(settings, client):
    settings.TRUSTED_PROXIES = 1
    user = UserFactory(username="archivist")
    user.set_password("right-password-2026")
    type(user).objects.filter(pk=user.pk).update(password=user.password)

    def sign_in(password, address):
        fields = {"username": user.username, "password": password}
        headers = {"X-Forwarded-For": address}
        return client.post(reverse("admin:login"), fields, headers=headers).status_code

    for _attempt in range(number("lockout_failures", on=clock.today())):
        sign_in("wrong", "203.0.113.9")
    assert sign_in("right-password-2026", "203.0.113.9") == 429
    assert sign_in("right-password-2026", "198.51.100.7") == 302


KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
EARNEST = {
    "DJANGO_SETTINGS_MODULE": "archive_office.settings.production",
    "SECRET_KEY": "x" * 64,
    "ALLOWED_HOSTS": "archive.example",
    "ARCHIVE_KEYS": f"k1:{KEY}",
    "ARCHIVE_INDEX_KEY": KEY,
    "DATABASE_URL": "postgresql://app@localhost/archive",
}
READ = """
import json
from django.conf import settings as s
print(json.dumps([s.TRUSTED_PROXIES, s.AXES_CLIENT_IP_CALLABLE, s.EMAIL_TIMEOUT]))
"""


def in_earnest(**variables):
    """What the production settings say in an environment of their own."""
    environment = {"PATH": os.environ["PATH"], **EARNEST, **variables}
    return subprocess.run(
        [sys.executable, "-c", READ], env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(("said", "count"), [({}, 0), ({"TRUSTED_PROXIES": "2"}, 2)])
def test_in_earnest_the_environment_says_how_many_proxies_there_are(said, count):
    assert json.loads(in_earnest(**said).stdout) == [
        count,
        "archive_office.http.client_address",
        10,
    ]


def test_a_count_that_is_none_stops_the_start(monkeypatch):
    monkeypatch.setenv("TRUSTED_PROXIES", "-1")
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES must be at least 0"):
        env.whole("TRUSTED_PROXIES", 0)
