"""The days of a loan: until when, how late, and from when on somebody must answer for it.

Days are calendar days of Asia/Shanghai. The day of handing out is day 0, the due day still
counts as in time. Everything is computed from the dates that were written down and from the
settings in force on the day of handing out; nothing here is stored.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.clock import day_of
from lending.models import Loan, Renewal
from lending.rules.calendar import CalendarUnknown, next_open_day

SETTINGS: Final = (
    "loan_days",
    "renewed_loan_days",
    "renewals_max",
    "dereliction_days",
    "due_on_closed_day",
    "loan_reminder_days",
    "working_loan_same_day",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the office's settings say of a loan handed out on one day; days from that day."""

    loan_days: int = 7
    renewed_loan_days: int = 15
    renewals_max: int = 1
    dereliction_days: int = 15
    warning_days: int = 2
    moves_over_closed_days: bool = False
    service_staff_same_day: bool = False


class Extension(NamedTuple):
    """One granted renewal: the day it was granted, and the last day it covers."""

    granted_on: date
    until: date


class Standing(models.TextChoices):
    """How a loan stands on a day."""

    IN_TIME = "in_time", _("In time")
    DUE_SOON = "due_soon", _("Due soon")
    DUE_TODAY = "due_today", _("Due today")
    LATE = "late", _("Overdue")
    DERELICTION = "dereliction", _("Case of dereliction due")
    NOT_PUT_BACK = "not_put_back", _("Returned, not put back yet")
    RETURNED_IN_TIME = "returned_in_time", _("Returned in time")
    RETURNED_LATE = "returned_late", _("Returned late")
    TAKEN_BACK = "taken_back", _("Taken back with its old register")


class TermsBook:
    """The terms of any day, with the settings read once: for lists of many loans."""

    def __init__(self) -> None:
        self._timeline = policy.Timeline(SETTINGS)
        self._terms: dict[date, Terms] = {}

    def on(self, day: date) -> Terms:
        """The terms of a loan handed out on this day."""
        if day not in self._terms:
            self._terms[day] = _terms(self._timeline, day)
        return self._terms[day]


def terms_on(day: date) -> Terms:
    """The terms of a loan handed out on this day."""
    return TermsBook().on(day)


def _terms(settings: policy.Timeline, day: date) -> Terms:
    return Terms(
        loan_days=settings.number("loan_days", on=day),
        renewed_loan_days=settings.number("renewed_loan_days", on=day),
        renewals_max=settings.number("renewals_max", on=day),
        dereliction_days=settings.number("dereliction_days", on=day),
        warning_days=settings.number("loan_reminder_days", on=day),
        moves_over_closed_days=settings.text("due_on_closed_day", on=day) == "next_open_day",
        service_staff_same_day=settings.switch("working_loan_same_day", on=day),
    )


def due_on(handed_out_on: date, terms: Terms, *, same_day: bool = False) -> date:
    """The last day in time of a loan handed out on this day.

    ``same_day``: read on the spot, or a working loan that ends the same day; such a loan
    never moves over a closed day.

    Source: LND-04, LND-25.
    """
    if same_day:
        return handed_out_on
    return open_day(handed_out_on + timedelta(days=terms.loan_days), terms)


def longest_due_on(handed_out_on: date, terms: Terms) -> date:
    """The last day to which a loan can be renewed, counted from handing out (LND-05)."""
    return open_day(handed_out_on + timedelta(days=terms.renewed_loan_days), terms)


def renewed_due_on(loan: Loan, terms: Terms | None = None) -> date:
    """The last day to which this loan can be renewed."""
    return longest_due_on(loan.handed_out_on, terms or terms_on(loan.handed_out_on))


def open_day(day: date, terms: Terms) -> date:
    """The day itself, or the next working one if the office wants that and it is known."""
    if not terms.moves_over_closed_days:
        return day
    moved = next_open_day(day)
    return day if isinstance(moved, CalendarUnknown) else moved


def calendar_gap(
    loan: Loan, terms: Terms | None = None, *, at_first: bool = False
) -> CalendarUnknown | None:
    """The year whose unpublished calendar left the due day of this loan where it was.

    Slip and loan page say it, so that nobody takes the day for a checked working day.

    Args:
        at_first: Of the first due day, which the slip names, not of the one renewed to.
    """
    due = loan.original_due_on if at_first else loan.due_on
    terms = terms or terms_on(loan.handed_out_on)
    if not terms.moves_over_closed_days or due == loan.handed_out_on:
        return None
    found = next_open_day(due)
    return found if isinstance(found, CalendarUnknown) else None


def days_out(loan: Loan, on: date) -> int:
    """Days since handing out, up to the return; 0 on the day of handing out."""
    return max(0, (_seen_until(loan, on) - loan.handed_out_on).days)


def days_late(loan: Loan, on: date) -> int:
    """Days after the due day, up to the return; 0 in time."""
    return max(0, (_seen_until(loan, on) - loan.due_on).days)


def _seen_until(loan: Loan, on: date) -> date:
    return on if loan.returned_on is None else min(on, loan.returned_on)


def may_renew(loan: Loan, on: date, terms: Terms | None = None) -> bool:
    """Whether the dates still allow this loan to be renewed (decision 17)."""
    if loan.returned_on is not None or loan.original_due_on == loan.handed_out_on:
        return False
    terms = terms or terms_on(loan.handed_out_on)
    return (
        days_out(loan, on) <= terms.renewed_loan_days
        and loan.renewals < terms.renewals_max
        and loan.due_on < renewed_due_on(loan, terms)
    )


def covered_until(
    handed_out_on: date, first_due_on: date, terms: Terms, extensions: Iterable[Extension]
) -> date:
    """The last day out for which nobody has to answer (LND-06, decision 17).

    An extension covers only if it was granted while the loan was still covered: one granted
    later changes the due day and leaves the case due. A loan not yet due is covered.
    """
    covered = max(handed_out_on + timedelta(days=terms.dereliction_days), first_due_on)
    for extension in sorted(extensions):
        if extension.granted_on <= covered:
            covered = max(covered, extension.until)
    return covered


def extensions_of(loan: Loan) -> tuple[Extension, ...]:
    """The granted renewals of a loan; for a line of an old register its last due day."""
    if not loan.renewals:
        return ()
    if loan.origin == Loan.Origin.LEGACY:
        return (Extension(loan.handed_out_on, loan.due_on),)
    return tuple(
        Extension(day_of(renewal.decided_at), renewal.new_due_on)
        for renewal in loan.renewal_set.all()
        if renewal.outcome == Renewal.Outcome.GRANTED and renewal.decided_at is not None
    )


def dereliction_from(loan: Loan, terms: Terms | None = None) -> date:
    """The first day on which a loan still out makes a case of dereliction.

    Source: LND-06, ACC-08; decision 17.
    """
    terms = terms or terms_on(loan.handed_out_on)
    covered = covered_until(loan.handed_out_on, loan.original_due_on, terms, extensions_of(loan))
    return covered + timedelta(days=1)


def due_for_case(loan: Loan, on: date, terms: Terms | None = None) -> bool:
    """Whether a case of dereliction is due by this day, opened already or not.

    It stays due after the return and after a later renewal. Old registers demand nothing.

    Source: LND-06, ACC-08; decisions 6 and 17.
    """
    if loan.origin == Loan.Origin.LEGACY or loan.kind != Loan.Kind.BORROWED:
        return False
    return _seen_until(loan, on) >= dereliction_from(loan, terms)


def standing(loan: Loan, on: date, terms: Terms | None = None) -> Standing:
    """How a loan stands on a day, from its dates alone."""
    if loan.taken_back:
        return Standing.TAKEN_BACK
    if loan.returned_on is None or on < loan.returned_on:
        return _standing_out(loan, on, terms or terms_on(loan.handed_out_on))
    if loan.is_open:
        return Standing.NOT_PUT_BACK
    late = loan.returned_on > loan.due_on
    return Standing.RETURNED_LATE if late else Standing.RETURNED_IN_TIME


def _standing_out(loan: Loan, on: date, terms: Terms) -> Standing:
    if on > loan.due_on:
        case = due_for_case(loan, on, terms)
        return Standing.DERELICTION if case else Standing.LATE
    if on == loan.due_on:
        return Standing.DUE_TODAY
    soon = (loan.due_on - on).days <= terms.warning_days
    return Standing.DUE_SOON if soon else Standing.IN_TIME
