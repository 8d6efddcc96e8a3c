"""The registers of use: counted on the screen, taken along as PDF or workbook."""

from datetime import date
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.custody.models import Storeroom
from archive_office.http import StaffRequest, actor, pdf, workbook
from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of
from archive_office.shell import shell_page
from archive_office.shell.counting import counted, in_words
from dossiers.models import ViewLog
from dossiers.papers.filling import fonds_of
from dossiers.procedures.reading import log_named
from lending.forms.registers import RegisterFilter
from lending.ledgers.registers import MOST_ROWS as MOST_IN_WORKBOOK
from lending.ledgers.registers import register_workbook
from lending.papers import words
from lending.papers.listing import Asked, entries, found
from lending.papers.registers import MOST_ROWS, Kind, UseRegister, use_register
from lending.procedures.printing import note_print

SEES: Final = ("lending.view_loan", "lending.view_copyissued", "lending.view_disclosure")
NEEDS: Final = {
    Kind.READING: "lending.view_loan",
    Kind.LOANS: "lending.view_loan",
    Kind.COPIES: "lending.view_copyissued",
    Kind.DISCLOSURES: "lending.view_disclosure",
}
TITLES: Final = {
    Kind.READING: _("Reading register"),
    Kind.LOANS: _("Loan register"),
    Kind.COPIES: _("Copy register"),
    Kind.DISCLOSURES: _("Register of destinations"),
}
NOTES: Final = {
    Kind.READING: _("Who read what on the spot, from when to when."),
    Kind.LOANS: _("Who borrowed what, until when, and when it was cancelled."),
    Kind.COPIES: _("Every numbered copy, who checked it and who received it."),
    Kind.DISCLOSURES: _("Where personal information and copies went, and what became of them."),
}


@shell_page(_("Registers of use"), SEES, methods=("GET",))
def registers(request: StaffRequest) -> HttpResponse:
    """Which registers a person may take along, of which days, and how much stands in each."""
    form, first, last, room = _span(request)
    open_ones = [kind for kind in Kind if _may(actor(request), kind)]
    shown = [
        {
            "kind": kind.value,
            "title": TITLES[kind],
            "note": NOTES[kind],
            "count": in_words(counted(found(_asked(request, kind, (first, last, room))))),
        }
        for kind in open_ones
    ]
    context = {"form": form, "first": first, "last": last, "room": room, "registers": shown}
    status = 422 if form.errors else 200
    return render(request, "lending/registers.html", context, status=status)


@shell_page(_("Register"), SEES, methods=("GET",))
def register(request: StaffRequest, kind: str) -> HttpResponse:
    """One register of the days asked for, as PDF or as workbook; noted in the journal."""
    if kind not in {one.value for one in Kind}:
        raise Http404
    chosen = Kind(kind)
    if not _may(actor(request), chosen):
        raise PermissionDenied
    form, first, last, room = _span(request)
    if form.errors:
        raise Http404
    asked = _asked(request, chosen, (first, last, room))
    as_workbook = request.GET.get("form") == "xlsx"
    facts = _facts(asked, most=MOST_IN_WORKBOOK if as_workbook else MOST_ROWS)
    name = f"{chosen.value}-{first}-{last}"
    content = register_workbook(facts) if as_workbook else use_register(facts)
    _note(request, asked, form="xlsx" if as_workbook else "pdf", lines=len(facts.entries))
    _log(asked, lines=len(facts.entries), taken=as_workbook)
    return workbook(content, f"{name}.xlsx") if as_workbook else pdf(content, f"{name}.pdf")


def _may(user: User, kind: Kind) -> bool:
    return user.has_perm(NEEDS[kind])


def _asked(request: StaffRequest, kind: Kind, span: tuple[date, date, Department | None]) -> Asked:
    first, last, room = span
    return Asked(kind=kind, user=actor(request), first=first, last=last, room=room)


def _facts(asked: Asked, *, most: int) -> UseRegister:
    lines = entries(asked, most=most)
    whole = len(lines) if len(lines) < most else found(asked).order_by().count()
    return UseRegister(
        fonds=fonds_of(asked.room or _company()),
        kind=asked.kind,
        keeper=asked.room.name if asked.room else words.ALL_ROOMS,
        first=asked.first,
        last=asked.last,
        entries=lines,
        found=whole,
    )


def _company() -> Department:
    first = Department.objects.order_by("parent_id", "code").first()
    if first is None:
        raise Http404
    return first


def _note(request: StaffRequest, asked: Asked, *, form: str, lines: int) -> None:
    """In the journal of the room, or of where the person works."""
    user = actor(request)
    home = next((m.department for m in user.current_memberships), None)
    note_print(asked, asked.room or home or _company(), by=user, form=form, lines=lines)


def _log(asked: Asked, *, lines: int, taken: bool) -> None:
    """In the view log of every dossier that stands in the register (LND-22, SEC-41)."""
    path = "line__holding__dossier" if asked.kind is Kind.COPIES else "holding__dossier"
    named = found(asked).values_list(path, flat=True)[:lines]
    what = ViewLog.What.DOWNLOADED if taken else ViewLog.What.PRINTED
    log_named(named, asked.user, what, now=clock.now(), detail=f"register of {asked.kind.value}")


def _span(request: StaffRequest) -> tuple[RegisterFilter, date, date, Department | None]:
    """The days and the room asked for; by default this year until today, every room in sight."""
    today = clock.today()
    first, last = date(today.year, 1, 1), today
    rooms = _rooms(actor(request))
    asked = request.GET.dict()
    asked.setdefault("from", first.isoformat())
    asked.setdefault("until", last.isoformat())
    form = RegisterFilter(asked, rooms=rooms)
    if not form.is_valid():
        return form, first, last, None
    given = form.cleaned_data
    return form, given["from"] or first, given["until"] or last, given["room"]


def _rooms(user: User) -> QuerySet[Department]:
    """Archive rooms in a person's sight."""
    scope = scope_of(user)
    kept = Storeroom.objects.filter(department=OuterRef("pk"))
    rooms = Department.objects.filter(Exists(kept))
    return rooms if scope.everything else rooms.filter(pk__in=scope.departments)
