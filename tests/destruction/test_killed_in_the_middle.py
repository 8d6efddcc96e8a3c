"""The process is killed while it works through a register: each line is wholly done or not at all.

A real process of its own carries a register out, line by line, and is ended with SIGKILL at a
given point inside a line. Then the database is read.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from archive_office.journal.models import JournalEntry
from archive_office.regulation import Clause
from destruction.models import Erasure, LineState, RegisterState
from dossiers.models import Document, DossierEvent, HoldingState
from tests.destruction.registers import destroying_office
from tests.destruction.world import again
from tests.factories import DocumentFactory
from tests.steps import clause

pytestmark = pytest.mark.race

BASE = Path(__file__).resolve().parents[2]
WORKER = """
import sys, time
from datetime import datetime
import django
django.setup()
from destruction.models import Method, RegisterLine
from destruction.procedures import executing
from archive_office.journal import acts
from archive_office.organisation.models import User
from dossiers.procedures import destroying

point, at, who, now, *lines = sys.argv[1:]
reached = 0

def stop_here(module, name):
    real = getattr(module, name)
    def stopping(*args, **kwargs):
        global reached
        reached += 1
        if point.startswith("after"):
            real(*args, **kwargs)
        if reached == int(at):
            print("reached", flush=True)
            time.sleep(60)
        if point.startswith("before"):
            return real(*args, **kwargs)
    setattr(module, name, stopping)

stop_here(*{
    "before the thing leaves the catalogue": (destroying, "destroy_holdings"),
    "after the thing left the catalogue": (destroying, "destroy_holdings"),
    "after the erasure was asked": (executing, "ask_erasure"),
    "after the journal was written": (acts, "_write"),
}[point])
executor = User.objects.get(pk=who)
for line in RegisterLine.objects.filter(pk__in=lines).order_by("number"):
    executing.destroy_line(line, Method.SHREDDER, by=executor, now=datetime.fromisoformat(now))
    print("done", line.number, flush=True)
print("finished", flush=True)
"""


@pytest.fixture
def here(own_database):
    return destroying_office()


def killed(database, point, at, register, who, now):
    """The lines that were reported done before the process was killed inside the next one."""
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "archive_office.settings.testing",
        "ARCHIVE_TEST_DATABASE": database,
    }
    lines = [str(pk) for pk in register.lines.values_list("pk", flat=True)]
    command = [sys.executable, "-c", WORKER, point, str(at), str(who.pk), now.isoformat(), *lines]
    done = []
    with subprocess.Popen(
        command, cwd=BASE, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        for said in process.stdout:
            if said.startswith("reached"):
                break
            done.append(int(said.split()[1]))
        else:
            pytest.fail(process.stderr.read())
        process.send_signal(signal.SIGKILL)
        assert process.wait(timeout=20) == -signal.SIGKILL
    return done


def wholly_done(line):
    """The line, its thing, the papers in it, the dated note and the journal agree: done."""
    assert line.destroyed_at
    assert line.destroyed_by
    assert line.method
    assert line.holding.state == HoldingState.DESTROYED
    assert line.holding.present_slot is None
    papers = Document.objects.filter(holding=line.holding)
    assert {paper.state for paper in papers} == {"destroyed"}
    assert DossierEvent.objects.filter(text__contains=line.holding.code).exists()
    assert line.erasures.exists()
    assert entries_of(line) == 1


def wholly_not(line):
    """Nothing of it happened."""
    assert (line.destroyed_at, line.destroyed_by, line.method) == (None, None, "")
    assert line.holding.state == HoldingState.QUARANTINED
    assert line.holding.present_slot is not None
    papers = Document.objects.filter(holding=line.holding)
    assert {paper.state for paper in papers} == {"filed"}
    text = f"{line.holding.code}"
    assert not DossierEvent.objects.filter(text__contains=text).exists()
    assert not Erasure.objects.filter(line=line).exists()
    assert entries_of(line) == 0
    assert line.confirmations.count() == 2


def entries_of(line):
    entries = JournalEntry.objects.filter(act="destruction.line_destroyed")
    return entries.filter(subjects__label=str(line)).distinct().count()


@clause(Clause.DES_07, Clause.DES_08)
@pytest.mark.parametrize(
    ("point", "at"),
    [
        ("before the thing leaves the catalogue", 1),
        ("before the thing leaves the catalogue", 3),
        ("after the thing left the catalogue", 2),
        ("after the erasure was asked", 2),
        ("after the journal was written", 3),
    ],
)
def test_each_line_is_wholly_done_or_wholly_not(here, own_database, point, at):
    volumes = [here.volume() for _each in range(4)]
    for volume in volumes:
        DocumentFactory(holding=volume)
    register = here.confirmed(*volumes)
    now = here.the_day(register, minutes=10)

    done = killed(own_database, point, at, register, here.room_head, now)

    assert done == list(range(1, at))
    for line in register.lines.order_by("number"):
        fresh = again(line)
        if line.number in done:
            assert fresh.state == LineState.DESTROYED
            wholly_done(fresh)
        else:
            assert fresh.state == LineState.LISTED
            wholly_not(fresh)
    # Nothing is left locked: the work goes on where it stopped.
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '20s'")
    for line in register.lines.filter(state=LineState.LISTED).order_by("number"):
        wholly_done(again(here.destroy(line, now=here.the_day(register, minutes=15))))
    assert again(register).state == RegisterState.EXECUTING
