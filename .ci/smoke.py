"""Open the demo office as on a fresh machine, see the login page, close it, look for remains.

The PATH holds everything the present one does except gettext's tools and Node.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]
ABSENT = {"msgfmt", "xgettext", "msgmerge", "msguniq", "node", "nodejs", "npm", "npx"}
OPEN_WITHIN = 240  # seconds; a warm cache takes far less
CLOSED_WITHIN = 30


def toolbox(at: Path) -> str:
    """A PATH of one directory, linked to everything but the absent tools."""
    at.mkdir()
    for directory in filter(readable, os.environ["PATH"].split(os.pathsep)):
        for tool in Path(directory).glob("*"):
            if tool.name not in ABSENT and not (at / tool.name).is_symlink():
                (at / tool.name).symlink_to(tool.absolute())
    assert not any(shutil.which(name, path=str(at)) for name in ABSENT)  # noqa: S101 - a test
    return str(at)


def readable(directory: str) -> bool:
    return os.access(directory, os.R_OK | os.X_OK)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own address
            return answer.status == 200  # noqa: PLR2004 - HTTP's own number
    except (urllib.error.URLError, OSError):
        return False


def wait_until(what: str, holds: object, *, seconds: float, log: Path) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():  # type: ignore[operator]  # a function without arguments
            return
        time.sleep(0.3)
    sys.exit(f"{log.read_text()}\nNot within {seconds:.0f} s: {what}")


def main(scratch: Path) -> None:
    port, log = free_port(), scratch / "demo.log"
    environment = {
        **os.environ,
        "PATH": toolbox(scratch / "tools"),
        "ARCHIVE_VAR": str(scratch / "var"),
    }
    began = time.monotonic()
    with log.open("w") as output:
        demo = subprocess.Popen(
            ["make", "demo", f"PORT={port}"],  # noqa: S607 - from our own PATH
            cwd=BASE,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        login = f"http://127.0.0.1:{port}/admin/login/"
        wait_until(
            "the login page",
            lambda: demo.poll() is not None or answers(login),
            seconds=OPEN_WITHIN,
            log=log,
        )
        if demo.poll() is not None:
            sys.exit(f"{log.read_text()}\nmake demo ended by itself.")
        print(f"The login page answered after {time.monotonic() - began:.0f} s.")
        wait_until(
            "the address and the logins",
            lambda: f"http://127.0.0.1:{port} " in log.read_text(),
            seconds=30,
            log=log,
        )
        os.killpg(demo.pid, signal.SIGINT)  # as a terminal does
        wait_until("the end", lambda: demo.poll() is not None, seconds=CLOSED_WITHIN, log=log)
        leave_nothing(environment, log)
    finally:
        if demo.poll() is None:
            os.killpg(demo.pid, signal.SIGKILL)
    print(log.read_text())


def leave_nothing(environment: dict[str, str], log: Path) -> None:
    status = subprocess.run(
        [os.environ.get("VENV", ".venv") + "/bin/python", "manage.py", "database", "status"],
        cwd=BASE,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    if "Not running" not in status:
        sys.exit(f"{log.read_text()}\nPostgreSQL was left behind: {status}")
    mark = f"ARCHIVE_VAR={environment['ARCHIVE_VAR']}".encode()
    left = [place.parent.name for place in Path("/proc").glob("[0-9]*/environ") if has(place, mark)]
    if left:
        sys.exit(f"{log.read_text()}\nProcesses were left behind: {left}")


def has(environment: Path, mark: bytes) -> bool:
    try:
        return mark in environment.read_bytes().split(b"\0")
    except OSError:  # it has ended meanwhile, or is somebody else's
        return False


if __name__ == "__main__":
    # The server's own account must be able to pass.
    with tempfile.TemporaryDirectory(dir="/var/tmp", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        main(Path(name))
