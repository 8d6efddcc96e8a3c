"""Stocktakes: opened for a place, scanned box by box, closed with a verdict, told in a report."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.custody.models import Box, Cabinet, Shelf, Storeroom
from archive_office.http import StaffRequest, actor, pdf, wants_fragment
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import scanned, under
from archive_office.shell.paging import keyset_page
from dossiers.models import Stocktake, StocktakeLine
from dossiers.papers import storeroom_words as words
from dossiers.papers.filling import fonds_of
from dossiers.papers.stocktake import ReportLine, StocktakeReport, stocktake_report
from dossiers.procedures.stocktaking import (
    close_stocktake,
    count_box,
    count_thing,
    count_unknown,
    open_stocktake,
)
from dossiers.rules import stocktaking as rules
from dossiers.rules.boxes import keeps
from dossiers.rules.shelves import rooms_of
from dossiers.rules.stocktaking import Verdict
from dossiers.views.placing import Answer
from dossiers.views.scanning import scanned_box, scanned_holding, scanned_place, scanned_shelf

SEES: Final = "dossiers.view_stocktake"
TAKES: Final = "dossiers.take_stock"
CORRECTS: Final = "dossiers.correct_stock"
COUNTED_BOX: Final = "stocktake_box"
COUNTED_SHELF: Final = "stocktake_shelf"
LATEST: Final = 12
MOST_IN_REPORT: Final = 2000


@shell_page(gettext_lazy("Stocktakes"), SEES)
def stocktakes(request: StaffRequest) -> HttpResponse:
    """Every stocktake so far; scan the code of a room, a cabinet or a shelf to begin one."""
    user = actor(request)
    refusals: tuple[Refusal, ...] = ()
    answer = ""
    if request.method == "POST":
        code = request.POST.get("code", "")
        place = scanned_place(code, user) if user.has_perm(TAKES) else None
        if not isinstance(place, (Storeroom, Cabinet, Shelf)) or not _sees(request, place):
            answer = _("%(code)s is no room, cabinet or shelf of yours.") % {"code": code.strip()}
        else:
            try:
                opened = open_stocktake(place, by=user, now=clock.now())
            except RegulationError as error:
                refusals = error.refusals
            else:
                return redirect("dossiers:stocktake", opened.pk)
    rows = Stocktake.objects.visible_to(user).select_related(
        "department", "room", "cabinet", "shelf__cabinet", "opened_by"
    )
    context = {
        "page": keyset_page(rows, request, order=("-opened_at", "-pk")),
        "refusals": refusals,
        "answer": answer,
        "may_take": user.has_perm(TAKES),
        "title": _("Stocktakes"),
    }
    status = 422 if answer or refusals else 200
    return render(request, "dossiers/stocktakes.html", context, status=status)


def _sees(request: StaffRequest, place: rules.Place) -> bool:
    room = rules.Scope.of(place).room
    return rooms_of(actor(request)).filter(pk=room.pk).exists()


def stocktake_or_404(request: StaffRequest, pk: int) -> Stocktake:
    """A stocktake somebody sees; unknown and invisible look the same."""
    under(request, "dossiers:stocktakes")
    rows = Stocktake.objects.visible_to(actor(request)).select_related(
        "department", "room__department", "cabinet", "shelf__cabinet", "opened_by", "closed_by"
    )
    return get_object_or_404(rows, pk=pk)


@shell_page(gettext_lazy("Stocktake"), SEES, methods=("GET",))
def stocktake(request: StaffRequest, pk: int) -> HttpResponse:
    """One stocktake: the scanner while it is open, the verdicts, what is still to be scanned."""
    found = stocktake_or_404(request, pk)
    return render(request, "dossiers/stocktake.html", _context(request, found))


@shell_page(gettext_lazy("Stocktake"), TAKES, methods=("POST",))
def stock_scan(request: StaffRequest, pk: int) -> HttpResponse:
    """A box first, then every thing in it; each scan is answered in sound, colour and words."""
    found = stocktake_or_404(request, pk)
    answer = _take(request, found, request.POST.get("code", ""))
    part = wants_fragment(request)
    template = "dossiers/_stocktake.html" if part else "dossiers/stocktake.html"
    context = {**_context(request, found), "answer": answer}
    response = render(request, template, context, status=200 if answer.ok else 422)
    return scanned(response, answer.text, ok=answer.ok)


def _take(request: StaffRequest, found: Stocktake, code: str) -> Answer:
    if place := _place_scanned(request, found, code):
        return _begin(request, found, place)
    here = _box_at_hand(request, found)
    if here is None or not code.strip():
        return Answer(_("Scan a box first."), ok=False)
    try:
        line = _counted(request, found, here, code)
    except RegulationError as error:
        return _refused(error.refusals)
    return Answer(_told(line), ok=line.verdict == Verdict.FOUND)


def _place_scanned(request: StaffRequest, found: Stocktake, code: str) -> Box | Shelf | None:
    """The box or the counted shelf with this code."""
    user = actor(request)
    if box := scanned_box(code, user):
        return box
    shelf = scanned_shelf(code, user)
    return shelf if shelf and rules.Scope.of(found).covers(shelf) else None


def _begin(request: StaffRequest, found: Stocktake, place: Box | Shelf) -> Answer:
    if isinstance(place, Box):
        return _begin_box(request, found, place)
    return _begin_shelf(request, found, place)


def _begin_shelf(request: StaffRequest, found: Stocktake, shelf: Shelf) -> Answer:
    request.session[COUNTED_SHELF] = {str(found.pk): shelf.pk}
    request.session.pop(COUNTED_BOX, None)
    return Answer(_("Shelf %(shelf)s: scan the boxes on it.") % {"shelf": shelf}, ok=True)


def _begin_box(request: StaffRequest, found: Stocktake, box: Box) -> Answer:
    """Things are scanned in a box of this place; one that belongs elsewhere is a line itself."""
    shelf, is_here = _shelf_at_hand(request, found), rules.Scope.of(found).holds(box)
    refusals = list(rules.against_closing(found, actor(request)))
    if refusals:
        return _refused(refusals)
    if is_here:
        request.session[COUNTED_BOX] = {str(found.pk): box.pk}
    if is_here and (shelf is None or box.shelf_id == shelf.pk):
        _count_again(request, found, box)
        return Answer(_("Box %(box)s: scan what lies in it.") % {"box": box.number}, ok=True)
    if not is_here:
        shelf = shelf or _shelf_of_box_at_hand(request, found)
        request.session.pop(COUNTED_BOX, None)
    if shelf is None:
        told = _("Box %(box)s belongs elsewhere: scan the shelf it stands on, then the box again.")
        return Answer(told % {"box": box.number}, ok=False)
    line = count_box(found, box, shelf, by=actor(request), now=clock.now())
    return Answer(_told(line), ok=False)


def _count_again(request: StaffRequest, found: Stocktake, box: Box) -> None:
    """A box that was a line of its own, and stands in its place by now."""
    if box.shelf is not None and found.lines.filter(box=box).exists():
        count_box(found, box, box.shelf, by=actor(request), now=clock.now())


def _told(line: StocktakeLine) -> str:
    text = f"{line.code}: {line.get_verdict_display()}"
    return f"{text} ({line.expected_place})" if line.verdict == Verdict.MISPLACED else text


def _counted(request: StaffRequest, found: Stocktake, here: Box, code: str) -> StocktakeLine:
    user, now = actor(request), clock.now()
    if thing := scanned_holding(code, user):
        return count_thing(found, thing, here, by=user, now=now)
    return count_unknown(found, code, here, by=user, now=now)


def _refused(refusals: Any) -> Answer:
    return Answer(" ".join(map(str, refusals)), ok=False)


def _box_at_hand(request: StaffRequest, found: Stocktake) -> Box | None:
    """The box this person scans in now."""
    pk = request.session.get(COUNTED_BOX, {}).get(str(found.pk))
    rows = Box.objects.select_related("department", "shelf__cabinet__room")
    return rows.filter(pk=pk).first() if pk else None


def _shelf_at_hand(request: StaffRequest, found: Stocktake) -> Shelf | None:
    """The shelf on which this person scans now, where that was said."""
    pk = found.shelf_id or request.session.get(COUNTED_SHELF, {}).get(str(found.pk))
    rows = Shelf.objects.select_related("cabinet__room")
    return rows.filter(pk=pk).first() if pk else None


def _shelf_of_box_at_hand(request: StaffRequest, found: Stocktake) -> Shelf | None:
    box = _box_at_hand(request, found)
    return box.shelf if box else None


def _context(request: StaffRequest, found: Stocktake) -> dict[str, Any]:
    user, counts = actor(request), rules.counts_of(found)
    is_open = found.state == Stocktake.State.OPEN
    box = _box_at_hand(request, found) if is_open else None
    lines = found.lines.select_related("found_in", "scanned_by")
    latest = lines.filter(scanned_at__isnull=False).order_by("-scanned_at", "-pk")[:LATEST]
    return {
        "stocktake": found,
        "is_open": is_open,
        "counts": [(Verdict(name), n) for name, n in counts.items() if n],
        "scanned": found.expected - counts[Verdict.WAITING] - counts[Verdict.MISSING],
        "box": box,
        "shelf": _shelf_at_hand(request, found) if is_open else None,
        "left_here": lines.filter(expected_in=box, verdict=Verdict.WAITING) if box else [],
        "latest": latest,
        "sore": keyset_page(rules.sore_lines(found), request, order=("verdict", "pk")),
        "may_take": is_open and user.has_perm(TAKES) and keeps(user, found.department),
        "may_correct": not is_open and user.has_perm(CORRECTS) and keeps(user, found.department),
        "uncorrected": rules.sore_lines(found).filter(correction="").count(),
        "title": found.place,
    }


@shell_page(gettext_lazy("Stocktake"), TAKES, methods=("POST",))
def stock_close(request: StaffRequest, pk: int) -> HttpResponse:
    """End the counting; what was not scanned is missing now, and no record is touched."""
    found = stocktake_or_404(request, pk)
    try:
        close_stocktake(found, by=actor(request), now=clock.now())
    except RegulationError as error:
        context = {**_context(request, found), "refusals": error.refusals}
        return render(request, "dossiers/stocktake.html", context, status=422)
    messages.success(request, _("The stocktake is closed. No record was changed."))
    return redirect("dossiers:stocktake", pk)


@shell_page(gettext_lazy("Report of the stocktake"), SEES, methods=("GET",))
def stocktake_paper(request: StaffRequest, pk: int) -> HttpResponse:
    """库房盘点报告 as PDF."""
    found = stocktake_or_404(request, pk)
    counts = rules.counts_of(found)
    shown = (Verdict.FOUND, *rules.SORE, Verdict.MOVED, Verdict.WAITING)
    figures = [(words.EXPECTED, found.expected), *((words.FIGURES[v], counts[v]) for v in shown)]
    lines = rules.sore_lines(found).order_by("verdict", "expected_place", "code", "pk")
    facts = StocktakeReport(
        fonds=fonds_of(found.department),
        keeper=str(found.department),
        place=found.place,
        opened=_moment(found.opened_at, found.opened_by),
        closed=_moment(found.closed_at, found.closed_by),
        figures=tuple(figures),
        lines=tuple(_line(line) for line in lines[:MOST_IN_REPORT]),
        running=found.state == Stocktake.State.OPEN,
    )
    return pdf(stocktake_report(facts), f"stocktake-{found.pk}.pdf")


def _moment(at: Any, by: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M} {by}" if at else ""


def _line(line: StocktakeLine) -> ReportLine:
    done = words.settled(line.correction, line.note)
    verdict = words.VERDICTS[line.verdict]
    return ReportLine(line.code, line.expected_place, line.found_place, verdict, done)
