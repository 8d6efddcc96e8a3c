"""The facts of the record of a destruction, read from the record as it was frozen and signed.

What became of electronic copies is added from their erasure, which goes on after the signatures.

Source: DES-06, DES-07, DES-09, DES-20, DES-22, DES-25.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from archive_office.clock import day_of
from archive_office.printing.facts import Fonds
from destruction.models import (
    DestructionRegister,
    Erasure,
    LineState,
    RegisterState,
    Twins,
)
from destruction.papers import register_facts as facts
from destruction.papers.register_filling import STANDING, executor, signatures, watchers

Record = Mapping[str, Any]


def record_facts(
    register: DestructionRegister, record: Record, *, verify_url: str = ""
) -> facts.DestructionRecord:
    """What the record prints.

    Args:
        record: From ``destruction.rules.record``; the frozen one once there is one.
        verify_url: Address of the page that verifies a printed copy.

    Source: DES-07, DES-09, DES-20, DES-25.
    """
    signed = signatures(register)
    erasures = _erasures(register)
    gone = record["destroyed_on"]
    planned = record["planned_on"]
    return facts.DestructionRecord(
        fonds=Fonds(record["fonds"]["code"], record["fonds"]["name"]),
        number=record["number"],
        room=record["room"]["name"],
        place=str(register.place or ""),
        planned_on=date.fromisoformat(planned) if planned else None,
        started_at=_minute(record["started_at"]),
        finished_at=_minute(record["finished_at"]),
        waited=_waited(record),
        executor=executor(register, signed) or facts.Watcher(""),
        witnesses=tuple(watchers(register, signed)),
        lines=tuple(_carried(row, erasures.get(row["number"], ())) for row in record["lines"]),
        standing=STANDING[RegisterState(register.state)],
        ban=record["ban"],
        statement=record["statement"] if register.record else "",
        closed=register.state == RegisterState.CLOSED,
        destroyed_on=date.fromisoformat(gone) if gone else None,
        digest=register.record_hash,
        verify_url=verify_url,
    )


def _minute(moment: str) -> str:
    """A moment of the record to the minute, as forms print it."""
    return f"{datetime.fromisoformat(moment):%Y-%m-%d %H:%M}" if moment else ""


def _day(moment: str) -> str:
    return moment[:10]


def _waited(record: Record) -> str:
    """From which day the things stood apart, and who looked again when."""
    since = _day(max(record["approved_at"], record["moved_at"]))
    check = record["check"]
    again = f"复查 {_day(check['at'])} {check['by']}" if check["at"] else ""
    return "，".join(filter(None, (f"自 {since}" if since else "", again)))


def _carried(row: Mapping[str, Any], erasures: Iterable[Erasure]) -> facts.Carried:
    given = row["confirmations"]
    off = row["state"] not in (LineState.DESTROYED, LineState.LISTED)
    decided = f"（{row['decided_by']} {_day(row['decided_at'])}）" if off else ""
    return facts.Carried(
        number=row["number"],
        reference=row["code"],
        title=row["title"],
        items=row["documents"],
        pages=row["pages"],
        outcome=row["outcome"],
        method=row["method_words"],
        at=_minute(row["destroyed_at"]),
        confirmed=tuple(f"{each['by']} {_minute(each['at'])}" for each in given),
        twins="" if off else _twins(row, tuple(erasures)),
        reason=f"{row['reason']}{decided}",
    )


def _twins(row: Mapping[str, Any], erasures: tuple[Erasure, ...]) -> str:
    """What became of the electronic copies, by whom and when (DES-25)."""
    by = row["destroyed_by"]
    if row["twins"] == Twins.KEEP:
        return f"保留：{row['twins_reason']}"
    if row["twins"] == Twins.NONE:
        return "无"
    gone = [each for each in erasures if each.state == Erasure.State.ERASED and each.done_at]
    kept = [each for each in erasures if each.state == Erasure.State.SPARED]
    waiting = len(erasures) - len(gone) - len(kept)
    said = [f"删除，{by}"] if by else ["删除"]
    if gone:
        last = max(day_of(each.done_at) for each in gone if each.done_at)
        said.append(f"{len(gone)} 个文件 {last.isoformat()} 核验已删")
    if waiting:
        said.append(f"{waiting} 个文件待删除")
    said += [f"保留 1 个文件：{each.because}" for each in kept]
    return "；".join(said)


def _erasures(register: DestructionRegister) -> dict[int, list[Erasure]]:
    """The erasures of files by the number of their line."""
    rows = Erasure.objects.filter(line__register=register, file__isnull=False)
    found: dict[int, list[Erasure]] = {}
    for row in rows.select_related("line").order_by("pk"):
        found.setdefault(row.line.number, []).append(row)
    return found
