"""What stands at the head of every answer: nobody else may use, keep or frame it."""

import json
import os
import subprocess
import sys
from http.cookies import SimpleCookie

import pytest
from django.conf import settings as office
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from archive_office.http import Closed
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from tests.factories import PASSWORD, UserFactory, person
from tests.kernel.test_what_is_sent import browser
from tests.steps import clause

pytestmark = pytest.mark.django_db
NAMED = {
    "default-src": "'none'",
    "script-src": "'self' 'unsafe-eval'",
    "script-src-attr": "'none'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "manifest-src": "'none'",
    "media-src": "'none'",
    "object-src": "'none'",
    "worker-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
"""Written by hand from decision 0010: whoever opens something wider says so there and here."""


def policy_of(answer):
    parts = answer.headers["Content-Security-Policy"].split(";")
    named = (part.strip().partition(" ") for part in parts if part.strip())
    return {name: said for name, _blank, said in named}


PAGES = [
    ("admin:login", None),
    ("admin:index", Role.CENTRE_ARCHIVIST),
    ("dossiers:list", Role.CENTRE_ARCHIVIST),
    ("admin:dossiers_unit_changelist", Role.CENTRE_ARCHIVIST),
    ("admin:search", Role.CENTRE_ARCHIVIST),
    ("admin:jsi18n", Role.CENTRE_ARCHIVIST),
    ("admin:password_change", Role.CENTRE_ARCHIVIST),
    ("workbench:inbox", Role.EMPLOYEE),
    ("workbench:settings", Role.EMPLOYEE),  # refused
    ("favicon", Role.EMPLOYEE),
]


def answers():
    for name, role in PAGES:
        client = browser(person(role)) if role else Client()
        yield name, client.get(reverse(name))
    yield "nothing", browser(person(Role.EMPLOYEE)).get("/no/such/page/")
    yield "stranger", Client().get("/dossiers/")


def test_pages_may_do_what_is_named_and_nothing_else():
    for name, answer in answers():
        assert policy_of(answer) == NAMED, name


@clause(Clause.SEC_42)
def test_no_cache_keeps_what_somebody_saw():
    """Neither the browser's, where the next at the desk would look, nor one on the way."""
    for name, answer in answers():
        kept = answer.headers["Cache-Control"]
        assert "no-store" in kept, name
        assert "private" in kept, name
        assert "public" not in kept, name


def test_what_never_changes_may_be_kept():
    """A file of the shell says by itself how long; it is closed to others all the same."""
    kept = HttpResponse(headers={"Cache-Control": "max-age=315360000, public, immutable"})
    answer = Closed(lambda _request: kept)(RequestFactory().get("/static/shell/app.css"))
    assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    names = office.MIDDLEWARE
    assert names[0] == "archive_office.http.Closed"
    assert names.index("archive_office.http.Closed") < names.index(
        "whitenoise.middleware.WhiteNoiseMiddleware"
    )


def test_nobody_else_uses_frames_or_hears_of_a_page():
    for name, answer in answers():
        told = answer.headers
        assert told["X-Content-Type-Options"] == "nosniff", name
        assert told["X-Frame-Options"] == "DENY", name
        assert told["Referrer-Policy"] == "same-origin", name
        assert told["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert told["Cross-Origin-Resource-Policy"] == "same-origin", name
        assert told["X-Permitted-Cross-Domain-Policies"] == "none", name
        assert "camera=()" in told["Permissions-Policy"], name
        assert "geolocation=()" in told["Permissions-Policy"], name


def test_no_script_reads_a_cookie_and_no_stranger_sends_one():
    person_ = UserFactory()
    client = Client()
    client.get(reverse("admin:login"))
    sent = {"username": person_.username, "password": PASSWORD}
    client.post(reverse("admin:login"), sent)
    client.post(reverse("set_language"), {"language": "en"})
    assert len(client.cookies) >= 3
    for name, cookie in client.cookies.items():
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    var = tmp_path_factory.mktemp("var")
    variables = {
        # Browser tests of the same run let Django forget about event loops; no office does.
        **{k: v for k, v in os.environ.items() if not k.startswith(("ARCHIVE_", "DJANGO_"))},
        "DJANGO_SETTINGS_MODULE": "archive_office.settings.production",
        "SECRET_KEY": "a-long-enough-secret-for-one-test-of-production-settings-0123456789",
        "ALLOWED_HOSTS": "archive.example",
        "ARCHIVE_KEYS": f"k1:{key}",
        "ARCHIVE_INDEX_KEY": key,
        "ARCHIVE_VAR": str(var),
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    }

    def run(*arguments):
        return subprocess.run(
            [sys.executable, *arguments],
            capture_output=True, text=True, env=variables, cwd=office.BASE_DIR, check=False,
        )  # fmt: skip

    return run


def test_the_deployment_check_finds_nothing(production):
    found = production("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert found.returncode == 0, found.stderr
    assert "no issues" in found.stdout


@clause(Clause.SEC_42)
def test_in_production_everything_is_safe_and_of_this_host_alone(production):
    """Asked without a database: the settings alone are read."""
    read = (
        "import json, django; django.setup(); from django.conf import settings as s;"
        "print(json.dumps({n: getattr(s, n) for n in dir(s) if n.startswith("
        "('SESSION_COOKIE', 'CSRF_COOKIE', 'LANGUAGE_COOKIE', 'SECURE_'))}, default=str));"
        "print(json.dumps(s.CONTENT_SECURITY_POLICY))"
    )
    found = production("-c", read)
    assert found.returncode == 0, found.stderr
    told, policy = map(json.loads, found.stdout.splitlines()[-2:])
    for cookie in ("SESSION", "CSRF"):
        assert told[f"{cookie}_COOKIE_NAME"].startswith("__Host-")
        assert told[f"{cookie}_COOKIE_SECURE"] is True
        assert told[f"{cookie}_COOKIE_HTTPONLY"] is True
        assert told[f"{cookie}_COOKIE_PATH"] == "/"
        assert told[f"{cookie}_COOKIE_DOMAIN"] is None
        assert told[f"{cookie}_COOKIE_SAMESITE"] == "Lax"
    assert told["LANGUAGE_COOKIE_SECURE"] is True
    assert told["SECURE_SSL_REDIRECT"] is True
    assert told["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert told["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is True
    assert policy["DIRECTIVES"]["upgrade-insecure-requests"] is True
    assert policy["DIRECTIVES"]["default-src"] == ["'none'"]


@pytest.mark.parametrize("name", ["__Host-session", "__Host-csrf"])
def test_the_browser_takes_a_cookie_of_that_name_only_as_it_is_set(settings, name):
    """The prefix demands: over a safe line, for the whole host, for no domain around it."""
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    person_, client = UserFactory(), Client()
    client.get(reverse("admin:login"), secure=True)
    sent = {"username": person_.username, "password": PASSWORD}
    client.post(reverse("admin:login"), sent, secure=True)
    cookie = SimpleCookie(client.cookies.output(header=""))[name]
    assert cookie["secure"]
    assert cookie["path"] == "/"
    assert not cookie["domain"]
