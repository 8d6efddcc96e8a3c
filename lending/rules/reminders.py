"""Which reminder of a loan is due on a day, to whom; and when a printed demand may follow.

Every kind has its own days, and no two share one: whoever missed a day finds on the next what is
most telling then, and never what has gone stale.

Source: LND-05, LND-06.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import User
from archive_office.regulation import Clause, Refusal
from dossiers.models import HoldingState
from lending.models import Loan, OverdueNotice, Reminder
from lending.rules import people
from lending.rules.dates import Terms, TermsBook, days_late, dereliction_from

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Kind = Reminder.Kind

LATE: Final = frozenset({Kind.LATE_1, Kind.LATE_3, Kind.DAY_15})
"""Kinds of which the borrower's head hears too."""

MOST_NOTICES: Final = 3
LONGEST_WARNING: Final = timedelta(days=30)
"""What the setting allows at most."""


@dataclass(frozen=True, slots=True)
class Due:
    """One reminder that is due, of one loan."""

    loan: Loan
    kind: Kind


def kind_on(day: date, *, due_on: date, last_day: date, warning_days: int) -> Kind | None:
    """The reminder of a loan that is out on this day, if one is due.

    Args:
        last_day: The last day before a case opens; from the day after, the case speaks.
        warning_days: How long before the due day the first reminder goes out.

    Source: LND-05, LND-06.
    """
    late = (day - due_on).days
    if day > last_day:
        return None
    if day == last_day and late >= 0:
        return Kind.DAY_15
    steps = ((3, Kind.LATE_3), (1, Kind.LATE_1), (0, Kind.DUE), (-warning_days, Kind.BEFORE))
    return next((kind for least, kind in steps if late >= least), None)


def kind_of(loan: Loan, on: date, terms: Terms) -> Kind | None:
    """The reminder of this loan that is due on a day; none on the day it left, none once back."""
    if loan.returned_on is not None or on <= loan.handed_out_on:
        return None
    last_day = dereliction_from(loan, terms) - timedelta(days=1)
    return kind_on(on, due_on=loan.due_on, last_day=last_day, warning_days=terms.warning_days)


def out_and_due(on: date) -> QuerySet[Loan]:
    """Loans of the office that are out and due soon or late; old registers demand nothing."""
    rows = Loan.objects.out().filter(due_on__lte=on + LONGEST_WARNING)
    rows = rows.exclude(holding__state=HoldingState.MISSING)  # reported lost: a case asks already
    return rows.select_related(
        "room", "borrower", "holding", "line__request__department", "line__request__entered_by"
    ).prefetch_related("renewal_set")


def read_and_not_back(on: date) -> QuerySet[Loan]:
    """Readings on the spot that were to end on an earlier day and have not (LND-25)."""
    rows = Loan.objects.filter(
        kind=Loan.Kind.READING,
        origin=Loan.Origin.OFFICE,
        returned_on__isnull=True,
        due_on__lt=on,
    )
    return rows.exclude(holding__state=HoldingState.MISSING).select_related("room")


def due_reminders(on: date) -> Iterator[Due]:
    """The reminders due on a day, loan by loan, sent already or not."""
    book = TermsBook()
    for loan in out_and_due(on).order_by("pk"):
        kind = kind_of(loan, on, book.on(loan.handed_out_on))
        if kind is not None:
            yield Due(loan, kind)


def addressees(loan: Loan, kind: Kind, *, on: date) -> list[User]:
    """Who hears of it: the borrower, and once the loan is late the borrower's head as well.

    The head hears from the beginning of what somebody borrowed who has left the company.

    Source: LND-05.
    """
    borrower = people.borrower_of(loan)
    here = [borrower] if borrower is not None and borrower.is_active else []
    if loan.line is None or (here and kind not in LATE):
        return here
    department = people.department_of(loan.line.request)
    return [*here, *people.heads_of(department, on=on, but=borrower)]


def against_demanding(loan: Loan, *, by: User, today: date) -> Iterator[Refusal]:
    """Why no printed demand 催还通知书 goes out for this loan now.

    The archivist of the room issues it for a loan that is late: the first, the second, the
    third, on a day of its own.

    Source: LND-05.
    """
    yield from people.against_strangers(by, loan.room)
    if loan.origin == Loan.Origin.LEGACY:
        yield _refused(_("%(loan)s is of an old register; nothing is demanded for it."), loan)
    if loan.kind != Loan.Kind.BORROWED or loan.returned_on is not None:
        yield _refused(_("%(loan)s is not out."), loan)
    elif days_late(loan, today) == 0:
        yield _refused(_("%(loan)s is not late."), loan)
    issued = OverdueNotice.objects.filter(loan=loan)
    if issued.count() >= MOST_NOTICES:
        yield _refused(_("%(loan)s: the third notice was the last."), loan)
    elif issued.filter(issued_at__date=today).exists():
        yield _refused(_("%(loan)s: a notice was issued today."), loan)


def _refused(text: "StrOrPromise", loan: Loan) -> Refusal:
    return Refusal(Clause.LND_05, str(text) % {"loan": loan})
