"""What every test may use; the database itself comes from `tests.embedded`."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections
from django.db.backends.base.creation import BaseDatabaseCreation
from django.test import TransactionTestCase
from django.utils import translation

pytest_plugins = ["tests.browser"]

TEMPLATE = os.environ["ARCHIVE_TEST_TEMPLATE"]


def _copy_template(name: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}"')


def _fresh_copy(_case: TransactionTestCase) -> None:
    """After a transactional test: the template again, not emptied tables.

    Django would truncate everything, and with it the reference data of the
    migrations; the journal refuses to be truncated anyway.
    """
    name = connection.settings_dict["NAME"]
    connections.close_all()
    _copy_template(name)


TransactionTestCase._fixture_teardown = _fresh_copy  # a transactional test ends in a fresh copy


def _drop(creation: BaseDatabaseCreation, name: str, _verbosity: int) -> None:
    """At the end of a run, whoever is still connected: a browser's last answer may just be closing."""
    with creation._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


BaseDatabaseCreation._destroy_test_db = _drop


@pytest.fixture(scope="session", autouse=True)
def _no_files_left_behind() -> Iterator[None]:
    yield
    shutil.rmtree(django_settings.ARCHIVE_FILES, ignore_errors=True)


@pytest.fixture(autouse=True)
def _in_the_offices_language() -> Iterator[None]:
    """Each test begins in the office's language; a browser before it may have read English."""
    with translation.override(django_settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def own_database(django_db_blocker) -> Iterator[str]:
    """A database of this test alone, with reference data; what is saved in it is committed."""
    usual = connection.settings_dict["NAME"]
    name = f"test_{os.environ['ARCHIVE_TEST_RUN']}_own_{os.getpid()}"
    with django_db_blocker.unblock():
        connections.close_all()
        _copy_template(name)
        _turn_to(name)
        try:
            yield name
        finally:
            connections.close_all()
            _turn_to(usual)
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _turn_to(name: str) -> None:
    """Point this thread's connection, and those of threads to come, at another database."""
    connections.settings["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


SideBySide = Callable[..., list[Future]]


@pytest.fixture
def side_by_side(own_database: str) -> SideBySide:
    """Run functions at the same moment, each on a connection of its own.

    Returns finished futures in the order given: ask ``.result()`` or ``.exception()``.
    """

    def run(*functions: Callable[[], object]) -> list[Future]:
        gate = threading.Barrier(len(functions))

        def through_the_gate(function: Callable[[], object]) -> object:
            try:
                connection.ensure_connection()
                gate.wait(timeout=10)
                return function()
            finally:
                connection.close()

        with ThreadPoolExecutor(len(functions)) as pool:
            return [pool.submit(through_the_gate, function) for function in functions]

    return run


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; without one the test is skipped, and fails where CI=true."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    reason = "no Chromium is installed (Debian: apt-get install chromium)"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
