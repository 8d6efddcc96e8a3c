"""Ledger import: a file comes in, is checked in the background, and one act brings it in."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor, workbook
from archive_office.organisation.models import User
from archive_office.organisation.scope import scope_of
from archive_office.regulation import RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from dossiers.forms.imports import LedgerForm, centres_of
from dossiers.ledgers import LIMITS, PROFILES, Code, LedgerRefused, read_faults
from dossiers.ledgers.answer import error_workbook
from dossiers.ledgers.telling import notes_of, refusals_of, text_of, where_of
from dossiers.models import LedgerImport, LedgerVerdict, ViewLog
from dossiers.procedures.imports.lifecycle import (
    Arrival,
    confirm_ledger,
    content_of,
    receive_ledger,
    return_ledger,
)
from dossiers.procedures.imports.progress import is_at_work
from dossiers.procedures.reading import log_named
from dossiers.rules.undoing import is_undoable
from dossiers.tasks import read_ledger_soon, take_back_soon

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

State, Outcome = LedgerImport.State, LedgerVerdict.Outcome
PERMISSION = "dossiers.import_ledger"
ROWS = 50

AT_WORK = (State.READING, State.UNDOING)
BROUGHT_IN = (State.IMPORTED, State.UNDOING, State.UNDONE)
LOOKS = {
    State.QUEUED: "waiting",
    State.READING: "running",
    State.CHECKED: "checked",
    State.REFUSED: "refused",
    State.IMPORTED: "done",
    State.FAILED: "failed",
    State.UNDOING: "running",
    State.UNDONE: "void",
    Outcome.CREATED: "added",
    Outcome.COMPLETED: "changed",
    Outcome.UNCHANGED: "nothing",
    Outcome.REJECTED: "refused",
}
"""Which colour and symbol of the shell a state of ours has."""

SHOWN = (
    ("", gettext_lazy("Rejected or doubtful")),
    (str(Outcome.REJECTED), gettext_lazy("Rejected")),
    ("warned", gettext_lazy("With a warning")),
    (str(Outcome.COMPLETED), gettext_lazy("Completed")),
    (str(Outcome.CREATED), gettext_lazy("New")),
    (str(Outcome.UNCHANGED), gettext_lazy("Unchanged")),
)


@shell_page(gettext_lazy("Ledger import"), PERMISSION)
def import_ledger(request: StaffRequest) -> HttpResponse:
    """Bring a ledger; the dry run begins at once, nothing is written by it."""
    user = actor(request)
    form = LedgerForm(
        request.POST or None,
        request.FILES or None,
        user=user,
        most_bytes=LIMITS.file_bytes,
        initial={"as_of": clock.today(), "centre": centres_of(user).first()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            import_ = receive_ledger(_arrival(form), by=user, now=clock.now())
        except RegulationError as error:
            for refused in error.as_form_errors():
                form.add_error(None, refused)
        else:
            read_ledger_soon(import_)
            return redirect("dossiers:ledger", import_.pk)
    received = _imports(request).select_related("centre", "by")
    page = keyset_page(received, request, order=("-created_at", "-pk"))
    lines = [(row, LOOKS[State(row.state)]) for row in page.rows]
    context = {"form": form, "page": page, "lines": lines}
    status = 422 if form.is_bound else 200
    return render(request, "dossiers/import_ledger.html", context, status=status)


def _arrival(form: LedgerForm) -> Arrival:
    data = form.cleaned_data
    return Arrival(
        name=data["file"].name,
        content=data["file"].read(),
        profile=data["profile"],
        centre=data["centre"],
        estate=data["estate"],
        as_of=data["as_of"],
    )


def _imports(request: StaffRequest) -> QuerySet[LedgerImport]:
    return LedgerImport.objects.visible_to(actor(request))


def _import_or_404(request: StaffRequest, pk: int) -> LedgerImport:
    under(request, "dossiers:import_ledger")
    rows = _imports(request).select_related("centre", "estate", "by", "confirmed_by")
    return get_object_or_404(rows, pk=pk)


def _may_read_it(import_: LedgerImport, user: User) -> bool:
    """Whether the file itself may go to this person: it was theirs, or speaks of their centre."""
    return import_.by_id == user.pk or import_.centre_id in scope_of(user).personal


@dataclass(frozen=True, slots=True)
class Said:
    """One finding in words."""

    where: str
    text: str
    raw: str
    warning: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a ledger and what is said of it."""

    verdict: LedgerVerdict
    look: str
    said: list[Said]


@shell_page(gettext_lazy("Ledger import"), PERMISSION, methods=("GET",))
def ledger(request: StaffRequest, pk: int) -> HttpResponse:
    """One ledger: how far it is, what would come or came of each row, and the way on."""
    return render(request, "dossiers/import_detail.html", _detail(request, pk))


def _detail(request: StaffRequest, pk: int) -> dict[str, Any]:
    import_ = _import_or_404(request, pk)
    context: dict[str, Any] = {
        "import": import_,
        "look": LOOKS[State(import_.state)],
        "progress": _progress(import_),
        "left_behind": import_.state in AT_WORK and not is_at_work(import_),
        "may_undo": import_.state == State.IMPORTED
        and is_undoable(import_)
        and request.user.has_perm("dossiers.undo_ledger"),
        "refused_text": _refusal(import_.refusal),
        "may_read_it": _may_read_it(import_, actor(request)),
    }
    if import_.counts and not import_.is_running:
        context |= _result(request, import_)
    return context


def _refusal(code: str) -> "StrOrPromise":
    known = Code.__members__.get(code)
    return known.text if known else code


def _result(request: StaffRequest, import_: LedgerImport) -> dict[str, Any]:
    counts = import_.counts
    show = request.GET.get("show", "")
    rows = _shown(_said(import_), show)
    page = keyset_page(rows.select_related("dossier"), request, order=("position",), size=ROWS)
    return {
        "counts": counts,
        "codes": [(text_of({"code": code}), count) for code, count in _most(counts["codes"])],
        "warnings": [
            {**late, "text": text_of(late), "where": where_of(late)}
            for late in counts["late_warnings"]
        ],
        "file_warnings": [text_of({"code": told["code"]}) for told in counts["file_warnings"]],
        "again": _brought_in_before(request, import_),
        "shown": SHOWN,
        "show": show,
        "page": page,
        "lines": [_line(verdict) for verdict in page.rows],
    }


def _said(import_: LedgerImport) -> QuerySet[LedgerVerdict]:
    """The verdicts that count: those of the act, before it those of the dry run."""
    return import_.verdicts.filter(final=import_.state in BROUGHT_IN)


def _shown(rows: QuerySet[LedgerVerdict], show: str) -> QuerySet[LedgerVerdict]:
    if show == "warned":
        return rows.filter(warned=True)
    if show in Outcome.values:
        return rows.filter(outcome=show)
    return rows.exclude(codes=[])


def _most(codes: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(codes.items(), key=lambda pair: (-pair[1], pair[0]))


def _line(verdict: LedgerVerdict) -> Line:
    said = [
        Said(where_of(told), text_of(told), told["values"].get("raw", ""), told["warning"])
        for told in verdict.findings
    ]
    return Line(verdict, LOOKS[Outcome(verdict.outcome)], said)


def _brought_in_before(request: StaffRequest, import_: LedgerImport) -> LedgerImport | None:
    same = _imports(request).filter(sha256=import_.sha256, state=State.IMPORTED)
    return same.exclude(pk=import_.pk).order_by("-finished_at").first()


def _progress(import_: LedgerImport) -> dict[str, Any]:
    return {
        "poll_url": reverse("dossiers:ledger_progress", args=[import_.pk]),
        "done": import_.rows_done,
        "total": import_.rows_total,
        "finished": not import_.is_running,
        "failed": import_.state in (State.FAILED, State.REFUSED),
        "message": import_.get_state_display(),
    }


@shell_page(gettext_lazy("Ledger import"), PERMISSION, methods=("GET",))
def ledger_progress(request: StaffRequest, pk: int) -> HttpResponse:
    """How far the background is; the page is shown anew once it has finished."""
    import_ = _import_or_404(request, pk)
    response = render(request, "shell/_progress.html", _progress(import_))
    if not import_.is_running:
        response.headers["HX-Refresh"] = "true"
    return response


@shell_page(gettext_lazy("Ledger import"), PERMISSION, methods=("POST",))
def ledger_confirm(request: StaffRequest, pk: int) -> HttpResponse:
    """Have the checked ledger brought in."""
    import_ = _import_or_404(request, pk)
    try:
        confirmed = confirm_ledger(import_, by=actor(request), now=clock.now())
    except RegulationError as error:
        context = {**_detail(request, pk), "refusals": error.refusals}
        return render(request, "dossiers/import_detail.html", context, status=422)
    read_ledger_soon(confirmed)
    messages.info(request, _("The ledger is being brought in."))
    return redirect("dossiers:ledger", pk)


@shell_page(gettext_lazy("Ledger import"), PERMISSION, methods=("POST",))
def ledger_again(request: StaffRequest, pk: int) -> HttpResponse:
    """Have a ledger taken up again that a stopped worker left behind."""
    import_ = _import_or_404(request, pk)
    if import_.state == State.UNDOING:
        take_back_soon(import_)
    elif import_.is_running:
        read_ledger_soon(import_)
    return redirect("dossiers:ledger", pk)


@shell_page(gettext_lazy("Ledger import"), PERMISSION, methods=("POST",))
def ledger_workbook(request: StaffRequest, pk: int) -> HttpResponse:
    """The clerk's own workbook back, with what is to be mended in a last column.

    It is full of personal numbers: whoever brought it gets it, and the centre it speaks of.

    Source: LND-13.
    """
    import_ = _import_or_404(request, pk)
    if not _may_read_it(import_, actor(request)):
        raise Http404
    source = BytesIO(content_of(import_))
    profile = PROFILES[import_.profile]
    try:
        report = read_faults(source, filename=import_.name, profile=profile, as_of=import_.as_of)
    except LedgerRefused as refusal:
        messages.error(request, refusal.code.text)
        return redirect("dossiers:ledger", pk)
    refusals = refusals_of(list(_said(import_).exclude(codes=[])))
    content = error_workbook(source, report, notes_of(refusals))
    return_ledger(import_, by=actor(request))
    _log_workbook(import_, actor(request))
    errors = _("errors")
    return workbook(content, f"{PurePath(import_.name).stem}-{errors}.xlsx")


def _log_workbook(import_: LedgerImport, user: User) -> None:
    """In the view log of every dossier a row of the ledger became."""
    named = LedgerVerdict.objects.filter(ledger=import_, dossier__isnull=False)
    what, detail = ViewLog.What.DOWNLOADED, f"ledger {import_.pk}"
    log_named(
        named.values_list("dossier", flat=True).distinct(),
        user,
        what,
        now=clock.now(),
        detail=detail,
    )
