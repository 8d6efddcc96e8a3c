"""The ledger import against a bare COPY of the very rows it wrote."""

from contextlib import closing
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any, Final

import psycopg2
from django.conf import settings
from django.db import connection, connections

from archive_office import clock
from archive_office.cluster import Cluster
from archive_office.journal.acts import in_act
from archive_office.management import demo_ledger
from archive_office.management.fictions import Fiction
from archive_office.management.furnishing import furnish
from archive_office.management.measuring import Measure, timed
from dossiers.ledgers import PROFILES, Ledger
from dossiers.ledgers.bringing_in import claims_of
from dossiers.models import LedgerImport
from dossiers.procedures.imports.lifecycle import (
    Arrival,
    begin_reading,
    bring_in,
    content_of,
    receive_ledger,
)

NAME: Final = "ledger import / bare COPY"
GOAL: Final = 3.0
ROWS, FEWER_ROWS = 5_000, 1_000
"""Of a ledger; the shorter one beside a small office, whose measurements take two minutes."""
SMALL_OFFICE: Final = 10_000
ROUNDS: Final = 3
BASE, FLOOR = "bench_base", "bench_floor"
KEYS: Final = """
    SELECT c.relname, a.attname FROM pg_index i
    JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
    WHERE i.indisprimary AND n.nspname = 'public' AND a.atttypid IN (20, 23) AND i.indnatts = 1
    ORDER BY c.relname
"""


FILLED: Final = """
    SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', tgrelid::regclass, tgname)
    FROM pg_trigger WHERE tgname IN ('search_new', 'search_changed')
"""
"""Leaves the search's lines to COPY, which writes them as it writes the other rows."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What one table gained, as COPY writes it."""

    table: str
    text: str


def measured_import(scale: int) -> Measure:
    """Seconds of the whole act (opening the file, verdicts, comparing, writing, commit), over the
    seconds that COPY needs for the same rows into the same tables, indexes and constraints.
    """  # noqa: D205 - one sentence
    count = ROWS if scale > SMALL_OFFICE else FEWER_ROWS
    import_ = _received(count)
    _copy_database(settings.EMBEDDED_DATABASE, BASE)
    imports, copies = [], []
    rows = 0
    for _round in range(ROUNDS):
        _copy_database(BASE, settings.EMBEDDED_DATABASE)
        known = _highest()
        imports.append(_import(import_))
        gained = _gained(known)
        rows = sum(copied.text.count("\n") for copied in gained)
        _copy_database(BASE, FLOOR)
        copies.append(_copy(gained))
    ours, bare = min(imports), min(copies)
    speed = f"{count / ours:.0f} rows/s, COPY {count / bare:.0f} rows/s"
    note = f"{count} rows -> {rows} records; {speed}; best of {ROUNDS}"
    return Measure(NAME, ours / bare, GOAL, note)


def _received(count: int) -> LedgerImport:
    """A furnished office that has just taken up a ledger."""
    now = clock.now()
    with in_act("bench.furnished", by=None):
        office = furnish(by=None)
    estate = office.estates["P01"]
    content = demo_ledger.ledger(Fiction(7), estate.name, count=count, until=now.date())
    arrival = Arrival(
        name="bench.xlsx",
        content=content,
        profile="resident",
        centre=estate.centre,
        estate=None,
        as_of=now.date(),
    )
    import_ = receive_ledger(arrival, by=None, now=now)
    begin_reading(import_, by=None)
    return import_


def _copy_database(source: str, target: str) -> None:
    connections.close_all()
    cluster: Cluster = settings.EMBEDDED_CLUSTER
    cluster.query(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
    cluster.query(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
    cluster.query("CHECKPOINT")


def _highest() -> dict[str, tuple[str, int]]:
    """Key and highest number of every table before the import."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(KEYS)
        for table, key in cursor.fetchall():
            cursor.execute(f'SELECT coalesce(max("{key}"), 0) FROM "{table}"')  # noqa: S608 - names from the catalogue
            found[table] = (key, cursor.fetchone()[0])
    return found


def _import(import_: LedgerImport) -> float:
    with timed() as watch:
        ledger = Ledger(
            BytesIO(content_of(import_)),
            filename=import_.name,
            profile=PROFILES[import_.profile],
            as_of=import_.as_of,
        )
        bring_in(claims_of(ledger, import_.profile), import_=import_, by=None, now=clock.now())
    return watch.seconds


def _gained(known: dict[str, tuple[str, int]]) -> list[Copied]:
    """The rows that each table gained."""
    gained = []
    with connection.cursor() as cursor:
        for table, (key, highest) in known.items():
            target = StringIO()
            rows = f'SELECT * FROM "{table}" WHERE "{key}" > {highest} ORDER BY "{key}"'  # noqa: S608 - names from the catalogue
            cursor.copy_expert(f"COPY ({rows}) TO STDOUT", target)
            if text := target.getvalue():
                gained.append(Copied(table, text))
    return gained


def _copy(gained: list[Copied]) -> float:
    """Seconds for a bare COPY of these rows in one transaction."""
    own: dict[str, Any] = connection.settings_dict
    place = {"host": own["HOST"], "port": own["PORT"], "user": own["USER"], "dbname": FLOOR}
    with closing(psycopg2.connect(**place)) as bare, bare.cursor() as cursor:
        cursor.execute(FILLED)
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)
        bare.commit()
        with timed() as watch:
            for copied in gained:
                cursor.copy_expert(f'COPY "{copied.table}" FROM STDIN', StringIO(copied.text))
            bare.commit()
    return watch.seconds
