"""Reading a received ledger to its end: dry run or act, and a plain word when it fails."""

from __future__ import annotations

import logging
from datetime import datetime
from io import BytesIO

from django.db import DatabaseError, IntegrityError

from archive_office.organisation.models import User
from dossiers.ledgers.bringing_in import claims_of
from dossiers.ledgers.codes import LedgerRefused
from dossiers.ledgers.engine import Ledger
from dossiers.ledgers.profiles import PROFILES
from dossiers.models import LedgerImport
from dossiers.procedures.collisions import constraint_of
from dossiers.procedures.imports.lifecycle import (
    begin_reading,
    bring_in,
    check_ledger,
    content_of,
    fail_ledger,
    refuse_ledger,
)
from dossiers.procedures.imports.progress import expect, taken_up
from dossiers.procedures.imports.undoing import fail_undo, undo_ledger

logger = logging.getLogger(__name__)


def read_received(import_: LedgerImport, *, now: datetime) -> LedgerImport:
    """Check a received ledger, or bring it in once it is confirmed.

    A file that cannot be read to its end is refused as a whole. Whatever else goes wrong undoes
    the act; the ledger is marked as failed and may be tried again. Nothing is done when another
    worker has taken the ledger up.
    """
    with taken_up(import_) as mine:
        fresh = LedgerImport.objects.select_related("centre", "estate", "by", "confirmed_by")
        import_ = fresh.get(pk=import_.pk)
        by = import_.confirmed_by or import_.by
        if not mine or not begin_reading(import_, by=by):
            return import_
        return _read_or_say_why_not(import_, by=by, now=now)


def take_back_asked(import_: LedgerImport, *, now: datetime) -> LedgerImport:
    """Take back a ledger for which that was decided; if it fails, all of it stays as it was.

    Nothing is done when another worker has taken the ledger up.
    """
    with taken_up(import_) as mine:
        fresh = LedgerImport.objects.select_related("centre", "undone_by").get(pk=import_.pk)
        if not mine or fresh.state != LedgerImport.State.UNDOING:
            return fresh
        by = fresh.undone_by
        try:
            return undo_ledger(fresh, by=by, now=now, reason=fresh.undone_because)
        except DatabaseError as error:
            constraint = constraint_of(error) if isinstance(error, IntegrityError) else ""
            why = constraint or type(error).__name__
            logger.warning("Ledger %s was not taken back: %s", fresh.pk, why)
            return fail_undo(fresh, why=why, by=by)
        except Exception as error:
            fail_undo(fresh, why=type(error).__name__, by=by)
            raise


def _read_or_say_why_not(import_: LedgerImport, *, by: User | None, now: datetime) -> LedgerImport:
    try:
        return _read(import_, now=now)
    except LedgerRefused as refusal:
        return refuse_ledger(import_, str(refusal.code), by=by, now=now)
    except DatabaseError as error:
        # The database quotes values in its messages; names and numbers must not reach a log.
        constraint = constraint_of(error) if isinstance(error, IntegrityError) else ""
        why = constraint or type(error).__name__
        logger.warning("Ledger %s was not finished: %s", import_.pk, why)
        return fail_ledger(import_, why=why, by=by, now=now)
    except Exception as error:
        fail_ledger(import_, why=type(error).__name__, by=by, now=now)
        raise


def _read(import_: LedgerImport, *, now: datetime) -> LedgerImport:
    ledger = Ledger(
        BytesIO(content_of(import_)),
        filename=import_.name,
        profile=PROFILES[import_.profile],
        as_of=import_.as_of,
    )
    if not import_.rows_total:
        expect(import_, ledger.rows())
    rows = claims_of(ledger, import_.profile)
    act = bring_in if import_.confirmed_at else check_ledger
    return act(rows, import_=import_, by=import_.confirmed_by or import_.by, now=now)
