"""What the first page, the sidebar and the palette hear of lending."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.organisation.signals import Remaining, leaver_reviewed
from archive_office.shell.counting import MOST_COUNTED, in_words
from archive_office.shell.kept import while_nothing_happens
from archive_office.shell.signals import (
    Badge,
    Figure,
    Hit,
    Panel,
    dashboard_opened,
    palette_searched,
    sidebar_drawn,
)
from dossiers.models import Consent
from dossiers.signals import (
    Movement,
    Use,
    consent_withdrawn,
    movements_of_dossier,
    uses_of_dossiers,
)
from lending.models import AccessRequest, AccountabilityCase, LineState, Loan, RequestLine
from lending.papers.movements import loans_of
from lending.papers.uses import uses_of
from lending.procedures.withdrawals import end_use_of
from lending.rules.deciding import steps_waiting_for
from lending.rules.people import ARCHIVISTS

ASKS: Final = "lending.ask_access"
DECIDES: Final = "lending.decide_request"
MOST_SHOWN: Final = 5
MOST_FOUND: Final = 5
MOST_LISTED: Final = 50
SHORTEST_TERM: Final = 4


def connect() -> None:
    """Answer the shell's questions from now on."""
    dashboard_opened.connect(on_dashboard, dispatch_uid="lending.dashboard")
    sidebar_drawn.connect(on_sidebar, dispatch_uid="lending.sidebar")
    palette_searched.connect(on_palette, dispatch_uid="lending.palette")
    leaver_reviewed.connect(on_leaver_reviewed, dispatch_uid="lending.leaver_reviewed")
    uses_of_dossiers.connect(on_uses, dispatch_uid="lending.uses")
    movements_of_dossier.connect(on_movements, dispatch_uid="lending.movements")
    consent_withdrawn.connect(on_withdrawn, dispatch_uid="lending.consents")


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for one person: decisions, things to be found, loans to be brought back."""

    decisions: int
    to_find: int
    late: int


@while_nothing_happens
def on_sidebar(request: StaffRequest, **_kwargs: Any) -> list[Badge]:
    """Decisions that wait for this person, and what this person should have brought back."""
    user, waiting = actor(request), waiting_for(request)
    badges = []
    if user.has_perm(DECIDES):
        badges.append(Badge("lending:inbox", waiting.decisions + waiting.to_find))
    if user.has_perm(ASKS):
        badges.append(Badge("lending:mine", waiting.late, tone="danger"))
    return badges


def on_movements(dossier: int, **_kwargs: Any) -> list[Movement]:
    """The loans of a dossier, for the register of its movements (FRM-40)."""
    return list(loans_of(dossier))


def on_leaver_reviewed(user: User, **_kwargs: Any) -> list[Remaining]:
    """What somebody who leaves has not brought back, and cases that are not decided.

    Slips and days, no titles: whoever closes accounts need not know dossiers (SEC-39).
    """
    loans = Loan.objects.out().filter(borrower=user).select_related("slip").order_by("due_on")
    open_cases = AccountabilityCase.objects.filter(
        person=user, state=AccountabilityCase.State.OPEN
    ).order_by("pk")
    due = _("%(slip)s, due on %(day)s")
    return [
        *(
            Remaining(
                _("On loan"),
                due % {"slip": loan.slip or "—", "day": f"{loan.due_on:%F}"},
                ends=False,
            )
            for loan in loans[:MOST_LISTED]
        ),
        *(Remaining(_("Case"), case.number, ends=False) for case in open_cases[:MOST_LISTED]),
    ]


def waiting_for(request: StaffRequest) -> Waiting:
    """What waits for the person at this request; one query per request, counts as in lists."""
    kept: Waiting | None = getattr(request, "lending_waiting", None)
    if kept is None:
        kept = _counted(actor(request))
        request.lending_waiting = kept  # type: ignore[attr-defined]  # once per request
    return kept


def _counted(user: User) -> Waiting:
    late = _own_loans(user).filter(due_on__lt=clock.today(), returned_on__isnull=True)
    parts: list[QuerySet[Any]] = [late] if user.has_perm(ASKS) else []
    if user.has_perm(DECIDES):
        parts += [steps_waiting_for(user).select_related(None), _to_find(user)]
    first, *further = [
        rows.order_by()
        .annotate(which=Value(rows.model.__name__))
        .values_list("which", flat=True)[: MOST_COUNTED + 1]
        for rows in parts
    ] or [None]
    found = Counter(first.union(*further, all=True) if further else first or ())
    return Waiting(found["RequestStep"], found["RequestLine"], found["Loan"])


def _to_find(user: User) -> QuerySet[RequestLine]:
    rooms = [m.department_id for m in user.current_memberships if m.role in ARCHIVISTS]
    return RequestLine.objects.filter(state=LineState.TO_IDENTIFY, request__room__in=rooms)


def _own_loans(user: User) -> QuerySet[Loan]:
    return Loan.objects.filter(borrower=user, is_open=True)


def on_dashboard(request: StaffRequest, **_kwargs: Any) -> list[Figure | Panel]:
    """Decisions for whoever takes them; loans and requests for everybody who asks."""
    user = actor(request)
    answers: list[Figure | Panel] = []
    if user.has_perm(DECIDES):
        answers += _of_decisions(user, waiting_for(request))
    if user.has_perm(ASKS):
        answers += _of_own(user)
    return answers


def _of_decisions(user: User, waiting: Waiting) -> list[Figure | Panel]:
    """Silent when nothing waits."""
    count, to_find = waiting.decisions, waiting.to_find
    if not count and not to_find:
        return []
    url = reverse("lending:inbox")
    note = ngettext("%(n)s thing to be found", "%(n)s things to be found", to_find)
    figure = Figure(
        _("Decisions waiting"),
        in_words(count),
        url,
        note=note % {"n": in_words(to_find)} if to_find else "",
        icon="how_to_reg",
        tone="warn",
        rank=8,
    )
    if not count:
        return [figure]
    context = {"steps": list(steps_waiting_for(user)[:MOST_SHOWN])}
    template = "lending/_panel_decisions.html"
    return [figure, Panel(_("Waiting for your decision"), template, context, url, rank=8)]


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
        states = [list(dict.fromkeys(n.get_state_display() for n in r.lines.all())) for r in newest]
        context = {"requests": list(zip(newest, states, strict=True))}
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


def on_withdrawn(consent: Consent, by: User, now: datetime, reason: str, **_kwargs: Any) -> None:
    """What was opened on a resident's consent ends in the act that withdraws it (LND-15)."""
    end_use_of(consent.customer, by=by, now=now, reason=reason)


def on_uses(dossiers: Sequence[int], **_kwargs: Any) -> list[Use]:
    """What was read, lent and disclosed of these dossiers, for their resident."""
    return list(uses_of(dossiers))
