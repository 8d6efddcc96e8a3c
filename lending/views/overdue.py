"""The board of loans: what is due, what is late, and whom somebody must ask."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from archive_office import clock, policy
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of
from archive_office.shell import shell_page
from archive_office.shell.counting import counted, in_words
from archive_office.shell.paging import keyset_page
from lending.models import Loan
from lending.rules import dates
from lending.views.loans import TONES, who_of
from lending.views.rooms import described, own_rooms

SEES = "lending.view_loan"
TITLES = {
    "": _("All due or late"),
    "soon": _("Due soon"),
    "today": _("Due today"),
    "late": _("Overdue"),
    "dereliction": _("Dereliction"),
    "out": _("All that is out"),
    "legacy": _("Old registers"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One loan on the board, with what its dates say today."""

    loan: Loan
    who: str
    standing: dates.Standing
    tone: str
    days_out: int
    days_late: int
    case_due: bool


@shell_page(_("Overdue board"), SEES, methods=("GET",))
def overdue(request: StaffRequest) -> HttpResponse:
    """What is out, the longest due first; what the dates say counts, whether the day ran or not.

    Source: LND-05, LND-06; decision 17.
    """
    user, today = actor(request), clock.today()
    rooms = _rooms(user)
    chosen = next((room for room in rooms if str(room.pk) == request.GET.get("room")), None)
    show = request.GET.get("show", "")
    show = show if show in TITLES else ""
    rows = _in_room(_out(user), chosen)
    parts = _parts(today)
    page = keyset_page(described(_shown(user, rows, parts, show)), request, order=("due_on", "id"))
    book = dates.TermsBook()
    context = {
        "page": page,
        "rows": [_row(loan, today, book) for loan in page.rows],
        "tabs": [(name, title, _count(user, rows, parts, name)) for name, title in TITLES.items()],
        "show": show,
        "shown": TITLES[show],
        "rooms": rooms,
        "room": chosen,
        "today": today,
    }
    return render(request, "lending/overdue.html", context)


def _rooms(user: User) -> list[Department]:
    """The rooms whose loans a person sees; whoever sees all may choose among those that lend."""
    scope = scope_of(user)
    if not scope.everything:
        return own_rooms(user)
    lending = Loan.objects.standing().values("room").distinct()
    return list(Department.objects.filter(pk__in=lending).order_by("code"))


def _out(user: User) -> QuerySet[Loan]:
    return Loan.objects.visible_to(user).out()


def _in_room(rows: QuerySet[Loan], room: Department | None) -> QuerySet[Loan]:
    return rows.filter(room=room) if room else rows


def _parts(today: date) -> dict[str, Q]:
    """Which loans that are out belong to which part of the board."""
    warning = policy.number("loan_reminder_days", on=today)
    limit = policy.number("dereliction_days", on=today)
    late = Q(due_on__lt=today)
    derelict = late & Q(handed_out_on__lt=today - timedelta(days=limit))
    return {
        "": Q(due_on__lte=today + timedelta(days=warning)),
        "soon": Q(due_on__gt=today, due_on__lte=today + timedelta(days=warning)),
        "today": Q(due_on=today),
        "late": late,
        "dereliction": derelict | Q(accountability__isnull=False),
        "out": Q(),
    }


def _shown(user: User, rows: QuerySet[Loan], parts: dict[str, Q], show: str) -> QuerySet[Loan]:
    if show != "legacy":
        return rows.filter(parts[show])
    legacy = Loan.objects.visible_to(user).told().filter(origin=Loan.Origin.LEGACY)
    return legacy.filter(returned_on__isnull=True)


def _count(user: User, rows: QuerySet[Loan], parts: dict[str, Q], name: str) -> int | str:
    return in_words(counted(_shown(user, rows, parts, name)))


def _row(loan: Loan, today: date, book: dates.TermsBook) -> Row:
    terms = book.on(loan.handed_out_on)
    standing = dates.standing(loan, today, terms)
    has_case = getattr(loan, "accountability", None) is not None
    return Row(
        loan=loan,
        who=who_of(loan),
        standing=standing,
        tone=TONES[standing],
        days_out=dates.days_out(loan, today),
        days_late=dates.days_late(loan, today),
        case_due=not has_case and dates.due_for_case(loan, today, terms),
    )
