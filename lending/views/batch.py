"""The batch list: choose who borrows, scan up to thirty things or whole boxes, lend once."""

from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.db.models import Count, Min, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor, wants_fragment
from archive_office.organisation.models import Department, User
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import scanned, under
from dossiers.models import Holding
from dossiers.views.placing import Answer
from dossiers.views.scanning import scanned_box, scanned_holding
from lending.models import RequestLine
from lending.procedures.desk import hand_out_scanned
from lending.rules.desk import AS_CATALOGUED, against_line, approved_lines, no_approved_line
from lending.views.handing_out import handed_out
from lending.views.looking import MOST_IN_A_BOX, OF_LINE
from lending.views.looking import approved_lines as all_approved
from lending.views.rooms import LENDS, own_rooms, room_of, said

LIST: Final = "lending_batch"
MOST: Final = 30
MOST_PEOPLE: Final = 60


@dataclass(frozen=True, slots=True)
class Scan:
    """One thing on the list: the approved line it is lent on, or why it is not lent."""

    holding: Holding
    line: RequestLine | None
    against: list[Refusal]


@shell_page(gettext_lazy("Batch list"), LENDS)
def batch(request: StaffRequest) -> HttpResponse:
    """The list of one borrower; without one, the people with something to fetch."""
    under(request, "lending:desk")
    room = room_of(request)
    if room is None:
        return render(request, "lending/no_room.html")
    borrower = _borrower(request, room)
    if borrower is None:
        context = {
            "room": room,
            "rooms": own_rooms(actor(request)),
            "people": _people(request, room),
            "q": request.GET.get("q", ""),
        }
        return render(request, "lending/batch_people.html", context)
    if request.method == "POST":
        return _posted(request, room, borrower)
    return render(request, "lending/batch.html", _context(request, room, borrower))


def _posted(request: StaffRequest, room: Department, borrower: User) -> HttpResponse:
    """Lend the list, lay something aside, or take one scan."""
    if "lend" in request.POST:
        return _lend(request, room, borrower)
    if "drop" in request.POST:
        _drop(request, borrower, request.POST["drop"])
        return redirect(_address(borrower))
    answer = _scan(request, room, borrower, request.POST.get("code", ""))
    template = "lending/_batch.html" if wants_fragment(request) else "lending/batch.html"
    context = {**_context(request, room, borrower), "answer": answer}
    response = render(request, template, context, status=200 if answer.ok else 422)
    return scanned(response, answer.text, ok=answer.ok)


def _people(request: StaffRequest, room: Department) -> QuerySet[User]:
    """Who has something approved to fetch here, with how much; narrowed by name or login."""
    mine = all_approved(room, now=clock.now()).order_by().values("request__requester")
    rows = User.objects.filter(pk__in=mine, is_active=True)
    term = request.GET.get("q", "").strip()
    if term:
        rows = rows.filter(display_name__icontains=term) | rows.filter(username__icontains=term)
    lines = all_approved(room, now=clock.now())
    counted = rows.annotate(
        approved=Count("access_requests__lines", filter=_of(lines), distinct=True),
        first_until=Min("access_requests__until", filter=_of(lines)),
    )
    return counted.order_by("first_until", "pk")[:MOST_PEOPLE]


def _of(lines: QuerySet[RequestLine]) -> Q:
    return Q(access_requests__lines__in=lines.order_by().values("pk"))


def _borrower(request: StaffRequest, room: Department) -> User | None:
    """The borrower named in the address, if this room has ever had a request of that person."""
    asked = request.GET.get("borrower", "")
    if not (asked.isascii() and asked.isdecimal()):
        return None
    rows = User.objects.filter(is_active=True, access_requests__room=room).distinct()
    return rows.filter(pk=int(asked[:9])).first()


def _address(borrower: User) -> str:
    return f"{reverse('lending:batch')}?borrower={borrower.pk}"


def _kept(request: StaffRequest, borrower: User) -> list[int]:
    """The things scanned for this borrower; a list is of one borrower alone."""
    kept = request.session.get(LIST) or {}
    return list(kept.get("holdings", [])) if kept.get("borrower") == borrower.pk else []


def _keep(request: StaffRequest, borrower: User, holdings: list[int]) -> None:
    request.session[LIST] = {"borrower": borrower.pk, "holdings": holdings}


def _drop(request: StaffRequest, borrower: User, which: str) -> None:
    """Lay one thing aside, or all."""
    left = [pk for pk in _kept(request, borrower) if which != "all" and str(pk) != which]
    _keep(request, borrower, left)


def _scan(request: StaffRequest, room: Department, borrower: User, code: str) -> Answer:
    """Take a thing, or everything in a box, onto the list; refused things are told at once."""
    kept = _kept(request, borrower)
    found = _things(code, actor(request))
    fresh = [holding for holding in found if holding.pk not in kept]
    words = {"code": code.strip(), "count": len(kept) + len(fresh)}
    if not fresh:
        known = _("%(code)s is scanned already.") if found else _("%(code)s is unknown here.")
        return Answer(known % words, ok=False)
    if len(kept) + len(fresh) > MOST:
        return Answer(_("Thirty at most: lend these first."), ok=False)
    _keep(request, borrower, [*kept, *(holding.pk for holding in fresh)])
    refused = [scan for scan in _scans(request, room, borrower, fresh) if scan.against]
    if refused:
        return Answer(said(tuple(refused[0].against)), ok=False)
    return Answer(_("%(code)s: %(count)d on the list.") % words, ok=True)


def _things(code: str, user: User) -> list[Holding]:
    if box := scanned_box(code, user):
        rows = Holding.objects.visible_to(user).filter(present_slot=box)
        return list(rows.select_related("dossier__centre", "keeper").order_by("pk")[:MOST_IN_A_BOX])
    holding = scanned_holding(code, user)
    return [holding] if holding else []


def _scans(
    request: StaffRequest, room: Department, borrower: User, things: list[Holding]
) -> list[Scan]:
    """Each thing with the approved line of this borrower and what stands against it now."""
    user, now = actor(request), clock.now()
    chosen = approved_lines(borrower, room, things)
    rows = RequestLine.objects.select_related(*OF_LINE)
    lines = rows.in_bulk([line.pk for line in chosen.values()])
    scans = []
    for holding in things:
        line = lines.get(chosen[holding.pk].pk) if holding.pk in chosen else None
        if line is None:
            against = [no_approved_line(holding.barcode, holding, borrower)]
        else:
            against = list(against_line(line, AS_CATALOGUED, by=user, now=now))
        scans.append(Scan(holding, line, against))
    return scans


def _lend(request: StaffRequest, room: Department, borrower: User) -> HttpResponse:
    """Lend everything on the list on one slip, or nothing of it."""
    kept = _kept(request, borrower)
    found = Holding.objects.in_bulk(kept)
    barcodes = [found[pk].barcode for pk in kept if pk in found]
    try:
        slip = hand_out_scanned(room, borrower, barcodes, by=actor(request), now=clock.now())
    except RegulationError as error:
        context = {**_context(request, room, borrower), "refusals": error.refusals}
        return render(request, "lending/batch.html", context, status=422)
    _keep(request, borrower, [])
    messages.info(request, _("%(count)d things lent at once.") % {"count": len(barcodes)})
    return handed_out(request, slip)


def _context(request: StaffRequest, room: Department, borrower: User) -> dict[str, Any]:
    kept = _kept(request, borrower)
    rows = Holding.objects.visible_to(actor(request)).select_related("dossier__centre", "keeper")
    found = rows.in_bulk(kept)
    scans = _scans(request, room, borrower, [found[pk] for pk in kept if pk in found])
    waiting = all_approved(room, now=clock.now()).filter(request__requester=borrower)
    return {
        "room": room,
        "borrower": borrower,
        "scans": list(reversed(scans)),
        "refused": sum(bool(scan.against) for scan in scans),
        "waiting": list(waiting.exclude(holding__in=kept).order_by("holding__code")[:MOST]),
        "address": _address(borrower),
        "most": MOST,
    }
