"""The work list: what has run out or comes back undecided, ticked onto an appraisal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from destruction.forms.appraising import DrawUpForm
from destruction.forms.lists import DueFilter
from destruction.models import ProposedDestruction, Verdict
from destruction.rules import judging, words
from destruction.rules.proposals import proposals_for
from destruction.rules.waiting import own_rooms, work_list
from destruction.rules.worklist import found_bad
from destruction.views.choosing import draw_up_form, put_on, things_named
from destruction.views.finding import DRAWS_UP, SEEN
from dossiers.models import Document, Holding, RetentionTrigger
from dossiers.rules.obligations import open_obligations
from dossiers.rules.retention import clock_of, clock_of_document, current_triggers, sentence

SIZE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A thing on the work list, with its term as a sentence and what stands against destroying.

    ``damage`` is what a check of its condition found, if that put it up; ``proposals`` are rows of
    imported lists that want it destroyed.
    """

    name: str
    holding: Holding
    code: str
    title: str
    told: str
    against: list[str]
    came_back: bool
    ticked: bool = False
    damage: str = ""
    proposals: Sequence[ProposedDestruction] = ()


@shell_page(gettext_lazy("Due for appraisal"), SEEN, methods=("GET",))
def due(request: StaffRequest) -> HttpResponse:
    """What is to be appraised and stands on no list yet (APR-05, APR-12, APR-19)."""
    return _page(request)


@shell_page(gettext_lazy("Due for appraisal"), DRAWS_UP, methods=("POST",))
def draw_up(request: StaffRequest) -> HttpResponse:
    """Put what is ticked on a new appraisal or on one that is being drawn up, in one step."""
    user = actor(request)
    form = draw_up_form(user, request.POST)
    names = request.POST.getlist("shown" if "all" in request.POST else "things")
    if not form.is_valid():
        return _page(request, form=form, ticked=names)
    try:
        appraisal, count = put_on(request, form, things_named(user, names))
    except RegulationError as error:
        return _page(request, form=form, ticked=names, refusals=error.refusals)
    told = ngettext("%(n)s thing is on %(number)s.", "%(n)s things are on %(number)s.", count)
    messages.success(request, told % {"n": count, "number": appraisal.number})
    return redirect(appraisal)


def _page(
    request: StaffRequest,
    *,
    form: DrawUpForm | None = None,
    ticked: Sequence[str] = (),
    refusals: tuple[Refusal, ...] = (),
) -> HttpResponse:
    under(request, "destruction:due")
    user, today = actor(request), clock.today()
    found, narrowing = work_list(user, on=today), DueFilter(request.GET, user=user)
    page, rows = (
        _papers(request, narrowing.narrowed(found.documents), today, ticked)
        if narrowing.of_papers
        else _holdings(request, narrowing.narrowed(found.holdings), today, ticked)
    )
    context = {
        "page": page,
        "rows": rows,
        "filter": narrowing,
        "draw_up": (form or draw_up_form(user)) if own_rooms(user) else None,
        "refusals": refusals,
        "title": _("Due for appraisal"),
    }
    return render(request, "destruction/due.html", context, status=422 if form else 200)


def _holdings(
    request: StaffRequest, rows: QuerySet[Holding], today: date, ticked: Sequence[str]
) -> tuple[object, list[Row]]:
    rows = rows.select_related("dossier__centre", "dossier__category", "keeper")
    page = keyset_page(rows, request, order=("code", "pk"), size=SIZE)
    triggers, against, damage = current_triggers(page.rows), _against(page.rows), _bad(page.rows)
    proposals = proposals_for(page.rows, actor(request))
    shown = []
    for thing in page.rows:
        own = clock_of(thing, trigger=triggers.get(thing.pk))
        runs = [] if own.is_due(today) or _came_back(thing) else [_("its term has not run out")]
        shown.append(
            Row(
                f"h{thing.pk}",
                thing,
                thing.code,
                thing.title,
                sentence(own, on=today),
                [*runs, *against[thing.pk]],
                _came_back(thing),
                f"h{thing.pk}" in ticked,
                damage.get(thing.pk, ""),
                proposals.get(thing.pk, ()),
            )
        )
    return page, shown


def _bad(holdings: Sequence[Holding]) -> dict[int, str]:
    """What checks of the condition found that put these things up for appraisal (APR-19)."""
    checks = found_bad().filter(holding__in=holdings).order_by("checked_on", "pk")
    return {check.holding_id: check.told for check in checks if check.holding_id}


def _papers(
    request: StaffRequest, rows: QuerySet[Document], today: date, ticked: Sequence[str]
) -> tuple[object, list[Row]]:
    rows = rows.select_related(
        "holding__dossier__centre", "holding__dossier__category", "holding__keeper", "type"
    )
    page = keyset_page(rows, request, order=("code", "pk"), size=SIZE)
    found = RetentionTrigger.objects.filter(document__in=page.rows, replaced_at__isnull=True)
    triggers = {row.document_id: row for row in found}
    against = _against([paper.holding for paper in page.rows])
    shown = []
    for paper in page.rows:
        own = clock_of_document(paper, trigger=triggers.get(paper.pk))
        shown.append(
            Row(
                f"d{paper.pk}",
                paper.holding,
                paper.code,
                words.title_of(paper),
                sentence(own or clock_of(paper.holding), on=today),
                against[paper.holding_id],
                _came_back(paper),
                f"d{paper.pk}" in ticked,
            )
        )
    return page, shown


def _came_back(thing: Holding | Document) -> bool:
    """Whether it was undecided when it was last appraised; the work list knows."""
    return bool(getattr(thing, "last_verdict", "") == Verdict.UNDECIDED)


def _against(holdings: Sequence[Holding]) -> dict[int, list[str]]:
    """What would stand against destroying each of these, in words."""
    found: dict[int, list[str]] = {holding.pk: [*_of_itself(holding)] for holding in holdings}
    for obligation in open_obligations(list({h.pk: h for h in holdings}.values())):
        if obligation.kind != judging.OWN:
            found[obligation.holding].append(str(obligation.text))
    return found


def _of_itself(holding: Holding) -> Iterator[str]:
    if holding.state in judging.AWAY:
        yield str(holding.get_state_display())
    if holding.verified_on is None:
        yield _("nobody has compared the ledger’s claim with the thing")
