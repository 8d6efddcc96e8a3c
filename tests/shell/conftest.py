"""The gallery as the site under test, and people to look at it."""

import pytest
from django.test import Client
from django.urls import clear_url_caches

from archive_office.organisation.roles import Role
from tests.factories import person

TEMPLATES = "tests/shell/templates"


@pytest.fixture(autouse=True)
def gallery(settings):
    """Every test of the shell has the gallery's pages beside the office's own."""
    settings.ROOT_URLCONF = "tests.shell.gallery"
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [
        {**engine, "DIRS": [*engine["DIRS"], settings.BASE_DIR / TEMPLATES]},
    ]
    clear_url_caches()
    yield
    clear_url_caches()


@pytest.fixture
def archivist(db):
    return person(Role.CENTRE_ARCHIVIST, username="archivist", display_name="王芳")


@pytest.fixture
def employee(db):
    return person(Role.EMPLOYEE, username="employee", display_name="李强")


@pytest.fixture
def signed_in():
    """A browser in which this person is signed in, speaking English unless told otherwise."""

    def sign_in(user, language="en"):
        client = Client(raise_request_exception=False)
        client.force_login(user)
        client.cookies["django_language"] = language
        return client

    return sign_in
