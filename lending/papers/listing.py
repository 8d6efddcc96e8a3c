"""The lines of the registers, read from the records that exist for a person.

Source: SEC-03, LND-01, LND-10, LND-16, LND-19.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of
from dossiers.models import Document, Holding, Part
from lending.models import Authority, CopyIssued, Disclosure, Loan, RequestDecision
from lending.papers import words
from lending.papers.entries import (
    CopyEntry,
    DisclosureEntry,
    Entry,
    LoanEntry,
    ReadingEntry,
)
from lending.papers.filling import outside_name, purpose_of, recipient_name, thing_of
from lending.papers.registers import Kind

_LEGACY: Final = "旧簿补录"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which lines of a register: of whom, from which to which day, of one room or all in sight."""

    kind: Kind
    user: User
    first: date
    last: date
    room: Department | None = None


def found(asked: Asked) -> QuerySet[Any]:
    """The records of a register, in the order things happened; only what the person may see.

    Source: ORG-01.
    """
    return _FOUND[asked.kind](asked)


def entries(asked: Asked, *, most: int) -> tuple[Entry, ...]:
    """The first lines of a register, at most so many."""
    rows = found(asked)
    match asked.kind:
        case Kind.READING:
            return tuple(map(_reading, _loans_with_all(rows)[:most]))
        case Kind.LOANS:
            return tuple(map(_loan, _loans_with_all(rows)[:most]))
        case Kind.COPIES:
            return tuple(map(_copy, _copies_with_all(rows)[:most]))
        case Kind.DISCLOSURES:
            return tuple(map(_disclosure, _disclosures_with_all(rows)[:most]))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _between(asked: Asked, field: str) -> Q:
    return Q(
        **{
            f"{field}__gte": _midnight(asked.first),
            f"{field}__lt": _midnight(asked.last + timedelta(days=1)),
        }
    )


def _loans(asked: Asked, kind: Loan.Kind) -> QuerySet[Loan]:
    rows = (
        Loan.objects.visible_to(asked.user)
        .told()
        .filter(kind=kind, handed_out_on__range=(asked.first, asked.last))
    )
    if asked.room is not None:
        rows = rows.filter(room=asked.room)
    return rows.order_by("handed_out_on", "handed_out_at", "pk")


def _copies(asked: Asked) -> QuerySet[CopyIssued]:
    """Copies exist for a person as their disclosures do."""
    scope = scope_of(asked.user)
    rows = CopyIssued.objects.filter(_between(asked, "made_at"))
    if not scope.everything:
        rows = rows.filter(
            Q(line__request__room__in=scope.departments)
            | Q(line__holding__dossier__centre__in=scope.departments)
        )
    if asked.room is not None:
        rows = rows.filter(line__request__room=asked.room)
    return rows.order_by("made_at", "pk")


def _disclosures(asked: Asked) -> QuerySet[Disclosure]:
    rows = Disclosure.objects.visible_to(asked.user).filter(_between(asked, "disclosed_at"))
    if asked.room is not None:
        rows = rows.filter(room=asked.room)
    return rows.order_by("disclosed_at", "pk")


_FOUND: Final[dict[Kind, Callable[[Asked], QuerySet[Any]]]] = {
    Kind.READING: lambda asked: _loans(asked, Loan.Kind.READING),
    Kind.LOANS: lambda asked: _loans(asked, Loan.Kind.BORROWED),
    Kind.COPIES: _copies,
    Kind.DISCLOSURES: _disclosures,
}


def _loans_with_all(rows: QuerySet[Loan]) -> QuerySet[Loan]:
    return rows.select_related(
        "holding",
        "room",
        "slip__handed_out_by",
        "line__request__outside",
        "line__document",
        "giving_back",
    )


def _copies_with_all(rows: QuerySet[CopyIssued]) -> QuerySet[CopyIssued]:
    return rows.select_related(
        "line__request__outside",
        "line__request__room",
        "line__holding",
        "document",
        "made_by",
        "checked_by",
        "released_by",
    )


def _disclosures_with_all(rows: QuerySet[Disclosure]) -> QuerySet[Disclosure]:
    decisions = RequestDecision.objects.select_related("by", "acting_for").order_by("at", "pk")
    return rows.select_related(
        "holding__dossier__occupancy__customer",
        "document",
        "room",
        "line__request__outside",
        "disclosed_by",
        "accounted_by",
    ).prefetch_related(
        Prefetch("line__decisions", queryset=decisions),
        Prefetch("line__request__authorities", queryset=Authority.objects.order_by("pk")),
    )


def _name(loan: Loan) -> str:
    outside = loan.line.request.outside if loan.line else None
    return outside_name(outside) if outside else loan.borrower_name


def _archivist(loan: Loan) -> str:
    return str(loan.slip.handed_out_by) if loan.slip else ""


def _number(loan: Loan) -> str:
    return loan.slip.number if loan.slip else "—"


def _clock(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%H:%M}" if moment else ""


def _title(holding: Holding, document: Document | None) -> str:
    """Of one document its own title; of personal papers that of the volume, naming the unit."""
    if document is None or document.personal or holding.part == Part.PERSONAL:
        return holding.title
    return document.title


def _code(holding: Holding, document: Document | None) -> str:
    return document.code if document else holding.code


def _reading(loan: Loan) -> ReadingEntry:
    document = loan.line.document if loan.line else None
    back = getattr(loan, "giving_back", None)
    return ReadingEntry(
        on=loan.handed_out_on,
        number=_number(loan),
        reference=_code(loan.holding, document),
        title=_title(loan.holding, document),
        room=loan.room.name,
        reader=_name(loan),
        department=loan.borrower_department,
        purpose=purpose_of(loan.line.request) if loan.line else loan.purpose,
        taken=_clock(loan.handed_out_at),
        back=_clock(back.received_at) if back else "",
        back_on=loan.returned_on,
        archivist=_archivist(loan),
    )


def _loan(loan: Loan) -> LoanEntry:
    back = getattr(loan, "giving_back", None)
    legacy = _LEGACY if loan.origin == Loan.Origin.LEGACY else ""
    return LoanEntry(
        on=loan.handed_out_on,
        number=_number(loan),
        reference=loan.holding.code,
        title=loan.holding.title,
        room=loan.room.name,
        borrower=_name(loan),
        department=loan.borrower_department,
        reason=_reason(loan),
        copies=1,
        pages=loan.pages_out or loan.holding.page_count,
        first_due_on=loan.original_due_on,
        due_on=loan.due_on,
        renewals=loan.renewals,
        returned_on=loan.returned_on,
        condition=words.CONDITIONS[back.condition] if back else "",
        approved_by=loan.approver_name,
        archivist=_archivist(loan),
        remark="；".join(part for part in (legacy, loan.remark) if part),
    )


def _reason(loan: Loan) -> str:
    if loan.line is None:
        return loan.purpose
    request = loan.line.request
    purpose = purpose_of(request)
    return purpose if request.reason in purpose else f"{purpose}；{request.reason}"


def _copy(copy: CopyIssued) -> CopyEntry:
    line = copy.line
    holding = thing_of(line)
    return CopyEntry(
        on=timezone.localtime(copy.made_at).date(),
        number=copy.number,
        reference=_code(holding, copy.document),
        title=_title(holding, copy.document),
        room=line.request.room.name,
        manner=words.MANNERS[line.manner],
        pages=copy.pages,
        page_count=copy.page_count,
        copies=copy.copies,
        recipient=recipient_name(copy.recipient, line.request),
        purpose=copy.purpose,
        made_by=str(copy.made_by),
        checked_by=str(copy.checked_by or ""),
        checked_on=_day(copy.checked_at),
        released_by=str(copy.released_by or ""),
        released_on=_day(copy.released_at),
        state=words.COPIES[copy.state],
    )


def _day(moment: datetime | None) -> date | None:
    return timezone.localtime(moment).date() if moment else None


def _disclosure(row: Disclosure) -> DisclosureEntry:
    request = row.line.request
    return DisclosureEntry(
        on=timezone.localtime(row.disclosed_at).date(),
        number=row.number,
        reference=_code(row.holding, row.document),
        title=_title(row.holding, row.document),
        room=row.room.name,
        manner=words.DISCLOSURES[row.kind],
        recipient=recipient_name(
            f"{row.recipient}（{row.organisation}）" if row.organisation else row.recipient,
            request,
        ),
        purpose=row.purpose,
        form="原件" if row.is_original else "复制件",
        personal=row.personal,
        owner=_owner(row),
        approved_by=_approved(row.line.decisions.all()),
        basis=words.once(
            f"{words.AUTHORITIES[one.kind]} {one.reference}".strip()
            for one in request.authorities.all()
        ),
        disclosed_by=str(row.disclosed_by),
        accounted=words.ACCOUNTED.get(row.accounted, ""),
        accounted_on=row.accounted_on,
        accounted_by=str(row.accounted_by or ""),
        remark=row.accounted_note,
    )


def _owner(row: Disclosure) -> str:
    stay = row.holding.dossier.occupancy
    return stay.customer.shown_name if row.personal and stay else ""


def _approved(decisions: Iterable[RequestDecision]) -> str:
    """Who approved last, and when; 代 for whom."""
    last = max((d for d in decisions if d.outcome == "approved"), key=lambda d: d.at, default=None)
    if last is None:
        return ""
    name = f"{last.by}（代 {last.acting_for}）" if last.acting_for else str(last.by)
    return f"{name}，{timezone.localtime(last.at).date().isoformat()}"
