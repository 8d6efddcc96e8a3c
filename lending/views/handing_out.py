"""Handing out at the desk: against approved lines, or for an entry in the reading register."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.regulation import RegulationError
from archive_office.shell import shell_page
from dossiers.models import Purpose
from dossiers.views.scanning import scanned_holding
from lending.forms.desk import HandOutForm, ReadingForm
from lending.models import AccessRequest, Condition, LoanSlip, RequestLine
from lending.procedures.desk import Reading, hand_out, read_now
from lending.rules.desk import AT_THE_DESK, Leaving
from lending.rules.renewals import end_of
from lending.views.desk import to_desk
from lending.views.looking import OF_LINE
from lending.views.rooms import LENDS, said

MOST_LINES = 60


@shell_page(gettext_lazy("Hand out"), LENDS, methods=("POST",))
def hand_over(request: StaffRequest) -> HttpResponse:
    """Hand out what the ticked lines of one request were granted, on one slip."""
    lines = _lines(request)
    form = HandOutForm(request.POST, lines=lines)
    if not lines or not form.is_valid():
        messages.error(request, _("Tick at least one line, and say its condition."))
        return to_desk(request.POST.get("show", ""))
    try:
        slip = hand_out(
            lines,
            by=actor(request),
            now=clock.now(),
            conditions=conditions_of(form, lines),
            fetched_by=form.cleaned_data["fetched_by"],
        )
    except RegulationError as error:
        messages.error(request, said(error.refusals))
        return to_desk(request.POST.get("show", ""))
    return handed_out(request, slip)


def conditions_of(form: HandOutForm, lines: Iterable[RequestLine]) -> dict[int, Leaving]:
    """In which condition each thing leaves, as the form says."""
    found = {}
    for line in lines:
        condition, remark = form.condition_of(line)
        found[line.pk] = Leaving(condition=Condition(condition), note=remark)
    return found


def handed_out(request: StaffRequest, slip: LoanSlip) -> HttpResponse:
    """Back to the desk with the slip on it, to be printed and signed."""
    messages.success(request, _("%(number)s: handed out. Print the slip.") % {"number": slip})
    return to_desk(slip.number)


def _lines(request: StaffRequest) -> list[RequestLine]:
    """The ticked lines, of requests that exist for this person."""
    ticked = [pk for pk in request.POST.getlist("line") if pk.isascii() and pk.isdecimal()]
    seen = AccessRequest.objects.visible_to(actor(request)).values("pk")
    rows = RequestLine.objects.filter(
        pk__in=[int(pk[:9]) for pk in ticked[:MOST_LINES]],
        request__in=seen,
        manner__in=AT_THE_DESK,
    )
    return list(rows.select_related(*OF_LINE).order_by("pk"))


@shell_page(gettext_lazy("Read on the spot"), LENDS, methods=("POST",))
def read_here(request: StaffRequest) -> HttpResponse:
    """Enter a reading of an ordinary thing in the register, and hand it out for it."""
    user = actor(request)
    code = request.POST.get("holding", "")
    holding = scanned_holding(code, user)
    if holding is None:
        raise Http404
    form = ReadingForm(request.POST)
    if not form.is_valid():
        words = "; ".join(str(e) for errors in form.errors.values() for e in errors)
        messages.error(request, words)
        return to_desk(code)
    facts = form.cleaned_data
    try:
        slip = read_now(
            holding,
            facts["reader"],
            _reading(form),
            by=user,
            now=clock.now(),
        )
    except RegulationError as error:
        messages.error(request, said(error.refusals))
        return to_desk(code)
    return handed_out(request, slip)


def _reading(form: ReadingForm) -> Reading:
    """The entry of the register: until tonight, for the department the reader works in."""
    reader = form.cleaned_data["reader"]
    post = next(iter(reader.current_memberships), None)
    return Reading(
        purpose=Purpose(form.cleaned_data["purpose"]),
        purpose_text=form.said_purpose(),
        reason=form.said_purpose(),
        until=end_of(clock.today()),
        department=post.department if post else None,
    )
