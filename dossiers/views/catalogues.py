"""Catalogues and ledgers: counted on the screen, taken along as PDF or workbook, of any day."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor, pdf, workbook
from archive_office.organisation.models import Department
from archive_office.shell import shell_page
from archive_office.shell.counting import counted, in_words
from dossiers.forms.catalogues import CatalogueFilter
from dossiers.ledgers.catalogues import catalogue_workbook
from dossiers.models import Dossier, Holding, ViewLog
from dossiers.papers.catalogues.books import BOOKS, above, narrowed_by, scope_of
from dossiers.papers.catalogues.drawing import Catalogue
from dossiers.papers.catalogues.drawing import catalogue as drawn
from dossiers.papers.catalogues.entries import Asked, Entry, Kind
from dossiers.papers.catalogues.merged import merged
from dossiers.papers.catalogues.reading import OF_DOSSIERS, narrowed, parts, things_of
from dossiers.papers.filling import fonds_of
from dossiers.procedures.cataloguing import note_catalogue
from dossiers.procedures.reading import log_named
from dossiers.rules.listing import listed_dossiers
from dossiers.views.prints import PRINTS

MOST: Final = {"pdf": 2_000, "xlsx": 20_000}
"""So many lines are taken along at once; more are narrowed first, nothing is cut off."""

TITLES: Final = {
    Kind.VOLUMES: _("Volume catalogue"),
    Kind.ITEMS: _("List of filed items"),
    Kind.CATALOGUE: _("Archive catalogue"),
    Kind.LEDGER: _("Dossier ledger"),
    Kind.TITLES: _("Title document ledger"),
    Kind.ACCESSIONS: _("Accession book"),
    Kind.MERGED: _("Merged catalogue of all centres"),
}
NOTES: Final = {
    Kind.VOLUMES: _("Every volume with its years, pages, retention and place."),
    Kind.ITEMS: _("Every item filed singly, one list for each retention."),
    Kind.CATALOGUE: _("Volumes and items together, with box and place."),
    Kind.LEDGER: _("Every dossier: where it stood, when it last went out and came back."),
    Kind.TITLES: _("Every title document: where it stood, when it last went out and came back."),
    Kind.ACCESSIONS: _("Every dossier received, and between whom it passed."),
    Kind.MERGED: _("What each centre has filed in each category, and what is missing."),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One catalogue as the page offers it."""

    kind: str
    title: object
    note: object
    lines: object


@shell_page(_("Catalogues and ledgers"), PRINTS, methods=("GET",))
def catalogues(request: StaffRequest) -> HttpResponse:
    """Which catalogues a person may take along, and how much stands in each.

    Source: FIL-33, STA-07.
    """
    form = _form(request)
    status = 200 if form.is_valid() else 422
    return _page(request, form, status=status)


@shell_page(_("Catalogues and ledgers"), PRINTS, methods=("GET",))
def catalogue(request: StaffRequest, kind: str) -> HttpResponse:
    """One catalogue of the day asked for; noted in the journal, and as a look at every dossier.

    What would be too long is not cut: the page comes back and says by what to narrow it.

    Source: FIL-33, FRM-22, FRM-23, FRM-53, FRM-58, STA-07.
    """
    if kind not in {one.value for one in Kind}:
        raise Http404
    form = _form(request)
    if not form.is_valid():
        return _page(request, form, status=422)
    asked, sight = _asked(form, Kind(kind)), Sight.of(request)
    form_of = "xlsx" if request.GET.get("form") == "xlsx" else "pdf"
    most = MOST[form_of]
    if asked.kind is not Kind.MERGED and sight.lines(asked)[: most + 1].count() > most:
        return _page(request, form, status=422, too_long=most)
    return _taken(request, asked, sight, form_of)


def _form(request: StaffRequest) -> CatalogueFilter:
    return CatalogueFilter(request.GET, user=actor(request), today=clock.today())


def _asked(form: CatalogueFilter, kind: Kind) -> Asked:
    given = form.cleaned_data
    return Asked(
        kind=kind,
        centre=given.get("centre"),
        category=given.get("category"),
        first=given.get("opened_from"),
        last=given.get("opened_until"),
        on=(BOOKS[kind].dated and given.get("on")) or clock.today(),
    )


def _page(
    request: StaffRequest, form: CatalogueFilter, *, status: int, too_long: int = 0
) -> HttpResponse:
    sight = Sight.of(request)
    offers = [
        Offer(kind.value, TITLES[kind], NOTES[kind], _lines(sight, form, kind)) for kind in Kind
    ]
    query = request.GET.copy()
    query.pop("form", None)
    context = {
        "form": form,
        "catalogues": offers,
        "too_long": too_long,
        "query": query.urlencode(),
        "on": form.cleaned_data.get("on") or clock.today(),
    }
    return render(request, "dossiers/catalogues.html", context, status=status)


def _lines(sight: "Sight", form: CatalogueFilter, kind: Kind) -> object:
    """How many lines it has at most; nothing for what is counted only when it is drawn up."""
    if not form.is_valid() or kind is Kind.MERGED:
        return ""
    return in_words(counted(sight.lines(_asked(form, kind))))


@dataclass(frozen=True, slots=True)
class Sight:
    """The dossiers and things in a person's sight."""

    dossiers: QuerySet[Dossier]
    things: QuerySet[Holding]

    @classmethod
    def of(cls, request: StaffRequest) -> "Sight":
        """What the person who asks may see."""
        user = actor(request)
        return cls(listed_dossiers(user), Holding.objects.visible_to(user))

    def lines(self, asked: Asked) -> QuerySet[Dossier] | QuerySet[Holding]:
        """What becomes a line each, as far as today's facts can say."""
        if asked.kind in OF_DOSSIERS:
            return narrowed(self.dossiers, asked)
        return things_of(self.dossiers, self.things, asked)


def _taken(request: StaffRequest, asked: Asked, sight: Sight, form_of: str) -> HttpResponse:
    home = asked.centre or _home(request)
    counter = _Counted(_entries(request, asked, sight, form_of))
    name = f"{asked.kind.value}-{home.code if asked.centre else 'all'}-{asked.on}.{form_of}"
    fonds = fonds_of(home)
    with transaction.atomic():  # what is logged as seen is what goes out
        if form_of == "xlsx":
            content = catalogue_workbook(
                asked.kind, counter, fonds=fonds, above=above(asked), on=asked.on
            )
        else:
            told = scope_of(asked), narrowed_by(asked), asked.on
            content = drawn(Catalogue(asked.kind, fonds, *told, tuple(counter)))
        note_catalogue(asked, home, by=actor(request), form=form_of, lines=counter.count)
    return workbook(content, name) if form_of == "xlsx" else pdf(content, name)


def _home(request: StaffRequest) -> Department:
    """Where the person works: in its journal stands what concerns several centres."""
    post = next(iter(actor(request).current_memberships), None)
    if post is None:
        raise Http404
    return post.department


def _entries(request: StaffRequest, asked: Asked, sight: Sight, form_of: str) -> Iterator[Entry]:
    """The lines, each part logged before it goes out (LND-22, SEC-41)."""
    if asked.kind is Kind.MERGED:
        yield from merged(sight.dossiers, sight.things, asked)
        return
    what = ViewLog.What.DOWNLOADED if form_of == "xlsx" else ViewLog.What.PRINTED
    now, detail = clock.now(), f"catalogue {asked.kind.value} of {asked.on.isoformat()}"
    for dossiers, entries in parts(sight.dossiers, sight.things, asked):
        log_named(dossiers, actor(request), what, now=now, detail=detail)
        yield from entries


class _Counted:
    """Lines that are counted while they go by."""

    def __init__(self, entries: Iterator[Entry]) -> None:
        self._entries = entries
        self.count = 0

    def __iter__(self) -> Iterator[Entry]:
        for entry in self._entries:
            self.count += 1
            yield entry
