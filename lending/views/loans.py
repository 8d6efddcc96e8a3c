"""One loan, readable for ever: its dates, its decisions, what was sent, how it came back."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.regulation import RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from lending.forms.returns import RenewalDecisionForm, RenewalForm
from lending.models import Loan, Renewal, Return, ReturnLine
from lending.procedures.reminders import issue_overdue_notice
from lending.rules import dates, reminders
from lending.rules import renewals as rules
from lending.rules.asking import reads_titles
from lending.rules.people import is_archivist_of
from lending.views.finding import looked_at
from lending.views.rooms import LENDS, loan_or_404, own_loan_or_404, said
from lending.views.story import giving_back_of, story_of

SEES = ("lending.view_loan", "lending.ask_access")
TONES = {
    dates.Standing.IN_TIME: "good",
    dates.Standing.DUE_SOON: "info",
    dates.Standing.DUE_TODAY: "warn",
    dates.Standing.LATE: "bad",
    dates.Standing.DERELICTION: "bad",
    dates.Standing.NOT_PUT_BACK: "warn",
    dates.Standing.RETURNED_IN_TIME: "good",
    dates.Standing.RETURNED_LATE: "warn",
    dates.Standing.TAKEN_BACK: "neutral",
}


@shell_page(_("Loan"), SEES, methods=("GET",))
def loan(request: StaffRequest, pk: int) -> HttpResponse:
    """The page of one loan; the borrower sees the own one."""
    found = loan_or_404(request, pk)
    user = actor(request)
    under(request, "lending:desk" if user.has_perm(LENDS) else "lending:mine")
    looked_at(request, found.holding, page="loan")
    return render(request, "lending/loan.html", loan_context(found, user))


def loan_context(found: Loan, user: User) -> dict[str, Any]:
    """What the page of a loan shows, and what this person may do with it now."""
    today = clock.today()
    terms = dates.terms_on(found.handed_out_on)
    standing = dates.standing(found, today, terms)
    clerk = user.has_perm(LENDS) and is_archivist_of(user, found.room)
    waiting = found.renewal_set.filter(outcome=Renewal.Outcome.WAITING).first()
    if waiting is not None:
        waiting.loan = found
    case = getattr(found, "accountability", None)
    return {
        "loan": found,
        "title": found.slip.number if found.slip else found.holding.code,
        "who": who_of(found),
        "standing": standing,
        "tone": TONES[standing],
        "days_out": dates.days_out(found, today),
        "days_late": dates.days_late(found, today),
        "gap": dates.calendar_gap(found, terms),
        "back": (back := giving_back_of(found)),
        "return_lines": _checked(back, found, user),
        "case": case,
        "case_due": case is None and dates.due_for_case(found, today, terms),
        "damages": found.damage_cases.all(),
        "disclosure": getattr(found, "disclosure", None),
        "renewal": waiting,
        "events": story_of(found),
        "may_take_back": clerk and found.is_open and found.returned_on is None,
        "may_put_back": clerk and found.is_open and found.returned_on is not None,
        "notices": list(found.overdue_notices.order_by("turn")),
        "may_demand": clerk
        and next(iter(reminders.against_demanding(found, by=user, today=today)), None) is None,
        "may_ask_renewal": may_ask_renewal(found, user),
        "may_decide_renewal": waiting is not None and rules.may_decide(user, waiting),
        "asking": RenewalForm(),
        "deciding": RenewalDecisionForm(),
    }


def _checked(back: Return | None, found: Loan, user: User) -> Iterable[ReturnLine]:
    """What the check found paper by paper, for whoever may read today which papers there are."""
    if back is None or not reads_titles(found.holding, user, now=clock.now()):
        return ()
    return back.lines.select_related("document")


@shell_page(_("Overdue notice"), LENDS, methods=("POST",))
def demand(request: StaffRequest, pk: int) -> HttpResponse:
    """Issue the next printed demand for a late loan; the page of the loan offers its print."""
    found = own_loan_or_404(request, pk)
    try:
        notice = issue_overdue_notice(found, by=actor(request), now=clock.now())
    except RegulationError as error:
        messages.error(request, said(error.refusals))
    else:
        messages.success(request, gettext("%(number)s is issued.") % {"number": notice})
    return redirect(found)


def may_ask_renewal(found: Loan, user: User) -> bool:
    """Whether this person may ask to keep the thing longer now."""
    stands_against = rules.against_asking(found, "…", None, by=user, on=clock.today())
    return next(iter(stands_against), None) is None


def who_of(found: Loan) -> str:
    """Who has the thing, for the eye: somebody from outside is masked."""
    return found.who
