"""An office for one command alone: its own data directory, a fresh database, gone from nobody.

The walkthrough, the pictures and the measurements work here; they can be
repeated, and neither the demo office nor a production database is ever touched.
"""

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from archive_office.cluster import Cluster

SETTINGS = "archive_office.settings.demo"
ELSEWHERE = ("DATABASE_URL", "DATABASE_URL_FILE", "ARCHIVE_FILES", "ARCHIVE_DATABASE_USER")


def move_into(name: str) -> None:
    """Begin this command again in the office of that name, unless we are in it already.

    Settings are read once, so the process is replaced; call this first.
    """
    if os.environ.get("ARCHIVE_OWN_OFFICE") == name:
        return
    kept = {key: value for key, value in os.environ.items() if key not in ELSEWHERE}
    own = {
        "ARCHIVE_OWN_OFFICE": name,
        "ARCHIVE_VAR": str(settings.ARCHIVE_VAR / name),
        "DJANGO_SETTINGS_MODULE": SETTINGS,
    }
    sys.stdout.flush()
    os.execve(sys.executable, [sys.executable, *sys.argv], {**kept, **own})  # noqa: S606 - ourselves


@contextlib.contextmanager
def fresh_office(name: str) -> Iterator[None]:
    """The office of that name with nothing in it but reference data, up for the block."""
    if os.environ.get("ARCHIVE_OWN_OFFICE") != name:
        raise RuntimeError(f"move_into({name!r}) comes first.")
    cluster: Cluster = settings.EMBEDDED_CLUSTER
    with cluster.in_use(), cluster.locked("alone"):
        database = settings.EMBEDDED_DATABASE
        cluster.query(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        cluster.ensure_database(database)
        shutil.rmtree(settings.ARCHIVE_FILES, ignore_errors=True)
        try:
            call_command("migrate", verbosity=0, interactive=False)
            yield
        finally:
            connections.close_all()
