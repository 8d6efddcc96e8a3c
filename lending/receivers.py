"""What the first page, the sidebar and the palette hear of lending."""

from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.shell.counting import counted, in_words
from archive_office.shell.signals import (
    Badge,
    Figure,
    Hit,
    Panel,
    dashboard_opened,
    palette_searched,
    sidebar_drawn,
)
from lending.models import AccessRequest, LineState, Loan, RequestLine, RequestStep
from lending.rules.deciding import steps_waiting_for
from lending.rules.people import ARCHIVISTS

ASKS: Final = "lending.ask_access"
DECIDES: Final = "lending.decide_request"
MOST_SHOWN: Final = 5
MOST_FOUND: Final = 5
SHORTEST_TERM: Final = 4


def connect() -> None:
    """Answer the shell's questions from now on."""
    dashboard_opened.connect(on_dashboard, dispatch_uid="lending.dashboard")
    sidebar_drawn.connect(on_sidebar, dispatch_uid="lending.sidebar")
    palette_searched.connect(on_palette, dispatch_uid="lending.palette")


def on_sidebar(request: StaffRequest, **_kwargs: Any) -> list[Badge]:
    """Decisions that wait for this person, and what this person should have brought back."""
    user = actor(request)
    badges = []
    if user.has_perm(DECIDES):
        badges.append(Badge("lending:inbox", counted(_decisions(user)) + counted(_to_find(user))))
    if user.has_perm(ASKS):
        late = _own_loans(user).filter(due_on__lt=clock.today(), returned_on__isnull=True)
        badges.append(Badge("lending:mine", counted(late), tone="danger"))
    return badges


def _decisions(user: User) -> QuerySet[RequestStep]:
    return steps_waiting_for(user).select_related(None)


def _to_find(user: User) -> QuerySet[RequestLine]:
    rooms = [m.department_id for m in user.current_memberships if m.role in ARCHIVISTS]
    if not rooms:
        return RequestLine.objects.none()
    return RequestLine.objects.filter(state=LineState.TO_IDENTIFY, request__room__in=rooms)


def _own_loans(user: User) -> QuerySet[Loan]:
    return Loan.objects.filter(borrower=user, is_open=True)


def on_dashboard(request: StaffRequest, **_kwargs: Any) -> list[Figure | Panel]:
    """Decisions for whoever takes them; loans and requests for everybody who asks."""
    user = actor(request)
    answers: list[Figure | Panel] = []
    if user.has_perm(DECIDES):
        answers += _of_decisions(user)
    if user.has_perm(ASKS):
        answers += _of_own(user)
    return answers


def _of_decisions(user: User) -> list[Figure | Panel]:
    rows = steps_waiting_for(user)
    count, to_find = counted(rows.select_related(None)), counted(_to_find(user))
    url = reverse("lending:inbox")
    note = ngettext("%(n)d thing to be found", "%(n)d things to be found", to_find)
    figure = Figure(
        _("Decisions waiting"),
        in_words(count),
        url,
        note=note % {"n": to_find} if to_find else "" if count else _("everything is decided"),
        icon="how_to_reg",
        tone="warn" if count or to_find else "good",
        rank=8,
    )
    if not count:
        return [figure]
    panel = Panel(
        _("Waiting for your decision"),
        "lending/_panel_decisions.html",
        {"steps": list(rows[:MOST_SHOWN])},
        url,
        rank=8,
    )
    return [figure, panel]


def _of_own(user: User) -> list[Figure | Panel]:
    """Silent for whoever has nothing out and asked for nothing."""
    today = clock.today()
    out = Q(returned_on__isnull=True)
    found = _own_loans(user).aggregate(
        n=Count("pk"), late=Count("pk", filter=out & Q(due_on__lt=today))
    )
    state = AccessRequest.State.OPEN
    asked = AccessRequest.objects.filter(requester=user, state=state).order_by("-asked_at", "-pk")
    newest = list(asked.select_related("room").prefetch_related("lines")[:MOST_SHOWN])
    url = reverse("lending:mine")
    answers: list[Figure | Panel] = []
    if found["n"]:
        late = found["late"]
        note = ngettext("%(n)d overdue", "%(n)d overdue", late) % {"n": late}
        answers.append(
            Figure(
                _("Loans with you"),
                found["n"],
                url,
                note=note if late else _("all in time"),
                icon="outbox",
                tone="bad" if late else "good",
                rank=9,
            )
        )
    if newest:
        context = {"requests": newest}
        answers.append(
            Panel(_("Your requests"), "lending/_panel_requests.html", context, url, rank=15)
        )
    return answers


def on_palette(request: StaffRequest, term: str, **_kwargs: Any) -> list[Hit]:
    """Requests by their number, as far as they exist for this person."""
    user = actor(request)
    if len(term) < SHORTEST_TERM or not user.has_perm(ASKS):
        return []
    rows = AccessRequest.objects.visible_to(user).filter(number__istartswith=term.strip())
    return [
        Hit(row.number, row.get_absolute_url(), f"{row.room} · {row.get_state_display()}", "book")
        for row in rows.select_related("room").order_by("-number")[:MOST_FOUND]
    ]
