"""The embedded database by hand: start it, stop it, ask whether it runs."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from archive_office.cluster import Cluster, ClusterError


class Command(BaseCommand):
    """Start, stop or look at the embedded PostgreSQL."""

    help = (
        "start: start the embedded PostgreSQL and leave it running; stop: stop it for everyone; "
        "status: say whether it runs."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["start", "stop", "status"])

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        cluster: Cluster = settings.EMBEDDED_CLUSTER
        if settings.DATABASES["default"]["HOST"] != str(cluster.socket):
            raise CommandError("DATABASE_URL is set: that server is not ours to start or stop.")
        try:
            {"start": self.start, "stop": self.stop, "status": self.status}[action](cluster)
        except ClusterError as error:
            raise CommandError(str(error)) from error

    def start(self, cluster: Cluster) -> None:
        cluster.start()
        cluster.kept.touch()
        cluster.ensure_database(settings.EMBEDDED_DATABASE)
        self.status(cluster)

    def stop(self, cluster: Cluster) -> None:
        stopped = cluster.stop()
        self.stdout.write("Stopped." if stopped else "It was not running.")

    def status(self, cluster: Cluster) -> None:
        if cluster.ready() != 0:
            self.stdout.write(f"Not running. Data: {cluster.data}")
            return
        self.stdout.write(
            f"Running, {cluster.connections()} connected. Data: {cluster.data}\n"
            f"psql -h {cluster.socket} -U postgres {settings.EMBEDDED_DATABASE}"
        )
