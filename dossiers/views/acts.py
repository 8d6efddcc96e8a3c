"""Guided acts on one dossier: how it ends, what changed, a new name, a mistake."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from dossiers.forms.acts import (
    ENDINGS,
    ChangeForm,
    ClosingForm,
    KeeperForm,
    RenameForm,
    SealForm,
    VoidForm,
)
from dossiers.models import Dossier, DossierEvent, Occupancy
from dossiers.procedures.changes import change_name, record_review, report_change
from dossiers.procedures.closing import (
    close_by_sale,
    end_tenancy,
    finish_task,
    record_leaving,
    void_dossier,
)
from dossiers.procedures.keeping import name_keeper, seal_dossier, unseal_dossier
from dossiers.rules.closing import Closing, against_archivists_work, against_closing
from dossiers.rules.keeping import against_naming_keeper, against_sealing, against_unsealing
from dossiers.rules.touched import Change
from dossiers.views.finding import dossier_or_404, shown

KEEPS = "dossiers.close_dossier"
CLOSERS = {
    Occupancy.Ending.SALE: close_by_sale,
    Occupancy.Ending.END_OF_TENANCY: end_tenancy,
    Occupancy.Ending.LEAVING: record_leaving,
}


@shell_page(gettext_lazy("Sale, end of tenancy, leaving"), KEEPS)
def close(request: StaffRequest, pk: int) -> HttpResponse:
    """Say how an occupancy ended; its dossier closes, the next one can be opened."""
    found = _found(request, pk)
    today = clock.today()
    form = ClosingForm(request.POST or None, dossier=found, initial={"on": today}, auto_id="id_%s")

    def act(typed: dict[str, Any]) -> None:
        closer = CLOSERS[Occupancy.Ending(typed["ending"])]
        closer(found, on=typed["on"], by=actor(request), today=today, reason=typed["reason"])
        messages.success(request, _("%(code)s is closed.") % {"code": found.code})

    pending = []
    for ending in ENDINGS[Dossier.Kind(found.kind)][:1]:
        pending = list(against_closing(found, Closing(ending, today, today), actor(request)))
    context = {"pending": [r for r in pending if r.field != "on"]}
    return _answer(request, found, form, act, template="dossiers/close.html", context=context)


@shell_page(gettext_lazy("Report a change"), ("dossiers.submit_papers", KEEPS))
def change(request: StaffRequest, pk: int) -> HttpResponse:
    """Enter a major change with its day (COL-23)."""
    found = _found(request, pk)
    today = clock.today()
    form = ChangeForm(request.POST or None, initial={"on": today})

    def act(typed: dict[str, Any]) -> None:
        kind = Change(typed["of"])
        told, by = typed["text"], actor(request)
        report_change(found, told, on=typed["on"], by=by, today=today, of=kind)
        messages.success(request, _("The change is entered."))

    return _answer(request, found, form, act, template="dossiers/change.html")


@shell_page(gettext_lazy("Change the customer’s name"), KEEPS)
def rename(request: StaffRequest, pk: int) -> HttpResponse:
    """Change the customer's name on a paper application (COL-23)."""
    found = _found(request, pk)
    form = RenameForm(request.POST or None, dossier=found)

    def act(typed: dict[str, Any]) -> None:
        change_name(
            found,
            typed["name"],
            application=typed["application"],
            by=actor(request),
            now=clock.now(),
        )
        messages.success(request, _("The name is changed. Print the label anew."))

    context = {"pending": list(against_archivists_work(found, actor(request)))}
    return _answer(request, found, form, act, template="dossiers/rename.html", context=context)


@shell_page(gettext_lazy("Void the dossier"), KEEPS)
def void(request: StaffRequest, pk: int) -> HttpResponse:
    """Void a dossier recorded by mistake; its number is never given again."""
    found = _found(request, pk)
    form = VoidForm(request.POST or None)

    def act(typed: dict[str, Any]) -> None:
        void_dossier(found, reason=typed["reason"], by=actor(request), today=clock.today())
        messages.success(request, _("%(code)s is void.") % {"code": found.code})

    return _answer(request, found, form, act, template="dossiers/void.html")


@shell_page(gettext_lazy("Name the keeper"), "dossiers.name_keeper")
def keeper(request: StaffRequest, pk: int) -> HttpResponse:
    """Name the one person who answers for this dossier (SEC-26)."""
    found = _found(request, pk)
    first = {"person": found.responsible_id}
    form = KeeperForm(request.POST or None, dossier=found, today=clock.today(), initial=first)

    def act(typed: dict[str, Any]) -> None:
        named = name_keeper(found, typed["person"], by=actor(request))
        messages.success(request, _("%(person)s is the keeper.") % {"person": named.responsible})

    pending = [r for r in against_naming_keeper(found, None, actor(request)) if not r.field]
    return _answer(
        request, found, form, act, template="dossiers/keeper.html", context={"pending": pending}
    )


@shell_page(gettext_lazy("Seal of the dossier"), "dossiers.seal_dossier")
def seal(request: StaffRequest, pk: int) -> HttpResponse:
    """Put a dossier under seal, or lift its seal (LND-24, SEC-44)."""
    found = _found(request, pk)
    form, user = SealForm(request.POST or None), actor(request)
    lifting = found.sealed_on is not None

    def act(typed: dict[str, Any]) -> None:
        if lifting:
            unseal_dossier(found, by=user, reason=typed["reason"])
            messages.success(request, _("The seal is lifted."))
        else:
            seal_dossier(found, by=user, today=clock.today(), reason=typed["reason"])
            messages.success(request, _("The dossier is sealed."))

    against = against_unsealing if lifting else against_sealing
    pending = [r for r in against(found, user, reason="") if r.field != "reason"]
    context = {"pending": pending, "lifting": lifting}
    return _answer(request, found, form, act, template="dossiers/seal.html", context=context)


@shell_page(gettext_lazy("Task done"), (KEEPS, "dossiers.place_holding"), methods=("POST",))
def task_done(request: StaffRequest, pk: int, task: int) -> HttpResponse:
    """Mark a task of the dossier as done."""
    found = _found(request, pk)
    row = get_object_or_404(found.events.filter(kind=DossierEvent.Kind.TASK), pk=task)
    try:
        finish_task(row, by=actor(request), today=clock.today())
    except RegulationError as error:
        messages.error(request, _said(error.refusals))
    else:
        messages.success(request, _("The task is done."))
    return redirect(found)


@shell_page(gettext_lazy("Reviewed"), KEEPS, methods=("POST",))
def review(request: StaffRequest, pk: int) -> HttpResponse:
    """Note that the archivist has gone through the dossier today (COL-11)."""
    found = _found(request, pk)
    try:
        record_review(found, by=actor(request), today=clock.today())
    except RegulationError as error:
        messages.error(request, _said(error.refusals))
    else:
        messages.success(request, _("The review is noted; the next one falls due from today."))
    return redirect(found)


def _said(refusals: tuple[Refusal, ...]) -> str:
    return " ".join(map(str, refusals))


def _found(request: StaffRequest, pk: int) -> Dossier:
    under(request, "dossiers:list")
    return dossier_or_404(request, pk)


def _answer(
    request: StaffRequest,
    found: Dossier,
    form: forms.Form,
    act: Callable[[dict[str, Any]], None],
    *,
    template: str,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Do the act and go to the dossier, or show the page with what stands against it."""
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except RegulationError as error:
            refusals = error.refusals
        else:
            return redirect(found)
    status = 422 if request.method == "POST" else 200
    shown(request, found, page=template.removeprefix("dossiers/").removesuffix(".html"))
    told = {"dossier": found, "form": form, "refusals": refusals, **(context or {})}
    return render(request, template, told, status=status)
