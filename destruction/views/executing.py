"""The executor's page: start, mark line by line what is destroyed, put off what cannot be, finish.

Source: DES-02, DES-07, DES-08, DES-20, DES-21, DES-22.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor, wants_fragment
from archive_office.organisation.models import User
from archive_office.regulation import RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import announce
from destruction.forms.appraising import ReasonForm
from destruction.models import DestructionRegister, Method, RegisterLine
from destruction.procedures import executing, quarantine
from destruction.views.carrying_out import Row, refused_row, row_of, shown
from destruction.views.finding import CARRIES_OUT, register_line_or_404, visible_register

Step = Callable[[DestructionRegister, User, datetime], object]
Way = Callable[[RegisterLine, str, User, datetime], object]

WAYS: "Final[dict[str, Way]]" = {
    "put_off": lambda line, reason, by, now: executing.put_off_line(
        line, reason=reason, by=by, now=now
    ),
    "withdraw": lambda line, reason, by, now: quarantine.withdraw_line(
        line, reason=reason, by=by, now=now
    ),
}
"""What becomes of a thing that cannot be destroyed now: it waits on, or goes back (DES-18)."""


@shell_page(gettext_lazy("Carry out a destruction"), CARRIES_OUT)
def execute(request: StaffRequest, pk: int) -> HttpResponse:
    """One register as the archive-room head carries it out; a scan brings its line to the top."""
    found = visible_register(request, pk)
    code = request.POST.get("code", "") if request.method == "POST" else ""
    return shown(request, found, code=code.replace("\0", "").strip())


@shell_page(gettext_lazy("Carry out a destruction"), CARRIES_OUT, methods=("GET",))
def execute_progress(request: StaffRequest, pk: int) -> HttpResponse:
    """The numbers alone, asked for every few seconds while the witnesses scan."""
    return shown(request, visible_register(request, pk), part="destruction/_execution.html")


@shell_page(gettext_lazy("Carry out a destruction"), CARRIES_OUT, methods=("POST",))
def start(request: StaffRequest, pk: int) -> HttpResponse:
    """Start: from now on the witnesses compare, and what they compared can be destroyed."""

    def begin(found: DestructionRegister, by: User, now: datetime) -> object:
        return executing.start_destruction(found, by=by, now=now)

    return _step(request, pk, begin, gettext_lazy("Started. The witnesses can scan now."))


@shell_page(gettext_lazy("Carry out a destruction"), CARRIES_OUT, methods=("POST",))
def finish(request: StaffRequest, pk: int) -> HttpResponse:
    """Finish: the record is frozen, then executor and witnesses sign it."""

    def end(found: DestructionRegister, by: User, now: datetime) -> object:
        return executing.finish_destruction(found, by=by, now=now)

    return _step(request, pk, end, gettext_lazy("Finished. The record is signed now."))


def _step(request: StaffRequest, pk: int, take: Step, done: Any) -> HttpResponse:
    found = visible_register(request, pk)
    try:
        take(found, actor(request), clock.now())
    except RegulationError as error:
        return shown(request, visible_register(request, pk), refusals=error.refusals)
    messages.success(request, done)
    return redirect("destruction:execute", found.pk)


@shell_page(gettext_lazy("Carry out a destruction"), CARRIES_OUT, methods=("POST",))
def destroy(request: StaffRequest, pk: int) -> HttpResponse:
    """Mark one line destroyed, with its method; a transaction of its own (DES-08)."""
    line = register_line_or_404(request, pk)
    method = request.POST.get("method", "")
    if method not in Method.values:
        raise Http404
    try:
        executing.destroy_line(line, Method(method), by=actor(request), now=clock.now())
    except RegulationError as error:
        return _refused(request, refused_row(line, error.refusals, on=clock.today()))
    return _done(request, line, _("%(code)s is destroyed.") % {"code": line.code})


@shell_page(gettext_lazy("Carry out a destruction"), CARRIES_OUT, methods=("POST",))
def put_off(request: StaffRequest, pk: int) -> HttpResponse:
    """Say with a reason that a thing is not destroyed now, or goes back to its shelf."""
    line = register_line_or_404(request, pk)
    way = request.POST.get("way", "put_off")
    if way not in WAYS:
        raise Http404
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        WAYS[way](line, reason, actor(request), clock.now())
    except RegulationError as error:
        row = refused_row(line, error.refusals, on=clock.today(), reason=reason)
        return _refused(request, row)
    said = {
        "put_off": _("%(code)s is put off and stays where it waits."),
        "withdraw": _("%(code)s is withdrawn; put it back on its shelf."),
    }
    return _done(request, line, said[way] % {"code": line.code})


def _done(request: StaffRequest, line: RegisterLine, text: str) -> HttpResponse:
    if not wants_fragment(request):
        messages.success(request, text)
        return redirect("destruction:execute", line.register_id)
    fresh = register_line_or_404(request, line.pk)
    answer = shown(
        request,
        fresh.register,
        part="destruction/_execute_line.html",
        row=row_of(fresh, on=clock.today()),
    )
    return announce(answer, text)


def _refused(request: StaffRequest, row: Row) -> HttpResponse:
    part = "destruction/_execute_line.html" if wants_fragment(request) else ""
    register = visible_register(request, row.line.register_id)
    return shown(request, register, part=part, row=row)
