"""A ledger's way through the office: received, checked, confirmed, brought in."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive_office.crypto import DataKey
from archive_office.journal.acts import act, note
from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of
from archive_office.regulation import Clause, Refusal, RegulationError, enforce
from dossiers.models import Estate, LedgerImport
from dossiers.procedures.imports.claims import Rows
from dossiers.procedures.imports.items import Items
from dossiers.procedures.imports.progress import wait_for_turn
from dossiers.procedures.imports.residents import Residents
from dossiers.procedures.imports.running import passed
from dossiers.rules.access import against_bringing_ledgers
from dossiers.rules.files import clean_name

State = LedgerImport.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A ledger file and how it is to be read.

    Attributes:
        profile: Name of the kind of ledger.
        estate: The estate of rows that name none; None lets the centre's only one count.
        as_of: Day of the ledger; later dates cannot be true.
    """

    name: str
    content: bytes
    profile: str
    centre: Department
    estate: Estate | None
    as_of: date


@act("dossiers.ledger_received", _("Ledger received"), Clause.COL_19)
def receive_ledger(arrival: Arrival, *, by: User | None, now: datetime) -> LedgerImport:
    """Take in a ledger file, sealed with a key of its own; nothing of it is believed yet.

    Raises:
        RegulationError: ORG-01, not the centre's archivist, or the estate is another centre's.

    Source: COL-19; decisions 22 and 34.
    """
    enforce(against_bringing_ledgers(arrival.centre, by))
    if arrival.estate is not None and arrival.estate.centre_id != arrival.centre.pk:
        raise RegulationError(
            Refusal(
                Clause.ORG_01,
                _("%(estate)s belongs to %(centre)s.")
                % {"estate": arrival.estate, "centre": arrival.estate.centre},
                field="estate",
            )
        )
    key = DataKey.new()
    sealed = ContentFile(key.seal_bytes(arrival.content))
    import_ = LedgerImport(
        profile=arrival.profile,
        centre=arrival.centre,
        estate=arrival.estate,
        by=by,
        name=clean_name(arrival.name),
        sha256=hashlib.sha256(arrival.content).hexdigest(),
        file=default_storage.save(f"ledgers/{secrets.token_hex(16)}", sealed),
        data_key=key.wrapped,
        as_of=arrival.as_of,
        created_at=now,
    )
    import_.save()
    note(import_, after={"state": str(import_.state), "sha256": import_.sha256})
    return import_


def content_of(import_: LedgerImport) -> bytes:
    """The ledger file as it was received."""
    with import_.file.open() as file:
        source: IO[bytes] = file
        return import_.key().unseal_bytes(source.read())


@act("dossiers.ledger_reading", _("Ledger being read"))
def begin_reading(import_: LedgerImport, *, by: User | None) -> bool:
    """Take a waiting ledger up; false when it has been read meanwhile.

    One that is being read was left behind by a killed worker: whoever calls this holds the
    ledger (:func:`.progress.taken_up`), so that nobody else is at work on it.
    """
    fresh = _locked(import_)
    if fresh.state not in (State.QUEUED, State.READING):
        return False
    _move(fresh, State.READING)
    return True


@act("dossiers.ledger_checked", _("Ledger checked"), Clause.FIL_09)
def check_ledger(
    ledger: Rows[Any],
    *,
    import_: LedgerImport,
    by: User | None,
    now: datetime,
) -> LedgerImport:
    """The dry run: a verdict for every row, and nothing else is written."""
    wait_for_turn()
    return _settle(ledger, import_, by=by, now=now, final=False)


@act("dossiers.ledger_confirmed", _("Ledger confirmed"))
def confirm_ledger(import_: LedgerImport, *, by: User | None, now: datetime) -> LedgerImport:
    """Decide, after the dry run, that the ledger is brought in; once only.

    A ledger that failed on the way may be confirmed again.

    Raises:
        RegulationError: FIL-09, it was not checked, or is brought in already; ORG-01, not
            the centre's archivist.
    """
    fresh = _locked(import_)
    if fresh.state not in (State.CHECKED, State.FAILED) or not fresh.counts:
        raise RegulationError(
            Refusal(
                Clause.FIL_09,
                _("%(ledger)s cannot be brought in now: %(state)s.")
                % {"ledger": fresh.name, "state": fresh.get_state_display()},
            )
        )
    enforce(against_bringing_ledgers(fresh.centre, by))
    fresh.confirmed_by, fresh.confirmed_at, fresh.rows_done = by, now, 0
    return _move(fresh, State.QUEUED)


@act(
    "dossiers.ledger_imported", _("Ledger brought in"), Clause.COL_19, Clause.FIL_03, Clause.FIL_09
)
def bring_in(
    ledger: Rows[Any],
    *,
    import_: LedgerImport,
    by: User | None,
    now: datetime,
) -> LedgerImport:
    """Bring in what a ledger claims: all of its sound rows, or none if anything goes wrong.

    What is equal to the store stays unchanged, empty facts are filled, anything else sends its
    row back naming both values. Everything new is a claim until somebody verifies the thing.

    Source: COL-19, FIL-03, FIL-09; decisions 6, 22, 25 and 34.
    """
    wait_for_turn()
    return _settle(ledger, import_, by=by, now=now, final=True)


WORKS: dict[str, Any] = {"resident": Residents, "catalogue": Items, "handover": Items}
"""What compares and writes the rows of each kind of ledger; other apps add their own."""


def _settle(
    ledger: Rows[Any],
    import_: LedgerImport,
    *,
    by: User | None,
    now: datetime,
    final: bool,
) -> LedgerImport:
    work: Any = WORKS[import_.profile](
        import_.centre,
        import_.estate,
        today=timezone.localtime(now).date(),
        writing=final,
        everywhere=by is None or scope_of(by).everything,
        source=import_,
    )
    counts = passed(ledger, work, import_, final=final)
    fresh = _locked(import_)
    fresh.counts = counts
    fresh.rows_total = fresh.rows_done = counts["rows"]
    fresh.finished_at = now
    return _move(fresh, State.IMPORTED if final else State.CHECKED)


@act("dossiers.ledger_refused", _("Ledger refused"), Clause.FIL_09)
def refuse_ledger(
    import_: LedgerImport, code: str, *, by: User | None, now: datetime
) -> LedgerImport:
    """Refuse a file as a whole; nothing of it was kept."""
    fresh = _locked(import_)
    fresh.refusal, fresh.finished_at = code, now
    return _move(fresh, State.REFUSED)


@act("dossiers.ledger_failed", _("Ledger not brought in"))
def fail_ledger(import_: LedgerImport, *, why: str, by: User | None, now: datetime) -> LedgerImport:
    """Say that a ledger could not be finished; its act was undone and may be tried again.

    Args:
        why: What the database objected to, without any value.
    """
    fresh = _locked(import_)
    fresh.finished_at = now
    note(fresh, after={"why": why})
    return _move(fresh, State.FAILED)


@act("dossiers.ledger_returned", _("Ledger given back with its errors"))
def return_ledger(import_: LedgerImport, *, by: User) -> None:
    """Note who took the clerk's workbook, personal numbers and all, out of the office."""
    note(import_, after={"sha256": import_.sha256})


def _locked(import_: LedgerImport) -> LedgerImport:
    return LedgerImport.objects.select_for_update(of=("self",), no_key=True).get(pk=import_.pk)


def _move(fresh: LedgerImport, to: LedgerImport.State) -> LedgerImport:
    before = str(fresh.state)
    fresh.state = to
    fresh.save()
    figures = {k: v for k, v in fresh.counts.items() if isinstance(v, int)}
    note(fresh, before={"state": before}, after={"state": str(to), **figures})
    return fresh
