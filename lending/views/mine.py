"""My requests and loans: where each request stands, what I have here and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.shell import shell_page
from archive_office.shell.paging import keyset_page
from dossiers.models import Holding
from lending.models import (
    AccessRequest,
    Loan,
    Renewal,
    RequestLine,
    RequestStep,
    Reservation,
)
from lending.rules.asking import is_told
from lending.rules.dates import Standing, TermsBook, days_late, may_renew, standing
from lending.views.finding import THING, step_label

MOST_OPEN: Final = 50
"""Open loans and reservations shown; nobody carries more."""
TONES: Final = {
    Standing.IN_TIME: "good",
    Standing.DUE_SOON: "warn",
    Standing.DUE_TODAY: "warn",
    Standing.LATE: "bad",
    Standing.DERELICTION: "bad",
    Standing.NOT_PUT_BACK: "info",
    Standing.RETURNED_IN_TIME: "neutral",
    Standing.RETURNED_LATE: "warn",
}
SHOWS: Final = ("requests", "loans")


@dataclass(frozen=True, slots=True)
class MyLine:
    """One line of an own request, and on whom it waits."""

    line: RequestLine
    waits_for: str
    told: bool


@dataclass(frozen=True, slots=True)
class MyRequest:
    """An own request with its lines."""

    asked: AccessRequest
    lines: list[MyLine]


@dataclass(frozen=True, slots=True)
class MyLoan:
    """An own loan as it stands today."""

    loan: Loan
    standing: Standing
    tone: str
    late: int
    left: int
    renewable: bool
    renewal: Renewal | None


@shell_page(_("My requests and loans"), "lending.ask_access", methods=("GET",))
def mine(request: StaffRequest) -> HttpResponse:
    """What this person has out, asked for and reserved."""
    user = actor(request)
    shown = request.GET.get("show", "")
    past = shown == "loans"
    rows = Loan.objects.filter(borrower=user).select_related("holding__dossier", "room", "slip")
    open_ones = rows.filter(is_open=True).order_by("due_on", "pk")[:MOST_OPEN]
    context = {
        "past": past,
        "loans": my_loans(list(open_ones.prefetch_related("renewal_set"))),
        "reservations": reservations_of(user),
    }
    if past:
        gone = rows.filter(is_open=False).prefetch_related("renewal_set")
        page = keyset_page(gone, request, order=("-handed_out_on", "-id"))
        context |= {"page": page, "gone": my_loans(page.rows)}
    else:
        asked = AccessRequest.objects.filter(requester=user).select_related("room")
        requests = keyset_page(
            asked.prefetch_related(_lines()), request, order=("-asked_at", "-id"), size=10
        )
        seen = _seen(requests.rows, user)
        context |= {"page": requests, "requests": [_mine(r, user, seen) for r in requests.rows]}
    return render(request, "lending/mine.html", context)


def _lines() -> Prefetch[str, QuerySet[RequestLine], str]:
    steps = RequestStep.objects.filter(is_next=True).select_related("department")
    decided = Prefetch("decisions", to_attr="taken")
    rows = RequestLine.objects.select_related(*THING).order_by("number")
    return Prefetch(
        "lines", queryset=rows.prefetch_related(Prefetch("steps", queryset=steps), decided)
    )


def _seen(rows: Iterable[AccessRequest], user: User) -> set[int]:
    """What was found for words and stands in this person's catalogue anyhow."""
    lines = (line for asked in rows for line in asked.lines.all() if line.wanted)
    found = [line.holding_id for line in lines if line.holding_id is not None]
    if not found:
        return set()
    rows_seen = Holding.objects.visible_to(user).filter(pk__in=found)
    return set(rows_seen.values_list("pk", flat=True))


def _mine(asked: AccessRequest, user: User, seen: set[int]) -> MyRequest:
    return MyRequest(
        asked,
        [
            MyLine(line, _waits_for(line), is_told(line, user, seen=line.holding_id in seen))
            for line in asked.lines.all()
        ],
    )


def _waits_for(line: RequestLine) -> str:
    """The decisions that can be taken now, and whose they are."""
    parts = []
    for step in line.steps.all():
        where = f" · {step.department}" if step.department else ""
        parts.append(f"{step_label(step)}{where}")
    return " / ".join(parts)


def reservations_of(user: User) -> list[Reservation]:
    """Places in queues that are still open."""
    states = (Reservation.State.WAITING, Reservation.State.OFFERED)
    rows = Reservation.objects.filter(person=user, state__in=states).select_related("holding")
    return list(rows.order_by("-state", "made_at")[:MOST_OPEN])


def my_loans(loans: list[Loan]) -> list[MyLoan]:
    """Loans as they stand today; the settings are read once for all of them."""
    today, book = clock.today(), TermsBook()
    shown = []
    for loan in loans:
        terms = book.on(loan.handed_out_on)
        state = standing(loan, today, terms)
        waiting = [r for r in loan.renewal_set.all() if r.outcome == Renewal.Outcome.WAITING]
        asked = list(loan.renewal_set.all())
        shown.append(
            MyLoan(
                loan,
                state,
                TONES[state],
                days_late(loan, today),
                (loan.due_on - today).days,
                loan.is_open and not waiting and may_renew(loan, today, terms),
                asked[-1] if asked else None,
            )
        )
    return shown
