"""A ledger of twenty thousand rows takes hardly more memory than one of two thousand.

Memory is asked of the kernel, in a process of its own: the highest mark while one ledger is read,
which is set back before the next.
"""

import json
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from dossiers.ledgers.work import read_received
from dossiers.models import Dossier, LedgerImport
from dossiers.procedures.imports.lifecycle import confirm_ledger
from tests.architecture.sources import ROOT
from tests.dossiers.importing import NOW, archivist, received
from tests.ledgers import long

MIB = 1 << 20
STATUS = Path("/proc/self/status")
READING = """
import io, json, sys
from datetime import date
import django
django.setup()
from dossiers.ledgers import RESIDENT, answer, error_workbook, read_faults
from tests.ledgers.long import workbook

answer._LARGE = 0  # every workbook is a large one

def highest():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) << 10 for line in status if line.startswith("VmHWM"))

def measured(rows, *, answered):
    content = io.BytesIO(workbook(rows))
    with open("/proc/self/clear_refs", "w") as mark:
        mark.write("5")  # the highest mark begins anew
    report = read_faults(content, filename="x.xlsx", profile=RESIDENT, as_of=date(2026, 6, 30))
    if answered:
        assert error_workbook(content, report)
    return report.summary.counts["data_rows"], highest()

measured(500, answered=True)  # what is imported at first use
found = [measured(rows, answered=True) for rows in (500, 2_500)]
found += [measured(rows, answered=False) for rows in (2_000, 20_000)]
json.dump(found, sys.stdout)
"""


@pytest.mark.skipif(
    not STATUS.exists(),
    reason="only Linux tells, and sets back, the highest mark of a process's memory",
)
def test_twenty_thousand_rows_are_read_and_answered_in_bounded_memory():
    done = subprocess.run(
        [sys.executable, "-c", READING], cwd=ROOT, capture_output=True, check=True, text=True
    )
    answered, answered_long, short, long_ = json.loads(done.stdout)

    assert (short[0], long_[0]) == (2_000, 20_000)
    assert long_[1] - short[1] < 36 * MIB, "rows are handed on, not kept"
    assert answered_long[1] - answered[1] < 16 * MIB, "the error workbook is written as a stream"


@pytest.mark.django_db
def test_checking_and_writing_keep_no_rows(monkeypatch):
    """A chunk and what the file refers back to is kept; six chunks take no more than two."""
    monkeypatch.setattr("dossiers.procedures.imports.running.CHUNK", 50)
    by = archivist()

    def peaks(rows):
        import_ = received(long.workbook(rows), by, name="x.xlsx")
        checked = highest(lambda: read_received(import_, now=NOW))
        confirmed = confirm_ledger(LedgerImport.objects.get(pk=import_.pk), by=by, now=NOW)
        written = highest(lambda: read_received(confirmed, now=NOW))
        return checked, written

    peaks(50)  # what is imported and kept at first use
    short, long_ = peaks(100), peaks(300)
    assert Dossier.objects.count() == 297
    for before, after in zip(short, long_, strict=True):
        assert (after - before) / 200 < 4 << 10, "bytes that a further row keeps"


def highest(work):
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
