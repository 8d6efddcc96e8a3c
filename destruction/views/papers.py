"""The papers of appraisal as PDF: the list of what is due, and the sheet that is signed."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from archive_office import clock
from archive_office.http import StaffRequest, actor, pdf
from archive_office.organisation.models import Department
from archive_office.originals.prints import check_address
from archive_office.printing.facts import Fonds
from archive_office.shell import shell_page
from destruction.forms.lists import DueFilter
from destruction.models import AppraisalLine
from destruction.papers import filling
from destruction.papers.appraisal import appraisal_sheet
from destruction.papers.expired import expired_list
from destruction.papers.facts import ExpiredItem, ExpiredList
from destruction.papers.opinions import opinion_sheets
from destruction.rules import words
from destruction.rules.content import content_for, fonds_of
from destruction.rules.waiting import own_rooms, work_list
from destruction.rules.worklist import Due
from destruction.views.finding import DRAWS_UP, SEEN, visible
from destruction.views.printing import log_print
from dossiers.models import Document, Holding, RetentionTrigger
from dossiers.rules.retention import (
    Clock,
    clock_of,
    clock_of_document,
    current_triggers,
    sentence,
)

MOST_PRINTED: Final = 2000
"""Lines on one print of the work list; whoever has more narrows it."""


@shell_page(_("Due for appraisal"), DRAWS_UP, methods=("GET",))
def due_list(request: StaffRequest) -> HttpResponse:
    """The list of expired things, of the archive room that draws its appraisal up (APR-13)."""
    user, today = actor(request), clock.today()
    rooms = own_rooms(user)
    if not rooms:
        raise Http404
    room, narrowing = rooms[0], DueFilter(request.GET, user=user)
    found = work_list(user, on=today)
    with override("zh-hans"):  # the form is Chinese whatever the language of the screen
        things = _narrowed(found, narrowing, room)
        items = tuple(_items(things, today))
    log_print(request, (_holding(each).dossier_id for each in things), "due for appraisal")
    listed = ExpiredList(
        fonds=Fonds(**fonds_of(room)),
        number="",
        room=room.name,
        stated_on=today,
        stated_by=str(user),
        items=items,
    )
    return pdf(expired_list(listed), f"{room.code}-{today.isoformat()}-due.pdf")


def _narrowed(found: Due, narrowing: DueFilter, room: Department) -> list[Holding] | list[Document]:
    if narrowing.of_papers:
        papers = narrowing.narrowed(found.documents).filter(holding__keeper=room)
        return list(papers[:MOST_PRINTED])
    return list(narrowing.narrowed(found.holdings).filter(keeper=room)[:MOST_PRINTED])


def _holding(thing: Holding | Document) -> Holding:
    return thing.holding if isinstance(thing, Document) else thing


def _items(things: list[Holding] | list[Document], today: date) -> Iterator[ExpiredItem]:
    yield from _things([each for each in things if isinstance(each, Holding)], today)
    yield from _papers([each for each in things if isinstance(each, Document)], today)


def _things(things: list[Holding], today: date) -> Iterator[ExpiredItem]:
    triggers = current_triggers(things)
    for thing in things:
        own = clock_of(thing, trigger=triggers.get(thing.pk))
        yield ExpiredItem(
            reference=thing.code,
            title=thing.title,
            year=words.span(thing.year_from, thing.year_until),
            items=thing.document_count,
            pages=thing.page_count,
            kind=words.kind(AppraisalLine(holding=thing)),
            **_term(own, today),
        )


def _papers(papers: list[Document], today: date) -> Iterator[ExpiredItem]:
    rows = RetentionTrigger.objects.filter(document__in=papers, replaced_at__isnull=True)
    triggers = {row.document_id: row for row in rows}
    for paper in papers:
        own = clock_of_document(paper, trigger=triggers.get(paper.pk))
        yield ExpiredItem(
            reference=paper.code,
            title=words.title_of(paper),
            year=str(paper.formed_on.year) if paper.formed_on else "",
            items=1,
            pages=paper.pages,
            kind=words.kind(AppraisalLine(holding=paper.holding, document=paper)),
            **_term(own or clock_of(paper.holding), today),
        )


def _term(own: Clock, today: date) -> dict[str, str]:
    ends = own.reviewable_from
    return {
        "retention": words.retention(own.retention, own.years),
        "expires": ends.isoformat() if ends else "—",
        "reckoned": sentence(own, on=today),
    }


@shell_page(_("Papers of an appraisal"), SEEN, methods=("GET",))
def paper(request: StaffRequest, pk: int, paper: str) -> HttpResponse:
    """The appraisal sheet, the list of expired things, or the sheets for the engineers' opinion.

    Source: APR-13, APR-25, FRM-34.
    """
    found = visible(request, pk)
    lines = found.lines.filter(technical=True) if paper == "opinions" else found.lines.all()
    if paper not in ("sheet", "list", "opinions"):
        raise Http404
    if paper == "opinions" and not lines.exists():
        raise Http404
    content = content_for(found, on=clock.today())
    dossiers = lines.values_list("holding__dossier", flat=True)
    log_print(request, dossiers, f"{found.number} {paper}")
    if paper == "opinions":
        sheets = opinion_sheets(filling.opinion_facts(found, content))
        return pdf(sheets, f"{found.number}-opinions.pdf")
    if paper == "sheet":
        address = check_address(request, found.number, found.content_hash)
        sheet = filling.sheet_facts(found, content, verify_url=address)
        return pdf(appraisal_sheet(sheet), f"{found.number}.pdf")
    listed = expired_list(filling.expired_facts(found, content))
    return pdf(listed, f"{found.number}-list.pdf")
