"""What surrounds the demo office; .ci/run opens the office itself."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from archive_office.management import serving

BASE = Path(__file__).resolve().parents[2]
SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@contextlib.contextmanager
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_told_before_anything_else(capsys):
    with taken_port() as port, pytest.raises(CommandError, match=f"make demo PORT={port + 1}"):
        call_command("demo", port=port)

    assert capsys.readouterr().out == ""


def test_make_tells_a_taken_port_before_it_installs():
    with taken_port() as port:
        command = [sys.executable, ".ci/setup.py", "run", str(port)]
        done = subprocess.run(command, cwd=BASE, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert f"make demo PORT={port + 1}" in done.stderr


def test_children_end_with_the_block():
    with serving.children({"sleeper": SLEEP}, {}) as running:
        sleeper = running["sleeper"]

    assert sleeper.poll() is not None


def test_a_child_that_ends_by_itself_is_told():
    with (
        pytest.raises(serving.ChildEndedError, match="worker ended by itself \\(status 3\\)"),
        serving.children({"worker": [sys.executable, "-c", "exit(3)"]}, {}) as running,
    ):
        serving.watch(running)


def test_children_do_not_outlive_a_killed_parent():
    code = (
        "import sys, time; from archive_office.management import serving\n"
        "with serving.children({'sleeper': sys.argv[1:]}, {}) as running:\n"
        "    print(running['sleeper'].pid, flush=True); time.sleep(60)\n"
    )
    command = [sys.executable, "-c", code, *SLEEP]
    with subprocess.Popen(command, cwd=BASE, stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        parent.kill()

    assert ends(child)


def ends(pid: int) -> bool:
    """Whether the process is gone, or dead and only not yet reaped, within five seconds."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
            if state not in "ZX":
                time.sleep(0.05)
                continue
        return True
    return False


def interrupted_twice() -> None:
    try:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(5)
    finally:
        os.kill(os.getpid(), signal.SIGINT)  # while we clean up: changes nothing


def test_the_first_request_to_end_counts():
    before = signal.getsignal(signal.SIGINT)

    with pytest.raises(serving.Stopped), serving.stoppable():
        interrupted_twice()

    assert signal.getsignal(signal.SIGINT) is before
