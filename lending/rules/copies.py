"""Copies, excerpts, photographs: each under its own approval, checked before it leaves.

Source: LND-09, LND-10, LND-12, SEC-07, SEC-08.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.organisation.models import User
from archive_office.regulation import Clause, Refusal
from dossiers.models import Document, ElectronicFile, HoldingState
from lending.models import COPYING, CopyIssued, LineState, RequestLine
from lending.rules import leaving, people
from lending.rules.pages import page_numbers
from lending.rules.wanted import wanted_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

State = CopyIssued.State

COPIED_FROM: Final = (HoldingState.ON_SHELF, HoldingState.IN_READING_ROOM)
"""Where a thing must be for somebody to copy the paper itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One copy as it came from the machine."""

    pages: str
    page_count: int
    copies: int = 1


def files_of(line: RequestLine) -> list[ElectronicFile]:
    """The scans of what a line asks for, in the order of the volume."""
    kept = ElectronicFile.objects.filter(removed_at__isnull=True)
    if line.document is not None:
        kept = kept.filter(document=line.document)
    else:
        filed = Document.State.FILED
        kept = kept.filter(document__holding=line.holding, document__state=filed)
    return list(kept.order_by("document__number", "position", "pk"))


def copies_left(line: RequestLine) -> int:
    """How many of the approved copies are not made yet; rejected ones do not count."""
    made = line.copies_issued.exclude(state=State.REJECTED).aggregate(n=Sum("copies"))["n"]
    return line.copies - (made or 0)


def pages_of(line: RequestLine) -> int | None:
    """How many pages the thing has, where somebody counted them."""
    if line.document is not None:
        return line.document.pages if line.document.pages_known else None
    return line.holding.page_count or None if line.holding else None


def against_making(
    line: RequestLine, made: Made, *, by: User, now: datetime, scanned: bool
) -> Iterator[Refusal]:
    """Why this copy cannot be made now.

    Args:
        scanned: Whether the thing has an electronic copy, so that the paper is not needed.

    Source: LND-09, LND-12, STO-17.
    """
    yield from people.against_strangers(by, line.request.room)
    if line.manner not in COPYING:
        yield _refused(_("%(line)s asks for no copy."), line)
        return
    if line.state != LineState.APPROVED:
        yield _refused(_("%(line)s has no approval in force to copy anything."), line)
        return
    yield from _against_lapsed(line, now)
    yield from _against_changes(line, now)
    if not scanned and line.holding is not None and line.holding.state not in COPIED_FROM:
        yield Refusal(
            Clause.STO_17,
            _("%(code)s is “%(state)s”; it cannot be copied now.")
            % {"code": line.holding.code, "state": line.holding.get_state_display()},
        )
    yield from _against_amount(line, made)


def _against_lapsed(line: RequestLine, now: datetime) -> Iterator[Refusal]:
    if line.request.until <= now:
        yield _refused(_("The approval of %(line)s has ended."), line)


def _against_changes(line: RequestLine, now: datetime) -> Iterator[Refusal]:
    """What has become of the thing since the approval: gone, never copied, another grade.

    A copy needs no thing taken out: audio-visual masters stay, and are copied (LND-12).
    """
    wanted = wanted_of(line, on=day_of(now))
    yield from leaving.against_thing(wanted)
    yield from leaving.against_use(wanted, line)
    if leaving.missing_steps(line, wanted):
        yield Refusal(
            Clause.SEC_20,
            _("Since the approval of %(line)s things have changed; it needs another one.")
            % {"line": line},
        )


def _against_amount(line: RequestLine, made: Made) -> Iterator[Refusal]:
    total = pages_of(line)
    numbers = page_numbers(made.pages, of=total)
    approved = page_numbers(line.pages, of=total)
    if made.page_count < 1 or made.copies < 1:
        yield _refused(_("%(line)s: nothing was copied."), line, field="page_count")
    if numbers is None and total is not None:
        yield _refused(
            _("%(line)s: write the pages as 1-3, 5; the thing has no others."), line, field="pages"
        )
    elif numbers is not None and len(numbers) != made.page_count:
        yield _refused(_("%(line)s: pages and their number differ."), line, field="page_count")
    if numbers and approved and not set(numbers) <= set(approved):
        yield _refused(_("%(line)s: other pages than approved."), line, field="pages")
    if made.copies > copies_left(line):
        yield _refused(_("%(line)s: more copies than approved."), line, field="copies")


def against_checking(
    copy: CopyIssued, *, by: User, agrees: bool, finding: str
) -> Iterator[Refusal]:
    """Why this person cannot record the check of this copy in this way.

    Another archivist than the one who made it, and never the recipient.

    Source: LND-10, SEC-08.
    """
    yield from people.against_strangers(by, copy.line.request.room)
    if copy.state != State.MADE:
        yield _unchecked(_("%(number)s is checked already."), copy)
    if by.pk == copy.made_by_id:
        yield _unchecked(_("%(number)s is checked by another than its maker."), copy)
    if by.pk == copy.line.request.requester_id:
        yield _unchecked(_("%(number)s is not checked by its recipient."), copy)
    if not agrees and not finding:
        yield _unchecked(_("Say what is wrong with %(number)s."), copy, field="note")


def against_releasing(copy: CopyIssued, *, by: User, now: datetime) -> Iterator[Refusal]:
    """Why this copy may not leave the archive room now.

    Source: LND-10, SEC-08.
    """
    yield from people.against_strangers(by, copy.line.request.room)
    if copy.state != State.CHECKED:
        yield _unchecked(_("%(number)s leaves only after its check, and once."), copy)
    if copy.line.state != LineState.APPROVED:
        yield _refused(_("%(line)s has no approval in force to copy anything."), copy.line)
    yield from _against_lapsed(copy.line, now)
    yield from _against_changes(copy.line, now)


def against_discarding(copy: CopyIssued, reason: str, *, by: User) -> Iterator[Refusal]:
    """Why this copy cannot be destroyed in the archive room now.

    Source: LND-10.
    """
    yield from people.against_strangers(by, copy.line.request.room)
    if copy.state not in (State.MADE, State.CHECKED):
        yield _unchecked(_("%(number)s is not in the archive room any more."), copy)
    if not reason:
        yield _unchecked(_("Say why %(number)s is destroyed."), copy, field="reason")


def _refused(text: "StrOrPromise", line: RequestLine, *, field: str = "") -> Refusal:
    return Refusal(Clause.LND_09, str(text) % {"line": line}, field=field)


def _unchecked(text: "StrOrPromise", copy: CopyIssued, *, field: str = "") -> Refusal:
    return Refusal(Clause.LND_10, str(text) % {"number": copy.number}, field=field)
