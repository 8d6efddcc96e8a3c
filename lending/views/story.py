"""Everything that happened to one loan, in one line of time."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from archive_office.regulation import Clause
from dossiers.views.timeline import Event
from lending.models import Loan, RequestLine, Return

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def story_of(loan: Loan) -> list[Event]:
    """From the request to the slot, newest first; it stays readable when the loan is closed.

    Source: LND-05, LND-07, LND-22.
    """
    parts = (_asked, _handed_out, _reminded, _renewed, _given_back, _cases)
    events = [event for part in parts for event in part(loan)]
    return sorted(events, key=lambda event: event.at)[::-1]


def _event(
    at: datetime,
    title: "StrOrPromise",
    *,
    by: object = "",
    look: str = "circle neutral",
    **more: str,
) -> Event:
    icon, tone = look.split()
    clauses = [more.pop("clause")] if more.get("clause") else []
    moment = timezone.localtime(at)
    return Event(moment, title, str(by or ""), icon=icon, tone=tone, clauses=clauses, **more)


def _asked(loan: Loan) -> Iterator[Event]:
    if loan.line is None:
        return
    request = loan.line.request
    yield _event(
        request.asked_at,
        _("Requested"),
        by=request.who,
        look="send info",
        detail=request.number,
        reason=request.purpose_text,
        clause=Clause.LND_17,
    )
    yield from decided(loan.line)


def decided(line: RequestLine) -> Iterator[Event]:
    """The decisions on one line of a request."""
    for decision in line.decisions.select_related("by", "department").all():
        approved = decision.outcome == decision.Outcome.APPROVED
        yield _event(
            decision.at,
            decision.get_outcome_display(),
            by=decision.by,
            look="gavel good" if approved else "block bad",
            detail=f"{decision.department} · {decision.get_role_display()}",
            reason=decision.reason,
        )


def _handed_out(loan: Loan) -> Iterator[Event]:
    if loan.slip is None:
        return
    yield _event(
        loan.slip.handed_out_at,
        _("Handed out"),
        by=loan.slip.handed_out_by,
        look="outbox warn",
        detail=f"{loan.slip.number} · {loan.get_condition_out_display()} {loan.condition_note}",
        clause=Clause.LND_19,
    )


def _reminded(loan: Loan) -> Iterator[Event]:
    for sent in loan.reminders.select_related("to"):
        yield _event(
            sent.sent_at,
            _("Reminded"),
            look="notifications info",
            detail=f"{sent.get_kind_display()} → {sent.to}",
            clause=Clause.LND_05,
        )
    for notice in loan.overdue_notices.select_related("issued_by"):
        late = _("%(days)d days late") % {"days": notice.days_late}
        yield _event(
            notice.issued_at,
            _("Overdue notice"),
            by=notice.issued_by,
            look="priority_high bad",
            detail=f"{notice.number} · {late}",
        )


def _renewed(loan: Loan) -> Iterator[Event]:
    for renewal in loan.renewal_set.select_related("asked_by", "decided_by"):
        days = f"{renewal.old_due_on:%Y-%m-%d} → {renewal.new_due_on:%Y-%m-%d}"
        yield _event(
            renewal.asked_at,
            _("Renewal asked"),
            by=renewal.asked_by,
            look="update info",
            detail=days,
            reason=renewal.reason,
            clause=Clause.LND_05,
        )
        if renewal.decided_at is not None:
            granted = renewal.outcome == renewal.Outcome.GRANTED
            seen = _("Thing seen on %(day)s") % {"day": renewal.seen_on} if renewal.seen_on else ""
            yield _event(
                renewal.decided_at,
                _("Renewal: %(outcome)s") % {"outcome": renewal.get_outcome_display()},
                by=renewal.decided_by,
                look="check good" if granted else "block bad",
                detail=seen,
                reason=renewal.answer,
            )


def giving_back_of(loan: Loan) -> Return | None:
    """How the loan came back, if it did."""
    return getattr(loan, "giving_back", None)


def _given_back(loan: Loan) -> Iterator[Event]:
    back = giving_back_of(loan)
    if back is None:
        return
    brought = _("Brought by %(name)s") % {"name": back.bringer}
    yield _event(
        back.received_at,
        _("Taken back and checked"),
        by=back.received_by,
        look="assignment_return info",
        detail=f"{brought} · {back.get_condition_display()}",
        reason=back.note,
        clause=Clause.LND_07,
    )
    if back.put_back_at is not None and back.slot is not None:
        yield _event(
            back.put_back_at,
            _("Put back in its slot"),
            by=back.put_back_by,
            look="shelves good",
            detail=back.slot.place,
            clause=Clause.LND_07,
        )


def _cases(loan: Loan) -> Iterator[Event]:
    case = getattr(loan, "accountability", None)
    if case is not None:
        yield _opened(case.opened_at, _("Case of dereliction"), case.number, Clause.LND_06)
        if case.decided_at is not None:
            yield _closed(case.decided_at, case.decided_by, case.number, case.outcome)
    for damage in loan.damage_cases.select_related("decided_by"):
        title = f"{damage.get_kind_display()} · {damage.get_importance_display()}"
        yield _opened(damage.opened_at, title, damage.number, Clause.LND_08)
        if damage.decided_at is not None:
            yield _closed(damage.decided_at, damage.decided_by, damage.number, damage.outcome)


def _opened(at: datetime, title: "StrOrPromise", number: str, clause: Clause) -> Event:
    return _event(at, title, look="report bad", detail=number, clause=clause)


def _closed(at: datetime, by: object, number: str, outcome: str) -> Event:
    return _event(at, _("Case decided"), by=by, look="gavel neutral", detail=number, reason=outcome)
