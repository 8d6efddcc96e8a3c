"""Renewals: asked by the borrower, decided by the archivist who saw the thing (LND-05)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from lending.forms.returns import RenewalDecisionForm, RenewalForm
from lending.models import Loan, Renewal
from lending.procedures.renewals import ask_renewal, decide_renewal
from lending.views.loans import SEES, loan_context
from lending.views.rooms import LENDS, loan_or_404

DECIDES = (LENDS, "lending.decide_request")


@shell_page(gettext_lazy("Renew"), SEES, methods=("POST",))
def renew(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask to keep a thing longer, with the reason."""
    loan = loan_or_404(request, pk)
    form = RenewalForm(request.POST)
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        try:
            ask_renewal(
                loan,
                form.cleaned_data["reason"],
                by=actor(request),
                now=clock.now(),
                until=form.cleaned_data["until"],
            )
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("The renewal is asked for; the archivist decides."))
            return redirect(loan)
    return _again(request, loan, form, refusals, name="asking")


@shell_page(gettext_lazy("Decide on a renewal"), DECIDES, methods=("POST",))
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Grant or refuse a renewal; nobody renews for themselves."""
    renewal = get_object_or_404(Renewal, pk=pk)
    loan = loan_or_404(request, renewal.loan_id)
    form = RenewalDecisionForm(request.POST)
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        facts = form.cleaned_data
        try:
            decide_renewal(
                renewal,
                Renewal.Outcome(facts["outcome"]),
                by=actor(request),
                now=clock.now(),
                reason=facts["reason"],
                seen_on=facts["seen_on"],
            )
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("The decision is recorded."))
            return redirect(loan)
    return _again(request, loan, form, refusals, name="deciding")


def _again(
    request: StaffRequest,
    loan: Loan,
    form: forms.Form,
    refusals: tuple[Refusal, ...],
    *,
    name: str,
) -> HttpResponse:
    """The page of the loan with what stood against it."""
    user = actor(request)
    under(request, "lending:desk" if user.has_perm(LENDS) else "lending:mine")
    context: dict[str, Any] = {**loan_context(loan, user), name: form, "refusals": refusals}
    if name == "deciding" and context["renewal"] is None and not refusals:
        raise Http404
    return render(request, "lending/loan.html", context, status=422)
