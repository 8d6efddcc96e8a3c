"""Reading journal and history again, and naming every row that is not what was sealed.

Source: SEC-42; decisions 23 to 25.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from django.db import connection, transaction

from archive_office.journal.models import HistorySeal, SealedRows, SealEra
from archive_office.journal.sealing import (
    MARK,
    Table,
    chained,
    digest_of,
    span_of,
    tables,
    written_between,
)

MOST_NAMED: Final = 100
"""Keys named per seal and table; the count is always whole."""


class Fault(StrEnum):
    """In what way something is not as it was sealed."""

    CHAIN = "chain"  # the seal itself, or the one before it, was changed or taken away
    ALTERED = "altered"
    MISSING = "missing"
    ADDED = "added"
    GONE = "gone"  # a table, or a column of it, is no longer there
    AHEAD = "ahead"  # a row claims a transaction that has not begun


@dataclass(frozen=True, slots=True)
class Finding:
    """Rows of one table under one seal that differ, or a seal that does."""

    fault: Fault
    seal: str
    table: str = ""
    keys: tuple[int, ...] = ()
    count: int = 0


@dataclass(slots=True)
class Verified:
    """What a verification read, and what it found."""

    seals: int = 0
    rows: int = 0
    unsealed: int = 0
    last_digest: str = ""
    findings: list[Finding] = field(default_factory=list)

    @property
    def intact(self) -> bool:
        """Whether everything is as it was sealed."""
        return not self.findings


def verify_history() -> Verified:
    """Compare every sealed row with its seal, and every seal with the one before it.

    Source: SEC-42.
    """
    done = Verified()
    first = not connection.in_atomic_block  # only who opens a transaction can choose its kind
    with transaction.atomic():
        with connection.cursor() as cursor:
            if first:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SET LOCAL timezone = 'UTC'")
        present = {table.name: table for table in tables()}
        for era in SealEra.objects.order_by("number"):
            _verify_era(era, present, done)
        _count_unsealed(present, done)
    return done


def _verify_era(era: SealEra, present: Mapping[str, Table], done: Verified) -> None:
    before, end, number = "", era.first_xid, 0
    spans = {name: span_of(table, era) for name, table in present.items()}
    for seal in era.seals.select_related("era").order_by("number").iterator():
        parts = list(seal.parts.order_by("table"))
        follows = seal.number == number + 1 and seal.first_xid == end
        if not follows or chained(before, seal, parts) != seal.digest:
            done.findings.append(Finding(Fault.CHAIN, str(seal)))
        before, end, number = seal.digest, seal.end_xid, seal.number
        _verify_rows(seal, parts, present, spans, done)
        done.seals += 1
        done.last_digest = seal.digest
    for name, table in present.items():
        done.findings += _added(era, table, spans[name])


def _verify_rows(
    seal: HistorySeal,
    parts: Iterable[SealedRows],
    present: Mapping[str, Table],
    spans: Mapping[str, str],
    done: Verified,
) -> None:
    for part in parts:
        table = present.get(part.table)
        if table is None or not set(part.columns) <= set(table.columns):
            done.findings.append(Finding(Fault.GONE, str(seal), part.table))
            continue
        where = f"{written_between(seal.first_xid, seal.end_xid)} AND {spans[table.name]}"
        done.rows += len(part.keys)
        done.findings += _compared(seal, table, part, where)


def _compared(seal: HistorySeal, table: Table, part: SealedRows, where: str) -> Iterator[Finding]:
    columns = tuple(part.columns)
    with connection.cursor() as cursor:
        cursor.execute(table.rows(columns, f"{where} ORDER BY 1"))
        rows = [(key, bytes(digest)) for key, digest in cursor.fetchall()]
    if digest_of(columns, rows) == part.digest and [key for key, _ in rows] == part.keys:
        return
    marks = bytes(part.marks)
    sealed = {key: marks[n * MARK : (n + 1) * MARK] for n, key in enumerate(part.keys)}
    found = {key: digest[:MARK] for key, digest in rows}
    differing = {
        Fault.MISSING: sorted(sealed.keys() - found.keys()),
        Fault.ADDED: sorted(found.keys() - sealed.keys()),
        Fault.ALTERED: sorted(k for k in sealed.keys() & found.keys() if sealed[k] != found[k]),
    }
    named = [
        Finding(fault, str(seal), table.name, tuple(keys[:MOST_NAMED]), len(keys))
        for fault, keys in differing.items()
        if keys
    ]
    # Rows as their marks say, and another digest: the seal's own list was changed.
    yield from named or [Finding(Fault.CHAIN, str(seal), table.name)]


def _added(era: SealEra, table: Table, span: str) -> Iterator[Finding]:
    """Rows under seals that know no row of this table."""
    q = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.number, array_agg(h.{q(table.key)} ORDER BY 1) "  # noqa: S608 - names come from the catalogue
            f"FROM journal_historyseal s JOIN {q(table.name)} h ON "
            "h.xid >= s.first_xid::text::xid8 AND h.xid < s.end_xid::text::xid8 "
            f"WHERE s.era_id = %s AND {span} AND NOT EXISTS (SELECT 1 FROM journal_sealedrows p "
            'WHERE p.seal_id = s.id AND p."table" = %s) GROUP BY s.number ORDER BY s.number',
            [era.pk, table.name],
        )
        for number, keys in cursor.fetchall():
            seal = f"{era.number}-{number}"
            yield Finding(Fault.ADDED, seal, table.name, tuple(keys[:MOST_NAMED]), len(keys))


def _count_unsealed(present: Mapping[str, Table], done: Verified) -> None:
    """Rows that wait for their seal, and those that claim a transaction still to come."""
    era = SealEra.objects.order_by("-number").first()
    if era is None:
        return
    last = era.seals.order_by("-number").first()
    end = last.end_xid if last else era.first_xid
    q = connection.ops.quote_name
    for table in present.values():
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*), array_agg(h.{q(table.key)}) FILTER (WHERE "  # noqa: S608 - names come from the catalogue
                f"h.xid >= pg_snapshot_xmax(pg_current_snapshot()) AND h.xid IS DISTINCT FROM "
                f"pg_current_xact_id_if_assigned()) FROM {q(table.name)} h "
                f"WHERE h.xid >= '{int(end)}'::xid8 AND {span_of(table, era)}"
            )
            waiting, ahead = cursor.fetchone()
        done.unsealed += waiting
        if ahead:
            keys = tuple(sorted(ahead)[:MOST_NAMED])
            done.findings.append(Finding(Fault.AHEAD, str(era), table.name, keys, len(ahead)))
