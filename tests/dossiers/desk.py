"""People at their browsers before the pages of dossiers."""

import re
from contextlib import contextmanager
from html import unescape

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive_office import clock
from tests.dossiers.steps import NOW

BACKEND = "archive_office.organisation.backends.MembershipBackend"


class Desk:
    """Somebody signed in, speaking English unless told otherwise."""

    def __init__(self, user, language="en"):
        self.client = Client()
        self.client.force_login(user, backend=BACKEND)
        self.client.cookies["django_language"] = language

    def get(self, page, /, *args, htmx=False, **query):
        headers = {"HX-Request": "true"} if htmx else {}
        return _read(self.client.get(_address(page, args), query, headers=headers))

    def post(self, page, /, *args, htmx=False, fields=None, **further):
        headers = {"HX-Request": "true"} if htmx else {}
        return self.client.post(
            _address(page, args), {**(fields or {}), **further}, headers=headers
        )


def _address(page, args):
    return reverse(page if ":" in page else f"dossiers:{page}", args=args)


def _read(answer):
    """A file is read to its end as ``body``, which closes it."""
    if answer.streaming:
        answer.body = b"".join(answer.streaming_content)
    return answer


def text(answer):
    """What a reader sees of a page: no tags, single spaces."""
    words = re.sub(r"<script.*?</script>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(words))


def field(answer, name):
    """The value a field of the page holds."""
    page = answer.content.decode()
    tag = re.search(rf'<input[^>]*name="{re.escape(name)}"[^>]*>', page)
    value = tag and re.search(r'value="([^"]*)"', tag[0])
    return unescape(value[1]) if value else ""


@contextmanager
def at_most(queries):
    """The block asks the database no more often than this."""
    with CaptureQueriesContext(connection) as asked:
        yield asked
    told = "\n".join(q["sql"][:160] for q in asked.captured_queries)
    assert len(asked) <= queries, f"{len(asked)} queries:\n{told}"


@pytest.fixture
def that_day(monkeypatch):
    """It is 20 November 2026, ten in the morning."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    cache.clear()
    return NOW
