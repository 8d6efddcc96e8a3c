"""Copies 复制件: made, checked by another archivist, released with a line in the register.

Source: LND-09, LND-10, LND-12, SEC-07, SEC-08.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.journal.acts import act
from archive_office.journal.acts import note as noted
from archive_office.notices.procedures import Message, tell, worded
from archive_office.organisation.models import User
from archive_office.regulation import Clause, enforce
from dossiers.models import ElectronicFile, Holding
from dossiers.procedures.codes import reserve
from lending.models import CopyIssued, Disclosure, LineState, Manner, RequestLine
from lending.papers.watermark import (
    MARKABLE,
    Source,
    UnmarkableError,
    Watermark,
    marked_copy,
)
from lending.papers.watermark import page_count as pages_in
from lending.procedures import lines, locks
from lending.procedures.disclosures import Piece, open_disclosure
from lending.rules import copies as rules
from lending.rules.copies import Made
from lending.rules.disclosures import recipient_of
from lending.rules.pages import page_numbers

State = CopyIssued.State

SERIES = "FZ"
WIDTH = 5
DRAWN = (Manner.COPY, Manner.PHOTOGRAPH)
"""Manners for which the scan stands in; an excerpt is written by hand."""


@act("lending.copy_made", _("Copy made"), Clause.LND_09, Clause.LND_12)
def make_copy(
    line: RequestLine, pages: str, page_count: int, copies: int, *, by: User, now: datetime
) -> CopyIssued:
    """Make a numbered copy, excerpt or photograph under the approval of its own line.

    Where the thing is scanned, the pages are also drawn as a PDF that names the recipient, the
    purpose, the number and the day on every page; the thing itself stays where it is.

    Args:
        pages: Which pages, as people write them: ``1-3, 5``.

    Raises:
        RegulationError: ORG-01 (another room's), LND-09 (no approval of its own, ended, a kind
            never copied, other pages or more than approved), SEC-20 (changed since), STO-17.

    Source: LND-09, LND-12, SEC-07.
    """
    fresh = _locked(line.pk)
    made = Made(pages=pages.strip(), page_count=page_count, copies=copies)
    sources, numbers = _scanned(fresh, made.pages)
    enforce(rules.against_making(fresh, made, by=by, now=now, scanned=bool(numbers)))
    recipient = recipient_of(fresh.request)
    copy = CopyIssued(
        number=reserve(f"{SERIES}-{day_of(now).year}", 1, width=WIDTH)[0],
        line=fresh,
        document=fresh.document,
        pages=made.pages,
        page_count=made.page_count,
        copies=made.copies,
        recipient=" ".join(filter(None, (recipient.organisation, recipient.name)))[:120],
        purpose=fresh.request.purpose_text,
        made_by=by,
        made_at=now,
    )
    if numbers:
        _draw(copy, sources, numbers)
    copy.save()
    noted(copy, after={"number": copy.number, "pages": copy.pages, "copies": copy.copies})
    return copy


@act("lending.copy_checked", _("Copy checked"), Clause.LND_10, Clause.SEC_08)
def check_copy(
    copy: CopyIssued, *, ok: bool, note: str = "", by: User, now: datetime
) -> CopyIssued:
    """Record the check of a copy by another archivist; a rejected one is destroyed.

    Raises:
        RegulationError: ORG-01 (another room's), LND-10 (checked already, by its maker, by its
            recipient, rejected without a word).

    Source: LND-10, SEC-08.
    """
    line = _locked(copy.line_id)
    fresh = _fresh(copy, line)
    enforce(rules.against_checking(fresh, by=by, agrees=ok, finding=note.strip()))
    fresh.state = State.CHECKED if ok else State.REJECTED
    fresh.checked_by, fresh.checked_at, fresh.check_note = by, now, note.strip()[:200]
    if not ok and fresh.file:
        transaction.on_commit(partial(_destroy, str(fresh.file.name)))
        fresh.file = ""
    fresh.save()
    noted(fresh, before={"state": State.MADE.value}, after={"state": str(fresh.state)})
    if ok and line.request.requester is not None:
        message = Message(
            f"copy:{fresh.pk}:ready",
            worded(_("Copy %(number)s is ready to be collected"), number=fresh.number),
            link=line.request.get_absolute_url(),
            clause=Clause.LND_10,
        )
        tell([line.request.requester], message, by=by, now=now)
    return fresh


@act("lending.copy_discarded", _("Copy destroyed before its release"), Clause.LND_10)
def discard_copy(copy: CopyIssued, *, by: User, now: datetime, reason: str) -> CopyIssued:
    """Destroy a copy that nobody fetched: its approval ended, or it is no longer wanted.

    Raises:
        RegulationError: ORG-01 (another room's), LND-10 (released, destroyed already, or no
            reason given).

    Source: LND-10.
    """
    line = _locked(copy.line_id)
    fresh = _fresh(copy, line)
    enforce(rules.against_discarding(fresh, reason.strip(), by=by))
    before = str(fresh.state)
    fresh.state = State.REJECTED
    fresh.check_note = "; ".join(filter(None, (fresh.check_note, reason.strip())))[:200]
    if fresh.file:
        transaction.on_commit(partial(_destroy, str(fresh.file.name)))
        fresh.file = ""
    fresh.save()
    noted(fresh, before={"state": before}, after={"state": str(fresh.state), "why": reason.strip()})
    return fresh


@act("lending.copy_released", _("Copy released"), Clause.LND_10, Clause.LND_16)
def release_copy(copy: CopyIssued, *, by: User, now: datetime) -> CopyIssued:
    """Hand a checked copy to its recipient; from now on the register asks after it.

    Raises:
        RegulationError: ORG-01 (another room's), LND-10 (not checked, or released already),
            LND-09 (approval ended), SEC-20 (changed since).

    Source: LND-10, LND-16, SEC-08, SEC-14.
    """
    line = _locked(copy.line_id)
    fresh = _fresh(copy, line)
    enforce(rules.against_releasing(fresh, by=by, now=now))
    fresh.state = State.RELEASED
    fresh.released_by, fresh.released_at = by, now
    fresh.save()
    noted(fresh, before={"state": State.CHECKED.value}, after={"state": State.RELEASED.value})
    piece = Piece(
        kind=Disclosure.Kind.COPY,
        holding=_thing(line),
        document=line.document,
        copy=fresh,
        personal=line.is_personal,
    )
    open_disclosure(line, piece, by=by, now=now)
    released = line.copies_issued.filter(state=State.RELEASED).aggregate(n=Sum("copies"))["n"]
    if released >= line.copies:
        lines.turn(line, LineState.USED, now=now)
        lines.settle(line.request, now=now)
    return fresh


def _scanned(line: RequestLine, pages: str) -> tuple[list[Source], tuple[int, ...]]:
    """The scans a marked copy is drawn of, and which of their pages.

    No pages where the scans lack one of them, or where one scan cannot be drawn: such a copy
    exists on paper alone.
    """
    files = rules.files_of(line) if line.manner in DRAWN else []
    if not all(file.content_type in MARKABLE for file in files):
        return [], ()
    sources = [Source(_content(file), file.content_type) for file in files]
    try:
        return sources, page_numbers(pages, of=pages_in(sources)) or ()
    except UnmarkableError:
        return [], ()


def _draw(copy: CopyIssued, sources: Sequence[Source], numbers: tuple[int, ...]) -> None:
    """Draw the marked copy and keep it, by its content, before its row is written."""
    mark = Watermark(
        number=copy.number,
        reference=str(copy.document or copy.line.holding),
        pages=numbers,
        recipient=copy.recipient,
        purpose=copy.purpose,
        made_on=day_of(copy.made_at),
    )
    content = marked_copy(sources, mark)
    copy.file_sha256 = hashlib.sha256(content).hexdigest()
    copy.file.save(f"{copy.file_sha256}.pdf", ContentFile(content), save=False)


def _content(file: ElectronicFile) -> bytes:
    with default_storage.open(str(file.file.name)) as stored:
        return bytes(stored.read())


def _destroy(name: str) -> None:
    default_storage.delete(name)


def _locked(pk: int) -> RequestLine:
    (line,) = locks.lines([pk])
    return line


def _thing(line: RequestLine) -> Holding:
    if line.holding is None:
        raise LookupError(f"{line} names no holding yet")
    return line.holding


def _fresh(copy: CopyIssued, line: RequestLine) -> CopyIssued:
    fresh = CopyIssued.objects.select_for_update(no_key=True).get(pk=copy.pk)
    fresh.line = line
    return fresh
