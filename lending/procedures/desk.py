"""Handing out over the desk: against approved lines only, on one numbered slip.

Source: LND-04, LND-08, LND-19, LND-22, LND-25, SEC-50, STO-17, TRF-18; decisions 15 to 17.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.custody.models import Box
from archive_office.journal.acts import act, note
from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause, enforce
from dossiers.models import Document, Holding, HoldingState, Purpose
from dossiers.procedures.codes import normalised_code
from dossiers.procedures.custody import move_custody
from lending.models import Disclosure, LineState, Loan, LoanSlip, Manner, RequestLine
from lending.procedures import lines as request_lines
from lending.procedures import locks
from lending.procedures.disclosures import Piece, open_disclosure
from lending.procedures.requests import ask, next_number
from lending.procedures.reservations import end_as_taken
from lending.rules import desk as rules
from lending.rules import disclosures
from lending.rules.asking import Asked, AskedLine
from lending.rules.dates import Terms, terms_on
from lending.rules.desk import AS_CATALOGUED, Leaving
from lending.rules.wanted import reading_place

SERIES: Final = "JY"
NO_REMARKS: Final[Mapping[int, Leaving]] = MappingProxyType({})
MOVED_TO: Final = {
    Loan.Kind.BORROWED: HoldingState.ON_LOAN,
    Loan.Kind.READING: HoldingState.IN_READING_ROOM,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the register says of a reading on the spot that needs no approval (LND-01)."""

    purpose: Purpose
    purpose_text: str
    reason: str
    until: datetime
    department: Department | None
    document: Document | None = None
    place_detail: str = ""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one barcode of the batch list stands for: a thing, or everything in a box."""

    barcode: str
    holdings: tuple[Holding, ...]


@act(
    "lending.handed_out",
    _("Handed out"),
    Clause.LND_19,
    Clause.LND_04,
    Clause.LND_08,
    Clause.LND_22,
    Clause.TRF_18,
    Clause.STO_17,
)
def hand_out(
    lines: Sequence[RequestLine],
    *,
    by: User,
    now: datetime,
    conditions: Mapping[int, Leaving] = NO_REMARKS,
    fetched_by: str = "",
) -> LoanSlip:
    """Hand out what approved lines ask for, on one slip; all of it or nothing.

    Args:
        conditions: By id of the line, the state in which a thing leaves; without an entry
            it leaves intact and with the pages catalogued.
        fetched_by: Who fetches it for the borrower, by name.

    Raises:
        RegulationError: LND-19 (nothing, or more than one borrower or room), ORG-01 (not the
            room's archivist), SEC-50, SEC-20, LND-02 (not approved, run out, changed since),
            STO-17 (out, unverified, not in its slot), LND-03, LND-11, LND-12, LND-25 (what
            may not leave), LND-05 (kept for another), LND-08 (condition not described),
            LND-14 (personal information is fetched in person).

    Source: LND-04, LND-08, LND-19, LND-22, SEC-50, STO-17, TRF-18.
    """
    fresh = locks.lines(line.pk for line in lines)
    enforce(rules.against_slip(fresh, conditions=conditions, fetched_by=fetched_by, by=by, now=now))
    return _issue(fresh, conditions=conditions, fetched_by=fetched_by, by=by, now=now)


@act("lending.handed_out_by_scan", _("Batch list handed out"), Clause.LND_19, Clause.SEC_50)
def hand_out_scanned(
    room: Department,
    borrower: User,
    barcodes: Iterable[str],
    *,
    by: User,
    now: datetime,
    fetched_by: str = "",
) -> LoanSlip:
    """Hand out everything scanned on one slip; nothing if one thing is refused.

    Each thing must have an approved line of this borrower. A box stands for all in it.

    Raises:
        RegulationError: As :func:`hand_out`, each refusal naming its barcode; LND-19 for a
            barcode nothing has, SEC-50 for a thing without an approved line.

    Source: LND-19, SEC-50.
    """
    known, unknown = scanned(barcodes)
    lines = rules.approved_lines(borrower, room, [h for found in known for h in found.holdings])
    lacking = [
        rules.no_approved_line(found.barcode, holding, borrower)
        for found in known
        for holding in found.holdings
        if holding.pk not in lines
    ]
    enforce([*map(rules.unknown_barcode, unknown), *lacking])
    fresh = locks.lines(line.pk for line in lines.values())
    barcode_of = {h.pk: found.barcode for found in reversed(known) for h in found.holdings}
    enforce(
        refusal
        for line in fresh
        for refusal in rules.naming(
            barcode_of[line.holding_id or 0],
            rules.against_line(line, AS_CATALOGUED, by=by, now=now),
        )
    )
    enforce(rules.against_slip(fresh, conditions={}, fetched_by=fetched_by, by=by, now=now))
    return _issue(fresh, conditions={}, fetched_by=fetched_by, by=by, now=now)


@act("lending.read_now", _("Read on the spot"), Clause.LND_01, Clause.SEC_03)
def read_now(
    holding: Holding, reader: User, reading: Reading, *, by: User, now: datetime
) -> LoanSlip:
    """Enter a reading in the register and hand the thing over for it, in one act.

    Raises:
        RegulationError: The clause of each approval it would need (LND-02, LND-14, LND-24,
            SEC-25, …); LND-17, SEC-28 (nothing said); and as :func:`hand_out`.

    Source: LND-01, SEC-03.
    """
    today = day_of(now)
    asked = Asked(
        room=holding.keeper,
        requester=reader,
        department=reading.department,
        purpose=reading.purpose,
        purpose_text=reading.purpose_text,
        reason=reading.reason,
        place=reading_place(on=today),
        place_detail=reading.place_detail or str(holding.keeper),
        until=reading.until,
        lines=(AskedLine(manner=Manner.READ, holding=holding, document=reading.document),),
    )
    request = ask(asked, by=by, now=now)
    (line,) = locks.lines(request.lines.values_list("pk", flat=True))
    enforce(rules.against_reading_now(line, on=today))
    return hand_out([line], by=by, now=now)


def scanned(barcodes: Iterable[str]) -> tuple[list[Scanned], list[str]]:
    """What these barcodes stand for, each once; and those that stand for nothing.

    Reference codes typed by hand are understood too. Three questions, however long the list.
    """
    plain = (code.replace("\0", "").strip().upper() for code in barcodes)
    wanted = list(dict.fromkeys(filter(None, plain)))
    codes = {normalised_code(code): code for code in wanted}
    found: dict[str, tuple[Holding, ...]] = {
        box.barcode: tuple(box.holds.all())
        for box in Box.objects.filter(barcode__in=wanted).prefetch_related("holds")
    }
    for holding in Holding.objects.filter(Q(barcode__in=wanted) | Q(code__in=codes)):
        found[codes.get(holding.code, holding.barcode)] = (holding,)
        found[holding.barcode] = (holding,)
    known = [Scanned(code, found[code]) for code in wanted if found.get(code)]
    return known, [code for code in wanted if not found.get(code)]


def _issue(
    lines: Sequence[RequestLine],
    *,
    conditions: Mapping[int, Leaving],
    fetched_by: str,
    by: User,
    now: datetime,
) -> LoanSlip:
    """Write slip and loans of checked, locked lines, and move the things."""
    slip = _slip(lines[0], fetched_by=fetched_by, by=by, now=now)
    terms = terms_on(day_of(now))
    made = [_lend(slip, line, conditions.get(line.pk, AS_CATALOGUED), terms) for line in lines]
    for kind, state in MOVED_TO.items():
        if things := [loan.holding for loan in made if loan.kind == kind]:
            move_custody(things, state, by=by, today=day_of(now))
    for line, loan in zip(lines, made, strict=True):
        request_lines.turn(line, LineState.USED, now=now)
        end_as_taken(loan.holding, loan.borrower, by=by, now=now)
        _disclose(line, loan, by=by, now=now)
    for request in {line.request_id: line.request for line in lines}.values():
        request_lines.settle(request, now=now)
    return slip


def _slip(line: RequestLine, *, fetched_by: str, by: User, now: datetime) -> LoanSlip:
    recipient = disclosures.recipient_of(line.request)
    slip = LoanSlip(
        number=next_number(SERIES, day_of(now)),
        room=line.request.room,
        borrower=line.request.requester,
        borrower_name=recipient.name,
        borrower_department=recipient.organisation,
        fetched_by=fetched_by.strip(),
        handed_out_by=by,
        handed_out_at=now,
    )
    slip.save()
    note(slip, after={"number": slip.number, "borrower": slip.borrower_id})
    return slip


def _lend(slip: LoanSlip, line: RequestLine, leaving: Leaving, terms: Terms) -> Loan:
    holding, today = line.holding, day_of(slip.handed_out_at)
    if holding is None:
        raise LookupError(f"{line} names no holding")
    due = rules.first_due_on(line, terms, today=today)
    loan = Loan(
        slip=slip,
        line=line,
        kind=rules.loan_kind(line),
        holding=holding,
        room=slip.room,
        borrower=slip.borrower,
        borrower_name=slip.borrower_name,
        borrower_department=slip.borrower_department,
        purpose=line.request.purpose_text,
        place=rules.place_of(line, on=today),
        approver_name=rules.approvers_of(line)[:120],
        handed_out_on=today,
        handed_out_at=slip.handed_out_at,
        original_due_on=due,
        due_on=due,
        condition_out=leaving.condition,
        condition_note=leaving.note.strip(),
        pages_out=holding.page_count if leaving.pages is None else leaving.pages,
    )
    loan.save()
    note(loan, after=_facts(loan, today))
    return loan


def _facts(loan: Loan, today: date) -> dict[str, object]:
    return {
        "kind": str(loan.kind),
        "holding": loan.holding.code,
        "on": today.isoformat(),
        "due": loan.due_on.isoformat(),
    }


def _disclose(line: RequestLine, loan: Loan, *, by: User, now: datetime) -> None:
    """Personal information, and whatever goes to outsiders, gets its line in the register."""
    if not line.is_personal and line.request.outside_id is None:
        return
    kinds = {Loan.Kind.BORROWED: Disclosure.Kind.LOAN, Loan.Kind.READING: Disclosure.Kind.READING}
    piece = Piece(
        kind=kinds[Loan.Kind(loan.kind)],
        holding=loan.holding,
        document=line.document,
        loan=loan,
        personal=line.is_personal,
        is_original=loan.holding.is_original,
    )
    open_disclosure(line, piece, by=by, now=now)
