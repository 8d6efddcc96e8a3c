"""One pass over a ledger: chunk by chunk, with verdicts, figures and progress."""

import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from types import TracebackType
from typing import Any, Generic, Protocol, TypeVar

from archive_office.journal.bulk import copy_all
from archive_office.journal.copying import Mould
from dossiers.models import Dossier, LedgerImport, LedgerVerdict
from dossiers.procedures.imports.claims import Finding, Rows
from dossiers.procedures.imports.making import CHUNK
from dossiers.procedures.imports.progress import Progress

Row = TypeVar("Row")
Row_contra = TypeVar("Row_contra", contravariant=True)
Outcome = LedgerVerdict.Outcome


class Place(Protocol):
    """Where a row stands."""

    @property
    def sheet(self) -> str: ...

    @property
    def row(self) -> int: ...


class Planned(Protocol):
    """What one row comes to."""

    @property
    def claim(self) -> Place: ...

    @property
    def outcome(self) -> Outcome: ...

    @property
    def findings(self) -> tuple[Finding, ...]: ...

    @property
    def dossier(self) -> Dossier | None: ...


class Work(Protocol[Row_contra]):
    """A kind of ledger: compares rows with what is stored, and writes what they bring."""

    def plan(self, rows: Sequence[Row_contra]) -> Sequence[Planned]:
        """What each row comes to; nothing is written."""
        ...

    def prepare(self) -> None:
        """Make, as far as that can be done in memory, what the rows planned last bring."""
        ...

    def write(self) -> None:
        """Write what was prepared; the time goes into waiting for the database."""
        ...

    def facts(self) -> dict[str, Any]:
        """What the whole ledger brings besides its rows; it outweighs what the reader counted."""
        ...


@dataclass(slots=True)
class Tally:
    """How the rows ended."""

    outcomes: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    warned: int = 0

    def take(self, planned: Planned) -> None:
        """Count one row."""
        self.outcomes[str(planned.outcome)] += 1
        self.codes.update({str(finding.code) for finding in planned.findings})
        self.warned += planned.outcome != Outcome.REJECTED and bool(planned.findings)

    def as_json(self) -> dict[str, Any]:
        """The figures as they are kept with the ledger."""
        outcomes = {str(outcome): self.outcomes[str(outcome)] for outcome in Outcome}
        rows = sum(outcomes.values())
        return {"rows": rows, **outcomes, "warned": self.warned, "codes": dict(self.codes)}


def passed(
    ledger: Rows[Row], work: Work[Row], import_: LedgerImport, *, final: bool
) -> dict[str, Any]:
    """Take a ledger to its end and keep a verdict for each row; the figures come back.

    Args:
        final: Write what the rows bring; off for the dry run.
    """
    tally, position = Tally(), 0
    mould = Mould(LedgerVerdict, ledger_id=import_.pk, final=final)
    with Progress(import_) as progress, _nothing_is_garbage(), ReadAhead(chunks(ledger)) as ahead:
        while rows := ahead.chunk():
            planned = work.plan(rows)
            if final:
                work.prepare()
                ahead.begin()
                work.write()
            copy_all(_verdicts(planned, mould, position))
            position += len(planned)
            for row in planned:
                tally.take(row)
            progress.tell(position)
    return {**tally.as_json(), **ledger.facts(), **work.facts()}


def chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows, a thousand at a time."""
    left = iter(rows)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


@contextmanager
def _nothing_is_garbage() -> Iterator[None]:
    """Keep Python from searching a hundred thousand living rows for garbage, again and again.

    Rows hold no rings: they go when their chunk does.
    """
    was_searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_searching:
            gc.enable()


class ReadAhead(AbstractContextManager["ReadAhead[Row]"], Generic[Row]):
    """The chunks of a ledger, each read while the database takes the one before.

    Only the reader runs beside us; it knows nothing of the database. It begins when it is told
    that we are about to wait: two threads that both compute only get in each other's way.
    """

    def __init__(self, chunks_: Iterator[list[Row]]) -> None:
        self._chunks = chunks_
        self._reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger")
        self._ahead: Future[list[Row]] | None = None

    def begin(self) -> None:
        """Read the next chunk from now on."""
        self._ahead = self._reader.submit(next, self._chunks, [])

    def chunk(self) -> list[Row]:
        """The next chunk, read ahead or now; empty after the last."""
        if self._ahead is None:
            return next(self._chunks, [])
        chunk, self._ahead = self._ahead.result(), None
        return chunk

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._reader.shutdown()


def _verdicts(
    planned: Sequence[Planned], mould: Mould[LedgerVerdict], after: int
) -> list[LedgerVerdict]:
    return [
        mould.cast(
            position=position,
            sheet=row.claim.sheet[:100],
            row=row.claim.row,
            outcome=row.outcome.value,
            warned=row.outcome != Outcome.REJECTED and bool(row.findings),
            codes=[str(finding.code) for finding in row.findings],
            findings=[finding.as_json() for finding in row.findings],
            dossier_id=row.dossier.pk if row.dossier else None,
        )
        for position, row in enumerate(planned, start=after + 1)
    ]
