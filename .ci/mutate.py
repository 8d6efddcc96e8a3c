"""Break the office on purpose, one rule at a time, and see that its tests notice.

`tests/mutations.toml` lists what is broken and which tests must turn red. Each
mutation is made in a copy of the checkout; the checkout itself is never touched.

Usage: python .ci/mutate.py [NAME ...]
"""

import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]
LIST = BASE / "tests" / "mutations.toml"


def main(names: list[str]) -> int:
    """Run the named mutations, or all; the number of those that nobody noticed."""
    mutations = tomllib.loads(LIST.read_text(encoding="utf-8"))["mutation"]
    chosen = [m for m in mutations if not names or m["name"] in names]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        _copy_tracked(copy)
        survived = [m["name"] for m in chosen if not _is_noticed(copy, m)]
    print(f"{len(chosen) - len(survived)} passed, {len(survived)} failed")
    for name in survived:
        print(f"  nobody noticed: {name}")
    return len(survived)


def _copy_tracked(copy: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 - git is where the developer keeps it
        cwd=BASE,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (BASE / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(BASE / name, copy / name)


def _is_noticed(copy: Path, mutation: dict[str, object]) -> bool:
    path = copy / str(mutation["file"])
    whole = path.read_text(encoding="utf-8")
    found = whole.count(str(mutation["find"]))
    if found != 1:
        raise SystemExit(f"{mutation['name']}: its text stands {found} times in {mutation['file']}")
    path.write_text(whole.replace(str(mutation["find"]), str(mutation["put"])), encoding="utf-8")
    try:
        tests = [str(test) for test in mutation["tests"]]  # type: ignore[attr-defined]  # a list
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-n0", "-q", "-x", "--no-header", *tests],
            cwd=copy,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        path.write_text(whole, encoding="utf-8")
    # 1 is pytest's "some tests failed"; anything else but 0 is a broken mutation.
    verdict = {0: "NOT NOTICED", 1: "noticed"}.get(run.returncode, "BROKEN")
    print(f"{verdict:<12} {mutation['name']}", flush=True)
    if verdict == "BROKEN":
        print(run.stdout[-2000:], run.stderr[-2000:])
    return verdict == "noticed"


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
