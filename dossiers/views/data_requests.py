"""Residents' requests about their own data: the list, taking in, deciding, doing, answering.

Source: COL-24, LND-14, LND-16, SEC-11.
"""

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor, pdf
from archive_office.organisation.models import User
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from dossiers.forms.data_requests import (
    AnswerForm,
    CorrectForm,
    DecideForm,
    DoneForm,
    EraseForm,
    TakeInForm,
)
from dossiers.models import DataRequest
from dossiers.papers.answer import answer_letter
from dossiers.papers.filling import fonds_of
from dossiers.procedures import data_requests as procedures
from dossiers.procedures.answering import letter_facts
from dossiers.procedures.forgetting import erase_personal
from dossiers.rules import data_requests as rules
from dossiers.rules.forgetting import against_erasing, against_forgetting
from dossiers.views.finding import dossier_or_404, shown

ANSWERS: Final = "dossiers.answer_datarequest"
DECIDES: Final = "dossiers.decide_datarequest"
ERASES: Final = "dossiers.erase_personal"
LIST: Final = "dossiers:data_requests"

Typed = dict[str, Any]


@shell_page(gettext_lazy("Requests of residents"), ANSWERS, methods=("GET",))
def data_requests(request: StaffRequest) -> HttpResponse:
    """Who waits for an answer about the own data, and until when; all of them on demand."""
    today = clock.today()
    shows = request.GET.get("show", "")
    rows = DataRequest.objects.visible_to(actor(request))
    if shows != "all":
        rows = rows.unanswered()
    if shows == "late":
        rows = rows.filter(due_on__lt=today)
    rows = rows.select_related("dossier__centre", "customer", "dossier__unit__estate")
    order = ("-received_on", "-pk") if shows == "all" else ("due_on", "pk")
    page = keyset_page(rows, request, order=order)
    context = {"page": page, "shows": shows, "today": today}
    return render(request, "dossiers/data_requests.html", context)


@shell_page(gettext_lazy("Take in a request"), ANSWERS)
def take_in(request: StaffRequest, pk: int) -> HttpResponse:
    """Write down what the resident of a dossier asks."""
    found = dossier_or_404(request, pk)
    if any(rules.against_strangers(found, actor(request))):
        raise Http404
    under(request, LIST)
    form = TakeInForm(request.POST or None, initial={"received_on": clock.today()})
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        try:
            made = procedures.take_in(found, form.asked(), by=actor(request), now=clock.now())
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("%(number)s is taken in.") % {"number": made})
            return redirect(made)
    shown(request, found, page="take_in_data_request")
    context = {"dossier": found, "form": form, "refusals": refusals}
    status = 422 if request.method == "POST" else 200
    return render(request, "dossiers/take_in_data_request.html", context, status=status)


@shell_page(gettext_lazy("Request of a resident"), ANSWERS, methods=("GET",))
def data_request(request: StaffRequest, pk: int) -> HttpResponse:
    """One request: where it stands, and the next thing to be done."""
    return _page(request, _found(request, pk))


@shell_page(gettext_lazy("Request of a resident"), DECIDES, methods=("POST",))
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Grant or refuse what a resident asks."""
    found, form = _found(request, pk), DecideForm(request.POST, auto_id="decide_%s")

    def act(_typed: Typed) -> None:
        procedures.decide(found, form.verdict(), by=actor(request), now=clock.now())

    return _answer(request, found, form, act, name="decision")


@shell_page(gettext_lazy("Request of a resident"), ANSWERS, methods=("POST",))
def done(request: StaffRequest, pk: int) -> HttpResponse:
    """Enter that what was granted was done."""
    found, form = _found(request, pk), DoneForm(request.POST, auto_id="done_%s")

    def act(typed: Typed) -> None:
        procedures.note_done(found, typed["how"], by=actor(request), now=clock.now())

    return _answer(request, found, form, act, name="deed")


@shell_page(gettext_lazy("Request of a resident"), ANSWERS, methods=("POST",))
def answer(request: StaffRequest, pk: int) -> HttpResponse:
    """Answer the resident."""
    found, form = _found(request, pk), AnswerForm(request.POST, auto_id="answer_%s")

    def act(typed: Typed) -> None:
        procedures.answer(found, typed["answer"], by=actor(request), now=clock.now())

    return _answer(request, found, form, act, name="reply")


@shell_page(gettext_lazy("Erase the data"), ERASES, methods=("POST",))
def erase(request: StaffRequest, pk: int) -> HttpResponse:
    """Erase a resident's data on the granted request."""
    found, form = _found(request, pk), EraseForm(request.POST, auto_id="erase_%s")

    def act(typed: Typed) -> None:
        by, now = actor(request), clock.now()
        erase_personal(found.customer, by=by, now=now, reason=typed["reason"])

    return _answer(request, found, form, act, name="erasing")


@shell_page(gettext_lazy("Correct the data"), ANSWERS)
def correct(request: StaffRequest, pk: int) -> HttpResponse:
    """Put right what a resident's granted request says is wrong."""
    found = _found(request, pk)
    user = actor(request)
    form = CorrectForm(request.POST or None)
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        try:
            procedures.correct(found, form.corrected(), by=user, now=clock.now())
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("The data are corrected; the earlier ones stay on record."))
            return redirect(found)
    shown(request, found.dossier, page="correct_data")
    context = {
        "dossier": found.dossier,
        "asked": found,
        "form": form,
        "refusals": refusals,
        "pending": list(rules.against_correcting(found, user)),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "dossiers/correct_data.html", context, status=status)


@shell_page(gettext_lazy("Print"), ANSWERS, methods=("GET",))
def letter(request: StaffRequest, pk: int) -> HttpResponse:
    """The letter of answer to the resident as PDF."""
    found = _found(request, pk)
    if found.answered_at is None:
        raise Http404
    facts = letter_facts(found, fonds_of(found.dossier.centre), by=actor(request), now=clock.now())
    return pdf(answer_letter(facts), f"{found.number}.pdf")


def _found(request: StaffRequest, pk: int) -> DataRequest:
    under(request, LIST)
    rows = DataRequest.objects.visible_to(actor(request)).select_related(
        "dossier__centre",
        "dossier__unit__estate",
        "customer",
        "received_by",
        "decided_by",
        "done_by",
        "answered_by",
    )
    return get_object_or_404(rows, pk=pk)


def _answer(
    request: StaffRequest,
    found: DataRequest,
    form: forms.Form,
    act: Callable[[Typed], None],
    *,
    name: str,
) -> HttpResponse:
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except RegulationError as error:
            refusals = error.refusals
        else:
            return redirect(found)
    return _page(request, found, refusals=refusals, **{name: form})


def _page(
    request: StaffRequest,
    found: DataRequest,
    *,
    refusals: tuple[Refusal, ...] = (),
    **typed: forms.Form,
) -> HttpResponse:
    user, today = actor(request), clock.today()
    context = {
        "asked": found,
        "title": found.number,
        "dossier": found.dossier,
        "refusals": refusals,
        "late": rules.is_late(found, today=today),
        "next": _next_step(found, user),
        "decision": DecideForm(auto_id="decide_%s"),
        "deed": DoneForm(auto_id="done_%s"),
        "reply": AnswerForm(auto_id="answer_%s"),
        "erasing": EraseForm(auto_id="erase_%s"),
        "against_erasing": _against_erasing(found, user) if _next_step(found, user) else [],
        **typed,
    }
    shown(request, found.dossier, page="data_request")
    status = 422 if request.method == "POST" else 200
    return render(request, "dossiers/data_request.html", context, status=status)


def _next_step(found: DataRequest, user: User) -> str:
    """The one thing to be done next, if it is this person's: decide, do, erase, correct, answer."""
    if found.answered_at is not None:
        return ""
    if not found.outcome:
        return "decide" if user.has_perm(DECIDES) else ""
    if found.outcome == DataRequest.Outcome.REFUSED or found.done_at is not None:
        return "answer"
    steps = {DataRequest.Kind.DELETION: "erase", DataRequest.Kind.CORRECTION: "correct"}
    step = steps.get(DataRequest.Kind(found.kind), "do")
    return step if step != "erase" or user.has_perm(ERASES) else ""


def _against_erasing(found: DataRequest, user: User) -> list[Refusal]:
    """What stands against a deletion, before the button."""
    if found.kind != DataRequest.Kind.DELETION or found.done_at is not None:
        return []
    if not found.outcome:
        return list(against_forgetting(found.customer, today=clock.today()))
    return list(against_erasing(found.customer, user, "-", today=clock.today()))
