"""Making up volumes: loose papers and proposals of a dossier, drafts, and the volume made."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from dossiers.forms.volumes import YearlyForm
from dossiers.models import Document, DocumentLink, Dossier, VolumeDraft, VolumeEntry
from dossiers.models.pages import entry_of
from dossiers.procedures.volumes import arrange_draft, drop_draft, make_up_volume, prepare_volume
from dossiers.procedures.yearly import Class, open_yearly_dossier
from dossiers.rules import together, years
from dossiers.rules import volumes as rules
from dossiers.rules.quarantine import against_using_dossier
from dossiers.views.finding import dossier_or_404, refuse, shown

PREPARES: Final = "dossiers.prepare_volume"
MAKES: Final = "dossiers.make_volume"
CLASSED: Final = ("category", "year", "estate", "in_four_parts")


@dataclass(frozen=True, slots=True)
class Line:
    """One paper on these pages: its year, why it is in that, what it belongs to, its place."""

    document: Document
    year: int
    rule: str = ""
    links: tuple[str, ...] = ()
    annex: bool = False
    first: int = 0
    last: int = 0


def lines_of(documents: Sequence[Document]) -> list[Line]:
    """Papers with what decides about their volume and their place."""
    links, last, lines = together.links_of(documents), 0, []
    for document in documents:
        rule, entry = years.rule_used(document, links), entry_of(document)
        lines.append(
            Line(
                document,
                years.year_of(document, links).year,
                str(VolumeEntry.Rule(rule).label) if rule else "",
                tuple(_words(document, links)),
                bool(entry and entry.annex),
                last + 1,
                last + document.pages,
            )
        )
        last += document.pages
    return lines


def _words(document: Document, links: Sequence[DocumentLink]) -> list[str]:
    return [
        f"{link.get_kind_display()}: {(link.second if link.first_id == document.pk else link.first).title}"
        for link in links
        if document.pk in (link.first_id, link.second_id)
    ]


@shell_page(gettext_lazy("Drafts of volumes"), PREPARES, methods=("GET",))
def volume_drafts(request: StaffRequest) -> HttpResponse:
    """Drafts that wait to be made up, oldest first (FIL-26)."""
    rows = VolumeDraft.objects.visible_to(actor(request)).filter(state=VolumeDraft.State.DRAFT)
    page = keyset_page(
        rows.select_related("dossier__centre", "prepared_by"), request, order=("prepared_on", "pk")
    )
    return render(request, "dossiers/volume_drafts.html", {"page": page})


@shell_page(gettext_lazy("Making up volumes"), PREPARES)
def volumes(request: StaffRequest, pk: int) -> HttpResponse:
    """Loose papers of a dossier, the volumes the regulation proposes, and the drafts (FIL-26)."""
    found, user, today = dossier_or_404(request, pk), actor(request), clock.today()
    under(request, "dossiers:volume_drafts")
    refuse(against_using_dossier(found))
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST":
        papers = [int(p) for p in request.POST.getlist("paper") if p.isdecimal()]
        try:
            draft = prepare_volume(found, papers, by=user, today=today)
        except RegulationError as error:
            refusals = error.refusals
        else:
            return redirect("dossiers:volume_draft", draft.pk)
    shown(request, found, page="volumes")
    context = {
        **_pile(found),
        "dossier": found,
        "proposals": rules.proposals(found, on=today),
        "drafts": found.volume_drafts.filter(state=VolumeDraft.State.DRAFT),
        "pending": list(rules.against_preparing(found, user, on=today)),
        "refusals": refusals,
    }
    status = 422 if refusals else 200
    return render(request, "dossiers/volumes.html", context, status=status)


def _pile(found: Dossier) -> dict[str, Any]:
    rows = rules.loose(found).order_by("formed_on", "pk")
    documents = list(rows[: rules.MOST_LOOSE + 1])
    return {
        "lines": lines_of(documents[: rules.MOST_LOOSE]),
        "more": len(documents) > rules.MOST_LOOSE,
        "most": rules.MOST_LOOSE,
    }


@shell_page(gettext_lazy("Draft of a volume"), PREPARES)
def volume_draft(request: StaffRequest, pk: int) -> HttpResponse:
    """One draft: its papers in their order, what stands against it, and the steps (FIL-26)."""
    draft, today = _draft(request, pk), clock.today()
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST":
        try:
            if "drop" in request.POST:
                drop_draft(draft, by=actor(request), today=today)
                messages.success(request, _("The draft is given up; its papers are loose again."))
                return redirect("dossiers:volumes", draft.dossier_id)
            order = moved(rules.papers_of(draft), request.POST.get("move", ""), today)
            draft = arrange_draft(draft, order, by=actor(request), today=today)
        except RegulationError as error:
            refusals = error.refusals
    return _shown(request, draft, refusals)


@shell_page(gettext_lazy("Draft of a volume"), MAKES, methods=("POST",))
def make_up(request: StaffRequest, pk: int) -> HttpResponse:
    """Make the volume of a draft (FIL-26)."""
    draft = _draft(request, pk)
    try:
        volume = make_up_volume(draft, by=actor(request), today=clock.today())
    except RegulationError as error:
        return _shown(request, draft, error.refusals)
    messages.success(request, _("%(code)s is made up. Bind it next.") % {"code": volume.code})
    return redirect("dossiers:bind", draft.dossier_id, volume.pk)


def _draft(request: StaffRequest, pk: int) -> VolumeDraft:
    rows = VolumeDraft.objects.visible_to(actor(request)).select_related(
        "dossier__centre", "dossier__category", "prepared_by", "settled_by", "volume"
    )
    found = get_object_or_404(rows, pk=pk)
    refuse(against_using_dossier(found.dossier))
    return found


def moved(documents: Sequence[Document], move: str, today: Any) -> list[int]:
    """The order after one step: ``up:7``, ``down:7``, ``out:7``, or ``propose``."""
    order = [document.pk for document in documents]
    step, _colon, name = move.partition(":")
    if step == "propose":
        links = together.links_of(documents)
        return [document.pk for document in together.ordered(documents, links, on=today)]
    if not name.isdecimal() or int(name) not in order:
        return order
    place = order.index(int(name))
    if step == "out":
        order.pop(place)
    other = place + {"up": -1, "down": 1}.get(step, 0)
    if step != "out" and 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    return order


def _shown(
    request: StaffRequest, draft: VolumeDraft, refusals: tuple[Refusal, ...] = ()
) -> HttpResponse:
    under(request, "dossiers:volume_drafts")
    user, today = actor(request), clock.today()
    documents = rules.papers_of(draft)
    open_one = draft.state == VolumeDraft.State.DRAFT
    against = rules.against_making(draft, documents, user, on=today) if open_one else ()
    shown(request, draft.dossier, page=f"draft {draft.pk}")
    context = {
        "draft": draft,
        "dossier": draft.dossier,
        "lines": lines_of(documents),
        "open_one": open_one,
        "pages": sum(document.pages for document in documents),
        "pending": list(against),
        "refusals": refusals,
        "moved": request.POST.get("move", ""),
        "title": _("Draft of a volume"),
    }
    status = 422 if refusals else 200
    return render(request, "dossiers/volume_draft.html", context, status=status)


@shell_page(gettext_lazy("Open a dossier of a year"), "dossiers.open_yearly_dossier")
def open_yearly(request: StaffRequest) -> HttpResponse:
    """Open a dossier of a category and year, into which its papers are filed (FIL-13)."""
    under(request, "dossiers:volume_drafts")
    user, today = actor(request), clock.today()
    form = YearlyForm(request.POST or None, user=user, initial={"year": today.year})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        placed = Class(**{name: typed[name] for name in CLASSED})
        try:
            opened = open_yearly_dossier(
                placed, typed["department"], by=user, today=today, title=typed["title"]
            )
        except RegulationError as error:
            form.add_error(None, error.as_form_errors())
        else:
            messages.success(request, _("%(code)s is open.") % {"code": opened.code})
            return redirect(opened)
    status = 422 if request.method == "POST" else 200
    return render(request, "dossiers/open_yearly.html", {"form": form}, status=status)
