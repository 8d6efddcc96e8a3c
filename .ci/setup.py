"""Make the virtual environment and install the locks; a second run has nothing to do.

Only the standard library: this runs before anything is installed.
"""

import fcntl
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]
VENV = (BASE / os.environ.get("VENV", ".venv")).absolute()
PYTHON = VENV / "bin" / "python"
LOCKS = {"run": ["requirements.txt"], "dev": ["requirements.txt", "requirements-dev.txt"]}
UNFINISHED = VENV / ".unfinished"


def main(extent: str, port: int | None = None) -> None:
    if port is not None and not is_free(port):
        sys.exit(f"Port {port} of 127.0.0.1 is taken. Choose another: make demo PORT={port + 1}")
    if is_installed(extent):
        return
    with Path(__file__).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two starts at once: the second finds the work done
        if not is_installed(extent):
            install(extent)


def is_free(port: int) -> bool:
    """Whether the demo office could open there; asked before a minute is spent on installing."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def stamp(extent: str) -> Path:
    """The file that says: exactly these locks are installed, by this interpreter's version."""
    content = b"".join((BASE / name).read_bytes() for name in LOCKS[extent])
    return VENV / f".installed-{extent}-{hashlib.sha256(content).hexdigest()[:16]}"


def is_installed(extent: str) -> bool:
    wanted = [extent, "dev"] if extent == "run" else [extent]
    return not UNFINISHED.exists() and works() and any(stamp(name).exists() for name in wanted)


def works() -> bool:
    """Whether the environment's interpreter still starts and is the environment's own."""
    if not PYTHON.exists():
        return False
    asked = [str(PYTHON), "-c", "import sys; print(sys.prefix)"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    return done.returncode == 0 and Path(done.stdout.strip()).resolve() == VENV.resolve()


def install(extent: str) -> None:
    began = time.monotonic()
    if UNFINISHED.exists() or not works():
        if VENV.exists():
            print(f"Removing the unfinished environment {VENV.name}", flush=True)
            shutil.rmtree(VENV)
        print(f"Creating {VENV.name} with Python {sys.version.split()[0]}", flush=True)
        VENV.mkdir(parents=True)
        UNFINISHED.touch()  # a kill from here on leaves a trace, and the next run begins anew
        run(sys.executable, "-m", "venv", str(VENV))
    UNFINISHED.touch()
    for old in VENV.glob(".installed-*"):
        old.unlink()
    lock = LOCKS[extent][-1]
    count = sum("==" in line for line in (BASE / lock).read_text().splitlines())
    print(f"Installing {count} locked packages", flush=True)
    pip(lock)
    UNFINISHED.unlink()
    stamp(extent).touch()
    print(f"Installed in {time.monotonic() - began:.0f} s", flush=True)


def pip(lock: str) -> None:
    """Install a lock: every file by its hash, nothing compiled here."""
    command = [
        *(str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"),
        *("--require-hashes", "--only-binary", ":all:", "--progress-bar", "off"),
        *("-r", lock),
    ]
    said: list[str] = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as p:
        for line in p.stdout or ():
            said.append(line)
            if line.startswith(("Collecting ", "Installing collected")):
                words = line.split()
                print("  " + (words[1] if words[0] == "Collecting" else "unpacking"), flush=True)
    if p.returncode:
        sys.exit("".join(said[-30:]) + "\nThe packages could not be installed (see above).")


def run(*command: str) -> None:
    if subprocess.run(command, check=False).returncode:
        sys.exit(f"Failed: {' '.join(command)}")


if __name__ == "__main__":
    os.chdir(BASE)
    main(sys.argv[1], *map(int, sys.argv[2:]))
