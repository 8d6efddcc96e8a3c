"""The fictitious office on one's own machine: no variable needed, nothing secret kept.

Its keys are printed here, so a person's number kept in the demo is safe from nobody.
"""

import hashlib
import os

from archive_office.settings import env
from archive_office.settings.base import *  # noqa: F403 - settings build on settings
from archive_office.settings.base import EMBEDDED_CLUSTER, EMBEDDED_DATABASE, database_defaults

DEBUG = False
SECRET_KEY = "demo-office-not-a-secret-demo-office-not-a-secret-demo"  # noqa: S105 - public
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *env.listing("ALLOWED_HOSTS")]
ARCHIVE_KEYS = {"demo": hashlib.sha256(b"archive office demo key").digest()}
ARCHIVE_INDEX_KEY = hashlib.sha256(b"archive office demo index").digest()

if os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"):
    DATABASES = database_defaults(env.database("DATABASE_URL"))
else:
    DATABASES = database_defaults(
        {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": EMBEDDED_DATABASE,
            "USER": env.text("ARCHIVE_DATABASE_USER", "postgres"),
            "HOST": str(EMBEDDED_CLUSTER.socket),
            "PORT": "5432",
        }
    )

ARCHIVE_DEMO_SEALS = True
ARCHIVE_SEAL_PASSPHRASES = {"*": "demo-office-seals"}
