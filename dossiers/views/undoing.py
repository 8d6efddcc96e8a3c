"""Taking back what a ledger brought in: what was touched is shown before and after."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.journal.acts import ACTS
from archive_office.journal.models import JournalEntry, JournalSubject
from archive_office.regulation import RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from dossiers.forms.imports import UndoForm
from dossiers.models import LedgerImport
from dossiers.procedures.imports.undoing import ask_undo
from dossiers.rules.undoing import is_undoable, left_by, touched_first
from dossiers.tasks import take_back_soon

PERMISSION: Final = "dossiers.undo_ledger"
MOST: Final = 1000
"""So many things are looked at before; the act itself looks at all of them."""


@dataclass(frozen=True, slots=True)
class Left:
    """One thing that stays, and by what it was touched."""

    label: str
    touches: list[str]


@shell_page(gettext_lazy("Take back a ledger"), PERMISSION)
def ledger_undo(request: StaffRequest, pk: int) -> HttpResponse:
    """What has been touched since, and the decision to take back the rest.

    Source: FIL-03, FIL-09.
    """
    import_ = _brought_in(request, pk)
    form = UndoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_undo(
                import_, by=actor(request), now=clock.now(), reason=form.cleaned_data["reason"]
            )
        except RegulationError as error:
            return _page(request, import_, form, refusals=error.refusals)
        take_back_soon(asked)
        messages.info(request, _("The ledger is being taken back."))
        return redirect("dossiers:ledger", pk)
    return _page(request, import_, form)


def _brought_in(request: StaffRequest, pk: int) -> LedgerImport:
    rows = LedgerImport.objects.visible_to(actor(request)).select_related("centre")
    found = get_object_or_404(rows, pk=pk, state=LedgerImport.State.IMPORTED)
    if not is_undoable(found):
        raise Http404
    return found


def _page(
    request: StaffRequest, import_: LedgerImport, form: forms.Form, **more: Any
) -> HttpResponse:
    under(request, "dossiers:import_ledger")
    touched = touched_first(import_, most=MOST)
    entries = _entries(told for _label, told in touched)
    context = {
        "import": import_,
        "form": form,
        "touched": [Left(label, _said(told, entries)) for label, told in touched],
        "most": MOST if import_.counts["created"] > MOST else 0,
        **more,
    }
    status = 422 if form.is_bound else 200
    return render(request, "dossiers/ledger_undo.html", context, status=status)


@shell_page(gettext_lazy("What was left"), PERMISSION, methods=("GET",))
def ledger_left(request: StaffRequest, pk: int) -> HttpResponse:
    """What stayed when a ledger was taken back, and by what it had been touched.

    Source: FIL-09.
    """
    under(request, "dossiers:import_ledger")
    rows = LedgerImport.objects.visible_to(actor(request)).select_related("centre")
    import_ = get_object_or_404(rows, pk=pk, state=LedgerImport.State.UNDONE)
    page = keyset_page(left_by(import_), request, order=("pk",), size=50)
    entries = _entries(_told(row) for row in page.rows)
    lines = [Left(row.label, _said(_told(row), entries)) for row in page.rows]
    context = {"import": import_, "page": page, "lines": lines}
    return render(request, "dossiers/ledger_left.html", context)


def _told(row: JournalSubject) -> Sequence[Mapping[str, Any]]:
    return row.after["left"] if row.after else ()


def _entries(told: Iterable[Sequence[Mapping[str, Any]]]) -> dict[int, JournalEntry]:
    ids = {touch["entry"] for touches in told for touch in touches if "entry" in touch}
    return JournalEntry.objects.select_related("by").in_bulk(ids)


def _said(told: Sequence[Mapping[str, Any]], entries: Mapping[int, JournalEntry]) -> list[str]:
    """Each touch in words: the act, who did it and when, or the kind of record that refers to it."""
    said = []
    for touch in told:
        entry = entries.get(touch.get("entry", 0))
        if entry is None:
            said.append(str(touch.get("record", "")))
            continue
        act = ACTS.get(entry.act)
        title = str(act.title) if act else entry.act
        at = clock.day_of(entry.at).isoformat()
        said.append(" ".join(filter(None, (title, at, str(entry.by or "")))))
    return said
