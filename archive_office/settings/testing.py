"""The office under test: its own cluster, tasks at once, quick passwords, no manifest."""

import hashlib
import os
import tempfile
from pathlib import Path

from archive_office import cluster
from archive_office.settings.base import *  # noqa: F403 - settings build on settings
from archive_office.settings.base import (
    BASE_DIR,
    INSTALLED_APPS,
    LOGGING,
    STORAGES,
    TEMPLATES,
    database_defaults,
)

DEBUG = False
TRUSTED_PROXIES = 0
INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
SECRET_KEY = "testing-only"  # noqa: S105 - tests sign nothing that lasts
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
ARCHIVE_KEYS = {"test": hashlib.sha256(b"archive office test key").digest()}
ARCHIVE_INDEX_KEY = hashlib.sha256(b"archive office test index").digest()

# `tests.embedded` starts this cluster and names the run, so that runs side by side never meet.
EMBEDDED_CLUSTER = cluster.for_tests(BASE_DIR)
DATABASES = database_defaults(
    {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ.get("ARCHIVE_TEST_DATABASE", "postgres"),
        "USER": "postgres",
        "HOST": str(EMBEDDED_CLUSTER.socket),
        "PORT": "5432",
        "CONN_MAX_AGE": 0,
        "TEST": {
            "NAME": f"test_{os.environ.get('ARCHIVE_TEST_RUN', 'archive_office')}",
            "TEMPLATE": os.environ.get("ARCHIVE_TEST_TEMPLATE") or None,
        },
    }
)

ARCHIVE_FILES = Path(tempfile.gettempdir()) / f"archive-office-test-files-{os.getpid()}"
STORAGES["default"]["OPTIONS"]["location"] = ARCHIVE_FILES
ARCHIVE_SEALS_DIR = ARCHIVE_FILES / "seals"
ARCHIVE_SEAL_PASSPHRASES = {"*": "testing-only"}
ARCHIVE_DEMO_SEALS = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
TEMPLATES[0]["OPTIONS"]["debug"] = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LOGGING["root"]["level"] = "WARNING"
WHITENOISE_AUTOREFRESH = True
