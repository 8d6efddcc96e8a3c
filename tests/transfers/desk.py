"""People at their browsers: who opens which page, and what comes back."""

import re
from html import unescape

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from archive_office import clock
from tests.transfers.road import NOW


class Desk:
    """Somebody signed in, speaking English unless told otherwise."""

    def __init__(self, user, language="en"):
        self.client = Client()
        self.client.force_login(
            user, backend="archive_office.organisation.backends.MembershipBackend"
        )
        self.client.cookies["django_language"] = language

    def get(self, name, *args, htmx=False, **query):
        headers = {"HX-Request": "true"} if htmx else {}
        return self.client.get(reverse(f"transfers:{name}", args=args), query, headers=headers)

    def post(self, name, *args, htmx=False, query="", **fields):
        headers = {"HX-Request": "true"} if htmx else {}
        address = reverse(f"transfers:{name}", args=args) + query
        return self.client.post(address, fields, headers=headers)


def text(answer):
    """What a reader sees of a page: no tags, single spaces."""
    words = re.sub(r"<script.*?</script>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(words))


@pytest.fixture
def that_day(monkeypatch):
    """It is the day of the road: 20 November 2026."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    cache.clear()
    return NOW
