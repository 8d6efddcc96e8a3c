"""How the executor's page shows a destruction: what comes next, and each line with its buttons."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.regulation import Refusal
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from destruction.forms.appraising import ReasonForm
from destruction.models import (
    DestructionRegister,
    LineState,
    Method,
    RegisterLine,
    RegisterState,
    Witness,
)
from destruction.rules import executing, witnessing
from destruction.rules.carrying_out import ready_lines
from destruction.rules.methods import methods_for
from destruction.rules.wait import wait_ends
from destruction.views.progress import progress_of, with_confirmations
from dossiers.procedures.codes import normalised_code

SIZE: Final = 20
SHOWS: Final = {
    "open": _("Still to do"),
    "ready": _("Ready to be destroyed"),
    "done": _("Done"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line as the executor sees it."""

    line: RegisterLine
    witnesses: list[tuple[Witness, bool]] = field(default_factory=list)
    methods: list[Method] = field(default_factory=list)
    refusals: tuple[Refusal, ...] = ()
    reason: str = ""

    @property
    def ready(self) -> bool:
        """Whether every standing witness has compared it."""
        seen = [done for _witness, done in self.witnesses]
        return bool(seen) and all(seen) and self.is_open

    @property
    def is_open(self) -> bool:
        """Whether it is still to be decided."""
        return self.line.state == LineState.LISTED

    @property
    def form(self) -> ReasonForm:
        """Why it is not destroyed now."""
        said = {"reason": self.reason}
        return ReasonForm(initial=said, auto_id=f"line{self.line.pk}_%s")

    @property
    def plain_refusals(self) -> list[Refusal]:
        """The refusals without the names of fields: many lines have a field of each name."""
        return [replace(refusal, field="") for refusal in self.refusals]


def rows_of(lines: Iterable[RegisterLine], witnesses: list[Witness], *, on: date) -> list[Row]:
    """The lines with who compared them and by which methods they may be destroyed."""
    found = []
    for line in lines:
        seen = {given.witness_id for given in line.confirmations.all()}
        methods = methods_for(line, on=on) if line.state == LineState.LISTED else []
        found.append(Row(line, [(w, w.pk in seen) for w in witnesses], methods))
    return found


def row_of(line: RegisterLine, *, on: date) -> Row:
    """One line, read anew."""
    fresh = with_confirmations(RegisterLine.objects.filter(pk=line.pk)).get()
    fresh.register = line.register
    witnesses = [w.witness for w in progress_of(line.register).witnesses]
    (row,) = rows_of([fresh], witnesses, on=on)
    return row


def refused_row(
    line: RegisterLine, refusals: tuple[Refusal, ...], *, on: date, reason: str = ""
) -> Row:
    """One line with why the step was refused, and what was typed."""
    return replace(row_of(line, on=on), refusals=refusals, reason=reason)


def shown(
    request: StaffRequest,
    found: DestructionRegister,
    *,
    refusals: tuple[Refusal, ...] = (),
    code: str = "",
    row: Row | None = None,
    part: str = "",
) -> HttpResponse:
    """The executor's page, or one part of it."""
    under(request, "destruction:registers")
    today = clock.today()
    progress = progress_of(found)
    witnesses = [each.witness for each in progress.witnesses]
    show = _show_of(request, found)
    context: dict[str, Any] = {
        "register": found,
        "title": _("Carry out a destruction"),
        "progress": progress,
        "row": row,
        "refusals": refusals,
        "part": bool(part),
        **_next(found, request),
    }
    if not part:
        page = keyset_page(_listed(found, show), request, order=("number", "id"), size=SIZE)
        scan = _scanned(found, code)
        context |= {
            "page": page,
            "rows": _merged(rows_of(page.rows, witnesses, on=today), row),
            "show": show,
            "shows": SHOWS.items(),
            "code": code,
            "scan": rows_of(scan, witnesses, on=today),
        }
    failed = bool(refusals or (row and row.refusals) or (code and not context.get("scan")))
    return render(
        request, part or "destruction/execute.html", context, status=422 if failed else 200
    )


def _show_of(request: StaffRequest, found: DestructionRegister) -> str:
    """Which lines are listed: those asked for, else what is open, or done once nothing is."""
    settled = found.state in (RegisterState.SIGNING, RegisterState.CLOSED)
    show = request.GET.get("show", "")
    return show if show in SHOWS else "done" if settled else "open"


def _listed(found: DestructionRegister, show: str) -> Any:
    if show == "ready":
        return with_confirmations(ready_lines(found))
    listed = found.lines.filter(state=LineState.LISTED)
    lines = listed if show == "open" else found.lines.exclude(state=LineState.LISTED)
    return with_confirmations(lines)


def _merged(rows: list[Row], refused: Row | None) -> list[Row]:
    """The refused line in its place, or before all where it is on another page."""
    if refused is None:
        return rows
    if any(row.line == refused.line for row in rows):
        return [refused if row.line == refused.line else row for row in rows]
    return [refused, *rows]


def _scanned(found: DestructionRegister, code: str) -> list[RegisterLine]:
    """The line of this register that a scanned or typed code names, if there is one."""
    line = executing.line_of(found, normalised_code(code)) if code else None
    return [] if line is None else list(with_confirmations(found.lines.filter(pk=line.pk)))


def _next(found: DestructionRegister, request: StaffRequest) -> dict[str, Any]:
    """What comes next, and what stands against it."""
    user, today = actor(request), clock.today()
    waiting = found.state == RegisterState.WAITING
    running = found.state == RegisterState.EXECUTING
    against: list[Refusal] = []
    if waiting:
        witnesses = witnessing.standing(found)
        against = list(executing.against_starting(found, witnesses, by=user, on=today))
    elif running:
        against = list(executing.against_carrying_out(found, by=user))
    return {
        "waiting": waiting,
        "running": running,
        "against": against,
        "is_executor": found.started_by_id == user.pk,
        "last_day": wait_ends(found) if waiting else None,
    }
