"""One embedded server: started, found again, stopped."""

import contextlib
import fcntl
import os
import pwd
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from archive_office.cluster import places
from archive_office.cluster.places import ClusterError

ACCOUNT: Final = "archive_office"
PORT: Final = "5432"  # names the socket only; nothing listens on the network
STARTING: Final = 1  # pg_isready: a server is starting or recovering
DEAD_PID: Final = "4194303"  # above every Linux pid: the file stays, its process is gone

SETTLED: Final = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "shared_buffers": "'256MB'",
    "effective_cache_size": "'2GB'",
    "work_mem": "'16MB'",
    "maintenance_work_mem": "'256MB'",
    "random_page_cost": "1.1",
    "max_wal_size": "'4GB'",
    "wal_compression": "on",
    "max_connections": "100",
    "logging_collector": "on",
    "log_filename": "'pg-%a.log'",
    "log_truncate_on_rotation": "on",
    "log_min_duration_statement": "'500ms'",
    "idle_in_transaction_session_timeout": "'5min'",
    "shared_preload_libraries": "'pg_stat_statements'",
}
# For tests: a crash may cost the data, nothing else.
QUICK: Final = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "max_connections": "200",
}


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


class Cluster:
    """One embedded server with its data directory; building the object starts nothing."""

    def __init__(self, data: Path, *, conf: Mapping[str, str] | None = None) -> None:
        self.data = data.absolute()
        self.conf = {**SETTLED, **(conf or {})}
        self.socket = (
            places.SOCKETS / f"archive-office-{os.geteuid()}-{places.short_name(self.data)}"
        )
        self._binaries: Path | None = None
        self._as_account: dict[str, Any] | None = None

    # --- what the world may ask -------------------------------------------------------------

    def ready(self) -> int:
        """What answers at the socket: 0 a server, 1 one that starts, 2 nobody."""
        program = places.wheel() / "bin/pg_isready"
        command = [str(program), "-q", "-h", str(self.socket), "-p", PORT]
        return subprocess.run(command, env=places.clean_environment(), check=False).returncode  # noqa: S603 - own program

    def start(self, timeout: int = 120) -> "Cluster":
        """Start the server, or find it running; safe to call from many processes at once.

        Args:
            timeout: seconds; recovery after a crash counts.

        Raises:
            ClusterError: it could not be started; the message ends with its log.
        """
        if self.ready() == 0:
            return self
        with self.locked("lock"):
            if self._waited(timeout):
                return self
            self._prepare_sockets()
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            self._configure()
            self._launch(timeout)
        return self

    def stop(self) -> bool:
        """Stop the server and end every connection; false when none was running."""
        with self.locked("lock"):
            self.kept.unlink(missing_ok=True)
            stopped = self._shut()
            with contextlib.suppress(OSError):  # something is left in it: the next start looks
                self.socket.rmdir()
            return stopped

    @contextlib.contextmanager
    def in_use(self) -> Iterator["Cluster"]:
        """Have the server up for the block; the last user stops it.

        A server started by hand (``manage.py database start``) stays up, and so
        does one with foreign connections. Killed users leave no trace: the lock
        goes with the process.
        """
        try:
            with self.locked("users", fcntl.LOCK_SH):
                yield self.start()
        finally:
            self._stop_unless_used()

    @property
    def kept(self) -> Path:
        """The mark of a server that was started by hand and stays until it is stopped so."""
        return self._beside("keep")

    def connections(self) -> int:
        """How many clients are connected."""
        return int(
            self.query("SELECT count(*) FROM pg_stat_activity WHERE backend_type='client backend'")
        ) - len(("this question",))

    def query(self, sql: str, database: str = "postgres") -> str:
        """The answer of one statement, as the server prints it."""
        command = [
            str(places.wheel() / "bin/psql"),
            *("-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"),
            *("-h", str(self.socket), "-p", PORT, "-U", "postgres", "-d", database, "-c", sql),
        ]
        done = subprocess.run(  # noqa: S603 - own program
            command, env=places.clean_environment(), check=False, capture_output=True, text=True
        )
        if done.returncode:
            raise ClusterError(done.stderr.strip())
        return done.stdout.strip()

    def ensure_database(self, name: str) -> None:
        """Create the database unless it is there."""
        with self.locked("databases"):
            if name not in self.query("SELECT datname FROM pg_database").splitlines():
                self.query(f'CREATE DATABASE "{name}"')

    @contextlib.contextmanager
    def locked(self, what: str, how: int = fcntl.LOCK_EX) -> Iterator[None]:
        """Hold the lock of this name among all processes that use this cluster."""
        places.make_directory(self.data.parent)
        with self._beside(what).open("a") as file:
            fcntl.flock(file, how)
            yield

    # --- how it is done ---------------------------------------------------------------------

    def _beside(self, what: str) -> Path:
        return self.data.parent / f".{self.data.name}.{what}"

    def _waited(self, timeout: float) -> bool:
        """Whether a server answers, after waiting for one that is starting."""
        end = time.monotonic() + timeout
        while (answer := self.ready()) == STARTING and time.monotonic() < end:
            time.sleep(0.1)
        return answer == 0

    def _account(self) -> dict[str, Any]:
        """How to become the server's account: nothing to do unless we are root."""
        if self._as_account is None:
            self._as_account = {"cwd": "/", "env": places.clean_environment()}
            if os.geteuid() == 0:
                who = self._server_account()
                self._as_account |= {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
        return self._as_account

    def _server_account(self) -> pwd.struct_passwd:
        with contextlib.suppress(FileNotFoundError, KeyError):
            if owner := (self.data / "PG_VERSION").stat().st_uid:
                return pwd.getpwuid(owner)  # a server must own its data
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(ACCOUNT)
        if program := shutil.which("useradd"):
            command = [program, "--system", "--no-create-home", "--shell", "/bin/false", ACCOUNT]
            subprocess.run(command, check=False, capture_output=True)  # noqa: S603 - own program
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(ACCOUNT)
        return pwd.getpwnam("nobody")

    def _own(self, path: Path) -> None:
        if os.geteuid() == 0:
            os.chown(path, self._account()["user"], self._account()["group"])

    def _programs(self) -> Path:
        if self._binaries is None:
            self._binaries = places.programs(self.data.parent)
        return self._binaries

    def _run(self, program: str, *args: str | Path, check: bool = False) -> int:
        done = subprocess.run(  # noqa: S603 - own program
            [str(self._programs() / program), *map(str, args)],
            stdin=subprocess.DEVNULL,
            capture_output=program == "initdb",
            stdout=None if program == "initdb" else subprocess.DEVNULL,
            stderr=None if program == "initdb" else subprocess.DEVNULL,
            check=False,
            **self._account(),
        )
        if check and done.returncode:
            raise ClusterError((done.stderr or b"").decode(errors="replace") or f"{program} failed")
        return done.returncode

    def _prepare_sockets(self) -> None:
        """A directory for the socket that is ours alone; without what a dead server left."""
        with contextlib.suppress(FileExistsError):
            self.socket.mkdir(mode=0o700)
            self._own(self.socket)
        found = self.socket.lstat()
        mine = self._account().get("user", os.geteuid())
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {mine, os.geteuid()}:
            raise ClusterError(f"{self.socket} belongs to somebody else; remove it and try again.")
        self.socket.chmod(0o700)
        self._own(self.socket)

    def _initialise(self) -> None:
        if not places.open_to_all(self.data.parent) and os.geteuid() == 0:
            raise ClusterError(
                f"{self.data.parent} cannot be reached by the server's account. "
                "Set ARCHIVE_VAR to a directory that every account can pass through."
            )
        fresh = self.data.with_name(self.data.name + ".init")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        self._own(fresh)
        # Another locale makes pg_trgm blind to Chinese; peers are the owner of the socket alone.
        self._run(
            "initdb",
            *("-D", fresh, "-U", "postgres", "-E", "UTF8", "--auth=trust", "--locale=C.UTF-8"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"),
            check=True,
        )
        with (fresh / "postgresql.conf").open("a") as file:
            file.write("include_if_exists = 'office.conf'\n")
        fresh.rename(self.data)  # never half a cluster

    def _configure(self) -> None:
        conf = {
            **self.conf,
            "port": PORT,
            "unix_socket_directories": _quoted(self.socket),
        }
        file = self.data / "office.conf"
        file.write_text("".join(f"{name} = {value}\n" for name, value in conf.items()))
        file.chmod(0o600)
        self._own(file)

    def _launch(self, timeout: int) -> None:
        log = self.data / "start.log"
        if self._run("pg_ctl", "-D", self.data, "status") == 0 and not self._stale():
            self._shut()  # it lives, but its socket is gone
        for _attempt in range(20):  # a killed server's children need a moment to go
            self._forget_the_dead()
            self._run(
                *("pg_ctl", "-D", self.data, "-w", "-t", str(timeout), "-s", "-l", log, "start")
            )
            if self._waited(timeout):
                return
            time.sleep(0.25)
        said = log.read_text(errors="replace")[-2000:] if log.exists() else ""
        raise ClusterError(f"PostgreSQL did not start in {self.data}.\n{said}")

    def _stop_unless_used(self) -> None:
        with (
            contextlib.suppress(BlockingIOError),
            self.locked("users", fcntl.LOCK_EX | fcntl.LOCK_NB),
        ):
            if not self.kept.exists() and self.ready() == 0 and self._is_quiet():
                self.stop()

    def _is_quiet(self) -> bool:
        """Whether nobody is connected; clients that have just gone get a moment to be noticed."""
        for _attempt in range(20):
            if not self.connections():
                return True
            time.sleep(0.1)
        return False

    def _shut(self) -> bool:
        return self._run("pg_ctl", "-D", self.data, "-w", "-s", "-m", "fast", "stop") == 0

    def _stale(self) -> bool:
        """Whether the noted process is dead, unreaped, or by now another program."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n")[0])
        except (FileNotFoundError, ValueError):
            return True
        return not _serves(pid, self.data)

    def _forget_the_dead(self) -> None:
        """Let go of a process number that no longer is our server.

        The rest of the file stays: its shared-memory line guards against
        children of the dead server that still write.
        """
        if not self._stale():
            return
        with contextlib.suppress(FileNotFoundError):
            file = self.data / "postmaster.pid"
            lines = file.read_text().split("\n")
            file.write_text("\n".join([DEAD_PID, *lines[1:]]))
        for left in (f".s.PGSQL.{PORT}.lock", f".s.PGSQL.{PORT}"):
            (self.socket / left).unlink(missing_ok=True)


def _serves(pid: int, data: Path) -> bool:
    """Whether this process is a living PostgreSQL on this data; a zombie is not."""
    process = Path(f"/proc/{pid}")
    if not Path("/proc/self").exists():  # not Linux: the server's own test must do
        return True
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        state = (process / "stat").read_text().rsplit(")", 1)[1].split()[0]
        words = (process / "cmdline").read_bytes().split(b"\0")
        return state != "Z" and words[0].endswith(b"postgres") and os.fsencode(data) in words
    return False


def for_tests(base: Path) -> Cluster:
    """The suite's cluster of this checkout; ``ARCHIVE_TEST_CLUSTER`` names another one."""
    name = os.environ.get("ARCHIVE_TEST_CLUSTER", "test-cluster")
    return Cluster(places.state_directory(base) / name, conf=QUICK)
