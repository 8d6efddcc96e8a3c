"""The demo office: everything from an empty disk to a page in the browser."""

import contextlib
import io
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from archive_office.cluster import Cluster, ClusterError
from archive_office.management import furnishing, serving, translations

HOST = "127.0.0.1"
ROLE = "archive_app"
PATIENCE = 60  # seconds until the login page must answer


class Command(BaseCommand):
    """Start the fictitious office on this machine and keep it until Ctrl-C."""

    help = "Start the demo office: database, data, web server and worker. Ctrl-C stops it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="(%(default)s)")
        parser.add_argument(
            "--prepare-only", action="store_true", help="end once the office could be opened"
        )

    def handle(self, *args: Any, port: int, prepare_only: bool, **options: Any) -> None:
        self.began = time.monotonic()
        if not prepare_only and not serving.is_free(HOST, port):
            raise CommandError(
                f"Port {port} of {HOST} is taken. Choose another: make demo PORT={port + 1}"
            )
        try:
            with serving.stoppable(), self.database():
                self.prepare()
                if not prepare_only:
                    self.serve(port)
        except serving.Stopped:
            self.say("Stopped.")
        except (ClusterError, serving.ChildEndedError, TimeoutError) as error:
            raise CommandError(str(error)) from error

    @contextlib.contextmanager
    def database(self) -> Iterator[None]:
        """The server up for the block; one that somebody else runs is left alone."""
        cluster: Cluster = settings.EMBEDDED_CLUSTER
        if settings.DATABASES["default"]["HOST"] != str(cluster.socket):
            yield
            return
        self.say("Starting PostgreSQL")
        with cluster.in_use():
            cluster.ensure_database(settings.EMBEDDED_DATABASE)
            try:
                yield
            finally:
                connections.close_all()
                self.say("Stopping PostgreSQL")

    def prepare(self) -> None:
        """Bring database, translations and static files up to date; a second time, nothing."""
        cluster: Cluster = settings.EMBEDDED_CLUSTER
        with cluster.locked("demo"):  # a second demo of this checkout waits here
            self.migrate()
            if furnishing.is_half_furnished():
                self.say("The last furnishing was interrupted: starting over")
                self.empty(cluster)
                self.migrate()
            self.say("Compiling translations, collecting static files")
            translations.compile_catalogues()
            call_command("collectstatic", verbosity=0, interactive=False)
            self.say("Furnishing the demo office")
            call_command("demo_office", stdout=self.stdout, verbosity=0)

    def migrate(self) -> None:
        """Tables as the code wants them, and the role that cannot change history."""
        self.say("Migrating")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("grant_application_role", ROLE, verbosity=0, stdout=io.StringIO())

    def empty(self, cluster: Cluster) -> None:
        """The demo's own database, new and empty; any other database is left alone."""
        if settings.DATABASES["default"]["HOST"] != str(cluster.socket):
            raise CommandError("This database holds a half furnished demo. Give an empty one.")
        name = settings.EMBEDDED_DATABASE
        connections.close_all()
        cluster.query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cluster.ensure_database(name)

    def serve(self, port: int) -> None:
        """Run web server and worker until the end, as the role that cannot change history."""
        address = f"http://{HOST}:{port}"
        python = sys.executable
        commands = {
            "web server": [
                *(python, "-m", "gunicorn", "archive_office.wsgi", "--bind", f"{HOST}:{port}"),
                *("--workers", "2", "--threads", "4", "--log-level", "warning"),
                *("--no-control-socket", "--graceful-timeout", "5"),
            ],
            "worker": [python, "manage.py", "run_worker", "-v", "0"],
        }
        environment = {
            "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
            "ARCHIVE_DATABASE_USER": ROLE,
        }
        self.say("Opening")
        with serving.children(commands, environment) as running:
            serving.wait_for(f"{address}/admin/login/", running, PATIENCE)
            self.stdout.write(logins())
            self.say(f"The office is open: {address}   (Ctrl-C closes it)")
            serving.watch(running)

    def say(self, text: str) -> None:
        """One line of progress, with the seconds since the start."""
        self.stdout.write(f"[{time.monotonic() - self.began:5.1f} s] {text}")
        self.stdout.flush()


def logins() -> str:
    """One account per role, as the terminal shows it."""
    lines = [f"  {login.username:<12} {login.role.label}" for login in furnishing.LOGINS]
    return "\n".join(["", *lines, f"\n  password of each: {furnishing.PASSWORD}\n"])
