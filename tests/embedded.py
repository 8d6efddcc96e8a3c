"""The suite's own PostgreSQL: up before Django reads its settings, stopped by the last run.

Loaded with ``-p`` because a conftest comes too late. The first process of a run
(the controller under xdist) starts the cluster, publishes a migrated template
database and names the run; workers inherit both through the environment. Every
test database is a copy of the template, so the reference data of the migrations
is there, and runs side by side never meet.
"""

import ast
import contextlib
import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive_office.cluster import Cluster, for_tests

BASE = Path(__file__).resolve().parents[1]
PACKAGES = ("archive_office", "dossiers", "transfers", "lending", "destruction")
DATA = {".csv", ".tsv", ".json", ".toml", ".sql"}
KEPT_TEMPLATES = 3

_until_the_end = contextlib.ExitStack()


@pytest.hookimpl(tryfirst=True)  # pytest-django reads the settings in the same hook
def pytest_load_initial_conftests() -> None:
    is_worker = "PYTEST_XDIST_WORKER" in os.environ and os.environ.get(
        "ARCHIVE_TEST_CONTROLLER"
    ) == str(os.getppid())
    if is_worker:
        return
    cluster = _until_the_end.enter_context(for_tests(BASE).in_use())
    try:
        os.environ["ARCHIVE_TEST_CONTROLLER"] = str(os.getpid())
        os.environ["ARCHIVE_TEST_RUN"] = f"{os.getpid()}_{os.urandom(2).hex()}"
        os.environ["ARCHIVE_TEST_TEMPLATE"] = _published_template(cluster)
        _drop_orphans(cluster)
    except BaseException:
        _until_the_end.close()  # pytest does not come to its own end from here
        raise


def pytest_unconfigure() -> None:
    _until_the_end.close()


def _published_template(cluster: Cluster) -> str:
    name = f"template_{_key()}"
    with _alone(cluster.data.with_name(f".{cluster.data.name}.template")):
        if name not in _databases(cluster):
            known = [known for known in _databases(cluster) if known.startswith("template_")]
            for old in known[:-KEPT_TEMPLATES]:
                _drop(cluster, old)
            _build(cluster, name)
    return name


def _build(cluster: Cluster, name: str) -> None:
    scratch = f"{name}_building"
    _drop(cluster, scratch)
    cluster.query(f'CREATE DATABASE "{scratch}"')
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=BASE,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "archive_office.settings.testing",
            "ARCHIVE_TEST_DATABASE": scratch,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise pytest.UsageError(f"The template database cannot be migrated:\n{done.stderr}")
    cluster.query(f'ALTER DATABASE "{scratch}" RENAME TO "{name}"')
    cluster.query(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')


def _key() -> str:
    """What the template's content depends on: migrations, what they import, their data."""
    found = {BASE / "requirements.txt", *BASE.glob("archive_office/settings/*.py")}
    # Roles are laid down after migrating.
    found |= {
        BASE / "archive_office/organisation" / name
        for name in ("permissions.py", "roles.py", "receivers.py")
    }
    for package in PACKAGES:
        for migration in (BASE / package).glob("**/migrations/*"):
            if migration.is_file():
                found.add(migration)
        found |= {path for path in (BASE / package).rglob("*") if path.suffix in DATA}
    for migration in [path for path in found if path.parent.name == "migrations"]:
        found |= set(_imported(migration))
    digest = hashlib.sha256()
    for path in sorted(path for path in found if path.exists()):
        digest.update(f"{path.relative_to(BASE)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _imported(migration: Path) -> Iterator[Path]:
    """Our own modules that a migration names; what they import in turn is not followed."""
    if migration.suffix != ".py":
        return
    for node in ast.walk(ast.parse(migration.read_bytes())):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            if name.split(".")[0] in PACKAGES:
                path = BASE.joinpath(*name.split("."))
                yield from (path.with_suffix(".py"), path / "__init__.py")


def _databases(cluster: Cluster) -> list[str]:
    """All databases, the oldest first."""
    return cluster.query("SELECT datname FROM pg_database ORDER BY oid").splitlines()


def _drop(cluster: Cluster, name: str) -> None:
    cluster.query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _drop_orphans(cluster: Cluster) -> None:
    """What killed runs left behind: databases named by a process that is gone."""
    for name in _databases(cluster):
        pid = name.removeprefix("test_").split("_")[0]
        if name.startswith("test_") and pid.isdecimal() and not _lives(int(pid)):
            _drop(cluster, name)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it lives, as somebody else
    return True


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
