"""What the pages of asking and deciding have in common: which rows exist for whom."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.policy.chains import CHAINS
from dossiers.models import Document, Holding, HoldingState, Part, ViewLog
from dossiers.procedures.reading import log_named
from dossiers.rules.searching import search
from dossiers.views.scanning import scanned_holding
from lending.models import (
    AccessRequest,
    Authority,
    LineState,
    Renewal,
    RequestLine,
    RequestStep,
)
from lending.procedures.requests import Basis
from lending.rules.asking import reads_titles
from lending.rules.people import ARCHIVISTS
from lending.rules.renewals import may_decide
from lending.rules.wanted import CHAIN

MOST_FOUND: Final = 12
"""Holdings offered for one term; whoever finds more says more."""
MOST_DOCUMENTS: Final = 200
MOST_WAITING: Final = 50
THING: Final = ("holding__dossier__centre", "holding__keeper", "document__type")


def looked_at(request: StaffRequest, *holdings: Holding | None, page: str) -> None:
    """Keep in the view log that a page about these things is shown.

    Args:
        page: Which page, by the name of its address.

    Source: LND-22, SEC-41.
    """
    named = [thing.dossier_id for thing in holdings if thing is not None]
    log_named(named, actor(request), ViewLog.What.SHOWN, now=clock.now(), detail=page)


def request_or_404(request: StaffRequest, pk: int) -> AccessRequest:
    """The request with who asks and whom; unknown and invisible look the same."""
    rows = AccessRequest.objects.visible_to(actor(request)).select_related(
        "room", "requester", "department", "outside", "entered_by"
    )
    return get_object_or_404(rows, pk=pk)


def line_or_404(request: StaffRequest, pk: int) -> RequestLine:
    """One line of a request that exists for this person."""
    visible = AccessRequest.objects.visible_to(actor(request)).values("pk")
    rows = RequestLine.objects.filter(request__in=visible).select_related(
        "request__room", "request__requester", "request__outside", *THING
    )
    return get_object_or_404(rows, pk=pk)


def lines_of(asked: AccessRequest) -> QuerySet[RequestLine]:
    """The lines with their things, steps and decisions; as many queries for one as for twenty."""
    steps = RequestStep.objects.select_related(
        "department", "decision__by", "decision__acting_for"
    ).order_by("rank", "pk")
    return (
        asked.lines.select_related("grant", *THING)
        .prefetch_related(Prefetch("steps", queryset=steps), "loans")
        .order_by("number")
    )


def lines_to_find(user: User) -> QuerySet[RequestLine]:
    """What was asked for in words of the archive rooms in which this person is the archivist."""
    rooms = [m.department_id for m in user.current_memberships if m.role in ARCHIVISTS]
    return RequestLine.objects.filter(state=LineState.TO_IDENTIFY, request__room__in=rooms)


def renewals_to_decide(user: User) -> list[Renewal]:
    """Renewals that wait for this person's decision, oldest first."""
    posts = user.current_memberships
    keeps = ARCHIVISTS | {Role.CENTRE_HEAD, Role.ARCHIVE_ROOM_HEAD}
    rooms = [m.department_id for m in posts if m.role in keeps]
    centres = [m.department_id for m in posts if m.role == Role.CENTRE_HEAD]
    mine = Q(loan__room__in=rooms) | Q(loan__holding__dossier__centre__in=centres)
    if user.holds(Role.CUSTOMER_SERVICE_HEAD):
        mine |= Q(loan__holding__part=Part.PERSONAL)
    waiting = Renewal.objects.filter(
        mine, outcome=Renewal.Outcome.WAITING, loan__returned_on__isnull=True
    )
    rows = waiting.select_related(
        "asked_by",
        "loan__room",
        "loan__borrower",
        "loan__line__document",
        "loan__line__holding",
        "loan__line__request__outside",
        "loan__line__request__requester",
        "loan__holding__dossier__centre",
    )
    return [row for row in rows.order_by("asked_at", "pk")[:MOST_WAITING] if may_decide(user, row)]


def authorities_of(asked: AccessRequest) -> QuerySet[Authority]:
    """What entitles the request, oldest first."""
    return asked.authorities.select_related("recorded_by").order_by("pk")


def holding_or_404(user: User, pk: object) -> Holding:
    """A holding that exists for this person, with its dossier and keeper."""
    rows = Holding.objects.visible_to(user).select_related("dossier__centre", "keeper")
    number = str(pk)
    return get_object_or_404(rows, pk=int(number) if number.isdecimal() else 0)


def things_found(term: str, user: User) -> list[Holding]:
    """Holdings in this person's sight that a term names: scanned, or by code, unit or name."""
    if not term.strip():
        return []
    if exact := scanned_holding(term, user):
        return [] if exact.state == HoldingState.DESTROYED else [exact]
    seen = search(user, term).order_by("centre_id", "code")
    dossiers = list(seen.values_list("pk", flat=True)[:MOST_FOUND])
    rows = Holding.objects.visible_to(user).filter(dossier__in=dossiers)
    rows = rows.exclude(state=HoldingState.DESTROYED).order_by("code")
    return list(rows.select_related("dossier__centre", "keeper")[:MOST_FOUND])


def documents_in(holdings: Iterable[Holding], user: User) -> dict[int, list[Document]]:
    """The documents of holdings by holding, as far as this person may read their titles."""
    open_ones = [h for h in holdings if reads_titles(h, user, now=clock.now())]
    found: dict[int, list[Document]] = {}
    rows = Document.objects.filter(holding__in=open_ones, state=Document.State.FILED)
    for document in rows.select_related("type").order_by("holding", "number"):
        listed = found.setdefault(document.holding_id, [])
        if len(listed) < MOST_DOCUMENTS:
            listed.append(document)
    return found


def step_label(step: RequestStep) -> str:
    """What a step of the chain is called, in the reader's language."""
    links = CHAINS[CHAIN]
    found = (n.step.label for n in links if (n.step.name, n.step.role) == (step.name, step.role))
    return next(found, step.name)


def basis_of(facts: Mapping[str, Any]) -> Basis:
    """What entitles a use, from the cleaned form."""
    return Basis(
        kind=facts["kind"],
        form=facts["form"],
        given_on=facts["given_on"],
        reference=facts["reference"],
        issuer=facts["issuer"],
    )
