"""Sealing journal and history: digests over finished transactions, each taking in the last.

Nothing is added to the path of a writer but the number of its transaction. A job seals what ended;
verifying reads every row again and names what was altered, taken away or slipped in.

Source: SEC-42; decisions 23 to 25.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.db import connection, transaction

from archive_office.journal.models import HistorySeal, SealedRows, SealEra

MARK: Final = 8
"""Bytes kept of each row's digest, to name the row that differs."""

FIRST_ERA: Final = "The history begins."

_TABLES = """
SELECT c.relname, a.attname FROM pg_class c
  JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname = 'append_only'
  JOIN pg_attribute x ON x.attrelid = c.oid AND x.attname = 'xid'
  JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
  WHERE c.relnamespace = current_schema()::regnamespace
  ORDER BY c.relname
"""
_COLUMNS = """
SELECT table_name, array_agg(column_name::text ORDER BY column_name)
  FROM information_schema.columns WHERE table_schema = current_schema() GROUP BY table_name
"""
_OWN = frozenset(m._meta.db_table for m in (SealEra, HistorySeal, SealedRows))


class SealingError(RuntimeError):
    """The database counts its transactions anew: it was restored, and needs a new era."""


@dataclass(frozen=True, slots=True)
class Table:
    """An append-only table: its key, and the columns it has today."""

    name: str
    key: str
    columns: tuple[str, ...]

    def rows(self, columns: tuple[str, ...], where: str) -> str:
        """SQL for key and digest of each row, over these columns only."""
        q = connection.ops.quote_name
        listed = ", ".join(f"h.{q(c)}" for c in columns)
        return (
            f"SELECT h.{q(self.key)} AS k, "  # noqa: S608 - names come from the catalogue
            f"sha256(convert_to((SELECT to_jsonb(x)::text FROM (SELECT {listed}) x), 'UTF8')) AS d "
            f"FROM {q(self.name)} h WHERE {where}"
        )


def tables() -> list[Table]:
    """Every table that can only grow, but for the seals themselves: those seal each other."""
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        columns = dict(cursor.fetchall())
        cursor.execute(_TABLES)
        found = cursor.fetchall()
    return [Table(name, key, tuple(columns[name])) for name, key in found if name not in _OWN]


def seal_history(now: datetime) -> HistorySeal | None:
    """Seal what the transactions that ended since the last seal wrote; None if that is nothing.

    Raises:
        SealingError: The database was restored and no new era was opened.

    Source: SEC-42.
    """
    with transaction.atomic():
        _one_at_a_time()
        era = _present_era(now)
        last = era.seals.order_by("-number").first()
        first, end = last.end_xid if last else era.first_xid, _ended_before()
        if end < first:
            raise SealingError(
                f"transaction {end} comes before {first}, sealed already: open a new era"
            )
        parts = [p for t in tables() if (p := _sealed(t, era, first, end)) is not None]
        if not parts:
            return None
        seal = HistorySeal(
            era=era,
            number=last.number + 1 if last else 1,
            first_xid=first,
            end_xid=end,
            row_count=sum(len(p.keys) for p in parts),
            sealed_at=now,
        )
        seal.digest = chained(last.digest if last else "", seal, parts)
        seal.save()
        for part in parts:
            part.seal = seal
        SealedRows.objects.bulk_create(parts)
        return seal


def open_era(reason: str, now: datetime) -> SealEra:
    """Begin a new chain: after a restore, when transactions are counted anew.

    What is there already belongs to the eras before and is verified against their seals.

    Source: SEC-42.
    """
    with transaction.atomic():
        _one_at_a_time()
        latest = SealEra.objects.order_by("-number").first()
        baseline = {t.name: top for t in tables() if (top := _greatest_key(t)) is not None}
        return SealEra.objects.create(
            number=latest.number + 1 if latest else 1,
            began_at=now,
            reason=reason,
            first_xid=_ended_before(),
            baseline=baseline if latest else {},
        )


def chained(before: str, seal: HistorySeal, parts: list[SealedRows]) -> str:
    """The digest of a seal: of the one before it, of its range, and of every table's rows."""
    stated = {
        "before": before,
        "era": seal.era.number,
        "number": seal.number,
        "first": seal.first_xid,
        "end": seal.end_xid,
        "at": seal.sealed_at.astimezone(UTC).isoformat(),
        "tables": {p.table: [len(p.keys), p.digest] for p in parts},
    }
    text = json.dumps(stated, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of(columns: tuple[str, ...], rows: Iterator[tuple[int, bytes]] | Any) -> str:
    """The digest of one table's rows under one seal: of its columns, keys and row digests."""
    total = hashlib.sha256(json.dumps(list(columns)).encode())
    for key, mark in rows:
        total.update(key.to_bytes(8, "big"))
        total.update(mark)
    return total.hexdigest()


def span_of(table: Table, era: SealEra) -> str:
    """SQL that keeps to the rows of one era."""
    name = connection.ops.quote_name(table.key)
    words = [f"h.{name} > {int(era.baseline.get(table.name, 0))}"]
    after = SealEra.objects.filter(number__gt=era.number).order_by("number").first()
    if after is not None:
        words.append(f"h.{name} <= {int(after.baseline.get(table.name, 0))}")
    return " AND ".join(words)


def written_between(first: int, end: int) -> str:
    """SQL that keeps to the rows of a seal's transactions."""
    return f"h.xid >= '{int(first)}'::xid8 AND h.xid < '{int(end)}'::xid8"


def _sealed(table: Table, era: SealEra, first: int, end: int) -> SealedRows | None:
    where = f"{written_between(first, end)} AND {span_of(table, era)} ORDER BY 1"
    with connection.cursor() as cursor:
        cursor.execute(table.rows(table.columns, where))
        rows = [(key, bytes(digest)) for key, digest in cursor.fetchall()]
    if not rows:
        return None
    return SealedRows(
        table=table.name,
        columns=list(table.columns),
        keys=[key for key, _ in rows],
        marks=b"".join(digest[:MARK] for _, digest in rows),
        digest=digest_of(table.columns, rows),
    )


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'UTC'")  # moments are hashed as they are printed
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('archive office: seals'))")


def _present_era(now: datetime) -> SealEra:
    return SealEra.objects.order_by("-number").first() or SealEra.objects.create(
        number=1, began_at=now, reason=FIRST_ERA, first_xid=0
    )


def _ended_before() -> int:
    """Every transaction with a smaller number has ended.

    The numbers are the whole cluster's: a long transaction anywhere on it lets the seals wait.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def _greatest_key(table: Table) -> int | None:
    q = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max({q(table.key)}) FROM {q(table.name)}")  # noqa: S608 - catalogue
        top: int | None = cursor.fetchone()[0]
        return top
