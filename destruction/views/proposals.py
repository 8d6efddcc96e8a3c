"""Imported lists of things to be destroyed: what each proposes, and where it stands today.

A list decides nothing. What is due may be put on an appraisal from here, as from the work list.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy, ngettext

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from destruction.forms.appraising import DrawUpForm
from destruction.models import ProposedDestruction
from destruction.rules.proposals import (
    HOLD,
    Stand,
    Standing,
    answered_by_appraisal,
    lists_seen,
    stands_of,
)
from destruction.rules.waiting import own_rooms
from destruction.views.choosing import draw_up_form, put_on, things_named
from destruction.views.finding import DRAWS_UP, SEEN
from dossiers.models import Holding, LedgerImport
from dossiers.rules.retention import clock_of, current_triggers, sentence

SIZE = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """An imported list, how much it proposes, and how much of it waits for an appraisal."""

    ledger: LedgerImport
    proposed: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Row:
    """One proposal with what the rules say of it today."""

    proposal: ProposedDestruction
    stand: Stand
    told: str
    may_be_ticked: bool
    ticked: bool = False

    @property
    def name(self) -> str:
        """How the thing is named in the form."""
        return f"h{self.proposal.holding_id}"

    @property
    def is_doubtful(self) -> bool:
        """Whether the list mentions a dispute or a hold."""
        return HOLD in self.proposal.warnings


@shell_page(gettext_lazy("Proposed destructions"), SEEN, methods=("GET",))
def proposals(request: StaffRequest) -> HttpResponse:
    """The lists that were brought in, the newest first."""
    under(request, "destruction:due")
    rows = lists_seen(actor(request)).select_related("centre", "by")
    page = keyset_page(rows, request, order=("-created_at", "-id"), size=SIZE)
    standing = ProposedDestruction.objects.standing()
    kept = standing.filter(ledger_import__in=[row.pk for row in page.rows])
    counts: dict[tuple[int, bool], int] = defaultdict(int)
    told = kept.annotate(answered=answered_by_appraisal()).order_by()
    for one in told.values("ledger_import", "answered").annotate(n=Count("pk")):
        counts[one["ledger_import"], one["answered"]] = one["n"]
    shown = [
        Listed(row, counts[row.pk, True] + counts[row.pk, False], counts[row.pk, False])
        for row in page.rows
    ]
    return render(request, "destruction/proposals.html", {"page": page, "rows": shown})


@shell_page(gettext_lazy("Proposed destructions"), SEEN)
def proposal(request: StaffRequest, pk: int) -> HttpResponse:
    """One list: its proposals as the rules see them, what is due to be put on an appraisal."""
    user = actor(request)
    ledger = get_object_or_404(lists_seen(user).select_related("centre"), pk=pk)
    if request.method != "POST":
        return _page(request, ledger)
    if not user.has_perm(DRAWS_UP):
        raise PermissionDenied
    form = draw_up_form(user, request.POST)
    names = request.POST.getlist("shown" if "all" in request.POST else "things")
    if not form.is_valid():
        return _page(request, ledger, form=form, ticked=names)
    try:
        appraisal, count = put_on(request, form, things_named(user, names))
    except RegulationError as error:
        return _page(request, ledger, form=form, ticked=names, refusals=error.refusals)
    told = ngettext("%(n)s thing is on %(number)s.", "%(n)s things are on %(number)s.", count)
    messages.success(request, told % {"n": count, "number": appraisal.number})
    return redirect(appraisal)


def _page(
    request: StaffRequest,
    ledger: LedgerImport,
    *,
    form: DrawUpForm | None = None,
    ticked: Sequence[str] = (),
    refusals: tuple[Refusal, ...] = (),
) -> HttpResponse:
    under(request, "destruction:due")
    user = actor(request)
    seen = Holding.objects.visible_to(user).values("pk")
    rows = ProposedDestruction.objects.standing().filter(ledger_import=ledger, holding__in=seen)
    rows = rows.select_related(
        "ledger_import", "holding__dossier__centre", "holding__dossier__category", "holding__keeper"
    )
    page = keyset_page(rows, request, order=("sheet", "row", "id"), size=SIZE)
    shown = _rows(page.rows, user, ticked)
    context = {
        "ledger": ledger,
        "title": ledger.name,
        "page": page,
        "rows": shown,
        "draw_up": (form or draw_up_form(user)) if any(r.may_be_ticked for r in shown) else None,
        "refusals": refusals,
    }
    return render(request, "destruction/proposal.html", context, status=422 if form else 200)


def _rows(found: Sequence[ProposedDestruction], user: User, ticked: Sequence[str]) -> list[Row]:
    today, rooms = clock.today(), {room.pk for room in own_rooms(user)}
    stands = stands_of(found, user, on=today)
    triggers = current_triggers([row.holding for row in found])
    return [
        Row(
            row,
            stands[row.pk],
            sentence(clock_of(row.holding, trigger=triggers.get(row.holding_id)), on=today),
            stands[row.pk].standing == Standing.DUE and row.holding.keeper_id in rooms,
            f"h{row.holding_id}" in ticked,
        )
        for row in found
    ]
