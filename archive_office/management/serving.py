"""The processes of the demo office: they live and die with the one that started them."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from types import FrameType

GRACE = 10  # seconds to finish what is being done


class Stopped(BaseException):
    """Somebody asked for the end: Ctrl-C, SIGTERM, or a closed terminal."""


class ChildEndedError(RuntimeError):
    """A process that should run on has ended."""


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Turn the first request to end into :class:`Stopped`; later ones change nothing."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in signals:
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, stop) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def children(
    commands: Mapping[str, list[str]], environment: Mapping[str, str]
) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Run commands beside us; at the end of the block each is ended, by force if need be.

    Each has a session of its own, so Ctrl-C reaches only us and we end them in
    order; when we are killed outright, the kernel ends them.
    """
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands.items():
            running[name] = subprocess.Popen(  # noqa: S603 - own commands
                command,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=_die_with(os.getpid()),  # noqa: PLW1509 - we run no threads
            )
        yield running
    finally:
        for process in running.values():
            process.terminate()
        end = time.monotonic() + GRACE
        for process in running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(end - time.monotonic(), 0.1))
            process.kill()
            process.wait()


def _die_with(parent: int) -> Callable[[], None]:
    library = ctypes.CDLL(None, use_errno=True)

    def ask_the_kernel() -> None:
        if sys.platform == "linux":
            library.prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
            if os.getppid() != parent:
                os.kill(os.getpid(), signal.SIGTERM)

    return ask_the_kernel


def wait_for(address: str, running: Mapping[str, subprocess.Popen[bytes]], timeout: float) -> None:
    """Return once the address answers 200.

    Raises:
        ChildEndedError: a process ended instead.
        TimeoutError: nothing answered in ``timeout`` seconds.
    """
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        must_live(running)
        with (
            contextlib.suppress(urllib.error.URLError, OSError),
            urllib.request.urlopen(address, timeout=5) as answer,  # noqa: S310 - our own address
        ):
            if answer.status == 200:  # noqa: PLR2004 - HTTP's own number
                return
        time.sleep(0.2)
    raise TimeoutError(f"{address} did not answer in {timeout:.0f} seconds.")


def watch(running: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """Wait until somebody asks for the end.

    Raises:
        ChildEndedError: a process ended by itself.
    """
    while True:
        must_live(running)
        time.sleep(0.5)


def must_live(running: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """Raise :class:`ChildEndedError` if a process has ended."""
    for name, process in running.items():
        if process.poll() is not None:
            raise ChildEndedError(f"The {name} ended by itself (status {process.returncode}).")
