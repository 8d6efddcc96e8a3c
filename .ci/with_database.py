"""Run a command while the suite's PostgreSQL is up: `with_database.py COMMAND ...`."""

import subprocess
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(BASE))

from archive_office.cluster import for_tests  # noqa: E402 - the checkout must be on the path

if __name__ == "__main__":
    with for_tests(BASE).in_use():
        sys.exit(subprocess.run(sys.argv[1:], cwd=BASE, check=False).returncode)
