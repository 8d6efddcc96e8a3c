"""The standing office: arranged once for a module, in a committed database of its own."""

import os

import pytest
from django.db import connection, connections

from archive_office import clock
from tests.conftest import _copy_template, _turn_to
from tests.whole.standing import NOW, stand


@pytest.fixture(scope="module")
def office(django_db_setup, django_db_blocker):
    """Both centres with everything in them; each test leaves them as it found them."""
    usual = connection.settings_dict["NAME"]
    name = f"test_{os.environ['ARCHIVE_TEST_RUN']}_whole_{os.getpid()}"
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: NOW)
        connections.close_all()
        _copy_template(name)
        _turn_to(name)
        try:
            yield stand()
        finally:
            connections.close_all()
            _turn_to(usual)
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
