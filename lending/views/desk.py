"""The desk of one archive room: scan, see what is allowed now, do the next step, scan on."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.clock import day_of
from archive_office.custody.models import Box
from archive_office.http import StaffRequest, actor, wants_fragment
from archive_office.organisation.models import Department
from archive_office.regulation import RegulationError
from archive_office.shell import shell_page
from archive_office.shell.counting import counted, in_words
from archive_office.shell.pages import scanned
from dossiers.views.placing import Answer
from dossiers.views.scanning import scanned_box
from lending.forms.desk import HandOutForm, ReadingForm, people
from lending.forms.returns import SlotForm
from lending.models import LineState, Loan, RequestLine, Reservation
from lending.procedures.returns import put_back
from lending.rules import dates
from lending.views.looking import (
    Looked,
    Next,
    approved_lines,
    lines_to_copy,
    look_at,
    seen,
)
from lending.views.rooms import LENDS, described, own_loan_or_404, own_rooms, room_of, said

IN_HAND: Final = "lending_in_hand"
MOST_LISTED: Final = 8
CLOSING_HOUR: Final = 17
"""From then on a reading still open is called so; the regulation wants it back the same day."""


@shell_page(gettext_lazy("Loan desk"), LENDS, methods=("GET",))
def desk(request: StaffRequest) -> HttpResponse:
    """The counter of one archive room: the scan box, and what is to be done today."""
    room = room_of(request)
    if room is None:
        return render(request, "lending/no_room.html")
    code = request.GET.get("show", "")
    looked = look_at(code, actor(request), room, now=clock.now()) if code else None
    _take_in_hand(request, looked)
    return render(request, "lending/desk.html", _context(request, room, looked))


@shell_page(gettext_lazy("Loan desk"), LENDS, methods=("POST",))
def desk_scan(request: StaffRequest) -> HttpResponse:
    """One scan: a box ends a putting back, everything else is looked at; nothing else changes."""
    room = room_of(request)
    if room is None:
        return render(request, "lending/no_room.html", status=422)
    looked = _scanned(request, room, request.POST.get("code", ""))
    template = "lending/_desk.html" if wants_fragment(request) else "lending/desk.html"
    status = 200 if looked.answer.ok else 422
    response = render(request, template, _context(request, room, looked), status=status)
    return scanned(response, looked.answer.text, ok=looked.answer.ok)


def _scanned(request: StaffRequest, room: Department, code: str) -> Looked:
    user, now = actor(request), clock.now()
    loan = in_hand(request, room)
    box = scanned_box(code, user) if loan else None
    if loan is not None and box is not None:
        return _put_into(request, loan, box, now)
    looked = look_at(code, user, room, now=now)
    _take_in_hand(request, looked)
    return looked


def _take_in_hand(request: StaffRequest, looked: Looked | None) -> None:
    """A returned thing that was scanned is in the hand until its box is scanned.

    Whatever else is found takes its place; a code nobody knows changes nothing.
    """
    if looked is None or not looked.found:
        return
    thing = looked.thing
    held = thing is not None and thing.step == Next.PUT_BACK
    request.session[IN_HAND] = thing.seen.loan.pk if held and thing and thing.seen else None


def in_hand(request: StaffRequest, room: Department) -> Loan | None:
    """The returned thing whose box is to be scanned next."""
    pk = request.session.get(IN_HAND)
    rows = described(Loan.objects.standing().filter(room=room, returned_on__isnull=False))
    return rows.filter(pk=pk).first() if pk else None


def _put_into(request: StaffRequest, loan: Loan, box: Box, now: datetime) -> Looked:
    """Put the thing in the hand into a box; another box than its own needs a reason first."""
    try:
        put_back(loan, box, by=actor(request), now=now)
    except RegulationError as error:
        return Looked(answer=Answer(said(error.refusals), ok=False), box_refused=box.barcode)
    request.session[IN_HAND] = None
    words = {"code": loan.holding.code, "place": box.place}
    return Looked(answer=Answer(_("%(code)s stands in %(place)s again.") % words, ok=True))


@shell_page(gettext_lazy("Put back"), LENDS, methods=("POST",))
def put_back_by_hand(request: StaffRequest, pk: int) -> HttpResponse:
    """Put a returned thing into a box that was typed, with the reason if it is another one."""
    loan = own_loan_or_404(request, pk)
    form = SlotForm(request.POST)
    box = scanned_box(request.POST.get("code", ""), actor(request))
    if not form.is_valid() or box is None:
        messages.error(request, _("That box is unknown here."))
        return to_desk(loan.holding.barcode)
    reason = form.cleaned_data["reason"]
    try:
        put_back(loan, box, by=actor(request), now=clock.now(), reason=reason)
    except RegulationError as error:
        messages.error(request, said(error.refusals))
        return to_desk(loan.holding.barcode)
    request.session[IN_HAND] = None
    words = {"code": loan.holding.code, "place": box.place}
    messages.success(request, _("%(code)s stands in %(place)s again.") % words)
    return redirect("lending:desk")


def to_desk(code: str = "") -> HttpResponse:
    """To the desk, with the thing or paper of this code on it."""
    query = f"?{urlencode({'show': code})}" if code else ""
    return redirect(f"{reverse('lending:desk')}{query}")


def _context(request: StaffRequest, room: Department, looked: Looked | None) -> dict[str, Any]:
    now = clock.now()
    held = in_hand(request, room)
    lines = _free_lines(looked)
    refused = looked.box_refused if looked else ""
    return {
        "room": room,
        "rooms": own_rooms(actor(request)),
        "looked": looked,
        "thing": looked.thing if looked else None,
        "in_hand": held,
        "slot": SlotForm(initial={"code": refused}, auto_id="slot_%s"),
        "handing": HandOutForm(lines=lines, auto_id="out_%s") if lines else None,
        "reading": ReadingForm(auto_id="read_%s"),
        "people": people,
        "lists": _lists(room, now),
    }


def _free_lines(looked: Looked | None) -> list[RequestLine]:
    """The lines that can be handed out now, of a request or for one thing."""
    if looked is None:
        return []
    ready = looked.thing.ready if looked.thing else looked.ready
    return [line.line for line in ready if not line.against]


def _lists(room: Department, now: datetime) -> dict[str, Any]:
    """What is to be done at this desk today, each list short, its number exact."""
    loans = Loan.objects.standing().filter(room=room).exclude(holding__state="missing")
    borrowed = loans.filter(kind=Loan.Kind.BORROWED, returned_on__isnull=True)
    reading = loans.filter(kind=Loan.Kind.READING, returned_on__isnull=True)
    back = loans.filter(returned_on__isnull=False)
    fetch = approved_lines(room, now=now)
    to_copy = lines_to_copy([room], now=now)
    to_find = RequestLine.objects.filter(state=LineState.TO_IDENTIFY, request__room=room)
    offered = Reservation.objects.filter(
        state=Reservation.State.OFFERED, holding__keeper=room
    ).select_related("holding", "person")
    return {
        "fetch": list(fetch.order_by("request__until", "pk")[:MOST_LISTED]),
        "fetch_count": _count(fetch),
        "offered": list(offered.order_by("collect_by", "pk")[:MOST_LISTED]),
        "out": _seen(borrowed.order_by("due_on", "pk"), now),
        "out_count": _count(borrowed),
        "reading": _seen(reading.order_by("handed_out_at", "pk"), now),
        "reading_count": _count(reading),
        "closing": now.hour >= CLOSING_HOUR,
        "back": _seen(back.order_by("returned_on", "pk"), now),
        "back_count": _count(back),
        "copy_count": _count(to_copy),
        "find_count": _count(to_find),
        "today": day_of(now),
    }


def _seen(rows: QuerySet[Loan], now: datetime) -> Iterable[Any]:
    book = dates.TermsBook()
    return [seen(loan, now=now, book=book) for loan in described(rows)[:MOST_LISTED]]


def _count(rows: QuerySet[Any]) -> int | str:
    return in_words(counted(rows))
