"""The facts of the papers, read from the records. Nothing here asks the clock.

Names and numbers of persons from outside are masked; titles name the unit only.

Source: LND-05, LND-10, LND-19, SEC-21; decisions 8 and 16.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone

from archive_office.crypto import DataKey, masked
from dossiers.models import Holding
from dossiers.papers import words as filed
from dossiers.papers.filling import fonds_of
from lending.models import (
    AccessRequest,
    CopyIssued,
    Loan,
    LoanSlip,
    OutsidePerson,
    OverdueNotice,
    Renewal,
    RequestLine,
)
from lending.papers import facts, words

NOBODYS_HOUSE: Final = "——"


def slip_facts(slip: LoanSlip, *, unknown_year: int | None = None) -> facts.Slip:
    """档案借阅单 of one handing out.

    Args:
        unknown_year: The year whose working calendar was missing for the due day, if so.

    Source: LND-19.
    """
    loans = list(
        slip.loans.select_related(
            "holding__home_slot__shelf__cabinet__room",
            "line__request__outside",
            "giving_back__received_by",
        ).order_by("pk")
    )
    request = _request_of(loans)
    due = [loan.original_due_on for loan in loans if loan.kind == Loan.Kind.BORROWED]
    on = _local(slip.handed_out_at).date()
    return facts.Slip(
        fonds=fonds_of(slip.room),
        number=slip.number,
        room=slip.room.name,
        borrower=_borrower(slip.borrower_name, request),
        department=slip.borrower_department,
        phone=_phone(request),
        purpose=_purpose(request),
        reason=request.reason if request else "",
        handed_out_on=on,
        due_on=max(due or [loan.original_due_on for loan in loans], default=on),
        lines=tuple(_lent(loan) for loan in loans),
        approved_by=words.once(loan.approver_name for loan in loans),
        handled_by=str(slip.handed_out_by),
        fetched_by=slip.fetched_by,
        given_back=_given_back(loans),
        unknown_year=unknown_year,
    )


def _request_of(loans: Sequence[Loan]) -> AccessRequest | None:
    return next((loan.line.request for loan in loans if loan.line), None)


def _lent(loan: Loan) -> facts.LentThing:
    holding = loan.holding
    manner = loan.line.manner if loan.line else ""
    years = sorted({year for year in (holding.year_from, holding.year_until) if year})
    return facts.LentThing(
        reference=holding.code,
        title=holding.title,
        retention=filed.retention(holding.retention, holding.retention_years),
        items=holding.document_count,
        pages=loan.pages_out or holding.page_count,
        manner=words.MANNERS.get(manner) or _went(loan),
        place=holding.home_slot.place if holding.home_slot else "",
        years="—".join(str(year) for year in years),
        returned_on=loan.returned_on,
    )


def _went(loan: Loan) -> str:
    return "借出" if loan.kind == Loan.Kind.BORROWED else "查阅"


def _given_back(loans: Sequence[Loan]) -> facts.GivenBack | None:
    """How everything came back, once it has; the worst is not hidden behind the last."""
    returns = [loan.giving_back for loan in loans if hasattr(loan, "giving_back")]
    if not returns or len(returns) < len(loans):
        return None
    last = max(returns, key=lambda one: one.received_at)
    return facts.GivenBack(
        on=_local(last.received_at).date(),
        condition=words.once(words.CONDITIONS[one.condition] for one in returns),
        checked_by=words.once(str(one.received_by) for one in returns),
    )


def out_card_facts(loan: Loan) -> facts.OutCard:
    """代卷卡 of one loan.

    Source: STO-17.
    """
    place = words.PLACES[loan.place]
    slip = loan.slip
    return facts.OutCard(
        reference=loan.holding.code,
        title=loan.holding.title,
        borrower=_borrower(loan.borrower_name, loan.line.request if loan.line else None),
        department=loan.borrower_department,
        handed_out_on=loan.handed_out_on,
        due_on=loan.due_on,
        home=loan.holding.home_slot.place if loan.holding.home_slot else "",
        slip_number=slip.number if slip else NOBODYS_HOUSE,
        handled_by=str(slip.handed_out_by) if slip else "",
        manner=f"{_went(loan)}（{place}）",
        scan=loan.holding.barcode,
    )


def overdue_facts(notice: OverdueNotice, *, heads: Sequence[str] = ()) -> facts.OverdueNotice:
    """档案催还通知书 as it was issued: late on the day of its issue, whatever came after.

    Args:
        heads: Heads of the borrower's department, for the third notice.

    Source: LND-05, LND-06.
    """
    loan = notice.loan
    issued_on = _local(notice.issued_at).date()
    return facts.OverdueNotice(
        fonds=fonds_of(loan.room),
        number=notice.number,
        turn=notice.turn,
        department=loan.borrower_department,
        person=_borrower(loan.borrower_name, loan.line.request if loan.line else None),
        slip_number=loan.slip.number if loan.slip else NOBODYS_HOUSE,
        room=loan.room.name,
        issued_on=issued_on,
        issued_by=str(notice.issued_by),
        lines=(
            facts.OverdueLine(
                reference=loan.holding.code,
                title=loan.holding.title,
                handed_out_on=loan.handed_out_on,
                due_on=issued_on - timedelta(days=notice.days_late),
                days_late=notice.days_late,
            ),
        ),
        department_head=words.once(heads),
    )


def renewal_facts(renewal: Renewal) -> facts.RenewalSlip:
    """续借单 of one renewal.

    Source: LND-05.
    """
    loan = renewal.loan
    earlier = loan.renewal_set.filter(asked_at__lt=renewal.asked_at).count()
    return facts.RenewalSlip(
        fonds=fonds_of(loan.room),
        slip_number=loan.slip.number if loan.slip else NOBODYS_HOUSE,
        turn=earlier + 1,
        room=loan.room.name,
        borrower=_borrower(loan.borrower_name, loan.line.request if loan.line else None),
        department=loan.borrower_department,
        reference=loan.holding.code,
        title=loan.holding.title,
        handed_out_on=loan.handed_out_on,
        old_due_on=renewal.old_due_on,
        new_due_on=renewal.new_due_on,
        reason=renewal.reason,
        asked_on=_local(renewal.asked_at).date(),
        asked_by=str(renewal.asked_by),
        seen_on=renewal.seen_on,
        outcome=words.RENEWALS[renewal.outcome],
        answer=renewal.answer,
        decided_by=str(renewal.decided_by or ""),
        decided_on=_day(renewal.decided_at),
    )


def copy_mark_facts(copy: CopyIssued) -> facts.CopyMark:
    """复制件标识 of one issued copy.

    Source: LND-10.
    """
    line = copy.line
    holding = thing_of(line)
    document = copy.document
    return facts.CopyMark(
        number=copy.number,
        reference=document.code if document else holding.code,
        title=document.title if document else holding.title,
        pages=copy.pages,
        page_count=copy.page_count,
        copies=copy.copies,
        manner=words.MANNERS[line.manner],
        recipient=recipient_name(copy.recipient, line.request),
        purpose=copy.purpose,
        room=line.request.room.name,
        made_on=_local(copy.made_at).date(),
        checked_by=str(copy.checked_by or ""),
    )


def thing_of(line: RequestLine) -> Holding:
    """The thing a line is about, once it was found.

    Raises:
        ValueError: If the archivist has not found it yet.
    """
    if line.holding is None:
        raise ValueError(f"{line} names no thing yet")
    return line.holding


def outside_name(person: OutsidePerson) -> str:
    """Somebody from outside as papers name one: capacity and masked name."""
    return f"{words.OUTSIDERS[person.kind]} {person.shown_name}"


def _borrower(name: str, request: AccessRequest | None) -> str:
    return outside_name(request.outside) if request and request.outside else name


def recipient_name(name: str, request: AccessRequest) -> str:
    """A recipient as registers and labels name one: masked if from outside (SEC-15)."""
    if request.outside is None:
        return name
    organisation = request.outside.organisation
    shown = outside_name(request.outside)
    return f"{shown}（{organisation}）" if organisation else shown


def masked_phone(person: OutsidePerson) -> str:
    """The last four digits of somebody's telephone."""
    return masked(DataKey.opened(person.data_key).unseal(person.phone))


def _phone(request: AccessRequest | None) -> str:
    if request is None:
        return ""
    return masked_phone(request.outside) if request.outside else request.contact


def _purpose(request: AccessRequest | None) -> str:
    return purpose_of(request) if request else ""


def purpose_of(request: AccessRequest) -> str:
    """利用目的 by its kind and in the words of whoever asked."""
    kind = words.PURPOSES[request.purpose]
    said = request.purpose_text.strip()
    return kind if said in ("", kind) else f"{kind}：{said}"


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment)


def _day(moment: datetime | None) -> date | None:
    return _local(moment).date() if moment else None
